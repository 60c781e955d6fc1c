"""Appointments that are changed by one side and read by the other: from a reminder by who comes, and by staff for a
client."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from handlers.chat.outgoing import Stretch, Text
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role
from tests.cast import Person
from tests.stories.booking_steps import appointment
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, files_of, in_turn, labels, press, until
from tests.stories.kit import joined, makes_sure
from tests.stories.test_bookings import _at, _books, _desk, _opens_times, _picks, _shown, _stands, _talk

HOUR, HALF, QUARTER = (timedelta(minutes=minutes) for minutes in (60, 30, 15))


@in_turn
async def test_moved_and_cancelled_on_its_reminders(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Move on a reminder shows other times than the present one; the host reads both times, and the reminder says that
    it is no longer needed. That of the new time comes as well; Cancel on it asks, and the host reads that too."""
    day = await begin(open_office, client_on, staff_on, language, desk=_desk(remind_before=(HOUR,)))
    await _books(day, day.anna, "A-1", "10:30")
    before = _at(day, 10, 30)
    await _comes_to(day, "A-1", HALF + QUARTER)
    await day.presses(day.anna, "booking-move", _reminder(day))
    title = day.t("book-title-move", ref="A-1", what=day.t("book-title", service=_talk(day), count=30))
    await until(day.anna, lambda: day.t("book-first-free") in labels(day.anna, title), title)
    press(day.anna, day.t("book-first-free"), title)
    await until(day.anna, lambda: day.t("book-days") in labels(day.anna, title), "the first free times")
    offered = [label for label in labels(day.anna, title) if ":" in label]
    assert [label[-5:] for label in offered[:2]] == ["10:00", "11:00"]
    press(day.anna, day.t("book-days"), title)
    await until(day.anna, lambda: day.t("book-first-free") in labels(day.anna, title), "the days")
    await _picks(day, day.anna, title, "11:00")
    after = _at(day, 11)
    await day.reads(day.anna, "booking-moved-there", ref="A-1", at=after)
    await day.reads(day.ben, "booking-was-moved", ref="A-1", by="Anna", before=before, at=after)
    await until(day.ben, lambda: any("11:00–11:30" in shown for shown in _shown(day.ben)), "the new time")
    over = day.t("booking-reminder-over", ref="A-1")
    await until(day.anna, lambda: len(cards(day.anna, over)) == 1 and not cards(day.anna, _reminder(day)), over)
    await _comes_to(day, "A-1", HALF)
    await day.presses(day.anna, "booking-cancel", _reminder(day))
    await makes_sure(day.anna, day.t("yes"))
    await _was_cancelled(day, day.ben, by="Anna")
    for who in (day.anna, day.ben):
        await _stands(day, who, "cancelled")
    await until(day.anna, lambda: len(cards(day.anna, over)) == 2 and not cards(day.anna, _reminder(day)), over)


@in_turn
async def test_it_begins(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """From the moment in which it begins the host's card has Done and No-show, without a word more; who comes can't
    move or cancel it any more, on its reminder neither."""
    day = await begin(open_office, client_on, staff_on, language, desk=_desk(remind_before=(HOUR,)))
    await _books(day, day.anna, "A-1")
    await _comes_to(day, "A-1", QUARTER)
    await until(day.anna, lambda: bool(cards(day.anna, _reminder(day))), "the reminder")
    await until(day.ben, lambda: day.t("booking-move") in labels(day.ben, "A-1 · "), "Move with the host")
    await _comes_to(day, "A-1", timedelta(0))
    became = [day.t("booking-done"), day.t("booking-no-show")]
    await until(day.ben, lambda: labels(day.ben, "A-1 · ") == became, "Done and No-show")
    await until(day.anna, lambda: labels(day.anna, "A-1 · ") == [], "no buttons")
    await until(day.anna, lambda: not cards(day.anna, _reminder(day)), "no reminder")
    await day.presses(day.ben, "booking-no-show", "A-1 · ")
    await _stands(day, day.ben, "no-show")


@in_turn
async def test_staff_cancel_for_a_client(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """A manager opens an appointment in the week's agenda and cancels it: its client reads who did and has a file that
    takes it out of their calendar, the host reads it as well, nobody is reminded, and its time is free."""
    day = await begin(open_office, client_on, staff_on, language, desk=_desk(remind_before=(HOUR,)))
    await _books(day, day.anna, "A-1")
    await until(day.ben, lambda: bool(cards(day.ben, "A-1 · ")), "A-1 with the host")
    day.mia.commands("agenda", {"en": "week", "de": "Woche"}[language])
    await day.presses(day.mia, "booking-show", day.t("agenda-week"), ref="A-1")
    await day.presses(day.mia, "booking-cancel", "A-1 · ")
    await makes_sure(day.mia, day.t("yes"))
    for who in (day.anna, day.ben):
        await _was_cancelled(day, who, by="Mia")
    for who in (day.anna, day.ben, day.mia):
        await _stands(day, who, "cancelled")
    assert labels(day.anna, "A-1 · ") == []
    await until(day.anna, lambda: b"METHOD:CANCEL" in files_of(day.anna, ".ics")[-1], "the file that takes it away")
    await _opens_times(day, day.anna, "09:30")
    await _comes_to(day, "A-1", HALF)
    await day.office.quiet()
    assert not cards(day.anna, _reminder(day))


@both
async def test_a_colleague_cancels(open_office: OpenOffice, on: str, language: str) -> None:
    """Where a client's contacts see one another's appointments, one who opened a colleague's cancels it: their own card
    says so as well, and whose it is reads who did; a manager's card that hung there follows."""
    day = await begin(open_office, on, on, language, desk=_desk())
    await day.office.app.database.write(_see_all)
    paul = await joined(day.office, Role.CLIENT, "Paul", on, language=language)
    await _books(day, day.anna, "A-1")
    for who, words, title in (
        (day.mia, {"en": "week", "de": "Woche"}[language], "agenda-week"),
        (paul, "", "agenda-own"),
    ):
        who.commands("agenda", words)
        await day.presses(who, "booking-show", day.t(title), ref="A-1")
        await until(who, partial(_has_card, day, who), "the appointment")
    await day.presses(paul, "booking-cancel", "A-1 · ")
    await makes_sure(paul, day.t("yes"))
    await _was_cancelled(day, day.anna, by="Paul")
    for who in (day.anna, day.ben, paul, day.mia):
        await _stands(day, who, "cancelled")


def _see_all(uow: UnitOfWork) -> None:
    (client,) = uow.clients.all()
    uow.clients.set_contacts_see_all(client.id, see_all=True)


def _has_card(day: Day, who: Person) -> bool:
    return day.t("booking-cancel") in labels(who, "A-1 · ")


async def _comes_to(day: Day, ref: str, before: timedelta) -> None:
    """Let it be so long before an appointment."""
    begins = (await appointment(day, ref)).starts_at
    day.office.later((begins - before - day.office.clock.now()).total_seconds())


async def _was_cancelled(day: Day, who: Person, by: str) -> None:
    """Wait until somebody reads who cancelled A-1."""
    booking = await appointment(day, "A-1")
    at, state = Stretch(booking.starts_at, booking.ends_at), Text("booking-state-cancelled")
    await day.reads(who, "booking-was", ref="A-1", at=at, state=state, by=by)


def _reminder(day: Day) -> str:
    return day.t("booking-reminder", ref="A-1", what=_talk(day))

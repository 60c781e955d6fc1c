"""Appointments in chat: chosen by tapping, kept for some minutes, booked, moved, cancelled; lost races; the host's
word; reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.bookings import actions
from handlers.bookings.claiming import Wish
from handlers.bookings.screens import day_label, day_of
from handlers.chat.context import Context
from handlers.rules.business_hours import BusinessHours
from handlers.rules.slots.desk import Desk, Host
from handlers.rules.slots.opening import Opening
from handlers.rules.slots.service import MINUTE, Service
from storage.bookings import Booking
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role
from tests.cast import PATIENCE, Person, TelegramPerson
from tests.office import ZONE
from tests.stories.booking_steps import appointment, books_first, talk_with_ben
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, cards, files_of, in_turn, labels, pick, press, until
from tests.stories.kit import joined, makes_sure

vobject = pytest.importorskip("vobject", reason="vobject is not installed: `make setup-dev` does that")

HALF_HOUR = 30 * MINUTE
OPENING = Opening(BusinessHours.parse(ZONE, "Mon-Sun 09:00-17:00"))


def _desk(*hosts: str, **more: Any) -> Desk:
    """Return what can be booked: a talk of half an hour with Ben, at any hour."""
    names = hosts or ("Ben",)
    service = Service(
        "talk",
        {"en": "Talk", "de": "Gespräch"},
        (HALF_HOUR,),
        (tuple(name.lower() for name in names),),
        step=HALF_HOUR,
        **more,
    )
    return Desk({"talk": service}, {name.lower(): Host(name.lower(), {"": name}, OPENING, name) for name in names})


def _tomorrow(day: Day) -> date:
    return day.office.clock.now().astimezone(ZoneInfo(ZONE)).date() + timedelta(days=1)


def _label(day: Day, who: Person) -> str:
    """Return how the button of tomorrow reads: in a month drawn as one, its number alone."""
    if isinstance(who, TelegramPerson):
        return str(_tomorrow(day).day)
    return day.t("book-day", **day_label(_tomorrow(day)).facts)


async def _opens_times(day: Day, who: Person, at: str = "09:30") -> None:
    """Let somebody look at tomorrow's times, one of which is `at`."""
    tomorrow = _label(day, who)
    who.commands("book")
    await who.sees_button(day.t("book-first-free"))
    if tomorrow not in labels(who, day.t("book-title", service=_talk(day), count=30)):
        who.presses(day.t("book-later-month"))
        await who.sees_button(tomorrow)
    who.presses(tomorrow)
    await who.sees_button(at)


def _talk(day: Day) -> str:
    return {"en": "Talk", "de": "Gespräch"}[day.language]


async def _books(day: Day, who: Person, ref: str, at: str = "09:30") -> None:
    """Let somebody book tomorrow at a time, by tapping."""
    await _opens_times(day, who, at)
    who.presses(at)
    await day.presses(who, "book-it")
    await until(who, lambda: bool(cards(who, f"{ref} · ")), ref)


async def _moves(day: Day, at: str) -> None:
    """Let Anna move A-1 to another time of tomorrow."""
    await day.presses(day.anna, "booking-move", "A-1 · ")
    title = day.t("book-title-move", ref="A-1", what=day.t("book-title", service=_talk(day), count=30))
    await _picks(day, day.anna, title, at)


async def _picks(day: Day, who: Person, title: str, at: str) -> None:
    """Let somebody pick a time of tomorrow on the card of that title."""
    await until(who, lambda: bool(labels(who, title)), title)
    for label in (_label(day, who), at):
        if label == _label(day, who) and label not in labels(who, title):
            press(who, day.t("book-later-month"), title)
        await until(who, partial(_offers, who, title, label), label)
        press(who, label, title)


def _offers(who: Person, card: str, label: str) -> bool:
    return label in labels(who, card)


def _held(day: Day) -> str:
    return day.t("booking-held", what=_talk(day), at="§").partition("§")[0]


async def _stands(day: Day, who: Person, state: str) -> None:
    """Wait until somebody reads that an appointment stands so."""
    await until(who, lambda: bool(cards(who, _state(day, state))), state)


def _state(day: Day, state: str) -> str:
    return day.t("booking-is", state=day.t(f"booking-state-{state}"))


@in_turn
async def test_booked_by_tapping_then_moved_and_cancelled(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Day, time, Book: the client has a reference, the host a card. Moved and cancelled, both read it, and the card is
    the same one."""
    day = await begin(open_office, client_on, staff_on, language, desk=_desk())
    await _opens_times(day, day.anna)
    day.anna.presses("09:30")
    await until(day.anna, lambda: bool(cards(day.anna, _held(day))), "what is kept")
    assert cards(day.ben, "09:30") == {}
    await day.presses(day.anna, "book-it")
    await until(day.anna, lambda: bool(cards(day.anna, "A-1 · ")), "A-1")
    await until(day.ben, lambda: bool(cards(day.ben, "A-1 · ")), "A-1 with the host")
    assert cards(day.anna, _held(day)) == {}
    await _moves(day, "11:00")
    await until(day.ben, lambda: any("11:00–11:30" in shown for shown in _shown(day.ben)), "the new time")
    was_moved = day.t("booking-was-moved", ref="A-1", by="Anna", before="§", at="").partition("§")[0]
    await until(day.ben, lambda: was_moved in day.ben.everything(), was_moved)
    await day.presses(day.anna, "booking-cancel", "A-1 · ")
    await makes_sure(day.anna, day.t("yes"))
    for who in (day.anna, day.ben):
        await _stands(day, who, "cancelled")
    assert labels(day.anna, "A-1 · ") == []


@in_turn
async def test_the_calendar_file(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Confirmed, moved and cancelled, the client gets a calendar file: one UID, a higher SEQUENCE, an invitation and at
    last its end; the host, whose calendar the office keeps, gets none."""
    day = await begin(open_office, client_on, staff_on, language, desk=_desk())
    await _books(day, day.anna, "A-1")
    await day.reads(day.anna, "booking-file", ref="A-1")
    await _moves(day, "11:00")
    await until(day.anna, lambda: len(files_of(day.anna, ".ics")) == 2, "the file of the new time")
    await day.presses(day.anna, "booking-cancel", "A-1 · ")
    await makes_sure(day.anna, day.t("yes"))
    await until(day.anna, lambda: len(files_of(day.anna, ".ics")) == 3, "the file that takes it away")
    read = [vobject.readOne(content.decode()) for content in files_of(day.anna, ".ics")]
    seen = [(each.method.value, each.vevent.sequence.value, each.vevent.status.value) for each in read]
    assert [method for method, _, _ in seen] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [int(sequence) for _, sequence, _ in seen] == sorted({int(sequence) for _, sequence, _ in seen})
    assert [status for _, _, status in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert len({each.vevent.uid.value for each in read}) == 1
    assert [each.vevent.dtstart.value for each in read] == [_at(day, 9, 30), _at(day, 11), _at(day, 11)]
    assert files_of(day.ben, ".ics") == []


async def test_a_day_is_picked_in_a_calendar(open_on: OpenOffice) -> None:
    """On Slack any day can be picked in a calendar: one with free times shows them; of one without it is said that
    there are none, and the month stands there again."""

    async def opened(**settings: object) -> object:
        return await open_on("slack", language="en", desk=settings["desk"])

    day = await begin(opened, "slack", "slack", "en", desk=_desk())  # type: ignore[arg-type]  # opens an office, on one platform
    title = day.t("book-title", service=_talk(day), count=30)
    day.anna.commands("book")
    await until(day.anna, lambda: bool(labels(day.anna, title)), title)
    pick(day.anna, day.t("choose-day"), f"{_tomorrow(day) + timedelta(days=2)}", title)
    await until(day.anna, lambda: "09:30" in labels(day.anna, title), "its times")
    far = _tomorrow(day) + timedelta(days=300)
    pick(day.anna, day.t("choose-day"), f"{far}", title)
    await day.reads(day.anna, "book-none-that-day", day=day.t("book-day-of", **day_of(far).facts))
    await until(day.anna, lambda: day.t("book-first-free") in labels(day.anna, title), "the month")


async def test_a_month_on_telegram(open_on: OpenOffice) -> None:
    """On Telegram the days hang there as a month: a day without free times is a button that does nothing, and is
    answered all the same, so that nobody waits."""

    async def opened(**settings: object) -> object:
        return await open_on("telegram", language="en", desk=settings["desk"])

    day = await begin(opened, "telegram", "telegram", "en", desk=_desk(notice=24 * 2 * HALF_HOUR))  # type: ignore[arg-type]  # as above
    anna = day.anna
    assert isinstance(anna, TelegramPerson)
    title = day.t("book-title", service=_talk(day), count=30)
    anna.commands("book")
    await until(anna, lambda: bool(labels(anna, title)), title)
    shown = labels(anna, title)
    assert shown[:7] == ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    answered = len(anna.user.answers)
    anna.presses("Mo")
    await anna.user.until(lambda: len(anna.user.answers) > answered, "an answer", timeout=PATIENCE)
    assert labels(anna, title) == shown


@in_turn
async def test_a_lost_race_says_why(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Two look at the same times: who taps second reads that it is taken, and taps what is free instead."""
    day = await begin(open_office, client_on, staff_on, language, desk=_desk())
    otto = await joined(day.office, Role.CLIENT, "Otto", client_on, language=language, client="Baker")
    await _opens_times(day, day.anna)
    await _opens_times(day, otto)
    day.anna.presses("09:30")
    await until(day.anna, lambda: bool(cards(day.anna, _held(day))), "what is kept")
    otto.presses("09:30")
    denied = day.t("book-denied")
    await until(otto, lambda: bool(labels(otto, denied)), denied)
    assert day.t("book-no-taken") in otto.everything()
    nearest = next(label for label in labels(otto, denied) if label.endswith("09:00"))
    press(otto, nearest, denied)
    await until(otto, lambda: bool(cards(otto, _held(day))), "what is kept instead")


@both
async def test_what_is_kept_ends(open_office: OpenOffice, on: str, language: str) -> None:
    """Another tap keeps that time instead of the first; untouched it ends after five minutes, and says so; it can still
    be booked while nobody else has it."""
    day = await begin(open_office, on, on, language, desk=_desk())
    over = day.t("booking-held-over", what=_talk(day))
    await _opens_times(day, day.anna)
    day.anna.presses("09:30")
    await until(day.anna, lambda: len(cards(day.anna, _held(day))) == 1, "the first")
    day.anna.presses("10:00")
    await until(day.anna, lambda: bool(cards(day.anna, over)) and bool(cards(day.anna, _held(day))), "the second")
    day.office.later(5 * 60 + 1)
    await until(day.anna, lambda: len(cards(day.anna, over)) == 2, "both over")
    press(day.anna, day.t("book-it"), over)
    await until(day.anna, lambda: bool(cards(day.anna, "A-1 · ")), "A-1")
    assert len(cards(day.anna, over)) == 1


@in_turn
async def test_the_host_has_the_last_word(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """What is asked for waits for the host: confirmed, the client reads so; declined, they read why, and it is free."""
    day = await begin(open_office, client_on, staff_on, language, desk=_desk(confirmed_by_host=True))
    await _books(day, day.anna, "A-1")
    assert _state(day, "pending") in day.anna.everything()
    await day.presses(day.ben, "confirm", "A-1 · ")
    await day.reads(day.anna, "booking-was-confirmed", ref="A-1", at=_at(day, 9, 30))
    await _books(day, day.anna, "A-2", "11:00")
    await day.presses(day.ben, "decline", "A-2 · ")
    await day.fills(day.ben, booking_decline_words="Full")
    await _stands(day, day.anna, "declined")
    assert day.t("booking-reason", words="Full") in day.anna.everything()
    await _opens_times(day, day.anna, "11:00")


@both
async def test_the_host_proposes_another_time(open_office: OpenOffice, on: str, language: str) -> None:
    """The host proposes another time: the client reads it and takes it with a tap, and it stands without being asked
    for again. A time that is not proposed any more can't be taken."""
    day = await begin(open_office, on, on, language, desk=_desk(confirmed_by_host=True))
    await _books(day, day.anna, "A-1")
    title = day.t("book-title-propose", ref="A-1", what=day.t("book-title", service=_talk(day), count=30))
    for at in ("13:00", "14:00"):
        await day.presses(day.ben, "booking-propose", "A-1 · ")
        await _picks(day, day.ben, title, at)
        await day.reads(day.ben, "booking-proposed-there", ref="A-1", at=_at(day, int(at[:2])))
        await day.reads(day.anna, "booking-was-proposed", ref="A-1", by="Ben", at=_at(day, int(at[:2])))
    await day.presses(day.anna, "booking-agree", day.t("booking-proposed", at=_at(day, 14)))
    await _stands(day, day.anna, "confirmed")
    await until(day.ben, lambda: "14:00–14:30" in day.ben.everything(), "the new time")
    assert day.t("booking-agree") not in labels(day.anna, "A-1 · ")


@both
async def test_away_lists_what_needs_a_decision(open_office: OpenOffice, on: str, language: str) -> None:
    """Who will be away reads which appointments fall into it, page by page, and opens one; what is outside of it is not
    named."""
    day = await begin(open_office, on, on, language, desk=_desk())
    for number in range(9):
        await day.office.app.database.write(partial(_booked, day, _at(day, 9 + number // 2, 30 * (number % 2))))
    day.ben.commands("away", {"en": "tomorrow", "de": "morgen"}[language])
    await day.presses(day.ben, "when-right")
    away = day.t("agenda-away")
    await until(day.ben, lambda: bool(labels(day.ben, away)), "the appointments")
    assert labels(day.ben, away) == [*(f"A-{number}" for number in range(1, 9)), day.t("page-more", first=9, last=9)]
    press(day.ben, day.t("page-more", first=9, last=9), away)
    await until(day.ben, lambda: labels(day.ben, away)[0] == "A-9", "the second page")
    press(day.ben, day.t("page-back", first=1, last=8), away)
    await until(day.ben, lambda: labels(day.ben, away)[0] == "A-1", "the first page")
    press(day.ben, "A-1", away)
    await day.presses(day.ben, "booking-cancel", "A-1 · ")


@in_turn
async def test_reminded_once_after_a_restart(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The reminder of what was moved never comes; that of the new time does, also after a restart; the host reads that
    the client will be there, and afterwards notes that it took place."""
    hour = timedelta(hours=1)
    day = await begin(open_office, client_on, staff_on, language, desk=_desk(remind_before=(hour,)))
    await _books(day, day.anna, "A-1")
    at, was = _at(day, 12), _at(day, 9, 30)
    await _moves(day, "12:00")
    await until(day.ben, lambda: "12:00–12:30" in day.ben.everything(), "the new time")
    await day.office.stop()
    day.office.later((was - hour / 2 - day.office.clock.now()).total_seconds())
    await day.office.start()
    await day.office.quiet()
    reminder = day.t("booking-reminder", ref="A-1", what=_talk(day))
    assert cards(day.anna, reminder) == {}
    day.office.later((at - hour / 2 - day.office.clock.now()).total_seconds())
    await day.presses(day.anna, "booking-come", reminder)
    await day.reads(day.ben, "booking-will-come", name="Anna", ref="A-1", at=at)
    assert len(cards(day.anna, reminder)) == 1
    day.office.later(2 * 3600)
    day.ben.commands("agenda")
    await day.presses(day.ben, "booking-show", day.t("agenda-today"), ref="A-1")
    await day.presses(day.ben, "booking-done", "A-1 · ")
    await _stands(day, day.ben, "done")


@both
async def test_by_two_clocks_with_somebody_else(open_office: OpenOffice, on: str, language: str) -> None:
    """Who lives by another clock reads both times. Another person can be chosen, somebody added, and the list shows
    what is to come."""
    day = await begin(open_office, on, on, language, desk=_desk("Ben", "Eva", unverified=True))
    kim = await joined(day.office, Role.CLIENT, "Kim", on, language=language, zone="Asia/Tokyo", client="Baker")
    kim.commands("book")
    await day.presses(kim, "book-another-person")
    await kim.sees_button("Ben")
    kim.presses("Ben")
    await day.presses(kim, "book-first-free")
    await day.presses(kim, "book-later")
    first = day.t("book-next")
    await until(kim, lambda: len(labels(kim, first)) > 2, "later times")
    press(kim, labels(kim, first)[0], first)
    await day.presses(kim, "book-it")
    await until(kim, lambda: bool(cards(kim, "A-1 · ")), "A-1")
    assert f"{ZONE}: " in kim.everything()
    assert day.t("booking-with", lines="Ben") in kim.everything()
    await until(day.ben, lambda: "Asia/Tokyo: " in day.ben.everything(), "Kim's clock")
    await day.presses(kim, "booking-add", "A-1 · ")
    await day.fills(kim, booking_guest_name="Lee", booking_guest_mail=None)
    await until(day.ben, lambda: day.t("booking-guest", name="Lee") in day.ben.everything(), "Lee")
    kim.commands("agenda")
    await until(kim, lambda: bool(labels(kim, day.t("agenda-own"))), "the list")


@both
async def test_changed_by_words(open_office: OpenOffice, on: str, language: str) -> None:
    """Words that move an appointment there is to a time move it; without a time they show its days; words that cancel
    it show it, and the button asks. Of somebody else's number nothing is told: that is a request."""
    words = {
        "en": ("Could we move A-1 to {day} at 11:00, please?", "I have to move my appointment", "Please cancel A-1"),
        "de": ("Können wir A-1 auf {day} um 11:00 verschieben?", "Mein Termin: bitte verschieben", "Bitte A-1 absagen"),
    }[language]
    day = await begin(open_office, on, on, language, desk=talk_with_ben())
    kim = await joined(day.office, Role.CLIENT, "Kim", on, language=language, client="Baker")
    before = await books_first(day, day.anna, "A-1")
    there = (before.starts_at.astimezone(ZoneInfo(ZONE)) + timedelta(days=2)).replace(hour=11, minute=0)
    day.anna.says(words[0].format(day=f"{there:%Y-%m-%d}"))
    await day.reads(day.anna, "booking-moved-there", ref="A-1", at=there)
    assert (await appointment(day, "A-1")).starts_at == there
    title = day.t("book-title-move", ref="A-1", what=day.t("book-title", service=_talk(day), count=30))
    day.anna.says(words[1])
    await until(day.anna, lambda: day.t("book-first-free") in labels(day.anna, title), "its days")
    shown = len(cards(day.anna, "A-1 · "))
    day.anna.says(words[2])
    await until(day.anna, lambda: len(cards(day.anna, "A-1 · ")) > shown, "the appointment below the words")
    await _stands(day, day.anna, "confirmed")
    press(day.anna, day.t("booking-cancel"), "A-1 · ")
    await makes_sure(day.anna, day.t("yes"))
    await _stands(day, day.anna, "cancelled")
    kim.says(words[2])
    await until(kim, lambda: bool(cards(kim, day.t("draft-title"))), "a request")
    assert not cards(kim, "A-1 · ")


@both
async def test_booked_by_words(open_office: OpenOffice, on: str, language: str) -> None:
    """An appointment word with a time keeps it; a taken time is answered with why and what is free; a day alone shows
    its times. Whatever says more is a request as before."""
    day = await begin(open_office, on, on, language, desk=_desk())
    words = {"en": "An appointment tomorrow at 9:30, please", "de": "Bitte einen Termin morgen um halb zehn"}[language]
    day.anna.says(words)
    await until(day.anna, lambda: bool(cards(day.anna, _held(day))), "what is kept")
    assert "09:30" in day.anna.everything()
    otto = await joined(day.office, Role.CLIENT, "Otto", on, language=language, client="Baker")
    otto.says(words)
    await until(otto, lambda: bool(labels(otto, day.t("book-denied"))), "why not")
    otto.says({"en": "Talk tomorrow", "de": "Gespräch morgen"}[language])
    await otto.sees_button("10:00")
    otto.says({"en": f"{words} - and order flowers", "de": f"{words} - und Blumen bestellen"}[language])
    await otto.sees_button(day.t("send-request"))


def _booked(day: Day, at: datetime, uow: UnitOfWork) -> None:
    """Let Anna have an appointment that nobody was told of."""
    (anna,) = uow.people.active(Role.CLIENT)
    ctx = Context(uow, day.office.app.office, who=anna)
    service = ctx.office.desk.services["talk"]
    assert isinstance(actions.book(ctx, Wish(service, at, service.length, anna)), Booking)


def _at(day: Day, hour: int, minute: int = 0) -> datetime:
    wall = datetime.combine(_tomorrow(day), time(hour, minute), ZoneInfo(ZONE))
    return wall.astimezone(UTC)


def _shown(who: Person) -> list[str]:
    return who.everything().splitlines()

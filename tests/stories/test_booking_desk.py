"""Staff book and move for clients and callers, and overrule the office's rules where they must; it is kept that they
did."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from handlers.chat.incoming import Command, Pressed, Said
from handlers.rules.business_hours import BusinessHours
from handlers.rules.slots.opening import Opening
from storage.outbox import outbox
from storage.query import Query
from storage.vocabulary import BookingId, Role
from tests.office import ZONE
from tests.stories.conftest import OpenOffice
from tests.stories.days import begin, both, cards, labels, press, until
from tests.stories.kit import Desk, makes_sure
from tests.stories.rights_bookings import of_bookings
from tests.stories.test_bookings import _at, _books, _desk, _held, _opens_times, _stands, _talk, _tomorrow


@both
async def test_for_a_client_and_for_a_caller(open_office: OpenOffice, on: str, language: str) -> None:
    """An assistant picks a time, then says for whom: the client has the appointment with their own card; a caller's
    name and number stand on the card of the assistant."""
    day = await begin(open_office, on, on, language, desk=_desk())
    await _opens_times(day, day.ben)
    day.ben.presses("09:30")
    await day.presses(day.ben, "book-for-client", _held(day))
    await day.fills(day.ben, request_contact="Anna")
    await until(day.anna, lambda: bool(cards(day.anna, "A-1 · ")), "A-1")
    assert day.t("booking-cancel") in labels(day.anna, "A-1 · ")
    await _opens_times(day, day.ben, "11:00")
    day.ben.presses("11:00")
    await day.presses(day.ben, "book-for-caller", _held(day))
    await day.fills(day.ben, booking_guest_name="Mr Lee", booking_guest_phone="030 1234")
    await until(day.ben, lambda: bool(cards(day.ben, "A-2 · ")), "A-2")
    assert "030 1234" in day.ben.everything()
    assert "Mr Lee" not in day.anna.everything()


@both
async def test_rules_are_overruled_and_it_is_kept(open_office: OpenOffice, on: str, language: str) -> None:
    """By words at a time when it is closed, the assistant reads why not and books all the same; moved by words to
    another such time, too. What is taken nobody can overrule."""
    day = await begin(open_office, on, on, language, desk=_desk())
    tomorrow = _tomorrow(day).strftime({"en": "%d %B %Y", "de": "%d.%m.%Y"}[language])
    at = {"en": "at {}", "de": "um {} Uhr"}[language]
    day.ben.commands("book", f"{_talk(day)} {tomorrow} {at.format('07:00')}")
    await day.presses(day.ben, "book-anyway", day.t("book-denied"))
    await makes_sure(day.ben, day.t("yes"))
    await day.presses(day.ben, "book-for-client", _held(day))
    await day.fills(day.ben, request_contact="Anna")
    overridden = day.t("booking-overridden", lines=day.t("book-no-closed"))
    await until(day.anna, lambda: bool(cards(day.anna, "A-1 · ")), "A-1")
    await until(day.ben, lambda: bool(cards(day.ben, "A-1 · ")), "A-1 with the host")
    assert overridden in day.ben.everything()
    assert overridden not in day.anna.everything()
    day.ben.commands("book", f"A-1 {tomorrow} {at.format('20:00')}")
    await day.presses(day.ben, "book-anyway", day.t("book-denied"))
    await makes_sure(day.ben, day.t("yes"))
    was_moved = day.t("booking-was-moved", ref="A-1", by="Ben", before=_at(day, 7), at=_at(day, 20))
    await until(day.anna, lambda: was_moved in day.anna.everything(), was_moved)
    day.mia.commands("book", f"{_talk(day)} {tomorrow} {at.format('20:00')}")
    await until(day.mia, lambda: day.t("book-no-taken") in day.mia.everything(), "why not")
    assert day.t("book-anyway") not in labels(day.mia, day.t("book-denied"))


@both
async def test_a_request_that_speaks_of_an_appointment(open_office: OpenOffice, on: str, language: str) -> None:
    """Words that say more than when become a draft, from which an appointment can be booked instead; other drafts
    have no such button."""
    day = await begin(open_office, on, on, language, desk=_desk())
    day.anna.says({"en": "An appointment with my dentist, please", "de": "Bitte einen Termin beim Zahnarzt"}[language])
    await day.presses(day.anna, "book-new", day.t("draft-title"))
    await day.anna.sees_button(day.t("book-first-free"))
    press(day.anna, day.t("discard"), day.t("draft-title"))
    await day.reads(day.anna, "draft-discarded")
    day.anna.says({"en": "Please order flowers", "de": "Bitte Blumen bestellen"}[language])
    await until(day.anna, lambda: day.t("send-request") in labels(day.anna, day.t("draft-title")), "a draft")
    assert day.t("book-new") not in labels(day.anna, day.t("draft-title"))


@both
async def test_who_did_not_come(open_office: OpenOffice, on: str, language: str) -> None:
    """Once it has begun the host notes from their agenda that nobody came, which the client reads; a mistake is mended
    with Done."""
    day = await begin(open_office, on, on, language, desk=_desk())
    await _books(day, day.anna, "A-1")
    day.office.later((_at(day, 9, 40) - day.office.clock.now()).total_seconds())
    day.ben.commands("agenda")
    await day.presses(day.ben, "booking-show", day.t("agenda-today"), ref="A-1")
    await day.presses(day.ben, "booking-no-show", "A-1 · ")
    await _stands(day, day.anna, "no-show")
    await day.presses(day.ben, "booking-done", "A-1 · ")
    await _stands(day, day.anna, "done")


def test_an_hour_alone_is_one_of_the_appointments_own_day(desk: Desk) -> None:
    """An assistant who moves an appointment by words and names an hour alone, or one instead of the present one, means
    the day it is on; with its number alone they see its days."""
    ben, anna = desk.joins(Role.ASSISTANT, "Ben"), desk.joins(Role.CLIENT, "Anna")
    own = BookingId(of_bookings(desk, anna, desk.joins(Role.CLIENT, "Otto"), "bookings.cancel")["own"])
    assert ben.zone == ZONE
    before = _begins(desk, own)
    for words, hour in (("at 11:00", 11), ("instead of 11 rather 12, please", 12), ("von 12 auf 10", 10)):
        assert desk.hears("ben", Command("book", f"A-1 {words}")).refused is None
        assert _begins(desk, own) == datetime.combine(before.date(), time(hour), before.tzinfo), words
    assert desk.hears("ben", Command("book", "A-1 statt um 9 lieber um 12"), keep=False).refused is None
    assert desk.hears("ben", Command("book", "A-1")).said == desk.hears("ben", Command("book", "A-1 rather later")).said
    assert _begins(desk, own).hour == 10
    assert desk.hears("ben", Command("book", "A-99 at 11:00")).refused == "booking-unknown"


def test_words_say_when_to_while_an_appointment_is_moved(desk: Desk) -> None:
    """After Move a client may write when to instead of tapping: an hour for another, a day, a day and an hour. What
    says more is a request as ever; so is everything once it is moved, or ten minutes later."""
    anna = desk.joins(Role.CLIENT, "Anna")
    own = BookingId(of_bookings(desk, anna, desk.joins(Role.CLIENT, "Otto"), "bookings.cancel")["own"])
    before = _begins(desk, own)

    def presses_move() -> None:
        key = desk.run(lambda uow: uow.new_id())
        desk.hangs(anna, "bookings.move", own, key)
        desk.hears("anna", Pressed(key))

    def says(words: str) -> tuple[str, ...]:
        return desk.hears("anna", Said(words, words)).said

    presses_move()
    assert says("Could we make it 11:00 please?")[-1] == "booking-moved-there"
    assert says("lieber 12 statt 11") == ("draft-title",), "it is moved"
    presses_move()
    assert says("at 12, and bring the contract, please") == ("draft-title",)
    assert says("Statt um 11 lieber um 12") != ("draft-title",)
    assert _begins(desk, own) == datetime.combine(before.date(), time(12), before.tzinfo)
    presses_move()
    day = before.date() + timedelta(days=3)
    assert says(f"{day:%d %B %Y}") == ("book-title-move",)
    assert says(f"{day:%d %B %Y} at 10:00") != ("draft-title",)
    assert _begins(desk, own) == datetime.combine(day, time(10), before.tzinfo)
    presses_move()
    desk.clock.move(11 * 60.0)
    assert says("rather at 11:00") == ("draft-title",)


def test_a_weekday_may_be_that_of_the_appointments_own_week(desk: Desk) -> None:
    """An appointment of a Wednesday two weeks ahead that is moved "to Thursday" may go to the day after or to the
    coming Thursday: it is asked which. Of which week is said, that counts."""
    anna = desk.joins(Role.CLIENT, "Anna")
    own = BookingId(of_bookings(desk, anna, desk.joins(Role.CLIENT, "Otto"), "bookings.cancel")["own"])
    before = _begins(desk, own)
    today = desk.clock.now().astimezone(before.tzinfo).date()
    wednesday = today + timedelta(days=16 - today.weekday())

    def says(words: str) -> tuple[str, ...]:
        return desk.hears("anna", Said(words, words)).said

    says(f"Move A-1 to {wednesday} at 10:00")
    assert _begins(desk, own) == datetime.combine(wednesday, time(10), before.tzinfo)
    assert says("Move A-1 to Thursday at 11:00") == ("book-title-move",)
    assert says("A-1 auf Donnerstag um 11:00 verschieben") == ("book-title-move",)
    assert _begins(desk, own) == datetime.combine(wednesday, time(10), before.tzinfo), "it is asked which Thursday"
    says(f"Move A-1 to {wednesday + timedelta(days=1)} at 11:00")
    assert _begins(desk, own) == datetime.combine(wednesday + timedelta(days=1), time(11), before.tzinfo)


def test_of_two_times_that_may_be_meant_the_one_that_can_be_had(desk: Desk) -> None:
    """Words in doubt are asked about where both times are free; where one alone is, that one is kept; a part of a day
    shows its own times."""
    anna = desk.joins(Role.CLIENT, "Anna")
    of_bookings(desk, anna, desk.joins(Role.CLIENT, "Otto"), "bookings.cancel")

    def says(words: str) -> str:
        assert desk.hears("anna", Said(words, words)).refused is None
        return repr(desk.run(lambda uow: uow.run.all(Query(select(outbox.c.content).order_by(outbox.c.id))))[-1])

    assert "book-which-meant" in says("Talk in five days at 3")
    host = desk.facts.desk.hosts["ben"]
    day = Opening(BusinessHours.parse(ZONE, "Mon-Sun 08:00-18:00"))
    desk.facts = replace(desk.facts, desk=replace(desk.facts.desk, hosts={"ben": replace(host, opening=day)}, rows={}))
    assert "booking-held" in says("Talk in five days at 3")
    held = desk.run(lambda uow: uow.bookings.held_by(anna.id))
    assert _begins(desk, held[0]).hour == 15
    times = says("Talk in six days in the afternoon")
    assert "13:00" in times
    assert "09:00" not in times


def _begins(desk: Desk, which: BookingId) -> datetime:
    booking = desk.run(lambda uow: uow.bookings.look(which))
    assert booking is not None
    return booking.starts_at.astimezone(ZoneInfo(ZONE))

"""Words behind `/book`, and words that leave open which kind of appointment is meant: the time they say isn't lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from handlers.chat.incoming import Command, Pressed, Said
from handlers.rules.business_hours import BusinessHours
from handlers.rules.slots.opening import Opening
from handlers.rules.slots.service import MINUTE
from storage.bookings import bookings
from storage.outbox import outbox
from storage.query import Query
from storage.vocabulary import BookingId, Role
from tests.office import ZONE
from tests.stories.kit import Desk
from tests.stories.rights_bookings import of_bookings


def _last(desk: Desk) -> dict[str, Any]:
    """Return what was told last, as it waits to be sent."""
    rows = desk.run(lambda uow: uow.run.all(Query(select(outbox.c.content).order_by(outbox.c.id))))
    content: dict[str, Any] = rows[-1][0]
    return content


def _told(desk: Desk) -> str:
    return repr(_last(desk))


def _keys(desk: Desk) -> list[str]:
    return [key for _label, key, *_ in _last(desk)["buttons"]]


@pytest.mark.parametrize("words", ["{day} at 11:00", "an appointment {day} at 11:00", "Talk {day} at 11:00"])
def test_a_time_behind_the_command_is_kept(desk: Desk, words: str) -> None:
    """A client who writes when behind `/book` has that time kept, as with words alone; without a time the days are
    shown; and their own appointment is moved by its number."""
    anna = desk.joins(Role.CLIENT, "Anna")
    of_bookings(desk, anna, desk.joins(Role.CLIENT, "Otto"), "bookings.cancel")
    day = f"{(desk.clock.now() + timedelta(days=5)).date():%d %B %Y}"
    assert desk.hears("anna", Command("book", "whatever")).refused is None
    assert "booking-held" not in _told(desk)
    assert desk.hears("anna", Command("book", words.format(day=day))).refused is None
    assert "booking-held" in _told(desk)
    assert desk.hears("anna", Command("book", f"A-1 {day} at 12:00")).said[-1] == "booking-moved-there"
    assert desk.hears("anna", Command("book", f"A-2 {day} at 13:00")).refused == "booking-unknown"


@pytest.mark.parametrize(
    ("words", "kept"),
    [("An appointment {day} at 11:00, please", "booking-held"), ("Termin {day}", "book-which-time")],
)
def test_of_several_kinds_it_is_asked_which(desk: Desk, words: str, kept: str) -> None:
    """Where several kinds can be booked, words that name none are asked about; the time they said is kept for the kind
    that is pressed, or the times of the day they said are shown."""
    anna = desk.joins(Role.CLIENT, "Anna")
    of_bookings(desk, anna, desk.joins(Role.CLIENT, "Otto"), "bookings.cancel")
    talk = desk.facts.desk.services["talk"]
    visit = replace(talk, name="visit", label={"en": "Visit", "de": "Besuch"})
    desk.facts = replace(desk.facts, desk=replace(desk.facts.desk, services={"talk": talk, "visit": visit}))
    text = words.format(day=f"{(desk.clock.now() + timedelta(days=5)).date():%d.%m.%Y}")
    assert desk.hears("anna", Said(text, text)).said == ("book-which",)
    assert len(_keys(desk)) == 2
    assert desk.hears("anna", Pressed(_keys(desk)[0])).refused is None
    assert kept in _told(desk)


def _of_two_lengths(desk: Desk) -> str:
    """Let a talk take half an hour or an hour; return a day on which nothing is booked yet."""
    anna = desk.joins(Role.CLIENT, "Anna")
    of_bookings(desk, anna, desk.joins(Role.CLIENT, "Otto"), "bookings.cancel")
    talk = desk.facts.desk.services["talk"]
    services = {"talk": replace(talk, lengths=(30 * MINUTE, 60 * MINUTE))}
    desk.facts = replace(desk.facts, desk=replace(desk.facts.desk, services=services))
    return f"{(desk.clock.now() + timedelta(days=5)).date():%d.%m.%Y}"


def _kept_last(desk: Desk) -> timedelta:
    """Return how long what was kept last takes."""
    rows = desk.run(lambda uow: uow.run.all(Query(select(bookings.c.starts_at, bookings.c.ends_at, bookings.c.id))))
    begin, end, _ = max(rows, key=lambda row: row[2])
    length: timedelta = end - begin
    return length


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("appointment {day} at 11:00", 30),
        ("appointment for an hour {day} at 11:00", 60),
        ("Termin {day} von 11 bis 12 Uhr", 60),
        ("einstündiger Termin {day} um 11:00", 60),
        ("Talk, 60 minutes, {day} 11:00", 60),
        ("/book {day} 11:00, 60 min", 60),
    ],
)
def test_for_as_long_as_words_say(desk: Desk, words: str, minutes: int) -> None:
    """Of several lengths the one that was said is kept, the first where none was."""
    text = words.format(day=_of_two_lengths(desk))
    heard = Command("book", text.removeprefix("/book ")) if text.startswith("/book") else Said(text, text)
    assert desk.hears("anna", heard).refused is None
    assert "booking-held" in _told(desk)
    assert _kept_last(desk) == timedelta(minutes=minutes)


def test_a_length_that_is_not_offered_is_said(desk: Desk) -> None:
    """What is free for as long as it takes is offered instead, and can be had with one tap; staff may overrule it."""
    day = _of_two_lengths(desk)
    text = f"appointment {day} from 11:00 to 12:45"
    assert desk.hears("anna", Said(text, text)).refused is None
    assert "book-no-length" in _told(desk)
    assert desk.hears("anna", Pressed(_keys(desk)[0])).refused is None
    assert "booking-held" in _told(desk)
    desk.joins(Role.ASSISTANT, "Ben")
    assert desk.hears("ben", Command("book", f"{day} from 14:00 to 14:45")).refused is None
    assert "book-anyway" in _told(desk)


def test_a_stretch_of_a_day_shows_its_times(desk: Desk) -> None:
    """Between ten and twelve: what begins then can be tapped."""
    text = f"Termin {_of_two_lengths(desk)} zwischen 10 und 12 Uhr"
    assert desk.hears("anna", Said(text, text)).refused is None
    assert "book-which-time" in _told(desk)


@pytest.mark.parametrize("words", ["appointment {day} at 11:00", "/book {day} at 11:00"])
@pytest.mark.parametrize(("days", "why"), [(-3, "book-no-past"), (700, "book-no-too-far")])
def test_what_is_over_or_too_far_ahead_is_said(desk: Desk, words: str, days: int, why: str) -> None:
    """With what is free instead, nearest first."""
    _of_two_lengths(desk)
    text = words.format(day=f"{(desk.clock.now() + timedelta(days=days)).date():%d.%m.%Y}")
    heard = Command("book", text.removeprefix("/book ")) if text.startswith("/book") else Said(text, text)
    assert desk.hears("anna", heard).refused is None
    assert _last(desk)["lines"][0][0] == why
    assert why != "book-no-past" or len(_last(desk)["lines"]) == 2, "it matters no more what else stood against it"
    assert desk.hears("anna", Pressed(_keys(desk)[0])).refused is None
    assert "booking-held" in _told(desk)


def test_a_series_or_the_first_free_time_behind_the_command(desk: Desk) -> None:
    """What is understood as words alone is understood behind `/book`, too."""
    _of_two_lengths(desk)
    assert desk.hears("anna", Command("book", "every second Monday at 10, six times")).refused is None
    assert "plan-title" in _told(desk)
    assert desk.hears("anna", Command("book", "first free")).refused is None
    assert "book-next" in _told(desk)


@pytest.mark.parametrize("mails", [False, True])
def test_what_is_no_address_is_asked_for_again(desk: Desk, mails: bool) -> None:
    """Who comes as well has a mail address or none, whether the office sends mail or not: other words are refused, and
    nobody is added by them."""
    anna = desk.joins(Role.CLIENT, "Anna")
    own = of_bookings(desk, anna, desk.joins(Role.CLIENT, "Otto"), "bookings.guest")["own"]
    desk.facts = replace(desk.facts, desk=replace(desk.facts.desk, mails=mails))
    key = desk.run(lambda uow: uow.new_id())
    desk.hangs(anna, "bookings.guest", own, key)
    desk.hears("anna", Pressed(key))
    desk.hears("anna", Said("Mr Lee", "1"))
    desk.hears("anna", Said("every Monday at ten", "2"))
    assert _guests(desk, own) == []
    desk.hears("anna", Said("lee@example.org", "3"))
    assert _guests(desk, own) == [{"name": "Mr Lee", "mail": "lee@example.org"}]


def _guests(desk: Desk, which: str) -> list[dict[str, str]]:
    booking = desk.run(lambda uow: uow.bookings.look(BookingId(which)))
    assert booking is not None
    return booking.guests


@pytest.mark.parametrize(
    ("words", "line", "buttons"),
    [
        ("Talk on Saturday", "book-none-that-day", None),
        ("Talk next week", "book-which-day", 5),
        ("Talk on 5 May 2031", "book-none-that-day", None),
        ("Appointment as soon as possible", "book-next", None),
        ("the first free appointment, please", "book-next", None),
        ("Bitte den nächsten freien Termin", "book-next", None),
    ],
)
def test_days_that_were_said_are_shown(desk: Desk, words: str, line: str, buttons: int | None) -> None:
    """A week shows its own days alone; a day with nothing free says so above what is; as soon as possible is the next
    free times."""
    anna = desk.joins(Role.CLIENT, "Anna")
    of_bookings(desk, anna, desk.joins(Role.CLIENT, "Otto"), "bookings.cancel")
    host = replace(desk.facts.desk.hosts["ben"], opening=Opening(BusinessHours.parse(ZONE, "Mon-Fri 09:00-17:00")))
    desk.facts = replace(desk.facts, desk=replace(desk.facts.desk, hosts={"ben": host}, rows={}))
    assert desk.hears("anna", Said(words, words)).refused is None
    card = _last(desk)
    assert line in [name for name, _ in card["lines"]], card
    if buttons is not None:
        assert [label for (label, _facts), *_ in card["buttons"]].count("book-day") == buttons


@pytest.mark.parametrize("words", ["cancel A-1", "Bitte A-1 absagen", "move A-1 to Friday at 10"])
def test_what_is_over_is_shown_as_it_stands(desk: Desk, words: str) -> None:
    """Who asks to change an appointment of theirs that was cancelled reads that it is; somebody else's is unknown."""
    anna = desk.joins(Role.CLIENT, "Anna")
    own = of_bookings(desk, anna, desk.joins(Role.CLIENT, "Otto"), "bookings.cancel")["own"]
    desk.hangs(anna, "bookings.cancel", own, "k" * 16)
    assert desk.hears("anna", Pressed("k" * 16)).refused is None
    assert desk.hears("anna", Said(words, "1")).refused is None
    assert "booking-state-cancelled" in _told(desk)
    assert desk.hears("otto", Said(words, "1")).refused is None
    assert "draft" in _told(desk)


@pytest.mark.parametrize("words", ["Termin bitte", "I would like to book an appointment"])
def test_an_appointment_without_a_time_shows_the_days(desk: Desk, words: str) -> None:
    """It is what `/book` is for, and no request; where nothing can be booked it is one."""
    _of_two_lengths(desk)
    assert desk.hears("anna", Said(words, "1")).refused is None
    assert "book-how-long" in _told(desk)
    desk.facts = replace(desk.facts, desk=replace(desk.facts.desk, services={}))
    assert desk.hears("anna", Said(words, "2")).refused is None
    assert "draft" in _told(desk)


def test_a_time_can_be_written_where_it_can_be_tapped(desk: Desk) -> None:
    """After the days, or the times of one, words that say when and nothing else are that; an hour is one of the day
    that is shown. What says more is not, nor what comes once a time is kept, or long after."""
    day = _of_two_lengths(desk)
    assert desk.hears("anna", Command("book", "")).refused is None
    assert desk.hears("anna", Pressed(_keys(desk)[1])).refused is None
    assert desk.hears("anna", Said(f"{day} at 10:00", "1")).refused is None
    assert "booking-held" in _told(desk)
    assert _kept_last(desk) == timedelta(hours=1)
    assert desk.hears("anna", Said(f"{day} at 11:00", "2")).refused is None
    assert "draft" in _told(desk)
    assert desk.hears("anna", Command("book", day)).refused is None
    assert desk.hears("anna", Said("at 14:00, please", "3")).refused is None
    assert "booking-held" in _told(desk)
    start = desk.run(lambda uow: uow.run.all(Query(select(bookings.c.starts_at).order_by(bookings.c.id))))[-1][0]
    assert f"{start.astimezone(ZoneInfo(ZONE)):%d.%m.%Y %H:%M}" == f"{day} 14:00"
    assert desk.hears("anna", Command("book", day)).refused is None
    assert desk.hears("anna", Said("at 15:00 the plumber comes", "4")).refused is None
    assert "booking-held" not in _told(desk)
    desk.clock.move(11 * 60)
    assert desk.hears("anna", Said("at 15:00", "5")).refused is None
    assert "booking-held" not in _told(desk)


def test_how_long_can_be_written_where_it_is_asked(desk: Desk) -> None:
    """Where it is asked how long, words say that, or when at once: it takes as long as usual then. A length that isn't
    offered is asked for again."""
    day = _of_two_lengths(desk)
    assert desk.hears("anna", Command("book", "")).refused is None
    assert desk.hears("anna", Said("45 minutes", "1")).refused is None
    assert "book-how-long" in _told(desk)
    assert desk.hears("anna", Said("an hour, please", "2")).refused is None
    assert "book-how-long" not in _told(desk)
    assert desk.hears("anna", Said(f"{day} 11:00", "3")).refused is None
    assert "booking-held" in _told(desk)
    assert _kept_last(desk) == timedelta(hours=1)
    assert desk.hears("anna", Command("book", "")).refused is None
    assert desk.hears("anna", Said(f"{day} 14:00", "4")).refused is None
    assert "booking-held" in _told(desk)
    assert _kept_last(desk) == timedelta(minutes=30)


def test_a_host_writes_when_else(desk: Desk) -> None:
    """After Propose another time the host's words say when, too."""
    anna, ben = desk.joins(Role.CLIENT, "Anna"), desk.joins(Role.ASSISTANT, "Ben")
    own = of_bookings(desk, anna, ben, "bookings.propose")["own"]
    desk.hangs(ben, "bookings.propose", own, "k" * 16)
    assert desk.hears("ben", Pressed("k" * 16)).refused is None
    day = f"{(desk.clock.now() + timedelta(days=5)).date():%d.%m.%Y}"
    assert desk.hears("ben", Said(f"{day} at 11:00", "1")).refused is None
    proposed = desk.run(lambda uow: uow.bookings.look(BookingId(own)))
    assert proposed is not None
    assert proposed.proposed_at is not None

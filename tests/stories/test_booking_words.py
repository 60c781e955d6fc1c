"""Words behind `/book`, and words that leave open which kind of appointment is meant: the time they say isn't lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from handlers.chat.incoming import Command, Pressed, Said
from handlers.rules.business_hours import BusinessHours
from handlers.rules.slots.opening import Opening
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

"""Appointments as calendar objects, read again by a parser of others (vobject): what calendars and mail clients see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handlers.bookings import ics
from storage.bookings import Booking
from storage.vocabulary import BookingId, BookingState

vobject = pytest.importorskip("vobject", reason="vobject is not installed: `make setup-dev` does that")

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
NINE = datetime(2026, 3, 16, 9, tzinfo=BERLIN)
TALK = ics.Described("First talk", "About the contract", "By phone")
OFFICE, ANNA = ics.Party("Front office", "office@example.org"), ics.Party("Anna", "anna@example.org")


def booking(at: datetime = NINE, **more: Any) -> Booking:
    """Return a confirmed booking of half an hour."""
    values: dict[str, Any] = dict.fromkeys(Booking.__slots__)
    values |= {"id": BookingId("0" * 32), "uid": "0000@vorzimmer", "sequence": 0, "state": BookingState.CONFIRMED}
    values |= {"starts_at": at.astimezone(UTC), "ends_at": at.astimezone(UTC) + timedelta(minutes=30)}
    return Booking(**{**values, "zone": "Europe/Berlin", **more})


def series(**third: Any) -> list[Booking]:
    """Return three bookings, every second week over the change of clocks; `third` is what became of the last one."""
    times = [NINE, NINE + timedelta(weeks=2), NINE + timedelta(weeks=4)]  # on the wall
    made = [booking(at, recurrence_at=at.astimezone(UTC)) for at in times]
    return [*made[:2], booking(times[2], **{"recurrence_at": times[2].astimezone(UTC), **third})]


def read(written: bytes) -> Any:
    """Return what the other parser makes of it; checks what holds for every line of every object."""
    lines = written.split(b"\r\n")
    assert lines.pop() == b""
    assert all(b"\n" not in line and b"\r" not in line and len(line) <= 75 for line in lines)
    assert written.count(b"BEGIN:VCALENDAR") == 1
    found = vobject.readOne(written.decode())
    found.validate(raiseException=True)
    return found


def test_one_name_for_life() -> None:
    """Made, moved, cancelled: the same UID, a higher SEQUENCE each time, METHOD on the calendar."""
    made = read(ics.request([booking()], TALK, OFFICE, [ANNA], NOW))
    moved = read(ics.request([booking(NINE + timedelta(hours=1), sequence=1)], TALK, OFFICE, [ANNA], NOW))
    gone = read(ics.cancel([booking(sequence=2, state=BookingState.CANCELLED)], TALK, OFFICE, [ANNA], NOW))
    seen = [(each.method.value, each.vevent.uid.value, each.vevent.sequence.value) for each in (made, moved, gone)]
    uid = "0000@vorzimmer"
    assert seen == [("REQUEST", uid, "0"), ("REQUEST", uid, "1"), ("CANCEL", uid, "2")]
    assert [each.vevent.status.value for each in (made, moved, gone)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert (made.vevent.dtstart.value, moved.vevent.dtstart.value) == (NINE, NINE + timedelta(hours=1))
    assert made.vevent.dtend.value - made.vevent.dtstart.value == timedelta(minutes=30)
    assert made.vevent.organizer.value == "mailto:office@example.org"
    assert (made.vevent.attendee.value, made.vevent.attendee.params["CN"]) == ("mailto:anna@example.org", ["Anna"])


def test_what_is_kept_in_a_calendar() -> None:
    """Without METHOD and without anybody invited; what is only asked for is tentative."""
    kept = read(ics.stored([booking(state=BookingState.PENDING)], TALK, NOW))
    assert not hasattr(kept, "method")
    assert not hasattr(kept.vevent, "attendee")
    assert not hasattr(kept.vevent, "organizer")
    assert kept.vevent.status.value == "TENTATIVE"
    assert (kept.vevent.summary.value, kept.vevent.location.value) == ("First talk", "By phone")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])
def test_the_zone_goes_with_it(zone: str) -> None:
    """The zone is part of the object, so that the instant is right whatever the reader knows of zones; also in the hour
    after clocks were put forward."""
    for day in ("2026-03-29T01:30", "2026-03-08T07:30", "2026-10-03T16:00", "2026-07-01T07:00", "2026-10-25T02:30"):
        at = datetime.fromisoformat(day).replace(tzinfo=UTC)
        kept = read(ics.stored([booking(at, zone=zone)], TALK, NOW))
        assert kept.vtimezone.tzid.value == zone
        wall = kept.vevent.dtstart.value.replace(tzinfo=None)
        assert wall == at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        begun = [each for each in kept.vtimezone.components() if each.dtstart.value <= wall]
        last = max(begun, key=lambda each: each.dtstart.value)
        offset = datetime.strptime(last.tzoffsetto.value, "%z").utcoffset()
        assert offset == at.astimezone(ZoneInfo(zone)).utcoffset(), day


def test_a_series_is_one_object() -> None:
    """09:00 on the wall before and after the change of clocks, each other week; one is moved, one is given up."""
    whole = read(ics.request(series(), TALK, OFFICE, [ANNA], NOW))
    assert len(whole.vevent_list) == 1
    assert _times(whole) == [NINE, NINE + timedelta(weeks=2), NINE + timedelta(weeks=4)]
    later = NINE + timedelta(weeks=4, hours=3)
    times = {"starts_at": later.astimezone(UTC), "ends_at": later.astimezone(UTC) + timedelta(minutes=30)}
    moved = read(ics.request(series(sequence=1, **times), TALK, OFFICE, [ANNA], NOW))
    assert {event.uid.value for event in moved.vevent_list} == {"0000@vorzimmer"}
    [other] = [event for event in moved.vevent_list if hasattr(event, "recurrence_id")]
    assert (other.recurrence_id.value, other.dtstart.value) == (NINE + timedelta(weeks=4), later)
    given_up = read(ics.stored(series(state=BookingState.CANCELLED, sequence=1), TALK, NOW))
    assert _times(given_up) == [NINE, NINE + timedelta(weeks=2)]
    one = read(ics.cancel([series(state=BookingState.CANCELLED, sequence=1)[2]], TALK, OFFICE, [ANNA], NOW))
    assert one.vevent.recurrence_id.value == NINE + timedelta(weeks=4)


def _times(calendar: Any) -> list[datetime]:
    """Return when a series takes place, on the wall in Berlin."""
    found = calendar.vevent.getrruleset()
    return [at.replace(tzinfo=BERLIN) for at in found]


WORDS = ["Talk\r\nATTENDEE:mailto:x@evil.example", "Talk\nBEGIN:VALARM", "a\rB:c", "a\u2028B:c"]


@pytest.mark.parametrize("words", WORDS)
def test_b08_line_ends_in_words(words: str) -> None:
    """Nobody's words become a property: not a title, a description, a place or a name."""
    what = ics.Described(words, words, words)
    found = read(ics.request([booking()], what, OFFICE, [ics.Party(words, "x@example.org")], NOW))
    plain = read(ics.request([booking()], ics.Described("t", "t", "t"), OFFICE, [ANNA], NOW))
    assert sorted(found.vevent.contents) == sorted(plain.vevent.contents)
    assert len(found.vevent.attendee_list) == 1
    assert "\n" not in found.vevent.summary.value


@pytest.mark.parametrize("mail", ["", "x", "x@y\r\nATTENDEE:z", "a b@c", "a@b@c", "x@y;z", '"x"@y'])
def test_what_is_no_address(mail: str) -> None:
    """An address that could be more than one is refused."""
    with pytest.raises(ValueError, match="no mail address"):
        ics.request([booking()], TALK, OFFICE, [ics.Party("X", mail)], NOW)


@given(some.text(max_size=200), some.text(max_size=80))
def test_any_words(description: str, name: str) -> None:
    """Whatever people write: folded at 75 octets, read again by others, and the visible words are what they were."""
    what, invited = ics.Described("Talk", description), ics.Party(name, "x@example.org")
    found = read(ics.request([booking()], what, OFFICE, [invited], NOW))
    assert found.vevent.summary.value == "Talk"
    kept = found.vevent.description.value if hasattr(found.vevent, "description") else ""
    seen = "".join(each for each in description if each.isprintable() and not each.isspace())
    assert "".join(each for each in kept if each.isprintable() and not each.isspace()) == seen

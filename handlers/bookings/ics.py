"""Appointments as calendar objects (RFC 5545): invitations and cancellations to be sent (RFC 5546), and what is kept in
a calendar (RFC 4791), which has no METHOD. One UID for life, an integer SEQUENCE; a series is one object.

People's words are cleaned first: no line end or control character of theirs gets between two properties."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, reduce
from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.rules.wall_time import zone_named
from storage.bookings import Booking
from storage.vocabulary import GIVEN_UP, BookingState

if TYPE_CHECKING:
    from icalendar import Calendar, Component, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress

PRODUCT = "-//Vorzimmer//Appointments//EN"
READ_AGAIN = timedelta(minutes=30)
NOT_THEIRS = frozenset({"DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "ORGANIZER", "ATTENDEE", "LOCATION"})
A_SECOND, A_DAY, A_WEEK = timedelta(seconds=1), timedelta(days=1), timedelta(weeks=1)
STATUS = {BookingState.PENDING: "TENTATIVE", BookingState.HELD: "TENTATIVE"}
_LINE_ENDS = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_NO_ADDRESS = re.compile(r"[^\x21-\x7e]|[<>\"\\,;:]")


@dataclass(frozen=True, slots=True)
class Party:
    """Who invites, or is invited: a name as people read it, and a mail address."""

    name: str
    mail: str


@dataclass(frozen=True, slots=True)
class Described:
    """What a calendar says of an appointment beside its times."""

    title: str
    description: str = ""
    place: str = ""


def request(bookings: Sequence[Booking], what: Described, by: Party, to: Sequence[Party], now: datetime) -> bytes:
    """Return an invitation, or the change of one: METHOD:REQUEST. Several bookings are those of one series, given up or
    not. Raises ValueError for an address that is none."""
    return _written("REQUEST", _events(bookings, what, now), _parties(by, to))


def cancel(bookings: Sequence[Booking], what: Described, by: Party, to: Sequence[Party], now: datetime) -> bytes:
    """Return that appointments are cancelled: METHOD:CANCEL. Of a series one is meant by its own time, all together by
    their common name. Raises ValueError as `request`."""
    events = [_event(booking, what, now) for booking in bookings]
    for event in events:
        event["STATUS"] = "CANCELLED"
    return _written("CANCEL", events, _parties(by, to))


def feed(groups: Sequence[tuple[Sequence[Booking], Described]], name: str, now: datetime) -> bytes:
    """Return what a calendar program reads from time to time: all of these appointments under a name of their own. Each
    group is one appointment, or those of one series."""
    events = [event for bookings, what in groups for event in _events(bookings, what, now)]
    return _written(None, events, None, name)


def stored(bookings: Sequence[Booking], what: Described, now: datetime) -> bytes:
    """Return what is written into a calendar: no METHOD, nobody invited. Several bookings are those of one series."""
    return _written(None, _events(bookings, what, now), None)


def merged(ours: bytes, theirs: str) -> bytes:
    """Return what we write into a calendar in the place of what its owner has changed there: ours, with their own
    alarms, categories, notes and the like, and a SEQUENCE that is not below theirs."""
    from icalendar import Calendar

    calendar = Calendar.from_ical(ours)
    try:
        changed = {_key(event): event for event in Calendar.from_ical(theirs).walk("VEVENT")}
    except ValueError:  # it was made into something that is no calendar object: ours alone
        changed = {}
    for event in calendar.walk("VEVENT"):
        other = changed.get(_key(event))
        if other is not None:
            _take_over(event, other)
    return bytes(calendar.to_ical())


def _key(event: Component) -> str:
    when = event.get("recurrence-id")
    return "" if when is None else str(when.dt)


def _take_over(event: Component, other: Component) -> None:
    event["SEQUENCE"] = max(int(event.get("sequence", 0)), int(other.get("sequence", 0)))
    for name, value in other.items():
        if name not in event and name not in NOT_THEIRS:
            event[name] = value
    for alarm in other.subcomponents:
        event.add_component(alarm)


# --- inside --------------------------------------------------------------------------------------------------------

Parties = tuple["vCalAddress", list["vCalAddress"]]


def _written(method: str | None, events: Sequence[Event], parties: Parties | None, name: str | None = None) -> bytes:
    from icalendar import Calendar

    calendar: Calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method is not None:
        calendar.add("method", method)
    if name is not None:
        _name(calendar, name)
    for event in events:
        if parties is not None:
            event.add("organizer", parties[0])
            for invited in parties[1]:
                event.add("attendee", invited)
    years = [event.decoded("dtstart").year for event in events]
    for zone in sorted({str(event.decoded("dtstart").tzinfo) for event in events}):
        calendar.add_component(_zone(zone, min(years) - 1, max(years) + 2))
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _name(calendar: Calendar, name: str) -> None:
    """Say what a feed is called and how often to look, as RFC 7986 has it and as programs read that are older."""
    for key in ("name", "x-wr-calname"):
        calendar.add(key, one_line(name))
    calendar.add("refresh-interval", READ_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", READ_AGAIN)


@lru_cache(maxsize=64)
def _zone(name: str, first: int, last: int) -> Timezone:
    """Return how a zone's clocks change from the beginning of one year to that of another: an observance for each
    change, which begins at the wall time before it (RFC 5545, 3.6.5; `Timezone.from_tzid` says the one after it)."""
    from icalendar import Timezone

    zone = zone_named(name)
    component: Timezone = Timezone()
    component.add("tzid", name)
    at, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last, 1, 1, tzinfo=UTC)
    component.add_component(_observance(zone, at, _offset(zone, at)))
    while at < end:
        later = at + A_DAY
        if _offset(zone, later) != _offset(zone, at):
            component.add_component(_observance(zone, _change(zone, at, later), _offset(zone, at)))
        at = later
    return component


def _observance(zone: ZoneInfo, at: datetime, before: timedelta) -> TimezoneStandard | TimezoneDaylight:
    from icalendar import TimezoneDaylight, TimezoneStandard

    local = at.astimezone(zone)
    component = TimezoneDaylight() if local.dst() else TimezoneStandard()
    component.add("dtstart", (at + before).replace(tzinfo=None))
    component.add("tzoffsetfrom", before)
    component.add("tzoffsetto", _offset(zone, at))
    component.add("tzname", local.tzname())
    return component


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Return the first second with the later one's offset."""
    before = _offset(zone, low)
    while high - low > A_SECOND:
        middle = low + A_SECOND * ((high - low) // (2 * A_SECOND))
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None  # an aware moment in a zone has one
    return offset


def _events(bookings: Sequence[Booking], what: Described, now: datetime) -> list[Event]:
    """Return one event; of a series the repeating one, and one for each that is at another time than its own."""
    if len(bookings) == 1:
        return [_event(bookings[0], what, now)]
    ordered = sorted(bookings, key=_recurrence)
    standing = [booking for booking in ordered if booking.state not in GIVEN_UP]
    moved = [booking for booking in standing if booking.starts_at != _recurrence(booking)]
    return [_repeating(ordered, what, now), *(_event(booking, what, now) for booking in moved)]


def _event(booking: Booking, what: Described, now: datetime) -> Event:
    event = _plain(booking, what, now, booking.starts_at, booking.ends_at)
    if booking.recurrence_at is not None:
        event.add("recurrence-id", booking.recurrence_at.astimezone(zone_named(booking.zone)))
    return event


def _repeating(ordered: Sequence[Booking], what: Described, now: datetime) -> Event:
    """Return the event of a whole series: weekly by the wall, without the dates that were skipped or given up."""
    first = ordered[0]
    zone = zone_named(first.zone)
    begin = _recurrence(first)
    event = _plain(first, what, now, begin, begin + (first.ends_at - first.starts_at))
    event["SEQUENCE"] = max(booking.sequence for booking in ordered)
    walls = [_recurrence(booking).astimezone(zone).replace(tzinfo=None) for booking in ordered]
    weeks = reduce(gcd, [(later - earlier) // A_WEEK for earlier, later in pairwise(walls)]) or 1
    times = (walls[-1] - walls[0]) // (A_WEEK * weeks) + 1
    event.add("rrule", {"freq": "weekly", "interval": weeks, "count": times})
    given_up = {wall for wall, booking in zip(walls, ordered, strict=True) if booking.state in GIVEN_UP}
    every = [walls[0] + A_WEEK * weeks * number for number in range(times)]
    left_out = [wall.replace(tzinfo=zone) for wall in every if wall in given_up or wall not in walls]
    if left_out:
        event.add("exdate", left_out)
    return event


def _plain(booking: Booking, what: Described, now: datetime, begin: datetime, end: datetime) -> Event:
    from icalendar import Event

    zone: ZoneInfo = zone_named(booking.zone)
    event: Event = Event()
    event.add("uid", booking.uid)
    event.add("sequence", booking.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", begin.astimezone(zone))
    event.add("dtend", end.astimezone(zone))
    event.add("summary", one_line(what.title))
    if what.description:
        event.add("description", _text(what.description))
    if what.place:
        event.add("location", one_line(what.place))
    event.add("status", "CANCELLED" if booking.state in GIVEN_UP else STATUS.get(booking.state, "CONFIRMED"))
    return event


def _recurrence(booking: Booking) -> datetime:
    return booking.recurrence_at or booking.starts_at


def _parties(by: Party, to: Sequence[Party]) -> Parties:
    invited = [_address(party) for party in to]
    for each in invited:
        each.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})
    return _address(by), invited


def _address(party: Party) -> vCalAddress:
    from icalendar import vCalAddress

    if _NO_ADDRESS.search(party.mail) or party.mail.count("@") != 1:
        raise ValueError("this is no mail address")
    address: vCalAddress = vCalAddress(f"mailto:{party.mail}")
    address.params["CN"] = one_line(party.name).replace('"', "'")
    return address


def _text(words: str) -> str:
    """Return people's words with one kind of line end, and nothing that isn't seen."""
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", words))


def one_line(words: str) -> str:
    """Return people's words on one line."""
    return " ".join(_text(words).split())

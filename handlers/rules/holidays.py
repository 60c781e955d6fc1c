"""The dates on which an office is closed: public holidays of a region, its own closing days, another calendar's feed.
Text in, dates with their names out; which file a feed is in and which years matter is the caller's business. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.rules.business_hours_notation import read_date

ONE_DAY = timedelta(days=1)
LONGEST_CLOSING = 366

Closed = dict[date, str]
"""Closed dates in order, each with its name, which may be empty."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What an iCalendar feed closes; `left_out` names the events that are no whole days, which close nothing."""

    days: Closed
    left_out: tuple[str, ...] = ()


def regional_holidays(
    country: str,
    subdivision: str | None,
    years: Iterable[int],
    switches: Sequence[str] = (),
    language: str | None = None,
) -> Closed:
    """Return the public holidays of a region, as the `holidays` package knows them.

    `country` is an ISO 3166-1 code (`DE`), `subdivision` the second half of an ISO 3166-2 code (`BY`), `language` the
    one of the names if the package has it, else the country's own. A switch `-2026-10-31` makes a holiday an ordinary
    day, `+2026-12-24` or `+2026-12-24 Christmas Eve` closes one more. Raises ValueError naming a region or a switch
    that can't be meant: a date switched off must be a holiday, unless it lies outside of `years`.
    """
    import holidays

    wanted = sorted(set(years))
    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=wanted, language=language)
    except NotImplementedError as error:
        raise ValueError(f"no holidays are known for {'-'.join(filter(None, (country, subdivision)))}") from error
    closed = {day: name for day, name in found.items() if day.year in wanted}
    for switch in switches:
        if switch[:1] not in {"+", "-"}:
            raise ValueError(f"{switch!r} is not a switch, expected for instance -2026-10-31 or +2026-12-24")
        day, name = _dated(switch[1:], switch)
        if switch[0] == "+":
            closed[day] = name
        elif day.year in wanted and closed.pop(day, None) is None:
            raise ValueError(f"{switch!r}: {day} is no holiday here that could be switched off")
    return in_order(closed)


def closing_days(lines: Sequence[str]) -> Closed:
    """Return an office's own closing days, written as `2026-12-28`, as `2026-12-28..2027-01-02`, both included, and
    with a name behind (`2026-05-15 Bridge day`).

    Raises ValueError naming the line that can't be read, ends before it begins, or closes more than a year."""
    closed: Closed = {}
    for line in lines:
        days, name = [*line.split(None, 1), "", ""][:2]
        begin_text, dots, end_text = days.partition("..")
        begin, _ = _dated(begin_text, line)
        end = _dated(end_text, line)[0] if dots else begin
        if not begin <= end <= begin + LONGEST_CLOSING * ONE_DAY:
            raise ValueError(f"{line!r} ends before it begins, or after more than a year")
        closed |= _filled(begin, end + ONE_DAY, name.strip())
    return in_order(closed)


def feed_days(feed: str | bytes, first: date, last: date) -> Feed:
    """Return the dates from `first` to `last`, both included, that the whole-day events of an iCalendar feed cover.

    The feed is RFC 5545: DTSTART as a date, DTEND (exclusive) or DURATION, RRULE, RDATE and EXDATE. Cancelled events
    close nothing, nor do events with a time of day. Raises ValueError saying why a feed can't be read.
    """
    import icalendar
    import recurring_ical_events

    try:
        calendar = icalendar.Calendar.from_ical(feed)
        events = recurring_ical_events.of(calendar).between(first, last + ONE_DAY)
        spans = [(_summary(event), str(event.get("STATUS", "")).upper(), event.start, event.end) for event in events]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, icalendar.InvalidCalendar) as error:
        # The library lets what it stumbles over fall through; whichever it is, the feed is not one.
        raise ValueError(f"this is no iCalendar feed that can be read: {error}") from error
    closed: Closed = {}
    left_out: dict[str, None] = {}
    for name, status, begin, end in spans:
        if status == "CANCELLED":
            continue
        if isinstance(begin, datetime) or isinstance(end, datetime):
            left_out[name] = None
            continue
        closed |= _filled(max(begin, first), min(end, last + ONE_DAY), name)
    return Feed(in_order(closed), tuple(left_out))


def holiday_lines(days: Iterable[date]) -> list[str]:
    """Return dates as exceptions in the notation of business hours, in order and each once."""
    return [f"hol {day.isoformat()}" for day in sorted(set(days))]


def in_order(days: Mapping[date, str]) -> Closed:
    """Return the same by date."""
    return dict(sorted(days.items()))


def _summary(event: Mapping[str, object]) -> str:
    return str(event.get("SUMMARY", event.get("UID", "")))


def _filled(begin: date, end: date, name: str) -> Closed:
    """Return every date from `begin` up to but not including `end`."""
    return {begin + number * ONE_DAY: name for number in range((end - begin).days)}


def _dated(text: str, line: str) -> tuple[date, str]:
    """Return the date that a text begins with, and the words behind it."""
    day, name = [*text.split(None, 1), "", ""][:2]
    return read_date(day, line), name.strip()

"""What becomes of a time when another day or another time of day is picked for it. Pure."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.rules import whens
from handlers.rules.wall_time import ONE_SECOND, first_instant
from handlers.rules.whens import ONE_DAY, When

FARTHEST = timedelta(days=5 * 366)


def day_of(text: str, now: datetime) -> date | None:
    """Return the date that was picked, None for any other text, and for one that is over or more than five years away;
    `now` is aware, in the reader's zone."""
    with suppress(ValueError):
        picked = date.fromisoformat(text)
        return picked if now.date() <= picked <= now.date() + FARTHEST else None
    return None


def clock_of(text: str) -> time | None:
    """Return the time of day that was picked (`09:30`), None for any other text."""
    with suppress(ValueError):
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time on the wall
    return None


def on_day(when: When | None, day: date, now: datetime) -> When:
    """Return a time on another day, at its time of day; one that said days is that day. What is a deadline, or a
    beginning, stays one. `now` is aware, in the reader's zone."""
    if when is None or when.whole_days:
        whole = whens.day(day, now)
        match when and when.kind:
            case "deadline":
                return When(None, whole.end, "day", "deadline")
            case "from":
                return When(whole.start, None, "day", "from")
            case _:
                return whole
    edge = when.start or when.end
    assert edge is not None  # a time has a beginning or an end
    zone = _zone(now)
    by = day - edge.astimezone(zone).date()
    start, end = (None if at is None else _at(at.astimezone(zone) + by, zone) for at in (when.start, when.end))
    return replace(when, start=start, end=end)


def at_clock(when: When | None, clock: time, now: datetime) -> When:
    """Return a time at another time of day; of a time that has no day, the next one. What is a deadline, or a
    beginning, stays one. `now` is aware, in the reader's zone."""
    zone = _zone(now)
    if when is None:
        today = _at(datetime.combine(now.date(), clock), zone)
        at = today if today > now else _at(datetime.combine(now.date() + ONE_DAY, clock), zone)
        return When(at, None, "minute", "instant")
    at = _at(datetime.combine(_day(when, zone), clock), zone)
    if when.kind == "deadline" or when.start is None:
        return When(None, at, "minute", "deadline")
    return When(at, None, "minute", "from" if when.kind == "from" else "instant")


def begins(when: When, day: date, now: datetime) -> When:
    """Return a stretch of time that begins with another day, and ends as it did, or with that day if that was earlier.
    `now` is aware, in the reader's zone."""
    start = whens.day(day, now)
    if when.end is None:
        return When(start.start, None, "day", "from")
    if start.start is None or when.end <= start.start:
        return start
    return _stretch(start.start, when.end, when)


def ends(when: When, day: date, now: datetime) -> When:
    """Return a stretch of time that ends with another day, and begins as it did, or with that day if that was later.
    `now` is aware, in the reader's zone."""
    last = whens.day(day, now)
    if when.start is None:
        return When(None, last.end, "day", "deadline")
    if last.end is None or when.start >= last.end:
        return last
    return _stretch(when.start, last.end, when)


def over(when: When, now: datetime) -> bool:
    """Return whether a time is over; `now` is aware."""
    at = when.end or when.start
    return at is not None and at <= now


def _stretch(start: datetime, end: datetime, when: When) -> When:
    one_day = when.whole_days and (end - ONE_SECOND).date() == start.date()
    return When(start, end, "day" if when.whole_days else "minute", "date" if one_day else "interval")


def _day(when: When, zone: ZoneInfo) -> date:
    """Return the day a time is on, where it was meant if it said days: the first, of a deadline the last."""
    edge = when.start or when.end
    whole = (when.first_day or when.last_day) if when.whole_days else None
    assert edge is not None  # as above
    return whole or edge.astimezone(zone).date()


def _at(wall: datetime, zone: ZoneInfo) -> datetime:
    return first_instant(wall.replace(tzinfo=None, fold=0), zone).astimezone(zone)


def _zone(now: datetime) -> ZoneInfo:
    assert isinstance(now.tzinfo, ZoneInfo)  # `now` is in the reader's zone
    return now.tzinfo

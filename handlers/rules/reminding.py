"""When a reminder is due: from what somebody wrote to one moment, and the moments that snoozing offers. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.rules.business_hours import HORIZON_DAYS, BusinessHours, NoOpenTime
from handlers.rules.dates import Understanding
from handlers.rules.wall_time import first_instant
from handlers.rules.whens import WHOLE_DAYS, When, times

MORNING = time(9)
EVENING = time(18)
SOON = timedelta(hours=1)
FARTHEST = timedelta(days=5 * 366)
SATURDAY = 5
ONE_DAY = timedelta(days=1)
BOUNDS = frozenset({"deadline", "date", "instant"})
MOST_OTHERS = 3

_TASK = re.compile(r"^\s*(?:#|t\s?-?\s?)(\d{1,9})(?!\w)|(?<!\w)t-(\d{1,9})(?!\w)", re.IGNORECASE)
_FOR_ME = re.compile(r"^\W*(?:me|mich)\b", re.IGNORECASE)
_GAP = " \N{OBJECT REPLACEMENT CHARACTER} "  # so that what stood around a reference doesn't become one expression
_EDGES = " \t\n,;:.–-"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reminder as it was written. `number` is the task's, None without one; `at` the moment (UTC), None if no time
    was found; `others` what else may have been meant. `past` tells that the time is over, `repeats` that it was to
    come again and again."""

    words: str
    number: int | None = None
    at: datetime | None = None
    others: tuple[datetime, ...] = ()
    past: bool = False
    repeats: bool = False


def read(text: str, languages: Sequence[str], now: datetime, zone: ZoneInfo) -> Wanted:
    """Return what somebody wants to be reminded of, and when. `languages` are tried in turn, `now` is aware.

    The first time in the text that is to come counts; a task's reference stands at the beginning, or anywhere as
    `T-1042`. Both are taken out of the words.
    """
    named = _TASK.search(text)
    number = None if named is None else int(named[1] or named[2])
    rest = text if named is None else f"{text[: named.start()]}{_GAP}{text[named.end() :]}"
    rest = _FOR_ME.sub("", rest)
    here = now.astimezone(zone)
    found = times(rest, languages, here)
    for one in found:
        at = moment_of(one, here)
        if at is not None:
            return Wanted(_without(rest, one), number, at, _others(one, at, here), repeats=one.kind == "recurring")
    return Wanted(_tidy(rest), number, past=bool(found))


def moment_of(understood: Understanding | When, now: datetime) -> datetime | None:
    """Return the moment (UTC) at which a reminder for a time is due, None if that is over or more than five years away.

    `now` is aware, in the reader's zone. Whole days: nine in the morning, for a deadline that of the last of
    them. What has begun already (today, this week) is an hour from now.
    """
    begin, end = understood.start, understood.end
    at = begin or end
    if at is None:
        return None
    if understood.grain in WHOLE_DAYS:
        day = begin.date() if begin is not None else (at - ONE_DAY).date()
        at = _morning(day, now)
        end = end or at + ONE_DAY
    if end is not None and at <= now < end:
        at = now + SOON
    return at.astimezone(UTC) if now < at <= now + FARTHEST else None


def next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Return nine in the morning of the following local date, in UTC."""
    here = now.astimezone(zone)
    return _morning(here.date() + ONE_DAY, here)


def next_working_day(now: datetime, zone: ZoneInfo, hours: BusinessHours | None) -> datetime:
    """Return when the next working day after today begins, in UTC: when the office opens, or nine in the reader's zone
    from Monday to Friday where it keeps no hours."""
    here = now.astimezone(hours.zone if hours is not None else zone)
    for ahead in range(1, HORIZON_DAYS):
        day = here.date() + ahead * ONE_DAY
        if hours is None and day.weekday() < SATURDAY:
            return _morning(day, here)
        if hours is not None and hours.opens_on(day):
            return hours.next_opening(first_instant(datetime.combine(day, time()), hours.zone))
    return next_morning(now, zone)


def deadline_by(when: When, now: datetime, hours: BusinessHours | None) -> datetime | None:
    """Return by when (UTC) something is wanted at a time that was understood, None if that is over or no one day or
    moment. Whole days end when the office closes on the last of them, or at six in the evening, where they were meant,
    if it keeps no hours."""
    at = when.end or when.start
    day = when.last_day or when.first_day
    if at is None or day is None or when.kind not in BOUNDS:
        return None
    if when.whole_days:
        at = _closing(day, at, hours)
    return at.astimezone(UTC) if at > now else None


def _closing(day: date, at: datetime, hours: BusinessHours | None) -> datetime:
    midnight = datetime.combine(day + ONE_DAY, time(), at.tzinfo)
    with suppress(NoOpenTime):
        if hours is not None:
            return hours.before(midnight.astimezone(UTC), 1) + timedelta(seconds=1)
    return datetime.combine(day, EVENING, at.tzinfo)


def _others(understood: Understanding, at: datetime, now: datetime) -> tuple[datetime, ...]:
    found = (moment_of(one, now) for one in understood.alternatives)
    return tuple(dict.fromkeys(one for one in found if one is not None and one != at))[:MOST_OTHERS]


def _morning(day: date, now: datetime) -> datetime:
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)  # `now` is in the reader's zone
    return first_instant(datetime.combine(day, MORNING), zone)


def _without(text: str, understood: Understanding) -> str:
    kept = [(0, understood.span[0]), *understood.between, (understood.span[1], len(text))]
    return _tidy(" ".join(text[begin:end].strip(_EDGES) for begin, end in kept))


def _tidy(text: str) -> str:
    return text.replace(_GAP, " ").replace(_GAP.strip(), "").strip(_EDGES)

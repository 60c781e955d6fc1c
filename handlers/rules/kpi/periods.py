"""The stretches of time that figures are about: days, ISO weeks and months on a reader's wall, as half-open intervals
in UTC. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.rules.wall_time import first_instant

ONE_DAY = timedelta(days=1)
WEEK_DAYS = 7
INSTANT = timedelta(microseconds=1)
WEEK, MONTH = re.compile(r"\d{4}-W\d\d"), re.compile(r"\d{4}-\d\d")


@dataclass(frozen=True, slots=True)
class Period:
    """From `begin` until just before `end` (UTC): the local dates from `first` to `last` of one zone. `name` is
    `2026-W53`, `2026-11`, `2026-11-03` or `2026-10-01/2026-12-31`."""

    name: str
    first: date
    last: date
    zone: ZoneInfo
    begin: datetime
    end: datetime

    def has(self, at: datetime) -> bool:
        """Return whether an aware moment lies in it."""
        return self.begin <= at < self.end

    def until(self, now: datetime) -> datetime:
        """Return the last moment of it that is known at `now`: in whole microseconds, never its end."""
        return min(now, self.end - INSTANT)

    def before(self) -> Period:
        """Return the one of the same kind before it: the week before a week, as many whole months before whole months,
        else as many days as it has."""
        last = self.first - ONE_DAY
        if self.name == week_name(self.first):
            return week(last, self.zone)
        if self.first.day == 1 and (self.last + ONE_DAY).day == 1:
            months = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month
            first = month(last, self.zone)
            for _ in range(months):
                first = first.before()
            return first if months == 0 else days(first.first, last, self.zone)
        return days(self.first - (self.last - self.first) - ONE_DAY, last, self.zone)


def week_name(day: date) -> str:
    """Return the ISO 8601 name of the week a local date lies in, `2026-W53`: the last days of December may belong to
    the first week of the next year, the first of January to the last of the one before."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def week(day: date, zone: ZoneInfo) -> Period:
    """Return the ISO week (Monday to Sunday) that a local date lies in. Around a change of clocks it is an hour shorter
    or longer than 168 hours."""
    first = day - timedelta(days=day.weekday())
    return _period(week_name(day), first, first + timedelta(days=WEEK_DAYS - 1), zone)


def month(day: date, zone: ZoneInfo) -> Period:
    """Return the calendar month that a local date lies in."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return _period(f"{first:%Y-%m}", first, following - ONE_DAY, zone)


def days(first: date, last: date, zone: ZoneInfo) -> Period:
    """Return the local dates from `first` to `last`, both included. Raises ValueError where `last` comes before."""
    if last < first:
        raise ValueError(f"{last} is before {first}")
    name = f"{first}" if first == last else f"{first}/{last}"
    return _period(name, first, last, zone)


def named(name: str, zone: ZoneInfo) -> Period:
    """Return the period that has this `Period.name` in a zone. Raises ValueError for anything else."""
    first, _, last = name.partition("/")
    if WEEK.fullmatch(name):
        return week(date.fromisoformat(f"{name}-1"), zone)
    if MONTH.fullmatch(name):
        return month(date.fromisoformat(f"{name}-01"), zone)
    return days(date.fromisoformat(first), date.fromisoformat(last or first), zone)


def week_at(moment: datetime, zone: ZoneInfo) -> Period:
    """Return the ISO week that an aware moment lies in for a reader in `zone`."""
    return week(moment.astimezone(zone).date(), zone)


def month_at(moment: datetime, zone: ZoneInfo) -> Period:
    """Return the month that an aware moment lies in for a reader in `zone`."""
    return month(moment.astimezone(zone).date(), zone)


def _period(name: str, first: date, last: date, zone: ZoneInfo) -> Period:
    begin, end = (first_instant(datetime.combine(day, time()), zone) for day in (first, last + ONE_DAY))
    return Period(name, first, last, zone, begin, end)

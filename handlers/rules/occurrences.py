"""When something that comes every day, week, month or year at a time on the wall comes next: once each time. Pure.

A time that clocks skip is the first instant after the gap, one they show twice the first of both (`wall_time`). A day
that a month lacks is its last one."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.rules.wall_time import first_instant

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Daily:
    """Every local date, at a time on the wall."""

    at: time

    def falls_on(self, day: date) -> bool:
        """Return whether it comes on a local date."""
        return True

    def occasion(self, day: date) -> str:
        """Return the name of the one that comes on `day`, such as `2026-03-29`: part of a timer's key."""
        return day.isoformat()


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every week on one day, 0 for Monday to 6 for Sunday."""

    weekday: int
    at: time

    def __post_init__(self) -> None:
        """Raise ValueError for a day no week has."""
        _within(self.weekday, 0, 6)

    def falls_on(self, day: date) -> bool:
        """Return whether it comes on a local date."""
        return day.weekday() == self.weekday

    def occasion(self, day: date) -> str:
        """Return the ISO week of the one that comes on `day`, such as `2027-W05`. The last days of December may belong
        to the first week of the next year, and the first of January to the last of the one before."""
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"


@dataclass(frozen=True, slots=True)
class Monthly:
    """Every month on one day, 1 to 31; the last one where a month has fewer."""

    day: int
    at: time

    def __post_init__(self) -> None:
        """Raise ValueError for a day no month has."""
        _within(self.day, 1, 31)

    def falls_on(self, day: date) -> bool:
        """Return whether it comes on a local date."""
        return day.day == min(self.day, monthrange(day.year, day.month)[1])

    def occasion(self, day: date) -> str:
        """Return the month of the one that comes on `day`, such as `2026-03`."""
        return f"{day:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Yearly:
    """Every year on one date; 29 February is the 28th where there is none."""

    month: int
    day: int
    at: time

    def __post_init__(self) -> None:
        """Raise ValueError for a date no year has."""
        _within(self.month, 1, 12)
        _within(self.day, 1, monthrange(2000, self.month)[1])  # a leap year

    def falls_on(self, day: date) -> bool:
        """Return whether it comes on a local date."""
        return day.month == self.month and day.day == min(self.day, monthrange(day.year, day.month)[1])

    def occasion(self, day: date) -> str:
        """Return the year of the one that comes on `day`, such as `2026`."""
        return f"{day:%Y}"


Rule = Daily | Weekly | Monthly | Yearly


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time a rule comes: the local date it belongs to, its name among the rule's, its instant (UTC)."""

    day: date
    occasion: str
    at: datetime


def next_occurrence(rule: Rule, after: datetime, zone: ZoneInfo) -> Occurrence:
    """Return the first occurrence later than an aware moment. Raises ValueError for a naive one."""
    if after.tzinfo is None:
        raise ValueError(f"{after}: the next occurrence is asked about an aware moment")
    instant = after.astimezone(UTC)
    # A time that clocks skipped may come on the local date after its own.
    day = after.astimezone(zone).date() - ONE_DAY
    while True:
        if rule.falls_on(day):
            found = occurrence_on(rule, day, zone)
            if found.at > instant:
                return found
        day += ONE_DAY


def occurrence_on(rule: Rule, day: date, zone: ZoneInfo) -> Occurrence:
    """Return the occurrence of a local date on which the rule comes. Asked anew after zones have changed, it has the
    same day and occasion and perhaps another instant."""
    return Occurrence(day, rule.occasion(day), first_instant(datetime.combine(day, rule.at), zone))


def _within(value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise ValueError(f"{value} is not between {least} and {most}")

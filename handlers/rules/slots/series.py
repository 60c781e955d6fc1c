"""Bookings that come again at the same time on the wall: every so many weeks, so many times. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.rules.wall_time import first_instant

MOST = 52


@dataclass(frozen=True, slots=True)
class Series:
    """Every `weeks` weeks, `times` times, beginning with `first` (an aware moment, whose wall time in `zone` holds)."""

    first: datetime
    zone: ZoneInfo
    weeks: int
    times: int

    def __post_init__(self) -> None:
        """Raise ValueError for what is no series."""
        if self.first.tzinfo is None or not 1 <= self.weeks <= 52 or not 2 <= self.times <= MOST:
            raise ValueError(f"a series begins at an aware moment and comes 2 to {MOST} times, every 1 to 52 weeks")

    def starts(self) -> list[datetime]:
        """Return when each begins (UTC): 09:00 on the wall stays 09:00 when clocks change."""
        wall = self.first.astimezone(self.zone).replace(tzinfo=None)
        later = (wall + timedelta(weeks=self.weeks) * number for number in range(1, self.times))
        return [self.first.astimezone(UTC), *(first_instant(each, self.zone) for each in later)]


def decided(starts: list[datetime], decisions: Mapping[int, datetime | None]) -> list[tuple[int, datetime]]:
    """Return what is left of a series with their numbers, once single dates are skipped (None) or shifted."""
    kept = ((number, decisions.get(number, start)) for number, start in enumerate(starts))
    return [(number, start) for number, start in kept if start is not None]

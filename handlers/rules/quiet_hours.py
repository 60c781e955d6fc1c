"""When a person wants to be left alone, on the wall clock where they are. Pure; what is urgent enough to be told all
the same is the caller's decision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handlers.rules.business_hours import BusinessHours, NoOpenTime

WEEK = timedelta(days=7)
SOME_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)

_OVER_MIDNIGHT = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A person's quiet hours. `hours` holds them as business hours do: "open" is when it is quiet."""

    hours: BusinessHours

    @classmethod
    def parse(cls, zone: str, text: str) -> QuietHours:
        """Return quiet hours written as `22:00-07:00`, several with commas, for every day, or as a week
        (`Mon-Fri 20:00-07:00; Sat+Sun 00:00-24:00`). One that ends before it begins ends on the following day.

        `zone` is the person's IANA zone. Raises ValueError naming what can't be read, and for hours that never end.
        """
        week = _OVER_MIDNIGHT.sub(_long, text.strip())
        try:
            hours = BusinessHours.parse(zone, f"daily {week}" if week[:1].isdigit() else week)
        except NoOpenTime:
            raise ValueError("no quiet hours in it, expected for instance '22:00-07:00'") from None
        everywhere = BusinessHours.parse("UTC", f"daily {week}" if week[:1].isdigit() else week)
        if everywhere.elapsed(SOME_MONDAY, SOME_MONDAY + WEEK) == WEEK // timedelta(seconds=1):
            raise ValueError(f"{text!r} leaves no time at which anything may be told")
        return cls(hours)

    def until(self, at: datetime) -> datetime | None:
        """Return when (UTC) something may be told that came up at an aware moment, None if at once.

        The end of quiet hours is no longer quiet; hours that touch are one. Raises ValueError for a naive moment.
        """
        told: datetime | None = None
        for begin, end in self.hours.intervals(at):
            if begin > (told or at):
                break
            told = end
        return told


def _long(match: re.Match[str]) -> str:
    """Write a window that ends on the following day as the notation of business hours does, 22:00-31:00."""
    begin_hour, begin_minute, end_hour, end_minute = map(int, match.groups())
    days = 24 if (end_hour, end_minute) <= (begin_hour, begin_minute) else 0
    return f"{begin_hour:02}:{begin_minute:02}-{end_hour + days:02}:{end_minute:02}"

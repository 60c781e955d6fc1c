"""When the weekly digest comes, and which week it is about. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.rules.client_reports import ClientReports
from handlers.rules.kpi.periods import Period, week
from handlers.rules.occurrences import Occurrence, Weekly, next_occurrence, occurrence_on

MONDAY = 0
ENDING = timedelta(days=4)
"""From Friday on a digest is about the week that ends, until Thursday about the one before."""


@dataclass(frozen=True, slots=True)
class Digests:
    """On which weekday (0 for Monday) and when on a manager's wall the digest comes; on no day, None, it is there for
    the asking alone. `target` is how many promises of a hundred are to be kept; `clients` says when clients get their
    monthly report."""

    day: int | None = MONDAY
    at: time = time(8)
    target: int = 90
    clients: ClientReports = field(default_factory=ClientReports)

    def next(self, after: datetime, zone: ZoneInfo) -> Occurrence:
        """Return the first one later than an aware moment; its occasion is the ISO week it comes in, `2026-W53`."""
        return next_occurrence(self._rule, after, zone)

    def on(self, day: date, zone: ZoneInfo) -> Occurrence:
        """Return the one of a local date."""
        return occurrence_on(self._rule, day, zone)

    def due(self, first: date, zone: ZoneInfo, now: datetime) -> list[Occurrence]:
        """Return the one of a local date, and all that have come due since, until `now` (aware)."""
        found = [self.on(first, zone)]
        while (following := self.next(found[-1].at, zone)).at <= now:
            found.append(following)
        return found

    def week(self, day: date, zone: ZoneInfo) -> Period:
        """Return the week that the one of a local date is about."""
        return week(day - ENDING, zone)

    @property
    def _rule(self) -> Weekly:
        if self.day is None:
            raise ValueError("no digest ever comes")
        return Weekly(self.day, self.at)

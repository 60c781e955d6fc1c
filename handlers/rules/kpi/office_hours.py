"""The hours an office promised in the course of time: they change with its settings, and what was promised before stays
as it was. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.rules.business_hours import HORIZON_DAYS, BusinessHours, Interval

HORIZON = timedelta(days=HORIZON_DAYS)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Each version of the hours with the moment (UTC) since when it holds, oldest first; None where none are promised.
    The first one holds for whatever was before it, too."""

    versions: Sequence[tuple[datetime, BusinessHours | None]]

    def at(self, moment: datetime) -> BusinessHours | None:
        """Return the hours that held at a moment."""
        place = bisect_right(self.versions, moment, key=lambda version: version[0])
        return self.versions[max(place - 1, 0)][1] if self.versions else None

    def is_open(self, moment: datetime) -> bool:
        """Return whether a moment lies in promised hours."""
        hours = self.at(moment)
        return hours is not None and hours.is_open(moment)

    def between(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, BusinessHours]]:
        """Yield the stretches between two moments that have hours, with these, in order and apart."""
        for place, (since, hours) in enumerate(self.versions):
            until = self.versions[place + 1][0] if place + 1 < len(self.versions) else end
            first, last = begin if place == 0 else max(since, begin), min(until, end)
            if hours is not None and first < last:
                yield first, last, hours

    def intervals(self, begin: datetime, end: datetime) -> Iterator[Interval]:
        """Yield what was open between two moments, in order and never overlapping."""
        for first, last, hours in self.between(begin, end):
            yield from _open(hours, first, last)


def _open(hours: BusinessHours, begin: datetime, end: datetime) -> Iterator[Interval]:
    at = begin
    while at < end:
        ahead = min(at + HORIZON, end)  # as far as hours are told in one go
        for opens, closes in hours.intervals(at):
            if opens >= ahead:
                break
            yield max(opens, at), min(closes, ahead)
        at = ahead

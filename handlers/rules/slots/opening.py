"""When a host can be booked at all: weekly hours and exceptions on the wall of where the host is that day. Pure.

Instants are whole milliseconds since 1970 (UTC)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.rules.business_hours import BusinessHours
from handlers.rules.wall_time import first_instant

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.toordinal()
MILLISECOND = timedelta(milliseconds=1)
ONE_DAY = timedelta(days=1)
DAY = 86_400_000
MIDNIGHT = time()
MOST_DAYS = 2000

Span = tuple[int, int]
"""A half-open stretch of time: its first millisecond, and the first one after it."""


def instant(at: datetime) -> int:
    """Return an aware moment as whole milliseconds since 1970, rounded down; raise ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError(f"{at}: slots are asked about an aware moment")
    return (at - EPOCH) // MILLISECOND


def moment(at: int) -> datetime:
    """Return the UTC moment of an instant."""
    return EPOCH + MILLISECOND * at


@dataclass(frozen=True, slots=True)
class Travel:
    """A host lives by another clock from one local date to another, both included."""

    first: date
    last: date
    zone: ZoneInfo


class Opening:
    """The windows of one host. `hours` say when on the wall, `travels` on which wall; a date of a journey has the wall
    time of its place. Remembers each day it was asked about; several threads may ask."""

    __slots__ = ("_abroad", "_days", "_spans", "hours", "rows", "travels", "zone")

    def __init__(self, hours: BusinessHours, travels: Sequence[Travel] = ()) -> None:
        self.hours = hours
        self.zone = hours.zone
        self.travels = tuple(travels)
        self._abroad = {travel: replace(hours, zone=travel.zone) for travel in self.travels}
        self._days: dict[int, tuple[Span, ...]] = {}
        self._spans: dict[date, Span] = {}
        self.rows: dict[object, object] = {}  # what `free` remembers of these hours

    def day_of(self, at: int) -> date:
        """Return the host's local date at an instant."""
        there = moment(at)
        for travel in self.travels:
            day = there.astimezone(travel.zone).date()
            if travel.first <= day <= travel.last:
                return day
        return there.astimezone(self.zone).date()

    def zone_on(self, day: date) -> ZoneInfo:
        """Return the zone the host lives by on a local date."""
        travel = self._travel(day)
        return self.zone if travel is None else travel.zone

    def offset_at(self, at: int) -> int:
        """Return how far the host's wall is ahead of UTC at an instant, in milliseconds."""
        offset = moment(at).astimezone(self.zone_on(self.day_of(at))).utcoffset()
        assert offset is not None  # an aware moment in a zone has one
        return offset // MILLISECOND

    def day_span(self, day: date) -> Span:
        """Return from its first instant to the first one of the date after it, on the wall where the host is that day;
        23 to 25 hours. The dates around a journey may share some hours: `day_of` says whose they are."""
        known = self._spans.get(day)
        if known is None:
            if len(self._spans) > MOST_DAYS:
                self._spans = {}
            zone = self.zone_on(day)
            begin, end = (first_instant(datetime.combine(each, MIDNIGHT), zone) for each in (day, day + ONE_DAY))
            known = self._spans[day] = instant(begin), instant(end)
        return known

    def windows(self, since: int, until: int) -> list[Span]:
        """Return the windows that touch an interval, whole, in order of their beginning."""
        # One begun two days before may still run, and a local date may be a day away from the one of UTC.
        first, last = since // DAY + EPOCH_DAY - 3, until // DAY + EPOCH_DAY + 1
        found = [
            window
            for ordinal in range(first, last + 1)
            for window in self._of_day(ordinal)
            if window[1] > since and window[0] < until
        ]
        return sorted(found) if self.travels else found

    def _of_day(self, ordinal: int) -> tuple[Span, ...]:
        known = self._days.get(ordinal)
        if known is None:
            if len(self._days) > MOST_DAYS:
                self._days = {}
            day = date.fromordinal(ordinal)
            travel = self._travel(day)
            hours = self.hours if travel is None else self._abroad[travel]
            known = tuple((begin // 1000, end // 1000) for begin, end in hours.opened_on(day))
            self._days[ordinal] = known
        return known

    def _travel(self, day: date) -> Travel | None:
        return next((travel for travel in self.travels if travel.first <= day <= travel.last), None)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, made one where they overlap or touch, without the empty ones."""
    apart: list[Span] = []
    for begin, end in sorted(spans):
        if apart and begin <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], end))
        elif begin < end:
            apart.append((begin, end))
    return apart


def without(spans: Iterable[Span], cuts: Iterable[Span]) -> list[Span]:
    """Return what is left of spans (in order, apart) once cuts are taken out."""
    taken = joined(cuts)
    if not taken:
        return list(spans)
    left: list[Span] = []
    for begin, end in spans:
        at = begin
        for cut_begin, cut_end in taken:
            if cut_end <= at or cut_begin >= end:
                continue
            if at < cut_begin:
                left.append((at, cut_begin))
            at = cut_end
        if at < end:
            left.append((at, end))
    return left

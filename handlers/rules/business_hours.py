"""When the office is open: a weekly pattern of wall-clock windows in one zone, with holidays, shifts and breaks; and
what a duration in open time means.

Pure: the moment asked about is always an argument. Every answer is an instant in UTC or a number of seconds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.rules.business_hours_notation import Window, joined, read_exceptions, read_week
from handlers.rules.business_index import DAY, HORIZON_DAYS, SECOND, NoOpenTime, OpenTime, Stretch
from handlers.rules.wall_time import first_instant, zone_named

__all__ = ["HORIZON_DAYS", "BusinessHours", "Interval", "NoOpenTime", "Window", "first_instant"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.toordinal()
FIRST_DAY = date.min.toordinal() + 1
LAST_DAY = date.max.toordinal() - 3
WEEK_DAYS = 7
MICROSECOND = timedelta(microseconds=1)
ONE_MINUTE = timedelta(minutes=1)

Interval = tuple[datetime, datetime]
"""A half-open stretch of time: first instant inside, first instant after it; both aware UTC."""


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """A weekly pattern in one zone. `week` holds the windows of Monday to Sunday; `holidays`, `shifts` and `breaks` are
    exceptions for local dates.

    The rules: inside a window real time counts. An edge that does not exist is the first instant after the gap, one
    that exists twice the first. A holiday takes the windows that begin on that date, a shift replaces them and beats a
    holiday, a break then cuts wall times of that date out of whatever is open. What overlaps counts once.
    """

    zone: ZoneInfo
    week: tuple[tuple[Window, ...], ...]
    holidays: frozenset[date] = frozenset()
    shifts: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    breaks: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    _open: OpenTime = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Start with an empty table of open time, which fills as it is asked."""
        object.__setattr__(self, "_open", OpenTime(self._touching))

    @classmethod
    def parse(cls, zone: str, week: str, exceptions: Sequence[str] = ()) -> BusinessHours:
        """Return the hours written down as text.

        `zone` is an IANA name. `week` is `Mon-Thu 08:00-12:00,13:00-17:00; Fri 08:00-14:00`: days as a name, a range,
        a sum (`Mon+Wed`) or `daily`; a window past midnight ends after 24:00 (`22:00-30:00`). An exception is
        `hol DATE`, `shift DATE windows` or `break DATE windows` with an ISO date. Windows that overlap are made one
        (`business_hours_notation.overlaps` finds them). Raises ValueError naming the part that can't be read, and
        NoOpenTime for a week without any window and for exceptions that close more than 400 days in a row.
        """
        dated = read_exceptions(exceptions)
        days = tuple(joined(windows) for windows in read_week(week))
        hours = cls(
            zone_named(zone),
            days,
            frozenset(dated.holidays),
            {day: joined(windows) for day, windows in dated.shifts.items()},
            {day: joined(windows) for day, windows in dated.breaks.items()},
        )
        if not any(days):
            raise NoOpenTime(f"no window at all in {week!r}, expected for instance 'Mon-Fri 08:00-17:00'")
        hours._refuse_droughts()
        return hours

    def add(self, start: datetime, seconds: int, pauses: Sequence[Sequence[datetime]] = ()) -> datetime:
        """Return the UTC instant at which `seconds` of open, unpaused time have passed since an aware `start`.

        `pauses` are pairs of aware instants in any order; they may overlap, and one that doesn't end after its
        beginning is none. A duration used up exactly at the end of a window or at the beginning of a pause ends there;
        one of 0 seconds ends at the first open instant at or after `start`. Fractions of a second are kept.
        Raises ValueError for a naive moment or a negative duration, NoOpenTime if on the way nothing opens within 400
        days or before the end of the year 9999.
        """
        at, left = _instant(start), seconds * SECOND
        if left < 0:
            raise ValueError(f"{seconds} seconds: a duration is not negative")
        for begin, end in _union(pauses) if pauses else ():
            if end <= at:
                continue
            reached = self._open.after(at, left)
            if reached < begin or (left and reached == begin):
                return _moment(reached)
            left -= self._open.between(at, begin)
            at = end
        return _moment(self._open.after(at, left))

    def elapsed(self, start: datetime, end: datetime, pauses: Sequence[Sequence[datetime]] = ()) -> int:
        """Return how many whole seconds of open, unpaused time lie between two aware moments, rounded down.

        0 where `end` is not after `start`. `pauses` as in `add`. Raises ValueError for a naive moment.
        """
        first, last = _instant(start), _instant(end)
        counted = self._open.between(first, last)
        for begin, until in _union(pauses) if pauses else ():
            counted -= self._open.between(max(begin, first), min(until, last))
        return counted // SECOND

    def before(self, end: datetime, seconds: int) -> datetime:
        """Return the latest UTC instant from which `seconds` of open time are left until an aware `end`; for 0 `end`.

        "Two business hours before the appointment." Raises ValueError for a naive moment or a negative duration,
        NoOpenTime as `add`.
        """
        if seconds < 0:
            raise ValueError(f"{seconds} seconds: a duration is not negative")
        return _moment(self._open.before(_instant(end), seconds * SECOND))

    def opens_on(self, day: date) -> bool:
        """Return whether a window begins on a local date, and a break leaves something of it: a working day."""
        return any(True for _ in self.opened_on(day))

    def opened_on(self, day: date) -> Iterator[Stretch]:
        """Yield what is open of the windows that begin on a local date, in microseconds since 1970 (UTC)."""
        ordinal = day.toordinal()
        cuts = self._cuts(ordinal - 1, ordinal + 2) if self.breaks else []
        for window in self._begun_on(day):
            yield from _without(self._at(ordinal, window.begin), self._at(ordinal, window.end), cuts)

    def is_open(self, at: datetime) -> bool:
        """Return whether the office is open at an aware moment; the end of a window is already closed."""
        instant = _instant(at)
        return self._open.between(instant, instant + 1) > 0

    def next_opening(self, at: datetime) -> datetime:
        """Return the first open instant at or after an aware moment, in UTC: `at` itself while open.

        Raises NoOpenTime if nothing opens within 400 days.
        """
        return _moment(self._open.after(_instant(at), 0))

    def intervals(self, at: datetime) -> Iterator[Interval]:
        """Yield the open intervals that end after an aware moment, ordered and never overlapping, for 400 days.

        Two that touch (midnight) stay two. Raises ValueError for a naive moment.
        """
        instant = _instant(at)
        for begin, end in self._touching(instant, instant + HORIZON_DAYS * DAY):
            if end > instant:
                yield _moment(begin), _moment(end)

    def _touching(self, since: int, until: int) -> Iterator[Stretch]:
        """Yield the open stretches of an interval in microseconds since 1970, and a few before and after it."""
        # A window begun two days before may still run, and a local date may be a day away from the one of UTC.
        first = max(since // DAY + EPOCH_DAY - 3, FIRST_DAY)
        last = min(until // DAY + EPOCH_DAY + 1, LAST_DAY)
        cuts = self._cuts(first - 1, last + 1)
        reached = self._at(first, 0)
        for ordinal in range(first, last + 1):
            for window in self._begun_on(date.fromordinal(ordinal)):
                begin, end = max(self._at(ordinal, window.begin), reached), self._at(ordinal, window.end)
                if begin < end:
                    reached = end
                    yield from _without(begin, end, cuts)

    def _begun_on(self, day: date) -> tuple[Window, ...]:
        """Return the uncut windows that begin on a local date: shift before holiday before week."""
        shift = self.shifts.get(day)
        if shift is not None:
            return shift
        return () if day in self.holidays else self.week[day.weekday()]

    def _cuts(self, first: int, last: int) -> list[Stretch]:
        """Return the breaks of the local dates with these ordinals, in order and apart."""
        return _apart(
            (self._at(day.toordinal(), cut.begin), self._at(day.toordinal(), cut.end))
            for day, cuts in self.breaks.items()
            if first <= day.toordinal() <= last
            for cut in cuts
        )

    def _at(self, ordinal: int, minutes: int) -> int:
        """Return the instant of a wall time given as minutes after a date's midnight."""
        wall = datetime.fromordinal(ordinal) + ONE_MINUTE * minutes
        offset = self.zone.utcoffset(wall)
        if offset is None or offset != self.zone.utcoffset(wall.replace(fold=1)):
            return _instant(first_instant(wall, self.zone))
        # An ordinary time, as nearly all are: the same without making further datetimes.
        days = ordinal - EPOCH_DAY - offset.days
        return (days * 86_400 + minutes * 60 - offset.seconds) * SECOND

    def _refuse_droughts(self) -> None:
        """Raise NoOpenTime if the exceptions close more than the horizon. A week opens every seven days, so that this
        takes at least one exception for each week of it; the rest is not worth looking for."""
        closing = sorted({*self.holidays, *self.breaks})
        weeks = HORIZON_DAYS // WEEK_DAYS - 1
        near = timedelta(days=HORIZON_DAYS + WEEK_DAYS)
        crowded = (last - first <= near for first, last in zip(closing, closing[weeks:], strict=False))
        if any(crowded):
            begin = (closing[0].toordinal() - EPOCH_DAY - 5 * WEEK_DAYS) * DAY
            end = (closing[-1].toordinal() - EPOCH_DAY + 5 * WEEK_DAYS) * DAY
            table = self._open.covering(begin, end)
            if not table.starts or table.droughts:
                since = _moment(table.ends[table.droughts[0] - 1]) if table.droughts else closing[0]
                raise NoOpenTime(f"nothing opens within {HORIZON_DAYS} days after {since:%Y-%m-%d}")


def _instant(at: datetime) -> int:
    """Return a moment as whole microseconds since 1970; raise ValueError for a naive one."""
    try:
        since = at - EPOCH
    except TypeError:
        raise ValueError(f"{at}: business hours are asked about an aware moment") from None
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


def _moment(instant: int) -> datetime:
    return EPOCH + MICROSECOND * instant


def _union(pauses: Iterable[Sequence[datetime]]) -> list[Stretch]:
    return _apart((_instant(begin), _instant(end)) for begin, end in pauses)


def _apart(spans: Iterable[Stretch]) -> list[Stretch]:
    """Return spans in order, made one where they overlap or touch, without the empty ones."""
    apart: list[Stretch] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if apart and begin <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], end))
        else:
            apart.append((begin, end))
    return apart


def _without(begin: int, end: int, cuts: list[Stretch]) -> Iterator[Stretch]:
    """Yield what is left of a stretch once cuts, in order and apart, are taken out."""
    number = bisect_right(cuts, begin, key=lambda cut: cut[1])
    while number < len(cuts) and cuts[number][0] < end:
        cut_begin, cut_end = cuts[number]
        if begin < cut_begin:
            yield begin, cut_begin
        begin = cut_end
        number += 1
    if begin < end:
        yield begin, end

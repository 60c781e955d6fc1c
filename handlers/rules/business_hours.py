"""When the office is open: a weekly pattern of wall-clock windows in one zone, with holidays, shifts and breaks.

Pure: the moment asked about is always an argument. Every answer is an instant in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HORIZON_DAYS = 400
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_MINUTES = 24 * 60
ONE_DAY = timedelta(days=1)

_WINDOW = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")

Interval = tuple[datetime, datetime]
"""A half-open stretch of time: first instant inside, first instant after it; both aware UTC."""


class NoOpenTime(ValueError):
    """Nothing opens within the horizon: the pattern is wrong and must be mended, never replaced by wall-clock time."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Wall-clock minutes after the local midnight a window belongs to; `end` above 1440 runs past the next midnight."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """A weekly pattern in one zone. `week` holds the windows of Monday to Sunday; `holidays`, `shifts` and `breaks` are
    exceptions for local dates."""

    zone: ZoneInfo
    week: tuple[tuple[Window, ...], ...]
    holidays: frozenset[date] = frozenset()
    shifts: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    breaks: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)

    @classmethod
    def parse(cls, zone: str, week: str, exceptions: Sequence[str] = ()) -> BusinessHours:
        """Return the hours written down as text.

        `zone` is an IANA name. `week` is `Mon-Thu 08:00-12:00,13:00-17:00; Fri 08:00-14:00`: days as a name, a range,
        a sum (`Mon+Wed`) or `daily`; a window past midnight ends after 24:00 (`22:00-30:00`). An exception is
        `hol DATE`, `shift DATE windows` or `break DATE windows` with an ISO date. Raises ValueError naming the part
        that can't be read.
        """
        holidays: set[date] = set()
        dated: dict[str, dict[date, tuple[Window, ...]]] = {"shift": {}, "break": {}}
        for line in exceptions:
            kind, day, windows = _exception(line)
            if kind == "hol":
                holidays.add(day)
            else:
                dated[kind][day] = _merged(dated[kind].get(day, ()) + windows)
        return cls(_zone(zone), _week(week), frozenset(holidays), dated["shift"], dated["break"])

    def is_open(self, at: datetime) -> bool:
        """Return whether the office is open at an aware moment; the end of a window is already closed."""
        first = next(self.intervals(at), None)
        return first is not None and first[0] <= at

    def next_opening(self, at: datetime) -> datetime:
        """Return the first open instant at or after an aware moment, in UTC: `at` itself while open.

        Raises NoOpenTime if nothing opens within 400 days.
        """
        first = next(self.intervals(at), None)
        if first is None:
            raise NoOpenTime(f"nothing opens within {HORIZON_DAYS} days")
        return max(first[0], at.astimezone(UTC))

    def intervals(self, at: datetime) -> Iterator[Interval]:
        """Yield the open intervals that end after an aware moment, ordered and never overlapping, for 400 days.

        Two that touch (midnight) stay two. Raises ValueError for a naive moment.
        """
        if at.tzinfo is None:
            raise ValueError("business hours are asked about an aware moment")
        today = at.astimezone(self.zone).date().toordinal()
        # What began the evening before may still run; a day more because a zone may skip one (Samoa, 30 December 2011).
        first = max(today - 2, date.min.toordinal() + 1)
        last = min(today + HORIZON_DAYS, date.max.toordinal() - 3)
        reached = at.astimezone(UTC)
        clipped = False
        for begin, end in self._ordered(first, last):
            if end > reached:
                yield (max(begin, reached) if clipped else begin), end
                reached, clipped = end, True

    def _ordered(self, first: int, last: int) -> Iterator[Interval]:
        """Yield the intervals beginning on the local dates with these ordinals, breaks cut out, by their beginning."""
        held: list[Interval] = []
        for ordinal in range(first, last + 1):
            day = date.fromordinal(ordinal)
            held = _without([*held, *self._begun_on(day)], [*self._cuts(day - ONE_DAY), *self._cuts(day)])
            # A break of tomorrow may still cut what runs past midnight, so that is held back.
            midnight = self._instant(day, DAY_MINUTES)
            yield from (interval for interval in held if interval[1] <= midnight)
            held = [interval for interval in held if interval[1] > midnight]
        yield from held

    def _cuts(self, day: date) -> list[Interval]:
        return [self._span(day, cut) for cut in self.breaks.get(day, ())]

    def _begun_on(self, day: date) -> Iterator[Interval]:
        """Yield the uncut intervals whose windows begin on a local date: shift before holiday before week."""
        windows = self.shifts.get(day)
        if windows is None:
            windows = () if day in self.holidays else self.week[day.weekday()]
        for window in windows:
            begin, end = self._span(day, window)
            if begin < end:
                yield begin, end

    def _span(self, day: date, window: Window) -> Interval:
        return self._instant(day, window.begin), self._instant(day, window.end)

    def _instant(self, day: date, minutes: int) -> datetime:
        """Return the instant of a wall time given as minutes after a date's midnight.

        One that does not exist is the first instant after the gap, one that exists twice is the first.
        """
        wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
        return first_instant(wall, self.zone)


def first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first UTC instant at which clocks show a naive wall time or, inside a gap, the first one after it."""
    earlier = wall.replace(tzinfo=zone, fold=0)
    later = wall.replace(tzinfo=zone, fold=1)
    before, after = earlier.utcoffset(), later.utcoffset()
    # Equal: an ordinary time. The first offset greater: shown twice.
    if before is None or after is None or before >= after:
        return earlier.astimezone(UTC)
    # In a gap fold=0 counts with the offset before it and so lands after it; fold=1 the other way round.
    low, high = later.astimezone(UTC), earlier.astimezone(UTC)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def _without(intervals: Sequence[Interval], cuts: Sequence[Interval]) -> list[Interval]:
    """Return what is left of `intervals` once `cuts` are taken out, ordered by beginning."""
    left = sorted(intervals)
    for cut_begin, cut_end in cuts:
        rest: list[Interval] = []
        for begin, end in left:
            pieces = ((begin, min(end, cut_begin)), (max(begin, cut_end), end))
            rest.extend(piece for piece in pieces if piece[0] < piece[1])
        left = rest
    return left


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"unknown time zone {name!r}") from error


def _week(text: str) -> tuple[tuple[Window, ...], ...]:
    windows: list[tuple[Window, ...]] = [()] * len(DAY_NAMES)
    tight = re.sub(r"\s*([-,+])\s*", r"\1", text.replace("–", "-"))
    for part in filter(None, (piece.strip() for piece in tight.split(";"))):
        days, _, hours = part.partition(" ")
        for day in _days(days, part):
            windows[day] = _merged(windows[day] + _windows(hours, part))
    if not any(windows):
        raise ValueError("no window at all, expected for instance 'Mon-Fri 08:00-17:00'")
    return tuple(windows)


def _days(text: str, part: str) -> list[int]:
    if text.lower() == "daily":
        return list(range(len(DAY_NAMES)))
    days: list[int] = []
    for piece in text.split("+"):
        first, dash, last = piece.partition("-")
        begin = _day(first, part)
        count = (_day(last, part) - begin) % len(DAY_NAMES) if dash else 0
        days.extend((begin + step) % len(DAY_NAMES) for step in range(count + 1))
    return days


def _day(name: str, part: str) -> int:
    try:
        return DAY_NAMES.index(name.strip().capitalize())
    except ValueError:
        raise ValueError(f"{name!r} in {part!r} is not a day, expected one of {', '.join(DAY_NAMES)}") from None


def _windows(text: str, part: str) -> tuple[Window, ...]:
    return tuple(_window(piece.strip(), part) for piece in text.split(","))


def _window(text: str, part: str) -> Window:
    match = _WINDOW.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} in {part!r} is not a window, expected for instance 08:00-17:00")
    begin_hour, begin_minute, end_hour, end_minute = map(int, match.groups())
    window = Window(begin_hour * 60 + begin_minute, end_hour * 60 + end_minute)
    if begin_minute > 59 or end_minute > 59 or window.begin >= DAY_MINUTES or window.end > 2 * DAY_MINUTES:
        raise ValueError(f"{text!r} in {part!r} has a time that no clock shows")
    if window.begin >= window.end:
        raise ValueError(f"{text!r} in {part!r} ends before it begins; past midnight is written 22:00-30:00")
    return window


def _merged(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    """Return windows in order, joined where they overlap or touch."""
    joined: list[Window] = []
    for window in sorted(windows):
        if joined and window.begin <= joined[-1].end:
            joined[-1] = Window(joined[-1].begin, max(joined[-1].end, window.end))
        else:
            joined.append(window)
    return tuple(joined)


def _exception(line: str) -> tuple[str, date, tuple[Window, ...]]:
    kind, _, rest = line.strip().partition(" ")
    day_text, _, hours = rest.strip().partition(" ")
    if kind not in {"hol", "shift", "break"}:
        raise ValueError(f"{kind!r} in {line!r} is not an exception, expected hol, shift or break")
    try:
        day = date.fromisoformat(day_text)
    except ValueError:
        raise ValueError(f"{day_text!r} in {line!r} is not a date, expected for instance 2026-12-24") from None
    if kind == "hol":
        if hours.strip():
            raise ValueError(f"{line!r}: a holiday has no windows, write shift for a half day")
        return kind, day, ()
    return kind, day, _windows(hours, line)

"""Open time as a table that is searched instead of walked: where each stretch begins and ends, and how much was open up
to there. Instants are whole microseconds since 1970 (UTC). Pure; it grows where somebody asks beyond it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass

SECOND = 1_000_000
DAY = 86_400 * SECOND
HORIZON_DAYS = 400
HORIZON = HORIZON_DAYS * DAY
EARLIEST, LATEST = -62_135_596_800 * SECOND, 253_402_300_800 * SECOND
"""The beginning of the year 1 and the end of the year 9999, between which dates are."""

FIRST_PIECE = 128 * DAY
FAR = 30 * 366 * DAY

Stretch = tuple[int, int]
"""An open stretch: its first microsecond and the first one after it."""


class NoOpenTime(ValueError):
    """Nothing opens within the horizon: the pattern is wrong and must be mended, never replaced by wall-clock time."""


@dataclass(frozen=True, slots=True)
class Table:
    """The open stretches between two instants, in order, never overlapping nor touching. `upto` is what was open from
    `since` to each one's end; `droughts` are the numbers of stretches with more than the horizon closed before them."""

    since: int
    until: int
    starts: list[int]
    ends: list[int]
    upto: list[int]
    droughts: tuple[int, ...] = ()

    @classmethod
    def of(cls, since: int, until: int, stretches: Iterable[Stretch]) -> Table:
        """Return the table of stretches that come in order; what lies outside of `since` to `until` is cut off."""
        starts: list[int] = []
        ends: list[int] = []
        upto: list[int] = []
        droughts: list[int] = []
        total = 0
        for begin, end in ((max(begin, since), min(end, until)) for begin, end in stretches):
            if begin >= end:
                continue
            total += end - begin
            if ends and begin == ends[-1]:
                ends[-1], upto[-1] = end, total
                continue
            if ends and begin - ends[-1] > HORIZON:
                droughts.append(len(ends))
            starts.append(begin)
            ends.append(end)
            upto.append(total)
        return cls(since, until, starts, ends, upto, tuple(droughts))

    def stretches(self) -> Iterable[Stretch]:
        """Return what is in it."""
        return zip(self.starts, self.ends, strict=True)

    def opened(self, at: int) -> int:
        """Return how much is open from `since` to an instant that the table covers."""
        number = bisect_right(self.starts, at) - 1
        if number < 0:
            return 0
        rest = self.ends[number] - at
        return self.upto[number] - rest if rest > 0 else self.upto[number]


class OpenTime:
    """The open time of one pattern, looked up. Several threads may ask: a grown table replaces the old one whole."""

    __slots__ = ("_pattern", "_table")

    def __init__(self, pattern: Callable[[int, int], Iterable[Stretch]]) -> None:
        """`pattern` yields, in order and without overlaps, at least the stretches that touch an interval."""
        self._pattern = pattern
        self._table = self._built(0, 0)

    def covering(self, since: int, until: int) -> Table:
        """Return a table that covers an interval, its end included."""
        table = self._table
        if table.since <= since and until <= table.until and table.starts:
            return table
        if not table.starts or until < table.since - FAR or since > table.until + FAR:
            table = self._built(since - 7 * DAY, until + FIRST_PIECE)
        elif since < table.since:
            # As long again as what is known, so that many small steps cost no more than one big one.
            before = self._built(min(since, 2 * table.since - table.until), table.since)
            table = _one(before, table)
        if until > table.until:
            after = self._built(table.until, max(until, 2 * table.until - table.since))
            table = _one(table, after)
        self._table = table
        return table

    def between(self, begin: int, end: int) -> int:
        """Return how much is open between two instants, nothing if the second is not after the first."""
        if end <= begin:
            return 0
        table = self.covering(begin, end)
        return table.opened(end) - table.opened(begin)

    def after(self, at: int, left: int) -> int:
        """Return the instant at which `left` microseconds were open since `at`; for 0 the first open one.

        An instant at the very end of a stretch is that end. Raises NoOpenTime where nothing opens for longer than the
        horizon on the way, or until the end of the year 9999."""
        table = self.covering(at, at)
        while (found := _found(table, at, left)) is None:
            if table.until - max(at, table.ends[-1] if table.ends else at) > HORIZON:
                raise NoOpenTime(f"nothing opens within {HORIZON_DAYS} days")
            if table.until > LATEST or left > LATEST - at:
                raise NoOpenTime("nothing opens any more before the end of the year 9999")
            table = self.covering(at, table.until + FIRST_PIECE)
        return found

    def before(self, at: int, left: int) -> int:
        """Return the latest instant from which `left` microseconds are open until `at`; raise NoOpenTime as `after`."""
        if not left:
            return at
        table = self.covering(at, at)
        while table.opened(at) < left:
            if table.since < EARLIEST or min([at, *table.starts[:1]]) - table.since > HORIZON:
                raise NoOpenTime(f"nothing opens within {HORIZON_DAYS} days before")
            table = self.covering(table.since - FIRST_PIECE, at)
        target = table.opened(at) - left
        number = bisect_right(table.upto, target)
        return table.ends[number] - table.upto[number] + target

    def _built(self, since: int, until: int) -> Table:
        return Table.of(since, until, self._pattern(since, until) if since < until else ())


def _one(before: Table, after: Table) -> Table:
    return Table.of(before.since, after.until, [*before.stretches(), *after.stretches()])


def _found(table: Table, at: int, left: int) -> int | None:
    """Return the instant at which `left` was open since `at`, None if it lies beyond the table."""
    first = bisect_right(table.ends, at)
    if first == len(table.ends):
        return None
    begin = table.starts[first]
    if begin - at > HORIZON:
        raise NoOpenTime(f"nothing opens within {HORIZON_DAYS} days")
    begin = max(begin, at)
    if not left:
        return begin
    target = table.upto[first] - table.ends[first] + begin + left
    number = bisect_left(table.upto, target, first)
    if number == len(table.ends):
        return None
    if table.droughts and any(first < drought <= number for drought in table.droughts):
        raise NoOpenTime(f"nothing opens within {HORIZON_DAYS} days")
    return table.ends[number] - table.upto[number] + target

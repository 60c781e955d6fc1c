"""What is free: the possible starts of a service as a row of bytes, one for each step of time, so that whole calendars
are put together by a few operations on long integers. Says the same as `asking`, for many starts at once. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from itertools import chain
from math import gcd
from operator import and_, itemgetter, or_

from handlers.rules.slots.choosing import nearest
from handlers.rules.slots.diary import Diary, closes, counts, first_step
from handlers.rules.slots.opening import ONE_DAY, Opening, Span, joined
from handlers.rules.slots.service import HOUR, Service

FREE = b"\x01"
MOST_ROWS = 64


@dataclass(frozen=True, slots=True)
class Starts:
    """When something could start: cell number n stands for the instant `since + n * cell`, and its byte is 1 if it
    could. Knows nothing of the moment it is asked: what is past or too soon is still in it."""

    since: int
    cell: int
    row: bytes
    number: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Read the row as one number as well, which is what rows are put together by."""
        object.__setattr__(self, "number", int.from_bytes(self.row))

    def listed(self, since: int, until: int) -> Iterator[int]:
        """Yield the starts from one instant up to another, in order."""
        at = self.row.find(FREE, max(0, -(-(since - self.since) // self.cell)))
        while at >= 0 and (start := self.since + at * self.cell) < until:
            yield start
            at = self.row.find(FREE, at + 1)

    def around(self, wanted: int, most: int) -> list[int]:
        """Return the starts nearest to an instant, in order of time."""
        middle = max(0, min(len(self.row), -(-(wanted - self.since) // self.cell)))
        later: list[int] = []
        earlier: list[int] = []
        at = middle
        while len(later) < most and (at := self.row.find(FREE, at)) >= 0:
            later.append(self.since + at * self.cell)
            at += 1
        at = middle
        while len(earlier) < most and (at := self.row.rfind(FREE, 0, at)) >= 0:
            earlier.append(self.since + at * self.cell)
        return nearest([*earlier, *later], wanted, most)

    def between(self, since: int, until: int) -> Starts:
        """Return only those from one instant up to another."""
        first = max(0, min(len(self.row), -(-(since - self.since) // self.cell)))
        last = max(first, min(len(self.row), -(-(until - self.since) // self.cell)))
        row = bytes(first) + self.row[first:last] + bytes(len(self.row) - last)
        return Starts(self.since, self.cell, row)

    def has(self, start: int) -> bool:
        """Return whether this is one of them."""
        at, rest = divmod(start - self.since, self.cell)
        return not rest and 0 <= at < len(self.row) and self.row[at : at + 1] == FREE

    def without(self, start: int) -> Starts:
        """Return the same but for one start."""
        if not self.has(start):
            return self
        at = (start - self.since) // self.cell
        return Starts(self.since, self.cell, self.row[:at] + b"\0" + self.row[at + 1 :])

    def finer(self, cell: int) -> Starts:
        """Return the same with shorter cells, of which there is a whole number in each of these."""
        if cell == self.cell:
            return self
        times = self.cell // cell
        row = bytearray(len(self.row) * times)
        row[::times] = self.row
        return Starts(self.since, cell, bytes(row))


def any_of(rows: Sequence[Starts]) -> Starts:
    """Return when one of them can; all begin at the same instant and are of the same duration."""
    return _together(rows, or_)


def all_of(rows: Sequence[Starts]) -> Starts:
    """Return when all of them can; as `any_of`."""
    return _together(rows, and_)


def _together(rows: Sequence[Starts], put: Callable[[int, int], int]) -> Starts:
    cell = reduce(gcd, [row.cell for row in rows])
    alike = [row.finer(cell) for row in rows]
    number = reduce(put, [row.number for row in alike])
    return Starts(alike[0].since, cell, number.to_bytes(len(alike[0].row)))


def starts_of(service: Service, length: int, diary: Diary, span: Span, moved: str | None = None) -> Starts:
    """Return when a host can begin the service within a span (milliseconds since 1970, made whole hours outwards).

    All rules of the host count, but how far ahead may be booked, which is `furthest`; `moved` is a booking that doesn't
    stand in its own way. The diary has to cover the span with what `Diary` asks for around it."""
    since, until = span[0] // HOUR * HOUR, -(-span[1] // HOUR) * HOUR
    opened = _opened(service, length, diary.opening, (since, until))
    if diary.unverified and not service.unverified:
        return Starts(since, opened.cell, bytes(len(opened.row)))
    closed = (closes(each, service) for each in diary.taken if each.booking != moved)
    left = _left(opened, length, sorted(chain(closed, diary.busy, diary.away)))
    full = _full_days(service, diary, moved)
    if full:
        row = bytearray(left)
        for day in full:
            _blank_day(row, since, opened.cell, diary.opening, day)
        left = bytes(row)
    return Starts(since, opened.cell, left)


def _left(opened: Starts, length: int, closed: Sequence[Span]) -> bytes:
    """Return a row without the starts from which something of this length would touch a closed span. These come in
    order of their beginning, and the row is put together from what lies between them: there may be ten thousand."""
    row, cell, cells = opened.row, opened.cell, len(opened.row)
    before, behind = opened.since + length - cell, opened.since - cell + 1
    pieces, at = [], 0
    for begin, end in closed:
        first, last = (begin - before) // cell, (end - behind) // cell
        first, last = first if first > at else at, last if last < cells else cells
        if first < last:
            pieces.append(row[at:first])
            pieces.append(bytes(last - first))
            at = last
    pieces.append(row[at:])
    return b"".join(pieces)


def _opened(service: Service, length: int, opening: Opening, span: Span) -> Starts:
    """Return when the service could begin in hours in which nothing is booked; remembered with the hours."""
    key = (service.step, service.align, length, span)
    known = opening.rows.get(key)
    if isinstance(known, Starts):
        return known
    since, until = span
    windows = opening.windows(since, until + length)  # what begins near the end may reach into the next one
    firsts = [first_step(window, service, opening) for window in windows]
    cell = reduce(gcd, [service.step, HOUR, *(first - since for first in firsts)])
    row = bytearray((until - since) // cell)
    pieces = joined(windows)
    for window, first in zip(windows, firsts, strict=True):
        for begin, end in _rooms(pieces, window):
            _mark(row, since, cell, first, service.step, max(begin, window[0]), min(end - length + 1, window[1]))
    if len(opening.rows) >= MOST_ROWS:
        opening.rows.clear()
    opening.rows[key] = Starts(since, cell, bytes(row))
    return Starts(since, cell, bytes(row))


def furthest(service: Service, opening: Opening, now: int) -> int:
    """Return the instant from which on a host can't be booked yet: the end of the last local date of the window."""
    return opening.day_span(opening.day_of(now) + ONE_DAY * service.window_days)[1]


def _rooms(pieces: Sequence[Span], window: Span) -> Iterator[Span]:
    """Yield the pieces (in order, apart) that touch a window."""
    at = bisect_right(pieces, window[0], key=itemgetter(1))
    while at < len(pieces) and pieces[at][0] < window[1]:
        yield pieces[at]
        at += 1


def _mark(row: bytearray, since: int, cell: int, first: int, step: int, begin: int, end: int) -> None:
    """Mark the steps from `first` that lie in a stretch, its end not included."""
    begin, end = max(begin, since), min(end, since + len(row) * cell)
    start = first + max(0, -(-(begin - first) // step)) * step
    if start < end:
        number = -(-(end - start) // step)
        at, stride = (start - since) // cell, step // cell
        row[at : at + (number - 1) * stride + 1 : stride] = FREE * number


def _full_days(service: Service, diary: Diary, moved: str | None) -> set[date]:
    """Return the host's local dates on which they may not have another one."""
    if service.per_day is None and service.per_week is None:
        return set()
    days = Counter(diary.opening.day_of(each.begin) for each in counts(diary, service, moved))
    full = set()
    if service.per_day is not None:
        full |= {day for day, number in days.items() if number >= service.per_day}
    if service.per_week is not None:
        weeks = Counter[date]()
        for day, number in days.items():
            weeks[day - timedelta(days=day.weekday())] += number
        mondays = [monday for monday, number in weeks.items() if number >= service.per_week]
        full |= {monday + ONE_DAY * number for monday in mondays for number in range(7)}
    return full


def _blank_day(row: bytearray, since: int, cell: int, opening: Opening, day: date) -> None:
    begin, end = opening.day_span(day)
    first = max(0, -(-(begin - since) // cell))
    last = min(len(row), -(-(end - since) // cell))
    if not opening.travels:
        if first < last:
            row[first:last] = bytes(last - first)
        return
    for at in range(first, last):  # two dates of a journey may share some hours
        if row[at] and opening.day_of(since + at * cell) == day:
            row[at] = 0

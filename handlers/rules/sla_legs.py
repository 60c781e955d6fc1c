"""The arithmetic of a due time, leg by leg: when a round's clock ran, and how much of the budget each stretch used up.
Pure; `sla_explain` tells it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.rules.business_hours import BusinessHours, Interval

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of one local date in which a clock ran but for `gap` seconds in which the office was closed.

    `seconds` of the total it used up and `left` remained behind it. Both are whole minutes, as wall clocks show them,
    so that all legs make the total. `opens` is when the office opens again, where it closed behind the leg."""

    begin: datetime
    end: datetime
    seconds: int
    left: int
    gap: int = 0
    opens: datetime | None = None


def legs(
    start: datetime, until: datetime, total: int, hours: BusinessHours, pauses: Sequence[Interval] = ()
) -> list[Leg]:
    """Return how `total` seconds of open time are used up from `start` to `until`, the due time or now, in order."""
    stretches = list(_by_day(start, until, hours, pauses))
    if not stretches:
        return []
    # Hands of a clock that show 13:30 for 13:30:40 are read as 30 minutes before 14:00.
    shown = stretches[0][0].second
    start = start.replace(microsecond=0)  # what a fraction of a second lacks would cost a whole minute
    found: list[Leg] = []
    left = total
    for begin, end in stretches:
        used = hours.elapsed(start, end, pauses)
        behind = 0 if used >= total else min(left, max(MINUTE, total - (used + shown) // MINUTE * MINUTE))
        gap = (end - begin) // timedelta(seconds=1) - hours.elapsed(begin, end)
        closed = behind and not hours.is_open(end)
        found.append(Leg(begin, end, left - behind, behind, gap, hours.next_opening(end) if closed else None))
        left = behind
    return found


def _by_day(start: datetime, until: datetime, hours: BusinessHours, pauses: Sequence[Interval]) -> Iterator[Interval]:
    """Yield the stretches in which the clock ran, those of one local date as one unless a pause lies between them."""
    joined: Interval | None = None
    for begin, end in _running(start, until, hours, pauses):
        if joined is None:
            joined = begin, end
        elif _joins(joined[1], begin, hours):
            joined = joined[0], end
        else:
            yield joined
            joined = begin, end
    if joined is not None:
        yield joined


def _joins(end: datetime, begin: datetime, hours: BusinessHours) -> bool:
    """Whether nothing lies between two stretches but hours in which the office is closed, on one local date."""
    if end == begin:
        return True
    same_day = end.astimezone(hours.zone).date() == begin.astimezone(hours.zone).date()
    return same_day and hours.elapsed(end, begin) == 0


def _running(start: datetime, until: datetime, hours: BusinessHours, pauses: Sequence[Interval]) -> Iterator[Interval]:
    """Yield the open, unpaused stretches between two moments."""
    stops = sorted(pauses)
    for opens, closes in hours.intervals(start):
        begin, end = max(opens, start), min(closes, until)
        for stop, goes_on in stops:
            if begin < stop < end:
                yield begin, stop
            if stop < end:
                begin = max(begin, goes_on)
        if begin < end:
            yield begin, end
        if closes >= until:
            return

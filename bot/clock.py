"""The only place that asks the machine for the time. All else is handed a clock, so that tests and the demo can
move it."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

JUMP_SECONDS = 60.0
_COUNTING: int | None = getattr(time, "CLOCK_BOOTTIME", None)


class Clock(Protocol):
    """What may be asked about time."""

    def now(self) -> datetime:
        """Return the present moment, aware UTC, cut to whole milliseconds."""

    def monotonic(self) -> float:
        """Return seconds from an arbitrary beginning that never go backwards."""

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds`; zero or less only lets others run."""


async def rest(clock: Clock, seconds: float, wake: asyncio.Event) -> None:
    """Return after `seconds`, or as soon as `wake` is set; it stays set."""
    until = clock.monotonic() + seconds

    async def sleep() -> None:
        # Tasks begin a moment after they were made; a clock that is moved in that moment has been waited for.
        await clock.sleep(until - clock.monotonic())

    loop = asyncio.get_running_loop()
    waits = [loop.create_task(sleep()), loop.create_task(wake.wait())]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


class JumpWatch:
    """Notices that the clock on the wall was moved, by comparing it with one that nobody moves. A virtual machine that
    was paused looks the same: its host puts the clock on the wall forward, the other one has stood still."""

    def __init__(self, clock: Clock) -> None:
        """Begin to look now."""
        self._clock = clock
        self._apart = self._difference()

    def look(self) -> float:
        """Return by how many seconds the clock was moved since the last look, negative if back; 0 for up to a
        minute, as it is put right in passing."""
        before, self._apart = self._apart, self._difference()
        moved = self._apart - before
        return moved if abs(moved) > JUMP_SECONDS else 0.0

    def _difference(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()


def still(until: datetime, now: datetime, most: float) -> float:
    """Return how many seconds are left until a moment that was at most `most` seconds away when it was kept: if the
    clock was set back since, nobody waits for longer than that."""
    return min(max((until - now).total_seconds(), 0.0), most)


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the present moment, aware UTC, cut to whole milliseconds."""
        return _whole_milliseconds(datetime.now(UTC))

    def monotonic(self) -> float:
        """Return seconds from an arbitrary beginning that never go backwards. Where the system can tell, those in which
        the machine slept are counted: a lease ends in them, too."""
        return time.clock_gettime(_COUNTING) if _COUNTING is not None else time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds`; zero or less only lets others run."""
        await asyncio.sleep(seconds)


class MovableClock:
    """A clock that stands still until somebody moves it. Sleep and move it from one event loop only."""

    def __init__(self, start: datetime) -> None:
        """Begin at `start`, an aware moment. Raises ValueError for a naive one."""
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware moment")
        self._start = start.astimezone(UTC)
        self._elapsed = timedelta()
        self._order = itertools.count()
        self._sleepers: list[tuple[timedelta, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        """Return the moment the clock shows, aware UTC, cut to whole milliseconds."""
        return _whole_milliseconds(self._start + self._elapsed)

    def monotonic(self) -> float:
        """Return the seconds the clock was moved in all."""
        return self._elapsed.total_seconds()

    async def sleep(self, seconds: float) -> None:
        """Return once the clock was moved by `seconds`; zero or less only lets others run."""
        # Below a microsecond nothing would be left to wait for.
        wait = timedelta(seconds=seconds)
        if wait <= timedelta():
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + wait, next(self._order), woken))
        await woken

    def move(self, seconds: float) -> None:
        """Go forward by `seconds` and wake the sleepers whose time has come, earliest due first.

        They run when the caller next awaits. Raises ValueError for a negative number.
        """
        if seconds < 0:
            raise ValueError("time does not go backwards")
        self._elapsed += timedelta(seconds=seconds)
        while self._sleepers and self._sleepers[0][0] <= self._elapsed:
            woken = heapq.heappop(self._sleepers)[2]
            if not woken.done():
                woken.set_result(None)

    def sleeping(self) -> float | None:
        """Return the seconds until the earliest sleeper wakes, None if nobody sleeps."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        if not self._sleepers:
            return None
        return (self._sleepers[0][0] - self._elapsed).total_seconds()


def _whole_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

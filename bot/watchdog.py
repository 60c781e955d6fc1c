"""Notices when something holds the event loop: while it stands, nobody is heard and nobody is answered."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections import deque

PROBE_SECONDS = 0.01
RECENT_SECONDS = 60.0
BOUNDS_MS = (1.0, 5.0, 10.0, 20.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 3000.0, float("inf"))


class LoopWatch:
    """Asks the loop to call back every 10 ms and measures how late it does. Real loop time on purpose: a clock moved by
    a test or the demo says nothing about what the machine was busy with."""

    def __init__(self) -> None:
        """Begin without having seen anything."""
        self.longest_ms = 0.0
        self.total_ms = 0.0
        self._counts = [0] * len(BOUNDS_MS)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._handle: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._recent: deque[tuple[float, float]] = deque()  # (loop time, ms), ms falling: the first one is the greatest

    def start(self) -> None:
        """Watch the running loop; a second call changes nothing. Raises RuntimeError outside a loop."""
        if self._handle is None:
            self._loop = asyncio.get_running_loop()
            self._arm(self._loop)

    def stop(self) -> None:
        """Watch no longer; what was seen stays."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    @property
    def recent_ms(self) -> float:
        """Return the longest stall of the last minute, in milliseconds."""
        if self._loop is not None:
            self._forget(self._loop.time())
        return self._recent[0][1] if self._recent else 0.0

    @property
    def buckets(self) -> dict[float, int]:
        """Return how many probes were late by at most each bound in milliseconds, and by more than the one before."""
        return dict(zip(BOUNDS_MS, self._counts, strict=True))

    def _arm(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due = loop.time() + PROBE_SECONDS
        self._handle = loop.call_at(self._due, self._probe, loop)

    def _probe(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        # A loop may call a timer early by its clock's resolution.
        self._note(now, max(0.0, now - self._due) * 1000)
        self._arm(loop)

    def _note(self, now: float, late_ms: float) -> None:
        self.longest_ms = max(self.longest_ms, late_ms)
        self.total_ms += late_ms
        self._counts[bisect_left(BOUNDS_MS, late_ms)] += 1
        while self._recent and self._recent[-1][1] <= late_ms:
            self._recent.pop()
        self._recent.append((now, late_ms))
        self._forget(now)

    def _forget(self, now: float) -> None:
        while self._recent and self._recent[0][0] < now - RECENT_SECONDS:
            self._recent.popleft()

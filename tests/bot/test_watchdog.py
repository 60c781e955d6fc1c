"""The stall watchdog: on a loop whose time the test moves, and once on a real one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from bot.watchdog import PROBE_SECONDS, LoopWatch


class StandingLoop:
    """As much of an event loop as the watch needs: a time, and one call that is due (its own handle, too)."""

    def __init__(self) -> None:
        self.now = 100.0
        self.armed = 0

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, call: Callable[..., None], *args: object) -> StandingLoop:
        self.armed += 1
        self.due, self.call, self.args = when, call, args
        return self

    def cancel(self) -> None:
        self.armed -= 1

    def run(self, late: float) -> None:
        self.armed -= 1
        self.now = self.due + late
        self.call(*self.args)


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> StandingLoop:
    standing = StandingLoop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: standing)
    return standing


def test_nothing_seen_yet() -> None:
    """Before anything was measured there was no stall."""
    watch = LoopWatch()
    assert (watch.longest_ms, watch.recent_ms, sum(watch.buckets.values())) == (0, 0, 0)
    watch.stop()


def test_longest_and_recent(loop: StandingLoop) -> None:
    """The longest stall stays, the one of the last minute passes."""
    watch = LoopWatch()
    watch.start()
    for late in (0.0, 0.3, 0.02, -0.001):
        loop.run(late)
    assert watch.longest_ms == pytest.approx(300)
    assert watch.recent_ms == pytest.approx(300)
    loop.now += 61
    assert watch.recent_ms == 0
    assert watch.longest_ms == pytest.approx(300)


def test_starts_once_and_stops(loop: StandingLoop) -> None:
    """A second start adds no second probe; stopping takes the probe back, and it may be started again."""
    watch = LoopWatch()
    watch.start()
    watch.start()
    assert loop.armed == 1
    watch.stop()
    watch.stop()
    assert loop.armed == 0
    watch.start()
    assert loop.armed == 1


def test_recent_falls_step_by_step(loop: StandingLoop) -> None:
    """When the longest stall is a minute old, the next longest since then counts."""
    watch = LoopWatch()
    watch.start()
    loop.run(0.3)
    seconds = 0.0
    while seconds < 59:
        loop.run(0.02)
        seconds += 0.02 + PROBE_SECONDS
    assert watch.recent_ms == pytest.approx(300)
    loop.run(0.005)
    loop.run(2)
    assert watch.recent_ms == pytest.approx(2000)
    loop.run(0.25)
    loop.now += 59.9
    assert watch.recent_ms == pytest.approx(250)


def test_buckets(loop: StandingLoop) -> None:
    """Each probe falls into the bucket of the smallest bound it does not exceed."""
    watch = LoopWatch()
    watch.start()
    for late in (0.0, 0.0005, 0.004, 0.2, 4.0):
        loop.run(late)
    seen = {bound: count for bound, count in watch.buckets.items() if count}
    assert seen == {1.0: 2, 5.0: 1, 250.0: 1, float("inf"): 1}
    assert watch.total_ms == pytest.approx(4204.5)


async def test_on_a_real_loop() -> None:
    """Holding a real loop is noticed."""
    watch = LoopWatch()
    watch.start()
    watch.start()
    end = time.monotonic() + 0.1
    while time.monotonic() < end:
        pass
    for _ in range(1000):
        await asyncio.sleep(0)
    watch.stop()
    assert watch.longest_ms >= 50
    assert sum(watch.buckets.values()) >= 1

"""The clocks: the machine's, and the one that moves only when told."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.clock import Clock, MovableClock, SystemClock, rest

START = datetime(2026, 3, 29, 0, 30, 0, 123456, UTC)


async def turns() -> None:
    """Let everybody run who can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_machine_time() -> None:
    """The machine's time is aware, UTC and cut to milliseconds; it goes on by itself."""
    clock: Clock = SystemClock()
    before, first = clock.now(), clock.monotonic()
    await clock.sleep(0.001)
    assert before.tzinfo is UTC
    assert before.microsecond % 1000 == 0
    assert clock.monotonic() > first
    assert clock.now() >= before


def test_starts_where_told_and_stands_still() -> None:
    """The movable clock shows its start in UTC, in whole milliseconds, until it is moved."""
    clock = MovableClock(START.astimezone(timezone(timedelta(hours=2))))
    assert clock.now() == clock.now() == START.replace(microsecond=123000)
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() == 0
    clock.move(90)
    clock.move(0.5)
    assert clock.now() == datetime(2026, 3, 29, 0, 31, 30, 623000, UTC)
    assert clock.monotonic() == 90.5


def test_refuses_what_no_clock_does() -> None:
    """Time has a zone and does not go backwards."""
    with pytest.raises(ValueError, match="aware"):
        MovableClock(START.replace(tzinfo=None))
    with pytest.raises(ValueError, match="backwards"):
        MovableClock(START).move(-1)


async def test_sleepers_wake_in_the_order_of_their_time() -> None:
    """A move over several due times wakes the earliest first, of equals who lay down first."""
    clock = MovableClock(START)
    woken: list[str] = []

    async def sleeper(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(name)

    async with asyncio.TaskGroup() as group:
        for name, seconds in (("late", 30), ("early", 10), ("same", 30), ("last", 60)):
            group.create_task(sleeper(name, seconds))
        await turns()
        assert clock.sleeping() == 10
        clock.move(9.999)
        await turns()
        assert woken == []
        clock.move(30)
        await turns()
        assert woken == ["early", "late", "same"]
        assert clock.sleeping() == pytest.approx(20.001)
        clock.move(20.001)
    assert woken[-1] == "last"
    assert clock.sleeping() is None


async def test_no_time_lets_others_run() -> None:
    """Sleeping for nothing needs no move, but lets others have their turn."""
    clock = MovableClock(START)
    ran: list[str] = []
    asyncio.get_running_loop().call_soon(ran.append, "other")
    await clock.sleep(0)
    await clock.sleep(-1)
    assert ran == ["other"]
    assert clock.sleeping() is None


async def test_cancelled_sleepers_are_forgotten() -> None:
    """Who stops waiting is not counted among the sleepers, and is not woken."""
    clock = MovableClock(START)
    task = asyncio.ensure_future(clock.sleep(10))
    other = asyncio.ensure_future(clock.sleep(20))
    await turns()
    task.cancel()
    await turns()
    assert clock.sleeping() == 20
    clock.move(20)
    await other
    assert task.cancelled()


async def test_a_move_while_somebody_lies_down_counts() -> None:
    """Who rests is woken by a move that comes before the first turn of the loop, and by a wish at any time."""
    clock, wake = MovableClock(START), asyncio.Event()
    resting = asyncio.ensure_future(rest(clock, 10, wake))
    await asyncio.sleep(0)  # it has begun, its sleep not yet
    clock.move(10)
    await asyncio.wait_for(resting, 10)
    resting = asyncio.ensure_future(rest(clock, 10, wake))
    await turns()
    assert not resting.done()
    wake.set()
    await asyncio.wait_for(resting, 10)

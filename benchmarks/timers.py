"""Fifty thousand timers due at one instant, through the real scheduler, each in a transaction of its own."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.report import Line
from bot.clock import SystemClock
from bot.database import Database
from bot.scheduler import Scheduler
from bot.watchdog import LoopWatch
from handlers.chat.context import Context, Office
from handlers.chat.feature import Feature
from handlers.chat.incoming import TimerDue
from handlers.chat.router import House
from storage.migrate import migrate
from storage.sqlite import SqliteStore
from storage.timers import Timer
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import TimerState

TIMERS = 50_000
PATIENCE = 240.0


def lines(folder: Path) -> list[Line]:
    """Return what became of them."""
    path = folder / "timers.db"
    migrate(f"sqlite:///{path}")
    seconds, fired, left, stall = asyncio.run(_fire(path))
    return [
        Line(
            f"{TIMERS:,} timers due at one instant: fired, lost",
            f"{fired:,}, {TIMERS - fired - left} in {seconds:.1f} s",
            bar="all, none",
            met=fired == TIMERS and left == 0,
        ),
        Line("longest stall of the event loop meanwhile", f"{stall:.0f} ms", bar="≤ 50 ms", met=stall <= 50),
    ]


async def _fire(path: Path) -> tuple[float, int, int, float]:
    clock = SystemClock()
    store = SqliteStore(str(path), clock.now)
    await asyncio.to_thread(store.start)
    database = Database(store)
    due = clock.now()
    for start in range(0, TIMERS, 5_000):
        await database.write(partial(_set, start, due))
    seen: set[str] = set()
    all_seen = asyncio.Event()

    def note(key: str) -> None:
        seen.add(key)
        if len(seen) == TIMERS:
            all_seen.set()

    def tick(ctx: Context, timer: TimerDue) -> None:
        ctx.uow.after_commit(partial(note, timer.key))

    house = House.of([Feature("bench", timers={"bench.tick": tick})])
    scheduler = Scheduler(database, clock, Office("Office", "en", "UTC"), house, lambda: None)
    watch = LoopWatch()
    watch.start()
    started = time.perf_counter()
    running = asyncio.create_task(scheduler.run())
    async with asyncio.timeout(PATIENCE):
        await all_seen.wait()
    seconds = time.perf_counter() - started
    watch.stop()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    left = await database.read(lambda uow: uow.timers.count(TimerState.OPEN))
    await asyncio.to_thread(store.stop)
    return seconds, len(seen), left, watch.longest_ms


def _set(first: int, due: datetime, uow: UnitOfWork) -> None:
    for number in range(first, first + 5_000):
        uow.timers.set(Timer(f"bench:{number}", "bench.tick", f"task{number}", {}, due - timedelta(milliseconds=1)))

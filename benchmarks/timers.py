"""A million open timers in SQLite, through the real scheduler: the start, a look, lateness, and fifty thousand due at
one instant, each in a transaction of its own."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks import rival_timers as rival
from benchmarks.report import Line, median, share
from bot.clock import SystemClock
from bot.database import Database
from bot.scheduler import Scheduler, look
from bot.watchdog import LoopWatch
from handlers.chat.context import Context, Office
from handlers.chat.feature import Feature
from handlers.chat.incoming import TimerDue
from handlers.chat.router import House
from storage.migrate import migrate
from storage.sqlite import SqliteStore
from storage.timers import Timer
from storage.types import to_milliseconds
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import TimerState

ROUNDS = 5
OPEN = 1_000_000
AT_ONCE = 50_000
LOOKS = 2_000
PER_SECOND, STEADY = 100, 200
ADDED = 5_000
RIVALS_RESTART = 10_000  # with all of them it would take minutes
RIVALS_STORED = 100
PATIENCE = 240.0
MANY = """
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < :last)
INSERT INTO timers (key, kind, about, facts, due_at, state, attempts)
SELECT :name || n, 'bench.note', :name || n, '{}', :due + n * :apart, 'open', 0 FROM numbers
"""
AGAIN = "UPDATE timers SET state = 'open', fired_at = NULL, due_at = ? WHERE key >= 'now0' AND key < 'now:'"
Note = Callable[[Context, TimerDue], None]


@dataclass(frozen=True, slots=True)
class _Burst:
    """How one round of many at one instant went."""

    seconds: float
    fired: int
    twice: int
    stall_ms: float
    idle_ms: float


def lines(folder: Path) -> list[Line]:
    """Measure all of it on one file."""
    path = folder / "timers.db"
    migrate(f"sqlite:///{path}")
    tomorrow = to_milliseconds(SystemClock().now() + timedelta(days=1))
    _fill(path, "later", OPEN - AT_ONCE, tomorrow, apart=100)
    _fill(path, "now", AT_ONCE, tomorrow, apart=0)
    gc.collect()
    gc.freeze()  # as the running office does once it has loaded everything
    try:
        return [
            _start(path),
            _nothing_due(path),
            _lateness(path),
            *_at_once(path),
            _added(path, folder),
        ]
    finally:
        gc.unfreeze()


def _start(path: Path) -> Line:
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        store = SqliteStore(str(path), SystemClock().now)
        store.start()
        due, earliest = store.run(partial(look, now=SystemClock().now()), reading=True)
        took.append(time.perf_counter() - began)
        store.stop()
        assert not due
        assert earliest is not None
    theirs = asyncio.run(rival.restarted(RIVALS_RESTART))
    return Line(
        f"start with {OPEN:,} open timers: open the file, first look",
        f"{median(took) * 1000:.0f} ms",
        f"APScheduler in memory, {RIVALS_RESTART:,} jobs {theirs:.1f} s",
        median(took) / theirs,
        "≤ 1 s",
        met=median(took) <= 1,
    )


def _nothing_due(path: Path) -> Line:
    def looks(uow: UnitOfWork) -> float:
        began = time.perf_counter()
        for _ in range(LOOKS):
            due, _ = look(uow, uow.now)
            assert not due
        return (time.perf_counter() - began) / LOOKS

    store = SqliteStore(str(path), SystemClock().now)
    store.start()
    took = median([store.run(looks, reading=True) for _ in range(ROUNDS)]) * 1e6
    store.stop()
    return Line("query and decision that nothing is due", f"{took:.0f} µs", bar="≤ 50 µs", met=took <= 50)


def _lateness(path: Path) -> Line:
    rounds = [asyncio.run(_steady(path, number)) for number in range(ROUNDS)]
    ours = median([share(late, 0.99) for late in rounds]) * 1000
    theirs = asyncio.run(rival.one_after_another(STEADY, 1 / PER_SECOND)) * 1000
    return Line(
        f"{PER_SECOND} due a second: committed so late, p99",
        f"{ours:.0f} ms",
        f"APScheduler in memory, begun {theirs:.0f} ms",
        ours / theirs,
        "≤ 20 ms",
        met=ours <= 20 and all(len(late) == STEADY for late in rounds),
    )


async def _steady(path: Path, number: int) -> list[float]:
    begin = SystemClock().now() + timedelta(seconds=1)
    _fill(path, f"steady{number}-", STEADY, to_milliseconds(begin), apart=1000 // PER_SECOND)
    late: list[float] = []
    ended = asyncio.Event()

    def note(ctx: Context, due: TimerDue) -> None:
        ctx.uow.after_commit(partial(done, due.due_at))

    def done(due_at: datetime) -> None:
        late.append((SystemClock().now() - due_at).total_seconds())
        if len(late) == STEADY:
            ended.set()

    async with _scheduling(path, note):
        async with asyncio.timeout(PATIENCE):
            await ended.wait()
    return late


def _at_once(path: Path) -> list[Line]:
    bursts = [_burst(path) for _ in range(ROUNDS)]
    theirs = asyncio.run(rival.at_once(AT_ONCE))
    seconds = median([burst.seconds for burst in bursts])
    stall, idle = median([burst.stall_ms for burst in bursts]), median([burst.idle_ms for burst in bursts])
    least, twice = min(burst.fired for burst in bursts), sum(burst.twice for burst in bursts)
    return [
        Line(
            f"{AT_ONCE:,} timers due at one instant: fired, twice",
            f"{least:,}, {twice}, in {seconds:.1f} s",
            f"APScheduler in memory ran {theirs.ran:,}",
            bar="all, none",
            met=least == AT_ONCE and not twice,
        ),
        Line(
            "longest stall of the event loop meanwhile",
            f"{stall:.0f} ms",
            f"APScheduler {theirs.stall_ms:.0f} ms, a loop that did nothing {idle:.0f} ms",
            bar="≤ 50 ms",
            met=stall <= 50,
        ),
    ]


def _burst(path: Path) -> _Burst:
    with sqlite3.connect(path) as connection:
        connection.execute(AGAIN, [to_milliseconds(SystemClock().now()) - 1])
    connection.close()
    with rival.IdleLoop() as idle:
        seconds, seen, stall = asyncio.run(_fire(path))
    twice = sum(times - 1 for times in seen.values())
    return _Burst(seconds, len(seen), twice, stall, idle.stall_ms)


async def _fire(path: Path) -> tuple[float, Counter[str], float]:
    seen: Counter[str] = Counter()
    watch = LoopWatch()

    def note(ctx: Context, due: TimerDue) -> None:
        ctx.uow.after_commit(partial(seen.update, [due.key]))

    async with _scheduling(path, note) as database:
        watch.start()
        began = time.perf_counter()
        async with asyncio.timeout(PATIENCE):
            while len(seen) < AT_ONCE:
                await asyncio.sleep(0.05)
        seconds = time.perf_counter() - began
        watch.stop()
        assert await database.read(lambda uow: uow.timers.count(TimerState.OPEN)) == OPEN - AT_ONCE
    return seconds, seen, watch.longest_ms


def _added(path: Path, folder: Path) -> Line:
    def add(number: int, uow: UnitOfWork) -> float:
        began = time.perf_counter()
        for place in range(ADDED):
            key = f"added{number}-{place}"
            uow.timers.set(Timer(key, "bench.note", key, {}, uow.now + timedelta(days=1)))
        return (time.perf_counter() - began) / ADDED

    store = SqliteStore(str(path), SystemClock().now)
    store.start()
    ours = median([store.run(partial(add, number)) for number in range(ROUNDS)])
    store.stop()
    in_store = asyncio.run(rival.in_its_store(folder, RIVALS_STORED))
    in_memory = asyncio.run(rival.restarted(RIVALS_STORED)) / RIVALS_STORED
    return Line(
        "add a timer, in the transaction of what it belongs to",
        f"{ours * 1e6:.0f} µs",
        f"APScheduler in its SQL store {in_store * 1000:.1f} ms, in memory {in_memory * 1e6:.0f} µs",
        ours / in_store,
        "≤ 0.01",
        met=ours / in_store <= 0.01,
    )


@asynccontextmanager
async def _scheduling(path: Path, note: Note) -> AsyncIterator[Database]:
    clock = SystemClock()
    store = SqliteStore(str(path), clock.now)
    await asyncio.to_thread(store.start)
    database = Database(store)
    house = House.of([Feature("bench", timers={"bench.note": note})])
    scheduler = Scheduler(database, clock, Office("Office", "en", "UTC"), house, lambda: None)
    running = asyncio.create_task(scheduler.run())
    try:
        yield database
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await asyncio.to_thread(store.stop)


def _fill(path: Path, name: str, number: int, due: int, *, apart: int) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(MANY, {"name": name, "last": number - 1, "due": due, "apart": apart})
    connection.close()

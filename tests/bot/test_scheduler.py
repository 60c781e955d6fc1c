"""The scheduler on the machine's own clock, with APScheduler's bell: many timers due at one instant, and what a failure
costs the others."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.database import Database
from bot.scheduler import Scheduler
from handlers.chat.context import Context, Office
from handlers.chat.feature import Feature
from handlers.chat.incoming import TimerDue
from handlers.chat.router import House
from storage.engine import Store, open_store
from storage.sqlite import SqliteStore
from storage.timers import Timer
from storage.types import to_milliseconds
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import TimerState
from tests.databases import fresh_sqlite
from tests.storage.kit import NOW, sqlite_file

MANY = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
INSERT INTO timers (key, kind, about, facts, due_at, state, attempts)
SELECT ? || n, 'probe.note', ? || n, '{}', ?, 'open', 0 FROM numbers
"""


@asynccontextmanager
async def scheduling(
    path: Path, handler: Callable[[Context, TimerDue], None]
) -> AsyncIterator[tuple[Scheduler, Database]]:
    """Run a scheduler whose one kind of timer is handled so."""
    clock = SystemClock()
    store = SqliteStore(str(path), clock.now)
    await asyncio.to_thread(store.start)
    database = Database(store)
    house = House.of([Feature("probe", timers={"probe.note": handler})])
    scheduler = Scheduler(database, clock, Office("Office", "en", "UTC"), house, lambda: None)
    running = asyncio.create_task(scheduler.run())
    try:
        yield scheduler, database
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await asyncio.to_thread(store.stop)


async def test_five_thousand_at_one_instant_among_a_hundred_thousand(tmp_path: Path) -> None:
    """All that are due fire, each once; all that are not stay open. (The full numbers are measured by `make bench`.)"""
    path = sqlite_file(fresh_sqlite(tmp_path))
    now = SystemClock().now()
    with sqlite3.connect(path) as connection:
        connection.execute(MANY, (95_000, "later", "later", to_milliseconds(now + timedelta(days=1))))
        connection.execute(MANY, (5_000, "now", "now", to_milliseconds(now)))
    connection.close()
    seen: Counter[str] = Counter()

    def count(ctx: Context, due: TimerDue) -> None:
        ctx.uow.after_commit(partial(seen.update, [due.key]))

    async with scheduling(path, count) as (scheduler, database):
        async with asyncio.timeout(60):
            while not (scheduler.fired == 5_000 and scheduler.quiet):  # noqa: ASYNC110 - it announces nothing
                await asyncio.sleep(0.01)
        assert await database.read(lambda uow: uow.timers.count(TimerState.OPEN)) == 95_000
        assert await database.read(lambda uow: uow.timers.count(TimerState.FIRED)) == 5_000
    assert seen == Counter(f"now{number}" for number in range(1, 5_001))


async def set_timer(database: Database, scheduler: Scheduler, key: str, seconds: float) -> None:
    """Keep a timer and arm the scheduler, as a handler's transaction does."""

    def unit(uow: UnitOfWork) -> None:
        due = uow.now + timedelta(seconds=seconds)
        uow.timers.set(Timer(key, "probe.note", key, {}, due))
        uow.after_commit(partial(scheduler.arm, due))

    await database.write(unit)


@pytest.mark.parametrize("lost", ["tick", "bell"])
async def test_bell_and_tick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str) -> None:
    """Either alone fires what is due: APScheduler's bell at its moment, the tick of each second if the bell is lost."""
    if lost == "tick":
        monkeypatch.setattr("bot.scheduler.TICK_SECONDS", 1000.0)
    else:
        monkeypatch.setattr("bot.scheduler.ApsBell.set", lambda bell, seconds: None)
    seen: dict[str, asyncio.Event] = {"first": asyncio.Event(), "second": asyncio.Event()}
    path = sqlite_file(fresh_sqlite(tmp_path))
    async with scheduling(path, lambda ctx, due: ctx.uow.after_commit(seen[due.key].set)) as (scheduler, database):
        async with asyncio.timeout(30):
            for number, (key, fired) in enumerate(seen.items()):
                await set_timer(database, scheduler, key, 0.05 * number)
                await fired.wait()
    assert scheduler.fired == 2


async def test_one_that_fails_among_many(tmp_path: Path) -> None:
    """Of a hundred timers due together one fails: what it wrote is undone, it waits, and all others have fired."""
    path = sqlite_file(fresh_sqlite(tmp_path))
    with sqlite3.connect(path) as connection:
        connection.execute(MANY, (100, "t", "t", to_milliseconds(SystemClock().now())))
    connection.close()

    def note(ctx: Context, due: TimerDue) -> None:
        ctx.uow.marks.set(due.key, "fired")
        if due.key == "t50":
            raise RuntimeError("a fault of our own")

    async with scheduling(path, note) as (scheduler, database):
        async with asyncio.timeout(30):
            while not (scheduler.fired == 99 and scheduler.quiet):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)
        assert await database.read(lambda uow: uow.timers.count(TimerState.OPEN)) == 1
        assert await database.read(lambda uow: uow.marks.get("t50")) is None
        assert await database.read(lambda uow: uow.marks.get("t49")) == "fired"


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store of either kind, not started."""
    if request.param == "sqlite":
        return open_store(fresh_sqlite(tmp_path), lambda: NOW)
    return open_store(str(request.getfixturevalue("postgres_url")), lambda: NOW, workers=3)


async def test_units_handed_over_together(store: Store) -> None:
    """Each is a transaction of its own: one fails alone, hooks run for what was kept, results keep their order."""
    store.start()
    database, hooked = Database(store), []

    def unit(number: int, uow: UnitOfWork) -> int:
        uow.marks.set(f"mark{number}", "kept")
        uow.after_commit(lambda: hooked.append(number))
        if number == 7:
            raise ValueError(number)
        return number

    try:
        results: list[Any] = await database.write_each([partial(unit, number) for number in range(100)])
        assert isinstance(results.pop(7), ValueError)
        assert results == sorted(hooked) == [number for number in range(100) if number != 7]
        assert await database.read(lambda uow: uow.marks.get("mark7")) is None
        assert await database.read(lambda uow: uow.marks.get("mark99")) == "kept"
        assert await database.write_each([]) == []
    finally:
        await asyncio.to_thread(store.stop)

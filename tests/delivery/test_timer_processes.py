"""Timers and leases with real processes that are killed, frozen and cut off (T02-T05), and whose clocks jump: every
timer fires once."""

from __future__ import annotations

import asyncio
import random
import secrets
import signal
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from bot.clock import SystemClock
from storage.engine import open_store
from storage.timers import Timer
from storage.unit_of_work import UnitOfWork
from tests.delivery.processes import PATIENCE, Process
from tests.delivery.timekeeper import SERIAL, TABLE
from tests.storage.kit import sqlite_file

HOUR, DAY = 3600.0, 86_400.0
JUMPS = (HOUR, -HOUR, DAY, -DAY, -HOUR, HOUR, -DAY, DAY, HOUR, HOUR, -DAY, -HOUR)
SPREAD = (-HOUR, HOUR, 0.9 * DAY)  # in the past, soon, later
VOLUMES = [1_000, pytest.param(10_000, marks=pytest.mark.long)]


class Keeper(Process):
    """One running timekeeper."""

    def __init__(self, name: str, url: str) -> None:
        super().__init__("tests.delivery.timekeeper", name, url)
        self.name, self.url = name, url


class Stage:
    """A database with timekeepers at work on it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.keepers: list[Keeper] = []
        self._role: str | None = None
        table = TABLE.format(serial=SERIAL[url.partition(":")[0]])
        if url.startswith("sqlite"):
            with sqlite3.connect(sqlite_file(url)) as connection:
                connection.execute(table)
            connection.close()
        else:
            self.ask(table)

    async def keeper(self, name: str, *options: str, url: str | None = None) -> Keeper:
        """Start a further process."""
        keeper = Keeper(name, url or self.url)
        self.keepers.append(keeper)
        await keeper.start(*options)
        return keeper

    def own_role(self) -> tuple[str, str]:
        """Return a new role of the server, and the address under which a process connects by it."""
        self._role = role = f"leader_{secrets.token_hex(4)}"
        self.ask(f"CREATE ROLE {role} LOGIN SUPERUSER PASSWORD '{role}'")
        parts = urlsplit(self.url)
        return role, parts._replace(netloc=f"{role}:{role}@{parts.hostname}:{parts.port}").geturl()

    async def close(self) -> None:
        """End its processes and leave nothing behind on the server."""
        for keeper in self.keepers:
            await keeper.kill()
        if self._role is not None:
            self.ask(f"DROP ROLE {self._role}")

    def write(self, *timers: tuple[str, str, float]) -> None:
        """Keep timers (key, about, due in so many seconds) as somebody else would; on SQLite while nobody works."""
        store = open_store(self.url, SystemClock().now, workers=1)

        def unit(uow: UnitOfWork) -> None:
            for key, about, seconds in timers:
                uow.timers.set(Timer(key, "probe.note", about, {}, uow.now + timedelta(seconds=seconds)))

        store.start()
        try:
            store.run(unit)
        finally:
            store.stop()

    def left(self) -> int:
        """Return how many timers are open."""
        return int(self.ask("SELECT count(*) FROM timers WHERE state = 'open'")[0][0])

    def noted(self) -> list[tuple[str, str, int]]:
        """Return what was noted by whom, in its order."""
        return [
            (str(what), str(who), int(epoch))
            for what, who, epoch in self.ask("SELECT what, who, epoch FROM noted ORDER BY n")
        ]

    def fired(self) -> list[str]:
        """Return the keys that were fired for good, once for each time."""
        return [what for what, _, _ in self.noted() if what != "led"]

    def epochs(self) -> list[int]:
        """Return the epochs in which leaders wrote, in their order."""
        return [epoch for what, _, epoch in self.noted() if what == "led"]

    async def all_fire(self) -> None:
        """Wait until no timer is open."""
        async with asyncio.timeout(PATIENCE * 2):
            while self.left():  # noqa: ASYNC110 - a database wakes nobody
                await asyncio.sleep(0.05)

    def ask(self, question: str) -> list[Any]:
        """Return what the database answers."""
        if self.url.startswith("sqlite"):
            reader = sqlite3.connect(f"{sqlite_file(self.url).as_uri()}?mode=ro", uri=True)
            try:
                return reader.execute(question).fetchall()
            finally:
                reader.close()
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(question)
            return found.fetchall() if found.description else []


@pytest.fixture
async def stages() -> AsyncIterator[list[Stage]]:
    """What was opened; its processes are ended."""
    opened: list[Stage] = []
    yield opened
    for stage in opened:
        await stage.close()


def staged(stages: list[Stage], url: str) -> Stage:
    stages.append(Stage(url))
    return stages[-1]


async def test_t02_killed_between_claim_and_writing(either: str, stages: list[Stage]) -> None:
    """A process is killed after it has claimed a timer and before it has written anything: the next one fires it."""
    stage = staged(stages, either)
    stage.write(("torn", "stall", -1), ("other", "other", 0))
    keeper = await stage.keeper("first", "--stall")
    await keeper.says("stalled")
    await keeper.kill()
    assert "torn" not in stage.fired()
    await stage.keeper("second")
    await stage.all_fire()
    assert sorted(stage.fired()) == ["other", "torn"]


@pytest.mark.parametrize("volume", VOLUMES)
async def test_t03_two_schedulers(postgres: str, stages: list[Stage], volume: int) -> None:
    """Two processes look at the same due timers: as many firings as timers, each once."""
    stage = staged(stages, postgres)
    await asyncio.gather(stage.keeper("first"), stage.keeper("second"))
    keys = [f"t{number:05}" for number in range(volume)]
    await asyncio.to_thread(stage.write, *((key, key, 0) for key in keys))
    await stage.all_fire()
    assert sorted(stage.fired()) == keys


async def test_t04_leader_frozen(postgres: str, stages: list[Stage]) -> None:
    """The leader is frozen for longer than its lease: another leads on and fires what is due; awake, the old one's
    writes are refused."""
    stage = staged(stages, postgres)
    first = await stage.keeper("first")
    epoch = int((await first.says("leads")).split()[1])
    second = await stage.keeper("second")
    first.send(signal.SIGSTOP)
    later = int((await second.says("leads")).split()[1])
    assert later > epoch
    await asyncio.to_thread(stage.write, *((f"t{number}", f"t{number}", 0) for number in range(50)))
    await stage.all_fire()
    first.tell(f"write {epoch}")
    first.send(signal.SIGCONT)
    await first.says("refused")
    epochs = stage.epochs()
    assert epochs == sorted(epochs)
    assert sorted(stage.fired()) == sorted(f"t{number}" for number in range(50))


async def test_t04_leader_frozen_amid_a_write(postgres: str, stages: list[Stage]) -> None:
    """The leader is frozen after it has made sure that it leads, before it commits: another leads on once the server
    has ended that transaction, and the old one's write never comes after."""
    stage = staged(stages, postgres)
    first = await stage.keeper("first", "--hesitate")
    epoch = int((await first.says("leads")).split()[1])
    await first.says("hesitates")
    first.send(signal.SIGSTOP)
    second = await stage.keeper("second")
    assert int((await second.says("leads")).split()[1]) > epoch
    async with asyncio.timeout(PATIENCE):
        while not stage.epochs():  # noqa: ASYNC110 - a database wakes nobody
            await asyncio.sleep(0.05)
    first.send(signal.SIGCONT)
    first.tell("go 0")
    first.tell(f"write {epoch}")
    await first.says("refused")
    assert epoch not in stage.epochs()


async def test_t05_leader_cut_off(postgres: str, stages: list[Stage]) -> None:
    """The leader's connections are cut and it gets no new ones: within 30 s another leads and fires what is due; back
    again, the old one's writes are refused and nothing has fired twice."""
    stage = staged(stages, postgres)
    role, own = stage.own_role()
    first = await stage.keeper("first", url=own)
    epoch = int((await first.says("leads")).split()[1])
    second = await stage.keeper("second")
    stage.ask(f"ALTER ROLE {role} NOLOGIN")
    stage.ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'")
    async with asyncio.timeout(30):
        assert int((await second.says("leads")).split()[1]) > epoch
    await asyncio.to_thread(stage.write, *((f"t{number}", f"t{number}", 0) for number in range(50)))
    await stage.all_fire()
    stage.ask(f"ALTER ROLE {role} LOGIN")
    first.tell(f"write {epoch}")
    await first.says("refused")
    epochs = stage.epochs()
    assert epochs == sorted(epochs)
    assert sorted(stage.fired()) == sorted(f"t{number}" for number in range(50))


@pytest.mark.parametrize("volume", VOLUMES)
@pytest.mark.parametrize("kind", ["postgres", pytest.param("sqlite", marks=pytest.mark.long)])
async def test_once_through_kills_and_jumps(
    request: pytest.FixtureRequest, stages: list[Stage], kind: str, volume: int
) -> None:
    """Two processes on PostgreSQL, one on SQLite; they are killed again and again, their clocks jump forward and back
    by an hour and a day: in the end every timer has fired, and none twice."""
    chance = random.Random(volume)
    stage = staged(stages, str(request.getfixturevalue(kind)))
    keys = [f"t{number:05}" for number in range(volume)]
    stage.write(
        *((key, key, chance.uniform(span - HOUR, span)) for key, span in zip(keys, SPREAD * volume, strict=False))
    )
    names = ["first"] if kind == "sqlite" else ["first", "second"]
    await asyncio.gather(*map(stage.keeper, names))
    for step in JUMPS if volume > 1_000 else JUMPS[:4]:
        victim = chance.choice(stage.keepers)
        for keeper in stage.keepers:
            keeper.tell(f"jump {step}")
        await asyncio.sleep(chance.uniform(0.0, 0.3))  # nothing is waited for: any moment is as good to be killed
        await victim.kill()
        await victim.start()
    for keeper in stage.keepers:
        keeper.tell(f"jump {DAY}")
    await stage.all_fire()
    assert sorted(stage.fired()) == keys


async def test_second_process_on_sqlite(sqlite: str, stages: list[Stage]) -> None:
    """SQLite is for one process: a second one is refused, and the first goes on."""
    stage = staged(stages, sqlite)
    stage.write(("late", "late", 2))
    await stage.keeper("first")
    second = Keeper("second", sqlite)
    stage.keepers.append(second)
    with pytest.raises(AssertionError, match="has ended"):
        await second.start()
    await stage.all_fire()
    assert stage.fired() == ["late"]

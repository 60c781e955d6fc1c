"""P09: other data keys while the office works: the renewal killed before and after each of its transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from bot.clock import MovableClock
from bot.database import Database
from bot.key_rounds import HEARD_EVERYWHERE, KeyRounds
from storage.engine import open_store
from storage.keys import KeyStore
from storage.sealing import DAY
from storage.unit_of_work import UnitOfWork
from storage.vault import Sealing
from storage.vocabulary import ClientId
from tests.databases import fresh_sqlite
from tests.storage.kit import NOW, fill
from tests.storage.test_sealing import FIRST, as_they_lie, everything, seal_everything

T = TypeVar("T")


class Killed(Exception):
    """The process ended here."""


class Mortal(Database):
    """Lets so many transactions be; then dies, before the next one or right after it."""

    lives = 0
    commits = False

    async def write(self, unit: Callable[[UnitOfWork], T]) -> T:
        """Write, or die."""
        self.lives -= 1
        if self.lives < 0 and not self.commits:
            raise Killed
        done = await super().write(unit)
        if self.lives < 0:
            raise Killed
        return done


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_p09_renewed_under_load_and_killed_at_each_step(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """All keys of clients and of the office are followed by others. Each time a process has got one transaction further
    it is killed, while others write without end; then all reads as it was written, and the former keys can go."""
    url = fresh_sqlite(tmp_path) if kind == "sqlite" else str(request.getfixturevalue("postgres_url"))
    fill(url)
    clock = MovableClock(NOW)
    keys = KeyStore(f"sqlite:///{tmp_path / 'office.keys'}", lambda: FIRST, clock.now)
    keys.open()
    store = open_store(url, clock.now, workers=2, vault=Sealing(keys))
    store.start()
    try:
        seal_everything(store, keys)
        keys.all_sealed()
        before = everything(store)
        former = {key.name for key in keys.all() if not key.owner.startswith(DAY)}
        for owner in {key.owner for key in keys.all() if key.name in former}:
            keys.renew(owner)
        written = await load(Database(store), lambda: rounds_with_deaths(Mortal(store), clock, keys))
        clock.move((HEARD_EVERYWHERE.total_seconds()) + 1)
        await KeyRounds(Database(store), clock, keys, None).look()
        assert not former & {key.name for key in keys.all()}
        before["clients"][1] = (f"Name {written}",)
        assert everything(store) == before
    finally:
        store.stop()
    assert not former & {value[1:9] for rows in as_they_lie(url).values() for row in rows for value in row if value}


async def rounds_with_deaths(database: Mortal, clock: MovableClock, keys: KeyStore) -> None:
    """Begin the renewal again and again, each time for one transaction more, until it comes to its end alive."""
    lived = 0
    while True:
        database.lives, database.commits = lived, lived % 2 == 1
        try:
            await KeyRounds(database, clock, keys, None).look()
        except Killed:
            lived += 1
            continue
        assert lived > 1, "it has more than one step"
        return


async def load(database: Database, work: Callable[[], Awaitable[None]]) -> int:
    """Write without end while something works; return what was written last."""
    number = 0

    async def write() -> None:
        nonlocal number
        while True:
            number += 1
            name = f"Name {number}"
            await asyncio.shield(
                database.write(lambda uow: uow.clients.rename(ClientId("clients-1"), name, name))  # noqa: B023 - awaited here
            )

    writing = asyncio.create_task(write())
    await work()
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    await database.write(lambda uow: uow.clients.rename(ClientId("clients-1"), f"Name {number}", f"Name {number}"))
    return number

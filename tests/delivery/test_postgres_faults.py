"""PostgreSQL gone at the worst moment: the answer to COMMIT is lost (S10), the server is restarted under load (S11)."""

from __future__ import annotations

import asyncio
import random
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select

from bot.inbox import BUSY_SECONDS
from bot.outbox import STORE_PAUSE
from storage.drafts import drafts
from storage.migrate import migrate
from storage.postgres import PostgresStore, connect
from storage.query import Query
from storage.unit_of_work import UnitOfWork
from tests import postgres as servers
from tests.delivery.conftest import OpenSetting
from tests.delivery.setting import Setting, read_by
from tests.postgres import PostgresServer
from tests.storage.kit import NOW

DRAFTS = Query(select(func.count()).select_from(drafts))


class Cut:
    """A connection whose backend is ended right before or right after COMMIT, whenever `unlucky` says so."""

    def __init__(self, url: str, unlucky: Any) -> None:
        self._url = url
        self._real = connect(url)
        self._unlucky = unlucky

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def commit(self) -> None:
        fate = self._unlucky()
        if fate == "after":
            self._real.commit()
        if fate is not None:
            with psycopg.connect(self._url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [self._real.info.backend_pid])
        self._real.commit() if fate is None else self._real.execute("SELECT 1")


@pytest.mark.parametrize("fate", ["before", "after"])
def test_s10_one_unit(postgres: str, monkeypatch: pytest.MonkeyPatch, fate: str) -> None:
    """The backend is ended around COMMIT: the unit is run again as a whole and finds what it did by its key."""
    fates = iter([fate])
    monkeypatch.setattr("storage.postgres.connect", lambda url: Cut(url, lambda: next(fates, None)))
    store = PostgresStore(postgres, lambda: NOW, workers=1)
    store.start()
    runs = 0

    def unit(uow: UnitOfWork) -> int:
        nonlocal runs
        runs += 1
        uow.marks.set("seen", "yes")
        return uow.tasks.next_number() if uow.marks.get("numbered") is None else -1

    try:
        store.run(unit)
        assert runs == 2
        assert store.run(lambda uow: uow.marks.get("seen")) == "yes"
    finally:
        store.stop()


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_s10_commit_answers_lost(
    postgres: str, opened: OpenSetting, monkeypatch: pytest.MonkeyPatch, on: str
) -> None:
    """One COMMIT in eight is cut before or after: every event is handled once and answered; what came twice says so."""
    setting = await opened(postgres, anna=on)
    chance, broken = random.Random(5), True

    def unlucky() -> str | None:
        drawn = chance.random() if broken else 1.0
        return "before" if drawn < 0.06 else "after" if drawn < 0.12 else None

    monkeypatch.setattr("storage.postgres.connect", lambda url: Cut(url, unlucky))
    await setting.office.restart()
    for number in range(15):
        setting.anna.says(f"Wish {number:02}")
    async with asyncio.timeout(60):
        while len(set(re.findall(r"Wish \d\d", "".join(read_by(setting.anna))))) < 15 or not setting.office.app.quiet:
            setting.office.later(1)
            await asyncio.sleep(0.02)
    broken = False
    await setting.office.quiet()
    assert await setting.look(lambda uow: uow.run.all(DRAFTS)) == [(15,)]
    _once_but_for_marked(setting, 15)


def _once_but_for_marked(setting: Setting, wishes: int) -> None:
    """Everything is answered, and as many answers came twice as say that they may have."""
    texts = read_by(setting.anna)
    found = re.findall(r"Wish \d\d", "\n".join(texts))
    assert sorted(set(found)) == [f"Wish {number:02}" for number in range(wishes)]
    assert len(found) <= wishes + sum("Possibly a repeat" in text for text in texts)


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server of this test's own, which it may restart."""
    programs = servers.debian_programs() or servers.wheel_programs()
    with PostgresServer(programs=programs) as server:
        yield server


async def restart(server: PostgresServer) -> None:
    """Stop a server as its operator would, connections and all, and start it again."""
    process = server._process  # noqa: SLF001 - nobody else restarts servers
    assert process is not None
    await asyncio.to_thread(servers._end, process)  # noqa: SLF001 - as above
    owner = servers._owner()  # noqa: SLF001 - as above
    nothing = subprocess.DEVNULL
    server._process = subprocess.Popen(  # noqa: SLF001, ASYNC220 - as above; it is started, not waited for
        process.args,
        stdin=nothing,
        stdout=nothing,
        stderr=nothing,
        cwd="/",
        start_new_session=True,
        env=servers._environment(),  # noqa: SLF001 - as above
        user=owner.user,
        group=owner.group,
        extra_groups=owner.groups,
    )


async def test_s11_restart_under_load(own_server: PostgresServer, opened: OpenSetting) -> None:
    """The database is restarted while clients write: the office goes on by itself, nothing lost or doubled."""
    url = own_server.new_database()
    await asyncio.to_thread(migrate, url)
    setting = await opened(url, anna="telegram")
    office = setting.office
    for number in range(20):
        setting.anna.says(f"Wish {number:02}")
    await setting.anna.sees("Wish 05")
    restarting = asyncio.ensure_future(restart(own_server))
    for number in range(20, 60):
        setting.anna.says(f"Wish {number:02}")
        await asyncio.sleep(0.002)
    await restarting
    await setting.anna.sees("Wish 59")
    assert max(*BUSY_SECONDS, STORE_PAUSE) < 10  # so long it can take at most to notice that the server is back
    await office.quiet(60)
    _once_but_for_marked(setting, 60)
    async with asyncio.timeout(30):
        while not office.app.health().ok:
            office.app.housekeeping.look_soon()
            await asyncio.sleep(0.05)

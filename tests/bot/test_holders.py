"""A lease of a process that was killed on this machine is taken over at once; any other is waited for."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.database import Database
from bot.holders import is_gone, this_process
from bot.leases import LENGTH, Lease
from storage.engine import open_store
from tests.clocks import RunningClock
from tests.databases import fresh_sqlite

PROCESS = "import sys; from bot.holders import this_process; print(this_process(), flush=True); sys.stdin.read()"


@pytest.fixture
def other() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process of ours and its name; it ends with the test."""
    process = subprocess.Popen([sys.executable, "-c", PROCESS], stdin=-1, stdout=-1, text=True)
    assert process.stdout is not None
    assert process.stdin is not None
    name = process.stdout.readline().strip()
    yield process, name
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_who_runs_is_not_gone(other: tuple[subprocess.Popen[str], str]) -> None:
    """A process that works, this one or another, is there; once killed, it is gone."""
    process, name = other
    assert len(name) <= 64
    assert not is_gone(name)
    assert not is_gone(this_process())
    assert this_process() != this_process()
    process.kill()
    process.wait()
    assert is_gone(name)


@pytest.mark.parametrize("name", ["", "5f3a", "another:1:1:x", ":1:1:x", "a:b:c:d"])
def test_what_cannot_be_told_is_not_gone(name: str) -> None:
    """Another machine, a name of an older kind, nonsense: wait until the lease ends."""
    assert not is_gone(name)


def test_a_number_used_again(other: tuple[subprocess.Popen[str], str]) -> None:
    """A newer process has the number of the one that was killed."""
    system, number, began, chance = other[1].split(":")
    assert is_gone(f"{system}:{number}:{int(began) - 1}:{chance}")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_killed_processs_lease(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, other: tuple[subprocess.Popen[str], str]
) -> None:
    """While the other process lives its lease is respected; after a SIGKILL a restart serves without waiting."""
    url = fresh_sqlite(tmp_path) if kind == "sqlite" else str(request.getfixturevalue("postgres_url"))
    clock = RunningClock()
    process, name = other
    store = open_store(url, clock.now, workers=2)
    store.start()
    database = Database(store)
    lease = Lease("serve", this_process(), database, clock)
    try:
        assert await database.write(lambda uow: uow.marks.hold("serve", name, LENGTH)) is not None
        assert not await lease._renew()  # noqa: SLF001 - what its keeper does
        process.kill()
        await asyncio.to_thread(process.wait)
        assert await lease._renew()  # noqa: SLF001 - as above
        assert lease.epoch == 2
    finally:
        store.stop()

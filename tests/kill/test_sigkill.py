"""SIGKILL of the running process at random moments while people write: nothing lost, nothing doubled, repeats marked.

Scenarios D01, D02, D03 and D22 as chance brings them about; `make kill-test` does the same thousands of times."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kill.rounds import Round, say
from tests.office import fresh_sqlite

NewDatabase = Callable[[Path], str]
KILLS, COLD = 204, 5  # on each database
SEEDS = {"sqlite": 20_001, "postgresql": 30_001}


@pytest.fixture(params=sorted(SEEDS))
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def new_database(request: pytest.FixtureRequest, kind: str) -> NewDatabase:
    """Returns the address of a new migrated database; its folder is made."""
    if kind == "sqlite":

        def in_file(folder: Path) -> str:
            folder.mkdir(parents=True)
            return fresh_sqlite(folder)

        return in_file
    copy: Callable[[], str] = request.getfixturevalue("postgres_copy")

    def on_server(folder: Path) -> str:
        folder.mkdir(parents=True)
        return copy()

    return on_server


async def test_nothing_is_lost_or_doubled_by_sigkill(kind: str, new_database: NewDatabase, tmp_path: Path) -> None:
    """204 kills on each database, five of them of a process that had just been started afresh."""
    ordeal = Round(kills=KILLS, cold=COLD, seed=SEEDS[kind])
    say(f"{kind}: {ordeal}")
    verdict = await ordeal.run(tmp_path, new_database)
    assert verdict.faults == []
    assert verdict.counts["kills"] >= 200
    assert verdict.counts["requests"] >= 30
    assert verdict.counts["repeats on Telegram"] <= verdict.counts["kills"]

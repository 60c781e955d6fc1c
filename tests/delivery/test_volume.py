"""Many people at once: whoever does something is soon told what became of it, with the platforms' limits in force, and
the office keeps no more in memory for it. Virtual time; the full numbers are long tests, and the benchmarks `journey`
and `memory`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.bustle import Bustle, Outcome, play, play_tasks
from tests.virtual import run

SEEDS = [1, 2, 3]


def check(outcome: Outcome) -> None:
    """See that everybody is told, and in time; only edits may be refused, and cost nobody an answer."""
    assert outcome.unseen == [], outcome.table()
    assert outcome.idle == 0
    assert outcome.late(0.95) <= 2, outcome.table()
    assert outcome.late(0.99) <= 5, outcome.table()
    assert set(outcome.refused) <= {"slack chat.update ratelimited"}


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_a_tenth(seed: int, tmp_path: Path) -> None:
    """Two hundred clients and twenty assistants for twelve seconds, ten messages and presses a second, in one of them
    thirty."""
    check(run(partial(play, Bustle(seconds=12, burst_seconds=1, seed=seed), tmp_path)))


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_the_whole(seed: int, tmp_path: Path) -> None:
    """The same for two minutes, with thirty a second for five seconds."""
    check(run(partial(play, Bustle(seed=seed), tmp_path)))


@pytest.mark.long
@pytest.mark.parametrize("tasks", [1_000, 10_000])
def test_memory_is_flat(tasks: int, tmp_path: Path) -> None:
    """After the first fifth, in which what is remembered for a while fills up, nothing is kept for tasks gone by."""
    outcome = run(partial(play_tasks, Bustle(clients=50, assistants=10, rate=5), tmp_path, tasks))
    assert outcome.growth(tasks // 5) <= 0.05, outcome.blocks

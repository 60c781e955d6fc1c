"""A busy office: how soon people are told what became of what they did, with the platforms' limits in force, and
whether memory stays flat (`memory`, half an hour). Waiting is virtual; work takes the machine's own time, all of it on
one loop: the office, its database with synchronous=FULL, both client libraries, and the stand-ins as well."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from pathlib import Path

from benchmarks.report import Line
from tests.bustle import Bustle, Outcome, play, play_tasks
from tests.virtual import VirtualLoop, run

TASKS = 10_000
WARM = TASKS // 5  # what is remembered for a while has filled up by then
MEMORY = Bustle(clients=50, assistants=10, rate=5)


class WorkingLoop(VirtualLoop):
    """Virtual time in which work takes as long as it takes here."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        super().__init__()

    def time(self) -> float:
        """Return the seconds waited and worked."""
        return self.now + time.perf_counter() - self._began


def lines(folder: Path) -> list[Line]:
    """Return how long people wait."""
    with asyncio.Runner(loop_factory=WorkingLoop) as runner:
        busy = runner.run(play(Bustle(store=(0.0, 0.0), durable=True), _place(folder, "busy")))
    p95, p99 = busy.late(0.95), busy.late(0.99)
    beside = f"{len(busy.all_waits):,} messages and presses, {busy.tasks} tasks"
    return [
        Line("200 clients, 20 assistants: confirmed, p95", f"{p95:.2f} s", beside, bar="≤ 2 s", met=p95 <= 2),
        Line("the same, p99", f"{p99:.2f} s", f"worst {busy.all_waits[-1]:.2f} s", bar="≤ 5 s", met=p99 <= 5),
        Line("the same, never confirmed", f"{len(busy.unseen)}", bar="0", met=not busy.unseen),
    ]


def memory(folder: Path) -> list[Line]:
    """Return what an office holds in memory as its tasks become more."""
    long = run(partial(play_tasks, MEMORY, _place(folder, "memory"), TASKS))
    growth = long.growth(WARM)
    met = growth <= 0.05
    return [Line(f"memory from {WARM:,} to {TASKS:,} tasks", f"{growth:+.1%}", _blocks(long), bar="≤ 5 %", met=met)]


def _place(folder: Path, name: str) -> Path:
    place = folder / name
    place.mkdir()
    return place


def _blocks(outcome: Outcome) -> str:
    first = next(blocks for tasks, blocks in outcome.blocks if tasks >= WARM)
    return f"{first:,} to {outcome.blocks[-1][1]:,} blocks in use"

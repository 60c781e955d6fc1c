"""Accepted requests a second in one process on SQLite, sixteen clients at once: ours, floor and stock path in turn.

Accepted: the client's message arrived and became a draft with its card, the press of Send arrived, and task, history,
assignment and messages are committed, synchronous=FULL.
"""

from __future__ import annotations

import asyncio
import gc
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import floor, rival_stock
from benchmarks.measured import Measured
from benchmarks.office import Front
from benchmarks.report import Line, median, share
from bot.collecting import spare_what_stays
from storage.migrate import migrate

CLIENTS = 16
ROUNDS = 5
OURS = 640
STOCK = 80


@dataclass
class Rounds:
    """The rounds of one contender."""

    name: str
    all: list[Measured] = field(default_factory=list)

    @property
    def rates(self) -> list[float]:
        """Return accepted requests a second, by round."""
        return [one.per_second for one in self.all]

    @property
    def p99s(self) -> list[float]:
        """Return the p99 of a whole request in seconds, by round."""
        return [share(one.latencies, 0.99) for one in self.all]

    def __str__(self) -> str:
        return f"{median(self.rates):.0f}/s, p99 {median(self.p99s) * 1000:.0f} ms"


def lines(folder: Path) -> list[Line]:
    """Return the figures: medians of the rounds, ratios as medians of the rounds' own ratios."""
    ours, clear, bare, stock = Rounds("ours"), Rounds("clear"), Rounds("floor"), Rounds("stock")
    empty = folder / "empty.db"
    migrate(f"sqlite:///{empty}")
    recording = _copy(empty, folder / "recording.db")
    changes = floor.record(recording)
    turns = floor.replays(changes, OURS)
    gc.collect()
    spare_what_stays()  # as the running office does; all three have it
    for number in range(ROUNDS):
        ours.all.append(asyncio.run(_ours(_copy(empty, folder / f"ours{number}.db"))))
        gc.collect()
        clear.all.append(asyncio.run(_ours(_copy(empty, folder / f"clear{number}.db"), sealed=False)))
        gc.collect()
        bare.all.append(floor.run(_copy(recording, folder / f"floor{number}.db"), turns))
        stock.all.append(asyncio.run(rival_stock.run(folder / f"stock{number}.db", STOCK, CLIENTS)))
        gc.collect()
    to_floor = _ratio(ours.rates, bare.rates)
    to_stock = _ratio(ours.rates, stock.rates)
    slower = _ratio(ours.p99s, stock.p99s)
    to_clear = _ratio(ours.rates, clear.rates)
    what = "accepted requests a second, FULL, 16 clients"
    beside = f"bare sqlite3 {median(bare.rates):.0f}/s, {len(changes)} changes each"
    return [
        Line(what, str(ours), beside, to_floor, "≥ 0.3 (goal 1)", to_floor >= 0.3),
        Line("the same", str(ours), f"stock {stock}", to_stock, "≥ 10", to_stock >= 10),
        Line("the same, words sealed or not", str(ours), f"in clear {clear}", to_clear, "≥ 0.85", to_clear >= 0.85),
        Line("p99 of a whole request", "", "stock", slower, "≤ 0.1", slower <= 0.1),
    ]


async def _ours(path: Path, *, sealed: bool = True) -> Measured:
    front = Front(path, CLIENTS, sealed=sealed)
    await front.open()
    try:
        return await front.run(OURS)
    finally:
        await front.close()


def _copy(source: Path, target: Path) -> Path:
    shutil.copy(source, target)
    return target


def _ratio(ours: list[float], others: list[float]) -> float:
    return median([one / other for one, other in zip(ours, others, strict=True)])

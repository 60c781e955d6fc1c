"""What people notice of a report being drawn: whether the loop stands still, and how much slower requests are accepted
meanwhile, with a digest's files drawn over and over. Runs with and without alternate."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import shutil
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.digest import office
from benchmarks.office import Front
from benchmarks.report import Line, median
from bot.collecting import spare_what_stays
from bot.i18n import Wording
from bot.reports.making import found
from bot.reports.papers import file_of
from bot.seed.writing import Plan, write
from bot.watchdog import LoopWatch
from handlers.reports.pages import Report
from handlers.rules.kpi.periods import month
from storage.engine import open_store
from storage.migrate import migrate

UNTIL = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TASKS, CLIENTS, REQUESTS, ROUNDS = 5_000, 16, 640, 5
ZONE, WORDING = "Europe/Berlin", Wording()
KINDS = ("png", "xlsx", "csv", "pdf")
MOST_STALL_MS, LEAST_RATIO = 50.0, 0.75


def lines(folder: Path) -> list[Line]:
    """Return the medians of five rounds."""
    report = _report(folder)
    empty = folder / "empty.db"
    migrate(f"sqlite:///{empty}")
    gc.collect()
    spare_what_stays()  # as the running office does
    stalls: list[tuple[float, float]] = []
    alone: list[float] = []
    beside: list[float] = []
    for number in range(ROUNDS):
        stalls.append(asyncio.run(_stall(report)))
        for rates, drawing in ((alone, None), (beside, report)):
            file = folder / f"{number}{len(rates)}{drawing is None}.db"
            shutil.copy(empty, file)
            rates.append(asyncio.run(_accepted(file, drawing)))
    ratio = median([one / other for one, other in zip(beside, alone, strict=True)])
    stall, idle = (median([pair[place] for pair in stalls]) for place in (0, 1))
    what = "requests accepted while a digest's files are drawn"
    rates_told = f"{median(beside):.0f}/s", f"without {median(alone):.0f}/s"
    return [
        Line("longest stall of the loop while they are drawn", f"{stall:.0f} ms", f"without {idle:.0f} ms",
             bar=f"<= {MOST_STALL_MS:.0f} ms", met=stall <= MOST_STALL_MS),
        Line(what, *rates_told, ratio, f">= {LEAST_RATIO}", ratio >= LEAST_RATIO),
    ]  # fmt: skip


def _report(folder: Path) -> Report:
    """Return the digest of a month in an invented office, with a row for each of its two thousand tasks."""
    url = f"sqlite:///{folder / 'seeded.db'}"
    migrate(url)
    store = open_store(url, lambda: UNTIL)
    store.start()
    try:
        write(store, office(), Plan(UNTIL, tasks=TASKS))
        period = month(UNTIL.date(), ZoneInfo(ZONE)).before()
        return store.run(lambda uow: found(uow, office(), "digest", period, UNTIL), reading=True)
    finally:
        store.stop()


async def _stall(report: Report) -> tuple[float, float]:
    """Return the longest time (ms) for which a loop stood still that has nothing else to do: while a report is drawn,
    and for as long without, which is what the machine itself makes of it."""
    began, watch, idle = time.perf_counter(), LoopWatch(), LoopWatch()
    watch.start()
    for kind in KINDS:
        await file_of(report, kind, WORDING, "de", ZONE)
    watch.stop()
    idle.start()
    await asyncio.sleep(time.perf_counter() - began)
    idle.stop()
    return watch.longest_ms, idle.longest_ms


async def _accepted(file: Path, report: Report | None) -> float:
    """Return accepted requests a second."""
    front = Front(file, CLIENTS)
    await front.open()
    try:
        async with _drawing(report):
            return (await front.run(REQUESTS)).per_second
    finally:
        await front.close()


@contextlib.asynccontextmanager
async def _drawing(report: Report | None) -> AsyncIterator[None]:
    """Draw a report over and over meanwhile."""

    async def draws() -> None:
        while report is not None:
            for kind in KINDS:
                await file_of(report, kind, WORDING, "de", ZONE)

    task = asyncio.create_task(draws())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

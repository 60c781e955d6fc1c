"""What timers stand beside: APScheduler's own jobs, in memory and in its SQL store, at its defaults; and a loop with
nothing to do, in a process of its own, for how much the machine itself holds up."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_MISSED
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from benchmarks.report import share
from bot.watchdog import LoopWatch

PATIENCE = 240.0
TRIAL = 2_000


@dataclass(frozen=True, slots=True)
class AtOnce:
    """What became of jobs due at one instant: how many ran, how long the loop stood still, seconds to add one."""

    ran: int
    stall_ms: float
    adding: float


class _Jobs:
    """A scheduler whose jobs are counted as they end, one way or the other."""

    def __init__(self) -> None:
        self.scheduler: Any = AsyncIOScheduler(timezone="UTC")
        self.ran = self.ended = 0
        self.late: list[float] = []
        self._all = asyncio.Event()
        self._number = 0
        self.scheduler.add_listener(self._note, EVENT_JOB_EXECUTED | EVENT_JOB_MISSED | EVENT_JOB_ERROR)

    def _note(self, event: Any) -> None:
        self.ended += 1
        self.ran += event.code == EVENT_JOB_EXECUTED
        if self.ended == self._number:
            self._all.set()

    def add(self, run_date: datetime) -> None:
        """Add a job."""
        self._number += 1
        self.scheduler.add_job(self._run, "date", run_date=run_date, args=[run_date])

    async def _run(self, due: datetime) -> None:
        self.late.append((datetime.now(UTC) - due).total_seconds())

    async def all_ended(self) -> None:
        """Wait until every job has run or was given up, and end."""
        async with asyncio.timeout(PATIENCE):
            await self._all.wait()
        self.scheduler.shutdown(wait=False)


async def at_once(number: int) -> AtOnce:
    """Let so many jobs in memory be due at one instant, all added before it."""
    trial = _Jobs()
    trial.scheduler.start(paused=True)
    started = time.perf_counter()
    for _ in range(TRIAL):
        trial.add(datetime.now(UTC) + timedelta(days=1))
    adding = (time.perf_counter() - started) / TRIAL
    trial.scheduler.shutdown(wait=False)
    jobs = _Jobs()
    jobs.scheduler.start()
    instant = datetime.now(UTC) + timedelta(seconds=2 + 3 * adding * number)
    for _ in range(number):
        jobs.add(instant)
    watch = LoopWatch()
    watch.start()
    await jobs.all_ended()
    watch.stop()
    return AtOnce(jobs.ran, watch.longest_ms, adding)


async def one_after_another(number: int, pause: float) -> float:
    """Return the p99 in seconds by which jobs in memory, due one after another, are late."""
    jobs = _Jobs()
    jobs.scheduler.start()
    begin = datetime.now(UTC) + timedelta(seconds=0.5)
    for place in range(number):
        jobs.add(begin + timedelta(seconds=place * pause))
    await jobs.all_ended()
    return share(jobs.late, 0.99)


async def in_its_store(folder: Path, number: int) -> float:
    """Return the seconds it takes to add a job to its SQL store."""
    scheduler: Any = AsyncIOScheduler(timezone="UTC")
    scheduler.add_jobstore("sqlalchemy", url=f"sqlite:///{folder / 'jobs.db'}")
    scheduler.start(paused=True)
    started = time.perf_counter()
    for _ in range(number):
        scheduler.add_job(_nothing, "date", run_date=datetime.now(UTC) + timedelta(days=1))
    seconds = (time.perf_counter() - started) / number
    scheduler.shutdown(wait=False)
    return seconds


async def restarted(number: int) -> float:
    """Return the seconds it takes to give so many jobs to a scheduler in memory, as after each start."""
    jobs = _Jobs()
    started = time.perf_counter()
    for place in range(number):
        jobs.add(datetime.now(UTC) + timedelta(days=1, seconds=place))
    jobs.scheduler.start()
    seconds = time.perf_counter() - started
    jobs.scheduler.shutdown(wait=False)
    return seconds


def _nothing() -> None:
    """Stand for a job's function: a store keeps its name."""


class IdleLoop:
    """A loop that only watches itself, in another process, for as long as the block lasts."""

    def __init__(self) -> None:
        self.stall_ms = 0.0
        self._process: subprocess.Popen[str]

    def __enter__(self) -> IdleLoop:
        command = [sys.executable, "-m", "benchmarks.rival_timers"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None  # a pipe was asked for
        self._process.stdout.readline()
        return self

    def __exit__(self, *_: object) -> None:
        said = self._process.communicate(timeout=PATIENCE)[0]
        self.stall_ms = float(said)


async def _watch() -> None:
    watch = LoopWatch()
    watch.start()
    print("watching", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    watch.stop()
    print(watch.longest_ms)


if __name__ == "__main__":
    asyncio.run(_watch())

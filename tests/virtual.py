"""Time that passes only when everybody waits: hours of sending in seconds, the same each time."""

from __future__ import annotations

import asyncio
import random
import selectors
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Executor
from contextvars import Context
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple, Unpack

from storage.engine import Job, Outcome, Unit
from storage.sqlite import SqliteStore, _Writer, open_writer

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AT_ONCE = 1e-6


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time jumps to the next timer as soon as nothing else is to be done."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(_Leap(self))

    def time(self) -> float:
        """Return the seconds that have passed."""
        return self.now

    def call_soon_threadsafe(
        self, callback: Callable[[Unpack[Ts]], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.Handle:
        """Call soon; there are no other threads."""
        return self.call_soon(callback, *args, context=context)

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[Ts]], T], *args: *Ts
    ) -> asyncio.Future[T]:
        """Do at once what would be a thread's: there are none."""
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - whoever waits gets it, as from a thread
            done.set_exception(error)
        return done


class _Leap(selectors.SelectSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "everybody waits, and for nothing that could come"
        self._loop.now += max(0.0, timeout)
        return []


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work())


class VirtualClock:
    """The clock of the running virtual loop. `late` draws by how many seconds a sleeper wakes too late."""

    def __init__(self, late: Callable[[], float] = lambda: 0.0) -> None:
        self._late = late

    def now(self) -> datetime:
        """Return the moment, cut to whole milliseconds."""
        return START + timedelta(milliseconds=int(self.monotonic() * 1000))

    def monotonic(self) -> float:
        """Return the seconds that have passed."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds` or a little more; zero or less only lets others run."""
        await asyncio.sleep(seconds + self._late() if seconds > 0 else 0)


class VirtualStore(SqliteStore):
    """SQLite without threads: a unit is run when it is handed over, and answered after `takes()` virtual seconds."""

    def __init__(self, path: Path, now: Callable[[], datetime], takes: Callable[[], float] = lambda: AT_ONCE) -> None:
        super().__init__(str(path), now)
        self._takes = takes

    def start(self) -> None:
        """Open the file; a test's own, so nothing of it needs to reach the disk."""
        self._connection = open_writer(self.path)
        self._connection.execute("PRAGMA synchronous=OFF")
        self._writer = _Writer(self, self._connection)

    def make_durable(self) -> None:
        """Wait for the disk at each commit from now on, as the real one does."""
        assert self._connection is not None  # started
        self._connection.execute("PRAGMA synchronous=FULL")

    def stop(self) -> None:
        """Close the file."""
        assert self._connection is not None  # started
        self._connection.close()

    def submit(self, unit: Unit[Any], ticket: object, *, reading: bool = False) -> None:
        """Run a unit."""
        assert self._connection is not None  # started
        if reading:
            self._answer([self._read(self._connection, Job(unit, ticket))])
        else:
            self._writer.commit([Job(unit, ticket)])

    def submit_together(self, units: Sequence[tuple[Unit[Any], object]]) -> None:
        """Run units one after another."""
        for unit, ticket in units:
            self.submit(unit, ticket)

    def _answer(self, outcomes: list[Outcome]) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            super()._answer(outcomes)
        else:
            loop.call_later(self._takes(), super()._answer, outcomes)


def between(chance: random.Random, least: float, most: float) -> Callable[[], float]:
    """Return what draws a number of seconds between two."""
    return lambda: chance.uniform(least, most)

"""Who serves a connection when several processes run on one PostgreSQL: a lease row, by the database's clock.

A process that freezes for longer than its lease finds it taken and stops. On SQLite there is one process anyway."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.clock import Clock, SystemClock
from bot.database import Database
from bot.holders import is_gone
from storage.engine import StoreBusy
from storage.unit_of_work import UnitOfWork

LENGTH = timedelta(seconds=15)
RENEW_SECONDS = 4.0
CERTAIN = 0.85  # of its length, a lease is surely ours: so much room is left for stopping what it serves

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another process may be at work: nothing more may be done in the lease's name."""


class Lease:
    """One thing only one process may do at a time. It runs by the machine's own time, as it does in the database, also
    where the office's clock is moved."""

    def __init__(self, name: str, holder: str, database: Database, clock: Clock | None = None) -> None:
        self._name = name
        self._holder = holder
        self._database = database
        self._clock = clock or SystemClock()
        self.epoch: int | None = None
        self._asking: asyncio.Task[int | None] | None = None
        self._asked = 0.0
        self._ours_until = float("-inf")

    @property
    def held(self) -> bool:
        """Whether this process has it."""
        return self.epoch is not None

    def sure(self, epoch: int | None) -> bool:
        """Whether the lease has been ours since `epoch` began, and still is. A process that stood still must ask this
        right before whatever nobody else may do at the same time."""
        return epoch is not None and self.epoch == epoch and self._left() > 0

    def confirm(self, uow: UnitOfWork, epoch: int | None) -> None:
        """Make sure of the same inside a transaction, by the database's clock. Raises LeaseLost."""
        if epoch is None or not uow.marks.holds(self._name, self._holder, epoch):
            raise LeaseLost

    async def keep(self, serve: Callable[[], Awaitable[None]]) -> None:
        """Run `serve` while this process holds the lease; wait for it otherwise. Until cancelled."""
        serving: asyncio.Task[None] | None = None
        epoch: int | None = None
        try:
            while True:
                held = await self._renew()
                if serving is not None and self.epoch != epoch:  # lost, or it was somebody else's in between
                    log.warning("lease lost", extra={"facts": {"lease": self._name}})
                    await _stop(serving)
                    serving = None
                    continue  # the machine may only have slept: nobody else may have come meanwhile
                if held and serving is None:
                    epoch, serving = self.epoch, asyncio.ensure_future(_as_task(serve))
                await self._clock.sleep(min(RENEW_SECONDS, self._left()) if held else RENEW_SECONDS)
        finally:
            if serving is not None:
                await _stop(serving)

    async def let_go(self) -> None:
        """Give the lease back, so that another process needn't wait; one we can't give back ends by itself."""
        if self._asking is not None:  # cancelled in the middle, it may have been granted after all
            await asyncio.gather(self._asking, return_exceptions=True)
        self.epoch = None
        with contextlib.suppress(StoreBusy):
            await self._database.write(lambda uow: uow.marks.let_go(self._name, self._holder))

    async def _renew(self) -> bool:
        """Ask for the lease, and return whether we hold it. A store that fails or hangs for a moment costs it only when
        it might have ended meanwhile."""
        if self._asking is None or self._asking.done():
            self._asked = self._clock.monotonic()
            self._asking = asyncio.ensure_future(self._ask())
        await asyncio.wait([self._asking], timeout=None if self.epoch is None else self._left())
        if self._asking.done():
            with contextlib.suppress(StoreBusy):
                self.epoch = self._asking.result()
                self._ours_until = self._asked + CERTAIN * LENGTH.total_seconds()
        if self._left() <= 0:
            self.epoch = None
        return self.epoch is not None

    def _left(self) -> float:
        """Return the seconds for which the lease is surely ours."""
        return max(0.0, self._ours_until - self._clock.monotonic())

    async def _ask(self) -> int | None:
        return await self._database.write(self._hold)

    def _hold(self, uow: UnitOfWork) -> int | None:
        epoch = uow.marks.hold(self._name, self._holder, LENGTH)
        if epoch is not None:
            return epoch
        holder = uow.marks.holder(self._name)
        if holder is None or not is_gone(holder):
            return None
        # It was killed on this machine: waiting for the end of its lease would save nobody from anything.
        uow.marks.let_go(self._name, holder)
        return uow.marks.hold(self._name, self._holder, LENGTH)


async def _as_task(serve: Callable[[], Awaitable[None]]) -> None:
    await serve()


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])

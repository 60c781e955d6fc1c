"""APScheduler wakes due timers; it decides nothing and keeps nothing: timers are rows, each fired in its own
transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bot.clock import Clock, SystemClock
from bot.database import Database
from handlers.chat.context import Context, Office
from handlers.chat.dispatch import handle_timer
from handlers.chat.incoming import TimerDue
from handlers.chat.router import House
from storage.engine import StoreBusy
from storage.timers import Timer
from storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

BATCH = 128  # what shares two COMMITs; with more at once the event loop would stand still
MOST_TRIES = 5
SAFETY_SECONDS = 30.0

log = logging.getLogger(__name__)


class Bell(Protocol):
    """Rings once, `seconds` from now; setting it again replaces the earlier setting."""

    def set(self, seconds: float) -> None: ...
    def stop(self) -> None: ...


class ApsBell:
    """One APScheduler date job, in memory, without misfire limit: it can be late but never dropped."""

    def __init__(self, ring: Callable[[], None]) -> None:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        self._ring = ring
        self._clock = SystemClock()
        self._scheduler: AsyncIOScheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.start()

    def set(self, seconds: float) -> None:
        """Ring in `seconds`."""
        self._scheduler.add_job(
            self._ring,
            "date",
            run_date=self._clock.now() + timedelta(seconds=max(0.0, seconds)),
            id="bell",
            replace_existing=True,
            misfire_grace_time=None,
            coalesce=True,
        )

    def stop(self) -> None:
        """Ring no more."""
        self._scheduler.shutdown(wait=False)


class ClockBell:
    """A bell on a clock that people move (demo, tests)."""

    def __init__(self, ring: Callable[[], None], clock: Clock) -> None:
        self._ring = ring
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    def set(self, seconds: float) -> None:
        """Ring in `seconds` of the moved clock."""
        self.stop()
        self._task = asyncio.get_running_loop().create_task(self._wait(seconds))

    def stop(self) -> None:
        """Ring no more."""
        if self._task is not None:
            self._task.cancel()

    async def _wait(self, seconds: float) -> None:
        await self._clock.sleep(max(0.0, seconds))
        self._ring()


class Scheduler:
    """Fires due timers, oldest first, and sleeps until the earliest one."""

    def __init__(
        self, database: Database, clock: Clock, office: Office, house: House, written: Callable[[], None]
    ) -> None:
        self._database = database
        self._clock = clock
        self._office = office
        self._house = house
        self._written = written
        self._ring = asyncio.Event()
        self._ring.set()  # what came due while we were away
        self._bell: Bell | None = None
        self._armed: datetime | None = None
        self._busy = False
        self.alarm: Callable[..., None] = lambda code, **facts: None
        self.fired = 0

    @property
    def quiet(self) -> bool:
        """Whether nothing due is in hand."""
        return not self._busy and not self._ring.is_set()

    def arm(self, due_at: datetime) -> None:
        """Note a timer that was just committed."""
        if self._armed is None or due_at < self._armed:
            self._set(due_at)

    async def run(self) -> None:
        """Work until cancelled."""
        if isinstance(self._clock, SystemClock):
            await asyncio.to_thread(_load_scheduler)
            self._bell = ApsBell(self._ring.set)
        else:
            self._bell = ClockBell(self._ring.set, self._clock)
        self._ring.set()
        try:
            while True:
                await self._ring.wait()
                self._busy = True
                self._ring.clear()
                await self._round()
                self._busy = False
        finally:
            self._bell.stop()

    async def _round(self) -> None:
        self._armed = None
        try:
            while await self._fire_due() == BATCH:  # noqa: ASYNC110 - sleeping only lets others run
                await asyncio.sleep(0)
            earliest = await self._database.read(lambda uow: uow.timers.earliest())
        except StoreBusy:
            earliest = None
        safety = self._clock.now() + timedelta(seconds=SAFETY_SECONDS)
        self._set(safety if earliest is None else min(earliest, safety))

    def _set(self, due_at: datetime) -> None:
        self._armed = due_at
        if self._bell is not None:
            self._bell.set((due_at - self._clock.now()).total_seconds())

    async def _fire_due(self) -> int:
        now = self._clock.now()
        due = await self._database.read(lambda uow: uow.timers.due(now, BATCH))
        lanes: dict[str, list[Timer]] = {}
        for timer in due:
            lanes.setdefault(timer.about, []).append(timer)
        # Each in its own transaction, but many share a COMMIT.
        ended = await asyncio.gather(*map(self._fire_in_order, lanes.values()), return_exceptions=True)
        for error in filter(None, ended):
            raise error
        if due:
            self._written()
        return len(due)

    async def _fire_in_order(self, timers: Sequence[Timer]) -> None:
        for timer in timers:
            await self._fire(timer)

    async def _fire(self, timer: Timer) -> None:
        def unit(uow: UnitOfWork) -> Context | None:
            if not uow.timers.fire(timer.key, uow.now):
                return None
            return handle_timer(
                uow, TimerDue(timer.key, timer.kind, timer.about, timer.due_at, timer.facts), self._office, self._house
            )

        try:
            ctx = await self._database.write(unit)
        except StoreBusy:
            raise
        except Exception:
            log.exception("timer failed", extra={"facts": {"timer": timer.key, "kind": timer.kind}})
            given_up = await self._database.write(lambda uow: _put_off(uow, timer))
            if given_up:
                self.alarm("timer-failed", kind=timer.kind)
            return
        self.fired += 1
        if ctx is not None and ctx.effects.earliest_timer is not None:
            self.arm(ctx.effects.earliest_timer)


def _put_off(uow: UnitOfWork, timer: Timer) -> bool:
    """Let a timer that failed wait a while; True if it was given up instead."""
    if timer.attempts + 1 >= MOST_TRIES:
        return uow.timers.give_up(timer.key, uow.now)
    uow.timers.postpone(timer.key, uow.now + timedelta(seconds=2**timer.attempts * 5))
    return False


def _load_scheduler() -> None:
    """Load APScheduler off the event loop; it takes longer than a loop may stand still."""
    import apscheduler.schedulers.asyncio  # noqa: F401 - loaded for ApsBell

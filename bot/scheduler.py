"""APScheduler wakes due timers; it decides nothing and keeps nothing: timers are rows, each fired in its own
transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

from bot.clock import Clock, JumpWatch, SystemClock
from bot.database import Database
from bot.health import Histogram
from handlers.chat.context import Office
from handlers.chat.dispatch import UnknownTimer, handle_timer
from handlers.chat.effects import Effects
from handlers.chat.incoming import TimerDue
from handlers.chat.router import House
from storage.engine import StoreBusy
from storage.timers import Timer
from storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

PORTION = 64  # what shares one COMMIT: the loop and people who wait come in between
MOST_TRIES = 5
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 3600.0
TICK_SECONDS = 1.0
HOLD_SECONDS = 60.0  # a clock put forward by mistake is put back within that, or those who look after it have heard
STUCK_SECONDS = 120.0
LATENESS_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0, 60.0, 3600.0, float("inf"))

log = logging.getLogger(__name__)


class Bell(Protocol):
    """Rings once, `seconds` from now; setting it again replaces the earlier setting."""

    def set(self, seconds: float) -> None: ...
    def stop(self) -> None: ...


class ApsBell:
    """One APScheduler date job, in memory, without misfire limit: it can be late but never dropped."""

    def __init__(self, ring: Callable[[], None]) -> None:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        self._ring = _on_the_loop(ring)
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
    """Fires due timers, oldest first, and sleeps until the earliest one, but never for longer than a second: the clock
    may be moved, and other processes add timers, too."""

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
        self._jumps = JumpWatch(clock)
        self._held_until = float("-inf")
        self._caught_up = clock.monotonic()
        self.alarm: Callable[..., None] = lambda code, **facts: None
        self.reports: Callable[[], None] = lambda: None
        self.fired = 0
        self.lateness = Histogram("timer_lateness_seconds", LATENESS_SECONDS)

    @property
    def quiet(self) -> bool:
        """Whether nothing due is in hand."""
        return not self._busy and not self._ring.is_set()

    @property
    def held(self) -> bool:
        """Whether nothing is fired for a moment, because the clock was put forward."""
        return self._clock.monotonic() < self._held_until

    def arm(self, due_at: datetime) -> None:
        """Note a timer that was just committed."""
        if self._armed is None or due_at < self._armed:
            self._set(due_at)

    async def run(self) -> None:
        """Work until cancelled."""
        if isinstance(self._clock, SystemClock):
            await asyncio.to_thread(_load_scheduler)
            self._bell = ApsBell(self._rung)
        else:
            self._bell = ClockBell(self._rung, self._clock)
        self._rung()
        ticking = asyncio.get_running_loop().create_task(self._tick())
        try:
            while True:
                await self._ring.wait()
                self._busy = True
                self._ring.clear()
                await self._round()
                self._busy = False
        finally:
            ticking.cancel()
            self._bell.stop()

    async def _tick(self) -> None:
        # Not the bell's work: it waits for a moment by the clock on the wall, which may be put back by a day.
        while True:
            await self._clock.sleep(TICK_SECONDS)
            self._ring.set()

    def _rung(self) -> None:
        self._armed = None
        self._ring.set()

    def _set(self, due_at: datetime) -> None:
        self._armed = due_at
        if self._bell is not None:
            self._bell.set((due_at - self._clock.now()).total_seconds())

    # --- one round ---

    async def _round(self) -> None:
        try:
            while True:
                self._notice_jump()
                if self.held:
                    return
                due, earliest = await self._look()
                if not due or not await self._fire(_first_of_each(due)):
                    break
        except StoreBusy:
            return
        if due:
            return  # in the hands of another process
        self._caught_up = self._clock.monotonic()
        if earliest is not None and earliest != self._armed:
            self._set(earliest)

    def _notice_jump(self) -> None:
        seconds = self._jumps.look()
        if not seconds:
            return
        self._armed = None
        forward = seconds > 0
        self._held_until = self._clock.monotonic() + HOLD_SECONDS if forward else float("-inf")
        self.alarm("clock-jumped", way="forward" if forward else "back", minutes=round(abs(seconds) / 60))

    async def _look(self) -> tuple[list[Timer], datetime | None]:
        """Return the first of what is due and, if nothing is, when something will be."""
        return await self._database.read(partial(look, now=self._clock.now()))

    async def _fire(self, timers: Sequence[Timer]) -> int:
        """Fire timers; return how many need not be looked at again now. Raises StoreBusy."""
        ended = await self._database.write_each([partial(self._unit, timer) for timer in timers])
        moved = 0
        now = self._clock.now()
        for timer, end in zip(timers, ended, strict=True):
            if isinstance(end, Effects):
                self.fired += 1
                self.lateness.note((now - timer.due_at).total_seconds())
                moved += 1
                if end.alarm is not None:
                    self.alarm(end.alarm)
                if end.reports:
                    self.reports()
        if moved:
            self._written()
        for timer, end in zip(timers, ended, strict=True):
            if isinstance(end, BaseException):
                await self._put_off(timer, end)
                moved += 1
        return moved

    def _unit(self, timer: Timer, uow: UnitOfWork) -> Effects | None:
        if not uow.timers.fire(timer.key, uow.now):
            return None  # another process has it, or somebody has just cancelled it
        due = TimerDue(timer.key, timer.kind, timer.about, timer.due_at, timer.facts)
        return handle_timer(uow, due, self._office, self._house).effects

    async def _put_off(self, timer: Timer, error: BaseException) -> None:
        if isinstance(error, StoreBusy):
            raise error
        unknown = isinstance(error, UnknownTimer)
        log.error("timer failed", exc_info=error, extra={"facts": {"timer": timer.key, "kind": timer.kind}})
        tries = timer.attempts + 1
        if tries >= MOST_TRIES and not unknown:
            await self._database.write(lambda uow: uow.timers.give_up(timer.key, uow.now))
            self.alarm("timer-failed", kind=timer.kind)
            return
        pause = timedelta(seconds=min(FIRST_PAUSE * 2 ** min(timer.attempts, 16), LONGEST_PAUSE))
        await self._database.write(lambda uow: uow.timers.postpone(timer.key, uow.now + pause))
        if tries == MOST_TRIES:  # not at once: another process, of a newer version, may know it
            self.alarm("timer-unknown", kind=timer.kind)

    def facts(self) -> Mapping[str, object]:
        """Return what health says of it."""
        behind = self._clock.monotonic() - self._caught_up
        return {"ok": self.held or behind < STUCK_SECONDS, "fired": self.fired, "held_after_clock_jump": self.held}


def look(uow: UnitOfWork, now: datetime) -> tuple[list[Timer], datetime | None]:
    """Return the first timers that are due at `now` and, if there are none, when the next will be."""
    earliest = uow.timers.earliest()
    if earliest is None or earliest > now:
        return [], earliest
    return uow.timers.due(now, PORTION), None


def _first_of_each(due: Sequence[Timer]) -> list[Timer]:
    """Return the first timer about each thing: those about one task fire one after another."""
    first = {timer.about: timer for timer in reversed(due)}
    return [timer for timer in due if first[timer.about] is timer]


def _on_the_loop(ring: Callable[[], None]) -> Callable[[], Coroutine[None, None, None]]:
    """Return a coroutine function: APScheduler would call a plain one on another thread."""

    async def rung() -> None:
        ring()

    return rung


def _load_scheduler() -> None:
    """Load APScheduler off the event loop; it takes longer than a loop may stand still."""
    import apscheduler.schedulers.asyncio  # noqa: F401 - loaded for ApsBell

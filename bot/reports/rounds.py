"""Reports that are wanted are made here, one after another: looked up on a reading connection, where nobody waits for
it, then told in a transaction of their own. Also sees to it that each manager's next digest is set."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from bot.clock import Clock, rest
from bot.database import Database
from handlers.chat.context import Context, Office
from handlers.reports import actions, schedule
from handlers.reports.looking import look
from storage.engine import StoreBusy
from storage.report_runs import ReportRun

ROUND_SECONDS = 60.0
PORTION = 10
MOST_TRIES = 3

log = logging.getLogger(__name__)


class ReportRounds:
    """Makes what is wanted when it is woken, and looks once a minute in any case."""

    def __init__(self, database: Database, clock: Clock, office: Office, written: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._office = office
        self._written = written
        self._wanted = asyncio.Event()
        self._busy = False

    @property
    def quiet(self) -> bool:
        """Whether nothing is in hand."""
        return not self._busy and not self._wanted.is_set()

    def wake(self) -> None:
        """Look at once: a report is wanted."""
        self._wanted.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._wanted.clear()
            self._busy = True
            try:
                await self._round()
            finally:
                self._busy = False
            await rest(self._clock, ROUND_SECONDS, self._wanted)

    async def _round(self) -> None:
        if await self._database.read(partial(schedule.missing, office=self._office)):
            await self._database.write(partial(schedule.arrange, office=self._office))
        while runs := await self._database.read(lambda uow: uow.report_runs.wanted(PORTION)):
            made = [await self._made(run) for run in runs]
            if not all(made):
                return

    async def _made(self, run: ReportRun) -> bool:
        """Make a report; False if that failed and is to be tried again. Raises StoreBusy."""
        try:
            seen = await self._database.read(partial(look, office=self._office, run=run))
            await self._database.write(lambda uow: actions.deliver(Context(uow, self._office), run.id, seen))
        except StoreBusy:
            raise
        except Exception:  # one report that fails must not keep others from being made
            log.exception("report failed", extra={"facts": {"report": run.id, "kind": run.kind}})
            return await self._failed(run)
        self._written()
        return True

    async def _failed(self, run: ReportRun) -> bool:
        if run.attempts + 1 < MOST_TRIES:
            await self._database.write(lambda uow: uow.report_runs.tried(run.id))
            return False
        await self._database.write(lambda uow: actions.give_up(Context(uow, self._office), run.id))
        self._written()
        return True

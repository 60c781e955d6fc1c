"""Once a day what is past its time goes, a portion a transaction, and so do the keys of days that nothing lives under
any more. Killed at any step, the next round finds the rest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.database import Database
from bot.filestore import FileStore
from handlers.rules.retention import PASSING_DAYS, Periods, evidence_since, kept_since
from handlers.rules.wall_time import zone_named
from storage import retention
from storage.engine import StoreBusy
from storage.erasing import left
from storage.keys import KeyStore
from storage.sealing import DAY
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId

ROUND_SECONDS = 3600.0
DONE = "retention"
PASSING = ("messages", "approvals", "dialogs", "buttons", "drafts")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """What may be past its time: what it is, the moment (UTC) it is judged by, and whose it is alone."""

    what: str
    before: datetime
    client: str = ""


def due(periods: Periods, zone: str, now: datetime, own: dict[ClientId, int]) -> Iterator[Due]:
    """Yield all there is to look for; `own` are the days of clients that have their own."""
    where = zone_named(zone)
    for client, days in own.items():
        yield Due("requests-of", kept_since(now, days, where), client)
    yield Due("requests", kept_since(now, periods.request_days, where))
    yield Due("appointments", kept_since(now, periods.appointment_days, where))
    for what in PASSING:
        yield Due(what, now - timedelta(days=PASSING_DAYS))
    for what in ("evidence-requests", "evidence-appointments"):
        yield Due(what, evidence_since(now, periods.evidence_years, where))


def counted(periods: Periods, zone: str, now: datetime, uow: UnitOfWork) -> dict[str, int]:
    """Return how many of what would go now."""
    found: dict[str, int] = {}
    for each in due(periods, zone, now, uow.clients.keep_days()):
        name = each.what.removesuffix("-of")
        found[name] = found.get(name, 0) + retention.count(uow.run, each.what, each.before, each.client)
    return found


class Retention:
    """Looks every hour whether today's round was done."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        keys: KeyStore | None,
        files: FileStore | None,
        periods: Periods,
        zone: str,
    ) -> None:
        self._database, self._clock = database, clock
        self._keys, self._files = keys, files
        self._periods, self._zone = periods, zone

    async def run(self) -> None:
        """Go round until cancelled; for the first time after an hour."""
        while True:
            await self._clock.sleep(ROUND_SECONDS)
            today = self._clock.now().astimezone(zone_named(self._zone)).date().isoformat()
            try:
                if await self._database.read(lambda uow: uow.marks.get(DONE)) != today:
                    await self.look()
                    await self._database.write(partial(_mark, today))
            except (StoreBusy, OSError) as error:
                log.warning("retention waits", extra={"facts": {"error": type(error).__name__}})

    async def look(self) -> dict[str, int]:
        """Let everything go that is past its time; return how many of what. Raises StoreBusy, OSError."""
        gone: dict[str, int] = {}
        own = await self._database.read(lambda uow: uow.clients.keep_days())
        for each in due(self._periods, self._zone, self._clock.now(), own):
            name = each.what.removesuffix("-of")
            gone[name] = gone.get(name, 0) + await self._let_go(each)
        gone["keys"] = 0 if self._keys is None else await self._destroy_days(self._keys)
        log.info("retention", extra={"facts": {name: number for name, number in gone.items() if number}})
        return gone

    async def _let_go(self, each: Due) -> int:
        gone = 0
        while rows := await self._database.read(partial(_ids, each)):
            if each.what.startswith("requests") and self._files is not None:
                for path in await self._database.read(partial(_paths, rows)):
                    await self._files.delete(path)
            await self._database.write(partial(_let_go, each, rows))
            gone += len(rows)
        return gone

    async def _destroy_days(self, keys: KeyStore) -> int:
        """Seal with today's key what still lives under those of days long past, and destroy them."""
        last = f"{DAY}:{self._clock.now() - timedelta(days=PASSING_DAYS):%Y-%m-%d}"
        found = await asyncio.to_thread(keys.all)
        names = [key.name for key in found if key.owner.startswith(f"{DAY}:") and key.owner < last]
        if not names:
            return 0
        for table in retention.sealed_by_day():
            while rows := await self._database.read(partial(_under, table, names)):
                if await self._database.write(partial(_seal_today, table, rows, names)):
                    log.error("keys of days stay: there is what can't be read")
                    return 0
        if await self._database.read(lambda uow: left(uow.run, names)):
            return 0
        await asyncio.to_thread(keys.destroy, names)
        return len(names)


def _mark(today: str, uow: UnitOfWork) -> None:
    uow.marks.set(DONE, today)


def _ids(each: Due, uow: UnitOfWork) -> list[str]:
    return retention.ids(uow.run, each.what, each.before, each.client)


def _paths(rows: list[str], uow: UnitOfWork) -> list[str]:
    return retention.paths(uow.run, rows)


def _let_go(each: Due, rows: list[str], uow: UnitOfWork) -> None:
    retention.let_go(uow.run, each.what, rows, uow.now)


def _under(table: str, names: list[str], uow: UnitOfWork) -> list[str]:
    return retention.under(uow.run, table, names)


def _seal_today(table: str, rows: list[str], names: list[str], uow: UnitOfWork) -> int:
    return retention.seal_today(uow.run, table, rows, names)

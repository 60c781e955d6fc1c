"""Seals again what is not sealed with its owner's present key, and then lets the former key go.

Who wants a client's key renewed makes the next one (`python -m bot keys renew`); this finds it and does the work beside
everything else, a portion a transaction. Killed at any step, it begins again and finds the rest."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.database import Database
from bot.filestore import FileStore
from storage.engine import StoreBusy
from storage.keys import KeyStore
from storage.renewal import Portion, renew_portion, sealed_tables
from storage.sealing import DAY
from storage.unit_of_work import UnitOfWork

ROUND_SECONDS = 60.0
HEARD_EVERYWHERE = timedelta(minutes=3)
"""By then every process has heard of a new key: nobody seals with the former one any more."""

log = logging.getLogger(__name__)


class KeyNews:
    """Hears each minute, in every process, of keys that others made or destroyed: what was destroyed is in no memory
    any more after HEARD_EVERYWHERE."""

    def __init__(self, clock: Clock, keys: KeyStore) -> None:
        self._clock, self._keys = clock, keys

    async def run(self) -> None:
        """Go round until cancelled."""
        while True:
            try:
                await asyncio.to_thread(self._keys.refresh)
            except StoreBusy:
                log.warning("keys not heard of")
            await self._clock.sleep(ROUND_SECONDS)


class KeyRounds:
    """Goes round every minute."""

    def __init__(self, database: Database, clock: Clock, keys: KeyStore, files: FileStore | None) -> None:
        self._database = database
        self._clock = clock
        self._keys = keys
        self._files = files

    async def run(self) -> None:
        """Go round until cancelled."""
        while True:
            try:
                await self.look()
            except (StoreBusy, OSError) as error:
                log.warning("keys not looked after", extra={"facts": {"error": type(error).__name__}})
            await self._clock.sleep(ROUND_SECONDS)

    async def look(self) -> int:
        """Hear of other processes' keys and seal again what needs it; return how many rows and files that were."""
        await asyncio.to_thread(self._keys.refresh)
        former = await asyncio.to_thread(self._former)
        if not former and not self._keys.reads_clear:
            return 0
        began = self._clock.now()
        renewed, unreadable = await self._everything()
        if unreadable:
            log.error("keys stay: there is what can't be read", extra={"facts": {"rows": unreadable}})
            return renewed
        await asyncio.to_thread(self._let_go, former, began)
        return renewed

    async def _everything(self) -> tuple[int, int]:
        renewed = unreadable = 0
        for table in sealed_tables():
            after: str | None = ""
            while after is not None:
                done = await self._database.write(partial(self._portion, table, after))
                renewed, unreadable = renewed + done.renewed, unreadable + len(done.unreadable)
                after = done.last
        return renewed + await self._all_files(), unreadable

    def _portion(self, table: str, after: str, uow: UnitOfWork) -> Portion:
        return renew_portion(uow.run, self._keys, table, after)

    async def _all_files(self) -> int:
        """Seal files again; one that was removed in the meantime is gone."""
        if self._files is None:
            return 0
        renewed = 0
        names, _ = await asyncio.to_thread(self._files.names, float("inf"))
        for name in names:
            owner = await self._database.read(partial(_sealed_for, name))
            renewed += await self._files.renew(name, owner)
        return renewed

    def _former(self) -> dict[str, datetime]:
        """Return keys that another one of the same owner has followed, with when that was."""
        newest = {key.owner: key for key in self._keys.all()}
        return {
            key.name: newest[key.owner].made_at
            for key in self._keys.all()
            if newest[key.owner].name != key.name and not key.owner.startswith(DAY)
        }

    def _let_go(self, former: dict[str, datetime], began: datetime) -> None:
        """Destroy the keys that nothing was sealed with while everything was looked through."""
        ready = [name for name, followed in former.items() if followed + HEARD_EVERYWHERE <= began]
        if ready:
            self._keys.destroy(ready)
        if self._keys.reads_clear:
            self._keys.all_sealed()


def _sealed_for(name: str, uow: UnitOfWork) -> str:
    return uow.files.sealed_for(name)

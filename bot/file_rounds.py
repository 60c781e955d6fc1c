"""What is looked after among kept files: those of drafts long discarded, those nobody knows, those that are missing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.database import Database
from bot.filestore import FileStore
from storage.engine import Store, StoreBusy
from storage.files import StoredFile
from storage.unit_of_work import UnitOfWork

ROUND_SECONDS = 3600.0
PORTION = 100
DISCARDED_LIFE = timedelta(days=14)
UNKNOWN_LIFE = timedelta(days=2)  # who restored the wrong backup has time to notice
PART_LIFE = timedelta(days=1)

log = logging.getLogger(__name__)


class FileRounds:
    """Removes what is past its time, a portion a transaction. Several processes may do so side by side."""

    def __init__(self, database: Database, clock: Clock, store: FileStore) -> None:
        self._database = database
        self._clock = clock
        self._store = store

    async def run(self) -> None:
        """Go round every hour until cancelled; the first time after an hour."""
        while True:
            await self._clock.sleep(ROUND_SECONDS)
            try:
                await self.tidy()
            except (OSError, StoreBusy) as error:
                log.warning("files not tidied", extra={"facts": {"error": type(error).__name__}})

    async def tidy(self) -> int:
        """Remove everything past its time; return how many files that were. Raises OSError, StoreBusy."""
        now = self._clock.now()
        return await self._tidy_discarded(now - DISCARDED_LIFE) + await self._tidy_unknown(now)

    async def _tidy_discarded(self, before: datetime) -> int:
        removed = 0
        while True:
            gone = await self._database.write(partial(_forget_discarded, before))
            # Killed here, the rest are files nobody knows.
            for file in gone:
                if file.path is not None:
                    await self._store.delete(file.path)
            removed += len(gone)
            if len(gone) < PORTION:
                return removed

    async def _tidy_unknown(self, now: datetime) -> int:
        whole, _ = await asyncio.to_thread(self._store.names, (now - UNKNOWN_LIFE).timestamp())
        _, parts = await asyncio.to_thread(self._store.names, (now - PART_LIFE).timestamp())
        removed = 0
        for start in range(0, len(whole), PORTION):
            portion = whole[start : start + PORTION]
            known = await self._database.read(partial(_known, portion))
            for name in portion:
                if name not in known:
                    await self._store.delete(name)
                    removed += 1
        for name in parts:
            await self._store.delete_part(name)
        return removed + len(parts)


def missing(database: Store, store: FileStore) -> list[str]:
    """Return the ids of files that a database says are here, but that aren't in the store, or not whole. The database
    is started and not at work. Raises StoreBusy."""
    lost: list[str] = []
    after = ""
    while True:
        portion = database.run(partial(_here_after, after), reading=True)
        for file in portion:
            if file.path is None or store.size_of(file.path) != file.size:
                lost.append(file.id)
        if len(portion) < PORTION:
            return lost
        after = portion[-1].id


def _forget_discarded(before: datetime, uow: UnitOfWork) -> Sequence[StoredFile]:
    gone = uow.files.of_discarded(before, PORTION)
    for file in gone:
        uow.files.forget(file.id)
    return gone


def _known(names: Sequence[str], uow: UnitOfWork) -> set[str]:
    return uow.files.known_between(names[0], names[-1])


def _here_after(after: str, uow: UnitOfWork) -> list[StoredFile]:
    return uow.files.here_after(after, PORTION)

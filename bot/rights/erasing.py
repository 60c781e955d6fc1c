"""Erases clients beside the work, step by step: what is open ends, rows are blanked or go, files go, the keys are
destroyed, and only then the certificate is given. Killed at any step, it goes on with that step."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from bot.clock import Clock, rest
from bot.database import Database
from bot.filestore import FileStore
from bot.key_rounds import HEARD_EVERYWHERE
from handlers.chat.context import Context, Office
from handlers.chat.dispatch import react
from handlers.features import HOUSE
from handlers.privacy import actions, ending, screens
from handlers.rules import policy
from handlers.rules.policy import Act
from storage import erasing
from storage.engine import StoreBusy
from storage.erasures import Erasure
from storage.keys import KeyStore, digest_of
from storage.unit_of_work import UnitOfWork
from storage.vault import CLIENT
from storage.vocabulary import ClientId, ErasureState

ROUND_SECONDS = 60.0
OUTSIDE = timedelta(hours=24)
"""So long calendars and the mail server are waited for that are to hear of cancelled appointments."""
FILES = "files"

log = logging.getLogger(__name__)


class Eraser:
    """Does what erasures there are."""

    def __init__(self, database: Database, keys: KeyStore, files: FileStore | None, office: Office) -> None:
        self._database, self._keys, self._files = database, keys, files
        self._office = office

    async def again(self) -> int:
        """Begin to erase once more whom a restored database still holds, and destroy keys that an older copy of them
        brought back; return how many clients are begun again. Raises StoreBusy."""
        listed = await asyncio.to_thread(self._keys.erased_owners)
        begun = await self._database.write(partial(_begin_again, set(listed)))
        for client in await self._database.read(_shredded):
            if digest_of(CLIENT + client) not in listed:
                await asyncio.to_thread(self._keys.erase, CLIENT + client)
        return begun

    async def look(self) -> int:
        """Do all that can be done now; return how many erasures still wait. Raises StoreBusy, OSError."""
        for erasure in await self._database.read(lambda uow: uow.erasures.open()):
            while await self._step(erasure.id):
                pass
        return len(await self._database.read(lambda uow: uow.erasures.open()))

    async def _step(self, which: str) -> bool:
        """Do the next step of an erasure; return whether there may be another one now."""
        erasure = await self._database.read(lambda uow: uow.erasures.look(which))
        assert erasure is not None  # nobody takes one out
        match erasure.state:
            case ErasureState.ASKED:
                while await self._database.write(partial(self._end_open, erasure)):
                    pass
                return True
            case ErasureState.ENDED:
                return await self._empty(erasure)
            case ErasureState.EMPTIED:
                await asyncio.to_thread(self._keys.erase, CLIENT + erasure.client_id)
                await self._database.write(partial(self._move, erasure, ErasureState.SHREDDED))
                return True
            case ErasureState.SHREDDED:
                return await self._database.write(partial(self._finish, erasure))
            case ErasureState.DONE:
                return False

    def _end_open(self, erasure: Erasure, uow: UnitOfWork) -> bool:
        more = actions.end_open(Context(uow, self._office, react=react(HOUSE)), erasure.client_id)
        if not more:
            self._move(erasure, ErasureState.ENDED, uow)
        return more

    async def _empty(self, erasure: Erasure) -> bool:
        """Blank and take out everything; return False while somebody outside, or an event in hand, is waited for."""
        if await self._database.read(partial(_must_wait, erasure)):
            return False
        await self._delete_files(erasure)
        for table in erasing.steps():
            await self._empty_table(erasure, table)
        owner = CLIENT + erasure.client_id
        names = [key.name for key in await asyncio.to_thread(self._keys.all) if key.owner == owner]
        left = await self._database.read(lambda uow: erasing.left(uow.run, names))
        if left:
            log.error("erasure waits: something is sealed still", extra={"facts": {"columns": left}})
            return False
        await self._database.write(partial(self._emptied, erasure))
        return True

    async def _empty_table(self, erasure: Erasure, table: str) -> None:
        after: str | None = ""
        done = 0
        while after is not None:
            keys = await self._database.read(partial(_rows_after, table, erasure.client_id, after))
            done += len(keys)
            await self._database.write(partial(_erase_rows, erasure, table, keys, done))
            after = keys[-1] if len(keys) == erasing.PORTION else None

    async def _delete_files(self, erasure: Erasure) -> None:
        """Delete a client's files; their rows go with all others."""
        after: str | None = ""
        while after is not None:
            keys = await self._database.read(partial(_rows_after, FILES, erasure.client_id, after))
            paths = await self._database.read(partial(_paths, keys))
            if self._files is not None:
                for path in paths:
                    await self._files.delete(path)
            await self._database.write(partial(_count_files, erasure, len(paths)))
            after = keys[-1] if len(keys) == erasing.PORTION else None

    def _emptied(self, erasure: Erasure, uow: UnitOfWork) -> None:
        erasing.close(uow.run, erasure.client_id, uow.now)
        erasing.rewrite_entries(uow.run, erasure.client_id, uow.now)
        self._move(erasure, ErasureState.EMPTIED, uow)

    def _move(self, erasure: Erasure, state: ErasureState, uow: UnitOfWork) -> None:
        """Keep how far it is, and show it to those who end the contract."""
        uow.erasures.move(erasure, state, uow.now)
        ending.show(Context(uow, self._office), erasure.client_id)

    def _finish(self, erasure: Erasure, uow: UnitOfWork) -> bool:
        """Keep that it is done, once no process has the key in memory any more, and give the certificate."""
        if self._database.name != "sqlite" and uow.now - erasure.since < HEARD_EVERYWHERE:
            return False
        uow.run.vault.owners.clear()
        self._move(erasure, ErasureState.DONE, uow)
        uow.audit.record("erasure-done", "client", erasure.client_id)
        ctx = Context(uow, self._office, react=react(HOUSE))
        for person in uow.people.active(*sorted(policy.roles(Act.ERASE))):
            ctx.tell(person, screens.certificate(erasure))
        return True


class ErasureRounds:
    """Looks every minute, and when somebody wants it."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        keys: KeyStore,
        files: FileStore | None,
        office: Office,
        written: Callable[[], None],
    ) -> None:
        self._eraser = Eraser(database, keys, files, office)
        self._clock, self._written = clock, written
        self._wanted = asyncio.Event()
        self._began = False

    def wake(self) -> None:
        """Look at once."""
        self._wanted.set()

    async def run(self) -> None:
        """Go round until cancelled."""
        while True:
            self._wanted.clear()
            try:
                if not self._began:
                    await self._eraser.again()
                    self._began = True
                await self._eraser.look()
                self._written()
            except (StoreBusy, OSError) as error:
                log.warning("erasures wait", extra={"facts": {"error": type(error).__name__}})
            await rest(self._clock, ROUND_SECONDS, self._wanted)


def _begin_again(listed: set[str], uow: UnitOfWork) -> int:
    """Keep erasures of those whom the list of the erased names, and whom this database doesn't know as erased. Their
    words can't be read any more."""
    begun = 0
    for client in erasing.every_client(uow.run) if listed else ():
        if digest_of(CLIENT + client) in listed and uow.erasures.of(ClientId(client)) is None:
            uow.clients.set_restricted(ClientId(client), uow.now)
            erasing.close(uow.run, client, uow.now)
            new = Erasure(uow.new_id(), ClientId(client), None, uow.now, ErasureState.ENDED, uow.now)
            uow.erasures.add(new)
            begun += 1
    return begun


def _shredded(uow: UnitOfWork) -> list[str]:
    gone = {ErasureState.SHREDDED, ErasureState.DONE}
    return [each.client_id for each in uow.erasures.all() if each.state in gone]


def _must_wait(erasure: Erasure, uow: UnitOfWork) -> bool:
    if erasing.in_hand(uow.run, erasure.client_id):
        return True
    return uow.now - erasure.since < OUTSIDE and erasing.outside(uow.run, erasure.client_id)


def _rows_after(table: str, client: str, after: str, uow: UnitOfWork) -> list[str]:
    return erasing.rows_after(uow.run, table, client, after)


def _paths(files: list[str], uow: UnitOfWork) -> list[str]:
    found = (erasing.path_of(uow.run, file) for file in files)
    return [path for path in found if path is not None]


def _count_files(erasure: Erasure, number: int, uow: UnitOfWork) -> None:
    uow.erasures.count(erasure.id, screens.FILES, number)


def _erase_rows(erasure: Erasure, table: str, keys: list[str], so_far: int, uow: UnitOfWork) -> None:
    """Erase some rows and count them: those that stay from the beginning each time, those that go once each."""
    erasing.erase_rows(uow.run, table, keys)
    number = len(keys) + erasing.erase_others(uow.run, table, erasure.client_id)
    if erasing.goes_from(table):
        uow.erasures.count(erasure.id, table, number)
    else:
        uow.erasures.count(erasure.id, table, so_far, anew=True)

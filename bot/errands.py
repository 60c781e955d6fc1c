"""Errands of one connection: files that people sent are fetched from their platform into the file store, each once.

Only who serves the connection runs them, as with its relay. A file is marked here or failed in the transaction in which
the features hear of it; what a kill cuts short is fetched again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock, rest
from bot.database import Database
from bot.filestore import OVER_QUOTA, TOO_BIG, FileRefused, FileStore, Kept, NoRoom
from bot.health import Counters
from bot.platforms.base import Busy, Never, NotSent, Platform, Unknown
from handlers.chat.context import Context, Office
from handlers.chat.dispatch import react
from handlers.chat.effects import Effects
from handlers.chat.router import House
from handlers.events import FileArrived, FileFailed
from storage.engine import StoreBusy
from storage.files import StoredFile
from storage.unit_of_work import UnitOfWork

AT_ONCE = 3
PATIENCE = timedelta(hours=24)
BACK_OFF = (5.0, 15.0, 60.0, 300.0, 900.0, 1800.0)
FETCH_SECONDS = 600.0  # of the machine: a connection that trickles is given up and begun again
LONGEST = timedelta(seconds=BACK_OFF[-1])
SAFETY_SECONDS = 30.0
STORE_PAUSE = 1.0
GONE = "gone"
NOT_FETCHED = "not-fetched"  # the code of a file that could not be had for a whole day

log = logging.getLogger(__name__)


class Errands:
    """Fetches what is coming over one connection, oldest first, a few at a time.

    A file that fails has one of these codes: `too-big`, `refused-type`, `empty` (ours, see bot.filestore),
    `not-fetched` (tried for 24 hours), `gone` (the platform knows it no more), or a platform's own word for why it will
    never give it.
    """

    def __init__(
        self,
        platform: Platform,
        database: Database,
        clock: Clock,
        store: FileStore,
        office: Office,
        house: House,
        counters: Counters,
    ) -> None:
        self._platform = platform
        self._database = database
        self._clock = clock
        self._store = store
        self._office = office
        self._house = house
        self._counters = counters
        self._in_hand: dict[str, asyncio.Task[None]] = {}
        self._ended: set[str] = set()  # since the table was asked, which may not have seen it
        self._wake = asyncio.Event()
        self._looking = False
        self.committed: Callable[[Effects], None] = lambda effects: None
        self.alarm: Callable[..., None] = lambda code, **facts: None

    @property
    def quiet(self) -> bool:
        """Whether nothing is in hand and nothing can be done before time moves on."""
        return not self._in_hand and not self._looking and not self._wake.is_set()

    def wake(self) -> None:
        """Look for files: some were added, or the connection may have come back."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled."""
        self._wake.set()
        try:
            while True:
                self._looking = True
                self._wake.clear()
                until = await self._look()
                self._looking = False
                await self._rest(until)
        finally:
            self._looking = False
            for task in self._in_hand.values():
                task.cancel()

    async def drain(self) -> None:
        """End what is in hand: it is fetched again after the next start, a download may take too long to wait for."""
        tasks = list(self._in_hand.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _look(self) -> datetime:
        """Take files in hand; return when it is worth looking again."""
        safety = self._clock.now() + timedelta(seconds=SAFETY_SECONDS)
        if len(self._in_hand) >= AT_ONCE:
            return safety
        now, in_hand = self._clock.now(), set(self._in_hand)
        self._ended.clear()
        place = (self._platform.name, self._platform.workspace)
        try:
            farthest = now + LONGEST  # only a clock that was set back makes one be put off for longer
            due = await self._database.read(lambda uow: uow.files.due(*place, now, farthest, AT_ONCE + len(in_hand)))
            following = await self._database.read(lambda uow: uow.files.next_due(*place))
        except StoreBusy:
            return now + timedelta(seconds=STORE_PAUSE)
        fresh = [file for file in due if file.id not in in_hand and file.id not in self._ended]
        for file in fresh[: AT_ONCE - len(in_hand)]:
            self._in_hand[file.id] = asyncio.get_running_loop().create_task(self._run_one(file))
        if following is None or following <= now:
            return safety  # what ends wakes us
        return min(safety, following)

    async def _rest(self, until: datetime) -> None:
        await rest(self._clock, (until - self._clock.now()).total_seconds(), self._wake)

    # --- one file ---

    async def _run_one(self, file: StoredFile) -> None:
        try:
            await self._one(file)
        except StoreBusy:
            await self._clock.sleep(STORE_PAUSE)  # it is still coming: fetched again
        except Exception:  # one file that fails must not keep others from coming
            log.exception("errand failed", extra={"facts": {"file": file.id}})
            self._counters.add("errands_failed_total", platform=self._platform.name)
            await self._surely_later(file, "internal")
        finally:
            self._in_hand.pop(file.id, None)
            self._ended.add(file.id)
            self._wake.set()

    async def _one(self, file: StoredFile) -> None:
        try:
            self._store.refuse(file.name, file.size)
            if file.size is not None and file.size > self._platform.largest_file:
                raise FileRefused(TOO_BIG)
            async with asyncio.timeout(FETCH_SECONDS):
                owner, used = await self._database.read(partial(_owner, file))
                if used + (file.size or 0) > self._store.client_bytes:
                    raise FileRefused(OVER_QUOTA)
                kept = await self._store.keep(file.id, self._platform.fetch(file.handle), owner, file.name)
        except (FileRefused, Never) as refusal:
            await self._database.write(partial(self._failed, file, _code(refusal.code)))
        except Busy as busy:
            await self._later(file, "busy", busy.seconds)
        except (NotSent, Unknown, TimeoutError):
            await self._later(file, "unreachable")
        except NoRoom:
            self.alarm("files-full")
            await self._later(file, "no-room")
        except OSError as error:
            self.alarm("files-unwritable", why=type(error).__name__)
            await self._later(file, "unwritable")
        else:
            await self._database.write(partial(self._here, file, kept))

    def _here(self, file: StoredFile, kept: Kept, uow: UnitOfWork) -> None:
        arrived = uow.files.mark_here(file.id, kept.path, kept.checksum, kept.size, uow.now)
        if arrived is not None:
            self._tell(uow, FileArrived(arrived))
            self._count(uow, "files_fetched_total")

    def _failed(self, file: StoredFile, why: str, uow: UnitOfWork) -> None:
        failed = uow.files.mark_failed(file.id, why)
        if failed is not None:
            self._tell(uow, FileFailed(failed))
            self._count(uow, "files_failed_total")

    def _tell(self, uow: UnitOfWork, event: FileArrived | FileFailed) -> None:
        ctx = Context(uow, self._office, react=react(self._house))
        ctx.react(ctx, event)
        uow.after_commit(partial(self.committed, ctx.effects))

    def _count(self, uow: UnitOfWork, counter: str) -> None:
        uow.after_commit(lambda: self._counters.add(counter, platform=self._platform.name))

    async def _later(self, file: StoredFile, why: str, seconds: float = 0.0) -> None:
        now = self._clock.now()
        if now - file.created_at >= PATIENCE:
            await self._database.write(partial(self._failed, file, NOT_FETCHED))
            return
        pause = max(seconds, BACK_OFF[min(file.attempts, len(BACK_OFF) - 1)])
        # The last try comes when a day is over, not half an hour later.
        again = min(now + timedelta(seconds=pause), max(now, file.created_at + PATIENCE))
        await self._database.write(lambda uow: uow.files.retry_later(file.id, again, why))

    async def _surely_later(self, file: StoredFile, why: str) -> None:
        """Put a file off whose handling failed by a fault of our own; give it up, without telling features, after a
        day of that."""

        def unit(uow: UnitOfWork) -> None:
            if uow.now - file.created_at >= PATIENCE:
                uow.files.mark_failed(file.id, why)
            else:
                pause = BACK_OFF[min(file.attempts, len(BACK_OFF) - 1)]
                uow.files.retry_later(file.id, uow.now + timedelta(seconds=pause), why)

        try:
            await self._database.write(unit)
        except StoreBusy:
            await self._clock.sleep(STORE_PAUSE)


def _code(word: str) -> str:
    """Return a refusal in our own words: platforms say `file_gone` or `file-unknown`."""
    bare = word.replace("_", "-").removeprefix("file-")
    return GONE if bare in {"unknown", "missing"} else bare


def _owner(file: StoredFile, uow: UnitOfWork) -> tuple[str, int]:
    """Return whose key seals a file, and how many bytes of the same client are kept already."""
    sender = uow.people.by_id(file.owner_id)
    client = sender.client_id if sender is not None else None
    return uow.files.sealed_for(file.id), 0 if client is None else uow.files.bytes_of(client)

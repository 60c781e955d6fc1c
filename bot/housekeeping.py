"""What is done now and then: notice outages, look whether the store answers, forget what is past its time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock, JumpWatch, rest
from bot.database import Database
from bot.inbox import Inbox
from bot.stranded import Stranded
from handlers.chat.context import Context, Office
from handlers.chat.outgoing import Text, Urgency
from storage.audit import AUDIT_LIFE
from storage.engine import StoreBusy
from storage.figures import Figures, figures
from storage.inbox import RAW_LIFE
from storage.sqlite import library
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import InboxState, OutboxState, Role

ROUND_SECONDS = 30.0
OUTAGE = timedelta(hours=24)  # how long Telegram keeps a message for us
UPDATE_ID_LIFE = timedelta(days=6)  # after a week without updates Telegram begins anywhere (Bot API, Update)
PORTION = 200  # rows gone through in one unit of work: it shares the writer with people who wait
ANSWER_SECONDS = 5.0

log = logging.getLogger(__name__)


class Housekeeping:
    """Small rounds beside the work."""

    def __init__(
        self, database: Database, clock: Clock, inbox: Inbox, office: Office, written: Callable[[], None]
    ) -> None:
        self._database = database
        self._clock = clock
        self._inbox = inbox
        self._office = office
        self._written = written
        self.store_ok = True
        self.counts: dict[str, int] = {}
        self.figures = Figures()
        self.stranded: Stranded | None = None
        self._tidied: datetime | None = None
        self._jumps = JumpWatch(clock)
        self._jumped = timedelta()
        self._wanted = asyncio.Event()
        self._answered = asyncio.Event()

    async def watch(self) -> None:
        """See every half minute whether the store answers, until cancelled. Nothing that takes long is done here: who
        hangs with the store would not notice it."""
        while True:
            await self._round()
            await rest(self._clock, ROUND_SECONDS, self._wanted)
            self._wanted.clear()

    async def keep(self) -> None:
        """After each look at a store that answered, take up what lies about and forget what is old, until cancelled.
        Raises StoreBusy."""
        while True:
            await self._answered.wait()
            self._answered.clear()
            await self._inbox.recover()
            if self.stranded is not None:
                await self.stranded.send_on(self._clock.now())
            self._written()
            await self._tidy()

    def look_soon(self) -> None:
        """Go round at once: something has changed."""
        self._wanted.set()

    def database_facts(self) -> Mapping[str, object]:
        """Return what an operator should know of the store."""
        found: dict[str, object] = {"ok": self.store_ok, "kind": self._database.name}
        if self._database.name == "sqlite":
            found["sqlite"], found["wal_reset_bug"] = library()
        return found

    async def _round(self) -> None:
        self._jumped += timedelta(seconds=self._jumps.look())
        heard = [name for name, facts in self._inbox.state().items() if facts["ok"]]
        try:
            # The machine's own seconds: a store that hangs hangs in them.
            async with asyncio.timeout(ANSWER_SECONDS):
                self.counts = await self._database.write(partial(self._look, heard))
                self.figures = await self._database.read(figures)
            self.store_ok, self._jumped = True, timedelta()
            self._answered.set()
        except (StoreBusy, TimeoutError):
            if self.store_ok:
                log.warning("store does not answer")
            self.store_ok = False

    def _look(self, heard: Sequence[str], uow: UnitOfWork) -> dict[str, int]:
        for platform in heard:
            self._note_outage(platform, uow)
        return {
            InboxState.NEW: uow.inbox.count(InboxState.NEW),
            InboxState.DEAD: uow.inbox.count(InboxState.DEAD),
            OutboxState.FAILED: uow.outbox.count(OutboxState.FAILED),
        }

    def _note_outage(self, platform: str, uow: UnitOfWork) -> None:
        """Note that a platform is heard. If it was not for longer than it keeps messages, whether we were down or the
        network was, tell everybody there who may miss an answer."""
        name = f"heard:{platform}"
        before = uow.marks.get(name)
        uow.marks.set(name, uow.now.isoformat())
        # A clock that was put forward says nothing about how long we were away.
        gone = uow.now - self._jumped - datetime.fromisoformat(before) if before else timedelta()
        if gone < OUTAGE:
            return
        day = uow.now.date().isoformat()  # one notice is enough for who is on two platforms
        hours = int(gone.total_seconds() // 3600)
        to_clients = Text("outage-notice", office=self._office.name, hours=hours)
        to_staff = Text("alarm-outage", hours=hours)
        for role in Role:
            text = to_clients if role is Role.CLIENT else to_staff
            for person in uow.people.active(role):
                if any(address.platform == platform for address in uow.people.addresses(person.id)):
                    Context(uow, self._office).tell(person, text, urgency=Urgency.DIGEST, key=f"outage:{day}")

    async def _tidy(self) -> None:
        now = self._clock.now()
        if self._tidied is not None and now - self._tidied < timedelta(hours=1):
            return
        self._tidied = now
        await tidy(self._database)


async def tidy(database: Database) -> None:
    """Forget what is past its time, a portion in each unit of work. Raises StoreBusy."""
    for forget in (_forget_raw, _free_update_ids, _forget_codes, _forget_audit):
        while await database.write(forget):
            pass
    button: str | None = ""
    while button is not None:
        button = await database.write(partial(_forget_buttons, button))


def _forget_raw(uow: UnitOfWork) -> bool:
    return _go_on("tidied:raw", uow, partial(uow.inbox.forget_raw, before=uow.now - RAW_LIFE, most=PORTION))


def _free_update_ids(uow: UnitOfWork) -> bool:
    free = partial(uow.inbox.free_update_ids, before=uow.now - UPDATE_ID_LIFE, most=PORTION)
    return _go_on("tidied:update-ids", uow, free)


def _go_on(mark: str, uow: UnitOfWork, portion: Callable[[str], str | None]) -> bool:
    """Do the portion after the one done last, and keep how far it came; False if there was none."""
    last = portion(uow.marks.get(mark) or "")
    if last is not None:
        uow.marks.set(mark, last)
    return last is not None


def _forget_codes(uow: UnitOfWork) -> bool:
    return uow.people.forget_failed_codes(uow.now - timedelta(days=1), PORTION) == PORTION


def _forget_audit(uow: UnitOfWork) -> bool:
    return uow.audit.forget_before(uow.now - AUDIT_LIFE, PORTION) > 0


def _forget_buttons(after: str, uow: UnitOfWork) -> str | None:
    return uow.dialogs.forget_buttons(after, uow.now, PORTION)

"""What is done now and then: notice outages, look whether the store answers, forget what is past its time."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.database import Database
from bot.inbox import Inbox
from handlers.chat.context import Context, Office
from handlers.chat.outgoing import Text, Urgency
from storage.engine import StoreBusy
from storage.sqlite import has_wal_reset_bug
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import InboxState, OutboxState, Role

ROUND_SECONDS = 30.0
OUTAGE = timedelta(hours=24)  # how long Telegram keeps a message for us
RAW_LIFE = timedelta(days=14)
ALIVE = "office:alive"

log = logging.getLogger("housekeeping")


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
        self._tidied: datetime | None = None

    async def run(self) -> None:
        """Go round until cancelled."""
        while True:
            await self._round()
            await self._clock.sleep(ROUND_SECONDS)

    async def note_outage(self) -> None:
        """If the office was cut off for longer than platforms keep messages, tell everybody who may miss one."""

        def unit(uow: UnitOfWork) -> None:
            before = uow.marks.get(ALIVE)
            uow.marks.set(ALIVE, uow.now.isoformat())
            if before is None:
                return
            gone = uow.now - datetime.fromisoformat(before)
            if gone < OUTAGE:
                return
            for role in Role:
                name = "outage-notice" if role is Role.CLIENT else "alarm-outage"
                for person in uow.people.active(role):
                    text = Text(name, office=self._office.name, hours=int(gone.total_seconds() // 3600))
                    Context(uow, self._office).tell(person, text, urgency=Urgency.DIGEST, key=f"outage:{before}")

        await self._database.write(unit)

    def database_facts(self) -> Mapping[str, object]:
        """Return what an operator should know of the store."""
        if self._database.name != "sqlite":
            return {}
        affected = has_wal_reset_bug(sqlite3.sqlite_version_info)
        return {"sqlite": sqlite3.sqlite_version, "wal_reset_bug": affected}

    async def _round(self) -> None:
        try:
            self.counts = await self._database.write(self._look)
            self.store_ok = True
            await self._inbox.recover()
            self._written()
            await self._tidy()
        except StoreBusy:
            if self.store_ok:
                log.warning("store does not answer")
            self.store_ok = False

    def _look(self, uow: UnitOfWork) -> dict[str, int]:
        uow.marks.set(ALIVE, uow.now.isoformat())
        return {
            InboxState.NEW: uow.inbox.count(InboxState.NEW),
            InboxState.DEAD: uow.inbox.count(InboxState.DEAD),
            OutboxState.FAILED: uow.outbox.count(OutboxState.FAILED),
        }

    async def _tidy(self) -> None:
        now = self._clock.now()
        if self._tidied is not None and now - self._tidied < timedelta(hours=1):
            return
        self._tidied = now
        await self._database.write(_forget)


def _forget(uow: UnitOfWork) -> None:
    uow.dialogs.forget_buttons(uow.now)
    uow.people.forget_failed_codes(uow.now - timedelta(days=1))
    uow.inbox.forget_raw(uow.now - RAW_LIFE)

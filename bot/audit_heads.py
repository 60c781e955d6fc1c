"""Carries the audit's head to a second place: each hour to a file if it has moved, and once a day to managers if they
want it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.audit_files import append, heads_in, written
from bot.clock import Clock
from bot.database import Database
from handlers.chat.context import Context, Office
from handlers.chat.outgoing import Text, Urgency
from storage.audit import BadRow
from storage.audit_chain import Head
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role

ROUND_SECONDS = 3600.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the heads go: to a file, and once a day to managers in their chat if `tells_managers`."""

    file: Path
    tells_managers: bool = False


class AuditHeads:
    """Looks once an hour, and at the start."""

    def __init__(
        self, plan: Plan, database: Database, clock: Clock, office: Office, alarm: Callable[..., None]
    ) -> None:
        self._plan, self._database, self._clock, self._office = plan, database, clock, office
        self.alarm = alarm
        self._last: Head | None = None

    async def run(self) -> None:
        """Go round until cancelled. Raises StoreBusy."""
        while True:
            await self.look()
            await self._clock.sleep(ROUND_SECONDS)

    async def look(self) -> None:
        """Write the head down if it has moved. Raises StoreBusy."""
        if await self._database.read(lambda uow: uow.audit.end_to_be_noted):
            await self._database.write(lambda uow: uow.audit.record("audit-end-noted", "audit", ""))
        try:
            head = await self._database.read(lambda uow: uow.audit.head())
        except BadRow:
            log.error("the audit's last row can't be read")  # noqa: TRY400 - somebody else wrote it
            self.alarm("audit-head")
            return
        if head is None:
            return
        try:
            if self._last is None:
                known = await asyncio.to_thread(heads_in, self._plan.file)
                self._last = known[-1] if known else None
            if self._last is None or self._last.hash != head.hash:
                await asyncio.to_thread(append, self._plan.file, written(head))
                self._last = head
        except (OSError, ValueError) as error:
            log.error("audit head can't be kept", extra={"facts": {"error": type(error).__name__}})  # noqa: TRY400 - a full disk is no fault of ours
            self.alarm("audit-head")
        if self._plan.tells_managers:
            await self._database.write(partial(_tell, self._office, head))


def _tell(office: Office, head: Head, uow: UnitOfWork) -> None:
    text = Text("audit-head", number=head.number, hash=head.hash[:16])
    for manager in uow.people.active(Role.MANAGER):
        key = f"audit-head:{uow.now.date().isoformat()}"
        Context(uow, office).tell(manager, text, urgency=Urgency.DIGEST, key=key)

"""Messages for a platform that isn't served any more: after a day they go another way, or are given up like those to a
chat that is closed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot import delivery
from bot.database import Database
from bot.platforms.base import Platform
from handlers.chat.context import Office
from handlers.chat.router import House
from storage.engine import StoreBusy
from storage.types import to_milliseconds
from storage.unit_of_work import UnitOfWork

PATIENCE = timedelta(hours=24)  # docs/operations.md names it
REASON = "platform-off"

log = logging.getLogger(__name__)


class Stranded:
    """What waits for connections this office doesn't have."""

    def __init__(
        self,
        database: Database,
        office: Office,
        house: House,
        platforms: Sequence[Platform],
        look: Callable[[], None],
    ) -> None:
        self._database = database
        self._office = office
        self._house = house
        self._platforms = platforms
        self._look = look

    async def send_on(self, now: datetime) -> int:
        """Let messages that have waited for a day go to their person's next address; return how many there were. One
        that has none is set aside, and who works for its person hears it. Raises StoreBusy."""
        oldest = f"{to_milliseconds(now - PATIENCE):012x}"
        count = 0
        for platform, workspace in await self._database.read(lambda uow: uow.outbox.places()):
            if self._is_served(platform, workspace):
                continue
            waiting = partial(_waiting, platform, workspace)
            for row in await self._database.read(waiting):
                if row < oldest:
                    count += await self._done(row, platform, workspace)
        return count

    async def _done(self, message: str, platform: str, workspace: str) -> bool:
        try:
            await self._database.write(partial(self._give_up, message, platform, workspace))
        except StoreBusy:
            raise
        except Exception:  # its neighbours go on
            log.exception("stranded message failed", extra={"facts": {"outbox": message}})
            return False
        return True

    def _is_served(self, platform: str, workspace: str) -> bool:
        """A connection that hasn't found out which workspace it is may be the one."""
        named = [served for served in self._platforms if served.name == platform]
        return any(served.workspace in {workspace, ""} for served in named)

    def _give_up(self, message: str, platform: str, workspace: str, uow: UnitOfWork) -> None:
        row = uow.outbox.claim(message, platform, workspace, uow.now)
        if row is not None:
            delivery.refused(
                row, REASON, uow, unreachable=True, office=self._office, house=self._house, look=self._look
            )


def _waiting(platform: str, workspace: str, uow: UnitOfWork) -> list[str]:
    return [row.id for row in uow.outbox.pending(platform, workspace)]

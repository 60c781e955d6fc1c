"""Managers are told of trouble with connections and events, at most once an hour for each kind of it."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from bot.clock import Clock
from bot.database import Database
from bot.health import Counters
from bot.liveness import Liveness
from handlers.chat.context import Office
from handlers.chat.dispatch import alert
from handlers.chat.outgoing import Text
from storage.engine import StoreBusy
from storage.unit_of_work import UnitOfWork

ALARM_SECONDS = 3600

log = logging.getLogger(__name__)


class TellingManagers:
    """Which alarms are due, and telling them."""

    def __init__(
        self, database: Database, clock: Clock, office: Office, counters: Counters, liveness: Liveness
    ) -> None:
        self._database = database
        self._clock = clock
        self._office = office
        self._counters = counters
        self._liveness = liveness
        self._last: dict[str, float] = {}

    def due(self, code: str) -> bool:
        """Note trouble of a kind; return whether managers are to be told of it now."""
        now = self._clock.monotonic()
        last = self._last.get(code)
        if last is not None and now - last < ALARM_SECONDS:
            return False
        self._last[code] = now
        log.error("alarm", extra={"facts": {"code": code}})
        self._counters.add("alarms_total", code=code)
        return True

    async def tell(self, code: str, facts: Mapping[str, str | int]) -> bool:
        """Tell all managers; return whether it is written. If not, the next trouble of that kind is due at once."""
        # What is in trouble is no way to say so.
        troubled = {*self._liveness.troubled, code.partition("-")[0]}

        def unit(uow: UnitOfWork) -> None:
            hour = int(uow.now.timestamp()) // ALARM_SECONDS
            alert(uow, self._office, Text(f"alarm-{code}", **facts), f"{code}:{hour}", not_on=troubled)

        try:
            await self._database.write(unit)
        except StoreBusy:
            self._last.pop(code, None)
            return False
        return True

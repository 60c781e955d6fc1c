"""Compares what should have been said of promises with what was: an alert nobody thought of, one without its messages,
or one for which there was nobody at all, is seen here even if whatever should have sent it is silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.database import Database
from bot.health import Counters
from storage.ids import dated
from storage.sla import NOBODY
from storage.unit_of_work import UnitOfWork

ROUND_SECONDS = 60.0
LATE = timedelta(minutes=1)
LOOKS_BACK = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Differences:
    """For how many tasks an alert is late; how many alerts of the last day have fewer messages than readers; how many
    of them nobody in the office could be told."""

    late: int = 0
    untold: int = 0
    unheard: int = 0


class Auditor:
    """Looks every minute. `alarm` raises an alarm by its code, and sees to it that none is raised too often."""

    def __init__(self, database: Database, clock: Clock, counters: Counters, alarm: Callable[..., None]) -> None:
        self._database = database
        self._clock = clock
        self._counters = counters
        self.alarm = alarm
        self.found = Differences()

    async def run(self) -> None:
        """Go round until cancelled. Raises StoreBusy."""
        while True:
            await self._clock.sleep(ROUND_SECONDS)
            await self.look()

    async def look(self) -> None:
        """Compare once. Raises StoreBusy."""
        self.found = await self._database.read(differences)
        self._counters.set("promise_alerts_late", self.found.late)
        self._counters.set("promise_alerts_untold", self.found.untold)
        self._counters.set("promise_alerts_unheard", self.found.unheard)
        if self.found.late:
            self.alarm("alerts-late", count=self.found.late)
        if self.found.untold:
            self.alarm("alerts-untold", count=self.found.untold)

    def facts(self) -> Mapping[str, object]:
        """Return what health says of it."""
        found = {"late": self.found.late, "untold": self.found.untold, "unheard": self.found.unheard}
        return {"ok": not any(found.values()), **found}


def differences(uow: UnitOfWork) -> Differences:
    """Return how what was sent differs from what should have been."""
    since = uow.now - LOOKS_BACK
    sent = Counter(key.rpartition(":")[0] for key in uow.sla.alert_messages(dated(since - LATE)))
    alerts = uow.sla.alerts_since(since)
    return Differences(
        late=uow.sla.late(uow.now - LATE),
        untold=sum(1 for key, told in alerts if sent[key] < told),
        unheard=sum(1 for _, told in alerts if told == NOBODY),
    )

"""All hosts' calendars at work, and the threads in which they speak with their servers."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from bot.calendars.dav import Account, DavCalendar
from bot.calendars.host import HostCalendar
from bot.calendars.plan import Plan
from bot.clock import Clock
from bot.database import Database
from bot.health import Counters
from bot.i18n import Wording
from handlers.chat.context import Office

AT_ONCE = 4


class Calendars:
    """The calendars of an office."""

    def __init__(
        self,
        plans: Sequence[tuple[Plan, Account]],
        database: Database,
        clock: Clock,
        office: Office,
        wording: Wording,
        counters: Counters,
    ) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="calendar")
        self._connections = [DavCalendar(account) for _, account in plans]
        self.hosts = [
            HostCalendar(plan, calendar, database, clock, office, wording, counters, self._threads)
            for (plan, _), calendar in zip(plans, self._connections, strict=True)
        ]

    def wake(self) -> None:
        """Look for what is to be written."""
        for host in self.hosts:
            host.wake()

    def facts(self) -> dict[str, object]:
        """Return how each calendar is. A server of others that is down doesn't make the office unwell."""
        return {"ok": True, **{host.plan.host: host.facts() for host in self.hosts}}

    def close(self) -> None:
        """End the threads, once what they are doing is done, and give back the connections."""
        self._threads.shutdown(cancel_futures=True)
        for connection in self._connections:
            connection.close()

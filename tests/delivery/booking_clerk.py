"""A whole office without platforms in a process of its own: it books what it is told, and writes the host's calendar
when that is its turn.

`python -m tests.delivery.booking_clerk URL CALENDAR`. It obeys lines on stdin, each `book MINUTES` (after nine), and
says on stdout how that ended (`booked MINUTES UID`, `taken MINUTES`), and `writes` once it has the calendar in hand."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import datetime, timedelta

from bot import leases
from bot.app import App
from bot.calendars import host
from bot.calendars.dav import Account
from bot.calendars.plan import Plan
from bot.clock import SystemClock
from handlers.bookings import actions
from handlers.chat.context import Context, Office
from handlers.chat.dispatch import react
from handlers.features import HOUSE
from storage.bookings import Booking
from storage.engine import Store, open_store
from storage.people import Person
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role
from tests.delivery.timekeeper import say
from tests.storage.booking_scene import MONDAY, Scene

HOST = "ben-0"


class Monday(SystemClock):
    """The machine's clock, as if it had been started on that Monday morning."""

    def __init__(self) -> None:
        self._behind = super().now() - MONDAY

    def now(self) -> datetime:
        """Return what the clock on the wall shows."""
        return super().now() - self._behind


class Clerk:
    """The process's parts."""

    def __init__(self, url: str, calendar: str) -> None:
        clock = Monday()
        store: Store = open_store(url, clock.now, workers=4)
        self._scene = Scene(store, office=Office("Office", "en", "Europe/Berlin"), tells=True)
        self._service = self._scene.service()
        desk = self._scene.office.desk
        kept = {HOST: replace(desk.hosts[HOST], reads=True, writes=True)}
        self._scene.office = replace(self._scene.office, desk=replace(desk, hosts=kept))
        plan = Plan(HOST, writes=True, reads=True, names=False, every=300)
        self._app = App(store, clock, self._scene.office, [], calendars=[(plan, Account(calendar, "ben", "secret"))])

    async def run(self) -> None:
        """Work until killed, or until stdin ends."""
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        await self._app.start()
        await self._app.database.read(self._know_anna)
        writing = asyncio.create_task(self._tell_when_writing())
        say("ready")
        while line := (await reader.readline()).decode():
            minutes = int(line.split()[1])
            found = await self._app.database.write(lambda uow: self._book(uow, minutes))  # noqa: B023 - run at once
            say(f"booked {minutes} {found.uid}" if isinstance(found, Booking) else f"taken {minutes}")
        writing.cancel()
        await self._app.stop()

    def _know_anna(self, uow: UnitOfWork) -> None:
        (anna,) = (person for person in uow.people.active(Role.CLIENT) if person.name == "Anna")
        self._scene.people["Anna"] = anna

    def _book(self, uow: UnitOfWork, minutes: int) -> object:
        anna: Person = self._scene.people["Anna"]
        ctx = Context(uow, self._scene.office, who=anna, react=react(HOUSE))
        return actions.book(ctx, self._scene.wish(self._service, minutes))

    async def _tell_when_writing(self) -> None:
        assert self._app.calendars is not None  # there is one
        await self._app.calendars.hosts[0].next_round()
        say("writes")


if __name__ == "__main__":
    leases.LENGTH = timedelta(seconds=1.5)
    leases.RENEW_SECONDS = 0.25
    host.SAFETY_SECONDS = 0.2

    async def main() -> None:
        """Begin on a running loop."""
        await Clerk(*sys.argv[1:]).run()

    asyncio.run(main())

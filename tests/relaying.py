"""A relay at work on a store, with one person to write to and a platform that notes what it is asked to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.database import Database
from bot.health import Counters
from bot.i18n import Wording
from bot.leases import Lease
from bot.outbox import Relay
from bot.platforms.base import Limits, Message, Place
from bot.platforms.telegram.drawing import parts
from handlers.chat.context import Context, Office
from handlers.chat.outgoing import Card, Text, Urgency
from handlers.features import HOUSE
from storage.engine import Store, open_store
from storage.outbox import outbox
from storage.people import Address, Person
from storage.query import Query
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import PersonId, PersonState, Role
from tests.clocks import RunningClock

OFFICE = Office("Office Berlin", "en", "Europe/Berlin")
BOUND = 30.0


@dataclass
class Wire:
    """A platform that notes what it is asked to do; `before` runs in the middle of each sending, `meanwhile` of each
    edit."""

    name: str = "slack"
    workspace: str = "T1"
    prefix: str = "/"
    parallel: int = 8
    has_topics: bool = False
    reconciles: bool = True
    limits: Limits = field(default_factory=lambda: Limits(0, 0))
    sent: list[tuple[str, str]] = field(default_factory=list)
    edited: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    pressed: set[str] = field(default_factory=set)
    refuses: Exception | None = None
    before: Callable[[], Any] | None = None
    meanwhile: Callable[[], Any] | None = None

    def parts(self, message: Message) -> list[Message]:
        return parts(message)

    async def send(self, to: Place, message: Message) -> str:
        if self.before is not None:
            await self.before()
        if self.refuses is not None:
            raise self.refuses
        self.sent.append((to.chat, message.text()))
        return str(len(self.sent))

    async def edit(self, to: Place, message_id: str, message: Message) -> None:
        if self.meanwhile is not None:
            await self.meanwhile()
        self.edited.append((message_id, message.text()))

    def answers_press(self, to: Place, message_id: str) -> bool:
        return message_id in self.pressed

    async def find(self, to: Place, mark: str, since: datetime) -> str | None:
        return None

    async def leave(self, chat: str) -> None:
        self.left.append(chat)


class Bench:
    """A relay at work on a store, with one person to write to."""

    def __init__(self, store: Store, clock: RunningClock, wire: Wire) -> None:
        self.clock = clock
        self.wire = wire
        self.database = Database(store)
        self.relay = Relay(wire, self.database, clock, Wording(), OFFICE, HOUSE, Counters())  # type: ignore[arg-type]  # values of several types, by name
        self.anna: Person

    async def let_in(self, chat: str) -> None:
        def unit(uow: UnitOfWork) -> Person:
            person = Person(
                PersonId(uow.new_id()), "Anna", Role.CLIENT, PersonState.ACTIVE, None, None, "en", OFFICE.zone,
                zone_known=True, guest=False, told_at=None, created_at=uow.now,
            )  # fmt: skip
            uow.people.add(person)
            place = (self.wire.name, "T1" if self.wire.name == "slack" else "", "U1", chat)
            uow.people.add_address(Address(uow.new_id(), person.id, *place, open=True, created_at=uow.now))
            return person

        self.anna = await self.database.write(unit)

    async def tells(self, what: Card | Text, urgency: Urgency = Urgency.DIALOGUE) -> None:
        await self.database.write(lambda uow: Context(uow, OFFICE).tell(self.anna, what, urgency=urgency))
        self.relay.written()

    async def renew(self) -> bool:
        """Ask for the relay's lease once; return whether it is held."""
        assert self.relay.lease is not None  # a leased bench
        return await self.relay.lease._renew()  # noqa: SLF001 - what its keeper does every few seconds

    async def rows(self, *columns: Any) -> list[Any]:
        query = Query(select(*columns).order_by(outbox.c.id))
        return [tuple(row) for row in await self.database.read(lambda uow: uow.run.all(query))]

    async def until(self, fact: Callable[[], object]) -> None:
        async with asyncio.timeout(BOUND):
            while not fact():  # noqa: ASYNC110 - nobody announces it
                await asyncio.sleep(0.005)


@asynccontextmanager
async def bench(
    url: str,
    wire: Wire,
    chat: str = "D1",
    *,
    leased: bool = False,
    start: datetime | None = None,
    anna: Person | None = None,
) -> AsyncIterator[Bench]:
    """Open a relay; at a moment of its own with `start`, for somebody who is there from an earlier one with `anna`."""
    clock = RunningClock(start)
    store = open_store(url, clock.now, workers=2)
    store.start()
    made = Bench(store, clock, wire)
    if anna is None:
        await made.let_in(chat)
    else:
        made.anna = anna
    if leased:
        made.relay.lease = Lease("serve", "me", made.database, clock)
        await made.renew()
    running = asyncio.ensure_future(made.relay.run())
    try:
        yield made
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        store.stop()


def words(text: str) -> Text:
    """Return people's own words as a text."""
    return Text("words", words=text)

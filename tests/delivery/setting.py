"""An office in which everybody has joined already, written as rows: these stories begin after that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from handlers.chat.context import Context
from handlers.chat.outgoing import Card, Text
from storage.people import Address, Person
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, PersonId, PersonState, Role, TaskState
from tests.cast import PATIENCE, SlackPerson, TelegramPerson
from tests.cast import Person as Somebody
from tests.office import ZONE, Office

T = TypeVar("T")


@dataclass
class Setting:
    """An office with Anna the client, Ben the assistant and Mia the manager."""

    office: Office
    anna: Somebody
    ben: Somebody
    mia: Somebody

    async def look(self, question: Callable[[UnitOfWork], T]) -> T:
        """Return what the store says."""
        return await self.office.app.database.read(question)

    async def requests(self, *words: str) -> None:
        """Let Anna make requests, one after another, each until she has its reference."""
        for text in words:
            before = self.anna.count("Request T-")
            await self.anna.requests(text)
            await self.anna.sees("Request T-", count=before + 1)

    async def tasks(self) -> int:
        """Return how many tasks there are."""

        def count(uow: UnitOfWork) -> int:
            return sum(uow.tasks.count(state) for state in TaskState)

        return await self.look(count)


async def people(office: Office, *, anna: str, ben: str, mia: str) -> Setting:
    """Return the office with its three people, each on the platform named."""
    return Setting(
        office,
        await join(office, Role.CLIENT, "Anna", anna),
        await join(office, Role.ASSISTANT, "Ben", ben),
        await join(office, Role.MANAGER, "Mia", mia),
    )


async def join(office: Office, role: Role, name: str, on: str) -> Somebody:
    """Return somebody new whose rights have begun."""
    somebody = office.person(name, on)
    await office.app.database.write(lambda uow: _add(uow, role, name, account_of(office, somebody)))
    return somebody


async def second_address(office: Office, owner: str, on: str) -> Somebody:
    """Return the person called `owner` as they are on a second platform."""
    somebody = office.person(owner, on)

    def unit(uow: UnitOfWork) -> None:
        found = next(person for role in Role for person in uow.people.active(role) if person.name == owner)
        _add_address(uow, found.id, account_of(office, somebody))

    await office.app.database.write(unit)
    return somebody


def account_of(office: Office, somebody: Somebody) -> tuple[str, str, str, str]:
    """Return platform, workspace, account and chat of a person."""
    if isinstance(somebody, TelegramPerson):
        somebody.user.started = True
        return "telegram", "", str(somebody.user.id), str(somebody.user.id)
    if isinstance(somebody, SlackPerson):
        return "slack", office.slack.workspace.team, somebody.user.id, somebody.user.dm
    name = somebody.name.lower()
    return "console", "", name, name


def _add(uow: UnitOfWork, role: Role, name: str, account: tuple[str, str, str, str]) -> None:
    client = None
    if role is Role.CLIENT:
        client = uow.clients.ensure(ClientId(uow.new_id()), "Dr. Weber", f"key of {name}", uow.now)
    person = Person(
        id=PersonId(uow.new_id()),
        name=name,
        role=role,
        state=PersonState.ACTIVE,
        client_id=client,
        team_id=uow.clients.first_team(),
        language="en",
        zone=ZONE,
        zone_known=True,
        guest=False,
        told_at=None,
        created_at=uow.now,
    )
    uow.people.add(person)
    uow.people.set_told_at(person.id, _add_address(uow, person.id, account))


def _add_address(uow: UnitOfWork, person: PersonId, account: tuple[str, str, str, str]) -> str:
    platform, workspace, user, chat = account
    address: dict[str, Any] = {"platform": platform, "workspace": workspace, "account": user, "chat": chat}
    found = Address(id=uow.new_id(), person_id=person, open=True, created_at=uow.now, **address)
    uow.people.add_address(found)
    return found.id


async def tell(setting: Setting, name: str, *words: str, title: str | None = None, key: str | None = None) -> None:
    """Let the office say words to somebody it knows, one message each, or as one card if it has a title."""

    def unit(uow: UnitOfWork) -> None:
        found = next(person for role in Role for person in uow.people.active(role) if person.name == name)
        ctx = Context(uow, setting.office.app.office)
        if title is not None:
            lines = [Text("words", words=line) for line in words]
            ctx.tell(found, Card(key or f"card:{title}", Text("words", words=title), lines))
            return
        for line in words:
            ctx.tell(found, Text("words", words=line))

    await setting.office.app.database.write(unit)
    setting.office.app.housekeeping.look_soon()


def read_by(somebody: Somebody) -> list[str]:
    """Return what somebody reads of the office now, oldest first, whispers left out."""
    if isinstance(somebody, TelegramPerson):
        return [message.text for message in somebody.user.messages if message.from_bot]
    assert isinstance(somebody, SlackPerson)
    return [message.shown for message in somebody.user.messages if message.from_bot and not message.ephemeral]


async def until(fact: Callable[[], object], what: str = "it") -> None:
    """Wait until something is true that nobody announces."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not fact():  # noqa: ASYNC110 - see above
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"never came true: {what}") from None


async def passing(setting: Setting, fact: Callable[[], object], step: float, what: str = "it") -> None:
    """Let `step` seconds pass again and again until something is true."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not fact():
                setting.office.later(step)
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"never came true: {what}") from None


async def until_stored(setting: Setting, question: Callable[[UnitOfWork], object], what: str = "it") -> None:
    """Wait until the store says so."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not await setting.look(question):  # noqa: ASYNC110 - nobody announces it
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"never stored: {what}") from None


async def reached(event: asyncio.Event) -> None:
    """Wait for an event, but not for ever."""
    async with asyncio.timeout(PATIENCE):
        await event.wait()

"""The product's inbound path without a network: raw updates in, rows out. Sending is off, messages stay rows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

from benchmarks import payloads
from benchmarks.measured import ASSISTANTS, Measured
from bot.clock import SystemClock
from bot.database import Database
from bot.health import Counters
from bot.i18n import Wording
from bot.inbox import Inbox
from bot.platforms.telegram import TelegramPlatform
from bot.platforms.telegram.listening import SECRET_HEADER, Calls, Desk, Webhook
from handlers.chat.context import Context, Office
from handlers.chat.feature import ActionSpec, Feature
from handlers.chat.incoming import Said
from handlers.chat.router import House
from handlers.features import HOUSE
from storage.dialogs import Dialogs, Pressable
from storage.people import Address, Person
from storage.sqlite import SqliteStore
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, PersonId, PersonState, Role, TeamId

SECRET = "hook-secret"  # noqa: S105 - made up
HEADERS = {SECRET_HEADER: SECRET}
KEY = payloads.KEY.encode()
ZONE = "Europe/Berlin"


class Silent(TelegramPlatform):
    """Telegram without a network: understands everything, sends nothing."""

    async def answer(self, ticket: object, text: str | None) -> None:
        """Answer nobody."""


class _Noting(Dialogs):
    """Buttons as ever; keeps the keys, as the sent card would bring them to the client."""

    __slots__ = ("keys",)

    def __init__(self, uow: UnitOfWork) -> None:
        super().__init__(uow.run)
        self.keys: list[str] = []

    def add_button(self, button: Pressable) -> None:
        self.keys.append(button.key)
        super().add_button(button)


class Front:
    """An office that takes updates in by webhook; clients wait for what was committed."""

    def __init__(self, path: Path, clients: int) -> None:
        self._store = SqliteStore(str(path), SystemClock().now)
        self._clients = clients
        self._waiting: dict[str, asyncio.Future[str]] = {}  # by person: the key of the card's first button

    async def open(self) -> None:
        """Open the store, with people in it."""
        clock = SystemClock()
        await asyncio.to_thread(self._store.start)
        self.database = Database(self._store)
        self.ids = await self.database.write(partial(people, self._clients))
        office = Office("Office", "en", ZONE)
        self.inbox = Inbox(self.database, clock, office, self._house(), Wording(), Counters())
        token = f"{payloads.BOT_ID}:{'x' * 35}"
        platform = Silent(token=token, clock=clock)
        self.inbox.serve(platform)
        desk = Desk(self.inbox, lambda press: None)
        self.web = Webhook(cast("Calls", _Nothing()), desk, clock, bot=str(payloads.BOT_ID), url="", secret=SECRET)

    async def close(self) -> None:
        """Close the store."""
        await self.inbox.drain()
        await asyncio.to_thread(self._store.stop)

    async def request(self, client: int, number: int) -> None:
        """Be client `client`: write, see the card, press Send; return once the request is accepted."""
        await self._request(client, *bodies(client, number))

    async def run(self, requests: int) -> Measured:
        """Let all clients make requests, one after another each, `requests` in all; one each before that to warm up."""
        share = requests // self._clients
        written = [[bodies(one, number) for number in range(share + 1)] for one in range(self._clients)]
        await asyncio.gather(*(self._request(one, *mine[0]) for one, mine in enumerate(written)))
        latencies: list[float] = []

        async def client(one: int) -> None:
            for words, press in written[one][1:]:
                began = time.perf_counter()
                await self._request(one, words, press)
                latencies.append(time.perf_counter() - began)

        started = time.perf_counter()
        await asyncio.gather(*(client(one) for one in range(self._clients)))
        return Measured(len(latencies), time.perf_counter() - started, latencies)

    async def _request(self, client: int, words: bytes, press: bytes) -> None:
        key = await self._post(client, words)
        await self._post(client, press.replace(KEY, key.encode()))

    async def _post(self, client: int, body: bytes) -> str:
        done: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[self.ids[client]] = done
        status, _ = await self.web.post(HEADERS, body)
        if status != 200:
            raise RuntimeError(f"not taken: {status}")
        return await done

    def _house(self) -> House:
        return House.of([self._watched(feature) for feature in HOUSE.features])

    def _watched(self, feature: Feature) -> Feature:
        """Return a feature whose clients hear, after the commit, what the sent messages would have told them."""
        if Role.CLIENT not in feature.words:
            return feature
        words, send = feature.words[Role.CLIENT], feature.actions["tasks.send"]

        def noted_words(ctx: Context, said: Said) -> None:
            ctx.uow.dialogs = noting = _Noting(ctx.uow)
            words(ctx, said)
            ctx.uow.after_commit(lambda: self._heard(ctx.who.id, noting.keys[0]))

        def noted_send(ctx: Context, about: str) -> None:
            send.run(ctx, about)
            ctx.uow.after_commit(partial(self._heard, ctx.who.id, ""))

        actions = {**feature.actions, "tasks.send": ActionSpec(noted_send, send.roles)}
        return replace(feature, words={**feature.words, Role.CLIENT: noted_words}, actions=actions)

    def _heard(self, person: str, key: str) -> None:
        waiting = self._waiting.pop(person)
        if not waiting.done():
            waiting.set_result(key)


class _Nothing:
    """A Bot API nobody asks anything of here."""


def bodies(client: int, number: int) -> tuple[bytes, bytes]:
    """Return a message and the press on its card, with a place for the key."""
    update = (number * 1_000 + client) * 2
    return payloads.message(update, client, number), payloads.press(update + 1, client, number)


def people(clients: int, uow: UnitOfWork) -> Sequence[str]:
    """Keep a team, four assistants, a manager and the clients with their firms; return the clients' ids."""
    team = uow.people.team(TeamId(uow.new_id()), "Office")
    for number in range(ASSISTANTS):
        _join(uow, f"Ben {number}", Role.ASSISTANT, payloads.FIRST_USER + 1_000 + number, team=team)
    _join(uow, "Mia", Role.MANAGER, payloads.FIRST_USER + 2_000)
    made = []
    for number in range(clients):
        firm = uow.people.client(ClientId(uow.new_id()), f"Practice {number}", f"key-{number}", uow.now)
        made.append(_join(uow, f"Anna {number}", Role.CLIENT, payloads.FIRST_USER + number, client=firm))
    return made


def _join(
    uow: UnitOfWork, name: str, role: Role, account: int, *, team: TeamId | None = None, client: ClientId | None = None
) -> str:
    person = PersonId(uow.new_id())
    facts: Mapping[str, object] = {"language": "en", "zone": ZONE, "zone_known": True, "guest": False, "told_at": None}
    uow.people.add(Person(person, name, role, PersonState.ACTIVE, client, team, created_at=uow.now, **facts))  # type: ignore[arg-type]  # fields of Person
    uow.people.add_address(
        Address(uow.new_id(), person, "telegram", "", str(account), str(account), open=True, created_at=uow.now)
    )
    return person

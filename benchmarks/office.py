"""The product's inbound path without a network: raw updates in, rows out. Sending is off, messages stay rows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

from benchmarks import payloads
from benchmarks.measured import ASSISTANTS, Measured
from bot.clock import SystemClock
from bot.config_sla import STANDARD
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
from handlers.rules.policy import Act
from handlers.rules.service_levels import Calendar, Level, ServiceLevels
from handlers.rules.sla_policy import Applies
from storage.dialogs import Dialogs, Pressable
from storage.keys import KEY_BYTES, KeyStore, Master
from storage.people import Address, Person
from storage.sqlite import SqliteStore
from storage.unit_of_work import UnitOfWork
from storage.vault import Sealing, Vault
from storage.vocabulary import ClientId, PersonId, PersonState, Role, TeamId

SECRET = "hook-secret"
HEADERS = {SECRET_HEADER: SECRET}
KEY = payloads.KEY.encode()
ZONE = "Europe/Berlin"
Keys = dict[str, str]
LEVELS = ServiceLevels(
    {"office": Calendar("office", {"zone": ZONE, "week": "daily 00:00-24:00", "exceptions": []})},
    (Level(Applies(STANDARD)),),
)
"""What an office promises that has no [sla.NAME] table."""


class Silent(TelegramPlatform):
    """Telegram without a network: understands everything, sends nothing."""

    async def answer(self, ticket: object, text: str | None) -> None:
        """Answer nobody."""


class _Noting(Dialogs):
    """Buttons as ever; keeps the keys by what they do, as the sent card would bring them to the client."""

    __slots__ = ("keys",)

    def __init__(self, uow: UnitOfWork) -> None:
        super().__init__(uow.run)
        self._open = uow.dialogs._open
        self.keys: dict[str, str] = {}

    def add_buttons(self, buttons: Sequence[Pressable]) -> None:
        self.keys.update({button.action: button.key for button in buttons})
        super().add_buttons(buttons)


def _vault(file: Path) -> Vault:
    keys = KeyStore(f"sqlite:///{file}", partial(Master, bytes(KEY_BYTES)), SystemClock().now)
    keys.open()
    return Sealing(keys)


class Front:
    """An office that takes updates in by webhook; clients wait for what was committed."""

    def __init__(self, path: Path, clients: int, *, sealed: bool = True) -> None:
        now = SystemClock().now
        self._store = SqliteStore(str(path), now, _vault(path.with_suffix(".keys")) if sealed else None)
        self._clients = clients
        self._waiting: dict[str, asyncio.Future[Keys]] = {}  # by person: the keys on the card, by action

    async def open(self) -> None:
        """Open the store, with people in it."""
        clock = SystemClock()
        await asyncio.to_thread(self._store.start)
        self.database = Database(self._store)
        self.ids = await self.database.write(partial(people, self._clients))
        office = Office("Office", "en", ZONE, levels=LEVELS)
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
        """Let all clients make requests, one after another each, `requests` in all; two each before that to warm up:
        with the second they say that it is a new one, which is remembered."""
        share = requests // self._clients
        written = [[bodies(one, number) for number in range(share + 2)] for one in range(self._clients)]
        for number in range(2):
            await asyncio.gather(*(self._request(one, *mine[number]) for one, mine in enumerate(written)))
        latencies: list[float] = []

        async def client(one: int) -> None:
            for words, press, new in written[one][2:]:
                began = time.perf_counter()
                await self._request(one, words, press, new)
                latencies.append(time.perf_counter() - began)

        started = time.perf_counter()
        await asyncio.gather(*(client(one) for one in range(self._clients)))
        return Measured(len(latencies), time.perf_counter() - started, latencies)

    async def _request(self, client: int, words: bytes, press: bytes, new: bytes) -> None:
        keys = await self._post(client, words)
        if "tasks.new" in keys:
            keys = await self._post(client, new.replace(KEY, keys["tasks.new"].encode()))
        await self._post(client, press.replace(KEY, keys["tasks.send"].encode()))

    async def _post(self, client: int, body: bytes) -> Keys:
        done: asyncio.Future[Keys] = asyncio.get_running_loop().create_future()
        self._waiting[self.ids[client]] = done
        status, _ = await self.web.post(HEADERS, body)
        if status != 200:
            raise RuntimeError(f"not taken: {status}")
        return await done

    def _house(self) -> House:
        return House.of([self._watched(feature) for feature in HOUSE.features])

    def _watched(self, feature: Feature) -> Feature:
        """Return a feature whose clients hear, after the commit, what the sent messages would have told them."""
        if Act.ASK not in feature.words:
            return feature
        words = feature.words[Act.ASK]

        def noted_words(ctx: Context, said: Said) -> None:
            self._note(ctx, partial(words, ctx, said))

        def noted(action: ActionSpec) -> ActionSpec:
            return ActionSpec(lambda ctx, about: self._note(ctx, partial(action.run, ctx, about)), action.act)

        pressed = {name: noted(feature.actions[name]) for name in ("tasks.new", "tasks.send")}
        actions = {**feature.actions, **pressed}
        return replace(feature, words={**feature.words, Act.ASK: noted_words}, actions=actions)

    def _note(self, ctx: Context, handle: Callable[[], None]) -> None:
        ctx.uow.dialogs = noting = _Noting(ctx.uow)
        handle()
        ctx.uow.after_commit(lambda: self._heard(ctx.who.id, noting.keys))

    def _heard(self, person: str, keys: Keys) -> None:
        waiting = self._waiting.pop(person)
        if not waiting.done():
            waiting.set_result(keys)


class _Nothing:
    """A Bot API nobody asks anything of here."""


def bodies(client: int, number: int) -> tuple[bytes, bytes, bytes]:
    """Return a message, the press on its card that sends it, and one before that; with a place for the key."""
    update = (number * 1_000 + client) * 3
    message = payloads.message(update, client, number)
    return message, payloads.press(update + 2, client, number), payloads.press(update + 1, client, number)


def people(clients: int, uow: UnitOfWork) -> Sequence[str]:
    """Keep a team, four assistants, a manager and the clients with their firms; return the clients' ids."""
    team = uow.clients.team(TeamId(uow.new_id()), "Office")
    for number in range(ASSISTANTS):
        _join(uow, f"Ben {number}", Role.ASSISTANT, payloads.FIRST_USER + 1_000 + number, team=team)
    _join(uow, "Mia", Role.MANAGER, payloads.FIRST_USER + 2_000)
    made = []
    for number in range(clients):
        firm = uow.clients.ensure(ClientId(uow.new_id()), f"Practice {number}", f"key-{number}", uow.now)
        made.append(_join(uow, f"Anna {number}", Role.CLIENT, payloads.FIRST_USER + number, client=firm))
    return made


def _join(
    uow: UnitOfWork, name: str, role: Role, account: int, *, team: TeamId | None = None, client: ClientId | None = None
) -> str:
    person = PersonId(uow.new_id())
    uow.people.add(
        Person(
            person,
            name,
            role,
            PersonState.ACTIVE,
            client,
            team,
            language="en",
            zone=ZONE,
            zone_known=True,
            guest=False,
            told_at=None,
            created_at=uow.now,
        )
    )
    uow.people.add_address(
        Address(uow.new_id(), person, "telegram", "", str(account), str(account), open=True, created_at=uow.now)
    )
    return person

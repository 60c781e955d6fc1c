"""A whole office without a network, in virtual time: the real app and libraries, the stand-ins called directly."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import httpx
from telegram import Bot

from bot.app import App
from bot.i18n import Wording
from bot.platforms.base import Platform
from bot.platforms.slack import SlackPlatform
from bot.platforms.slack_calls import READS
from bot.platforms.slack_outcomes import Json, refusal
from bot.platforms.telegram import TelegramPlatform
from bot.platforms.telegram.listening import SECRET_HEADER
from bot.platforms.telegram.requests import requests
from bot.platforms.telegram.transfers import Transfers
from bot.platforms.telegram.wire import Wire
from handlers.chat.context import Office as OfficeFacts
from handlers.features import HOUSE
from storage.people import Address, Person
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, PersonId, PersonState, Role, TeamId
from tests.standins.slack import Call, SlackStandIn, SlackUser
from tests.standins.slack import Limits as SlackLimits
from tests.standins.slack_delivery import Delivery, Outcome, encoded
from tests.standins.telegram import Limits as TelegramLimits
from tests.standins.telegram import TelegramStandIn, TelegramUser
from tests.standins.telegram_params import decoded
from tests.standins.telegram_queue import Entry, Lane
from tests.virtual import VirtualClock, VirtualStore

ZONE = "Europe/Berlin"
SECRET = "hook-secret"
HOOK = "http://127.0.0.1/telegram"
KEPT = 16  # messages of a chat that its person still looks at
Member = TelegramUser | SlackUser


@dataclass
class Network:
    """How long things are on their way: draws of seconds, one way in, there and back for what the office sends."""

    inward: Callable[[], float]
    outward: Callable[[], float]


class _DirectWire(Wire):
    """The library's own way to the Bot API, up to the last step before the network."""

    def __init__(self, token: str, transport: httpx.AsyncBaseTransport) -> None:
        given: dict[str, Any] = {"transport": transport}
        self._calls = requests(32, given)
        self._polls = requests(1, given)
        base = "http://127.0.0.1/bot"
        self._bot = Bot(token, base, base, request=self._calls, get_updates_request=self._polls)
        self.files = Transfers(self._bot, self._calls, given)


class DirectTelegram(TelegramPlatform):
    """Telegram by webhook, both ways in memory."""

    def __init__(self, server: TelegramStandIn, clock: VirtualClock, network: Network) -> None:
        super().__init__(token=server.token, clock=clock, mode="webhook", webhook_url=HOOK, webhook_secret=SECRET)
        self._server, self._network = server, network
        self._lanes: dict[Lane, asyncio.Task[None]] = {}
        server.world.queue.added = self._bring

    async def _connected(self) -> Wire:
        if self._wire is None:
            self._wire = _DirectWire(self._server.token, httpx.MockTransport(self._answer))
        return self._wire

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        method = request.url.path.rpartition("/")[2]
        await self._clock.sleep(self._network.outward())
        if method == "setWebhook":
            return httpx.Response(200, json={"ok": True, "result": True})
        if method == "getWebhookInfo":
            result = {"url": HOOK, "has_custom_certificate": False, "pending_update_count": 0}
            return httpx.Response(200, json={"ok": True, "result": result})
        values = decoded(dict(parse_qsl(request.content.decode(), keep_blank_values=True)))
        dispatcher = self._server.http.dispatcher
        call = dispatcher.begin(method, values)
        call.status, call.body = await dispatcher.answer(call)
        return httpx.Response(call.status, json=call.body)

    def _bring(self, entry: Entry) -> None:
        before = self._lanes.get(entry.lane)
        task = asyncio.get_running_loop().create_task(self._post_in_turn(entry, before))
        self._lanes[entry.lane] = task

    async def _post_in_turn(self, entry: Entry, before: asyncio.Task[None] | None) -> None:
        await self._clock.sleep(self._network.inward())
        if before is not None and not before.done():
            await asyncio.wait([before])
        status, _ = await self.webhook({SECRET_HEADER: SECRET}, json.dumps(entry.update).encode())
        assert status == 200, f"an update got {status}"
        self._server.world.queue.forget(entry)
        if self._lanes.get(entry.lane) is asyncio.current_task():
            del self._lanes[entry.lane]


class DirectSlack(SlackPlatform):
    """Slack by HTTP, both ways in memory: what comes in passes Bolt, what goes out leaves before slack_sdk."""

    def __init__(self, server: SlackStandIn, clock: VirtualClock, network: Network) -> None:
        with_words = frozenset(name for name, spec in HOUSE.commands.items() if spec.with_words)
        super().__init__(
            bot_token=server.bot_token,
            app_token=None,
            signing_secret=server.signing_secret,
            clock=clock,
            mode="http",
            commands=frozenset(HOUSE.commands),
            commands_with_words=with_words,
            opens_form=HOUSE.opens_form,
        )
        self._server, self._network = server, network
        server.dispatch.transport = lambda: self
        server.dispatch.sleep = clock.sleep
        server.signer.clock = lambda: clock.now().timestamp()
        server.dispatch.resume()

    async def call(self, method: str, /, **parameters: object) -> Json:
        """Let the stand-in do what a call asks for, and refuse as slack_calls would."""
        await self._clock.sleep(self._network.outward())
        given: Json = {name: value for name, value in parameters.items() if value is not None}
        if method in READS:
            given = {name: str(int(value) if isinstance(value, bool) else value) for name, value in given.items()}
        self._server.calls.append(Call(method, given))
        answer = self._server._web._run(method, json.loads(json.dumps(given)), self._server.bot_token)  # noqa: SLF001 - the network left out
        if answer.pop("ok"):
            return dict(answer)
        code = str(answer["error"])
        self.refusals[method, code] = self.refusals.get((method, code), 0) + 1
        raise refusal(method, code, {"Retry-After": str(answer.get("retry_after", ""))})

    async def _replace(self, address: str, body: Json) -> bool:
        await self._clock.sleep(self._network.outward())
        hook = self._server.workspace.hooks.get(address.rpartition("/")[2])
        return bool(self._server._web._respond(hook, json.loads(json.dumps(body)))["ok"])  # noqa: SLF001 - as above

    @property
    def refusals(self) -> dict[tuple[str, str], int]:
        """How often the stand-in said no, by method and code."""
        found: dict[tuple[str, str], int] = self.__dict__.setdefault("_refusals", {})
        return found

    async def deliver(self, delivery: Delivery, number: int, reason: str, within: float) -> Outcome:
        """Bring the office an event, command or interaction."""
        await self._clock.sleep(self._network.inward())
        body, content_type = encoded(delivery)
        headers = {"Content-Type": content_type, **self._server.signer.sign(body)}
        status, _, text = await self.events(headers, body)
        acked = 200 <= status < 300
        said = json.loads(text) if text.startswith("{") else text or None
        return Outcome(acked, "" if acked else "http_error", status, said)


class InMemoryOffice:
    """An office with people in it. Made and used on a virtual loop: `await open()`, `await close()`."""

    def __init__(self, store: VirtualStore, clock: VirtualClock, network: Network) -> None:
        seconds: Callable[[], float] = lambda: clock.now().timestamp()  # noqa: E731 - two servers share it
        self.clock = clock
        self.telegram = TelegramStandIn(clock=seconds, limits=TelegramLimits.telegram())
        self.slack = SlackStandIn(clock=seconds, limits=SlackLimits.usual())
        self.on_slack = DirectSlack(self.slack, clock, network)
        platforms: list[Platform] = [DirectTelegram(self.telegram, clock, network), self.on_slack]
        self.app = App(store, clock, OfficeFacts("Office Berlin", "en", ZONE), platforms, wording=Wording())

    async def open(self) -> None:
        """Start, and wait until both platforms are listened to."""
        await self.app.start()
        async with asyncio.timeout(60):
            while not self.app.health().ok:  # noqa: ASYNC110 - health has nothing to wait on
                await asyncio.sleep(0.1)

    async def close(self) -> None:
        """Stop in order."""
        await self.app.stop()
        await self.slack.dispatch.pause()

    async def staffed(self, clients: int, assistants: int) -> tuple[list[Member], list[Member]]:
        """Return so many clients, each of a firm of their own, and assistants, by turns on either platform."""
        named = [self._member(f"Anna {number}", number) for number in range(clients)]
        staff = [self._member(f"Ben {number}", number) for number in range(assistants)]
        await self.app.database.write(partial(_join, clients=named, staff=staff))
        return named, staff

    def _member(self, name: str, number: int) -> Member:
        if number % 2:
            return self.slack.user(name)
        user = self.telegram.user(name)
        user.started = True
        return user

    def tidy(self, members: list[Member]) -> None:
        """Let the stand-ins forget what nobody looks at any more, so that memory tells of the office alone."""
        world, workspace = self.telegram.world, self.slack.workspace
        self.telegram.calls.clear()
        world.queue.history.clear()
        for query in [key for key, query in world.callbacks.items() if query.answer is not None]:
            del world.callbacks[query]
        self.slack.calls.clear()
        self.slack.deliveries[:] = [each for each in self.slack.deliveries if not each.finished]
        for forgotten in (workspace.triggers, workspace.hooks, workspace.ephemerals, workspace.message_state):
            _keep(forgotten, 100)
        for told in workspace.ephemerals.values():
            del told[:-KEPT]
        shown = {view.id for stack in workspace.stacks.values() for view in stack}
        for old in [key for key in workspace.views if key not in shown][:-100]:
            del workspace.views[old]
        workspace.live_markup.clear()
        workspace.auto_links.clear()
        for member in members:
            if isinstance(member, TelegramUser):
                _keep(member.by_id, KEPT)
                del member.answers[:-KEPT], member.actions[:-KEPT]
            elif member.id in workspace.dms:
                _keep(workspace.dms[member.id].messages, KEPT)


def _keep(kept: dict[Any, Any], most: int) -> None:
    for key in list(kept)[:-most]:
        del kept[key]


def _join(uow: UnitOfWork, clients: list[Member], staff: list[Member]) -> None:
    team = uow.clients.team(TeamId(uow.new_id()), "Office")
    for number, member in enumerate(clients):
        firm = uow.clients.ensure(ClientId(uow.new_id()), f"Practice {number}", f"key-{number}", uow.now)
        _keep_person(uow, member, Role.CLIENT, client=firm)
    for member in staff:
        _keep_person(uow, member, Role.ASSISTANT, team=team)


def _keep_person(
    uow: UnitOfWork, member: Member, role: Role, *, client: ClientId | None = None, team: TeamId | None = None
) -> None:
    facts: Mapping[str, Any] = {"language": "en", "zone": ZONE, "zone_known": True, "guest": False, "told_at": None}
    slack = isinstance(member, SlackUser)
    name = member.name if isinstance(member, SlackUser) else member.first_name
    person = PersonId(uow.new_id())
    uow.people.add(Person(person, name, role, PersonState.ACTIVE, client, team, created_at=uow.now, **facts))
    place = ("slack", "T0OFFICE") if slack else ("telegram", "")
    chat = member.dm if isinstance(member, SlackUser) else str(member.id)
    uow.people.add_address(Address(uow.new_id(), person, *place, str(member.id), chat, open=True, created_at=uow.now))

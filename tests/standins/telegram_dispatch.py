"""Executes the methods of the Telegram stand-in: the table of all of them, flood limits, polls and webhook settings."""

from collections.abc import Callable
from typing import NamedTuple

from tests.standins import (
    telegram_bot_methods,
    telegram_chat_methods,
    telegram_editing,
    telegram_sending,
)
from tests.standins.telegram_params import Params, decoded
from tests.standins.telegram_records import Call, Json
from tests.standins.telegram_refusals import WEBHOOK_ACTIVE, Refused, bad
from tests.standins.telegram_webhook import Webhook
from tests.standins.telegram_world import World

LONGEST_POLL = 50
LONGEST_BATCH = 100


class Answer(NamedTuple):
    """Status and JSON body of an answer."""

    status: int
    body: Json


class Dispatcher:
    """Knows every method by its lower-cased name."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.webhook = Webhook(world, self._execute_reply)
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        self.validate = False
        self.missing: set[str] = set()
        tables = (telegram_bot_methods, telegram_chat_methods, telegram_editing, telegram_sending)
        self._names: dict[str, str] = {}
        self._table: dict[str, Callable[[World, Params], object]] = {}
        for table in tables:
            for name, function in table.METHODS.items():
                self._names[name.lower()] = name
                self._table[name.lower()] = function
        for name in ("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo"):
            self._names[name.lower()] = name
        self._sends = {name.lower() for name in telegram_sending.METHODS}

    def begin(self, method: str, values: Json) -> Call:
        """Record a call under the canonical name of its method."""
        chat_id = values.get("chat_id")
        name = self._names.get(method.lower(), method)
        call = Call(name, values, chat_id if isinstance(chat_id, int) else None)
        self.calls.append(call)
        if self.validate:
            self._complain(call)
        return call

    def _complain(self, call: Call) -> None:
        from tests.standins.telegram_check import complaints

        self.complaints += [f"{call.method}: {complaint}" for complaint in complaints(call.method, call.params)]

    async def answer(self, call: Call) -> Answer:
        """Execute a call; HungUp passes through."""
        try:
            result = await self._execute(call)
        except Refused as refused:
            return Answer(refused.status, refused.body)
        if isinstance(result, Described):
            return Answer(200, {"ok": True, "result": True, "description": result.description})
        return Answer(200, {"ok": True, "result": result})

    async def _execute(self, call: Call) -> object:
        name, params, world = call.method.lower(), Params(call.params), self.world
        match name:
            case "getupdates":
                return await self._get_updates(params)
            case "setwebhook":
                return Described(await self.webhook.set(params))
            case "deletewebhook":
                if params.flag("drop_pending_updates"):
                    world.queue.drop_all()
                return Described(await self.webhook.remove())
            case "getwebhookinfo":
                return self.webhook.info()
            case _:
                return self._execute_plain(name, call, params)

    def _execute_plain(self, name: str, call: Call, params: Params) -> object:
        world, function = self.world, self._table.get(name)
        if function is None:
            raise self._unknown(call.method)
        if name in self._sends or (world.limits.count_edits and name.startswith("editmessage")):
            several = params.structure("media") or params.structure("message_ids")
            messages = len(several) if isinstance(several, list) else 1
            if call.chat_id in world.chats:
                world.meter.count(call.chat_id or 0, messages)
        return function(world, params)

    def _unknown(self, method: str) -> Refused:
        """404 for what is no method; 400 for a method only this server lacks, as libraries take 404 for a bad token."""
        from tests.standins.telegram_check import is_method

        if is_method(method):
            self.missing.add(method)
            return bad(f"the stand-in has no method {method}")
        return Refused(404, "method not found")

    async def _get_updates(self, params: Params) -> object:
        queue = self.world.queue
        if self.webhook.url:
            raise Refused(409, WEBHOOK_ACTIVE)
        allowed = params.structure("allowed_updates")
        if isinstance(allowed, list):
            queue.allow(str(kind) for kind in allowed)
        elif allowed:
            raise bad("can't parse allowed updates JSON object")
        limit = params.integer("limit", LONGEST_BATCH)
        limit = limit if 1 <= limit <= LONGEST_BATCH else LONGEST_BATCH
        seconds = min(max(params.integer("timeout"), 0), LONGEST_POLL)
        return await queue.poll(params.integer("offset"), limit, seconds)

    async def _execute_reply(self, method: str, values: Json) -> None:
        call = self.begin(method, decoded(values))
        call.status, call.body = await self.answer(call)


class Described(NamedTuple):
    """The result True with a description."""

    description: str

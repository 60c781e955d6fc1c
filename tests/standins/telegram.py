"""The Telegram stand-in: a Bot API server on loopback with people to play. The rules live in the neighbouring files."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from tests.standins.telegram_dispatch import Dispatcher
from tests.standins.telegram_groups import TelegramGroup
from tests.standins.telegram_http import HttpSide
from tests.standins.telegram_limits import Limits, Rate
from tests.standins.telegram_people import TelegramUser
from tests.standins.telegram_records import (
    FOREVER,
    Button,
    Call,
    CallbackAnswer,
    Drop,
    Fault,
    Json,
    Message,
    StoredFile,
)
from tests.standins.telegram_refusals import Refused
from tests.standins.telegram_webhook import Webhook
from tests.standins.telegram_world import CallbackQuery, World

__all__ = [
    "FOREVER",
    "Button",
    "Call",
    "CallbackAnswer",
    "CallbackQuery",
    "Fault",
    "Limits",
    "Message",
    "Rate",
    "Refused",
    "StoredFile",
    "TelegramGroup",
    "TelegramStandIn",
    "TelegramUser",
]

# Beyond 32 bits, as new accounts have them.
FIRST_USER_ID = 5_000_000_001
FIRST_GROUP_ID = -400_000_001
FIRST_SUPERGROUP_ID = -1_001_000_000_001


class TelegramStandIn:
    """A Telegram with one bot. `clock`: unix seconds for dates and expiry; `fast`: no penalties for polling fast."""

    def __init__(
        self,
        *,
        token: str = "700000001:AAStandInTokenForTheTests_0123456789",
        username: str = "vorzimmer_bot",
        clock: Callable[[], float] | None = None,
        fast: bool = True,
        limits: Limits | None = None,
        validate: bool = False,
    ) -> None:
        self.world = World(token, username, clock or time.time, limits or Limits(), fast=fast)  # noqa: TID251 - a server keeps its own time
        self.http = HttpSide(Dispatcher(self.world))
        self.http.dispatcher.validate = validate

    async def start(self) -> None:
        """Listen on loopback; after a stop on the same port, with queue and messages kept."""
        await self.http.start()
        self.webhook.start()

    async def stop(self) -> None:
        """Hang up and close the port; queue, messages and settings stay."""
        await self.webhook.stop()
        await self.http.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.token

    @property
    def base_url(self) -> str:
        """Address that the token is appended to."""
        return f"http://127.0.0.1:{self.http.port}/bot"

    def keeps_files_in(self, folder: Path) -> None:
        """Be a server of one's own, run beside the bot: getFile names files in `folder`."""
        self.world.local = folder

    @property
    def base_file_url(self) -> str:
        """Address of files that the token is appended to."""
        return f"http://127.0.0.1:{self.http.port}/file/bot"

    def user(
        self,
        first_name: str,
        *,
        language_code: str | None = "en",
        id: int | None = None,  # noqa: A002 - Telegram's word
        username: str | None = None,
        is_bot: bool = False,
    ) -> TelegramUser:
        """Return a new person; the bot can write to them once they have written."""
        number = id or FIRST_USER_ID + self.world.serial()
        user = TelegramUser(self.world, first_name, id=number, is_bot=is_bot)
        user.language_code, user.username = language_code, username
        self.world.chats[number] = user
        return user

    def group(self, title: str, *, supergroup: bool = False, forum: bool = False) -> TelegramGroup:
        """Return a new group without the bot; a forum is always a supergroup."""
        first = FIRST_SUPERGROUP_ID if supergroup or forum else FIRST_GROUP_ID
        number = first - self.world.serial()
        group = TelegramGroup(self.world, title, id=number, supergroup=supergroup or forum, forum=forum)
        self.world.chats[number] = group
        return group

    @property
    def calls(self) -> list[Call]:
        """Every call so far, oldest first."""
        return self.http.dispatcher.calls

    def calls_of(self, *methods: str) -> list[Call]:
        """The calls of these methods."""
        return [call for call in self.calls if call.method in methods]

    @property
    def complaints(self) -> list[str]:
        """What the other people's models found wrong with the calls (`validate=True`)."""
        return self.http.dispatcher.complaints

    @property
    def missing(self) -> set[str]:
        """Real methods that were called but do not exist here; they are refused with 400."""
        return self.http.dispatcher.missing

    @property
    def webhook(self) -> Webhook:
        """The outgoing side: attempts, time_scale, timeout."""
        return self.http.dispatcher.webhook

    def fault(
        self,
        method: str | None = None,
        *,
        chat: int | None = None,
        count: int = 1,
        status: int | None = None,
        description: str = "",
        retry_after: int | None = None,
        drop: Drop | None = None,
        delay: float = 0.0,
        hold: asyncio.Event | None = None,
    ) -> Fault:
        """Let the next `count` calls (of a method, to a chat) go wrong; the earliest matching fault acts.

        status: refused unexecuted. drop: connection closed before or after executing. delay (seconds) and hold come
        before executing, with drop="after" between executing and hanging up. retry_after alone means 429. Calls that
        are already running, such as a waiting poll, are not touched. "download" is a file: drop="after" hangs up
        half-way.
        """
        if status is None and retry_after is not None:
            status = 429
        fault = Fault(method, chat, count, status, description, retry_after, drop, delay, hold)
        self.http.faults = [kept for kept in self.http.faults if kept.left > 0]
        self.http.faults.append(fault)
        return fault

    def clear_faults(self) -> None:
        """End every fault."""
        for fault in self.http.faults:
            fault.clear()

    def refuse_all(self, status: int | None = 401, reason: str = "") -> None:
        """Refuse every call from now on (401 = token revoked), until called with None."""
        self.http.refuse_all = None if status is None else Refused(status, reason)

    def refuse_get_me(self, status: int | None, reason: str = "") -> None:
        """Refuse getMe from now on, until called with None."""
        self.http.refuse_get_me = None if status is None else Refused(status, reason)

    @property
    def privacy(self) -> bool:
        """Whether the bot sees only what is meant for it in groups."""
        return self.world.privacy

    @privacy.setter
    def privacy(self, on: bool) -> None:
        self.world.privacy = on

    @property
    def topics(self) -> bool:
        """Whether the bot's private chats have topics; it asks at its start."""
        return self.world.topics_enabled

    @topics.setter
    def topics(self, on: bool) -> None:
        self.world.topics_enabled = on

    @property
    def next_update_id(self) -> int:
        """Number of the next update; settable for gaps and restarts."""
        return self.world.queue.next_id

    @next_update_id.setter
    def next_update_id(self, number: int) -> None:
        self.world.queue.next_id = number

    def push_raw(self, update: Json) -> int:
        """Queue any update, whatever allowed_updates say; returns its number (filled in if missing)."""
        update = {"update_id": self.next_update_id, **update}
        expires = self.world.clock() + self.world.limits.message_life
        self.world.queue.push(update, expires=expires, lane=("raw", 0))
        return int(update["update_id"])

    def redeliver(self, update: Json | int) -> None:
        """Deliver an update (or its number) once more with the same number, although it was confirmed."""
        number = update if isinstance(update, int) else int(update["update_id"])
        expires = self.world.clock() + self.world.limits.message_life
        known = self.world.queue.history[number]
        self.world.queue.push(known, expires=expires, lane=("raw", 0), forced=True)

    @property
    def pending(self) -> list[Json]:
        """The updates neither confirmed nor expired, oldest first."""
        return [entry.update for entry in self.world.queue.waiting()]

    async def until(self, fact: Callable[[], object], what: str, *, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - says what was missing
        """Wait until `fact` is true, asking after each call of the bot; AssertionError after `timeout` seconds."""
        true = await self.http.changes.until(lambda: bool(fact()), timeout)
        assert true, f"not within {timeout} s: {what}\n{self.transcript()}"

    async def drained(self, *, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - says what was missing
        """Wait until every update is confirmed."""
        await self.until(lambda: not self.world.queue.waiting(), "every update confirmed", timeout=timeout)

    async def called(self, method: str, *, count: int = 1, timeout: float = 30.0) -> Call:  # noqa: ASYNC109 - says what was missing
        """Wait until `method` was called and answered `count` times; returns that call."""

        def found() -> list[Call]:
            return [call for call in self.calls_of(method) if call.finished is not None]

        await self.until(lambda: len(found()) >= count, f"{method} called {count} time(s)", timeout=timeout)
        return found()[count - 1]

    def transcript(self) -> str:
        """Return every chat as text."""
        return "\n".join(chat.transcript() for chat in self.world.chats.values())

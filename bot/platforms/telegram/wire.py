"""The Bot API as python-telegram-bot speaks it, and its failures in our words.

The only module that imports the library, which takes 0.4 s: load it in a thread.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    WebhookInfo,
)
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.logs import event
from bot.platforms.telegram.drawing import Drawn
from bot.platforms.telegram.failures import Failed, Kind

LOG = logging.getLogger(__name__)
T = TypeVar("T")

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Nothing of the request can have reached Telegram with these; with every other transport error it can.
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
# 404 is what a malformed token gets; the methods we call all exist. What is not listed: 4xx refused, else the server's.
KINDS = {
    400: Kind.BAD_REQUEST,
    401: Kind.TOKEN,
    403: Kind.FORBIDDEN,
    404: Kind.TOKEN,
    409: Kind.CONFLICT,
    429: Kind.BUSY,
}
# Long polls are answered after the poll time; the rest is for the network.
POLL_GRACE = 15.0


class Refusal(TelegramError):
    """An answer with another HTTP status than 2xx. Raised instead of the library's own classes: those forget the
    status, warn about `retry_after` and log the body of answers that are no JSON."""

    __slots__ = ("chat", "seconds", "status")

    def __init__(self, status: int, description: str = "", seconds: float = 0.0, chat: str = "") -> None:
        super().__init__(description)
        self.status = status
        self.seconds = seconds
        self.chat = chat


class QuietRequest(HTTPXRequest):
    """Requests that keep what they carry out of the log."""

    __slots__ = ()

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Return status and body of a successful call; raises Refusal, and the library's NetworkError."""
        status, payload = await super().do_request(*args, **kwargs)
        if not 200 <= status < 300:
            raise _refusal(status, payload)
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer as a dictionary with `result`; raises TelegramError without its content."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict) or "result" not in answer:
            raise TelegramError("unreadable answer")
        return answer


class Wire:
    """One bot's connections: one for the long poll, some for everything else. Every method raises Failed."""

    def __init__(self, token: str, base_url: str, base_file_url: str) -> None:
        tls = {"verify": httpx.create_ssl_context()}  # reading the certificates takes 0.1 s or more, so once for both
        self._calls = _requests(32, tls)
        self._polls = _requests(1, tls)
        self._bot = Bot(token, base_url, base_file_url, request=self._calls, get_updates_request=self._polls)

    async def close(self) -> None:
        """Give back the connections."""
        await self._polls.shutdown()
        await self._calls.shutdown()

    async def updates(self, offset: int | None, limit: int, seconds: int, kinds: Sequence[str]) -> bytes:
        """Return the body of a long poll as it came: Bot.get_updates fails as a whole if one update is odd."""
        facts: dict[str, str | int] = {"limit": limit, "timeout": seconds, "allowed_updates": json.dumps(kinds)}
        if offset is not None:
            facts["offset"] = offset
        url = f"{self._bot.base_url}/getUpdates?{urlencode(facts)}"
        return await _call(lambda: self._polls.retrieve(url, read_timeout=seconds + POLL_GRACE))

    async def username(self) -> str | None:
        """Return the bot's name, without the at sign."""
        return (await _call(self._bot.get_me)).username

    async def webhook(self) -> WebhookInfo:
        """Return the webhook as Telegram has it; its url is empty if none is set."""
        return await _call(self._bot.get_webhook_info)

    async def set_webhook(self, url: str, secret: str, kinds: Sequence[str]) -> None:
        """Ask for updates to be posted to `url`; those waiting are kept."""
        await _call(lambda: self._bot.set_webhook(url, allowed_updates=kinds, secret_token=secret))

    async def delete_webhook(self) -> None:
        """Go back to polling; updates waiting are kept."""
        await _call(self._bot.delete_webhook)

    async def send(self, chat: str, drawn: Drawn) -> str:
        """Send a message; return its id."""
        to, markup = _chat(chat), _markup(drawn)

        async def attempt(entities: list[MessageEntity] | None) -> str:
            message = await _call(
                lambda: self._bot.send_message(
                    to, drawn.text, entities=entities, link_preview_options=NO_PREVIEW, reply_markup=markup
                )
            )
            return str(message.message_id)

        return await _formatted(attempt, drawn)

    async def edit(self, chat: str, message_id: str, drawn: Drawn) -> None:
        """Replace text and buttons of a message; without buttons it loses those it had."""
        to, markup = _chat(chat), _markup(drawn)

        async def attempt(entities: list[MessageEntity] | None) -> None:
            await _call(
                lambda: self._bot.edit_message_text(
                    drawn.text,
                    chat_id=to,
                    message_id=int(message_id),
                    entities=entities,
                    link_preview_options=NO_PREVIEW,
                    reply_markup=markup,
                )
            )

        await _formatted(attempt, drawn)

    async def answer(self, query: str, text: str | None) -> None:
        """Answer a press."""
        await _call(lambda: self._bot.answer_callback_query(query, text=text))

    async def leave(self, chat: str) -> None:
        """Leave a group."""
        await _call(lambda: self._bot.leave_chat(_chat(chat)))

    async def set_commands(self, commands: Sequence[tuple[str, str]], language: str | None) -> None:
        """Set the menu of private chats for people of a language (ISO 639-1), or for all others."""
        menu = [BotCommand(name, description) for name, description in commands]
        scope = BotCommandScopeAllPrivateChats()
        await _call(lambda: self._bot.set_my_commands(menu, scope=scope, language_code=language))


def _requests(connections: int, tls: dict[str, Any]) -> QuietRequest:
    return QuietRequest(
        connections, connect_timeout=10.0, read_timeout=20.0, write_timeout=20.0, pool_timeout=10.0, httpx_kwargs=tls
    )


async def _formatted(attempt: Callable[[list[MessageEntity] | None], Awaitable[T]], drawn: Drawn) -> T:
    if not drawn.bold:
        return await attempt(None)
    try:
        return await attempt([MessageEntity(MessageEntity.BOLD, 0, drawn.bold)])
    except Failed as failed:
        if not failed.is_about_entities:
            raise
    event(LOG, "telegram-formatting-refused", level=logging.WARNING)
    return await attempt(None)


async def _call(ask: Callable[[], Awaitable[T]]) -> T:
    try:
        return await ask()
    except TelegramError as error:
        failed = _failed(error)
    except Exception as error:  # noqa: BLE001 - the library stumbled over an answer: the call was probably executed
        # No trace: it could show contents.
        event(LOG, "telegram-answer-unusable", level=logging.ERROR, error=type(error).__name__)
        failed = Failed(Kind.LOST)
    # Raised out here, the library's exception, whose text can name the token, is not even its context.
    raise failed


def _failed(error: TelegramError) -> Failed:
    if isinstance(error, Refusal):
        return _refused(error)
    return Failed(Kind.NOT_SENT if isinstance(error.__cause__, (*NOT_SENT, httpx.InvalidURL)) else Kind.LOST)


def _refused(refusal: Refusal) -> Failed:
    status = refusal.status
    kind = Kind.MOVED if refusal.chat else KINDS.get(status, Kind.REFUSED if 400 <= status < 500 else Kind.SERVER)
    return Failed(kind, refusal.message, seconds=refusal.seconds, chat=refusal.chat, status=status)


def _refusal(status: int, payload: bytes) -> Refusal:
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        return Refusal(status)
    parameters = answer.get("parameters")
    if not isinstance(parameters, dict):
        parameters = {}
    seconds, chat = parameters.get("retry_after"), parameters.get("migrate_to_chat_id")
    return Refusal(
        status,
        str(answer.get("description") or ""),
        float(seconds) if isinstance(seconds, int | float) else 0.0,
        str(chat) if isinstance(chat, int) else "",
    )


def _chat(chat: str) -> int | str:
    return int(chat) if chat.removeprefix("-").isdecimal() else chat


def _markup(drawn: Drawn) -> InlineKeyboardMarkup | None:
    if not drawn.rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(k.label, callback_data=k.key, style=k.style) for k in row] for row in drawn.rows]
    )

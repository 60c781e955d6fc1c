"""Requests to the Bot API as python-telegram-bot makes them, and their failures in our words."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.logs import event
from bot.platforms.telegram.failures import Failed, Kind

LOG = logging.getLogger(__name__)
T = TypeVar("T")

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


def requests(connections: int, tls: dict[str, Any]) -> QuietRequest:
    """Return a pool of connections."""
    return QuietRequest(
        connections, connect_timeout=10.0, read_timeout=20.0, write_timeout=20.0, pool_timeout=10.0, httpx_kwargs=tls
    )


async def call(ask: Callable[[], Awaitable[T]]) -> T:
    """Return what `ask` returns. Raises Failed and nothing else; the library's exception does not hang on it."""
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

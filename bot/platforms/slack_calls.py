"""Calls to Slack's Web API through slack_sdk on one kept session, each ending in an answer or one of our outcomes.

Nothing is repeated here: a retry inside a client (slack_sdk's default) sends twice what may have arrived once.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import logs
from bot.platforms.base import NotSent, Unknown
from bot.platforms.slack_bytes import ANSWERED_AT, Bytes
from bot.platforms.slack_outcomes import LOCKED_OUT, Json, busy, refusal

READS = frozenset({
    "auth.test", "bots.info", "users.info", "conversations.list", "conversations.history", "conversations.replies",
    "conversations.info", "files.info",
})  # fmt: skip
FORMS = frozenset({"files.getUploadURLExternal", "files.completeUploadExternal"})  # these don't read JSON
REFUSED = re.compile(r'"ok"\s*:\s*false')
PATIENCE = aiohttp.ClientTimeout(total=20.0, connect=10.0, sock_connect=8.0)

log = logging.getLogger(__name__)


def silent_logger(name: str) -> logging.Logger:
    """Return a logger that says nothing: both libraries write texts, headers and whole bodies into theirs."""
    for library in ("slack_sdk", "slack_bolt"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    logger = logging.getLogger(f"slack_bolt.silent.{name}")
    logger.setLevel(logging.CRITICAL)
    logger.propagate = False
    logger.disabled = True
    return logger


class Calls:
    """The Web API for one token. Make it on the event loop it will be used on, and close it."""

    def __init__(self, token: str, base_url: str, trouble: Callable[[str], None]) -> None:
        """`trouble` hears Slack's code whenever the token itself is refused."""
        self._trouble = trouble
        self._session = aiohttp.ClientSession(timeout=PATIENCE)
        self.client = AsyncWebClient(
            token, base_url=base_url, session=self._session, retry_handlers=[], logger=silent_logger("web")
        )
        self.bytes = Bytes(self._session, token, base_url)
        self.scopes: str | None = None

    async def close(self) -> None:
        """Give back the connections."""
        await self._session.close()

    async def call(self, method: str, /, **parameters: object) -> Json:
        """Return Slack's answer. Raises Busy, NotSent, Unknown and Declined, never with content or a token in it."""
        outcome: Exception
        try:
            answer = await self._request(method, parameters)
            self.scopes = answer.headers.get("x-oauth-scopes", self.scopes)
            return dict(answer.data) if isinstance(answer.data, dict) else {}
        except Exception as error:  # noqa: BLE001 - each becomes an outcome; what is unknown, Unknown
            outcome = self._outcome(method, error)
        # Raised out here, so that the library's exception, with the whole answer in it, is nobody's context.
        raise outcome

    async def answer(self, address: str, body: Json) -> bool:
        """Answer a press at the address that came with it; False if that was not taken, or nobody knows."""
        if not self.bytes.is_slacks(address, ANSWERED_AT if self.bytes.at_slack else frozenset()):
            return False
        try:
            async with self._session.post(address, json=body, allow_redirects=False) as answer:
                if answer.status == 200 and not REFUSED.search(await answer.text()):
                    return True
                outcome = str(answer.status)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            outcome = type(error).__name__
        logs.event(log, "slack-call-failed", method="response_url", outcome=outcome)
        return False

    async def _request(self, method: str, parameters: dict[str, object]) -> AsyncSlackResponse:
        given = {key: value for key, value in parameters.items() if value is not None}
        if method in READS:
            return await self.client.api_call(method, http_verb="GET", params=given)
        if method in FORMS:
            nested = {key: json.dumps(value) for key, value in given.items() if isinstance(value, (list, dict))}
            return await self.client.api_call(method, data={**given, **nested})
        return await self.client.api_call(method, json=given)

    def _outcome(self, method: str, error: Exception) -> Exception:
        match error:
            case SlackApiError():
                return self._refused(method, error)
            case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError() | aiohttp.InvalidURL():
                outcome: Exception = NotSent(type(error).__name__)
            case _:
                outcome = Unknown(type(error).__name__)
        logs.event(log, "slack-call-failed", method=method, outcome=type(outcome).__name__)
        return outcome

    def _refused(self, method: str, error: SlackApiError) -> Exception:
        response = error.response
        status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
        headers = getattr(response, "headers", {})
        if status == 429:
            return busy(method, headers)
        data = getattr(response, "data", None)
        code = data.get("error") if isinstance(data, dict) else None
        if not isinstance(code, str) or status >= 500:
            return Unknown(f"status {status}")
        code = code[:60] if code.isascii() else "unknown"
        if code in LOCKED_OUT:
            self._trouble(code)
        logs.event(log, "slack-call-refused", method=method, code=code)
        return refusal(method, code, headers)

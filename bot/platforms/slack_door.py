"""Bolt at the rim: real signatures, the rest of its pipeline unused. Payloads go from here straight into the intake.

Bolt's own way (authorize, then listeners one by one, then a 10 ms poll for `ack`) would come behind us and never runs,
except for `url_verification`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.middleware.request_verification.async_request_verification import AsyncRequestVerification
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot import logs
from bot.clock import Clock
from bot.platforms.slack_calls import silent_logger
from bot.platforms.slack_listening import Listening, Reply

SIGNATURE, STAMP = "x-slack-signature", "x-slack-request-timestamp"
SKEWED = 60

Answer = tuple[int, dict[str, str], str]
REFUSED: Answer = (401, {}, "")
log = logging.getLogger(__name__)


class Door:
    """One Bolt app, for HTTP requests and Socket Mode envelopes alike."""

    def __init__(self, listening: Listening, clock: Clock, secret: str, client: AsyncWebClient) -> None:
        self._listening = listening
        self._clock = clock
        self._verifier = SignatureVerifier(secret, _SlackClock(clock)) if secret.strip() else None
        self._app = AsyncApp(
            name="vorzimmer",
            logger=silent_logger("app"),
            client=client,
            signing_secret=secret,
            process_before_response=True,
            request_verification_enabled=False,  # _Gate is the same check with a clock of our own, and quiet
            before_authorize=_Gate(self._verifier, self._admit),
        )

    async def http(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one POST. Whatever is not signed by Slack gets 401 and leaves no trace."""
        given = {name.lower(): value for name, value in headers.items()}
        text = _guarded(given, body)
        if text is None or self._verifier is None:
            return REFUSED
        try:
            request = AsyncBoltRequest(body=text, headers=dict(given))
        except Exception:  # noqa: BLE001 - Bolt reads ids out of payloads without looking at types
            return await self._misshapen(text, given)
        response = await self._app.async_dispatch(request)
        if response.status == 401:
            return REFUSED
        if response.status == 200:
            self._look_at_clock(text, given)
        return response.status, response.first_headers(), response.body

    async def envelope(self, payload: dict[str, Any]) -> Reply:
        """Take one Socket Mode payload in."""
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=payload)
        except Exception:  # noqa: BLE001 - as above
            return await self._listening.admit(payload)
        reply: list[Reply] = request.context.setdefault("vorzimmer", [])
        response = await self._app.async_dispatch(request)
        return reply[0] if reply else Reply(response.status)

    async def _admit(self, request: AsyncBoltRequest, go_on: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:
        payload: dict[str, Any] = request.body
        if payload.get("type") == "url_verification":
            return await go_on()
        if not payload and request.raw_body:
            # Bolt takes a form for an interaction as soon as the word "payload" stands anywhere in it.
            payload = dict(parse_qsl(request.raw_body, keep_blank_values=True))
        if not payload:
            return BoltResponse(status=400)
        try:
            reply = await self._listening.admit(payload)
        except Exception as error:  # noqa: BLE001 - not acknowledged, so Slack brings it again
            logs.event(log, "slack-intake-failed", level=logging.WARNING, error=type(error).__name__)
            reply = Reply(500)
        if request.mode == "socket_mode":
            request.context.setdefault("vorzimmer", []).append(reply)
        return BoltResponse(status=reply.status, body=reply.body if reply.body is not None else "")

    async def _misshapen(self, text: str, headers: dict[str, str]) -> Answer:
        if self._verifier is None or not self._verifier.is_valid(text, headers.get(STAMP), headers.get(SIGNATURE)):
            return REFUSED
        reply = await self._listening.set_aside(text)
        return reply.status, {}, ""

    def _look_at_clock(self, text: str, headers: dict[str, str]) -> None:
        """Slack refuses nothing, but we refuse what is signed five minutes off: say so before it comes to that."""
        if self._verifier is None or not self._verifier.is_valid(text, headers.get(STAMP), headers.get(SIGNATURE)):
            return  # an ssl_check is answered unsigned
        skew = abs(int(self._clock.now().timestamp()) - int(headers.get(STAMP) or 0))
        if SKEWED < skew <= 300 and self._listening.intake is not None:
            self._listening.intake.alarm("slack-clock", seconds=skew)


class _Gate(AsyncRequestVerification):
    """Verifies as Bolt does, then hands the request to us instead of to authorize."""

    def __init__(
        self,
        verifier: SignatureVerifier | None,
        admit: Callable[[AsyncBoltRequest, Callable[[], Awaitable[BoltResponse]]], Awaitable[BoltResponse]],
    ) -> None:
        super().__init__(signing_secret="", base_logger=silent_logger("gate"))
        self._verifier = verifier
        self._admit = admit

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt passes it by this name
    ) -> BoltResponse:
        async def verified() -> BoltResponse:
            return await self._admit(req, next)

        return await super().async_process(req=req, resp=resp, next=verified)


class _SlackClock(SignatureClock):
    """Our clock in the shape slack_sdk asks for."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


def _guarded(headers: dict[str, str], body: bytes) -> str | None:
    """Return the body as text; None for what the libraries would stumble over before they could refuse it."""
    stamp = headers.get(STAMP, "0")  # an ssl_check comes unsigned; Bolt answers it before it looks at signatures
    if not headers.get(SIGNATURE, "").isascii() or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None

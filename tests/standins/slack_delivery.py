"""Bringing events, commands and interactions to the bot: signatures, HTTP posts, retries. Socket Mode is elsewhere."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol
from urllib.parse import urlencode

import aiohttp

from tests.standins.slack_shown import Json
from tests.standins.slack_signal import Signal

Kind = Literal["events_api", "slash_commands", "interactive"]
RETRY_DELAYS = (0.0, 60.0, 300.0)
REASONS: dict[type[Exception], str] = {  # the first that fits
    TimeoutError: "http_timeout",
    aiohttp.TooManyRedirects: "too_many_redirects",
    aiohttp.ClientSSLError: "ssl_error",
    aiohttp.ClientConnectionError: "connection_failed",
    OSError: "connection_failed",
    aiohttp.ClientError: "unknown_error",
}


def wall_clock() -> float:
    """Seconds since 1970 by this machine: Slack has its own clock, not the bot's."""
    return time.time()  # noqa: TID251 - the stand-in plays another company's machine


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended. `reason` is Slack's word for the failure, empty if the bot acknowledged."""

    acked: bool
    reason: str = ""
    status: int | None = None
    body: object = None
    stop: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt: its number from 0, when it began (monotonic), how long it took, and how it ended."""

    number: int
    at: float
    seconds: float
    outcome: Outcome


@dataclass(eq=False, slots=True)
class Delivery:
    """Something Slack has to bring to the bot. `response` is what the bot answered, decoded if it was JSON.

    `lost` is set when Slack gave up. `late_ack` holds the seconds after which an acknowledgement came too late.
    `after` is what the end of it does to the person who waits.
    """

    kind: Kind
    payload: Json
    user: str | None = None
    after: Callable[[Outcome], None] | None = None
    envelope: str = ""
    attempts: list[Attempt] = field(default_factory=list)
    acked: bool = False
    ack_seconds: float | None = None
    late_ack: float | None = None
    response: object = None
    lost: bool = False
    twin: "Delivery | None" = None
    changed: Signal = field(default_factory=Signal)
    _finished: bool = False

    @property
    def finished(self) -> bool:
        return self._finished

    @property
    def event_id(self) -> str:
        return str(self.payload.get("event_id", ""))

    @property
    def event(self) -> Json:
        """The inner event, empty for commands and interactions."""
        return dict(self.payload.get("event") or {})

    async def done(self) -> "Delivery":
        """Wait until it is acknowledged or given up; returns itself."""
        await self.changed.until(lambda: self._finished, None)
        return self

    async def tried(self, times: int, *, timeout: float = 30.0) -> "Delivery":  # noqa: ASYNC109 - says what was missing
        """Wait until that many attempts have ended; returns itself."""
        await self.changed.until(lambda: len(self.attempts) >= times, timeout)
        return self

    def finish(self) -> None:
        self._finished = True
        self.changed.notify()


class Transport(Protocol):
    """A way to the bot."""

    async def deliver(self, delivery: Delivery, number: int, reason: str, within: float) -> Outcome:
        """Make one attempt; `reason` says why the attempt before failed."""


class Signer:
    """Slack's signature, version v0. The clock is real by default because the libraries compare with real time."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.clock: Callable[[], float] = wall_clock

    def sign(self, body: bytes, timestamp: int | None = None) -> dict[str, str]:
        """The two headers for a body; `timestamp` in seconds since 1970, now by default."""
        moment = int(self.clock()) if timestamp is None else timestamp
        digest = hmac.new(self.secret.encode(), b"v0:%d:" % moment + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": str(moment), "X-Slack-Signature": f"v0={digest}"}


class HttpTransport:
    """Signed posts to the bot's request URL."""

    def __init__(self, signer: Signer) -> None:
        self.signer = signer
        self.request_url: str | None = None
        self.session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=200))

    async def stop(self) -> None:
        if self.session is not None:
            await self.session.close()
            self.session = None

    async def deliver(self, delivery: Delivery, number: int, reason: str, within: float) -> Outcome:
        body, content_type = encoded(delivery)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        if number:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        return await self.post(body, {**headers, **self.signer.sign(body)}, within)

    async def post(self, body: bytes, headers: dict[str, str], within: float) -> Outcome:
        """One post; redirects are followed twice."""
        if self.session is None or self.request_url is None:
            return Outcome(acked=False, reason="connection_failed")
        bound = aiohttp.ClientTimeout(total=within)
        try:
            async with self.session.post(
                self.request_url, data=body, headers=headers, timeout=bound, max_redirects=2
            ) as answer:
                content = await answer.read()
                stop = answer.headers.get("X-Slack-No-Retry") == "1"
                acked = 200 <= answer.status < 300
                decoded = _decoded(content, answer.content_type)
                return Outcome(acked, "" if acked else "http_error", answer.status, decoded, stop)
        except (aiohttp.ClientError, OSError) as error:
            return Outcome(acked=False, reason=next(word for kind, word in REASONS.items() if isinstance(error, kind)))


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """Body and content type of a post: JSON for events, a form for the rest."""
    form = "application/x-www-form-urlencoded"
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload).encode(), "application/json"
    if delivery.kind == "slash_commands":
        return urlencode(delivery.payload).encode(), form
    return urlencode({"payload": json.dumps(delivery.payload)}).encode(), form


def _decoded(content: bytes, content_type: str) -> object:
    if not content:
        return None
    text = content.decode(errors="replace")
    if content_type == "application/json":
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


@dataclass
class Dispatch:
    """Sends everything the bot should hear, and repeats events that weren't acknowledged.

    `answer_within` is Slack's patience with the bot, in real seconds. `retry_delays` are the pauses before the second
    and later attempts of an event, by the stand-in's clock. Commands and interactions are never repeated.
    """

    transport: Callable[[], Transport]
    sleep: Callable[[float], Awaitable[None]]
    outage: bool = False
    answer_within: float = 3.0
    retry_delays: tuple[float, ...] = RETRY_DELAYS
    deliveries: list[Delivery] = field(default_factory=list)
    running: bool = False
    _tasks: dict[asyncio.Task[None], Delivery] = field(default_factory=dict)
    _waiting: list[Delivery] = field(default_factory=list)

    def send(self, delivery: Delivery) -> Delivery:
        """Record and bring something to the bot; in an outage it is lost at once."""
        self.deliveries.append(delivery)
        if self.outage:
            self._end(delivery, Outcome(acked=False, reason="outage"))
        elif self.running:
            self._begin(delivery)
        else:
            self._waiting.append(delivery)
        return delivery

    def _begin(self, delivery: Delivery) -> None:
        task = asyncio.get_running_loop().create_task(self._run(delivery))
        self._tasks[task] = delivery
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        delivery = self._tasks.pop(task)
        if task.cancelled():
            self._waiting.append(delivery)
        elif (error := task.exception()) is not None:
            delivery.finish()
            raise error

    async def _run(self, delivery: Delivery) -> None:
        delays = self.retry_delays if delivery.kind == "events_api" else ()
        while True:
            number = len(delivery.attempts)
            outcome = await self._attempt(delivery, number)
            if outcome.acked or outcome.stop or number >= len(delays):
                break
            if delays[number]:
                await self.sleep(delays[number])
        self._end(delivery, outcome)

    async def _attempt(self, delivery: Delivery, number: int) -> Outcome:
        began = time.monotonic()
        reason = delivery.attempts[-1].outcome.reason if delivery.attempts else ""
        outcome = await self.transport().deliver(delivery, number, reason, self.answer_within)
        delivery.attempts.append(Attempt(number, began, time.monotonic() - began, outcome))
        delivery.changed.notify()
        return outcome

    def _end(self, delivery: Delivery, outcome: Outcome) -> None:
        delivery.acked, delivery.lost, delivery.response = outcome.acked, not outcome.acked, outcome.body
        if outcome.acked and delivery.attempts:
            delivery.ack_seconds = delivery.attempts[-1].seconds
        if delivery.after is not None:
            delivery.after(outcome)
        delivery.finish()

    def resume(self) -> None:
        """Go on with what was under way when the stand-in stopped, or came while it was."""
        self.running = True
        waiting, self._waiting = self._waiting, []
        for delivery in waiting:
            self._begin(delivery)

    async def pause(self) -> None:
        """Stop everything under way; what isn't acknowledged is kept for `resume`."""
        self.running = False
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

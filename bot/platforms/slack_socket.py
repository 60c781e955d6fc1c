"""Socket Mode: one live connection, the next opened before the old one goes, and a watchdog for silent ones.

slack_sdk's client mends a connection by itself, on the machine's clock, after closing the old one; here it only ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable
from typing import Any

import aiohttp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot import logs
from bot.clock import Clock
from bot.platforms.base import Busy, Intake, NotSent, Unknown
from bot.platforms.slack_calls import Calls, silent_logger
from bot.platforms.slack_door import Door
from bot.platforms.slack_outcomes import Declined

QUIET, GRACE = 60.0, 30.0  # a ping after the first, the end after both: 90 s without a frame
PING = 10.0
STEADY, LONGEST_PAUSE = 10.0, 60.0
LINGER = 3.0
GOODBYE, TURNED_OFF = "goodbye", "link_disabled"
ENDINGS = (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)

log = logging.getLogger(__name__)


class Socket:
    """Keeps a connection up until cancelled."""

    def __init__(
        self, door: Door, calls: Calls, app_token: str, clock: Clock, intake: Intake, alive: Callable[[], None]
    ) -> None:
        """`alive` is called for each sign of life."""
        self._door = door
        self._calls = calls
        self._token = app_token
        self._clock = clock
        self._intake = intake
        self._alive = alive
        self._line: Line | None = None
        self._farewells: set[asyncio.Task[None]] = set()

    async def run(self, connected: Callable[[], None]) -> None:
        """Connect, and connect again whenever the line ends; `connected` is called after each hello."""
        rapid = 0
        while True:
            asked = 0.0
            try:
                line = await self._connect()
            except Busy as busy:
                reason, asked = "busy", busy.seconds
            except (NotSent, Unknown, Declined, aiohttp.ClientError, TimeoutError, OSError) as error:
                reason = error.code if isinstance(error, Declined) else type(error).__name__
            else:
                began = self._clock.monotonic()
                connected()
                reason = await self._watch(line)
                rapid = rapid if self._clock.monotonic() - began < STEADY else 0
                if rapid == 0 and reason == GOODBYE:
                    rapid = 1
                    continue
            if reason == TURNED_OFF:
                self._intake.alarm("slack-socket-off")
            self._intake.trouble("slack", reason)
            if rapid or asked:
                await self._clock.sleep(max(asked, min(2.0 ** (rapid - 1), LONGEST_PAUSE)))
            rapid = min(rapid + 1, 10)

    async def stop(self) -> None:
        """Let go of all lines; call it once `run` is cancelled and what is under way has ended."""
        line, self._line = self._line, None
        if line is not None:
            await line.close()
        for farewell in list(self._farewells):
            farewell.cancel()
        await asyncio.gather(*self._farewells, return_exceptions=True)

    async def _connect(self) -> Line:
        """Return a new line that has said hello; the one before goes only then, so that no moment is without one."""
        answer = await self._calls.call("apps.connections.open", token=self._token)
        line = Line(str(answer.get("url", "")), self._door, self._calls.client, self._clock, self._alive)
        try:
            async with asyncio.timeout(15):
                await line.connect()
                await line.said_hello()
        except BaseException:
            await line.close()
            raise
        old, self._line = self._line, line
        if old is not None:
            farewell = asyncio.get_running_loop().create_task(old.finish())
            self._farewells.add(farewell)
            farewell.add_done_callback(self._farewells.discard)
        return line

    async def _watch(self, line: Line) -> str:
        """Wait until the line has ended, or has been silent for 90 s; return why."""
        watchdog = asyncio.get_running_loop().create_task(self._watchdog(line))
        try:
            await line.ended.wait()
        finally:
            watchdog.cancel()
            await asyncio.gather(watchdog, return_exceptions=True)
        logs.event(log, "slack-socket-ended", reason=line.reason)
        return line.reason

    async def _watchdog(self, line: Line) -> None:
        """End the line if a minute without a frame, and half a minute after a ping of ours, bring nothing.

        A clock that jumps (a suspended machine) costs a ping, not a connection.
        """
        while True:
            idle = self._clock.monotonic() - line.last
            if idle < QUIET:
                await self._clock.sleep(QUIET - idle)
                continue
            frames = line.frames
            await line.knock()
            await self._clock.sleep(GRACE)
            if line.frames == frames:
                self._intake.trouble("slack", "silent")
                line.end("silent")
                return


class Line(SocketModeClient):
    """One connection for its whole life. It sets `ended` instead of mending itself."""

    def __init__(self, url: str, door: Door, client: AsyncWebClient, clock: Clock, heard: Callable[[], None]) -> None:
        super().__init__("", logger=silent_logger("socket"), web_client=client, ping_interval=PING)
        self._unused = self.aiohttp_client_session
        self.aiohttp_client_session = aiohttp.ClientSession(ws_response_class=_counting(self))
        self.wss_uri = url
        self.hello, self.ended = asyncio.Event(), asyncio.Event()
        self.frames, self.last = 0, clock.monotonic()
        self.reason = ""
        self._door = door
        self._clock = clock
        self._heard = heard
        self._busy: set[asyncio.Task[Any]] = set()
        self.on_message_listeners.append(self._text)
        self.socket_mode_request_listeners.append(self._envelope)

    async def connect(self) -> None:
        """Try once. Raises aiohttp's errors."""
        self.current_session = await self.aiohttp_client_session.ws_connect(
            str(self.wss_uri), autoping=False, heartbeat=self.ping_interval, proxy=self.proxy
        )
        self.current_session_monitor = asyncio.ensure_future(self.monitor_current_session())
        self.message_receiver = asyncio.ensure_future(self.receive_messages())

    async def said_hello(self) -> None:
        """Wait for Slack's hello. Raises ConnectionError if the line ends without it."""
        loop = asyncio.get_running_loop()
        waits = [loop.create_task(self.hello.wait()), loop.create_task(self.ended.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
        if not self.hello.is_set():
            raise ConnectionError(self.reason)

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Called by slack_sdk when Slack says goodbye, or the line broke."""
        self.end(GOODBYE if force else "broken")

    def end(self, reason: str) -> None:
        """Give the line up; the first reason counts."""
        self.reason = self.reason or reason
        self.ended.set()

    def frame(self, message: aiohttp.WSMessage) -> None:
        """Note a frame, whatever is in it, pings and pongs as well."""
        if message.type in ENDINGS:
            self.end("closed")
        else:
            self.frames += 1
            self.last = self._clock.monotonic()
            self._heard()

    async def knock(self) -> None:
        """Send a ping; the answer is a frame."""
        if self.current_session is not None:
            with contextlib.suppress(ConnectionError, RuntimeError, aiohttp.ClientError):
                await self.current_session.ping(b"vorzimmer")

    async def finish(self) -> None:
        """Close once what came over this line is acknowledged; its successor is up already."""
        if self._busy:
            await asyncio.wait(set(self._busy), timeout=LINGER)
        await self.close()

    async def close(self) -> None:
        """Give everything back; a dead line can't be asked to agree."""
        self.end("closed")
        self.closed = True
        own = [self.message_processor, self.current_session_monitor, self.message_receiver]
        tasks = [task for task in own if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.current_session is not None and not self.current_session.closed:
            with contextlib.suppress(TimeoutError, ConnectionError, RuntimeError, aiohttp.ClientError):
                async with asyncio.timeout(1):
                    await self.current_session.close()
        await self._unused.close()
        await self.aiohttp_client_session.close()

    async def _text(self, message: aiohttp.WSMessage) -> None:
        """Look for hello and for why Slack says goodbye; envelopes go their own way."""
        if '"envelope_id"' in message.data:
            return
        with contextlib.suppress(ValueError, RecursionError, AttributeError):
            frame = json.loads(message.data)
            if frame.get("type") == "hello":
                self.hello.set()
            elif frame.get("type") == "disconnect":
                self.end(TURNED_OFF if frame.get("reason") == TURNED_OFF else GOODBYE)

    async def _envelope(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Hand a payload in and acknowledge it, on the line it came over, once it is committed."""
        task = asyncio.current_task()
        if task is not None:
            self._busy.add(task)
        try:
            reply = await self._door.envelope(request.payload)
            if reply.status == 200:
                await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, reply.body))
        except (ConnectionError, RuntimeError, aiohttp.ClientError):
            logs.event(log, "slack-acknowledgement-not-sent")  # it comes again, over another line
        finally:
            if task is not None:
                self._busy.discard(task)


def _counting(line: Line) -> type[aiohttp.ClientWebSocketResponse]:
    """Return aiohttp's websocket, telling `line` of each frame: slack_sdk shows its listeners only the text ones."""

    class Counting(aiohttp.ClientWebSocketResponse):
        async def receive(self, timeout: float | None = None) -> Any:  # noqa: ASYNC109 - the base class says so
            message = await super().receive(timeout)
            line.frame(message)
            return message

    return Counting

"""Socket Mode: connections, envelopes each to one of them, acknowledgements, recycling, and connections gone silent."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Literal
from uuid import uuid4

from aiohttp import WSMessage, WSMsgType, web

from tests.standins.slack_delivery import Delivery, Outcome
from tests.standins.slack_shown import Json
from tests.standins.slack_signal import Signal

MOST_CONNECTIONS = 10
TICKET_SECONDS = 60.0
DROPPED = object()
Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


class Connection:
    """One websocket. A silent one looks open, but nothing passes in either direction."""

    def __init__(self, number: int, ws: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self.number = number
        self.ws = ws
        self.transport = transport
        self.silent = False
        self.leaving = False
        self.gone = asyncio.Event()
        self.pending: dict[str, asyncio.Future[object]] = {}
        self.envelopes = 0

    async def send(self, message: Json) -> bool:
        """Send one frame; False if the line is dead."""
        if self.silent:
            return True
        try:
            await self.ws.send_str(json.dumps(message))
        except (ConnectionError, RuntimeError):
            self.gone.set()  # or it would be chosen again and again before its end is noticed
            return False
        return True

    def drop(self) -> None:
        """The line is gone: whatever waits on it has to go another way."""
        self.gone.set()
        for answer in self.pending.values():
            if not answer.done():
                answer.set_result(DROPPED)

    def abort(self) -> None:
        if self.transport is not None:
            self.transport.abort()
        self.drop()


class Sockets:
    """All connections of the app."""

    def __init__(self, app: str, origin: Callable[[], str]) -> None:
        self.app = app
        self.origin = origin
        self.open: list[Connection] = []
        self.enabled = True
        self.opened = 0
        self._tickets: dict[str, float] = {}
        self._next = 0
        self.changed = Signal()
        self._arrival = asyncio.Event()
        self._known: dict[str, tuple[Delivery, float]] = {}
        self._chores: set[asyncio.Task[None]] = set()

    def ticket(self) -> Json:
        """What apps.connections.open answers."""
        key = uuid4().hex
        self._tickets[key] = time.monotonic() + TICKET_SECONDS
        address = self.origin().replace("http://", "ws://")
        return {"url": f"{address}/link/?ticket={key}&app_id={self.app}"}

    # one connection

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if self._tickets.get(request.query.get("ticket", ""), 0.0) < time.monotonic():
            return web.Response(status=401)
        ws = web.WebSocketResponse(autoping=False, autoclose=False, compress=False)
        await ws.prepare(request)
        self.opened += 1
        connection = Connection(self.opened, ws, request.transport)
        if len(self.open) >= MOST_CONNECTIONS:
            await connection.send(self._farewell("too_many_websockets"))
            await ws.close()
            return ws
        self.open.append(connection)
        try:
            await connection.send(self._hello())
            self._arrival.set()
            self.changed.notify()
            await self._listen(connection)
        finally:
            if connection in self.open:
                self.open.remove(connection)
            connection.drop()
            self.changed.notify()
        return ws

    def _hello(self) -> Json:
        return {
            "type": "hello", "num_connections": len(self.open), "connection_info": {"app_id": self.app},
            "debug_info": {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060},
        }  # fmt: skip

    def _farewell(self, reason: Reason) -> Json:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}

    async def _listen(self, connection: Connection) -> None:
        ws = connection.ws
        while not ws.closed:
            message: WSMessage = await ws.receive()
            if connection.silent:
                if message.type in {WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR}:
                    await self._stay_silent(connection)
                    return
                continue
            match message.type:
                case WSMsgType.PING:
                    await ws.pong(message.data)
                case WSMsgType.TEXT:
                    self._acknowledged(connection, message.data)
                case WSMsgType.CLOSE:
                    await ws.close()
                case WSMsgType.CLOSING | WSMsgType.CLOSED | WSMsgType.ERROR:
                    return
                case _:
                    pass

    async def _stay_silent(self, connection: Connection) -> None:
        """Answer not even a farewell; the other side has to give up by itself."""
        transport = connection.transport
        while transport is not None and not transport.is_closing() and not connection.gone.is_set():
            try:
                async with asyncio.timeout(0.1):
                    await connection.gone.wait()
            except TimeoutError:
                continue

    def _acknowledged(self, connection: Connection, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        envelope = str(answer.get("envelope_id", ""))
        waiting = connection.pending.pop(envelope, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer.get("payload"))
        elif envelope in self._known:
            delivery, began = self._known[envelope]
            delivery.late_ack = time.monotonic() - began

    # deliveries

    async def deliver(self, delivery: Delivery, number: int, reason: str, within: float) -> Outcome:
        """One attempt. An event whose connection drops goes to another at once; other things are lost with it."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        delivery.envelope = delivery.envelope or str(uuid4())
        while True:
            connection = await self._choose(deadline)
            if connection is None:
                return Outcome(acked=False, reason="connection_failed")
            answer = await self._exchange(connection, delivery, _Try(number, reason, deadline))
            if answer is not DROPPED:
                if isinstance(answer, Outcome):
                    return answer
                return Outcome(acked=True, body=answer)
            if delivery.kind != "events_api":
                return Outcome(acked=False, reason="connection_failed")
            number, reason = number + 1, "connection_failed"

    async def _exchange(self, connection: Connection, delivery: Delivery, attempt: "_Try") -> object:
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[object] = loop.create_future()
        connection.pending[delivery.envelope] = waiting
        connection.envelopes += 1
        began = time.monotonic()
        try:
            if not await connection.send(envelope_of(delivery, attempt.number, attempt.reason)):
                return DROPPED
            async with asyncio.timeout_at(attempt.deadline):
                return await waiting
        except TimeoutError:
            self._known[delivery.envelope] = (delivery, began)
            return Outcome(acked=False, reason="timeout")
        finally:
            connection.pending.pop(delivery.envelope, None)

    async def _choose(self, deadline: float) -> Connection | None:
        """The next connection in turn, waiting for one until `deadline`."""
        while True:
            ready = [each for each in self.open if not each.leaving and not each.gone.is_set()]
            if ready:
                self._next += 1
                return ready[self._next % len(ready)]
            self._arrival.clear()
            try:
                async with asyncio.timeout_at(deadline):
                    await self._arrival.wait()
            except TimeoutError:
                return None

    # what Slack does to connections

    def disconnect(self, reason: Reason) -> None:
        """Say farewell on every open connection; a warning leaves it open, everything else closes it."""
        for connection in list(self.open):
            if reason != "warning":
                connection.leaving = True
            chore = asyncio.get_running_loop().create_task(self._dismiss(connection, reason))
            self._chores.add(chore)
            chore.add_done_callback(self._chores.discard)

    async def _dismiss(self, connection: Connection, reason: Reason) -> None:
        await connection.send(self._farewell(reason))
        if reason == "warning":
            return
        if connection in self.open:
            self.open.remove(connection)
        connection.drop()
        if not connection.silent:
            await connection.ws.close()

    def go_silent(self) -> None:
        """All present connections go dead without a word; new ones work."""
        for connection in self.open:
            connection.silent = True

    async def stop(self) -> None:
        """Cut every line."""
        for chore in list(self._chores):
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        for connection in list(self.open):
            connection.abort()


class _Try:
    """One attempt's number, the reason for it, and until when it may last (loop time)."""

    __slots__ = ("deadline", "number", "reason")

    def __init__(self, number: int, reason: str, deadline: float) -> None:
        self.number, self.reason, self.deadline = number, reason, deadline


def envelope_of(delivery: Delivery, number: int, reason: str) -> Json:
    """The frame Slack sends; only events say how often they were tried."""
    frame: Json = {
        "envelope_id": delivery.envelope, "type": delivery.kind, "payload": delivery.payload,
        "accepts_response_payload": delivery.kind != "events_api",
    }  # fmt: skip
    if delivery.kind == "events_api":
        frame |= {"retry_attempt": number, "retry_reason": reason}
    return frame

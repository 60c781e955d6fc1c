"""The HTTP side of the Telegram stand-in: addresses, tokens, injected faults, file downloads, hang-ups."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from tests.standins.telegram_dispatch import Answer, Dispatcher
from tests.standins.telegram_params import read_params
from tests.standins.telegram_records import Call, Changes, Fault
from tests.standins.telegram_refusals import HungUp, Refused, too_many

TOKEN = re.compile(r"\d{1,19}:[A-Za-z0-9_-]{3,100}")
ADDRESS = re.compile(r"/(file/)?bot([^/]+)/(.+)")


class HttpSide:
    """Serves one dispatcher on loopback."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self.dispatcher = dispatcher
        self.faults: list[Fault] = []
        self.refuse_all: Refused | None = None
        self.refuse_get_me: Refused | None = None
        self.port = 0
        self.changes = Changes()
        self._runner: web.ServerRunner | None = None
        self._waits: set[asyncio.Future[Any]] = set()

    async def start(self) -> None:
        """Listen; after a stop on the same port as before."""
        self._runner = web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close the port and every connection; calls that wait are hung up on."""
        if self._runner is None:
            return
        self.dispatcher.world.queue.end_pending()
        for wait in list(self._waits):
            wait.cancel()
        runner, self._runner = self._runner, None
        await runner.cleanup()

    async def deserted(self) -> None:
        """Wait until nobody is connected any more; what they had written is read then. All who call have ended."""
        assert self._runner is not None  # it is listening
        assert self._runner.server is not None  # the same
        # Who connects now is let in behind those who came before.
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        await reader.read()
        writer.close()
        while any(one.transport is not None for one in self._runner.server.connections):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.001)  # a request read last is begun one turn later

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            return await self._respond(request)
        except HungUp:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)

    async def _respond(self, request: web.BaseRequest) -> web.StreamResponse:
        match = ADDRESS.fullmatch(unquote(request.rel_url.raw_path))
        if match is None:
            return _response(_answer(Refused(404)))
        is_file, token, rest = match.groups()
        refusal = self._check_token(token)
        if refusal is None and is_file:
            return await self._download(request, rest)
        limits = self.dispatcher.world.limits
        try:
            values = await read_params(request, limits.upload_bytes + 1_000_000)
        except Refused as refused:
            return _response(_answer(refusal or refused))
        call = self.dispatcher.begin(rest, values)
        self.changes.notify()
        if refusal is None and call.method == "getMe":
            refusal = self.refuse_get_me
        try:
            answer = _answer(refusal) if refusal else await self._run(call)
        finally:
            call.finished = time.monotonic()
            self.changes.notify()
        return _response(answer)

    def _check_token(self, token: str) -> Refused | None:
        if not TOKEN.fullmatch(token):
            return Refused(401, "invalid token specified")
        if token != self.dispatcher.world.token:
            return Refused(401)
        return self.refuse_all

    async def _run(self, call: Call) -> Answer:
        fault = next((fault for fault in self.faults if fault.matches(call)), None)
        if fault is None:
            return self._record(call, await self.dispatcher.answer(call))
        fault.left -= 1
        fault.hits += 1
        fault.reached.set()
        if fault.drop == "after":
            self._record(call, await self.dispatcher.answer(call))
            call.dropped = "after"
            self.changes.notify()
            await self._suspend(fault)
            raise HungUp
        await self._suspend(fault)
        if fault.drop == "before":
            call.dropped = "before"
            raise HungUp
        if fault.status is not None:
            return self._record(call, _answer(_refusal(fault)))
        return self._record(call, await self.dispatcher.answer(call))

    def _record(self, call: Call, answer: Answer) -> Answer:
        call.status, call.body = answer
        return answer

    async def _suspend(self, fault: Fault) -> None:
        if fault.delay > 0:
            await self._unless_stopped(asyncio.sleep(fault.delay))
        if fault.hold is not None:
            await self._unless_stopped(fault.hold.wait())

    async def _unless_stopped(self, wait: Awaitable[object]) -> None:
        future = asyncio.ensure_future(wait)
        self._waits.add(future)
        future.add_done_callback(self._waits.discard)
        await asyncio.wait([future])
        if future.cancelled():
            raise HungUp

    async def _download(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        """Answer with a file; faults for the method "download" act here: a status, or hung up before or half-way."""
        world = self.dispatcher.world
        found = world.links.get(path)
        fault = next((f for f in self.faults if f.method == "download" and f.left > 0), None)
        if fault is not None:
            fault.left -= 1
            fault.hits += 1
        if fault is not None and fault.status is not None:
            return _response(_answer(_refusal(fault)))
        if found is None or found[1] < world.clock():
            return _response(_answer(Refused(404)))
        content = found[0].content
        if fault is None:
            return web.Response(body=content, content_type="application/octet-stream")
        if fault.drop == "after":
            half = web.StreamResponse(headers={"Content-Length": str(len(content))})
            await half.prepare(request)
            await half.write(content[: len(content) // 2])
        raise HungUp


def _answer(refused: Refused) -> Answer:
    return Answer(refused.status, refused.body)


def _refusal(fault: Fault) -> Refused:
    if fault.status == 429 and not fault.description:
        return too_many(fault.retry_after or 1)
    more = {} if fault.retry_after is None else {"retry_after": fault.retry_after}
    return Refused(fault.status or 500, fault.description, **more)


def _response(answer: Answer) -> web.Response:
    return web.Response(text=json.dumps(answer.body), status=answer.status, content_type="application/json")

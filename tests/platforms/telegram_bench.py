"""What the Telegram tests work with: an inbox in memory, a clock in a hurry, and a bot connected to the stand-in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from bot.clock import MovableClock
from bot.platforms.base import Arrival, Platform, StoreDown, Verdict
from bot.platforms.telegram import TelegramPlatform
from handlers.chat.incoming import Event, Sender
from tests.standins.telegram import TelegramStandIn

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BOT = "700000001"


class HastyClock(MovableClock):
    """Moves itself whenever somebody sleeps, and remembers for how long."""

    def __init__(self) -> None:
        super().__init__(START)
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.move(seconds)
        await asyncio.sleep(0.001)


class FakeIntake:
    """Keeps arrivals in memory. `down`: commits fail. `before` runs before and `after` after each commit."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.marks: dict[str, str] = {}
        self.alarms: list[tuple[str, dict[str, str | int]]] = []
        self.troubles: list[str] = []
        self.heards = 0
        self.tickets: dict[str, object] = {}
        self.repeats = 0
        self.down = False
        self.before: Callable[[], Awaitable[None]] | None = None
        self.after: Callable[[], Awaitable[None]] | None = None

    async def take(self, arrivals: Sequence[Arrival], mark: tuple[str, str] | None = None) -> list[str | None]:
        if self.before:
            await self.before()
        if self.down:
            raise StoreDown
        ids = [self._keep(arrival) for arrival in arrivals]
        if mark:
            self.marks[mark[0]] = mark[1]
        if self.after:
            await self.after()
        return ids

    def _keep(self, arrival: Arrival) -> str | None:
        assert arrival.raw.isascii()
        json.loads(arrival.raw)
        known = {key for kept in self.arrivals for key in (kept.key, kept.second_key) if key}
        if known & {arrival.key, arrival.second_key}:
            self.repeats += 1
            return None
        self.arrivals.append(arrival)
        inbox_id = f"in-{len(self.arrivals)}"
        if arrival.ticket is not None:
            self.tickets[inbox_id] = arrival.ticket
        return inbox_id

    async def marked(self, name: str) -> str | None:
        if self.down:
            raise StoreDown
        return self.marks.get(name)

    async def verdict(self, inbox_id: str, seconds: float) -> Verdict | None:
        return None

    async def suggest(self, sender: Sender, key: str, words: str) -> list[tuple[str, str]]:
        return []

    def alarm(self, code: str, **facts: str | int) -> None:
        self.alarms.append((code, facts))

    def heard(self, platform: str) -> None:
        self.heards += 1

    def trouble(self, platform: str, code: str) -> None:
        self.troubles.append(code)

    @property
    def codes(self) -> set[str]:
        """The codes of all alarms."""
        return {code for code, _ in self.alarms}

    def understood(self, platform: TelegramPlatform) -> list[Event]:
        """Return what the arrivals that could be read mean."""
        return [platform.understand(json.loads(a.raw), a.at) for a in self.arrivals if not a.broken]

    def texts(self) -> list[str]:
        """Return the texts of the messages that came in."""
        updates = [json.loads(arrival.raw) for arrival in self.arrivals if not arrival.broken]
        return [update["message"]["text"] for update in updates if "text" in update.get("message", {})]


def a_bot(server: TelegramStandIn | str, clock: HastyClock | None = None, **more: object) -> TelegramPlatform:
    """Return a bot for the stand-in (or an address), with short polls."""
    address = server if isinstance(server, str) else server.base_url
    token = TelegramStandIn().token if isinstance(server, str) else server.token
    settings: dict[str, Any] = {"token": token, "base_url": address, "clock": clock or HastyClock(), "poll_seconds": 5}
    return TelegramPlatform(**{**settings, **more})


@asynccontextmanager
async def listening(platform: Platform, intake: FakeIntake) -> AsyncIterator[asyncio.Task[None]]:
    """Let a bot listen; end it afterwards as a kill would: by cancelling, wherever it is."""
    task = asyncio.create_task(platform.listen(intake))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await platform.close()


@asynccontextmanager
async def closing(platform: TelegramPlatform) -> AsyncIterator[TelegramPlatform]:
    """Close a bot that only sends."""
    try:
        yield platform
    finally:
        await platform.close()


@asynccontextmanager
async def raw_server(answer: Callable[[str, dict[str, str]], bytes], status: int = 200) -> AsyncIterator[str]:
    """Serve whatever bytes `answer` (method, parameters) returns, with `status`; yields the address for a bot."""

    async def handle(request: web.Request) -> web.Response:
        facts = {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}
        body = answer(request.path.rpartition("/")[2], facts)
        return web.Response(body=body, status=status, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
    finally:
        await runner.cleanup()


async def until(fact: Callable[[], object], what: str, *, within: float = 15.0) -> None:
    """Wait until `fact` is true; AssertionError if it does not become so."""
    deadline = asyncio.get_running_loop().time() + within
    while not fact():
        assert asyncio.get_running_loop().time() < deadline, f"not within {within} s: {what}"
        await asyncio.sleep(0.005)

"""What the Slack tests share: an intake that only remembers, and a platform connected to the stand-in server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiohttp import web

from bot.clock import Clock, MovableClock, SystemClock
from bot.platforms.base import Arrival, StoreDown, Verdict
from bot.platforms.slack import SlackPlatform
from handlers.chat.incoming import Event, Sender
from tests.standins.slack import SlackStandIn

START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
COMMANDS = frozenset({"help", "tasks", "join", "language"})


class FakeIntake:
    """Keeps what it is handed. `down` refuses to commit; `judge` decides what becomes of a hasty event."""

    def __init__(self) -> None:
        self.arrivals: dict[str, Arrival] = {}
        self.offered = 0
        self.marks: dict[str, str] = {}
        self.tickets: dict[str, object] = {}
        self.alarms: list[str] = []
        self.troubles: list[str] = []
        self.heard_count = 0
        self.down = False
        self.judge: Callable[[str], Verdict | None] = lambda inbox_id: Verdict(refused=False)
        self.changed = asyncio.Event()
        self.seconds: float | None = None

    async def take(self, arrivals: Sequence[Arrival], mark: tuple[str, str] | None = None) -> list[str | None]:
        self.offered += len(arrivals)
        await asyncio.sleep(0)
        if self.down:
            self._wake()
            raise StoreDown("down")
        found: list[str | None] = []
        for arrival in arrivals:
            new = arrival.key not in self.arrivals
            self.arrivals.setdefault(arrival.key, arrival)
            if new and arrival.ticket is not None:
                self.tickets[arrival.key] = arrival.ticket
            found.append(arrival.key if new else None)
        if mark is not None:
            self.marks[mark[0]] = mark[1]
        self._wake()
        return found

    async def marked(self, name: str) -> str | None:
        return self.marks.get(name)

    async def verdict(self, inbox_id: str, seconds: float) -> Verdict | None:
        self.seconds = seconds
        return self.judge(inbox_id)

    async def suggest(self, sender: Sender, key: str, words: str) -> list[tuple[str, str]]:
        if self.down:
            raise StoreDown("down")
        return [(f"{words} {key} {sender.user}", "v-1")]

    def alarm(self, code: str, **facts: str | int) -> None:
        self.alarms.append(code)
        self._wake()

    def heard(self, platform: str) -> None:
        self.heard_count += 1
        self._wake()

    def trouble(self, platform: str, code: str) -> None:
        self.troubles.append(code)
        self._wake()

    def _wake(self) -> None:
        self.changed.set()

    async def until(self, fact: Callable[[], bool], within: float = 15.0) -> None:
        """Wait until `fact` holds; asked after each change."""
        async with asyncio.timeout(within):
            while not fact():
                self.changed.clear()
                await self.changed.wait()


class Office:
    """The platform under test, what it hears, and the server it talks to."""

    def __init__(self, slack: SlackStandIn, clock: Clock, **settings: object) -> None:
        self.slack, self.clock, self.intake = slack, clock, FakeIntake()
        given = {
            "bot_token": slack.bot_token,
            "app_token": slack.app_token,
            "signing_secret": slack.signing_secret,
            "mode": slack.mode,
            "base_url": slack.base_url,
            "commands": COMMANDS,
            "commands_with_words": frozenset({"join", "language"}),
            "clock": clock,
        }
        self.platform = SlackPlatform(**{**given, **settings})  # type: ignore[arg-type]  # values of several types, by name

    def understood(self) -> list[Event]:
        """Everything taken in, in order, as the office understands it."""
        return [self.platform.understand(_payload(each), each.at) for each in self.intake.arrivals.values()]

    async def events(self, count: int) -> list[Event]:
        """Wait until `count` events were taken in."""
        await self.intake.until(lambda: len(self.intake.arrivals) >= count)
        return self.understood()


def _payload(arrival: Arrival) -> dict[str, object]:
    loaded = json.loads(arrival.raw)
    assert isinstance(loaded, dict)
    return loaded


@asynccontextmanager
async def listening(office: Office) -> AsyncIterator[Office]:
    """Let the platform listen until the block ends; over HTTP it is served on loopback."""
    task = asyncio.create_task(office.platform.listen(office.intake))
    try:
        async with _served(office):
            if office.slack.mode == "socket":
                await office.slack.connected()
            # The first sweep ends last of all that happens at start.
            await office.intake.until(lambda: bool(office.intake.marks))
            yield office
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await office.platform.close()


@asynccontextmanager
async def _served(office: Office) -> AsyncIterator[None]:
    async def answer(request: web.Request) -> web.Response:
        status, headers, text = await office.platform.events(dict(request.headers), await request.read())
        return web.Response(status=status, body=text.encode(), headers=headers)

    application = web.Application(client_max_size=4 * 1024 * 1024)
    application.router.add_post("/slack/events", answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    office.slack.request_url = f"http://127.0.0.1:{port}/slack/events"
    try:
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def office_of(
    mode: str = "socket", clock: MovableClock | None = None, **settings: object
) -> AsyncIterator[Office]:
    """A listening platform on a fresh workspace; with a movable clock the workspace goes by it as well."""
    time = None if clock is None else lambda: clock.now().timestamp()
    async with SlackStandIn(clock=time) as slack:
        slack.mode = "http" if mode == "http" else "socket"
        if time is not None:
            slack.signer.clock = time
        async with listening(Office(slack, clock or SystemClock(), **settings)) as office:
            yield office

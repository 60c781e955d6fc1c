"""Webhook delivery of the Telegram stand-in: in order per lane, retries, Retry-After, replies that are calls."""

import asyncio
import json
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import aiohttp

from tests.standins.telegram_params import Params
from tests.standins.telegram_queue import Entry, Lane
from tests.standins.telegram_records import Json
from tests.standins.telegram_refusals import bad, too_many
from tests.standins.telegram_world import World

NEVER_IN_REPLY = ("get", "setwebhook", "deletewebhook", "close", "logout")
GONE_SECONDS = 23 * 3600
LONGEST_RETRY_AFTER = 3600


class Attempt(NamedTuple):
    """One delivery. `status` is None for a hang-up or timeout; `next_in`: seconds until the retry, None when done."""

    update_id: int
    status: int | None
    next_in: float | None


@dataclass(slots=True, eq=False)
class Work:
    """The updates of one lane, the first being delivered."""

    entries: deque[Entry] = field(default_factory=deque)
    failures: int = 0


class Webhook:
    """The outgoing side. `time_scale` shortens the pauses between attempts in tests; `attempts` shows them unscaled."""

    def __init__(self, world: World, execute: Callable[[str, Json], Awaitable[None]]) -> None:
        self.url = ""
        self.secret = ""
        self.max_connections = 40
        self.certificate = False
        self.attempts: list[Attempt] = []
        self.time_scale = 1.0
        self.timeout = 60.0
        self.last_error: tuple[int, str] | None = None
        self._world = world
        self._execute = execute
        self._lanes: dict[Lane, Work] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(40)
        self._session: aiohttp.ClientSession | None = None
        self._gone_since: float | None = None
        self._last_set = float("-inf")

    def start(self) -> None:
        """Deliver what waits, and everything that comes."""
        if not self.url or self._session:
            return
        timeout = aiohttp.ClientTimeout(total=self.timeout)
        self._session = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0))
        self._slots = asyncio.Semaphore(self.max_connections)
        self._world.queue.added = self._add
        for entry in self._world.queue.waiting():
            self._add(entry)

    async def stop(self) -> None:
        """Stop delivering; what was not accepted stays in the queue."""
        self._world.queue.added = None
        tasks, self._tasks = self._tasks, set()
        for task in tasks:
            if task is not asyncio.current_task():
                task.cancel()
        await asyncio.gather(*(task for task in tasks if task is not asyncio.current_task()), return_exceptions=True)
        self._lanes.clear()
        if self._session:
            await self._session.close()
            self._session = None

    def _add(self, entry: Entry) -> None:
        work = self._lanes.get(entry.lane)
        if work is None:
            work = self._lanes[entry.lane] = Work()
            task = asyncio.get_running_loop().create_task(self._run(entry.lane, work))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        work.entries.append(entry)

    async def _run(self, lane: Lane, work: Work) -> None:
        while work.entries and self._lanes.get(lane) is work:
            entry = work.entries[0]
            if entry.gone or entry.expires <= self._world.clock():
                self._world.queue.forget(entry)
            else:
                async with self._slots:
                    pause = await self._deliver(entry, work)
                if pause is not None:
                    await asyncio.sleep(pause * self.time_scale)
                    continue
                self._world.queue.forget(entry)
            work.entries.popleft()
        if self._lanes.get(lane) is work:
            del self._lanes[lane]

    async def _deliver(self, entry: Entry, work: Work) -> float | None:
        """Post once; returns None when accepted, else the pause in seconds."""
        assert self._session is not None
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        status: int | None = None
        after: str | None = None
        body = b""
        try:
            async with self._session.post(self.url, json=entry.update, headers=headers) as response:
                status, after = response.status, response.headers.get("Retry-After")
                body = await response.read()
            reason = f"Wrong response from the webhook: {status} {response.reason}"
        except TimeoutError:
            reason = "Read timeout expired"
        except aiohttp.ClientConnectorError:
            reason = "Connection refused"
        except aiohttp.ClientError:
            reason = "Connection closed"
        if status is not None and 200 <= status < 300:
            work.failures = 0
            self._gone_since = None
            self.attempts.append(Attempt(entry.id, status, None))
            await self._reply(body)
            return None
        self.last_error = (int(self._world.clock()), reason)
        pause = self._pause(work, after)
        self.attempts.append(Attempt(entry.id, status, pause))
        await self._note_gone(status)
        return pause

    def _pause(self, work: Work, after: str | None) -> float:
        """First retry at once, then 2, 4, 8 … up to a random 60-120 s; Retry-After wins."""
        work.failures += 1
        if after and after.isdigit() and int(after) > 0:
            return float(min(int(after), LONGEST_RETRY_AFTER))
        longest = random.uniform(60, 120)
        return 0.0 if work.failures == 1 else min(2.0 ** (work.failures - 1), longest)

    async def _note_gone(self, status: int | None) -> None:
        now = self._world.clock()
        if status != 410:
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = now
        elif now - self._gone_since >= GONE_SECONDS:
            self.url = ""
            await self.stop()

    async def _reply(self, body: bytes) -> None:
        """Execute a call given as the answer; nobody sees its result."""
        try:
            call = json.loads(body) if body.startswith(b"{") else {}
        except ValueError:
            return
        method = str(call.pop("method", "")).lower()
        if method and not method.startswith(NEVER_IN_REPLY):
            await self._execute(method, call)

    async def set(self, params: Params) -> str:
        """Apply setWebhook; returns the description of the answer."""
        world, url = self._world, params.text("url").strip()
        if not world.fast:
            now = asyncio.get_running_loop().time()
            if now - self._last_set < 1:
                raise too_many(1)
            self._last_set = now
        if params.structure("allowed_updates") is not None:
            world.queue.allow(params.structure("allowed_updates"))
        if params.flag("drop_pending_updates"):
            world.queue.drop_all()
        if not url:
            return await self.remove()
        if not url.startswith(("https://", "http://127.0.0.1")):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        secret = params.text("secret_token")
        if len(secret) > 256 or not all(char.isascii() and (char.isalnum() or char in "_-") for char in secret):
            raise bad("secret token is too long" if len(secret) > 256 else "secret token contains unallowed characters")
        same = url == self.url and secret == self.secret
        world.queue.end_pending(by_webhook=True)
        await self.stop()
        self.url, self.secret = url, secret
        self.certificate = params.given("certificate")
        self.max_connections = min(100, max(1, params.integer("max_connections", 40) or 40))
        self.start()
        return "Webhook is already set" if same else "Webhook was set"

    async def remove(self) -> str:
        """Apply deleteWebhook; returns the description of the answer."""
        had = bool(self.url)
        self.url = self.secret = ""
        self.last_error = None
        await self.stop()
        return "Webhook was deleted" if had else "Webhook is already deleted"

    def info(self) -> Json:
        """The WebhookInfo object."""
        waiting = len(self._world.queue.waiting())
        info: Json = {"url": self.url, "has_custom_certificate": self.certificate, "pending_update_count": waiting}
        if self.url:
            info |= {"max_connections": self.max_connections, "ip_address": "127.0.0.1"}
        if self.last_error:
            info |= {"last_error_date": self.last_error[0], "last_error_message": self.last_error[1]}
        if self._world.queue.allowed is not None:
            info["allowed_updates"] = sorted(self._world.queue.allowed)
        return info

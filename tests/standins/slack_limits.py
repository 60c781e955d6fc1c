"""Slack's rate limits as settings, and faults a test can put into the Web API. Neither knows HTTP."""

import asyncio
import math
import time
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from tests.standins.slack_shown import Json

Drop = Literal["before", "after"]
TIER_1, TIER_2, TIER_3, TIER_4 = 1, 20, 50, 100


@dataclass(slots=True)
class Limits:
    """Calls a minute by method, and posts a second in one channel with a burst. Without numbers nothing is limited.

    `retry_after` replaces the honest number of seconds in Retry-After. Slack's real limits are elastic: never test
    against one exact number.
    """

    per_minute: dict[str, int] = field(default_factory=dict)
    posts_per_second: float | None = None
    post_burst: int = 4
    retry_after: int | None = None
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def usual(cls) -> "Limits":
        """About what Slack enforces for an internal app."""
        third = ("conversations.history", "conversations.replies", "chat.update", "chat.delete", "conversations.open")
        second = ("users.list", "conversations.list", "reactions.remove", "files.completeUploadExternal")
        fourth = ("users.info", "views.open", "views.update", "views.push", "views.publish")
        tiers = dict.fromkeys(third, TIER_3) | dict.fromkeys(second, TIER_2) | dict.fromkeys(fourth, TIER_4)
        return cls(tiers, posts_per_second=1.0)

    def wait_for(self, method: str, params: Json, now: float) -> int:
        """Seconds to tell the bot to wait, 0 if the call may pass. A refused call costs nothing."""
        waits = []
        if method in self.per_minute:
            rate = self.per_minute[method]
            waits.append(self._take(method, rate / 60, float(rate), now))
        if self.posts_per_second is not None and method == "chat.postMessage":
            key = f"post {params.get('channel')}"
            waits.append(self._take(key, self.posts_per_second, float(self.post_burst), now))
        wait = max(waits, default=0.0)
        if wait <= 0:
            return 0
        return self.retry_after if self.retry_after is not None else max(1, math.ceil(wait))

    def _take(self, key: str, rate: float, burst: float, now: float) -> float:
        tokens, since = self._buckets.get(key, (burst, now))
        tokens = min(burst, tokens + max(0.0, now - since) * rate)
        if tokens < 1:
            self._buckets[key] = (tokens, now)
            return (1 - tokens) / rate
        self._buckets[key] = (tokens - 1, now)
        return 0.0


class FaultOptions(TypedDict, total=False):
    """What `SlackStandIn.fault` takes; see Fault."""

    channel: str | None
    count: int | None
    error: str | None
    status: int | None
    retry_after: int | None
    drop: Drop | None
    delay: float
    answer_delay: float
    hold: asyncio.Event | None


@dataclass(eq=False, slots=True)
class Fault:
    """What goes wrong with the next `count` calls (None: all) of `method` (None: any) on `channel` (None: any).

    `error` and `status` answer instead of executing; `retry_after` alone means 429. `drop` hangs up before or after
    executing. `delay` (seconds) and `hold` (until set) act before executing, `answer_delay` between executing and
    answering. `reached` is set at the first call that meets the fault. Besides Web API methods, `method` may be
    "upload", "download" or "response_url".
    """

    method: str | None = None
    channel: str | None = None
    count: int | None = 1
    error: str | None = None
    status: int | None = None
    retry_after: int | None = None
    drop: Drop | None = None
    delay: float = 0.0
    answer_delay: float = 0.0
    hold: asyncio.Event | None = None
    hits: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def cancel(self) -> None:
        """Let later calls pass."""
        self.count = 0

    def meets(self, method: str, params: Json) -> bool:
        """True if this call is hit; counts it."""
        if self.count == 0 or self.method not in (None, method):
            return False
        if self.channel is not None and self.channel not in (params.get("channel"), params.get("channel_id")):
            return False
        if self.count is not None:
            self.count -= 1
        self.hits += 1
        self.reached.set()
        return True

    async def wait(self) -> None:
        """Hold the call up before it is executed."""
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.hold is not None:
            await self.hold.wait()


@dataclass(eq=False, slots=True)
class Call:
    """One call of the bot. `at` is monotonic seconds; `response` is None while it runs or if the line was cut before.

    `executed` says whether Slack did what was asked, whatever the bot was told.
    """

    method: str
    params: Json
    at: float = field(default_factory=time.monotonic)
    response: Json | None = None
    status: int = 0
    executed: bool = False
    fault: Fault | None = None

    @property
    def ok(self) -> bool:
        return bool(self.response and self.response.get("ok"))

    @property
    def error(self) -> str | None:
        return (self.response or {}).get("error")

"""When to kill: at moments drawn by chance, aimed so that they fall evenly over all a running office does."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from tests.standins.slack import SlackStandIn
from tests.standins.telegram import TelegramStandIn

LONGEST = 1.5  # for something to aim at; then the kill comes anyway
STARTING = 0.3
RECONCILING = (4.9, 6.2)  # what may have arrived on Slack is looked up five seconds after a start


class Aim:
    """The moments of one office."""

    def __init__(self, telegram: TelegramStandIn, slack: SlackStandIn, chance: random.Random) -> None:
        self.acted = asyncio.Event()
        self._telegram = telegram
        self._slack = slack
        self._chance = chance
        self._ways: dict[str, Callable[[float], Awaitable[None]]] = {
            "start": self._start,
            "any": self._any,
            "people": self._people,
            "polled": self._polled,
            "before Telegram": lambda most: self._at_telegram(most, executed=False),
            "after Telegram": lambda most: self._at_telegram(most, executed=True),
            "before Slack": lambda most: self._at_slack(most, executed=False),
            "after Slack": lambda most: self._at_slack(most, executed=True),
        }

    def plan(self, kills: int, long_every: int) -> Iterator[str]:
        """Yield a way for each kill: all of them equally often, and now and then a life long enough to reconcile."""
        ways: list[str] = []
        for number in range(kills):
            if number % long_every == long_every // 2:
                yield self._chance.choice(["reconcile", "after reconcile"])
                continue
            if not ways:
                ways = list(self._ways)
                self._chance.shuffle(ways)
            yield ways.pop()

    async def wait(self, way: str, most: float = LONGEST) -> None:
        """Return at the moment to kill. What was held at a server is let go by `missed`."""
        if way == "reconcile":
            await asyncio.sleep(self._chance.uniform(*RECONCILING))
            return
        if way == "after reconcile":
            await asyncio.sleep(RECONCILING[0])
            await self._at_slack(most, executed=self._chance.random() < 0.7)
            return
        await self._ways[way](most)

    # --- the ways ---

    async def _start(self, most: float) -> None:
        await asyncio.sleep(self._chance.uniform(0.0, STARTING * most))

    async def _any(self, most: float) -> None:
        await asyncio.sleep(self._chance.uniform(0.0, most * 0.7))

    async def _people(self, most: float) -> None:
        self.acted.clear()
        await _at_most(self.acted.wait(), most)
        await asyncio.sleep(self._chance.uniform(0.0, 0.06))

    async def _polled(self, most: float) -> None:
        calls = self._telegram.calls
        seen = len(calls)

        def brought() -> bool | None:
            return any(call.method == "getUpdates" and call.result for call in calls[seen:]) or None

        await self._telegram.http.changes.until(brought, most)
        await asyncio.sleep(self._chance.uniform(0.0, 0.03))

    async def _at_telegram(self, most: float, *, executed: bool) -> None:
        method = self._chance.choice(["sendMessage", "sendMessage", "editMessageText"])
        with self._held() as hold:
            fault = self._telegram.fault(method, hold=hold, drop="after" if executed else "before")
            await _at_most(fault.reached.wait(), most)
            fault.clear()

    async def _at_slack(self, most: float, *, executed: bool) -> None:
        method = self._chance.choice(["chat.postMessage", "chat.postMessage", "chat.update"])
        fault = self._slack.fault(method, answer_delay=5.0) if executed else self._slack.fault(method, delay=5.0, drop="before")
        await _at_most(fault.reached.wait(), most * 0.6)
        fault.cancel()

    @contextmanager
    def _held(self) -> Iterator[asyncio.Event]:
        hold = asyncio.Event()
        try:
            yield hold
        finally:
            # The process is killed before the loop comes round to letting the call go.
            asyncio.get_running_loop().call_later(0.05, hold.set)


async def _at_most(wait: Awaitable[object], seconds: float) -> None:
    try:
        await asyncio.wait_for(wait, seconds)
    except TimeoutError:
        return

"""When to kill: at moments drawn by chance, aimed so that they fall evenly over all a running office does."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from tests.standins.slack import SlackStandIn
from tests.standins.slack_limits import FaultOptions
from tests.standins.telegram import TelegramStandIn

SERVING = 10.0  # a process is given that long to be heard, on however busy a machine
LONGEST = 1.2  # seconds for something to aim at; then the kill comes anyway
STARTING = 0.4
RECONCILING = (4.9, 6.2)  # what may have arrived on Slack is looked up five seconds after a start

UNHEARD = ("start", "any")  # kills that needn't wait for the process to be heard
LONG = ("reconcile", "after reconcile")


class Aim:
    """The moments of one office."""

    def __init__(self, telegram: TelegramStandIn, slack: SlackStandIn, chance: random.Random) -> None:
        self.acted = asyncio.Event()
        self._telegram = telegram
        self._slack = slack
        self._chance = chance
        self._ways: dict[str, Callable[[], Awaitable[None]]] = {
            "start": lambda: self._in(STARTING),
            "any": lambda: self._in(LONGEST),
            "people": self._people,
            "polled": self._polled,
            "before Telegram": lambda: self._at_telegram(executed=False),
            "after Telegram": lambda: self._at_telegram(executed=True),
            "before Slack": lambda: self._at_slack(executed=False),
            "after Slack": lambda: self._at_slack(executed=True),
            "reconcile": lambda: self._in(RECONCILING[1], least=RECONCILING[0]),
            "after reconcile": self._after_reconcile,
        }

    def plan(self, kills: int, long_every: int) -> Iterator[str]:
        """Yield a way for each kill: all of them equally often, and now and then a life long enough to reconcile."""
        ways: list[str] = []
        for number in range(kills):
            if number % long_every == long_every // 2:
                yield self._chance.choice(LONG)
                continue
            if not ways:
                ways = [way for way in self._ways if way not in LONG]
                self._chance.shuffle(ways)
            yield ways.pop()

    async def wait(self, way: str, calls: int) -> bool:
        """Return at the moment to kill a process begun after so many calls; whether it was heard before."""
        if way not in UNHEARD:
            await self._telegram.http.changes.until(lambda: self._heard(calls), SERVING)
        await self._ways[way]()
        return self._heard(calls) is not None

    def _heard(self, calls: int) -> bool | None:
        return any(call.method == "getUpdates" for call in self._telegram.calls[calls:]) or None

    # --- the ways ---

    async def _in(self, seconds: float, *, least: float = 0.0) -> None:
        await asyncio.sleep(self._chance.uniform(least, seconds))

    async def _people(self) -> None:
        self.acted.clear()
        await _at_most(self.acted.wait(), LONGEST)
        await self._in(0.06)

    async def _polled(self) -> None:
        calls = self._telegram.calls
        seen = len(calls)

        def brought() -> bool | None:
            return any(call.method == "getUpdates" and call.result for call in calls[seen:]) or None

        await self._telegram.http.changes.until(brought, LONGEST)
        await self._in(0.03)

    async def _at_telegram(self, *, executed: bool) -> None:
        method = self._chance.choice(["sendMessage", "sendMessage", "editMessageText"])
        with self._held() as hold:
            fault = self._telegram.fault(method, hold=hold, drop="after" if executed else "before")
            await _at_most(fault.reached.wait(), LONGEST)
            fault.clear()

    async def _at_slack(self, *, executed: bool) -> None:
        method = self._chance.choice(["chat.postMessage", "chat.postMessage", "chat.update"])
        how: FaultOptions = {"answer_delay": 5.0} if executed else {"delay": 5.0, "drop": "before"}
        fault = self._slack.fault(method, **how)
        await _at_most(fault.reached.wait(), LONGEST / 2)
        fault.cancel()

    async def _after_reconcile(self) -> None:
        await self._in(RECONCILING[0], least=RECONCILING[0])
        await self._at_slack(executed=self._chance.random() < 0.7)

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

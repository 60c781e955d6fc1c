"""Waiting for a fact to become true, without looking again and again."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Signal:
    """Wakes everyone who waits for a fact: a Condition without the lock, because everything runs on one loop."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def notify(self) -> None:
        waiting, self._waiting = self._waiting, []
        for waiter in waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, fact: Callable[[], T | None], seconds: float | None) -> T:
        """Return the first value of `fact` that is neither None nor False; TimeoutError after `seconds`, if any."""
        async with asyncio.timeout(seconds):
            while not (value := fact()):
                waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._waiting.append(waiter)
                await waiter
            return value

"""Passing one after another, in the order of coming, for those who come for the same thing."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager


class Turns:
    """Who came last for each name. What has different names passes side by side."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Future[None]] = {}

    @contextmanager
    def queue(self, names: Collection[str]) -> Iterator[list[asyncio.Future[None]]]:
        """Stand in line for all these names; yields whom to wait for (none: it is one's turn). The turn ends with the
        block."""
        before = list({self._last[name] for name in names if name in self._last})
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._last.update(dict.fromkeys(names, mine))
        try:
            yield before
        finally:
            mine.set_result(None)
            for name in names:
                if self._last.get(name) is mine:
                    del self._last[name]

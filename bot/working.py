"""Who waits sees that something is being worked on: a chat action, where the platform has any."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.platforms.base import Place, Platform
from handlers.chat.incoming import Sender

WITHIN = 1.0  # seconds in which an answer needs no such sign
LASTS = 4.0  # a little less than a chat action is shown for

_showing: set[asyncio.Task[None]] = set()


def place_of(sender: Sender) -> Place | None:
    """Return where somebody waits who said something; None where others would see it, too."""
    return Place(sender.platform, sender.workspace, sender.chat) if sender.private else None


@contextmanager
def shown(platform: Platform, to: Place | None) -> Iterator[None]:
    """Show in a chat that it is worked on, as long as the block takes: nothing within a second, then again and
    again."""
    if to is None:
        yield
        return
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    later = loop.call_later(WITHIN, _begin, loop, platform, to, done)
    try:
        yield
    finally:
        later.cancel()
        done.set()


def _begin(loop: asyncio.AbstractEventLoop, platform: Platform, to: Place, done: asyncio.Event) -> None:
    task = loop.create_task(_show(platform, to, done))
    _showing.add(task)  # a loop keeps its tasks weakly
    task.add_done_callback(_showing.discard)


async def _show(platform: Platform, to: Place, done: asyncio.Event) -> None:
    while not done.is_set():
        await platform.show_work(to)
        try:
            async with asyncio.timeout(LASTS):
                await done.wait()
        except TimeoutError:
            continue

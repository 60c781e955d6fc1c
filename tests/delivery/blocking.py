"""A store that is busy: its writers stand still until let go, as on a stalled disk or behind a lock."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.unit_of_work import UnitOfWork
from tests.office import Office

LONGEST = 60.0


@asynccontextmanager
async def stalled_store(office: Office) -> AsyncIterator[asyncio.Event]:
    """Let no unit of work pass inside the block, unless the event it gives is set earlier."""
    release, let_go = threading.Event(), asyncio.Event()
    threads = 1 if office.app.database.name == "sqlite" else 4
    begun = threading.Barrier(threads + 1, timeout=LONGEST)

    def stand_still(_: UnitOfWork) -> None:
        begun.wait()
        release.wait(LONGEST)

    waits = [asyncio.ensure_future(office.app.database.write(stand_still)) for _ in range(threads)]
    waiter = asyncio.ensure_future(_set_when(let_go, release))
    try:
        await asyncio.to_thread(begun.wait)
        yield let_go
    finally:
        release.set()
        waiter.cancel()
        await asyncio.gather(*waits, waiter, return_exceptions=True)


async def _set_when(event: asyncio.Event, release: threading.Event) -> None:
    await event.wait()
    release.set()

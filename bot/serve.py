"""The running process: migrate, start, serve until a signal, drain."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from pathlib import Path
from typing import Any

from bot.app import App
from bot.clock import SystemClock
from bot.collecting import spare_what_stays
from bot.compose import compose
from bot.config import Settings
from bot.control import door_of, open_door
from bot.desk import answer
from bot.logs import set_up
from handlers.rules.dates import warm
from storage.migrate import migrate


async def serve(settings: Settings) -> None:
    """Run the office until SIGTERM or SIGINT; a second signal ends it at once. Raises StoreInUse, StoreBusy,
    NewerSchema."""
    undo = set_up(settings.log.level, settings.secrets())
    try:
        await asyncio.to_thread(migrate, settings.database.url)
        app = compose(settings, SystemClock())
        await app.start()
        settling = asyncio.get_running_loop().create_task(settle(app))
        door = await _door(settings, app)
        try:
            await _signal()
        finally:
            settling.cancel()
            if door is not None:
                door.close()
            await app.stop()
    finally:
        undo()


async def settle(app: App) -> None:
    """Once all is loaded, the words for times too, the garbage collector need not go through that any more."""
    await app.worded.wait()
    await asyncio.to_thread(warm)
    spare_what_stays()


async def _door(settings: Settings, app: App) -> asyncio.Server | None:
    if not settings.database.url.startswith("sqlite:///"):
        return None

    async def replied(request: Any) -> dict[str, Any]:
        names = (getattr(connection.platform, "username", None) for connection in app.connections)
        reply = await answer(request, app.database.write, settings, next(filter(None, names), None))
        app.housekeeping.look_soon()  # what was replayed is taken up at once
        if app.erasures is not None:
            app.erasures.wake()
        return reply

    return await open_door(door_of(Path(settings.database.url.removeprefix("sqlite:///"))), replied)


async def _signal() -> None:
    """Wait for the first SIGTERM or SIGINT; from then on another one ends the process at once: nothing is lost by
    that."""
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()

    def heard() -> None:
        if asked.is_set():
            os._exit(1)
        asked.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, heard)
    await asked.wait()

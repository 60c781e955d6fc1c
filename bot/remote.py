"""Carries a request of the command line to the office: through its door if it runs on SQLite, else straight to the
store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.config import Settings
from bot.control import NobodyThere, ask, door_of
from bot.desk import answer
from storage.engine import Store, open_store
from storage.migrate import migrate
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import BOT_NAME


async def asked(settings: Settings, request: dict[str, Any]) -> dict[str, Any]:
    """Return the office's reply. Raises StoreInUse if the file is held by a process that doesn't answer, StoreBusy."""
    url = settings.database.url
    if url.startswith("sqlite:///"):
        try:
            return await ask(door_of(Path(url.removeprefix("sqlite:///"))), request)
        except NobodyThere:
            pass
    await asyncio.to_thread(migrate, url)
    store = open_store(url, SystemClock().now, workers=1)
    await asyncio.to_thread(store.start)
    try:
        if request["do"] == "invite":
            await _learn_username(settings, store)
        return await answer(request, _writing(store), settings)
    finally:
        await asyncio.to_thread(store.stop)


def _writing(store: Store) -> Callable[[Callable[[UnitOfWork], Any]], Any]:
    async def write(unit: Callable[[UnitOfWork], Any]) -> Any:
        return await asyncio.to_thread(store.run, unit)

    return write


async def _learn_username(settings: Settings, store: Store) -> None:
    """Ask Telegram for the bot's name once, for the link; without an answer there is no link, only the code."""
    if settings.telegram is None or await asyncio.to_thread(store.run, lambda uow: uow.marks.get(BOT_NAME)):
        return
    from bot.compose import platforms_of
    from bot.i18n import Wording

    telegram = platforms_of(settings, SystemClock(), Wording())[0]
    try:
        async with asyncio.timeout(5):
            await telegram.check()
    except TimeoutError:
        pass
    finally:
        await telegram.close()
    username = getattr(telegram, "username", None)
    if username:
        await asyncio.to_thread(store.run, lambda uow: uow.marks.set(BOT_NAME, username))

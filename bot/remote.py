"""Carries a request of the command line to the office: through its door if it runs on SQLite, else straight to the
store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.compose import file_store_of, office_of, store_of
from bot.config import Settings
from bot.control import NobodyThere, ask, door_of
from bot.database import Database
from bot.desk import answer
from bot.i18n import Wording
from bot.rights.erasing import Eraser
from bot.vault import Safe, safe_of
from storage.engine import Store
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
    safe = safe_of(settings, SystemClock().now)
    store = store_of(settings, SystemClock().now, workers=1, safe=safe)
    await asyncio.to_thread(store.start)
    try:
        if request["do"] == "invite":
            await _learn_username(settings, store)
        reply = await answer(request, _writing(store), settings)
        if request["do"] == "erasure" and store.name == "sqlite":
            await _go_on_erasing(settings, store, safe)
            reply = await answer(request, _writing(store), settings)
        return reply
    finally:
        await asyncio.to_thread(store.stop)


async def erase_again(settings: Settings) -> int:
    """Erase once more whom a restored database still holds; return how many clients that were. Nobody else is at work
    with it. Raises StoreInUse, StoreBusy."""
    safe = safe_of(settings, SystemClock().now)
    store = store_of(settings, SystemClock().now, workers=1, safe=safe)
    await asyncio.to_thread(store.start)
    try:
        office = office_of(settings, Wording(), SystemClock().now())
        begun = await Eraser(Database(store), safe.keys, None, office).again()
        if begun:
            await _go_on_erasing(settings, store, safe)
        return begun
    finally:
        await asyncio.to_thread(store.stop)


async def _go_on_erasing(settings: Settings, store: Store, safe: Safe) -> None:
    """Do what a running office would do beside its work: on SQLite there is none now."""
    files = file_store_of(settings, safe.keys)
    office = office_of(settings, Wording(), SystemClock().now())
    deliver = store.deliver
    try:
        await asyncio.to_thread(files.open)
        await Eraser(Database(store), safe.keys, files, office).look()
    finally:
        store.deliver = deliver
        files.close()


def _writing(store: Store) -> Callable[[Callable[[UnitOfWork], Any]], Any]:
    async def write(unit: Callable[[UnitOfWork], Any]) -> Any:
        return await asyncio.to_thread(store.run, unit)

    return write


async def _learn_username(settings: Settings, store: Store) -> None:
    """Ask Telegram for the bot's name once, for the link; without an answer there is no link, only the code."""
    if settings.telegram is None or await asyncio.to_thread(store.run, lambda uow: uow.marks.get(BOT_NAME)):
        return
    from bot.compose import platforms_of

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

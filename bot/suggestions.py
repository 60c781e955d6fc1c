"""Answers who types into a picker: a look at the database, beside the lanes, for it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.database import Database
from bot.platforms.base import Platform, StoreDown
from handlers.chat.context import Office
from handlers.chat.incoming import Sender
from handlers.chat.router import House
from handlers.chat.suggesting import suggested
from storage.engine import StoreBusy


class Suggestions:
    """What pickers offer, for the inbox (see `platforms.base.Intake.suggest`)."""

    def __init__(self, database: Database, office: Office, house: House, platforms: Sequence[Platform]) -> None:
        """`office` words its texts; `platforms` are those served, now and later."""
        self._database = database
        self._office = office
        self._house = house
        self._platforms = platforms

    async def of(self, sender: Sender, key: str, words: str) -> list[tuple[str, str]]:
        """Return label and value of what is offered. Raises StoreDown and NotSent."""
        for platform in self._platforms:
            if (platform.name, platform.workspace) == (sender.platform, sender.workspace):
                known = await platform.profile(sender)
                return await self._read(known, key, words)
        return []

    async def _read(self, sender: Sender, key: str, words: str) -> list[tuple[str, str]]:
        try:
            return await self._database.read(lambda uow: suggested(uow, sender, key, words, self._office, self._house))
        except StoreBusy as error:
            raise StoreDown from error

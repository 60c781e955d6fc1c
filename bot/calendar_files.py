"""Makes the calendar files that go with appointments, away from the event loop and from the writer."""

from __future__ import annotations

from functools import partial

from bot.database import Database
from bot.i18n import Wording
from bot.makers import Maker, Wanted
from handlers.bookings import files
from handlers.chat.context import Context, Office
from storage.unit_of_work import UnitOfWork


def calendar_files(database: Database, office: Office, wording: Wording) -> Maker:
    """Return what makes them."""

    def unit(wanted: Wanted, uow: UnitOfWork) -> bytes | None:
        say = partial(wording.say, language=wanted.language, zone=wanted.zone)
        return files.made(Context(uow, office), dict(wanted.facts), say)

    async def make(wanted: Wanted) -> bytes | None:
        return await database.read(partial(unit, wanted))

    return Maker("text/calendar", make)

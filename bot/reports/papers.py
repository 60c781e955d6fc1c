"""Reports as files in chat: looked up as they were told, worded for their reader, drawn in another process."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from functools import partial

from bot.database import Database
from bot.i18n import Wording
from bot.makers import Maker, Makers, Wanted
from bot.platforms.base import Never
from bot.reports.drawing import NotDrawn, drawn
from bot.reports.saying import worded
from handlers.chat.context import Office
from handlers.chat.reference_only import LEAVES_OUT
from handlers.reports.looking import paper
from handlers.reports.pages import Report
from handlers.reports.screens import FORMS

KEPT = 4
"""A digest's three files are wanted at once: it is looked up once."""


async def file_of(report: Report, form: str, wording: Wording, language: str, zone: str) -> bytes:
    """Return a report as a file for one reader. A month of a large office has thousands of rows: they are worded where
    the loop doesn't wait for them. Raises NotDrawn."""
    return await drawn(await asyncio.to_thread(worded, report, wording, language, zone), form)


class Papers:
    """Makes a report's files."""

    def __init__(self, database: Database, office: Office, wording: Wording) -> None:
        self._database = database
        self._office = office
        self._wording = wording
        self._seen: OrderedDict[tuple[str, str], Report] = OrderedDict()

    def makers(self) -> Makers:
        """Return what makes each kind of file, by name."""
        return {f"reports.{form}": Maker(mime, partial(self._make, form), kind) for form, (mime, kind) in FORMS.items()}

    async def _make(self, form: str, wanted: Wanted) -> bytes | None:
        report = await self._report(str(wanted.facts["run"]), str(wanted.facts.get(LEAVES_OUT, "")))
        if report is None:
            return None
        try:
            return await file_of(report, form, self._wording, wanted.language, wanted.zone)
        except NotDrawn:
            raise Never("not-drawn") from None

    async def _report(self, run: str, platform: str) -> Report | None:
        which = (run, platform)
        if which not in self._seen:
            found = await self._database.read(partial(paper, office=self._office, run_id=run, platform=platform))
            if found is None:
                return None
            self._seen[which] = found
            if len(self._seen) > KEPT:
                self._seen.popitem(last=False)
        return self._seen.get(which)

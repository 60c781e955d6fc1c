"""Reports as files in chat: looked up as they were told, worded for their reader, drawn in another process."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

from bot.database import Database
from bot.i18n import Wording
from bot.makers import Maker, Makers, Wanted
from bot.platforms.base import Never
from bot.reports.drawing import NotDrawn, drawn
from bot.reports.saying import worded
from handlers.chat.context import Office
from handlers.reports.looking import paper
from handlers.reports.pages import Report
from handlers.reports.screens import FORMS

KEPT = 4
"""A digest's three files are wanted at once: it is looked up once."""


class Papers:
    """Makes a report's files."""

    def __init__(self, database: Database, office: Office, wording: Wording) -> None:
        self._database = database
        self._office = office
        self._wording = wording
        self._seen: OrderedDict[str, Report] = OrderedDict()

    def makers(self) -> Makers:
        """Return what makes each kind of file, by name."""
        return {f"reports.{form}": Maker(mime, partial(self._make, form), kind) for form, (mime, kind) in FORMS.items()}

    async def _make(self, form: str, wanted: Wanted) -> bytes | None:
        report = await self._report(str(wanted.facts["run"]))
        if report is None:
            return None
        try:
            return await drawn(worded(report, self._wording, wanted.language, wanted.zone), form)
        except NotDrawn:
            raise Never("not-drawn") from None

    async def _report(self, run: str) -> Report | None:
        if run not in self._seen:
            found = await self._database.read(partial(paper, office=self._office, run_id=run))
            if found is None:
                return None
            self._seen[run] = found
            if len(self._seen) > KEPT:
                self._seen.popitem(last=False)
        return self._seen.get(run)

"""The invented office of the tests: its settings, and where it is written."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

from bot.compose import office_of
from bot.config import Settings
from bot.i18n import Wording
from bot.reports.making import report_of
from bot.reports.worded import Worded
from bot.seed.writing import Plan, write
from handlers.chat.context import Office
from handlers.rules.kpi.periods import Period
from storage.engine import Store, open_store
from tests.databases import fresh_sqlite

UNTIL = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SETTINGS = """
[office]
name = "Office Munich"
language = "de"
time_zone = "Europe/Berlin"
hours = "Mon-Thu 08:00-12:00,13:00-17:00; Fri 08:00-14:00"

[calendars.office]
holidays = "DE-BY"

[categories.errands]
label = { en = "Errands", de = "Besorgungen" }

[categories.papers]
label = { en = "Papers", de = "Unterlagen" }

[sla.standard]
acknowledge = "1h"
first_response = "4h"
next_update = "12h"
resolution = "12h"

[sla.pressing]
priorities = ["high", "urgent"]
acknowledge = "15m"
first_response = "1h"
resolution = "8h"

[telegram]
token = "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""


def office() -> Office:
    """Return the office these settings describe."""
    return office_of(Settings.model_validate(tomllib.loads(SETTINGS)), Wording(), UNTIL)


def small(tasks: int, seed: int = 1) -> Plan:
    """Return the plan of an office with so many tasks in a quarter."""
    return Plan(UNTIL, tasks=tasks, seed=seed)


def opened(url: str) -> Store:
    """Return a store at work, at the end of the invented past."""
    store = open_store(url, lambda: UNTIL, workers=2)
    store.start()
    return store


def written(folder: Path, plan: Plan) -> Store:
    """Return a store of its own with the office written into it."""
    store = opened(fresh_sqlite(folder))
    write(store, office(), plan)
    return store


def told_by(
    store: Store, office: Office, kind: str, period: Period, now: datetime, client: str | None, language: str
) -> Worded:
    """Return a report as the command line makes it, from a connection that only looks."""
    return store.run(lambda uow: report_of(uow, office, kind, period, now, client, language), reading=True)

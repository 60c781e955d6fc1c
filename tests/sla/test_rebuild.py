"""Settings that change: what was promised before, what is promised from now on, and due times computed anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.chat.context import Context
from handlers.rules.service_levels import Calendar, Level, ServiceLevels, policy_of
from handlers.rules.sla_policy import Applies, Budget, Clock
from handlers.tasks.rebuild import Rebuilt, rebuild
from storage.types import from_milliseconds
from storage.vocabulary import Priority, TaskId
from tests.sla.year import Year
from tests.sla.year_life import files

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 3, 3, 16, 30, tzinfo=BERLIN).astimezone(UTC)
DAY = timedelta(days=1)


@pytest.fixture
def year(tmp_path: Path) -> Iterator[Year]:
    """An office on Tuesday half an hour before it closes."""
    made = Year(tmp_path, 1)
    made.run(TUESDAY)
    yield made
    made.store.stop()


def _due(year: Year, task: TaskId) -> datetime:
    promise = year.read(lambda uow: uow.sla.of(task))
    assert promise is not None
    return from_milliseconds(promise.due["acknowledge"])


def _levels(year: Year) -> ServiceLevels:
    assert year.office.levels is not None
    return year.office.levels


def _gets_holiday(year: Year) -> None:
    """Let Wednesday become a holiday in the settings."""
    levels = _levels(year)
    office = levels.calendars["office"]
    body = {**office.body, "exceptions": [*office.body["exceptions"], "hol 2026-03-04"]}
    calendars = {**levels.calendars, "office": Calendar("office", body)}
    year.office = replace(year.office, levels=replace(levels, calendars=calendars))


def _rebuilds(year: Year, *, dry: bool) -> Rebuilt:
    return year.store.run(lambda uow: rebuild(Context(uow, year.office), "", dry=dry))


def test_a_new_holiday_moves_due_times_once_they_are_rebuilt(year: Year) -> None:
    """The dry run says how many due times of its four clocks would move, and moves nothing; then they move, and a
    second time there is nothing to do."""
    task = files(year, year.contacts[1], None, Priority.NORMAL)
    before = _due(year, task)
    _gets_holiday(year)
    assert _rebuilds(year, dry=True).moved == len(Clock)
    assert _due(year, task) == before
    assert _rebuilds(year, dry=False).moved == len(Clock)
    assert _due(year, task) == before + DAY
    assert _rebuilds(year, dry=True).moved == 0


def test_a_dry_run_says_what_would_be_in_breach(year: Year) -> None:
    """With a calendar that opens earlier a promise would already be broken: the dry run counts it."""
    files(year, year.contacts[1], None, Priority.NORMAL)
    year.now += timedelta(hours=13)  # half past five in the morning
    levels = _levels(year)
    always = Calendar("office", {"zone": "Europe/Berlin", "week": "daily 00:00-24:00", "exceptions": []})
    year.office = replace(year.office, levels=replace(levels, calendars={**levels.calendars, "office": always}))
    assert _rebuilds(year, dry=True).in_breach == 3  # acknowledge, first response, next update


def test_a_changed_policy_is_for_new_tasks_alone(year: Year) -> None:
    """Who was promised an hour keeps it; who asks from now on gets what the settings say now."""
    old = files(year, year.contacts[1], None, Priority.NORMAL)
    due = _due(year, old)
    slower = Level(Applies(policy_of("standard", {Clock.ACKNOWLEDGE: Budget(2 * 3600)})))
    year.office = replace(year.office, levels=replace(_levels(year), levels=(slower,)))
    new = files(year, year.contacts[1], None, Priority.NORMAL)
    _rebuilds(year, dry=False)
    assert _due(year, old) == due
    assert _due(year, new) == due + timedelta(hours=1)

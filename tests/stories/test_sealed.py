"""Words that are not what the office sealed there are shown to nobody, and managers hear of it."""

from __future__ import annotations

import sqlite3

import pytest

from tests.stories.conftest import OpenOffice
from tests.stories.days import begin


@pytest.mark.parametrize(("database", "on"), [("sqlite", "telegram")], indirect=["database"])
async def test_p10_a_value_that_somebody_moved_alarms(open_office: OpenOffice, on: str) -> None:
    """P10: with one request's words put into another's row, neither is shown for the other; managers are told where."""
    day = await begin(open_office, on, on, "en")
    first, second = await day.taken("flowers for the canary"), await day.taken("a train ticket")
    path = day.office.plan.database.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        numbers = (int(second.removeprefix("T-")), int(first.removeprefix("T-")))
        moved = "UPDATE tasks SET words = (SELECT words FROM tasks WHERE number = ?) WHERE number = ?"
        connection.execute(moved, numbers)
    connection.close()
    day.ben.commands("find", "canary")
    told = await day.mia.sees("is not what the office wrote there")
    assert "tasks|words" in told
    assert "train" not in told

"""Words that are not what the office sealed there are shown to nobody, and managers hear of it."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import update

from storage.query import Query
from storage.tasks import tasks
from storage.vocabulary import Role
from tests.stories.conftest import OpenOffice
from tests.stories.days import begin
from tests.stories.kit import joined, person_called


@pytest.mark.parametrize(("database", "on"), [("sqlite", "telegram"), ("postgresql", "slack")], indirect=["database"])
async def test_p10_a_request_that_somebody_gave_another_client_alarms(open_office: OpenOffice, on: str) -> None:
    """P10: a request's row is made another client's by hand: whoever speaks for that one doesn't read it, and
    managers are told where."""
    day = await begin(open_office, on, on, "en")
    await day.taken("flowers for the canary")
    otto = await joined(day.office, Role.CLIENT, "Otto", on, client="Kant")
    who = await person_called(day.office, "Otto")
    given = Query(update(tasks).values(client_id=who.client_id, contact_id=who.id))
    await day.office.app.database.write(lambda uow: uow.run.change(given))
    otto.commands("tasks")
    assert "tasks|words" in await day.mia.sees("is not what the office wrote there")
    assert otto.count("canary") == 0


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

"""A client is asked something and does not answer: asked again in open time, and in the end the task is cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select

from bot.auditor import Differences, differences
from handlers.chat.context import Context
from handlers.rules.patience import Patience
from handlers.tasks import actions, conversation
from handlers.tasks.rebuild import rebuild
from storage.outbox import outbox
from storage.people import Person
from storage.query import Query
from storage.timers import timers
from storage.vocabulary import Priority, TaskId, TaskState
from tests.sla.year import Outage, Year
from tests.sla.year_life import files

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TOLD = Query(select(outbox.c.person_id, outbox.c.content, outbox.c.created_at).order_by(outbox.c.id))
FORGET = Query(delete(timers).where(timers.c.kind == "tasks.unanswered"))


@pytest.fixture(params=["sqlite", "postgresql"])
def year(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Year]:
    """An office whose time is set, on each database; it opens for 8 hours from Monday to Thursday, on Friday for 6."""
    url = None
    if request.param == "postgresql":
        url = str(request.getfixturevalue("postgres_url"))
    made = Year(tmp_path, 1, url)
    made.office = replace(made.office, patience=Patience((8 * 3600, 16 * 3600), 24 * 3600))
    yield made
    made.store.stop()


def _at(year: Year, text: str) -> None:
    year.run(datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC))


def _asked(year: Year, *, at: str = "2026-03-03T10:00") -> tuple[TaskId, Person, Person]:
    """Let a client be asked something then; return the task, its client's contact and who has it."""
    _at(year, at)
    client = year.contacts[1]
    task = files(year, client, None, Priority.NORMAL)
    found = year.read(lambda uow: uow.tasks.look(task))
    holder = next(each for each in year.assistants if found is not None and each.id == found.assistant_id)
    assert year.acts(holder, lambda ctx: actions.acknowledge(ctx, task))
    assert year.acts(holder, lambda ctx: actions.ask(ctx, task, "Which colour?"))
    return task, client, holder


def _told(year: Year, who: Person, what: str) -> list[str]:
    """Return when somebody was told something, on the office's wall."""
    rows = year.read(lambda uow: uow.run.all(TOLD))
    return [f"{at.astimezone(BERLIN):%a %H:%M}" for person, said, at in rows if person == who.id and what in str(said)]


def _state(year: Year, task: TaskId) -> TaskState:
    found = year.read(lambda uow: uow.tasks.look(task))
    assert found is not None
    return found.state


def _says(year: Year, client: Person, task: TaskId, words: str) -> None:
    found = year.read(lambda uow: uow.tasks.look(task))
    assert found is not None
    assert year.acts(client, lambda ctx: conversation.say(ctx, found, words))


def test_asked_again_then_cancelled(year: Year) -> None:
    """Asked on Tuesday at ten: again after 8 and 16 open hours, cancelled after 24; nights and lunch don't count. Both
    sides read so once, the history says why, and no promise was broken meanwhile."""
    task, client, holder = _asked(year)
    _at(year, "2026-03-06T09:59")
    assert _told(year, client, "'question-again'") == ["Wed 10:00", "Thu 10:00"]
    assert _told(year, client, "'question-ends'") == ["Wed 10:00", "Thu 10:00"]
    assert _state(year, task) is TaskState.WAITING
    _at(year, "2026-03-31T10:01")
    assert _state(year, task) is TaskState.CANCELLED
    assert _told(year, client, "'question-given-up'") == ["Fri 10:00"]
    assert _told(year, holder, "'question-given-up-staff'") == ["Fri 10:00"]
    steps = year.read(lambda uow: uow.tasks.steps(task))
    assert [(step.by, step.facts["why"]) for step in steps if step.move == "cancelled"] == [(None, "unanswered")]
    assert [step for step in steps if step.move == "breached" and step.facts["clock"] == "resolution"] == []
    assert year.read(differences) == Differences()


def test_an_answer_ends_it(year: Year) -> None:
    """Thanks are no answer; an answer is, and another question is another waiting."""
    task, client, holder = _asked(year)
    _at(year, "2026-03-03T11:00")
    _says(year, client, task, "Hello, thanks!")
    _at(year, "2026-03-04T11:00")
    assert _told(year, client, "'question-again'") == ["Wed 10:00"]
    _says(year, client, task, "Red")
    _at(year, "2026-03-05T15:00")
    assert year.acts(holder, lambda ctx: actions.ask(ctx, task, "How many?"))
    _at(year, "2026-03-09T12:00")
    assert _told(year, client, "'question-again'") == ["Wed 10:00", "Mon 08:00"]  # the end of Friday is closed
    assert _state(year, task) is TaskState.WAITING


def test_after_an_outage_there_is_one_reminder_and_time_to_answer(year: Year) -> None:
    """The office is down for a week: then there is one reminder, and eight open hours until the end, not none."""
    task, client, _ = _asked(year)
    year.is_down(Outage(year.now, year.now + 7 * DAY + timedelta(hours=9)))  # until Tuesday evening
    year.office = replace(year.office, patience=Patience((8 * 3600, 16 * 3600), 24 * 3600))
    _at(year, "2026-03-11T08:05")
    assert _told(year, client, "'question-again'") == ["Wed 08:00"]
    _at(year, "2026-03-12T07:59")
    assert _state(year, task) is TaskState.WAITING
    _at(year, "2026-03-12T08:01")
    assert _state(year, task) is TaskState.CANCELLED


def test_quiet_hours_of_the_client(year: Year) -> None:
    """Who wants to be left alone in the morning is asked again at noon."""
    _, client, _ = _asked(year)
    year.store.run(lambda uow: uow.people.set_quiet(client.id, "08:00-12:30"))
    _at(year, "2026-03-04T17:00")
    assert _told(year, client, "'question-again'") == ["Wed 13:00"]


def test_other_settings(year: Year) -> None:
    """What the settings say when the time has come counts: nobody is asked any more, and nothing cancelled."""
    task, client, _ = _asked(year)
    year.office = replace(year.office, patience=Patience((), None))
    _at(year, "2026-03-31T10:00")
    assert not _told(year, client, "'question-again'")
    assert _state(year, task) is TaskState.WAITING


def test_questions_from_before(year: Year) -> None:
    """Questions that were asked before anybody looked after them are looked after once due times are rebuilt."""
    task, client, _ = _asked(year)
    year.store.run(lambda uow: uow.run.change(FORGET))
    _at(year, "2026-03-12T10:00")
    year.store.run(lambda uow: rebuild(Context(uow, year.office), "", dry=False))
    _at(year, "2026-03-12T10:01")
    assert _told(year, client, "'question-again'") == ["Thu 10:00"]
    assert _state(year, task) is TaskState.WAITING

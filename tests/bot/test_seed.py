"""`python -m bot seed`: an invented office whose past is one that the product could have written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from bot.__main__ import main
from bot.seed.writing import NotEmpty, write
from handlers.chat.context import Context
from handlers.reports.facts import figures_of
from handlers.rules import states
from handlers.rules.kpi.facts import Dimension
from handlers.rules.kpi.periods import days
from handlers.tasks.rebuild import rebuild
from storage.engine import Store
from storage.query import Query
from storage.tasks import Step, Task, tasks
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import BookingState, ClientId, TaskId, TaskState, TrialState
from tests.bot.seeded import SETTINGS, UNTIL, office, opened, small, written
from tests.databases import fresh_sqlite
from tests.sla.year import BEGIN, Year
from tests.sla.year_life import Life
from tests.storage.kit import content
from tests.stories.booking_steps import talk_with_ben

MANY = 150
IDS = Query(select(tasks.c.id))
# Lines of the history that move a task, and by which move of the table; the office itself gives what is queued.
MOVES = {
    "acknowledged": "acknowledge", "declined": "decline", "handed-over": "hand-over", "asked": "ask", "paused": "pause",
    "resumed": "resume", "done": "finish", "cancelled": "cancel", "accepted": "accept", "closed-by-silence": "accept",
    "sent-back": "send-back", "reopened": "reopen",
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return the store of a small invented office, the same for all tests that only look."""
    found = written(tmp_path_factory.mktemp("seeded"), small(MANY))
    yield found
    found.stop()


def histories(store: Store) -> list[tuple[Task, list[Step]]]:
    """Return all tasks with their histories."""

    def unit(uow: UnitOfWork) -> list[tuple[Task, list[Step]]]:
        found = [uow.tasks.look(TaskId(row[0])) for row in uow.run.all(IDS)]
        return [(task, uow.tasks.steps(task.id)) for task in found if task is not None]

    return store.run(unit)


def test_the_same_seed_is_the_same_office(tmp_path: Path) -> None:
    """The same plan makes the same rows to the last id, another seed another office."""
    one, two, other = (tmp_path / name for name in ("one", "two", "other"))
    rows = []
    for folder, seed in ((one, 1), (two, 1), (other, 2)):
        folder.mkdir()
        written(folder, small(15, seed)).stop()
        rows.append(content(f"sqlite:///{folder / 'office.db'}"))
    assert rows[0] == rows[1]
    assert rows[0]["tasks"] != rows[2]["tasks"]


def test_every_task_came_to_where_it_is(store: Store) -> None:
    """The lines of each history are moves that the table of transitions allows, one after the other, and lead to the
    state that the row has; nothing happened before the filing or after the end."""
    found = histories(store)
    assert len(found) == MANY
    for task, steps in found:
        state = TaskState.QUEUED
        assert steps[0].move == "filed"
        assert [step.at for step in steps] == sorted(step.at for step in steps)
        assert steps[-1].at <= UNTIL
        for step in steps:
            if step.move == "assigned":
                state = states.after("assign", state) if state is TaskState.QUEUED else state
            elif step.move == "client-said" and state is TaskState.WAITING:
                state = states.after("answer", state)
            elif step.move in MOVES:
                state = states.after(MOVES[step.move], state)
        assert state is task.state, task.reference


def test_histories_are_such_as_the_product_writes(store: Store, tmp_path: Path) -> None:
    """Each kind of line has the facts that the office's own actions write with it in the simulated year."""
    year = Year(tmp_path, 3)
    Life(year, 150)
    year.run(BEGIN + timedelta(days=20))
    lived = _facts(histories(year.store))
    year.store.stop()
    invented = _facts(histories(store))
    known = {move: facts for move, facts in invented.items() if move in lived}
    assert len(known) >= 10
    assert {
        move: sorted(map(sorted, facts - lived[move])) for move, facts in known.items() if facts - lived[move]
    } == {}


def _facts(found: list[tuple[Task, list[Step]]]) -> dict[str, set[frozenset[str]]]:
    facts: dict[str, set[frozenset[str]]] = {}
    for _, steps in found:
        for step in steps:
            facts.setdefault(step.move, set()).add(frozenset(step.facts))
    return facts


def test_due_times_are_those_the_office_computes(store: Store) -> None:
    """The kept index of due times is what the office makes of the histories itself: a rebuild would move nothing and
    finds no breach that isn't known."""
    done = store.run(lambda uow: rebuild(Context(uow, office()), "", dry=True))
    assert done.looked_at > 0
    assert (done.moved, done.in_breach) == (0, 0)


def test_appointments_of_the_settings(tmp_path: Path) -> None:
    """Where the settings have services, appointments take their hosts' time; some were held, some are still to come,
    and a client's trial goes on."""
    store = opened(fresh_sqlite(tmp_path))
    house = replace(office(), desk=talk_with_ben())
    try:
        write(store, house, small(600))
        found = store.run(lambda uow: uow.bookings.of_host("ben", UNTIL - timedelta(weeks=14), UNTIL, 100))
        coming = store.run(lambda uow: uow.bookings.of_host("ben", UNTIL, UNTIL + timedelta(days=8), 100))
        trials = store.run(lambda uow: [trial.state for trial in uow.trials.since(UNTIL)])
    finally:
        store.stop()
    assert BookingState.DONE in {each.state for each in found}
    assert coming
    assert trials == [TrialState.RUNNING]


def test_a_database_in_use_is_left_alone(store: Store) -> None:
    """Where somebody's office is already, nothing is written and the reason is said."""
    before = store.run(lambda uow: uow.tasks.next_number())
    with pytest.raises(NotEmpty, match="not empty"):
        write(store, office(), replace(small(5), seed=9))
    assert store.run(lambda uow: uow.tasks.next_number()) == before + 1
    assert len(histories(store)) == MANY


def test_on_postgres(postgres_url: str, tmp_path: Path) -> None:
    """The same office can be written into PostgreSQL, and has the same figures there, also client by client."""
    stores = [opened(postgres_url), written(tmp_path, small(40))]
    try:
        write(stores[0], office(), small(40))
        assert len(histories(stores[0])) == 40
        period = days(date(2026, 9, 1), date(2026, 11, 21), ZoneInfo("Europe/Berlin"))
        one, other = (
            store.run(lambda uow: figures_of(uow, office(), [period], UNTIL), reading=True) for store in stores
        )
        assert one == other
        assert one[0].done.n > 0
        client = ClientId(str(one[0].tasks[0].subject.client))
        mine = [
            store.run(lambda uow: figures_of(uow, office(), [period], UNTIL, client), reading=True) for store in stores
        ]
        assert mine[0] == mine[1] == [one[0].only(Dimension.CLIENT, client)]
    finally:
        for store in stores:
            store.stop()


def test_the_command(tmp_path: Path) -> None:
    """The command says how far it has come, and refuses a second time."""
    config = tmp_path / "config.toml"
    config.write_text(f'{SETTINGS}\n[database]\nurl = "sqlite:///{tmp_path}/office.db"\n', encoding="utf-8")
    command: list[Any] = ["seed", "--config", str(config), "--tasks", "30", "--until", "2026-11-22"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    assert "30  of 30 tasks written" in done.output
    again = CliRunner().invoke(main, command)
    assert again.exit_code == 1
    assert "the database is not empty" in again.output

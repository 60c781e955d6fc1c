"""A platform is switched off: what waited for it goes another way after a day, or is given up and reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.database import Database
from bot.stranded import PATIENCE, Stranded
from handlers.chat.context import Context
from handlers.chat.outgoing import Text
from handlers.features import HOUSE
from storage.engine import Store, open_store
from storage.outbox import outbox
from storage.people import Address, Person
from storage.query import Query
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import OutboxState, PersonId, PersonState, Role
from tests.clocks import RunningClock
from tests.databases import fresh_sqlite
from tests.relaying import OFFICE, Wire

NEW, FAILED = OutboxState.NEW, OutboxState.FAILED
SLACK, TELEGRAM = ("slack", "T1"), ("telegram", "")


@pytest.fixture
def clock() -> RunningClock:
    """Time, to be moved on."""
    return RunningClock()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: RunningClock) -> Iterator[Store]:
    """A started store of each kind."""
    url = fresh_sqlite(tmp_path) if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    store = open_store(url, clock.now, workers=2)
    store.start()
    yield store
    store.stop()


def let_in(uow: UnitOfWork, role: Role, *places: tuple[str, str]) -> Person:
    """Return a new person with addresses there."""
    person = Person(
        PersonId(uow.new_id()), "Anna", role, PersonState.ACTIVE, None, None, "en", OFFICE.zone,
        zone_known=True, guest=False, told_at=None, created_at=uow.now,
    )  # fmt: skip
    uow.people.add(person)
    for number, (platform, workspace) in enumerate(places):
        account = f"U{role}{number}"
        uow.people.add_address(
            Address(uow.new_id(), person.id, platform, workspace, account, account, open=True, created_at=uow.now)
        )
    return person


def served(*places: tuple[str, str]) -> list[Any]:
    """Return connections to these places."""
    return [Wire(name=platform, workspace=workspace) for platform, workspace in places]


def rows(store: Store) -> list[tuple[str, OutboxState, str | None]]:
    """Return where each message of Anna's is, and what became of it."""
    query = Query(select(outbox.c.platform, outbox.c.state, outbox.c.error).order_by(outbox.c.id))
    return [tuple(row) for row in store.run(lambda uow: uow.run.all(query), reading=True)]


async def test_after_a_day_it_goes_another_way(store: Store, clock: RunningClock) -> None:
    """Slack is switched off: for a day its messages wait, then they go to Telegram, and so do all later ones."""
    looked: list[int] = []
    stranded = Stranded(Database(store), OFFICE, HOUSE, served(TELEGRAM), lambda: looked.append(1))
    anna = store.run(lambda uow: let_in(uow, Role.CLIENT, SLACK, TELEGRAM))
    store.run(lambda uow: Context(uow, OFFICE).tell(anna, Text("words", words="one")))
    assert await stranded.send_on(clock.now()) == 0
    clock.move((PATIENCE - timedelta(minutes=1)).total_seconds())
    assert await stranded.send_on(clock.now()) == 0
    assert rows(store) == [("slack", NEW, None)]
    clock.move(61)
    assert await stranded.send_on(clock.now()) == 1
    assert rows(store) == [("telegram", NEW, "platform-off")]
    assert looked
    store.run(lambda uow: Context(uow, OFFICE).tell(anna, Text("words", words="two")))
    assert [platform for platform, _, _ in rows(store)] == ["telegram", "telegram"]
    assert await stranded.send_on(clock.now()) == 0


async def test_without_another_way_it_is_reported(store: Store, clock: RunningClock) -> None:
    """Anna is on Slack alone: her messages are set aside, and the manager hears once that she can't be reached."""
    stranded = Stranded(Database(store), OFFICE, HOUSE, served(TELEGRAM), lambda: None)
    anna = store.run(lambda uow: let_in(uow, Role.CLIENT, SLACK))
    store.run(lambda uow: let_in(uow, Role.MANAGER, TELEGRAM))
    store.run(lambda uow: Context(uow, OFFICE).tell(anna, Text("words", words="one")))
    store.run(lambda uow: Context(uow, OFFICE).tell(anna, Text("words", words="two")))
    clock.move(PATIENCE.total_seconds() + 1)
    assert await stranded.send_on(clock.now()) == 2
    found = rows(store)
    assert found[:2] == [("slack", FAILED, "platform-off")] * 2
    assert [row[:2] for row in found[2:]] == [("telegram", NEW)]


@pytest.mark.parametrize("workspace", ["T1", ""])
async def test_a_connection_in_trouble_is_waited_for(store: Store, clock: RunningClock, workspace: str) -> None:
    """A platform that is only down, or hasn't said yet which workspace it is, keeps its messages, however old."""
    stranded = Stranded(Database(store), OFFICE, HOUSE, served(("slack", workspace)), lambda: None)
    anna = store.run(lambda uow: let_in(uow, Role.CLIENT, SLACK, TELEGRAM))
    store.run(lambda uow: Context(uow, OFFICE).tell(anna, Text("words", words="one")))
    clock.move(10 * PATIENCE.total_seconds())
    assert await stranded.send_on(clock.now()) == 0
    assert rows(store) == [("slack", NEW, None)]

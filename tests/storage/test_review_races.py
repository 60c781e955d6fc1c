# ruff: noqa: SLF001 - seen from inside, at the very moment in question
"""Two units of work at once on PostgreSQL, where nothing but a lock keeps them apart."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from handlers.chat.context import Context, Office, Refused
from handlers.chat.dispatch import handle, react
from handlers.chat.incoming import Command, Event, Sender
from handlers.chat.outgoing import Text
from handlers.features import HOUSE
from handlers.people import actions, manager
from handlers.people.actions import invite
from storage.engine import Store, open_store
from storage.outbox import outbox
from storage.people import Person
from storage.query import Query
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import PersonId, PersonState, Role, TeamId
from tests.clocks import RunningClock

OFFICE = Office("Office Berlin", "en", "Europe/Berlin")
BOUND = 20.0
HELLO = Text("words", words="hello")
WAITS = (
    "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
    " WHERE NOT l.granted AND a.datname = current_database()"
)
Unit = Callable[[UnitOfWork], Any]


@dataclass
class Races:
    """A PostgreSQL database, and what lets two units of work meet."""

    store: Store

    def meet(self, first: Unit, second: Unit) -> tuple[Any, Any]:
        """Return what two units gave (or the Refused they raised): `second` begins when `first` has done its work, and
        that is committed once `second` waits for it, or has ended."""
        acted, over = threading.Event(), threading.Event()
        found: list[Any] = [None, None]

        def leading(uow: UnitOfWork) -> Any:
            value = first(uow)
            acted.set()
            while not over.is_set() and not self._somebody_waits(uow):
                over.wait(0.01)
            return value

        def following() -> None:
            acted.wait(BOUND)
            try:
                found[1] = self._run(second)
            finally:
                over.set()

        other = threading.Thread(target=following)
        other.start()
        found[0] = self._run(leading)
        other.join(BOUND)
        assert not other.is_alive()
        return found[0], found[1]

    def _somebody_waits(self, uow: UnitOfWork) -> bool:
        cursor: Any = uow.run._cursor
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else who connected since the first look is not seen
        cursor.execute(WAITS)
        return bool(cursor.fetchone()[0])

    def _run(self, unit: Unit) -> Any:
        try:
            return self.store.run(unit)
        except Refused as refusal:
            return refusal

    def joins(self, name: str, role: Role, code: str | None = None) -> Unit:
        """Return the unit in which somebody uses a code."""
        given = code or self.store.run(lambda uow: invite(uow, role, name).code)
        sender = Sender("telegram", "", name, name, name=name)
        return lambda uow: handle(uow, Event(sender, Command("start", given), uow.now), OFFICE, HOUSE)

    def person(self, name: str) -> Person:
        found = self.store.run(lambda uow: uow.people.by_account("telegram", "", name))
        assert found is not None
        return found

    def joined(self, name: str, role: Role, state: PersonState = PersonState.ACTIVE) -> Person:
        self.store.run(self.joins(name, role))
        self.store.run(lambda uow: uow.people.set_state(_id(uow, name), state))
        return self.person(name)


def _id(uow: UnitOfWork, name: str) -> PersonId:
    found = uow.people.by_account("telegram", "", name)
    assert found is not None
    return found.id


@pytest.fixture
def races(postgres_url: str) -> Iterator[Races]:
    """A migrated database with one team."""
    store = open_store(postgres_url, RunningClock().now, workers=3)
    store.start()
    store.run(lambda uow: uow.clients.team(TeamId(uow.new_id()), "Office"))
    yield Races(store)
    store.stop()


def test_two_managers_decide_on_one_newcomer(races: Races) -> None:
    """One confirms while the other refuses: one decision counts, and the other manager is told so."""
    mia, max_ = races.joined("mia", Role.MANAGER), races.joined("max", Role.MANAGER)
    ben = races.joined("ben", Role.ASSISTANT, PersonState.PENDING)
    confirmed, refused = races.meet(
        lambda uow: actions.confirm(Context(uow, OFFICE, who=mia), ben.id),
        lambda uow: actions.refuse(Context(uow, OFFICE, who=max_), ben.id),
    )
    assert not isinstance(confirmed, Refused)
    assert isinstance(refused, Refused)
    assert races.person("ben").state is PersonState.ACTIVE


def test_two_first_managers(races: Races) -> None:
    """Two managers join an office without any: one is the first, the other waits to be confirmed."""
    races.meet(races.joins("mia", Role.MANAGER), races.joins("max", Role.MANAGER))
    assert sorted([races.person("mia").state, races.person("max").state]) == [PersonState.ACTIVE, PersonState.PENDING]


@pytest.mark.parametrize("order", [("mia", "ben"), ("ben", "mia")])
def test_a_newcomer_beside_the_first_manager(races: Races, order: tuple[str, str]) -> None:
    """An assistant joins while the first manager does: the manager is shown the newcomer, whoever commits first."""
    units = {"mia": races.joins("mia", Role.MANAGER), "ben": races.joins("ben", Role.ASSISTANT)}
    races.meet(*(units[name] for name in order))
    ben, mia = races.person("ben"), races.person("mia")
    cards = races.store.run(lambda uow: uow.run.all(Query(select(outbox.c.person_id, outbox.c.card))))
    assert cards.count((mia.id, f"newcomer:{ben.id}")) == 1


def test_a14_rights_end_before_or_after_what_somebody_does(races: Races) -> None:
    """Whose access ends in the very moment they do something: it is done before, and the end waits for it; or the end
    comes first, and they are not heard meanwhile."""
    mia, ben = races.joined("mia", Role.MANAGER), races.joined("ben", Role.ASSISTANT)
    heard = Event(Sender("telegram", "", "ben", "ben"), Command("mine", ""), races.person("ben").created_at)
    waited: list[bool] = []

    def acts(uow: UnitOfWork) -> Any:
        return uow.alone_with(ben.id) and handle(uow, heard, OFFICE, HOUSE)

    def ends(uow: UnitOfWork) -> None:
        sender = Sender("telegram", "", "mia", "mia")
        manager.deactivate(Context(uow, OFFICE, sender=sender, who=mia, react=react(HOUSE)), ben.id)

    class Watch(Races):
        def _somebody_waits(self, uow: UnitOfWork) -> bool:
            waits = super()._somebody_waits(uow)
            waited.append(waits)
            return waits

    done, _ = Watch(races.store).meet(acts, ends)
    assert done
    assert waited[-1], "the end of access didn't wait"
    assert races.person("ben").state is PersonState.REMOVED
    races.store.run(lambda uow: uow.people.set_state(ben.id, PersonState.ACTIVE))
    _, not_yet = races.meet(ends, acts)
    assert not_yet is False


def test_assigning_does_not_hold_up_messages_to_assistants(races: Races) -> None:
    """While a task is given out, the team's assistants can be told other things: a message refers to its reader's row,
    and two assignments that each told somebody first would wait for each other for ever."""
    races.joined("mia", Role.MANAGER)
    ben = races.joined("ben", Role.ASSISTANT)
    assert ben.team_id is not None
    team = ben.team_id
    waited = threading.Event()

    def tells(uow: UnitOfWork) -> None:
        Context(uow, OFFICE).tell(ben, HELLO)

    def assigns(uow: UnitOfWork) -> None:
        uow.tasks.lock_team(team)

    class Watch(Races):
        def _somebody_waits(self, uow: UnitOfWork) -> bool:
            waits = super()._somebody_waits(uow)
            if waits:
                waited.set()
            return waits

    Watch(races.store).meet(assigns, tells)
    assert not waited.is_set()

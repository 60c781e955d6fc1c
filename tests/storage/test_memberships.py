"""Who was what in which team, and which office hours held: kept with each change, of both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, text

from storage import erasing
from storage.engine import Store, open_store
from storage.memberships import Membership, memberships
from storage.migrate import engine_for, upgrade
from storage.people import Person
from storage.query import Query
from storage.sla import RuleVersion
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, PersonId, PersonState, Role, TeamId
from tests.storage.conftest import NewUrl
from tests.storage.kit import NOW

DAY = timedelta(days=1)
BEN, ANNA = PersonId("ben"), PersonId("anna")
OFFICE, TRAVEL = TeamId("office"), TeamId("travel")
_ALL = Query(select(memberships).order_by(memberships.c.person_id, memberships.c.since))


class Life:
    """A store whose time is told."""

    def __init__(self, url: str) -> None:
        self.now = NOW
        self.store: Store = open_store(url, lambda: self.now, workers=2)
        self.store.start()

    def on(self, day: int, unit: Callable[[UnitOfWork], object]) -> None:
        """Do something on a day after the beginning."""
        self.now = NOW + day * DAY
        self.store.run(unit)

    def of(self, person: PersonId) -> list[tuple[int, int | None, Role, str | None]]:
        """Return what somebody was: from which day, until which, as what, in which team."""
        found = self.store.run(lambda uow: [Membership(*row) for row in uow.run.all(_ALL)], reading=True)
        return [
            ((each.since - NOW).days, each.until and (each.until - NOW).days, each.role, each.team_id)  # type: ignore[misc]  # None or days
            for each in found
            if each.person_id == person
        ]


def person(who: PersonId, role: Role, state: PersonState = PersonState.ACTIVE) -> Person:
    """Return somebody of the office's first team."""
    client = ClientId("weber") if role is Role.CLIENT else None
    return Person(who, str(who), role, state, client, OFFICE, "en", "UTC", True, False, None, NOW)


@pytest.fixture
def life(office: str) -> Iterator[Life]:
    """Return an office with two teams and a client."""
    life = Life(office)

    def begin(uow: UnitOfWork) -> None:
        for team in (OFFICE, TRAVEL):
            uow.clients.team(team, str(team))
        uow.clients.ensure(ClientId("weber"), "Weber", "weber", uow.now)

    life.on(0, begin)
    yield life
    life.store.stop()


def test_from_the_first_day_to_the_last(life: Life) -> None:
    """Who is confirmed begins, changes team and role, and ends; what doesn't change goes on."""
    life.on(1, lambda uow: uow.people.add(person(BEN, Role.ASSISTANT, PersonState.PENDING)))
    life.on(2, lambda uow: uow.people.set_state(BEN, PersonState.ACTIVE))
    life.on(3, lambda uow: uow.people.set_role(BEN, Role.ASSISTANT, OFFICE))
    life.on(4, lambda uow: uow.people.set_role(BEN, Role.ASSISTANT, TRAVEL))
    life.on(5, lambda uow: uow.people.set_role(BEN, Role.MANAGER, TRAVEL))
    life.on(6, lambda uow: uow.people.set_state(BEN, PersonState.REMOVED))
    life.on(7, lambda uow: uow.people.set_state(BEN, PersonState.REMOVED))
    assert life.of(BEN) == [
        (2, 4, Role.ASSISTANT, OFFICE),
        (4, 5, Role.ASSISTANT, TRAVEL),
        (5, 6, Role.MANAGER, TRAVEL),
    ]


def test_who_never_had_rights(life: Life) -> None:
    """A newcomer who is turned away belonged to nothing."""
    life.on(1, lambda uow: uow.people.add(person(BEN, Role.ASSISTANT, PersonState.PENDING)))
    life.on(1, lambda uow: uow.people.set_role(BEN, Role.LEAD, TRAVEL))
    life.on(2, lambda uow: uow.people.set_state(BEN, PersonState.REMOVED))
    assert life.of(BEN) == []


def test_changes_of_one_moment(life: Life) -> None:
    """Of several changes in one millisecond the last one counts: the others held at no time."""
    life.on(1, lambda uow: uow.people.add(person(BEN, Role.ASSISTANT)))
    for team in (TRAVEL, OFFICE, TRAVEL):
        life.on(2, lambda uow, team=team: uow.people.set_role(BEN, Role.ASSISTANT, team))  # type: ignore[misc]  # bound early
    assert life.of(BEN) == [(1, 2, Role.ASSISTANT, OFFICE), (2, None, Role.ASSISTANT, TRAVEL)]
    life.on(2, lambda uow: uow.people.set_state(BEN, PersonState.REMOVED))
    assert life.of(BEN) == [(1, 2, Role.ASSISTANT, OFFICE)]


def test_a_clock_that_was_set_back(life: Life) -> None:
    """Nothing ends before it began."""
    life.on(3, lambda uow: uow.people.add(person(BEN, Role.ASSISTANT)))
    life.on(2, lambda uow: uow.people.set_role(BEN, Role.ASSISTANT, TRAVEL))
    assert life.of(BEN) == [(2, None, Role.ASSISTANT, TRAVEL)]


def test_a_client_who_can_not_be_read_any_more(life: Life) -> None:
    """Where a client is ended without a look at who they are, their contacts end, too, and nobody else."""
    for each in (person(ANNA, Role.CLIENT), person(BEN, Role.ASSISTANT)):
        life.on(1, lambda uow, each=each: uow.people.add(each))  # type: ignore[misc]  # bound early
    life.on(2, lambda uow: erasing.close(uow.run, "weber", uow.now))
    assert life.of(ANNA) == [(1, 2, Role.CLIENT, OFFICE)]
    assert life.of(BEN) == [(1, None, Role.ASSISTANT, OFFICE)]


def test_hours_that_come_again(life: Life) -> None:
    """Each start keeps which hours hold, also those that held before; what goes on is kept once, in order even where a
    clock was set back."""
    for version in (7, 8):
        rule = RuleVersion("calendar", "office", version, {"week": f"week {version}"}, NOW)
        life.on(0, lambda uow, rule=rule: uow.sla.add_rule(rule))  # type: ignore[misc]  # bound early
    starts: list[tuple[int, int | None]] = [(1, 7), (2, 7), (3, 8), (4, None), (5, None), (6, 7), (5, 8)]
    for day, now_held in starts:
        life.on(day, lambda uow, version=now_held: uow.sla.note_office_hours(version, uow.now))  # type: ignore[misc]  # as above
    found = life.store.run(lambda uow: uow.sla.office_hours(), reading=True)
    assert [((each.since - NOW) // DAY, each.version) for each in found] == [(1, 7), (3, 8), (4, None), (6, 7), (6, 8)]
    assert [each.body and each.body["week"] for each in found] == ["week 7", "week 8", None, "week 7", "week 8"]
    assert all(one.since < other.since for one, other in pairwise(found))


_OLD = (
    "INSERT INTO teams VALUES ('office', 'Office')",
    *(
        "INSERT INTO people (id, name, role, state, team_id, language, zone, zone_known, guest, created_at)"
        f" VALUES ('{who}', '', '{role}', '{state}', {team}, '', '', true, false, {at})"
        for who, role, state, team, at in (
            ("ben", "assistant", "active", "'office'", 1000),
            ("eva", "assistant", "removed", "'office'", 1000),
            ("max", "manager", "active", "NULL", 2000),
            ("new", "assistant", "pending", "'office'", 3000),
        )
    ),
    *(
        f"INSERT INTO rule_versions VALUES ('{kind}', '{name}', {version}, '{body}', {since})"
        for kind, name, version, body, since in (
            ("calendar", "office", 5, '{"zone":"UTC","week":"daily 00:00-24:00","exceptions":[]}', 1000),
            ("calendar", "office", 4, '{"zone":"UTC","week":"Mon-Fri 09:00-17:00","exceptions":[]}', 2000),
            ("calendar", "late", 3, '{"zone":"UTC","week":"Mon-Fri 09:00-17:00","exceptions":[]}', 2000),
            ("policy", "office", 2, "{}", 2000),
        )
    ),
)


def test_an_upgrade_keeps_what_is_known(kind: str, new_url: NewUrl) -> None:
    """Who is there belongs to their team since they came; office hours hold since they came for the first time, and an
    office that never closed had promised none."""
    url = new_url(kind)
    with engine_for(url).begin() as connection:
        upgrade(connection, "0037")
        for statement in _OLD:
            connection.exec_driver_sql(statement)
        upgrade(connection)
        found = connection.execute(text("SELECT person_id, since, until, role, team_id FROM memberships ORDER BY 1"))
        assert [tuple(row) for row in found] == [
            ("ben", 1000, None, "assistant", "office"),
            ("max", 2000, None, "manager", None),
        ]
        kept = connection.execute(text("SELECT since, version FROM office_hours ORDER BY since"))
        assert [tuple(row) for row in kept] == [(1000, None), (2000, 4)]

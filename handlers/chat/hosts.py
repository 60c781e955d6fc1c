"""Which of the office's people are hosts: the settings know them by name."""

from __future__ import annotations

from handlers.rules.slots.desk import Desk
from storage.people import Person
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import WORKERS, PersonId, Role


def called(uow: UnitOfWork, name: str) -> Person | None:
    """Return who is meant by a host's name: of several who are called so, whoever was there first."""
    return _first(uow).get(name)


def hosts_of(uow: UnitOfWork, desk: Desk, person: Person) -> list[str]:
    """Return the names of the hosts that somebody is: none where it is somebody else of their name."""
    named = [host.name for host in desk.hosts.values() if host.person == person.name]
    meant = called(uow, person.name) if named else None
    return named if meant is not None and meant.id == person.id else []


def people(uow: UnitOfWork) -> set[PersonId]:
    """Return all of the office who are meant by their names."""
    return {person.id for person in _first(uow).values()}


def _first(uow: UnitOfWork) -> dict[str, Person]:
    there = sorted(uow.people.active(*WORKERS, Role.MANAGER), key=lambda person: person.id, reverse=True)
    return {person.name: person for person in there}

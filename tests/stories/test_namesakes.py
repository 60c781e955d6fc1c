"""Two of the office who are called alike: a host's appointments are those of one of them alone."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from handlers.bookings.diaries import absent
from handlers.bookings.feeds import entries
from handlers.chat.context import Context
from handlers.chat.hosts import hosts_of
from storage.absences import Absence
from storage.people import Person
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import AbsenceState
from tests.stories.kit import Desk, new_person
from tests.stories.rights_bookings import of_bookings
from tests.stories.rights_scene import A, C


def test_a_host_is_whoever_was_there_first(desk: Desk) -> None:
    """Who joins later under a host's name has neither that host's feed nor their agenda, and isn't away for them."""
    first, anna = desk.joins(A, "Ben"), desk.joins(C, "Anna")
    of_bookings(desk, anna, desk.joins(C, "Otto"), "bookings.cancel")
    desk.clock.move(1.0)

    def another(uow: UnitOfWork) -> Person:
        person = new_person(uow, A, "Ben")
        uow.people.add(person)
        return person

    second = desk.run(another)

    def theirs(who: Person, uow: UnitOfWork) -> tuple[int, list[str]]:
        return len(entries(uow, desk.facts, who)), hosts_of(uow, desk.facts.desk, who)

    def away(who: Person, uow: UnitOfWork) -> list[str]:
        gone = Absence(uow.new_id(), who.id, AbsenceState.ON, [], uow.now, uow.now + timedelta(days=1), uow.now)
        uow.absences.add(gone)
        return list(absent(Context(uow, desk.facts)))

    assert [desk.run(partial(theirs, who)) for who in (first, second)] == [(2, ["ben"]), (0, [])]
    assert [desk.run(partial(away, who)) for who in (second, first)] == [[], ["ben"]]

"""Who may do what with a task or an appointment: how somebody stands to it is read from its row, in the transaction
that acts, and the policy is asked (`handlers.rules.policy`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from handlers.rules import policy
from handlers.rules.policy import Act, Relation, Subject
from storage.bookings import Booking
from storage.people import Person
from storage.series import Series
from storage.tasks import Task
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, Confidentiality, PersonId, Role, TaskId, TeamId


class Standing(Protocol):
    """What rights ask of a task: whose it is, and who may know of it."""

    @property
    def client_id(self) -> ClientId | None:
        """Return the client account."""

    @property
    def contact_id(self) -> PersonId:
        """Return who asked for it."""

    @property
    def team_id(self) -> TeamId:
        """Return whose it is to look after."""

    @property
    def assistant_id(self) -> PersonId | None:
        """Return who works on it."""

    @property
    def confidentiality(self) -> Confidentiality | None:
        """Return who may know of it; None is normal."""


def permits(uow: UnitOfWork, who: Person, act: Act, task: Standing) -> bool:
    """Return whether a person may do this with a task; for acts that aren't about a task, whether they may see it."""
    wanted = act if act in policy.OF_TASKS else Act.SEE
    return _allowed(uow, who, wanted, relation(uow, who, task), subject(uow, task))


def may_see(uow: UnitOfWork, who: Person, task: Standing) -> bool:
    """Return whether a person may see a task, and hear of it."""
    return permits(uow, who, Act.SEE, task)


def visible(uow: UnitOfWork, who: Person, tasks: Iterable[Task]) -> list[Task]:
    """Return those of some tasks that a person may see."""
    return [task for task in tasks if may_see(uow, who, task)]


def may_be_given(uow: UnitOfWork, who: Person, task: Standing) -> bool:
    """Return whether a person may work on a task, were it given to them."""
    return may_work(uow, who.id, who.role, subject(uow, task))


def may_work(uow: UnitOfWork, who: PersonId, role: Role, about: Subject) -> bool:
    """Return whether somebody of a role may work on something of these classes, were it given to them."""
    return policy.allowed(role, Act.WORK, Relation.ASSIGNED, about, bound=_bound(uow, who, role, about))


def may_hear(uow: UnitOfWork, who: Person, task_id: TaskId) -> bool:
    """Return whether a person may be told something about a task. Only its classes keep anybody from it: who else is
    told is for the handlers to know, as whoever just lost a task has to hear of that."""
    task = uow.tasks.standing(task_id)
    if task is None:
        return True
    about = subject(uow, task)
    return about == policy.NOTHING_SPECIAL or may_see(uow, who, task)


def may_hear_late(uow: UnitOfWork, who: Person, task_id: TaskId) -> bool:
    """Return whether what was written for a person about a task a while ago may still go out: its classes may have
    become others since. Whether its client was restricted since is another question (`bot.channels`)."""
    task = uow.tasks.standing(task_id)
    about = None if task is None else replace(subject(uow, task), restricted=False)
    if task is None or about is None or about == policy.NOTHING_SPECIAL:
        return True
    return _allowed(uow, who, Act.SEE, relation(uow, who, task), about)


def permits_booking(uow: UnitOfWork, who: Person, act: Act, booking: Booking) -> bool:
    """Return whether a person may do this with an appointment; for acts that aren't about one, whether they may see
    it."""
    wanted = act if act in policy.OF_BOOKINGS else Act.BOOK
    theirs = {booking.contact_id, booking.booked_by}
    return _allowed(uow, who, wanted, _to(uow, who, theirs, booking.client_id), of_client(uow, booking.client_id))


def may_see_booking(uow: UnitOfWork, who: Person, booking: Booking) -> bool:
    """Return whether a person may see an appointment, and hear of it."""
    return permits_booking(uow, who, Act.BOOK, booking)


def permits_series(uow: UnitOfWork, who: Person, series: Series) -> bool:
    """Return whether a person may see and change a request that comes again."""
    contact = uow.people.by_id(series.contact_id)
    if who.id in {series.contact_id, series.person_id}:
        stands = Relation.OWN
    elif who.role is not Role.CLIENT and contact is not None and contact.team_id == who.team_id:
        stands = Relation.TEAM
    else:
        stands = Relation.OTHER
    return _allowed(uow, who, Act.ASK, stands, of_client(uow, None if contact is None else contact.client_id))


def may_for(uow: UnitOfWork, who: Person, act: Act, contact: Person) -> bool:
    """Return whether somebody of staff may do this for a client's contact."""
    return _allowed(uow, who, act, Relation.TEAM, of_client(uow, contact.client_id))


def is_restricted(uow: UnitOfWork, who: Person) -> bool:
    """Return whether somebody is a contact of a client whose data are restricted."""
    return are_restricted(uow, who.client_id)


def are_restricted(uow: UnitOfWork, client: ClientId | None) -> bool:
    """Return whether a client's data are restricted: nothing is made of them, and nobody is told of them."""
    terms = None if client is None else uow.clients.terms(client)
    return terms is not None and terms.restricted


def relation(uow: UnitOfWork, who: Person, task: Standing) -> Relation:
    """Return how somebody stands to a task."""
    if who.role is Role.CLIENT:
        return _to(uow, who, {task.contact_id}, task.client_id)
    if task.team_id != who.team_id:
        return Relation.OTHER  # what another team has is no longer theirs, whoever had it last
    return Relation.ASSIGNED if task.assistant_id == who.id else Relation.TEAM


def subject(uow: UnitOfWork, task: Standing) -> Subject:
    """Return the classes of a task, its client's among them."""
    return of_client(uow, task.client_id, task.confidentiality or Confidentiality.NORMAL)


def of_client(
    uow: UnitOfWork, client: ClientId | None, confidentiality: Confidentiality = Confidentiality.NORMAL
) -> Subject:
    """Return what rights ask of something of a client's."""
    terms = None if client is None else uow.clients.terms(client)
    if terms is None:
        return Subject(frozenset({confidentiality}))
    classes = {confidentiality, Confidentiality.SECRECY} if terms.secrecy else {confidentiality}
    return Subject(frozenset(classes), restricted=terms.restricted)


def _to(uow: UnitOfWork, who: Person, theirs: Iterable[str | None], client: ClientId | None) -> Relation:
    """Return how somebody stands to what belongs to some people of a client."""
    if who.id in theirs:
        return Relation.OWN
    terms = None if client is None or client != who.client_id else uow.clients.terms(client)
    return Relation.CLIENT if terms is not None and terms.contacts_see_all else Relation.OTHER


def _allowed(uow: UnitOfWork, who: Person, act: Act, stands: Relation, about: Subject) -> bool:
    return policy.allowed(who.role, act, stands, about, bound=_bound(uow, who.id, who.role, about))


def _bound(uow: UnitOfWork, who: PersonId, role: Role, about: Subject) -> bool:
    """Return whether somebody has a secrecy obligation in force, as far as it matters."""
    asks = Confidentiality.SECRECY in about.classes and role in policy.NEED_OBLIGATION
    return asks and uow.secrecy.in_force(who) is not None

"""Which tasks and appointments somebody may see: one rule each for every feature that speaks of them."""

from __future__ import annotations

from storage.bookings import Booking
from storage.people import Person
from storage.tasks import Task
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import STAFF, ClientId, Role


def may_see(uow: UnitOfWork, who: Person, task: Task) -> bool:
    """Return whether a person may see a task: managers all, assistants those of their team, contacts their own and,
    where the client has it so, their colleagues'."""
    if who.role is Role.MANAGER:
        return True
    if who.role is Role.ASSISTANT:
        return task.team_id == who.team_id
    if task.contact_id == who.id:
        return True
    if task.client_id is None or task.client_id != who.client_id:
        return False
    return _shared(uow, task.client_id)


def may_see_booking(uow: UnitOfWork, who: Person, booking: Booking) -> bool:
    """Return whether a person may see an appointment: staff all, contacts their own and, where the client has it so,
    their colleagues'."""
    if who.role in STAFF or who.id in {booking.contact_id, booking.booked_by}:
        return True
    if booking.client_id is None or booking.client_id != who.client_id:
        return False
    return _shared(uow, booking.client_id)


def _shared(uow: UnitOfWork, client: ClientId) -> bool:
    known = uow.clients.look(client)
    return known is not None and known.contacts_see_all

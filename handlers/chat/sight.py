"""Which tasks somebody may see: one rule for every feature that speaks of tasks."""

from __future__ import annotations

from storage.people import Person
from storage.tasks import Task
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role


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
    client = uow.clients.look(task.client_id)
    return client is not None and client.contacts_see_all

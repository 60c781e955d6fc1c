"""What the buttons and forms of trials are about in the table of rights."""

from __future__ import annotations

from storage.people import Person
from storage.trials import Trial, TrialStep
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, Role, TrialState
from tests.stories.kit import Desk

NONE = {"none": "0" * 32}


def of_trials(desk: Desk, me: Person, mate: Person, what: str) -> dict[str, str]:
    """Return a trial of my client, or for managers of anybody's, and those that a client has no say in; what is begun
    is about a client."""
    contact = me if me.role is Role.CLIENT else desk.joins(Role.CLIENT, f"contact-{me.name}")
    assert contact.client_id is not None
    if what == "trials.begin":
        return {"own": contact.client_id, **NONE}
    own = _trial(desk, me, contact.client_id)
    if what != "trials.answer":
        return {"own": own, **NONE}
    other = desk.run(lambda uow: uow.clients.ensure(ClientId(uow.new_id()), "Other", "other", uow.now))
    foreign = _trial(desk, me, other)
    return {"own": f"{own}=week-1", "foreign": f"{foreign}=week-1", "not asked": f"{own}=week-2", **NONE}


def _trial(desk: Desk, me: Person, client: ClientId) -> str:
    def unit(uow: UnitOfWork) -> str:
        days = ("2020-01-01", "2020-01-28")
        new = Trial(uow.new_id(), client, me.id, TrialState.RUNNING, *days, "Quick", None, uow.now, None)
        uow.trials.add(new)
        asked = {"milestone": "week-1", "to": [me.id]}
        uow.trials.note(uow.new_id(), new.id, TrialStep("asked", None, uow.now, asked))
        return new.id

    return desk.run(unit)

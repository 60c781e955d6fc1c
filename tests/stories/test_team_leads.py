"""Who hears what goes to a team's lead."""

from __future__ import annotations

import pytest

from handlers.chat.context import Context
from handlers.rules.escalation import Receiver
from handlers.rules.service_levels import Duty
from handlers.tasks import alerts
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role, TaskState
from tests.stories.kit import Desk
from tests.stories.rights_scene import task


@pytest.mark.parametrize(("named", "told"), [(None, ["Lea"]), ("Ben", ["Ben"]), ("Nobody", ["Lea"])])
def test_the_lead_is_who_is_named_else_who_has_the_role(desk: Desk, named: str | None, told: list[str]) -> None:
    """The settings name one; where they don't, or nobody is called so, the team's own leads are it, no other team's."""
    ben = desk.joins(Role.ASSISTANT, "Ben")
    desk.joins(Role.LEAD, "Lea")
    desk.joins(Role.LEAD, "Zoe", team="Travel")
    about = task(desk, ben, "Office", TaskState.ACKNOWLEDGED, contact=desk.joins(Role.CLIENT, "Anna"))

    def unit(uow: UnitOfWork) -> list[str]:
        found = uow.tasks.look(about)
        assert found is not None
        ctx = Context(uow, desk.facts, who=ben)
        return [person.name for person in alerts.with_role(ctx, found, Duty(lead=named), Receiver.TEAM_LEAD)]

    assert desk.run(unit) == told

"""A15: what one person alone can't do, a second one has to confirm."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from handlers.chat import four_eyes
from handlers.chat.incoming import Pressed
from storage.approvals import approvals
from storage.outbox import outbox
from storage.people import Person
from storage.query import Query
from storage.vocabulary import Role
from tests.stories.kit import Desk, Outcome
from tests.stories.rights_scene import A, D, M, becomes

GONE, LATE, NOT_YOURS = "button-gone", "second-too-late", "button-not-yours"


def begins(desk: Desk, who: Person, about: Person, role: Role) -> Outcome:
    """Let somebody press a button that makes somebody another role."""
    key = f"role:{desk.run(lambda uow: uow.new_id())[-8:]}"
    desk.hangs(who, "people.role", f"{about.id}={role}", key)
    return desk.hears(who.name.lower(), Pressed(key))


def second(desk: Desk, who: Person, action: str = four_eyes.CONFIRM) -> Outcome:
    """Let somebody press Confirm, or Refuse, on what was asked last."""
    query = Query(select(approvals.c.id).order_by(approvals.c.id.desc()))
    which = desk.run(lambda uow: uow.run.all(query))[0][0]
    key = f"second:{desk.run(lambda uow: uow.new_id())[-8:]}"
    desk.hangs(who, action, which, key)
    return desk.hears(who.name.lower(), Pressed(key))


def role_of(desk: Desk, who: Person) -> Role:
    """Return what somebody is now."""
    found = desk.run(lambda uow: uow.people.by_id(who.id))
    assert found is not None
    return found.role


def test_a15_a_role_changes_by_two(desk: Desk) -> None:
    """A manager begins, an administrator confirms, and only then it happens; once, whoever else confirms."""
    mia, max_, nora, ben = (desk.joins(role, name) for role, name in ((M, "Mia"), (D, "Max"), (M, "Nora"), (A, "Ben")))
    assert begins(desk, mia, ben, Role.LEAD).toast == "second-asked-toast"
    assert role_of(desk, ben) is Role.ASSISTANT
    assert second(desk, mia).refused == GONE
    assert second(desk, ben).refused == NOT_YOURS
    assert second(desk, max_).refused is None
    assert role_of(desk, ben) is Role.LEAD
    assert second(desk, nora).refused == LATE


def test_a15_nobody_alone(desk: Desk) -> None:
    """Without a second person nothing is begun; the one it is about is no second person for it."""
    mia, ben = desk.joins(M, "Mia"), desk.joins(A, "Ben")
    assert begins(desk, mia, ben, Role.MANAGER) == Outcome(refused="second-nobody")
    nora = desk.joins(M, "Nora")
    assert begins(desk, mia, nora, Role.ASSISTANT).refused is None
    assert second(desk, nora).refused == "person-not-yourself"
    assert role_of(desk, nora) is Role.MANAGER


@pytest.mark.parametrize("what", ["refused", "too late", "the first has no rights any more"])
def test_a15_what_is_not_confirmed_never_happens(desk: Desk, what: str) -> None:
    """Refused, confirmed after a day, or begun by somebody who may not any more: nothing changes."""
    mia, max_, ben = desk.joins(M, "Mia"), desk.joins(D, "Max"), desk.joins(A, "Ben")
    desk.joins(M, "Nora")
    assert begins(desk, mia, ben, Role.MANAGER).refused is None
    if what == "refused":
        assert second(desk, max_, four_eyes.REFUSE).refused is None
        assert second(desk, max_).refused == LATE
    elif what == "too late":
        earlier = Query(update(approvals).values(expires_at=desk.clock.now() - timedelta(seconds=1)))
        desk.run(lambda uow: uow.run.change(earlier))
        assert second(desk, max_).refused == LATE
    else:
        becomes(desk, mia, role=Role.ASSISTANT)
        assert second(desk, max_).refused == NOT_YOURS
    assert role_of(desk, ben) is Role.ASSISTANT


def test_a15_begun_again_it_is_asked_once(desk: Desk) -> None:
    """Who begins the same again before anybody decided doesn't ask twice: one card hangs, and one press settles it."""
    mia, max_, ben = (desk.joins(role, name) for role, name in ((M, "Mia"), (D, "Max"), (A, "Ben")))
    for _ in range(2):
        assert begins(desk, mia, ben, Role.LEAD).toast == "second-asked-toast"
    asked = Query(select(outbox.c.card).where(outbox.c.person_id == max_.id, outbox.c.card.is_not(None)))
    assert len({row[0] for row in desk.run(lambda uow: uow.run.all(asked))}) == 1
    assert second(desk, max_).refused is None
    assert begins(desk, mia, ben, Role.MANAGER).toast == "second-asked-toast"
    assert len(desk.run(lambda uow: uow.run.all(Query(select(approvals.c.id))))) == 2

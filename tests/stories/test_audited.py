"""What stands in the audit after what people did; what has a history of its own stands there alone."""

from __future__ import annotations

from handlers.chat.incoming import Command, Said
from storage.audit_chain import Row
from storage.vocabulary import PersonId, Role
from tests.stories.kit import Desk


def rows(desk: Desk) -> list[Row]:
    return desk.store.run(lambda uow: list(uow.audit.rows(uow.now.replace(year=2000))), reading=True)


def pseudonym(desk: Desk, person: PersonId) -> str | None:
    return desk.store.run(lambda uow: uow.audit.pseudonym(person), reading=True)


def test_who_let_whom_in(desk: Desk) -> None:
    """Each step of joining tells who did it: the office made the code, nobody known used it, the newcomer is there."""
    new = desk.invites(Role.MANAGER, "Mia")
    desk.hears("mia", Command("join", new.code))
    steps = [(row.actor, row.action) for row in rows(desk)]
    assert steps == [
        ("office", "invite-made"),
        ("stranger", "invite-used"),
        ("stranger", "person-added"),
        ("stranger", "address-added"),
    ]
    desk.hears("eve", Command("join", "guessed"))
    assert (rows(desk)[-1].actor, rows(desk)[-1].action) == ("stranger", "code-refused")


def test_a_clients_request_costs_no_row_and_a_look_of_staff_does(desk: Desk) -> None:
    """An ordinary request stands in its own history; that staff search, or look at what others do, stands here."""
    anna, mia = desk.joins(Role.CLIENT, "Anna"), desk.joins(Role.MANAGER, "Mia")
    before = len(rows(desk))
    desk.hears("anna", Said("Please book a table", "m-1"))
    desk.hears("anna", Command("find", "table"))
    assert len(rows(desk)) == before
    desk.hears("mia", Command("find", "Weber"))
    [found] = rows(desk)[before:]
    assert (found.actor, found.action, found.facts) == (pseudonym(desk, mia.id), "tasks-searched", {"found": 0})
    assert found.digest is not None
    assert "Weber" not in repr(rows(desk))
    assert anna.id not in repr(rows(desk))

"""The audit's head comes to its second place: to a file when it has moved, to managers once a day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.audit_files import heads_in
from bot.audit_heads import AuditHeads, Plan
from bot.database import Database
from storage.vocabulary import OutboxState, Role
from tests.stories.kit import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The handlers alone, on SQLite."""
    made = Desk(tmp_path)
    yield made
    made.store.stop()


async def test_heads_are_kept_elsewhere(desk: Desk, tmp_path: Path) -> None:
    """A line for each look since which something was noted, none twice, not after a restart either; one message a day;
    a place that can't be written is an alarm, and the next look tries again."""
    desk.joins(Role.MANAGER, "Mia")
    raised: list[str] = []
    file = tmp_path / "elsewhere" / "audit.heads"

    def heads(place: Path) -> AuditHeads:
        plan, database = Plan(place, tells_managers=True), Database(desk.store)
        return AuditHeads(plan, database, desk.clock, desk.facts, lambda code, **facts: raised.append(code))

    first = heads(file)
    await first.look()
    await first.look()
    await heads(file).look()
    desk.joins(Role.ASSISTANT, "Ben")
    await heads(file).look()
    head = desk.store.run(lambda uow: uow.audit.head(), reading=True)
    assert head is not None
    kept = heads_in(file)
    assert [(one.number, one.hash) for one in kept][-1] == (head.number, head.hash)
    assert len(kept) == 2
    assert desk.store.run(lambda uow: uow.audit.first_fault(kept), reading=True) is None
    assert desk.store.run(lambda uow: uow.outbox.count(OutboxState.NEW), reading=True) == 1
    assert raised == []
    await heads(file / "no-folder").look()
    assert raised == ["audit-head"]


async def test_an_end_that_is_to_be_noted_is(desk: Desk, tmp_path: Path) -> None:
    """After an upgrade the first look notes what the last row is; one that nobody could have written is an alarm."""
    desk.joins(Role.MANAGER, "Mia")
    desk.store.run(lambda uow: uow.marks.set("audit-end", "not-yet"))
    raised: list[str] = []
    plan = Plan(tmp_path / "audit.heads")
    heads = AuditHeads(plan, Database(desk.store), desk.clock, desk.facts, lambda code, **facts: raised.append(code))
    await heads.look()
    assert desk.store.run(lambda uow: uow.audit.first_fault([]), reading=True) is None
    assert raised == []
    with sqlite3.connect(tmp_path / "office.db") as connection:
        connection.execute("DROP TRIGGER audit_kept_update")
        connection.execute("UPDATE audit SET at = 9e18 WHERE number = (SELECT max(number) FROM audit)")
    await heads.look()
    assert raised == ["audit-head"]

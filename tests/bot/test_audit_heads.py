"""The audit's head comes to its second place: to a file when it has moved, to managers once a day."""

from __future__ import annotations

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

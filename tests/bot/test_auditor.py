"""The auditor: what should have been said of promises beside what was."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from bot.auditor import Auditor
from bot.database import Database
from bot.health import Counters
from handlers.chat.rows import outbox_row
from storage.erasures import Erasure
from storage.outbox import outbox
from storage.query import Query
from storage.sla import NOBODY, Promise
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ErasureState, Role, TaskId
from tests.stories.kit import Desk
from tests.stories.rights_scene import task

PLACE = ("console", "", "mia")
ALL = Query(delete(outbox))


class Scene:
    """An office with one task that has a promise, and the auditor who looks at it."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder)
        self.task = task(self.desk, self.desk.joins(Role.ASSISTANT, "Ben"), "Office")
        self.key = f"sla:{self.task}:resolution:1:2:0"
        self.raised: list[str] = []
        self.counters = Counters()
        database = Database(self.desk.store)
        self.auditor = Auditor(database, self.desk.clock, self.counters, lambda code, **facts: self.raised.append(code))

    def writes(self, unit: Callable[[UnitOfWork], object]) -> None:
        """Change the store."""
        self.desk.run(unit)

    def promises(self, *, look: timedelta) -> None:
        """Keep a promise whose next alert is due in a while, or was."""

        def unit(uow: UnitOfWork) -> None:
            uow.sla.add(Promise(TaskId(self.task), "standard@1", "office@1", [], {}, None, uow.now + look))

        self.writes(unit)

    def alerts(self, told: int, messages: int) -> None:
        """Note an alert that went to some readers, and write to some of them."""

        def unit(uow: UnitOfWork) -> None:
            uow.sla.add_alert(self.key, TaskId(self.task), uow.now, uow.now, told)
            for number in range(messages):
                row = outbox_row(uow, PLACE, "en", "UTC", content={"lines": []})
                uow.outbox.add({**row, "key": f"{self.key}:{number}"})

        self.writes(unit)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """The auditor beside the handlers alone, on SQLite."""
    made = Scene(tmp_path)
    yield made
    made.desk.store.stop()


async def test_all_is_well_while_nothing_is_late(scene: Scene) -> None:
    """An alert that is due just now, or told to everybody it is for, is no difference."""
    scene.promises(look=timedelta(seconds=-50))
    scene.alerts(told=2, messages=2)
    await scene.auditor.look()
    assert scene.auditor.facts() == {"ok": True, "late": 0, "untold": 0, "unheard": 0}
    assert not scene.raised


async def test_the_messages_of_a_client_who_is_erased_are_not_missed(scene: Scene) -> None:
    """An erasure takes the messages of alerts with it: that is no difference, and no alarm."""
    scene.alerts(told=2, messages=0)
    await scene.auditor.look()
    assert scene.raised == ["alerts-untold"]

    def erased(uow: UnitOfWork) -> None:
        found = uow.tasks.standing(TaskId(scene.task))
        assert found is not None
        assert found.client_id is not None
        uow.erasures.add(Erasure(uow.new_id(), found.client_id, None, uow.now, ErasureState.ASKED, uow.now))

    scene.writes(erased)
    await scene.auditor.look()
    assert scene.raised == ["alerts-untold"]


async def test_an_alert_that_nobody_thought_of_is_seen_after_a_minute(scene: Scene) -> None:
    """Health turns red and an alarm is raised; both show in the metrics. Once it is thought of, all is well again."""
    scene.promises(look=timedelta(seconds=-61))
    await scene.auditor.look()
    assert scene.auditor.facts()["ok"] is False
    assert scene.raised == ["alerts-late"]
    assert scene.counters.value("promise_alerts_late") == 1
    scene.writes(lambda uow: uow.sla.save(Promise(TaskId(scene.task), "standard@1", "office@1", [], {}, None, None)))
    await scene.auditor.look()
    assert scene.auditor.facts()["ok"] is True
    assert scene.counters.value("promise_alerts_late") == 0


async def test_an_alert_without_its_messages_is_seen(scene: Scene) -> None:
    """Two were to be told and one message was written: red; the alarm says so."""
    scene.alerts(told=2, messages=1)
    await scene.auditor.look()
    assert scene.auditor.facts() == {"ok": False, "late": 0, "untold": 1, "unheard": 0}
    assert scene.raised == ["alerts-untold"]
    assert scene.counters.value("promise_alerts_untold") == 1


async def test_a_message_lost_from_the_outbox_is_seen(scene: Scene) -> None:
    """What was told and is not in the outbox any more was not told."""
    scene.alerts(told=1, messages=1)
    scene.writes(lambda uow: uow.run.change(ALL))
    await scene.auditor.look()
    assert scene.auditor.found.untold == 1


async def test_an_alert_for_nobody_turns_health_red(scene: Scene) -> None:
    """Without anybody who could be told the office is not well; the alarm was raised when it happened."""
    scene.alerts(told=NOBODY, messages=0)
    await scene.auditor.look()
    assert scene.auditor.facts() == {"ok": False, "late": 0, "untold": 0, "unheard": 1}
    assert not scene.raised


async def test_what_is_over_for_a_day_is_not_looked_at(scene: Scene) -> None:
    """Yesterday's alerts don't keep health red for ever."""
    scene.alerts(told=1, messages=0)
    scene.desk.clock.move(timedelta(hours=25).total_seconds())
    await scene.auditor.look()
    assert scene.auditor.facts()["ok"] is True

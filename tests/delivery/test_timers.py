"""Timers are rows: each fires once, late rather than never, and one that fails can't hold up the others."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest

from bot.config import Settings
from bot.desk import answer
from bot.scheduler import MOST_TRIES
from handlers.chat.context import Context
from handlers.chat.feature import Feature
from handlers.chat.incoming import TimerDue
from handlers.chat.outgoing import Text
from handlers.chat.router import House
from handlers.events import TaskNoted
from handlers.features import HOUSE
from storage.timers import Timer
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role, TaskId, TaskState, TimerState
from tests.cast import PATIENCE
from tests.delivery.conftest import OpenSetting
from tests.delivery.setting import Setting, passing, read_by, until, until_stored

pytestmark = pytest.mark.usefixtures("short_leases")  # moving time on ends them


@pytest.fixture
def fired(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the timers of this house's further feature, in the order in which they were begun."""
    begun: list[str] = []

    def remind(ctx: Context, due: TimerDue) -> None:
        late = round(ctx.late(due).total_seconds())
        for client in ctx.uow.people.active(Role.CLIENT):
            ctx.tell(client, Text("words", words=f"{due.key} late by {late} s"), key=due.key)
        begun.append(due.key)
        if due.about == "stumble":
            raise RuntimeError("a fault of our own")

    probe = Feature("probe", timers={"probe.remind": remind})
    monkeypatch.setattr("bot.app.HOUSE", House.of([*HOUSE.features, probe]))
    return begun


async def set_timer(setting: Setting, key: str, seconds: float, *, about: str = "", kind: str = "probe.remind") -> None:
    """Keep a timer and arm the scheduler, as a handler's transaction does."""

    def unit(uow: UnitOfWork) -> None:
        due = uow.now + timedelta(seconds=seconds)
        uow.timers.set(Timer(key, kind, about, {}, due))
        uow.after_commit(lambda: setting.office.app.scheduler.arm(due))

    await setting.office.app.database.write(unit)


async def test_due_while_running(either: str, opened: OpenSetting, fired: list[str]) -> None:
    """Timers fire in the order in which they are due, when they are due, and once."""
    setting = await opened(either, anna="telegram")
    for key, seconds in (("third", 30.0), ("first", 10.0), ("second", 20.0), ("never", 10_000.0)):
        await set_timer(setting, key, seconds)
    await set_timer(setting, "first", 15)  # a key is used once for ever
    await passing(setting, lambda: setting.anna.count("third"), 5)
    await setting.office.quiet()
    assert fired == ["first", "second", "third"]


@pytest.mark.parametrize("down", [1.0, 3600.0, 3 * 86_400.0])
async def test_t01_due_while_down(either: str, opened: OpenSetting, fired: list[str], down: float) -> None:
    """What came due while the office was down fires once after the start, oldest first, and knows that it is late."""
    setting = await opened(either, anna="telegram")
    await set_timer(setting, "younger", 12)
    await set_timer(setting, "older", 11)
    await setting.office.stop()
    setting.office.later(12 + down)
    await setting.office.start()
    await setting.anna.sees("younger late by")
    await setting.office.restart()
    await setting.office.quiet()
    assert fired == ["older", "younger"]
    assert sum("late by" in text for text in read_by(setting.anna)) == 2


async def test_t02_killed_before_it_is_said(either: str, opened: OpenSetting, fired: list[str]) -> None:
    """Killed while the timer's message is on its way: said after the start, fired once."""
    setting = await opened(either, anna="slack")
    held = asyncio.Event()
    fault = setting.office.slack.fault("chat.postMessage", drop="before", hold=held)
    await set_timer(setting, "first", 1)
    setting.office.later(2)
    async with asyncio.timeout(30):
        await fault.reached.wait()
    await setting.office.kill()
    held.set()
    await setting.office.start()
    looks = count()
    await until(lambda: _passed(setting, next(looks)) and setting.anna.count("first late by"), "the reminder")
    await setting.office.quiet()
    assert fired == ["first"]
    assert setting.anna.count("first late by") == 1


def _passed(setting: Setting, looks: int) -> bool:
    """Let time pass, but not so steadily that no lease is ever held for long enough to send something."""
    if looks % 50 == 0:
        setting.office.later(5)
    return True


async def test_failing_timer(either: str, opened: OpenSetting, fired: list[str]) -> None:
    """A timer that fails is tried again, then given up and reported; the others fire on time, and it leaves nothing."""
    setting = await opened(either, anna="telegram")
    await set_timer(setting, "bad", 1, about="stumble")
    await set_timer(setting, "good", 2)
    setting.office.later(3)
    await setting.anna.sees("good late by")
    async with asyncio.timeout(PATIENCE):
        while not await setting.look(lambda uow: uow.timers.count(TimerState.DEAD)):
            setting.office.later(10)
            await asyncio.sleep(0.02)
    await setting.mia.sees("was given up")
    await setting.office.quiet()
    assert fired.count("bad") == MOST_TRIES
    assert setting.anna.count("bad late by") == 0
    assert await setting.look(lambda uow: uow.timers.count(TimerState.DEAD)) == 1


async def test_what_was_given_up_is_listed_and_tried_again(either: str, opened: OpenSetting, fired: list[str]) -> None:
    """The command line lists a timer that failed too often; replayed it is due at once, discarded it is gone. Once the
    cause is gone it says what it had to say."""
    setting = await opened(either, anna="telegram")
    settings = Settings.model_validate({"office": {"name": "Office Berlin", "time_zone": "Europe/Berlin"}})

    async def asks(do: str, **facts: str) -> dict[str, Any]:
        return await answer({"do": do, **facts}, setting.office.app.database.write, settings)

    for key in ("bad", "worse"):
        await set_timer(setting, key, 3600)
        await setting.office.app.database.write(partial(_give_up, key))
    letters = (await asks("dead"))["letters"]
    assert [(one["id"], one["what"], one["why"]) for one in letters] == [
        ("bad", "due", "probe.remind"),
        ("worse", "due", "probe.remind"),
    ]
    assert await asks("discard", id="worse", reason="over") == {"done": True}
    assert await asks("replay", id="bad") == {"done": True}
    assert await asks("replay", id="bad") == {"done": False}
    assert (await asks("dead"))["letters"] == []
    setting.office.later(3601)
    await setting.anna.sees("bad")
    assert fired == ["bad"]


def _give_up(key: str, uow: UnitOfWork) -> None:
    uow.timers.give_up(key, uow.now)


async def test_t17_renamed_by_an_upgrade(
    either: str, opened: OpenSetting, fired: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kind of timer that this version doesn't know is kept, however long, and reported once; the version that knows
    it fires it, late and once. Where functions lie matters to nobody: a kind is a word of ours."""
    setting = await opened(either, anna="telegram")
    await set_timer(setting, "kept", 1, kind="probe.was-renamed")
    for _ in range(12):
        setting.office.later(3600)
        await until_stored(setting, lambda uow: not uow.timers.overdue(uow.now))
    await setting.mia.sees("doesn't know what to do with something that was due")
    await setting.office.quiet()
    assert fired == []
    assert setting.mia.count("something that was due") == 1
    await setting.office.stop()
    known = House.of(
        [*HOUSE.features, Feature("probe", timers={"probe.was-renamed": lambda _, due: fired.append(due.key)})]
    )
    monkeypatch.setattr("bot.app.HOUSE", known)
    setting.office.later(3600)
    await setting.office.start()
    await until_stored(setting, lambda uow: uow.timers.count(TimerState.FIRED) == 1)
    assert fired == ["kept"]


async def test_t09_moved_by_a_new_rule(either: str, opened: OpenSetting, fired: list[str]) -> None:
    """A timer whose zone got other rules is moved and keeps its key: it fires once, at its new moment. (That its time
    on the wall stays the same is shown in tests/rules/test_occurrences.py.)"""
    setting = await opened(either, anna="telegram")
    await set_timer(setting, "digest", 3600)
    await setting.office.app.database.write(lambda uow: uow.timers.move("digest", uow.now + timedelta(hours=2)))
    setting.office.later(3700)
    await asyncio.sleep(0)
    await setting.office.quiet()
    assert fired == []
    setting.office.later(3600)
    await setting.anna.sees("digest late by")
    await set_timer(setting, "digest", 1)
    setting.office.later(60)
    await setting.office.quiet()
    assert fired == ["digest"]


async def test_t11_acknowledged_as_the_alert_falls_due(
    either: str, opened: OpenSetting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task is acknowledged in the moment in which its alert is due: there is one before, or none; never after."""
    alerted_before: dict[str, bool] = {}

    def warn(ctx: Context, due: TimerDue) -> None:
        task = ctx.uow.tasks.take(TaskId(due.about))
        if task is not None and task.state is TaskState.ASSIGNED:
            ctx.uow.marks.set(f"alerted:{due.about}", "yes")

    def noted(ctx: Context, event: TaskNoted) -> None:
        if event.step.move == "acknowledged":
            alerted_before[event.task.id] = _alerted(event.task.id, ctx.uow)

    probe = Feature("probe", timers={"probe.warn": warn}, reactions={TaskNoted: noted})
    monkeypatch.setattr("bot.app.HOUSE", House.of([*HOUSE.features, probe]))
    setting = await opened(either, anna="telegram")
    for number in range(6):
        await setting.requests(f"Wish {number}")
        await setting.ben.sees(f"Wish {number}")
        task = max(await setting.look(lambda uow: uow.tasks.open_tasks(6)), key=lambda one: one.number)
        setting.ben.presses("Acknowledge")
        await asyncio.sleep(number / 500)  # now the one is first, now the other
        await setting.office.app.database.write(partial(_due_now, setting, task.id))
        await until_stored(setting, lambda uow: uow.timers.count(TimerState.FIRED) > number)  # noqa: B023 - asked at once
        await until(lambda: len(alerted_before) > number)  # noqa: B023 - as above
        ever = await setting.look(partial(_alerted, task.id))
        assert ever == alerted_before[task.id]


def _alerted(task: str, uow: UnitOfWork) -> bool:
    return uow.marks.get(f"alerted:{task}") is not None


def _due_now(setting: Setting, task: str, uow: UnitOfWork) -> None:
    uow.timers.set(Timer(f"warn:{task}", "probe.warn", task, {}, uow.now))
    due = uow.now
    uow.after_commit(lambda: setting.office.app.scheduler.arm(due))


async def test_what_others_add_is_seen(either: str, opened: OpenSetting, fired: list[str]) -> None:
    """A timer written without a word to the scheduler, as another process would, fires within a second or so."""
    setting = await opened(either, anna="telegram")
    await setting.office.quiet()
    row = Timer("foreign", "probe.remind", "", {}, setting.office.clock.now())
    await setting.office.app.database.write(lambda uow: uow.timers.set(row))
    await setting.anna.sees("foreign late by")
    assert fired == ["foreign"]


async def test_metrics(sqlite: str, opened: OpenSetting, fired: list[str]) -> None:
    """How late timers were, what waits and for how long can be read off."""
    setting = await opened(sqlite, anna="telegram")
    await setting.requests("Please order flowers")
    await setting.office.stop()
    setting.office.later(90)
    await setting.office.start()
    await set_timer(setting, "late", -5)
    await setting.anna.sees("late late by 5 s")
    await setting.office.quiet()
    app = setting.office.app
    seen = app.housekeeping.figures
    app.housekeeping.look_soon()
    await until(lambda: app.housekeeping.figures is not seen)
    text = app.metrics()
    found = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert float(found["vorzimmer_queue_age_seconds"]) >= 90
    assert float(found["vorzimmer_oldest_unassigned_seconds"]) == 0  # Ben has it, and has not said a word
    assert float(found["vorzimmer_outbox_depth"]) == 0
    assert float(found["vorzimmer_dead_messages"]) == float(found["vorzimmer_timers_overdue"]) == 0
    assert float(found['vorzimmer_timer_lateness_seconds_bucket{le="1"}']) == 0
    assert float(found["vorzimmer_timer_lateness_seconds_count"]) == 1
    assert float(found["vorzimmer_timer_lateness_seconds_sum"]) >= 5
    assert app.health().parts["timers"] == {"ok": True, "fired": 1, "held_after_clock_jump": False, "overdue": 0}

"""Timers are rows: each fires once, late rather than never, and one that fails can't hold up the others."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.scheduler import MOST_TRIES
from handlers.chat.context import Context
from handlers.chat.feature import Feature
from handlers.chat.incoming import TimerDue
from handlers.chat.outgoing import Text
from handlers.chat.router import House
from handlers.features import HOUSE
from storage.timers import Timer
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role, TimerState
from tests.cast import PATIENCE
from tests.delivery.conftest import OpenSetting
from tests.delivery.setting import Setting, read_by, until, until_stored


@pytest.fixture
def fired(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the timers of this house's further feature, in the order in which they were begun."""
    begun: list[str] = []

    def remind(ctx: Context, due: TimerDue) -> None:
        late = round((ctx.now - due.due_at).total_seconds())
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
    for _ in range(7):
        setting.office.later(5)
        await asyncio.sleep(0.02)
    await setting.anna.sees("third")
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


@pytest.mark.usefixtures("short_leases")
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
    await until(lambda: _passed(setting) and setting.anna.count("first late by"), "the reminder")
    await setting.office.quiet()
    assert fired == ["first"]
    assert setting.anna.count("first late by") == 1


def _passed(setting: Setting) -> bool:
    setting.office.later(1)
    return True


async def test_failing_timer(either: str, opened: OpenSetting, fired: list[str]) -> None:
    """A timer that fails is tried again, then given up and reported; the others fire on time, and it leaves nothing."""
    setting = await opened(either, anna="telegram")
    await set_timer(setting, "bad", 1, about="stumble")
    await set_timer(setting, "unknown", 1, kind="probe.nobody-knows")
    await set_timer(setting, "good", 2)
    setting.office.later(3)
    await setting.anna.sees("good late by")
    async with asyncio.timeout(PATIENCE):
        while await setting.look(lambda uow: uow.timers.count(TimerState.DEAD)) < 2:
            setting.office.later(10)
            await asyncio.sleep(0.02)
    await setting.mia.sees("was given up")
    await setting.office.quiet()
    assert fired.count("bad") == MOST_TRIES
    assert setting.anna.count("bad late by") == 0
    assert await setting.look(lambda uow: uow.timers.count(TimerState.DEAD)) == 2


async def test_t03_two_processes(postgres: str, opened: OpenSetting, fired: list[str]) -> None:
    """Two processes look at the same due timers: each fires once."""
    setting = await opened(postgres, anna="telegram")
    office = setting.office
    second = office.new_app()
    await second.start()
    try:

        def unit(uow: UnitOfWork) -> None:
            for number in range(300):
                uow.timers.set(Timer(f"t{number:03}", "probe.remind", "", {}, uow.now + timedelta(seconds=5)))

        await office.app.database.write(unit)
        office.later(60)
        await until_stored(setting, lambda uow: uow.timers.count(TimerState.FIRED) == 300)
        assert office.app.scheduler.fired + second.scheduler.fired >= 300
        assert sorted(set(fired)) == [f"t{number:03}" for number in range(300)]
        assert len(fired) == 300
    finally:
        await second.stop()

"""The machine's clock is put forward and back while the office works (T10): nothing fires twice or is forgotten,
managers hear of it, and what fell due only by a mistake waits until the mistake may be mended."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.clock import JumpWatch
from bot.scheduler import HOLD_SECONDS
from handlers.chat.context import Context
from handlers.chat.feature import Feature
from handlers.chat.incoming import TimerDue
from handlers.chat.router import House
from handlers.features import HOUSE
from storage.timers import Timer
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import TimerState
from tests.clocks import RunningClock
from tests.delivery.conftest import OpenSetting
from tests.delivery.setting import Setting, until, until_stored

HOUR, DAY = 3600.0, 86_400.0
pytestmark = pytest.mark.usefixtures("short_leases")  # moving time on ends them


@pytest.fixture
def fired(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the timers of this house's further feature that have fired for good."""
    ended: list[str] = []

    def count(ctx: Context, due: TimerDue) -> None:
        ctx.uow.after_commit(lambda: ended.append(due.key))

    monkeypatch.setattr("bot.app.HOUSE", House.of([*HOUSE.features, Feature("probe", timers={"probe.count": count})]))
    return ended


async def plan(setting: Setting, minutes: range) -> None:
    """Set a timer for each of these minutes from now."""

    def unit(uow: UnitOfWork) -> None:
        for minute in minutes:
            uow.timers.set(Timer(f"{minute}", "probe.count", "", {}, uow.now + timedelta(minutes=minute)))

    await setting.office.app.database.write(unit)


async def jump(setting: Setting, seconds: float) -> None:
    """Put the clock forward or back, and wait until that is noticed."""
    scheduler, clock = setting.office.app.scheduler, setting.office.clock
    clock.jump(seconds)
    clock.move(1.0)
    await until(lambda: scheduler.held == (seconds > 0))


async def test_t10_put_forward_and_back(either: str, opened: OpenSetting, fired: list[str]) -> None:
    """Put forward by an hour and, within the minute, back again: nothing has fired, managers heard of it once, and all
    fires in its own time, once."""
    setting = await opened(either, anna="telegram")
    await plan(setting, range(5, 125, 5))
    await jump(setting, HOUR)
    await setting.mia.sees("put forward by 60 minutes")
    await jump(setting, -HOUR)
    await setting.office.quiet()
    assert fired == []
    for number in range(1, 26):
        setting.office.later(5 * 60)
        await until(lambda: len(fired) >= min(number, 24))  # noqa: B023 - asked at once
        assert len(fired) == min(number, 24)
    assert fired == [f"{minute}" for minute in range(5, 125, 5)]
    assert setting.mia.count("The clock of the machine") == 1


@pytest.mark.parametrize("seconds", [HOUR, DAY])
async def test_t10_put_forward_for_good(either: str, opened: OpenSetting, fired: list[str], seconds: float) -> None:
    """Put forward by an hour or a day, and right so: what is due by then fires a minute later, oldest first, once; put
    back by as much, it doesn't fire again, and what is not yet due fires in its time."""
    setting = await opened(either, anna="telegram")
    minutes = int(seconds // 60)
    await plan(setting, range(minutes - 40, minutes + 10))
    await jump(setting, seconds)
    assert fired == []
    setting.office.later(HOLD_SECONDS)
    await until(lambda: len(fired) >= 41)
    await setting.office.quiet()
    assert fired == [f"{minute}" for minute in range(minutes - 40, minutes - 40 + len(fired))]
    assert setting.anna.count("could not be reached") == 0  # the office was there all the time
    before = len(fired)
    await jump(setting, -seconds)
    setting.office.later(30)
    await setting.office.quiet()
    assert len(fired) == before
    setting.office.later(seconds + 10 * 60)
    await until_stored(setting, lambda uow: not uow.timers.count(TimerState.OPEN))
    assert sorted(fired, key=int) == [f"{minute}" for minute in range(minutes - 40, minutes + 10)]
    assert setting.mia.count("The clock of the machine") == 1


async def test_t10_put_back_by_a_day(either: str, opened: OpenSetting, fired: list[str]) -> None:
    """Put back by a day: what has fired doesn't fire again, what is open waits for its time, and new timers fire."""
    setting = await opened(either, anna="telegram")
    await plan(setting, range(1, 20))
    setting.office.later(9.5 * 60)
    await until(lambda: len(fired) == 9)
    await jump(setting, -DAY)
    await setting.mia.sees("put back by 1,440 minutes")
    await plan(setting, range(30, 32))
    setting.office.later(40 * 60)
    await until(lambda: len(fired) == 11)
    setting.office.later(DAY)
    await until(lambda: len(fired) == 21)
    assert sorted(fired, key=int) == [f"{minute}" for minute in (*range(1, 20), 30, 31)]


async def test_small_corrections_are_no_jumps() -> None:
    """A clock that is put right by up to a minute, and time that passes for everybody, are no jumps."""
    clock = RunningClock()
    watch = JumpWatch(clock)
    clock.move(DAY)
    assert watch.look() == 0
    clock.jump(50)
    assert watch.look() == 0
    clock.jump(-50)
    assert watch.look() == 0
    clock.jump(3 * HOUR)
    assert watch.look() == pytest.approx(3 * HOUR, abs=5)
    assert watch.look() == 0
    clock.jump(-DAY)
    assert watch.look() == pytest.approx(-DAY, abs=5)
    await asyncio.sleep(0)

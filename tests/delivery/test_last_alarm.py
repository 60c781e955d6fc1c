"""The last alarm: nobody can be told, so a file, health and `check` say it (O04)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.alarms import BACK, NO_WAY, standing_alarm
from bot.check import findings
from bot.clock import SystemClock
from bot.config import load
from storage.vocabulary import PersonState, Role
from tests.delivery.blocking import stalled_store
from tests.delivery.conftest import OpenSetting
from tests.delivery.setting import Setting, passing, reached, tell, until

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ([a-z-]+) (\d+)")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the alarms go."""
    return tmp_path / "alarms.log"


@pytest.fixture
def standing(file: Path) -> Path:
    """A file whose last line says that nobody could be reached."""
    file.write_text("2026-03-02T10:00:00Z no-manager-reachable 1\n")
    return file


def written(file: Path) -> dict[str, int]:
    """Return the kinds in the file with their counts; every line must be time, kind and count, and nothing else."""
    found: dict[str, int] = {}
    for line in file.read_text().splitlines() if file.exists() else ():
        match = LINE.fullmatch(line)
        assert match is not None, line
        found[match[1]] = found.get(match[1], 0) + int(match[2])
    return found


async def rounds_until(setting: Setting, fact: Callable[[], bool]) -> None:
    """Let half minutes pass until something holds."""
    await passing(setting, fact, 20)


async def finding(tmp_path: Path, file: Path) -> tuple[bool, str]:
    """Return what `check` finds out about the alarms."""
    config = tmp_path / "check" / "config.toml"  # another office's database lies in the folder above
    config.parent.mkdir(exist_ok=True)
    config.write_text(
        f'[office]\nname = "Office Berlin"\ntime_zone = "Europe/Berlin"\n[alarms]\nfile = "{file}"\n'
        '[telegram]\ntoken = "1:x"\nbase_url = "http://127.0.0.1:9/bot"\n'
    )
    found = {each.what: each for each in await findings(load(config), SystemClock())}
    alarms = found.get("alarms") or found["alarm file"]
    return alarms.ok, alarms.todo


async def test_o04_every_alert_path_broken(sqlite: str, opened: OpenSetting, tmp_path: Path, file: Path) -> None:
    """Both platforms refuse us: each alarm is a line in the file, health is red, `check` is not well; all of it until a
    manager can be reached again."""
    setting = await opened(sqlite, anna="telegram", mia="slack")
    office = setting.office
    office.app.alarm_watch.file = file
    setting.anna.says("Before")
    await setting.anna.sees("Before")
    await office.quiet()
    assert office.app.health().parts["alarms"]["ok"]
    office.telegram.refuse_all()
    office.slack.revoke()
    await tell(setting, "Anna", "one")
    await tell(setting, "Mia", "two")
    await rounds_until(setting, lambda: {"telegram-token", "slack-token", NO_WAY} <= set(written(file)))
    assert written(file)["telegram-token"] == 1
    assert not office.app.health().ok
    assert not office.app.health().parts["alarms"]["ok"]
    ok, todo = await finding(tmp_path, file)
    assert not ok
    assert "reached no manager" in todo
    assert str(file) in todo
    office.telegram.refuse_all(None)
    office.slack.revoke(None)
    await rounds_until(setting, lambda: bool(office.app.health().parts["alarms"]["ok"]))
    assert written(file)[BACK] == 1
    assert await finding(tmp_path, file) == (True, "")


async def test_o04_the_only_manager_blocks_us(sqlite: str, opened: OpenSetting, file: Path) -> None:
    """Everything works but nobody is left to tell: that is an alarm by itself, and others lie in the file as well."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    office.app.alarm_watch.file = file
    managers = await setting.look(lambda uow: uow.people.active(Role.MANAGER))
    [place] = await setting.look(lambda uow: uow.people.addresses(managers[0].id))

    async def may_reach(*, is_open: bool) -> None:
        await office.app.database.write(lambda uow: uow.people.set_open(place.id, is_open=is_open))

    await until(lambda: bool(office.app.health().ok))
    await may_reach(is_open=False)
    office.app.inbox.alarm("dead-letter", platform="telegram")
    await rounds_until(setting, lambda: set(written(file)) == {"dead-letter", NO_WAY})
    assert not office.app.health().ok
    assert office.app.health().parts["telegram"]["ok"]
    for _ in range(4):
        office.later(30)
        await asyncio.sleep(0.02)
    assert written(file) == {"dead-letter": 1, NO_WAY: 1}
    await may_reach(is_open=True)
    await rounds_until(setting, lambda: bool(office.app.health().ok))
    assert standing_alarm(file) is None


async def test_o04_an_alarm_with_its_way_closing_behind_it(sqlite: str, opened: OpenSetting, file: Path) -> None:
    """An alarm that went out just before its way turned out closed counts as one that reached nobody."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    office.app.alarm_watch.file = file
    watch = office.app.alarm_watch
    await until(lambda: bool(office.app.health().ok))
    office.app.inbox.alarm("dead-letter", platform="telegram")
    seen = office.app.counters.by_label("alarms_total", "code")
    await rounds_until(setting, lambda: watch.seen == seen)
    assert written(file) == {}
    [mia] = await setting.look(lambda uow: uow.people.active(Role.MANAGER))
    await office.app.database.write(lambda uow: uow.people.set_state(mia.id, PersonState.REMOVED))
    office.app.inbox.alarm("message-unknown")
    await rounds_until(setting, lambda: "message-unknown" in written(file))
    assert written(file).keys() <= {"dead-letter", "message-unknown"}
    assert not office.app.health().ok


async def test_o04_the_store_does_not_answer(
    sqlite: str, opened: OpenSetting, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An alarm that can't even be kept stands in the file."""
    monkeypatch.setattr("bot.housekeeping.ANSWER_SECONDS", 0.2)
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    office.app.alarm_watch.file = file
    await rounds_until(setting, lambda: office.app.alarm_watch.managers == 1)
    async with stalled_store(office):
        office.app.housekeeping.look_soon()
        await until(lambda: not office.app.health().parts["database"]["ok"])
        await rounds_until(setting, lambda: NO_WAY in written(file))
    office.app.housekeeping.look_soon()
    await rounds_until(setting, lambda: bool(office.app.health().ok))


async def test_o04_the_store_stops_answering_amid_a_chore(
    sqlite: str, opened: OpenSetting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is done now and then may hang with the store; that the store hangs is noticed all the same."""
    monkeypatch.setattr("bot.housekeeping.ANSWER_SECONDS", 0.2)
    begun, never = asyncio.Event(), asyncio.Event()

    async def hang(*_: object) -> None:
        begun.set()
        await never.wait()

    monkeypatch.setattr("bot.housekeeping.tidy", hang)
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    office.app.housekeeping.look_soon()
    await reached(begun)
    async with stalled_store(office):
        office.app.housekeeping.look_soon()
        await until(lambda: not office.app.health().parts["database"]["ok"])


async def test_o04_a_file_that_cannot_be_written(sqlite: str, opened: OpenSetting, tmp_path: Path, file: Path) -> None:
    """Where the file can't be written health is red all the same, `check` says so, and the lines are made up for."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    (tmp_path / "no-folder").write_text("")
    file = tmp_path / "no-folder" / "alarms.log"
    office.app.alarm_watch.file = file
    assert not (await finding(tmp_path, file))[0]
    [mia] = await setting.look(lambda uow: uow.people.active(Role.MANAGER))
    await office.app.database.write(lambda uow: uow.people.set_state(mia.id, PersonState.REMOVED))
    office.app.inbox.alarm("dead-letter", platform="telegram")
    await rounds_until(setting, lambda: not office.app.health().parts["alarms"]["ok"])
    file.parent.unlink()
    await rounds_until(setting, lambda: written(file) == {"dead-letter": 1})


async def test_o04_after_a_restart(sqlite: str, opened: OpenSetting, standing: Path) -> None:
    """What the file said last still holds after a restart, until a round has found a way to a manager."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    await office.stop()
    office.app = office.new_app()
    office.app.alarm_file = standing
    await office.app.start()
    await until(lambda: not office.app.health().parts["alarms"]["ok"])
    await rounds_until(setting, lambda: bool(office.app.health().ok))
    assert standing_alarm(standing) is None

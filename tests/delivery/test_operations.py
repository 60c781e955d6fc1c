"""Running it: no network, refused tokens, a store that hangs; what health says and who is told (O01-O05, S04)."""

from __future__ import annotations

import asyncio
import logging
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.check import findings
from bot.clock import SystemClock
from bot.config import load
from storage.vocabulary import InboxState, OutboxState
from tests.delivery.blocking import stalled_store
from tests.delivery.conftest import OpenSetting
from tests.delivery.setting import Setting, passing, reached, second_address, tell, until, until_stored


def parts(setting: Setting) -> Any:
    """Return what health says, by part."""
    return setting.office.app.health().parts


async def test_the_file_store_is_a_part_of_health(sqlite: str, opened: OpenSetting) -> None:
    """Health says how much room files have, and is red while their folder can't be written."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    folder = office.app.files.folder if office.app.files else Path()
    assert parts(setting)["files"] == {
        "ok": True,
        "writable": True,
        "free_mb": pytest.approx(shutil.disk_usage(folder).free // 2**20, abs=1000),
    }
    kept = folder.rename(folder.with_suffix(".away"))
    folder.write_text("no folder")
    assert parts(setting)["files"]["writable"] is False
    assert not office.app.health().ok
    folder.unlink()
    kept.rename(folder)
    assert parts(setting)["files"]["ok"] is True


@pytest.mark.parametrize(("folder", "ok"), [("files", True), ("config.toml/files", False)])
async def test_check_looks_at_the_file_store(tmp_path: Path, folder: str, ok: bool) -> None:
    """`check` names the room that is left, or says that the folder can't be written."""
    config = tmp_path / "config.toml"
    config.write_text(
        f'[office]\nname = "Office Berlin"\ntime_zone = "Europe/Berlin"\n[files]\nfolder = "{tmp_path / folder}"\n'
        '[telegram]\ntoken = "1:x"\nbase_url = "http://127.0.0.1:9/bot"\n'
    )
    found = [each for each in await findings(load(config), SystemClock()) if each.what.startswith("files")]
    assert [each.ok for each in found] == [ok]
    assert ("MB free" in found[0].what) is ok
    assert ("can't be written" in found[0].todo) is not ok


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_o02_start_without_network(sqlite: str, opened: OpenSetting, on: str) -> None:
    """Started while the platform can't be reached: it waits, says so, and serves as soon as it can."""
    setting = await opened(sqlite, anna=on)
    office = setting.office
    server: Any = getattr(office, on)
    setting.anna.says("Before")
    await setting.anna.sees("Before")
    await office.quiet()
    await office.stop()
    await server.stop()
    office.app = office.new_app()
    await office.app.start()
    await until(lambda: not office.app.health().ok)
    assert on in parts(setting)
    assert not parts(setting)[on]["ok"]
    assert parts(setting)["database"]["ok"]
    for _ in range(20):
        office.later(30)
        await asyncio.sleep(0.01)
    assert not office.app.health().ok
    await server.start()
    await passing(setting, lambda: parts(setting)[on]["ok"], 10)
    setting.anna.says("After")
    await setting.anna.sees("After")
    office.app.housekeeping.look_soon()
    await until(lambda: office.app.health().ok)


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_o03_token_revoked(sqlite: str, opened: OpenSetting, on: str) -> None:
    """A token that is refused: managers hear it on the other platform, work is kept and goes on with the token back."""
    other = "slack" if on == "telegram" else "telegram"
    setting = await opened(sqlite, anna=on, mia=on, telegram="polling", slack="socket")
    office = setting.office
    elsewhere = await second_address(office, "Mia", other)
    setting.anna.says("Before")
    await setting.anna.sees("Before")
    await office.quiet()
    if on == "telegram":
        office.telegram.refuse_all()
    else:
        office.slack.revoke()
    await tell(setting, "Anna", "one", "two")
    await elsewhere.sees(f"{on.capitalize()} refuses")
    await until(lambda: not office.app.health().ok)
    assert not parts(setting)[on]["ok"]
    assert parts(setting)[other]["ok"]
    if on == "telegram":
        office.telegram.refuse_all(None)
    else:
        office.slack.revoke(None)
    await passing(setting, lambda: setting.anna.count("two"), 20)
    assert (setting.anna.count("one"), setting.anna.count("two")) == (1, 1)
    await office.quiet()
    assert elsewhere.count(f"{on.capitalize()} refuses") == 1


async def test_o04_no_way_to_tell_anybody(sqlite: str, opened: OpenSetting, caplog: pytest.LogCaptureFixture) -> None:
    """With every platform refusing us the alarms stand in the log, health is red, and managers hear it later."""
    setting = await opened(sqlite, anna="telegram", mia="slack")
    office = setting.office
    setting.anna.says("Before")
    await setting.anna.sees("Before")
    await office.quiet()
    office.telegram.refuse_all()
    office.slack.revoke()
    with caplog.at_level(logging.ERROR):
        await tell(setting, "Anna", "one")
        await tell(setting, "Mia", "two")
        await until(lambda: not any(parts(setting)[name]["ok"] for name in ("telegram", "slack")))
    codes = {record.facts["code"] for record in caplog.records if record.message == "alarm"}  # type: ignore[attr-defined]  # set by our log
    assert {"telegram-token", "slack-token"} <= codes
    assert not office.app.health().ok
    assert office.app.counters.value("alarms_total", code="slack-token") == 1
    office.telegram.refuse_all(None)
    office.slack.revoke(None)
    await passing(setting, lambda: setting.mia.count("Telegram refuses"), 20)


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_s04_store_does_not_answer(
    either: str, opened: OpenSetting, on: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that hangs: health turns red, nothing is confirmed to the platform, afterwards everything is handled."""
    monkeypatch.setattr("bot.housekeeping.ANSWER_SECONDS", 0.2)
    setting = await opened(either, anna=on)
    office = setting.office
    setting.anna.says("Before")
    await setting.anna.sees("Before")
    await office.quiet()
    if on == "slack":
        office.slack.answer_within = 0.3
        office.slack.retry_delays = (0.2, 1.0, 1.0, 1.0)
    async with stalled_store(office):
        setting.anna.says("Meanwhile")
        office.app.housekeeping.look_soon()
        await until(lambda: not office.app.health().ok)
        assert not parts(setting)["database"]["ok"]
        if on == "telegram":
            assert len(office.telegram.pending) == 1
        else:
            await until(lambda: office.slack.deliveries[-1].attempts)
            assert not office.slack.deliveries[-1].acked
    await setting.anna.sees("Meanwhile")
    office.app.housekeeping.look_soon()
    await until(lambda: parts(setting)["database"]["ok"])
    await office.quiet()
    assert setting.anna.count("Meanwhile") == 1


async def test_o05_replayed_letter_goes_first_in_no_lane_twice(sqlite: str, opened: OpenSetting) -> None:
    """A letter set aside and replayed is handled once; a discarded one never is, and its reason is kept."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    office.telegram.push_raw({"message": "nonsense"})
    office.telegram.push_raw({"message": "more nonsense"})
    await setting.mia.sees("could not be read")
    await office.quiet()
    first, second = await setting.look(lambda uow: uow.inbox.dead())
    write = office.app.database.write
    assert await write(lambda uow: uow.inbox.discard(first.id, InboxState.DONE, uow.now, "discarded: nonsense"))
    assert not await write(lambda uow: uow.inbox.replay(first.id))
    assert await write(lambda uow: uow.inbox.replay(second.id))
    office.app.housekeeping.look_soon()
    await until_stored(setting, lambda uow: not uow.inbox.count(InboxState.NEW))
    await office.quiet()
    (again,) = await setting.look(lambda uow: uow.inbox.dead())
    assert again.id == second.id


async def test_metrics(sqlite: str, opened: OpenSetting) -> None:
    """What was taken, handled and sent is counted; neither contents nor names are in it."""
    setting = await opened(sqlite, anna="telegram")
    await setting.requests("Please order flowers")
    await setting.office.quiet()
    text = setting.office.app.metrics()
    assert 'vorzimmer_inbox_taken_total{platform="telegram"} 2' in text
    assert 'vorzimmer_inbox_handled_total{platform="telegram"} 2' in text
    assert 'vorzimmer_outbox_sent_total{platform="telegram"}' in text
    assert "flowers" not in text
    assert "Anna" not in text


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_o01_draining_takes_too_long(
    either: str, opened: OpenSetting, on: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is still on its way when the time for stopping is over is neither lost nor given up."""
    monkeypatch.setattr("bot.app.DRAIN_SECONDS", 0.3)
    setting = await opened(either, anna=on)
    office, held = setting.office, asyncio.Event()
    if on == "telegram":
        fault: Any = office.telegram.fault("sendMessage", drop="before", hold=held)
    else:
        fault = office.slack.fault("chat.postMessage", drop="before", hold=held)
    await tell(setting, "Anna", "one", "two")
    await reached(fault.reached)
    await office.stop()
    held.set()
    await office.start()
    await passing(setting, lambda: setting.anna.count("two"), 1)
    assert (setting.anna.count("one"), setting.anna.count("two")) == (1, 1)
    assert await setting.look(lambda uow: uow.outbox.count(OutboxState.FAILED)) == 0

"""What leaves for Slack: looked up by its mark before it is repeated; a lost answer costs nobody a second copy."""

from __future__ import annotations

import asyncio
import re
from typing import Any, cast

import pytest

from storage.vocabulary import OutboxState
from tests.cast import SlackPerson
from tests.delivery.conftest import OpenSetting
from tests.delivery.setting import Setting, reached, read_by, second_address, tell, until

MARK = "Possibly a repeat"


def user(setting: Setting, name: str = "anna") -> Any:
    """Return somebody's account on the stand-in."""
    return cast("SlackPerson", getattr(setting, name)).user


async def sent_out(setting: Setting, *, step: float = 1.0) -> None:
    """Let time go by until nothing is left to be sent."""
    async with asyncio.timeout(60):
        while await setting.look(lambda uow: uow.outbox.count(OutboxState.NEW) + uow.outbox.count(OutboxState.SENDING)):
            setting.office.later(step)
            await asyncio.sleep(0.01)


async def test_d21_answer_lost(either: str, opened: OpenSetting) -> None:
    """The answer is lost after Slack accepted: found by its mark after five seconds, not repeated."""
    setting = await opened(either, anna="slack")
    setting.office.slack.fault("chat.postMessage", drop="after")
    await tell(setting, "Anna", "Your flowers are here", "and the vase")
    await sent_out(setting)
    assert read_by(setting.anna) == ["Your flowers are here", "and the vase"]
    assert len(setting.office.slack.calls_of("chat.postMessage")) == 2


async def test_d21_never_arrived(either: str, opened: OpenSetting) -> None:
    """The line is cut before Slack has it: not found, sent again, without a mark."""
    setting = await opened(either, anna="slack")
    setting.office.slack.fault("chat.postMessage", drop="before")
    await tell(setting, "Anna", "Your flowers are here", "and the vase")
    await sent_out(setting)
    assert read_by(setting.anna) == ["Your flowers are here", "and the vase"]


async def test_d21_shown_late_in_the_history(sqlite: str, opened: OpenSetting) -> None:
    """The history shows a message only after four seconds: it is waited for, not repeated."""
    setting = await opened(sqlite, anna="slack")
    setting.office.slack.history_delay = 4.0
    setting.office.slack.fault("chat.postMessage", drop="after")
    await tell(setting, "Anna", "Your flowers are here")
    await sent_out(setting)
    assert read_by(setting.anna) == ["Your flowers are here"]


async def test_d21_history_fails_too(either: str, opened: OpenSetting) -> None:
    """If the history can't be read either, the message is repeated once, marked."""
    setting = await opened(either, anna="slack")
    setting.office.slack.fault("chat.postMessage", drop="after")
    setting.office.slack.fault("conversations.history", count=None, status=500)
    await tell(setting, "Anna", "Your flowers are here", "and the vase")
    await sent_out(setting)
    first, second, third = read_by(setting.anna)
    assert first == "Your flowers are here"
    assert MARK in second
    assert "Your flowers are here" in second
    assert third == "and the vase"


async def test_d21_edit(sqlite: str, opened: OpenSetting) -> None:
    """An edit whose answer is lost is simply made again."""
    setting = await opened(sqlite, anna="slack")
    await tell(setting, "Anna", "first", title="Card")
    await setting.anna.sees("first")
    setting.office.slack.fault("chat.update", drop="after")
    await tell(setting, "Anna", "second", title="Card")
    await setting.anna.sees("second")
    await sent_out(setting)
    assert len(read_by(setting.anna)) == 1
    assert MARK not in setting.anna.everything()


@pytest.mark.usefixtures("short_leases")
async def test_d22_killed_between_accept_and_commit(either: str, opened: OpenSetting) -> None:
    """Killed after Slack accepted and before we noted it: found, not repeated."""
    setting = await opened(either, anna="slack")
    setting.office.slack.fault("chat.postMessage", answer_delay=60)
    await tell(setting, "Anna", "Your flowers are here")
    await setting.anna.sees("Your flowers are here")
    await setting.office.kill()
    await setting.office.start()
    await tell(setting, "Anna", "and the vase")
    await sent_out(setting)
    assert read_by(setting.anna) == ["Your flowers are here", "and the vase"]


@pytest.mark.usefixtures("short_leases")
async def test_d22_killed_between_claim_and_send(either: str, opened: OpenSetting) -> None:
    """Killed before the call reached Slack: not found, sent after the start, once and without a mark."""
    setting = await opened(either, anna="slack")
    held = asyncio.Event()
    fault = setting.office.slack.fault("chat.postMessage", drop="before", hold=held)
    await tell(setting, "Anna", "Your flowers are here", "and the vase")
    await reached(fault.reached)
    await setting.office.kill()
    held.set()
    await setting.office.start()
    await sent_out(setting)
    assert read_by(setting.anna) == ["Your flowers are here", "and the vase"]


@pytest.mark.usefixtures("short_leases")
@pytest.mark.parametrize("part", [0, 1, 2])
async def test_d28_killed_between_parts(sqlite: str, opened: OpenSetting, part: int) -> None:
    """Killed after Slack accepted any part of a long text: every part arrives once."""
    setting = await opened(sqlite, anna="slack")
    words = " ".join(f"word{number:04}" for number in range(2800))
    for _ in range(part):
        setting.office.slack.fault("chat.postMessage", delay=0.001)
    fault = setting.office.slack.fault("chat.postMessage", answer_delay=60)
    await tell(setting, "Anna", words, "and after it")
    await reached(fault.reached)
    await until(lambda: len(read_by(setting.anna)) == part + 1)
    await setting.office.kill()
    await setting.office.start()
    await sent_out(setting)
    shown = read_by(setting.anna)
    assert len(shown) == 4
    assert shown[-1] == "and after it"
    assert re.findall(r"word\d{4}", re.sub(r"\s", "", "".join(shown))) == words.split()


async def test_d23_connection_refused(sqlite: str, opened: OpenSetting) -> None:
    """Nobody listens at Slack's address: repeated until somebody does, in order, once each, without marks."""
    setting = await opened(sqlite, anna="slack")
    await setting.office.quiet()
    await setting.office.slack.stop()
    await tell(setting, "Anna", "one", "two", "three")
    for _ in range(5):
        setting.office.later(7)
        await asyncio.sleep(0.02)
    await setting.office.slack.start()
    await sent_out(setting)
    assert read_by(setting.anna) == ["one", "two", "three"]


async def test_d24_one_channel_must_wait(sqlite: str, opened: OpenSetting) -> None:
    """429 with 600 s for one conversation: the others go on; it goes on after 600 s, also over a restart."""
    setting = await opened(sqlite, anna="slack")
    office = setting.office
    fault = office.slack.fault("chat.postMessage", channel=user(setting).dm, retry_after=600)
    await tell(setting, "Anna", "one", "two")
    await reached(fault.reached)
    await tell(setting, "Ben", "not held up")
    await setting.ben.sees("not held up")
    await office.quiet()
    await office.restart()
    office.later(580)
    await tell(setting, "Ben", "nor now")
    await setting.ben.sees("nor now")
    await office.quiet()
    assert read_by(setting.anna) == []
    office.later(21)
    await sent_out(setting)
    assert read_by(setting.anna) == ["one", "two"]


async def test_d24_history_must_wait(sqlite: str, opened: OpenSetting) -> None:
    """A lost answer while the history asks for a pause: it is looked up afterwards instead of repeated."""
    setting = await opened(sqlite, anna="slack")
    await setting.office.quiet()
    setting.office.slack.fault("chat.postMessage", drop="after")
    setting.office.slack.fault("conversations.history", retry_after=20)
    await tell(setting, "Anna", "Your flowers are here")
    await sent_out(setting)
    assert read_by(setting.anna) == ["Your flowers are here"]


@pytest.mark.parametrize("error", ["user_disabled", "channel_not_found", "is_archived"])
async def test_d26_gone(sqlite: str, opened: OpenSetting, error: str) -> None:
    """Somebody who can't be reached on Slack any more is told on Telegram, if they are there."""
    setting = await opened(sqlite, anna="slack", telegram="polling")
    on_telegram = await second_address(setting.office, "Anna", "telegram")
    setting.office.slack.fault("chat.postMessage", channel=user(setting).dm, count=None, error=error)
    await tell(setting, "Anna", "Your flowers are here", "and the vase")
    await on_telegram.sees("and the vase")
    assert read_by(on_telegram) == ["Your flowers are here", "and the vase"]


async def test_refused_for_good(sqlite: str, opened: OpenSetting) -> None:
    """A message that Slack refuses for what is in it is set aside and managers hear it; those behind it go on."""
    setting = await opened(sqlite, anna="slack")
    setting.office.slack.fault("chat.postMessage", channel=user(setting).dm, error="msg_too_long")
    await tell(setting, "Anna", "Refused", "and the vase")
    await setting.anna.sees("and the vase")
    await setting.mia.sees("refused by the platform (msg_too_long)")
    assert read_by(setting.anna) == ["and the vase"]
    assert await setting.look(lambda uow: uow.outbox.count(OutboxState.FAILED)) == 1


@pytest.mark.parametrize("on", ["slack", "telegram"])
async def test_parked_after_several_unknown_ends(sqlite: str, opened: OpenSetting, on: str) -> None:
    """What stays unknown again and again is parked, with an alert; replayed by the operator it goes out."""
    setting = await opened(sqlite, anna=on, mia="slack" if on == "telegram" else "telegram")
    office = setting.office
    if on == "slack":
        fault: Any = office.slack.fault("chat.postMessage", count=None, drop="before")
    else:
        fault = office.telegram.fault("sendMessage", count=100, drop="before")
    await tell(setting, "Anna", "Never knows")
    await sent_out(setting)
    await setting.mia.sees("may or may not have arrived")
    assert await setting.look(lambda uow: uow.outbox.count(OutboxState.PARKED)) == 1
    assert 2 <= fault.hits <= 5
    if on == "slack":
        fault.cancel()
    else:
        office.telegram.clear_faults()
    (parked,) = await setting.look(lambda uow: uow.outbox.failed())
    assert await office.app.database.write(lambda uow: uow.outbox.replay(parked.id, uow.now))
    office.later(31)
    await setting.anna.sees("Never knows")


async def test_newer_edit_supersedes_older(sqlite: str, opened: OpenSetting) -> None:
    """Edits of a card that wait behind a slow one are dropped, all but the newest."""
    setting = await opened(sqlite, anna="slack")
    await tell(setting, "Anna", "0", title="Card")
    await setting.anna.sees("Card")
    held = asyncio.Event()
    fault = setting.office.slack.fault("chat.update", hold=held)
    await tell(setting, "Anna", "1", title="Card")
    await reached(fault.reached)
    for number in range(2, 10):
        await tell(setting, "Anna", str(number), title="Card")
    held.set()
    await setting.anna.sees("9")
    await sent_out(setting)
    assert len(setting.office.slack.calls_of("chat.update")) == 2
    assert len(read_by(setting.anna)) == 1


async def test_edit_of_a_deleted_message(sqlite: str, opened: OpenSetting) -> None:
    """A card that is gone is posted anew, and lives on there."""
    setting = await opened(sqlite, anna="slack")
    await tell(setting, "Anna", "one", title="Card")
    await setting.anna.sees("one")
    setting.office.slack.fault("chat.update", error="message_not_found")
    await tell(setting, "Anna", "two", title="Card")
    await setting.anna.sees("two")
    await tell(setting, "Anna", "three", title="Card")
    await setting.anna.sees("three")
    assert len(read_by(setting.anna)) == 2

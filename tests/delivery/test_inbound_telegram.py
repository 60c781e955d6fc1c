"""What comes in from Telegram is kept before it is confirmed and handled once, killed in between or not (D01-D11)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Any, cast

import pytest

from bot.platforms.base import Arrival
from storage.vocabulary import InboxState, TaskState
from tests.cast import PATIENCE, TelegramPerson
from tests.delivery.conftest import OpenSetting
from tests.delivery.setting import Setting, reached, until, until_stored

HOUR = 3600.0
POISON: dict[str, Any] = {"message": {"message_id": "no number", "chat": [], "date": "yesterday"}}


def hang(setting: Setting, *, after_commit: bool) -> asyncio.Event:
    """Let the office stand still at its next batch, before or after it is committed; the event says when it does."""
    inbox, stands = setting.office.app.inbox, asyncio.Event()
    take = inbox.take

    async def stand_still(arrivals: Sequence[Arrival], mark: tuple[str, str] | None = None) -> list[str | None]:
        if after_commit:
            await take(arrivals, mark)
        stands.set()
        await asyncio.get_running_loop().create_future()
        raise AssertionError

    inbox.take = stand_still  # type: ignore[method-assign]  # this very office is to stand still
    return stands


def user(setting: Setting) -> Any:
    """Return Anna's account on the stand-in."""
    return cast("TelegramPerson", setting.anna).user


async def heard(setting: Setting) -> None:
    """Wait until Telegram was heard: until a poll came back, which takes something in it."""
    before = setting.anna.count("I don't know this command")
    setting.anna.commands("nonsense")
    await setting.anna.sees("I don't know this command", count=before + 1)
    await setting.office.quiet()


@pytest.mark.usefixtures("short_leases")
@pytest.mark.parametrize("after_commit", [False, True], ids=["D01-before-commit", "D02-before-next-poll"])
async def test_d01_d02_killed_around_the_commit(either: str, opened: OpenSetting, after_commit: bool) -> None:
    """Ended between poll and commit, or between commit and the poll that confirms: one draft, one task."""
    setting = await opened(either, anna="telegram")
    stands = hang(setting, after_commit=after_commit)
    setting.anna.says("Please order flowers")
    await reached(stands)
    await setting.office.kill()
    await setting.office.start()
    await setting.anna.sees("Please order flowers")
    await setting.anna.sees_button("Send request")
    await setting.office.quiet()
    stands = hang(setting, after_commit=after_commit)
    setting.anna.presses("Send request")
    await reached(stands)
    await setting.office.kill()
    await setting.office.start()
    await setting.anna.sees("Request T-1001")
    await setting.office.telegram.drained()
    await setting.office.quiet()
    assert await setting.tasks() == 1
    assert setting.anna.count("Please order flowers") == 1


@pytest.mark.usefixtures("short_leases")
async def test_d03_batch_of_100_killed_at_the_57th(either: str, opened: OpenSetting) -> None:
    """A hundred presses in one batch, killed while the 57th is handled: a hundred tasks, no repeats."""
    setting = await opened(either, anna="telegram")
    office, anna = setting.office, user(setting)
    for number in range(100):
        anna.says(f"Request number {number:03}")
    await anna.sees("Request number 099", timeout=60)
    await office.quiet()
    await office.stop()
    for message in [found for found in anna.messages if found.buttons]:
        anna.presses("Send request", message_id=message.id)
    handled, count = asyncio.Event(), 0

    def counting(done: Any) -> Any:
        def note(waiting: object) -> None:
            nonlocal count
            done(waiting)
            count += 1
            if count == 57:
                handled.set()

        return note

    office.app = office.new_app()
    await office.app.start()
    inbox: Any = office.app.inbox
    inbox._done = counting(inbox._done)  # noqa: SLF001 - to kill in the middle of a batch
    async with asyncio.timeout(60):
        await handled.wait()
    await office.kill()
    await office.start()
    await anna.sees("Received.", timeout=60, count=100)
    await office.quiet()
    assert await setting.tasks() == 100
    references = re.findall(r"Request (T-\d+)", anna.transcript())
    assert sorted(references) == sorted({f"T-{number}" for number in range(1001, 1101)})


async def test_d04_same_update_twice(either: str, opened: OpenSetting) -> None:
    """The same update twice in one batch and again an hour later is one task."""
    setting = await opened(either, anna="telegram")
    office = setting.office
    await office.stop()
    update = user(setting).says("Please order flowers")
    office.telegram.redeliver(update)
    await office.start()
    await setting.anna.sees("Please order flowers")
    press = user(setting).presses("Send request").update
    await setting.anna.sees("T-1001")
    office.later(HOUR)
    for again in (update, press):
        office.telegram.redeliver(again)
        await office.telegram.drained()
    await office.quiet()
    assert await setting.tasks() == 1
    assert setting.anna.count("Please order flowers") == 1


async def test_d05_poison_between_good_ones(either: str, opened: OpenSetting) -> None:
    """A poison update between two good ones: these are handled, it is set aside with one alert, and nothing loops."""
    setting = await opened(either, anna="telegram")
    office = setting.office
    await office.stop()
    setting.anna.says("First")
    office.telegram.push_raw(POISON)
    office.telegram.push_raw({"callback_query": {"id": 5}})
    setting.anna.says("Second")
    await office.start()
    await setting.anna.sees("Second")
    await setting.anna.sees("First")
    await setting.mia.sees("could not be read")
    await office.telegram.drained()
    await office.quiet()
    assert setting.mia.count("could not be read") == 1
    assert await setting.look(lambda uow: uow.inbox.count(InboxState.DEAD)) == 2
    assert office.app.counters.value("inbox_taken_total", platform="telegram") == 2


async def test_d06_unknown_kinds(sqlite: str, opened: OpenSetting) -> None:
    """Kinds and fields of updates that nobody knows yet are stored and ignored, and the offset moves on."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    office.telegram.push_raw({"telepathy": {"from": {"id": 1}, "thought": "?"}})
    office.telegram.push_raw({"message_reaction": {"chat": {"id": 5}, "message_id": 3}})
    known = {"message_id": 900, "date": int(office.clock.timestamp()), "mood": {"deep": [1, {"x": None}]}}
    person = user(setting)
    office.telegram.push_raw(
        {"message": {**known, "from": person.person(), "chat": person.json(), "text": "With a mood"}}
    )
    await setting.anna.sees("With a mood")
    await office.telegram.drained()
    await office.quiet()
    assert await setting.look(lambda uow: uow.inbox.count(InboxState.DEAD)) == 0
    assert setting.mia.everything() == setting.mia.everything().split("\n")[0]


async def test_d07_numbering_starts_again_lower(sqlite: str, opened: OpenSetting) -> None:
    """After a week without updates the numbering starts at a random lower number: nothing is dropped."""
    setting = await opened(sqlite, anna="telegram")
    setting.anna.says("High")
    await setting.anna.sees("High")
    await setting.office.telegram.drained()
    setting.office.later(8 * 24 * HOUR)
    setting.office.telegram.next_update_id = 4711
    for words in ("Low", "Lower still", "And on"):
        setting.anna.says(words)
        await setting.anna.sees(words)
    await setting.office.telegram.drained()
    await setting.office.restart()
    setting.anna.says("After a restart")
    await setting.anna.sees("After a restart")


async def test_d08_gap(sqlite: str, opened: OpenSetting) -> None:
    """A gap in the numbering is told to managers, with its size."""
    setting = await opened(sqlite, anna="telegram")
    setting.anna.says("Before")
    await setting.anna.sees("Before")
    setting.office.telegram.next_update_id += 7
    setting.anna.says("After")
    await setting.anna.sees("After")
    await setting.mia.sees("7 are missing from the sequence")


async def test_d09_outage_of_23_hours(either: str, opened: OpenSetting) -> None:
    """After 23 hours everything that was written meanwhile is handled, in order, and nobody is alarmed."""
    setting = await opened(either, anna="telegram")
    office = setting.office
    await office.stop()
    for number in range(5):
        setting.anna.says(f"Wish {number}")
    office.later(23 * HOUR)
    await office.start()
    await setting.anna.sees("Wish 4")
    await office.quiet()
    shown = [message.text for message in user(setting).messages if message.from_bot]
    assert [re.findall(r"Wish \d", text) for text in shown] == [[f"Wish {number}"] for number in range(5)]
    assert setting.mia.everything().count("cut off") == 0


async def test_d09_outage_of_25_hours(either: str, opened: OpenSetting) -> None:
    """After 25 hours Telegram has dropped what was written: everybody active is told, managers too, once."""
    setting = await opened(either, anna="telegram")
    office = setting.office
    await heard(setting)
    await office.stop()
    setting.anna.says("Never heard")
    office.later(25 * HOUR)
    await office.start()
    await heard(setting)
    await setting.anna.sees("could not be reached for 25 hours")
    await setting.ben.sees("cut off for 25 hours")
    await setting.mia.sees("cut off for 25 hours")
    await office.restart()
    await heard(setting)
    await office.quiet()
    assert setting.anna.count("could not be reached") == 1
    assert setting.anna.count("Never heard") == 0


async def test_d09_network_gone_for_25_hours(sqlite: str, opened: OpenSetting) -> None:
    """The same when the office ran all the time but Telegram could not be reached."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    await heard(setting)
    await office.telegram.stop()
    await until(lambda: office.app.inbox.state()["telegram"]["trouble"])
    for _ in range(26):
        office.later(HOUR)
        await asyncio.sleep(0.01)
    await office.telegram.start()
    setting.anna.commands("nonsense")
    async with asyncio.timeout(PATIENCE):
        while office.app.inbox.state()["telegram"]["trouble"]:
            office.later(5)  # whenever the next try is due
            await asyncio.sleep(0.01)
    await setting.anna.sees("could not be reached for 26 hours")
    await setting.mia.sees("cut off for 26 hours")


async def test_d10_press_in_an_outage_of_151_seconds(either: str, opened: OpenSetting) -> None:
    """A press that waited 151 s is gone; nothing is done, and the button works at the second press."""
    setting = await opened(either, anna="telegram")
    office = setting.office
    setting.anna.says("Please order flowers")
    await setting.anna.sees_button("Send request")
    await office.stop()
    setting.anna.presses("Send request")
    office.later(151)
    await office.start()
    await office.telegram.drained()
    await office.quiet()
    assert await setting.tasks() == 0
    setting.anna.presses("Send request")
    await setting.anna.sees("T-1001")
    assert await setting.tasks() == 1


async def test_d10_old_press_handled_late(sqlite: str, opened: OpenSetting) -> None:
    """A press taken in, but handled only minutes later, still counts, though it can't be answered any more."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    setting.anna.says("Please order flowers")
    await setting.anna.sees_button("Send request")
    stands = hang(setting, after_commit=True)
    setting.anna.presses("Send request")
    await reached(stands)
    await office.kill()
    office.later(151)
    await office.start()
    await setting.anna.sees("T-1001")
    await office.quiet()
    assert await setting.tasks() == 1


async def test_d11_button_before_its_message(either: str, opened: OpenSetting) -> None:
    """A press on a card whose sending has not even been answered is handled, once, and nothing is lost of the card."""
    setting = await opened(either, anna="telegram")
    office = setting.office
    held = asyncio.Event()
    fault = office.telegram.fault("sendMessage", drop="after", hold=held)
    setting.anna.says("Please order flowers")
    await setting.anna.sees_button("Send request")
    await reached(fault.reached)
    setting.anna.presses("Send request")
    await until_stored(setting, lambda uow: uow.tasks.count(TaskState.ASSIGNED))
    held.set()
    await setting.anna.sees("Received.")
    office.later(5)
    await office.quiet()
    assert await setting.tasks() == 1
    assert setting.anna.count("T-1001") == 1


async def test_d11_press_delivered_before_the_words(sqlite: str, opened: OpenSetting) -> None:
    """By webhook a press can overtake words written before it: both are handled, whatever comes first."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    setting.anna.says("Please order flowers")
    await setting.anna.sees_button("Send request")
    await office.stop()
    setting.anna.says("And a vase")
    press = user(setting).presses("Send request").update
    office.telegram.redeliver(press)  # in front of the queue, and once more in its place
    await office.start()
    await setting.anna.sees("T-1001")
    await setting.anna.sees("And a vase")
    await office.quiet()
    assert await setting.tasks() == 1

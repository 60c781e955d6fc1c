"""What leaves for Telegram: a lost answer costs one marked repeat, all else none, and nothing is lost (D20-D29)."""

from __future__ import annotations

import asyncio
import re
from typing import Any, cast

import pytest

from handlers.chat.outgoing import Text
from handlers.chat.rows import outbox_row
from handlers.chat.wire import pack
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import OutboxState
from tests.cast import TelegramPerson
from tests.delivery.conftest import OpenSetting
from tests.delivery.setting import Setting, passing, reached, read_by, second_address, tell, until

MARK = "Possibly a repeat"


def user(setting: Setting, name: str = "anna") -> Any:
    """Return somebody's account on the stand-in."""
    return cast("TelegramPerson", getattr(setting, name)).user


async def sent(setting: Setting) -> int:
    """Return how many messages the store has as sent."""
    return await setting.look(lambda uow: uow.outbox.count(OutboxState.SENT))


async def open_rows(setting: Setting) -> int:
    """Return how many messages are still to be sent, or in between."""
    return await setting.look(lambda uow: uow.outbox.count(OutboxState.NEW) + uow.outbox.count(OutboxState.SENDING))


async def test_d20_answer_lost(either: str, opened: OpenSetting) -> None:
    """The answer is lost after Telegram accepted: one repeat, marked, and not more."""
    setting = await opened(either, anna="telegram")
    setting.office.telegram.fault("sendMessage", drop="after")
    await tell(setting, "Anna", "Your flowers are here")
    await setting.anna.sees("Your flowers are here")
    setting.office.later(1)
    await setting.anna.sees("Your flowers are here", count=2)
    await setting.office.quiet()
    first, second = read_by(setting.anna)
    assert MARK not in first
    assert second.startswith("(Possibly a repeat")
    assert await sent(setting) == 1


async def test_d20_answer_to_an_edit_lost(sqlite: str, opened: OpenSetting) -> None:
    """An edit may be repeated freely: no second message, no mark."""
    setting = await opened(sqlite, anna="telegram")
    await tell(setting, "Anna", "first", title="Card")
    await setting.anna.sees("first")
    setting.office.telegram.fault("editMessageText", drop="after")
    setting.office.telegram.fault("editMessageText", status=502)
    await tell(setting, "Anna", "second", title="Card")
    await passing(setting, lambda: len(setting.office.telegram.calls_of("editMessageText")) == 3, 1)
    await setting.office.quiet()
    assert read_by(setting.anna) == ["Card\nsecond"]
    assert await open_rows(setting) == 0


@pytest.mark.usefixtures("short_leases")
async def test_d22_killed_between_accept_and_commit(either: str, opened: OpenSetting) -> None:
    """Killed after Telegram accepted and before we noted it: one repeat, marked."""
    setting = await opened(either, anna="telegram")
    held = asyncio.Event()
    fault = setting.office.telegram.fault("sendMessage", drop="after", hold=held)
    await tell(setting, "Anna", "Your flowers are here")
    await setting.anna.sees("Your flowers are here")
    await reached(fault.reached)
    await setting.office.kill()
    held.set()
    await setting.office.start()
    await setting.anna.sees(MARK)
    await setting.office.quiet()
    assert len(read_by(setting.anna)) == 2
    await setting.office.restart()
    await setting.office.quiet()
    assert len(read_by(setting.anna)) == 2


@pytest.mark.usefixtures("short_leases")
async def test_d22_killed_between_claim_and_send(either: str, opened: OpenSetting) -> None:
    """Killed when the call had not reached Telegram: it is sent after the start, and says that nobody knew."""
    setting = await opened(either, anna="telegram")
    held = asyncio.Event()
    fault = setting.office.telegram.fault("sendMessage", drop="before", hold=held)
    await tell(setting, "Anna", "Your flowers are here")
    await reached(fault.reached)
    await setting.office.kill()
    held.set()
    await setting.office.start()
    await setting.anna.sees("Your flowers are here")
    await setting.office.quiet()
    assert len(read_by(setting.anna)) == 1


async def test_d23_connection_refused(either: str, opened: OpenSetting) -> None:
    """Nobody listens at Telegram's address: repeated until somebody does, in order, without marks, once each."""
    setting = await opened(either, anna="telegram")
    await setting.office.quiet()
    await setting.office.telegram.stop()
    await tell(setting, "Anna", "one", "two", "three")
    for _ in range(8):
        setting.office.later(7)
        await asyncio.sleep(0.02)
    await setting.office.telegram.start()
    async with asyncio.timeout(30):
        while await open_rows(setting):
            setting.office.later(5)
            await asyncio.sleep(0.01)
    assert read_by(setting.anna) == ["one", "two", "three"]


async def test_d24_one_chat_must_wait(sqlite: str, opened: OpenSetting) -> None:
    """429 with 600 s for one chat: the others go on, it goes on after 600 s, also over a restart."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    fault = office.telegram.fault("sendMessage", chat=user(setting).id, retry_after=600)
    await tell(setting, "Anna", "one", "two")
    await reached(fault.reached)
    await tell(setting, "Ben", "not held up")
    await setting.ben.sees("not held up")
    await until(lambda: office.app.quiet)
    await office.restart()
    office.later(590)
    await tell(setting, "Ben", "nor now")
    await setting.ben.sees("nor now")
    await office.quiet()
    assert read_by(setting.anna) == []
    office.later(11)
    await setting.anna.sees("two")
    assert read_by(setting.anna) == ["one", "two"]


async def test_d24_everybody_must_wait(sqlite: str, opened: OpenSetting) -> None:
    """When the bot itself is over its limit, nobody is written to inside the hold, also over a restart."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    fault = office.telegram.fault("sendMessage", count=3, retry_after=25)
    for name in ("Anna", "Ben", "Mia"):
        await tell(setting, name, "hello")
    await until(lambda: fault.hits == 3)
    await until(lambda: office.app.quiet)
    await office.restart()
    calls = len(office.telegram.calls_of("sendMessage"))
    await tell(setting, "Ben", "and another")
    office.later(20)
    await office.quiet()
    assert len(office.telegram.calls_of("sendMessage")) == calls
    office.later(10)
    for person in (setting.anna, setting.ben, setting.mia):
        await person.sees("hello")
    await setting.ben.sees("and another")


async def test_d25_storm_of_429(sqlite: str, opened: OpenSetting) -> None:
    """A storm of 429 for ten minutes while hundreds of messages wait: all sent, in order in each chat, none twice."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    for number in range(40):
        chat = user(setting, ("anna", "ben", "mia")[number % 3]).id
        office.telegram.fault("sendMessage", chat=chat, count=1 + number % 3, retry_after=3 + number % 9)
    for name in ("Anna", "Ben", "Mia"):
        await tell(setting, name, *[f"{number:03}" for number in range(100)])
    async with asyncio.timeout(60):
        while await open_rows(setting):
            office.later(5)
            await asyncio.sleep(0.01)
    expected = [f"{number:03}" for number in range(100)]
    assert [read_by(person) for person in (setting.anna, setting.ben, setting.mia)] == [expected] * 3


async def test_d26_blocked_with_another_address(either: str, opened: OpenSetting) -> None:
    """A client who blocked the bot and has a second address is told there."""
    setting = await opened(either, anna="telegram", slack="socket")
    on_slack = await second_address(setting.office, "Anna", "slack")
    user(setting).blocked = True
    await tell(setting, "Anna", "Your flowers are here", "and the vase")
    await on_slack.sees("and the vase")
    await setting.office.quiet()
    assert read_by(on_slack) == ["Your flowers are here", "and the vase"]
    user(setting).blocks()
    await setting.office.telegram.drained()
    user(setting).unblocks()
    await setting.office.telegram.drained()
    await setting.office.quiet()
    await tell(setting, "Anna", "Back again")
    await setting.anna.sees("Back again")


async def test_d26_blocked_without_another_address(either: str, opened: OpenSetting) -> None:
    """A client who blocked the bot and has no other address: the assistant and the managers hear it, once."""
    setting = await opened(either, anna="telegram", ben="slack", mia="slack")
    await setting.requests("Please order flowers")
    await setting.ben.sees_button("Acknowledge")
    user(setting).blocks()
    await setting.office.telegram.drained()
    setting.ben.presses("Acknowledge")
    await setting.ben.sees("Anna can't be reached")
    await setting.mia.sees("Anna can't be reached")
    await tell(setting, "Anna", "More", "and more")
    await setting.office.quiet()
    assert setting.mia.count("Anna can't be reached") == 1


@pytest.mark.parametrize("told", [True, False], ids=["told-by-update", "told-by-refusal"])
async def test_d27_group_migrated(sqlite: str, opened: OpenSetting, told: bool) -> None:
    """A group becomes a supergroup: what waits for it follows to its new id, in order."""
    setting = await opened(sqlite, anna="telegram")
    office, group = setting.office, setting.office.telegram.group("Front desk")
    group.bot_status = "member"
    held = asyncio.Event()
    fault = office.telegram.fault("sendMessage", chat=group.id, hold=held)

    def unit(uow: UnitOfWork) -> None:
        for number in range(4):
            content = {"lines": [pack(Text("words", words=f"message {number}"))]}
            uow.outbox.add(outbox_row(uow, ("telegram", "", str(group.id)), "en", "UTC", content=content))

    await office.app.database.write(unit)
    office.app.housekeeping.look_soon()
    await reached(fault.reached)
    group.migrate()
    if not told:
        office.telegram.world.queue.drop_all()
    await office.telegram.drained()
    held.set()
    await group.sees("message 3")
    await office.quiet()
    shown = [message.text for message in group.messages if message.from_bot]
    assert shown == [f"message {number}" for number in range(4)]


async def test_d28_long_text_in_parts(sqlite: str, opened: OpenSetting) -> None:
    """5,000 characters become two messages, in order, with nothing missing."""
    setting = await opened(sqlite, anna="telegram")
    words = " ".join(f"word{number:04}" for number in range(556))
    await tell(setting, "Anna", words, "and after it")
    await setting.anna.sees("and after it")
    *parts, last = read_by(setting.anna)
    assert all(len(part) <= 4096 for part in parts)
    assert len(parts) == 2
    assert " ".join(parts).split() == words.split()
    assert last == "and after it"


@pytest.mark.usefixtures("short_leases")
@pytest.mark.parametrize("drop", ["before", "after"])
async def test_d28_killed_between_parts(either: str, opened: OpenSetting, drop: Any) -> None:
    """Killed while the second part was on its way: the first is not sent again, the second is, marked."""
    setting = await opened(either, anna="telegram")
    words = " ".join(f"word{number:04}" for number in range(1000))
    held, passes = asyncio.Event(), asyncio.Event()
    passes.set()
    setting.office.telegram.fault("sendMessage", hold=passes)  # the first part passes
    fault = setting.office.telegram.fault("sendMessage", drop=drop, hold=held)
    await tell(setting, "Anna", words, "and after it")
    await reached(fault.reached)
    await setting.office.kill()
    held.set()
    await setting.office.start()
    await setting.anna.sees("and after it")
    await setting.office.quiet()
    shown = read_by(setting.anna)
    assert shown[-1] == "and after it"
    marked = [text for text in shown if MARK in text]
    assert len(marked) == 1
    copies = 2 if drop == "after" else 1
    found = re.findall(r"word\d{4}", "\n".join(shown))
    assert sorted(set(found)) == words.split()
    first = re.findall(r"word\d{4}", shown[0])
    assert all(found.count(word) == 1 for word in first)
    again = re.findall(r"word\d{4}", marked[0])
    assert all(found.count(word) == copies for word in again[:100])


async def test_d29_formatting_refused(sqlite: str, opened: OpenSetting) -> None:
    """Telegram refuses the formatting: the same goes out as plain text."""
    setting = await opened(sqlite, anna="telegram")
    refusal = "Bad Request: can't parse entities: unexpected end"
    setting.office.telegram.fault("sendMessage", status=400, description=refusal)
    await tell(setting, "Anna", "line", title="Bold title")
    await setting.anna.sees("Bold title")
    assert read_by(setting.anna) == ["Bold title\nline"]
    assert user(setting).last.entities == []


async def test_card_is_edited_in_place(sqlite: str, opened: OpenSetting) -> None:
    """A card is sent once and edited from then on; a message of its own that was deleted is followed by a new one."""
    setting = await opened(sqlite, anna="telegram")
    for words in ("one", "two", "three"):
        await tell(setting, "Anna", words, title="Card")
        await setting.anna.sees(words)
    assert read_by(setting.anna) == ["Card\nthree"]
    user(setting).deletes(user(setting).last.id)
    await tell(setting, "Anna", "four", title="Card")
    await setting.anna.sees("four")
    await tell(setting, "Anna", "five", title="Card")
    await setting.anna.sees("five")
    assert read_by(setting.anna) == ["Card\nfive"]


async def test_newer_edit_supersedes_older(either: str, opened: OpenSetting) -> None:
    """Edits of a card that wait behind a slow one are dropped, all but the newest."""
    setting = await opened(either, anna="telegram")
    await tell(setting, "Anna", "0", title="Card")
    await setting.anna.sees("Card")
    held = asyncio.Event()
    fault = setting.office.telegram.fault("editMessageText", hold=held)
    await tell(setting, "Anna", "1", title="Card")
    await reached(fault.reached)
    for number in range(2, 10):
        await tell(setting, "Anna", str(number), title="Card")
    held.set()
    await setting.anna.sees("9")
    await setting.office.quiet()
    assert len(setting.office.telegram.calls_of("editMessageText")) == 2
    assert await setting.look(lambda uow: uow.outbox.count(OutboxState.SUPERSEDED)) == 7

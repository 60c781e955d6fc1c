"""Threads: what belongs to a card hangs below it, and is found there again when its answer was lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.clock import MovableClock, SystemClock
from bot.platforms.base import CannotTell, Message, Never, Option, Place, Unknown
from bot.platforms.slack import SlackPlatform, SlackTicket
from handlers.chat.incoming import Said
from tests.platforms.slack_kit import START, Office, office_of
from tests.standins.slack import SlackStandIn, SlackUser


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with office_of("http") as connected:
        yield connected


def to(chat: str) -> Place:
    return Place("slack", "T0OFFICE", chat)


def another(slack: SlackStandIn) -> SlackPlatform:
    """A platform that has sent nothing yet: a new process after a crash."""
    return SlackPlatform(
        bot_token=slack.bot_token, app_token=None, signing_secret=None, clock=SystemClock(), base_url=slack.base_url
    )


async def lose(office: Office, anna: SlackUser, message: Message) -> None:
    """Send a message whose answer gets lost."""
    office.slack.fault("chat.postMessage", drop="after")
    with pytest.raises(Unknown):
        await office.platform.send(to(anna.dm), message)


async def test_there_and_back(office: Office) -> None:
    """A message with `reply_to` hangs in the thread, and an answer written there says which thread that is."""
    anna = office.slack.user("Anna")
    card = await office.platform.send(to(anna.dm), Message(("T-1042",)))
    await office.platform.send(to(anna.dm), Message(("A question",), reply_to=card))
    question = await anna.sees("A question")
    assert question.thread_ts == card
    await anna.says("An answer", thread_ts=card).done()
    heard = (await office.events(1))[-1].heard
    assert isinstance(heard, Said)
    assert (heard.text, heard.reply_to) == ("An answer", card)


@pytest.mark.parametrize("how", ["gone", "no_ts", "locked"])
async def test_thread_gone(office: Office, how: str) -> None:
    """If the thread is gone, locked or never was one, the message is sent without."""
    anna = office.slack.user("Anna")
    card = await office.platform.send(to(anna.dm), Message(("T-1042",)))
    if how == "gone":
        office.slack.workspace.remove(office.slack.workspace.dm(anna.id).messages[card])
    if how == "locked":
        office.slack.fault("chat.postMessage", error="restricted_action_thread_locked")
    await office.platform.send(to(anna.dm), Message(("A question",), reply_to="x" if how == "no_ts" else card))
    assert (await anna.sees("A question")).thread_ts is None


async def test_other_refusals_stay(office: Office) -> None:
    """A refusal that has nothing to do with the thread is one."""
    anna = office.slack.user("Anna")
    card = await office.platform.send(to(anna.dm), Message(("T-1042",)))
    office.slack.fault("chat.postMessage", error="msg_too_long")
    with pytest.raises(Never, match="msg_too_long"):
        await office.platform.send(to(anna.dm), Message(("A question",), reply_to=card))


@pytest.mark.parametrize("process", ["same", "new"])
async def test_found_in_a_thread(office: Office, process: str) -> None:
    """A message is found in its thread, whose card may be older than the search; by a new process, too."""
    anna = office.slack.user("Anna")
    cards = [await office.platform.send(to(anna.dm), Message((f"T-{number}",))) for number in range(3)]
    began = office.clock.now() + timedelta(seconds=5)  # the cards themselves lie before the search
    await lose(office, anna, Message(("A question",), mark="m1", reply_to=cards[1]))
    platform = office.platform if process == "same" else another(office.slack)
    try:
        assert await platform.find(to(anna.dm), "m1", began) == (await anna.sees("A question")).ts
    finally:
        if process == "new":
            await platform.close()


async def test_not_in_any_thread() -> None:
    """None is said only after the threads were looked through, twice."""
    clock = MovableClock(START)
    async with office_of("http", clock) as office:
        anna = office.slack.user("Anna")
        card = await office.platform.send(to(anna.dm), Message(("T-1042",)))
        await office.platform.send(to(anna.dm), Message(("Other",), mark="m2", reply_to=card))
        looked = asyncio.ensure_future(office.platform.find(to(anna.dm), "m1", clock.now()))
        await office.slack.fault("conversations.replies").reached.wait()
        clock.move(5)
        assert await looked is None
        assert len(office.slack.calls_of("conversations.replies")) == 2


async def test_thread_unreadable(office: Office) -> None:
    """If a thread can't be read nobody knows; one that is gone holds nothing."""
    anna = office.slack.user("Anna")
    card = await office.platform.send(to(anna.dm), Message(("T-1042",)))
    await lose(office, anna, Message(("A question",), mark="m1", reply_to=card))
    office.slack.fault("conversations.replies", status=502)
    with pytest.raises(CannotTell):
        await office.platform.find(to(anna.dm), "m1", office.clock.now())
    office.slack.fault("conversations.replies", error="thread_not_found")
    old = office.clock.now() - timedelta(minutes=1)
    assert await office.platform.find(to(anna.dm), "m1", old) is None


async def test_press_in_a_thread(office: Office) -> None:
    """The answer to a press on a card in a thread is said in that thread."""
    anna = office.slack.user("Anna")
    card = await office.platform.send(to(anna.dm), Message(("T-1042",)))
    await office.platform.send(to(anna.dm), Message(("Done?",), options=(Option("Done", "k1"),), reply_to=card))
    await anna.presses("Done").done()
    [ticket] = office.intake.tickets.values()
    assert isinstance(ticket, SlackTicket)
    await office.platform.answer(ticket, "Already done")
    assert (await anna.sees("Already done")).ephemeral
    assert office.slack.calls_of("chat.postEphemeral")[0].params["thread_ts"] == card

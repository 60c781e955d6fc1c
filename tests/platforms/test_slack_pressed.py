"""Pressed cards: they are replaced at the address that came with the press, and edited as ever where there is none."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.clock import MovableClock
from bot.platforms.base import Message, Option, Place
from bot.platforms.slack_bytes import Bytes
from bot.platforms.slack_outcomes import Json
from bot.platforms.slack_pressed import KEPT, SECONDS, USES, Pressed
from tests.platforms.slack_kit import START, Office, office_of
from tests.standins.slack import SlackUser

CARD = Message(("One",), "T-1042", (Option("Done", "k1", "primary"),), mark="m1")
DONE = Message(("canary words *not bold*",), "T-1042")


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with office_of("http", MovableClock(START)) as connected:
        yield connected


def to(chat: str) -> Place:
    return Place("slack", "T0OFFICE", chat)


async def pressed(office: Office, anna: SlackUser) -> str:
    """Send a card and let its button be pressed; return the card's time stamp."""
    ts = await office.platform.send(to(anna.dm), CARD)
    await anna.presses("Done", ts=ts).done()
    return ts


def ways(office: Office) -> list[str]:
    """Return by which ways messages were replaced."""
    return [call.method for call in office.slack.calls if call.method in {"chat.update", "response_url"}]


async def test_a_pressed_card_is_replaced(office: Office) -> None:
    """Whoever pressed sees the card as it is now, looking like after any edit, and it is none in Slack's counting."""
    anna, ben = office.slack.user("Anna"), office.slack.user("Ben")
    mine, other = await pressed(office, anna), await office.platform.send(to(ben.dm), CARD)
    await office.platform.edit(to(anna.dm), mine, DONE)
    await office.platform.edit(to(ben.dm), other, DONE)
    assert ways(office) == ["response_url", "chat.update"]
    seen = (await anna.sees("canary words"), await ben.sees("canary words"))
    assert [message.ts for message in seen] == [mine, other]
    assert seen[0].shown == seen[1].shown
    assert await office.platform.find(to(anna.dm), "m1", office.clock.now()) == mine


async def test_a_few_times_and_for_a_while(office: Office) -> None:
    """An address is used as often and as long as Slack takes it; another press brings another one."""
    anna = office.slack.user("Anna")
    ts = await pressed(office, anna)
    for _ in range(USES + 1):
        await office.platform.edit(to(anna.dm), ts, CARD)
    assert ways(office) == ["response_url"] * USES + ["chat.update"]
    await anna.presses("Done", ts=ts).done()
    await office.platform.edit(to(anna.dm), ts, CARD)
    assert ways(office)[-1] == "response_url"
    assert isinstance(office.clock, MovableClock)
    office.clock.move(SECONDS)
    await office.platform.edit(to(anna.dm), ts, DONE)
    assert ways(office)[-1] == "chat.update"


@pytest.mark.parametrize("how", [{"error": "expired_url"}, {"drop": "before"}, {"drop": "after"}, {"status": 500}])
async def test_refused(office: Office, how: dict[str, object]) -> None:
    """Where the address is not taken any more, or nobody knows, the card is edited, and that address left alone."""
    anna = office.slack.user("Anna")
    ts = await pressed(office, anna)
    office.slack.fault("response_url", **how)  # type: ignore[arg-type]  # values of several types, by name
    for _ in range(2):
        await office.platform.edit(to(anna.dm), ts, DONE)
    assert ways(office) == ["response_url", "chat.update", "chat.update"]
    assert (await anna.sees("canary words")).ts == ts


async def test_in_a_thread(office: Office) -> None:
    """A card in a thread is edited; one that has a thread below it is replaced."""
    anna = office.slack.user("Anna")
    head = await office.platform.send(to(anna.dm), CARD)
    below = await office.platform.send(to(anna.dm), Message(("Below",), "", CARD.options, reply_to=head))
    for ts in (head, below):
        await anna.presses("Done", ts=ts).done()
        await office.platform.edit(to(anna.dm), ts, DONE)
    assert ways(office) == ["response_url", "chat.update"]


@pytest.mark.parametrize(
    "address",
    [
        *("https://hooks.slack.com.evil.example/x", "http://hooks.slack.com/x", "https://files.slack.com/x", ""),
        "https://hooks.slack.com/actions/T0/1/x",
    ],
)
async def test_elsewhere(office: Office, address: str) -> None:
    """Nothing is said at an address that isn't Slack's, nor at Slack's where another server stands for it."""
    anna = office.slack.user("Anna")
    ts = await office.platform.send(to(anna.dm), CARD)
    pressed = office.platform._sending.pressed  # noqa: SLF001 - a press that Slack would never send
    pressed.note({"container": {"message_ts": ts, "channel_id": anna.dm}, "response_url": address})
    await office.platform.edit(to(anna.dm), ts, DONE)
    assert ways(office) == ["chat.update"]


@pytest.mark.parametrize(
    ("home", "own"),
    [
        ("https://slack.com/api/", True),
        ("https://slack-gov.com/api/", True),
        ("http://127.0.0.1:8080/api/", False),
        ("https://notslack.com/api/", False),
    ],
)
async def test_whose_the_web_api_is(home: str, *, own: bool) -> None:
    """Only Slack's own sends presses that are answered at its hooks."""
    async with aiohttp.ClientSession() as session:
        assert Bytes(session, "xoxb-1", home).at_slack is own


async def test_few_are_kept() -> None:
    """However many presses there are, the latest are kept alone; what is no address of a message is not kept."""
    posted: list[str] = []

    async def post(address: str, body: Json) -> bool:
        posted.append(address)
        return True

    cards = Pressed(post, MovableClock(START))
    for number in range(KEPT + 1):
        container = {"message_ts": f"1.{number}", "channel_id": "D1"}
        cards.note({"container": container, "response_url": f"u{number}"})
    for odd in ({"message_ts": "2.1"}, {"message_ts": "2.1", "channel_id": "D1", "is_ephemeral": True}):
        cards.note({"container": odd, "response_url": "odd"})
    cards.note({"container": {"message_ts": "2.1", "channel_id": "D1"}, "response_url": 7})
    assert [await cards.replace("D1", ts, {}) for ts in ("1.0", "1.1", f"1.{KEPT}", "2.1")] == [
        False,
        True,
        True,
        False,
    ]
    assert posted == ["u1", f"u{KEPT}"]

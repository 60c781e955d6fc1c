"""The App Home, and the shortcuts: pages drawn for one person, and ways into a form that need no message."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.platforms.base import Busy, Message, Never, NotSent, Option, Place, Question, Sheet
from bot.platforms.slack import SlackTicket
from bot.platforms.slack_drawing import home
from handlers.chat.incoming import Command, Nothing, Opened, Pressed, Shared
from tests.platforms.slack_kit import Office, office_of
from tests.platforms.test_slack_drawing import messages
from tests.standins.slack_rules import checked_view

PAGE = Message(("2 to acknowledge", "T-1042 <due> today"), "Your office", (Option("Acknowledge", "k1"),))
SHEET = Sheet("dialog-1", "New task", "Send", "Cancel", (Question("what", "What", "line", True),))


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with office_of("http") as connected:
        yield connected


def to(chat: str) -> Place:
    return Place("slack", "T0OFFICE", chat)


async def last_ticket(office: Office) -> SlackTicket:
    ticket = list(office.intake.tickets.values())[-1]
    assert isinstance(ticket, SlackTicket)
    return ticket


# --- home ------------------------------------------------------------------------------------------------------------


async def test_opened_and_drawn(office: Office) -> None:
    """Who opens the home is heard, and their page is drawn by their address or by their conversation."""
    anna = office.slack.user("Anna")
    await anna.opens_home().done()
    event = (await office.events(1))[-1]
    assert event.heard == Opened()
    assert (event.sender.user, event.sender.private) == (anna.id, True)
    await office.platform.show_home(to(event.sender.chat), PAGE)
    await anna.sees_home("T-1042 <due> today")
    await office.platform.show_home(to(f"user:{anna.id}"), Message(("Nothing to do",)))
    await anna.sees_home("Nothing to do")
    assert anna.home is not None
    assert "T-1042" not in anna.home.shown
    assert office.slack.live_markup == []


async def test_other_tab(office: Office) -> None:
    """Who looks at the messages looks at no home."""
    anna = office.slack.user("Anna")
    office.slack.emit({"type": "app_home_opened", "user": anna.id, "channel": anna.dm, "tab": "messages"})
    assert (await office.events(1))[-1].heard == Nothing("app_home_opened")


async def test_conversation_asked_for_once(office: Office) -> None:
    """Whose conversation it is, Slack is asked once; and not at all where we opened it ourselves."""
    anna, ben = office.slack.user("Anna"), office.slack.user("Ben")
    for _ in range(2):
        await office.platform.show_home(to(anna.dm), PAGE)
    assert len(office.slack.calls_of("conversations.info")) == 1
    await office.platform.send(to(f"user:{ben.id}"), Message(("x",)))
    await office.platform.show_home(to(ben.dm), PAGE)
    await ben.sees_home("Your office")
    assert len(office.slack.calls_of("conversations.info")) == 1


async def test_press_at_home(office: Office) -> None:
    """A button at home counts like one on a card, without a message; the answer is whispered to the person."""
    anna = office.slack.user("Anna")
    await office.platform.show_home(to(f"user:{anna.id}"), PAGE)
    await anna.presses_at_home("Acknowledge").done()
    event = (await office.events(1))[-1]
    assert event.heard == Pressed("k1", "", asked=True)
    assert (event.sender.chat, event.sender.private) == (f"user:{anna.id}", True)
    await office.platform.answer(await last_ticket(office), "Already done")
    assert (await anna.sees("Already done")).ephemeral
    office.slack.fault("conversations.open", drop="before")
    await office.platform.answer(SlackTicket("press", "U404", ""), "lost")


async def test_form_from_home(office: Office) -> None:
    """A button at home that opens a form does so like one on a card."""
    anna = office.slack.user("Anna")
    await office.platform.show_home(to(f"user:{anna.id}"), Message((), options=(Option("New task", "k", opens=True),)))
    await anna.presses_at_home("New task").done()
    assert await office.platform.open_form(await last_ticket(office), SHEET)
    await anna.sees_modal("What")


@pytest.mark.parametrize(
    ("how", "outcome"),
    [
        ({"drop": "after"}, NotSent),
        ({"status": 502}, NotSent),
        ({"error": "not_enabled"}, Never),
        ({"retry_after": 5}, Busy),
    ],
)
async def test_home_in_trouble(office: Office, how: dict[str, object], outcome: type[Exception]) -> None:
    """A page may be drawn again freely; a limit on pages holds up nothing else."""
    anna = office.slack.user("Anna")
    office.slack.fault("views.publish", **how)  # type: ignore[arg-type]  # values of several types, by name
    with pytest.raises(outcome) as raised:
        await office.platform.show_home(to(f"user:{anna.id}"), PAGE)
    assert not getattr(raised.value, "everybody", False)


async def test_no_home(office: Office) -> None:
    """A channel has no home, and neither has nobody."""
    place = office.slack.channel("general")
    for chat in (place.id, "user:U404", "D404"):
        with pytest.raises(Never):
            await office.platform.show_home(to(chat), PAGE)


@given(messages())
def test_every_home_is_legal(message: Message) -> None:
    """Whatever is put on a page, slack_sdk and the stand-in's rules take it, its size included."""
    drawn = home(message)
    View(**drawn).validate_json()
    for block in Block.parse_all(drawn["blocks"]):
        block.validate_json()
    checked_view(drawn)


@given(st.integers(0, 700), st.text(max_size=80))
def test_too_much_for_a_home(count: int, words: str) -> None:
    """Buttons that find no room are left out, the first ones stay."""
    options = tuple(Option(words, f"k{number}", confirm=words * 4) for number in range(count))
    drawn = home(Message((words,) * 5000, words * 100, options))
    checked_view(drawn)
    shown = [each["value"] for block in drawn["blocks"] for each in block.get("elements", ())]
    assert shown == [option.key for option in options[: len(shown)]]
    assert len(shown) >= min(count, 40)  # long words fill a page by size before they do by blocks


# --- shortcuts -------------------------------------------------------------------------------------------------------


async def test_new_task(office: Office) -> None:
    """The global shortcut is the command for a new task, with the modal open at once."""
    anna = office.slack.user("Anna")
    await anna.shortcut("new_task").done()
    event = (await office.events(1))[-1]
    assert event.heard == Command("task", "")
    assert (event.sender.user, event.sender.chat) == (anna.id, f"user:{anna.id}")
    ticket = await last_ticket(office)
    assert ticket.window
    await anna.sees_modal("⏳")
    assert await office.platform.open_form(ticket, SHEET)
    await anna.sees_modal("What")


async def test_refused_shortcut(office: Office) -> None:
    """An answer without a form stands in the open modal, or is whispered if there is none."""
    anna = office.slack.user("Anna")
    await anna.shortcut("new_task").done()
    await office.platform.answer(await last_ticket(office), "Not for you")
    await anna.sees_modal("Not for you")
    office.slack.fault("views.open", error="expired_trigger_id")
    await anna.shortcut("new_task").done()
    await office.platform.answer(await last_ticket(office), "Not at all")
    assert (await anna.sees("Not at all")).ephemeral


async def test_make_this_a_task(office: Office) -> None:
    """The message shortcut hands somebody's message in, with where it is from; the answer is for the person alone."""
    anna, ben = office.slack.user("Anna"), office.slack.user("Ben")
    place = office.slack.channel("general", anna, ben, with_bot=False)
    office.slack.workspace.post(
        office.slack.workspace.conversations[place.id],
        {"text": "Book &lt;two&gt; rooms", "files": [{"id": "F1", "name": "map.png", "mimetype": "image/png"}]},
        author=ben.id,
    )
    ts = place.messages[-1].ts
    delivery = await anna.message_shortcut("make_task", ts).done()
    event = (await office.events(1))[-1]
    assert isinstance(event.heard, Shared)
    assert (event.heard.text, event.heard.message, event.heard.chat) == ("Book <two> rooms", ts, place.id)
    assert [(file.handle, file.kind) for file in event.heard.files] == [("F1", "photo")]
    assert (event.sender.chat, event.sender.private) == (f"user:{anna.id}", True)
    assert await office.platform.open_form(await last_ticket(office), SHEET)
    await office.slack.redeliver(delivery)
    assert len(office.intake.arrivals) == 1


async def test_foreign_shortcut(office: Office) -> None:
    """A shortcut that isn't ours does nothing."""
    anna = office.slack.user("Anna")
    await anna.shortcut("something_else").done()
    assert (await office.events(1))[-1].heard == Nothing("shortcut")
    assert office.intake.tickets == {}

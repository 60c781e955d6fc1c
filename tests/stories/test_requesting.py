"""Requesting: words become a draft, the draft a request with a reference; changes and files follow."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.vocabulary import Role, TaskState
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.clocks import RunningClock
from tests.office import Office
from tests.standins.slack import Message
from tests.stories.conftest import OpenOffice
from tests.stories.kit import asks, cast, everywhere, in_chats, joined, only

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_a_draft_becomes_a_request(open_office: OpenOffice, on: str) -> None:
    """The client's words come back as a draft; once sent, the same message says the reference and who takes care of
    it."""
    office = await open_office(**only(on))
    _, ben, anna = await cast(office, on)
    anna.says("Please order flowers\nfor Friday")
    draft = await anna.sees("New request")
    assert "Please order flowers\nfor Friday" in draft
    await anna.sees_button("Send request")
    await anna.sees_button("Discard")
    assert "flowers" not in ben.everything()
    anna.presses("Send request")
    await anna.sees_toast("T-1001")
    card = await anna.sees("Received. It goes to Ben.")
    assert "Request T-1001" in card
    assert anna.count("New request") == 0
    assert anna.count("Please order flowers") == 1
    with pytest.raises(LookupError):
        anna.presses("Send request")
    await ben.sees("T-1001 · Dr. Weber")


@everywhere
async def test_a_draft_can_be_discarded(open_on: OpenOffice, on: str) -> None:
    """A discarded draft stays on the screen as such; nobody else ever hears of it."""
    office = await open_on(on)
    mia, ben, anna = await cast(office, on)
    anna.says("Please order flowers")
    await anna.sees_button("Discard")
    anna.presses("Discard")
    await anna.sees("Discarded")
    await office.quiet()
    assert await _tasks(office) == 0
    assert "flowers" not in ben.everything() + mia.everything()


@in_chats
async def test_sending_twice_makes_one_task(open_on: OpenOffice, on: str) -> None:
    """Two quick presses on Send, before the card could change, make one task; both are answered with its reference."""
    office = await open_on(on)
    _, ben, anna = await cast(office, on)
    anna.says("Please order flowers")
    await anna.sees_button("Send request")
    anna.presses("Send request")
    anna.presses("Send request")
    await anna.sees("Request T-1001")
    await office.quiet()
    assert await _tasks(office) == 1
    assert ben.count("T-1001 · Dr. Weber") == 1


@in_chats
async def test_several_drafts_are_kept_apart(open_on: OpenOffice, on: str) -> None:
    """What is written more than a minute later is a draft of its own: one can be sent and the other discarded, in any
    order."""
    office = await open_on(on)
    _, ben, anna = await cast(office, on)
    anna.says("Please order flowers")
    await anna.sees("flowers")
    office.later(61)
    anna.says("Please book a table")
    await anna.sees("table")
    assert anna.count("flowers\nPlease book") == 0
    await anna.sees_button("Send request")
    anna.presses("Send request")
    await anna.sees("Received.")
    anna.presses("Discard")
    await anna.sees("Discarded")
    card = await ben.sees("T-1001 · Dr. Weber")
    assert "table" in card
    assert "flowers" not in ben.everything()


@in_chats
async def test_d32_changing_the_words_before_sending(open_on: OpenOffice, on: str) -> None:
    """A client who edits the message of a draft sees the draft follow, and what is sent are the new words."""
    office = await open_on(on)
    _, ben, anna = await cast(office, on)
    anna.says("Please order flwers")
    await anna.sees("flwers")
    _edits(anna, "Please order flowers")
    await anna.sees("Please order flowers")
    assert anna.count("flwers") == 0
    anna.presses("Send request")
    await ben.sees("Please order flowers")


@in_chats
async def test_d32_changing_the_words_after_sending(open_on: OpenOffice, on: str) -> None:
    """Once it is a task, the assistant's card shows the new words and says so, and the assistant is told."""
    office = await open_on(on)
    _, ben, anna = await cast(office, on)
    anna.says("Please order flowers")
    await anna.sees_button("Send request")
    anna.presses("Send request")
    await ben.sees("Please order flowers")
    _edits(anna, "Please order tulips")
    card = await ben.sees("Please order tulips")
    assert "The client has changed these words" in card
    await ben.sees("The client has changed the words of T-1001")
    assert ben.count("Please order flowers") == 0
    await ben.sees_button("Acknowledge")


async def test_d32_taking_the_message_back(open_on: OpenOffice) -> None:
    """Deleting the message discards a draft; of a task, the assistant hears it and the words stay, to be asked
    about."""
    office = await open_on("slack")
    _, ben, anna = await cast(office, "slack")
    assert isinstance(anna, SlackPerson)
    anna.says("Please order a cake")
    await anna.sees_button("Discard")
    anna.user.deletes(_own(anna)[-1].ts)
    await anna.sees("Discarded")
    await asks(anna, "Please order flowers")
    await ben.sees("Please order flowers")
    anna.user.deletes(_own(anna)[-1].ts)
    await ben.sees("The client has taken back the message of T-1001")
    card = await ben.sees("The client has taken the message back")
    assert "Please order flowers" in card


async def test_changing_words_of_a_finished_task_changes_nothing(open_on: OpenOffice) -> None:
    """What is done is done: a late edit of the message is kept out of the task and bothers nobody."""
    office = await open_on("telegram")
    _, ben, anna = await cast(office, "telegram")
    await asks(anna, "Please order flowers")
    await ben.sees_button("Acknowledge")
    ben.presses("Acknowledge")
    await ben.sees_button("Done")
    ben.presses("Done")
    await ben.sees_form("What shall the client read")
    await ben.answers("Roses")
    await anna.sees("T-1001 is done")
    _edits(anna, "Please order tulips")
    await office.quiet()
    assert "tulips" not in ben.everything()


async def test_files_are_on_the_draft(open_on: OpenOffice, tmp_path: Path) -> None:
    """A file is named on the draft with the words beside it, on every platform; a file alone is a request, too."""
    office = await open_on("telegram", "slack", "console")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    carl = await joined(office, Role.CLIENT, "Carl", "slack")
    dora = await joined(office, Role.CLIENT, "Dora", "console")
    ben = await joined(office, Role.ASSISTANT, "Ben", "telegram")
    assert isinstance(anna, TelegramPerson)
    assert isinstance(carl, SlackPerson)

    anna.user.sends_document("plan.pdf", b"%PDF-1.4", caption="Please print this")
    card = await anna.sees("plan.pdf")
    assert "Please print this" in card
    anna.user.sends_photo()
    await anna.sees("photo.jpg")
    carl.user.sends_file("list.txt", b"milk", "Please buy all of it")
    card = await carl.sees("list.txt")
    assert "Please buy all of it" in card
    path = tmp_path / "a plan.txt"
    path.write_text("tea")
    dora.says(f'file:"{path}" Please read')
    await dora.sees("a plan.txt")
    await dora.sees("Please read")

    carl.presses("Send request")
    await carl.sees("Request T-1001")
    card = await ben.sees("T-1001")
    assert "list.txt" in card


@everywhere
async def test_tasks_lists_what_is_open(open_on: OpenOffice, on: str) -> None:
    """/tasks shows a client's own open requests and how they stand, and nobody else's."""
    office = await open_on(on)
    _, _, anna = await cast(office, on)
    otto = await joined(office, Role.CLIENT, "Otto", on, client="Otto AG")
    anna.commands("tasks")
    await anna.sees("You have no open requests")
    await asks(anna, "Please order flowers")
    await asks(otto, "Please book a flight")
    anna.commands("tasks")
    await anna.sees("T-1001 · assigned · Please order flowers")
    assert "flight" not in anna.everything()


@pytest.mark.parametrize(("language", "said"), [("en", "will be back on"), ("de", "wieder da")])
async def test_out_of_hours_says_when_the_office_is_back(open_on: OpenOffice, language: str, said: str) -> None:
    """Out of hours the accepted card adds when the office is back, in the reader's own time zone and language."""
    tomorrow = RunningClock().now().astimezone(BERLIN) + timedelta(days=1)
    office = await open_on("telegram", "slack", hours=f"{tomorrow:%a} 08:00-17:00")
    await joined(office, Role.ASSISTANT, "Ben", "telegram")
    opening = tomorrow.replace(hour=8, minute=0)
    for name, on, zone in (("Anna", "telegram", NEW_YORK), ("Anne", "slack", BERLIN)):
        person = await joined(office, Role.CLIENT, name, on, language=language, zone=zone.key)
        person.says("Please order flowers")
        await person.sees("Please order flowers")
        send = {"en": "Send request", "de": "Absenden"}[language]
        await person.sees_button(send)
        person.presses(send)
        card = await person.sees(said)
        assert _clock_face(opening.astimezone(zone), language) in card


async def test_in_hours_nothing_is_said_of_hours(open_on: OpenOffice) -> None:
    """While the office is open, the accepted card says nothing of opening times."""
    office = await open_on("telegram", hours="daily 00:00-24:00")
    _, _, anna = await cast(office, "telegram")
    await asks(anna, "Please order flowers")
    assert "will be back" not in anna.everything()


@in_chats
async def test_a_forwarded_message_is_a_request_and_no_command(open_on: OpenOffice, on: str) -> None:
    """What a client forwards becomes a draft of these words; a command inside has no power."""
    office = await open_on(on)
    _, _, anna = await cast(office, on)
    if isinstance(anna, TelegramPerson):
        anna.user.says("/language de", forward_origin={"type": "hidden_user", "sender_user_name": "Zoe", "date": 1})
    else:
        assert isinstance(anna, SlackPerson)
        anna.user.says("", attachments=[{"is_share": True, "text": "/language de", "author_name": "Zoe"}])
    card = await anna.sees("New request")
    assert "/language de" in card
    assert "Ab jetzt" not in anna.everything()


@in_chats
async def test_words_within_a_minute_are_one_draft(open_on: OpenOffice, on: str) -> None:
    """Several messages in a row are one draft, which follows; an edit of one of them changes only its part."""
    office = await open_on(on)
    _, ben, anna = await cast(office, on)
    anna.says("Please order flowers")
    await anna.sees("flowers")
    anna.says("redd ones")
    await anna.sees("Please order flowers\nredd ones")
    _edits(anna, "red ones")
    await anna.sees("Please order flowers\nred ones")
    assert anna.count("New request") == 1
    anna.presses("Send request")
    await ben.sees("Please order flowers\nred ones")
    assert await _tasks(office) == 1


@everywhere
async def test_a_second_request_is_asked_about_once(open_on: OpenOffice, on: str) -> None:
    """With a task open, words are asked where they belong; the answer counts for the next ones, too."""
    office = await open_on(on)
    _, _, anna = await cast(office, on)
    await asks(anna, "Please order flowers")
    anna.says("Please book a table")
    await anna.sees("What is this about?")
    await anna.sees_button("To T-1001 · Please order flowers")
    anna.presses("New request")
    await anna.sees_button("Send request")
    anna.presses("Send request")
    await anna.sees("Request T-1002")
    asked = anna.count("What is this about?")
    anna.says("Please call a taxi")
    await anna.sees_button("Send request")
    assert anna.count("What is this about?") == asked


@everywhere
async def test_free_words_of_staff_ask_where_they_belong(open_on: OpenOffice, on: str) -> None:
    """Words of assistants and managers become nothing by themselves: they are asked what it is about, and can leave
    it."""
    office = await open_on(on)
    mia, ben, anna = await cast(office, on)
    for person in (mia, ben):
        person.says("Please order flowers")
        await person.sees("What is this about?")
        await person.sees_button("New request for a client")
        person.presses("Discard")
        await person.sees("Discarded")
    await office.quiet()
    assert await _tasks(office) == 0
    assert "flowers" not in anna.everything()


def _edits(person: Person, text: str) -> None:
    """Let a client change their newest message."""
    if isinstance(person, TelegramPerson):
        own = [message for message in person.user.messages if not message.from_bot]
        person.user.edits(own[-1].id, text)
    else:
        assert isinstance(person, SlackPerson)
        person.user.edits(_own(person)[-1].ts, text)


def _own(person: SlackPerson) -> list[Message]:
    return [message for message in person.user.messages if not message.from_bot]


def _clock_face(at: datetime, language: str) -> str:
    months = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.")
    days = ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So.")
    german = f"{days[at.weekday()]} {at.day}. {months[at.month - 1]}, {at:%H:%M}"
    return german if language == "de" else f"{at:%a} {at.day} {at:%b}, {at:%H:%M}".replace("Sep,", "Sept,")


async def _tasks(office: Office) -> int:
    return await office.app.database.read(lambda uow: sum(uow.tasks.count(state) for state in TaskState))

"""Topics of the private chat on Telegram: a task has one of its own where the bot's chats have topics, and the chat
itself where that is refused."""

from __future__ import annotations

import pytest

from storage.vocabulary import Role
from tests.cast import Person, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.journey import labels, orders, presses, until
from tests.stories.kit import joined

ROSES = "T-1001 · Ten roses"
TO_CLIENT = "To Dr. Weber"


async def _opened(open_office: OpenOffice, client_on: str = "slack") -> tuple[Office, TelegramPerson, Person]:
    """Return an office whose Telegram chats have topics, Ben the assistant there, and Anna the client."""
    office = await open_office()
    await office.stop()
    office.telegram.topics = True
    await office.start()
    ben = await joined(office, Role.ASSISTANT, "Ben", "telegram")
    assert isinstance(ben, TelegramPerson)
    return office, ben, await joined(office, Role.CLIENT, "Anna", client_on)


def _number(person: Person, name: str = ROSES) -> int:
    assert isinstance(person, TelegramPerson)
    found = [topic.id for topic in person.user.topics.values() if topic.name == name]
    assert len(found) == 1, f"topics: {[topic.name for topic in person.user.topics.values()]}"
    return found[0]


def _texts(person: Person, topic: int | None) -> str:
    assert isinstance(person, TelegramPerson)
    return "\n".join(message.text for message in person.user.in_topic(topic))


def _made(office: Office, person: TelegramPerson) -> int:
    return sum(call.chat_id == person.user.id for call in office.telegram.calls_of("createForumTopic"))


async def test_a_task_has_its_topic(open_office: OpenOffice) -> None:
    """The assistant's card and what is said about the task are in one topic, called after it; words there belong to
    the task, and so does the answer to a question asked there."""
    office, ben, anna = await _opened(open_office)
    await orders(anna, "Ten roses")
    await presses(ben, "Acknowledge")
    await anna.sees("is taking care of T-1001")
    topic = _number(ben)
    anna.says("Red ones")
    await presses(anna, "To T-1001 · Ten roses")
    await ben.sees("Anna on T-1001: Red ones")
    ben.user.says("Long or short?", topic=topic)
    await ben.sees("who may read this?")
    await presses(ben, TO_CLIENT)
    await anna.sees("Ben on T-1001: Long or short?")
    await presses(ben, "Done")
    await ben.sees_form("What shall the client read as the result?")
    ben.user.says("Delivered", topic=topic)
    await anna.sees("Delivered")
    await office.quiet()
    for said in ("Red ones", "Sent to Dr. Weber", "What shall the client read", "Result: Delivered"):
        assert said in _texts(ben, topic)
    assert "T-1001" not in _texts(ben, None)
    assert _made(office, ben) == 1


async def test_the_client_speaks_in_it(open_office: OpenOffice) -> None:
    """What the office says about a request is in the client's topic of it; words there reach the assistant, unasked,
    and words elsewhere are asked for as ever."""
    office, ben, anna = await _opened(open_office, "telegram")
    assert isinstance(anna, TelegramPerson)
    await orders(anna, "Ten roses")
    await presses(ben, "Acknowledge")
    await anna.sees("is taking care of T-1001")
    topic = _number(anna)
    assert "is taking care of T-1001" in _texts(anna, topic)
    anna.user.says("Before noon", topic=topic)
    await ben.sees("Anna on T-1001: Before noon")
    assert "What is this about?" not in anna.everything()
    anna.says("A taxi")
    await anna.sees_button("New request")
    await office.quiet()
    assert "A taxi" in _texts(anna, None)


async def test_a_form_in_the_chat_is_not_answered_from_a_topic(open_office: OpenOffice) -> None:
    """While a form asks about something else, words in a task's topic go to that task."""
    _, ben, anna = await _opened(open_office, "telegram")
    assert isinstance(anna, TelegramPerson)
    await orders(anna, "Ten roses")
    await presses(ben, "Acknowledge")
    await anna.sees("is taking care of T-1001")
    anna.commands("task")
    await anna.sees("❓ What do you need?")
    anna.user.says("Before noon", topic=_number(anna))
    await ben.sees("Anna on T-1001: Before noon")
    assert anna.count("❓ What do you need?") == 1


async def test_a_deleted_topic_is_given_up(open_office: OpenOffice) -> None:
    """Once the assistant has deleted the topic, what is said about the task comes in the chat itself, and no second
    topic is made."""
    office, ben, anna = await _opened(open_office)
    await orders(anna, "Ten roses")
    await presses(ben, "Acknowledge")
    await anna.sees("is taking care of T-1001")
    await office.quiet()
    ben.user.deletes_topic(_number(ben))
    anna.says("Red ones")
    await presses(anna, "To T-1001 · Ten roses")
    await ben.sees("Anna on T-1001: Red ones")
    await until(lambda: "Done" in labels(ben), "the card, posted again")
    await office.quiet()
    assert "Red ones" in _texts(ben, None)
    assert ben.count("Anna on T-1001: Red ones") == 1
    assert _made(office, ben) == 1


@pytest.mark.parametrize("words", ["BOT_FORUM_CREATE_FORBIDDEN", "Bad Request: the chat is not a forum"])
async def test_a_refused_topic_costs_nothing(open_office: OpenOffice, words: str) -> None:
    """Where no topic may be made, everything comes in the chat itself, and Telegram is asked once a task."""
    office, ben, anna = await _opened(open_office)
    office.telegram.fault("createForumTopic", count=10, status=400, description=words)
    await orders(anna, "Ten roses")
    await presses(ben, "Acknowledge")
    await anna.sees("is taking care of T-1001")
    anna.says("Red ones")
    await presses(anna, "To T-1001 · Ten roses")
    await ben.sees("Anna on T-1001: Red ones")
    await office.quiet()
    assert _made(office, ben) == 1
    assert ben.count("T-1001 · Dr. Weber") == 1


async def test_files_go_there_too(open_office: OpenOffice) -> None:
    """A file of the client is sent on into the task's topic."""
    _, ben, anna = await _opened(open_office, "telegram")
    assert isinstance(anna, TelegramPerson)
    await orders(anna, "Ten roses")
    await presses(ben, "Acknowledge")
    await anna.sees("is taking care of T-1001")
    anna.user.sends_document("list.pdf", b"%PDF list", reply_to=anna.user.in_topic(_number(anna))[-1].id)
    await until(lambda: [m for m in ben.user.in_topic(_number(ben)) if m.file is not None], "the file")


async def test_answers_come_where_one_speaks(open_office: OpenOffice) -> None:
    """Who writes in a topic of their own is answered there."""
    office, _, anna = await _opened(open_office, "telegram")
    assert isinstance(anna, TelegramPerson)
    topic = anna.user.opens_topic("Flowers")
    anna.user.says("Ten roses", topic=topic)
    await presses(anna, "Send request")
    await anna.sees("Request T-1001")
    await office.quiet()
    assert "Request T-1001" in _texts(anna, topic)

"""Topics of the private chat on Telegram: a task has one of its own where the bot's chats have topics, and the chat
itself where that is refused."""

from __future__ import annotations

import pytest

from tests.cast import Person, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import in_turn_with, sentences
from tests.stories.journey import ben_and_anna, labels, orders, presses, until
from tests.stories.kit import only

ROSES = "T-1001 · Ten roses"


async def _opened(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> tuple[Office, Person, Person]:
    """Return an office whose Telegram chats have topics, Ben the assistant, and Anna the client."""
    office = await open_office(**only(client_on, staff_on))
    await office.stop()
    office.telegram.topics = True
    await office.start()
    ben, anna = await ben_and_anna(office, staff_on, client_on, language=language)
    return office, ben, anna


def _number(person: Person, name: str = ROSES) -> int:
    assert isinstance(person, TelegramPerson)
    found = [topic.id for topic in person.user.topics.values() if topic.name == name]
    assert len(found) == 1, f"topics: {[topic.name for topic in person.user.topics.values()]}"
    return found[0]


def _texts(person: Person, topic: int | None) -> str:
    assert isinstance(person, TelegramPerson)
    return "\n".join(message.text for message in person.user.in_topic(topic))


def _made(office: Office, person: Person) -> int:
    assert isinstance(person, TelegramPerson)
    return sum(call.chat_id == person.user.id for call in office.telegram.calls_of("createForumTopic"))


@in_turn_with(staff_on="telegram")
async def test_a_task_has_its_topic(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """The assistant's card and what is said about the task are in one topic, called after it; words there belong to
    the task, and so does the answer to a question asked there."""
    t = sentences(language)
    office, ben, anna = await _opened(open_office, client_on, staff_on, language)
    assert isinstance(ben, TelegramPerson)
    await orders(anna, "Ten roses", language=language)
    await presses(ben, t("acknowledge"))
    await anna.sees(t("task-acknowledged", by="Ben", ref="T-1001"))
    topic = _number(ben)
    anna.says("Red ones")
    await presses(anna, t("to-this", ref="T-1001", title="Ten roses"))
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="Red ones"))
    ben.user.says("Long or short?", topic=topic)
    await ben.sees(t("audience-title", ref="T-1001", client="Dr. Weber"))
    await presses(ben, t("to-client", client="Dr. Weber"))
    await anna.sees(t("said", name="Ben", ref="T-1001", lines="Long or short?"))
    await presses(ben, t("done"))
    await ben.sees_form(t("done-result"))
    ben.user.says("Delivered", topic=topic)
    await anna.sees("Delivered")
    await office.quiet()
    for said in (
        "Red ones",
        t("placed-client", client="Dr. Weber", ref="T-1001"),
        t("done-result"),
        t("task-result", words="Delivered"),
    ):
        assert said in _texts(ben, topic)
    assert "T-1001" not in _texts(ben, None)
    assert _made(office, ben) == 1


@in_turn_with(client_on="telegram")
async def test_the_client_speaks_in_it(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """What the office says about a request is in the client's topic of it; words there reach the assistant, unasked,
    and words elsewhere are asked for as ever."""
    t = sentences(language)
    office, ben, anna = await _opened(open_office, client_on, staff_on, language)
    assert isinstance(anna, TelegramPerson)
    await orders(anna, "Ten roses", language=language)
    await presses(ben, t("acknowledge"))
    await anna.sees(t("task-acknowledged", by="Ben", ref="T-1001"))
    topic = _number(anna)
    assert t("task-acknowledged", by="Ben", ref="T-1001") in _texts(anna, topic)
    anna.user.says("Before noon", topic=topic)
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="Before noon"))
    assert t("where-title") not in anna.everything()
    anna.says("A taxi")
    await anna.sees_button(t("new-request"))
    await office.quiet()
    assert "A taxi" in _texts(anna, None)


@in_turn_with(client_on="telegram")
async def test_a_form_in_the_chat_is_not_answered_from_a_topic(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """While a form asks about something else, words in a task's topic go to that task."""
    t = sentences(language)
    _, ben, anna = await _opened(open_office, client_on, staff_on, language)
    assert isinstance(anna, TelegramPerson)
    await orders(anna, "Ten roses", language=language)
    await presses(ben, t("acknowledge"))
    await anna.sees(t("task-acknowledged", by="Ben", ref="T-1001"))
    anna.commands("task")
    await anna.sees(t("form-question", label=t("request-words")))
    anna.user.says("Before noon", topic=_number(anna))
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="Before noon"))
    assert anna.count(t("form-question", label=t("request-words"))) == 1


@in_turn_with(staff_on="telegram")
async def test_a_deleted_topic_is_given_up(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Once the assistant has deleted the topic, what is said about the task comes in the chat itself, and no second
    topic is made."""
    t = sentences(language)
    office, ben, anna = await _opened(open_office, client_on, staff_on, language)
    assert isinstance(ben, TelegramPerson)
    await orders(anna, "Ten roses", language=language)
    await presses(ben, t("acknowledge"))
    await anna.sees(t("task-acknowledged", by="Ben", ref="T-1001"))
    await office.quiet()
    ben.user.deletes_topic(_number(ben))
    anna.says("Red ones")
    await presses(anna, t("to-this", ref="T-1001", title="Ten roses"))
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="Red ones"))
    await until(lambda: t("done") in labels(ben), "the card, posted again")
    await office.quiet()
    assert "Red ones" in _texts(ben, None)
    assert ben.count(t("said", name="Anna", ref="T-1001", lines="Red ones")) == 1
    assert _made(office, ben) == 1


@in_turn_with(staff_on="telegram")
@pytest.mark.parametrize("words", ["BOT_FORUM_CREATE_FORBIDDEN", "Bad Request: the chat is not a forum"])
async def test_a_refused_topic_costs_nothing(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, words: str
) -> None:
    """Where no topic may be made, everything comes in the chat itself, and Telegram is asked once a task."""
    t = sentences(language)
    office, ben, anna = await _opened(open_office, client_on, staff_on, language)
    office.telegram.fault("createForumTopic", count=10, status=400, description=words)
    await orders(anna, "Ten roses", language=language)
    await presses(ben, t("acknowledge"))
    await anna.sees(t("task-acknowledged", by="Ben", ref="T-1001"))
    anna.says("Red ones")
    await presses(anna, t("to-this", ref="T-1001", title="Ten roses"))
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="Red ones"))
    await office.quiet()
    assert _made(office, ben) == 1
    assert ben.count("T-1001 · Dr. Weber") == 1


@in_turn_with(client_on="telegram", staff_on="telegram")
async def test_files_go_there_too(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """A file of the client is sent on into the task's topic."""
    t = sentences(language)
    _, ben, anna = await _opened(open_office, client_on, staff_on, language)
    assert isinstance(ben, TelegramPerson)
    assert isinstance(anna, TelegramPerson)
    await orders(anna, "Ten roses", language=language)
    await presses(ben, t("acknowledge"))
    await anna.sees(t("task-acknowledged", by="Ben", ref="T-1001"))
    anna.user.sends_document("list.pdf", b"%PDF list", reply_to=anna.user.in_topic(_number(anna))[-1].id)
    await until(lambda: [m for m in ben.user.in_topic(_number(ben)) if m.file is not None], "the file")


@in_turn_with(client_on="telegram")
async def test_answers_come_where_one_speaks(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Who writes in a topic of their own is answered there."""
    t = sentences(language)
    office, _, anna = await _opened(open_office, client_on, staff_on, language)
    assert isinstance(anna, TelegramPerson)
    topic = anna.user.opens_topic("Flowers")
    anna.user.says("Ten roses", topic=topic)
    await presses(anna, t("send-request"))
    await anna.sees(t("request-accepted", ref="T-1001"))
    await office.quiet()
    assert t("request-accepted", ref="T-1001") in _texts(anna, topic)

"""What a client says becomes one draft that can be changed: words, files, places, several messages; and what can't."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cast import SlackPerson, TelegramPerson
from tests.stories.conftest import OpenOffice
from tests.stories.journey import (
    CATEGORIES,
    ben_and_anna,
    ever_sent,
    files_of,
    gives_form,
    has_file,
    labels,
    presses,
    rewrites,
    sends_file,
    takes_back,
    until,
)
from tests.stories.kit import in_chats, only

ABOUT = "What is it about?"
WISH = "By when, or when?"


@in_chats
async def test_several_messages_within_a_minute_are_one_draft(open_office: OpenOffice, on: str) -> None:
    """What follows within a minute joins the card; what comes later is a draft of its own."""
    office = await open_office(**only(on))
    ben, anna = await ben_and_anna(office, on, on)
    for words in ("I need flowers", "for Sunday", "red ones"):
        anna.says(words)
    await anna.sees("I need flowers\nfor Sunday\nred ones")
    await office.quiet()
    assert labels(anna).count("Send request") == 1
    office.later(61)
    anna.says("And a table for two")
    await until(lambda: labels(anna).count("Send request") == 2, "a second draft")
    anna.presses("Send request")
    await ben.sees("And a table for two")
    await until(lambda: labels(anna).count("Send request") == 1, "the first draft alone")
    anna.presses("Send request")
    assert "red ones" in await ben.sees("I need flowers")


async def test_everything_telegram_can_send_joins_the_draft(open_office: OpenOffice) -> None:
    """Words, photo, document, voice note, album, forwarded message, place and contact: one card, and the assistant on
    Slack gets it all."""
    office = await open_office()
    ben, anna = await ben_and_anna(office, "slack", "telegram")
    assert isinstance(anna, TelegramPerson)
    user = anna.user
    user.says("Please look at this")
    user.sends_photo(b"\xff\xd8\xff\xe0one", caption="The old one")
    user.sends_document("plan.pdf", b"%PDF plan")
    user.sends_voice(b"OggSvoice")
    user.sends_album([("a.jpg", b"\xff\xd8\xff\xe0a"), ("b.jpg", b"\xff\xd8\xff\xe0b")], caption="Two more")
    user.forwards("Can you come on Friday?", author="Aunt Clara")
    user.sends_location(52.52, 13.405)
    user.sends_contact("+4930123456", user_id=0, name="Clara")
    card = await anna.sees("+4930123456")
    wanted = ("Please look at this", "The old one", "Two more", "Can you come on Friday?", "52.52", "plan.pdf")
    for words in wanted:
        assert words in card
    await presses(anna, "Send request")
    received = await ben.sees("Please look at this")
    for words in wanted:
        assert words in received
    await until(lambda: len(files_of(office, ben)) == 5, "five files")
    await office.quiet()
    contents = {content for _, content in files_of(office, ben)}
    assert {b"%PDF plan", b"OggSvoice", b"\xff\xd8\xff\xe0one", b"\xff\xd8\xff\xe0a", b"\xff\xd8\xff\xe0b"} == contents
    assert anna.count("Request T-") == 1


@pytest.mark.parametrize("kind", ["photo", "document", "voice", "album", "forwarded", "location", "contact", "venue"])
async def test_each_kind_alone_is_a_draft(open_on: OpenOffice, kind: str) -> None:
    """Any of them alone makes a draft that can be sent."""
    office = await open_on("telegram")
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    assert isinstance(anna, TelegramPerson)
    user = anna.user
    sends: dict[str, Callable[[], object]] = {
        "photo": user.sends_photo,
        "document": lambda: user.sends_document("plan.pdf", b"%PDF plan"),
        "voice": user.sends_voice,
        "album": lambda: user.sends_album([("a.jpg", b"\xff\xd8\xff\xe0a"), ("b.jpg", b"\xff\xd8\xff\xe0b")]),
        "forwarded": lambda: user.forwards("Can you come?"),
        "location": user.sends_location,
        "contact": lambda: user.sends_contact("+4930123456", user_id=0, name="Clara"),
        "venue": lambda: user.sends_venue("Café Kranzler"),
    }
    shown = {"document": "plan.pdf", "forwarded": "Can you come?", "location": "52.52", "contact": "Clara"}
    sends[kind]()
    card = await anna.sees({**shown, "venue": "Café Kranzler"}.get(kind, "📎"))
    if kind == "album":
        card = await until(lambda: next((m.text for m in user.messages if m.text.count("📎") == 2), None), "both")
    assert card.startswith("New request")
    await presses(anna, "Send request")
    await anna.sees("Request T-1001")
    await ben.sees("T-1001 · Dr. Weber")
    assert anna.count("New request") == 0


async def test_files_on_slack_join_the_draft(open_on: OpenOffice) -> None:
    """A file share with words, and one more within a minute, are one request."""
    office = await open_on("telegram", "slack")
    ben, anna = await ben_and_anna(office, "telegram", "slack")
    assert isinstance(anna, SlackPerson)
    anna.user.sends_file("plan.pdf", b"%PDF plan", "Please print this")
    anna.user.sends_file("photo.png", b"\x89PNG\r\n", "")
    await anna.sees("photo.png")
    await presses(anna, "Send request")
    assert "plan.pdf" in await ben.sees("Please print this")
    await until(lambda: len(files_of(office, ben)) == 2, "two files")


@pytest.mark.parametrize(
    ("language", "answer"), [("en", "I can't make a request"), ("de", "Danke, aber daraus allein")]
)
async def test_a_sticker_or_poll_gets_a_polite_answer(open_on: OpenOffice, language: str, answer: str) -> None:
    """Neither is a request; each is answered, and a draft that is open stays as it was. Staff aren't asked what they
    need."""
    office = await open_on("telegram")
    ben, anna = await ben_and_anna(office, "telegram", "telegram", language=language)
    assert isinstance(anna, TelegramPerson)
    anna.says("Flowers")
    await anna.sees("Flowers")
    anna.user.sends_sticker()
    await anna.sees(answer)
    anna.user.sends_poll()
    await anna.sees(answer, count=2)
    await presses(anna, "Absenden" if language == "de" else "Send request")
    await anna.sees("T-1001")
    assert isinstance(ben, TelegramPerson)
    ben.user.sends_sticker()
    await ben.sees(
        "Damit kann ich hier nichts anfangen." if language == "de" else "I can't do anything with this here."
    )
    assert ben.count(answer) == 0


@in_chats
async def test_the_category_is_guessed_and_can_be_changed(open_on: OpenOffice, on: str) -> None:
    """Keywords of the settings name a category on the card; Change corrects it: as a window, or by the summary."""
    office = await open_on(on, categories=CATEGORIES)
    ben, anna = await ben_and_anna(office, on, on)
    anna.says("Flowers for my mother, please")
    assert "Category: Gifts" in await anna.sees("Flowers for my mother")
    await presses(anna, "Change")
    if on == "slack":
        answers = {
            "What shall we call it?": "For mother",
            ABOUT: "No category",
            "By when, or when?": "tomorrow noon",
            "How urgent is it?": "high",
        }
        await gives_form(anna, answers)
    else:
        for question, answer in (
            ("What shall we call it?", "For mother"),
            (ABOUT, "No category"),
            (WISH, "tomorrow noon"),
            ("How urgent is it?", "high"),
        ):
            await presses(anna, f"Change: {question}")
            await gives_form(anna, {question: answer})
            await anna.sees(f"(“{answer}”)" if question == WISH else f"{question} {answer}")
        await until(lambda: "Change: How urgent is it?" in labels(anna), "the summary")
        anna.presses("Send request")
    await anna.sees("Request T-1001")
    card = await ben.sees("Flowers for my mother")
    for line in ("For mother", "Priority: high", "(“tomorrow noon”)"):
        assert line in card
    assert "Category" not in card


async def test_words_are_changed_before_and_after_sending(open_on: OpenOffice) -> None:
    """On Slack: an edit changes the draft and, once sent, the assistant's card; taking the message back is said."""
    office = await open_on("telegram", "slack")
    ben, anna = await ben_and_anna(office, "telegram", "slack")
    anna.says("Ten roses")
    await anna.sees("Ten roses")
    rewrites(anna, "Ten roses", "Twelve roses")
    await until(lambda: "Twelve roses" in anna.everything().split("Office")[-1], "the new words")
    await presses(anna, "Send request")
    await ben.sees("Twelve roses")
    rewrites(anna, "Twelve roses", "Twenty roses")
    await ben.sees("Twenty roses")
    await ben.sees("The client has changed the words of T-1001")
    takes_back(anna, "Twenty roses")
    await ben.sees("has taken back the message of T-1001")


@in_chats
async def test_a_draft_can_be_discarded(open_on: OpenOffice, on: str) -> None:
    """Discarded, it says so, has no buttons, and nobody in the office ever saw it."""
    office = await open_on(on)
    ben, anna = await ben_and_anna(office, on, on)
    anna.says("Ten roses")
    await presses(anna, "Discard")
    await anna.sees("Discarded")
    await office.quiet()
    assert not {"Send request", "Change", "Discard"} & set(labels(anna))
    assert "roses" not in ben.everything()


async def test_a_file_taken_back_before_sending_is_not_sent(open_on: OpenOffice) -> None:
    """Who deletes a message with a file on Slack before sending takes the file off the draft; if nothing is left, the
    draft is discarded."""
    office = await open_on("telegram", "slack")
    ben, anna = await ben_and_anna(office, "telegram", "slack")
    assert isinstance(anna, SlackPerson)
    anna.says("Please print this")
    await anna.sees_button("Send request")
    sends_file(anna, "wrong.pdf", b"%PDF wrong", "the plan")
    await anna.sees("Please print this\nthe plan")
    sends_file(anna, "right.pdf", b"%PDF right")
    await anna.sees("right.pdf")
    takes_back(anna, "the plan")
    await until(lambda: not anna.count("wrong.pdf"), "the draft without it")
    await presses(anna, "Send request")
    received = await ben.sees("Please print this")
    assert "right.pdf" in received
    assert "the plan" not in received
    await has_file(office, ben, b"%PDF right")
    await office.quiet()
    assert "wrong.pdf" not in ever_sent(office, ben)
    office.later(61)
    sends_file(anna, "alone.pdf", b"%PDF alone")
    await anna.sees("What is this about?")
    takes_back(anna, "alone.pdf")
    await anna.sees("Discarded")
    assert "alone.pdf" not in ever_sent(office, ben)


async def test_a_file_taken_back_after_sending_is_said(open_on: OpenOffice) -> None:
    """Who deletes a message with a file on Slack after sending lets the assistant know; what they have, they have."""
    office = await open_on("telegram", "slack")
    ben, anna = await ben_and_anna(office, "telegram", "slack")
    anna.says("Please print this")
    await anna.sees_button("Send request")
    sends_file(anna, "plan.pdf", b"%PDF plan")
    await anna.sees("plan.pdf")
    await presses(anna, "Send request")
    await has_file(office, ben, b"%PDF plan")
    takes_back(anna, "plan.pdf")
    await ben.sees("Anna has taken back the message with plan.pdf on T-1001.")

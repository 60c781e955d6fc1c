"""What a client says becomes one draft that can be changed: words, files, places, several messages; and what can't."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import Sentences, in_turn, in_turn_with, sentences
from tests.stories.journey import (
    CATEGORIES,
    Given,
    ever_sent,
    files_of,
    gives_form,
    has_file,
    labels,
    opened,
    presses,
    rewrites,
    sends_file,
    takes_back,
    until,
)

OLD, ONE, TWO = b"\xff\xd8\xff\xe0one", b"\xff\xd8\xff\xe0a", b"\xff\xd8\xff\xe0b"
PLAN, VOICE = b"%PDF plan", b"OggSvoice"
ALBUM = [("a.jpg", ONE), ("b.jpg", TWO)]


@in_turn
async def test_several_messages_within_a_minute_are_one_draft(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """What follows within a minute joins the card; what comes later is a draft of its own."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    send = t("send-request")
    for words in ("I need flowers", "for Sunday", "red ones"):
        anna.says(words)
    await anna.sees("I need flowers\nfor Sunday\nred ones")
    await office.quiet()
    assert labels(anna).count(send) == 1
    office.later(61)
    anna.says("And a table for two")
    await until(lambda: labels(anna).count(send) == 2, "a second draft")
    anna.presses(send)
    await ben.sees("And a table for two")
    await until(lambda: labels(anna).count(send) == 1, "the first draft alone")
    anna.presses(send)
    assert "red ones" in await ben.sees("I need flowers")


@in_turn_with(client_on="telegram")
async def test_everything_telegram_can_send_joins_the_draft(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Words, photo, document, voice note, album, forwarded message, place and contact: one card, and the assistant gets
    it all, wherever they are."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    assert isinstance(anna, TelegramPerson)
    user = anna.user
    user.says("Please look at this")
    user.sends_photo(OLD, caption="The old one")
    user.sends_document("plan.pdf", PLAN)
    user.sends_voice(VOICE)
    user.sends_album(ALBUM, caption="Two more")
    user.forwards("Can you come on Friday?", author="Aunt Clara")
    user.sends_location(52.52, 13.405)
    user.sends_contact("+4930123456", user_id=0, name="Clara")
    card = await anna.sees("+4930123456")
    wanted = ("Please look at this", "The old one", "Two more", "Can you come on Friday?", "52.52", "plan.pdf")
    await _all_of_it_arrives(office, ben, anna, card, wanted, t)


@in_turn_with(client_on="slack")
async def test_everything_slack_can_send_joins_the_draft(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Words, photo, document, voice clip, several files at once and a shared message: one card, and the assistant gets
    it all, wherever they are."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    assert isinstance(anna, SlackPerson)
    user = anna.user
    user.says("Please look at this")
    user.sends_file("old.jpg", OLD, "The old one")
    user.sends_file("plan.pdf", PLAN)
    user.sends_file("audio_message.m4a", VOICE)
    user.sends_files(ALBUM, "Two more")
    user.forwards("Can you come on Friday?", "From Clara")
    card = await anna.sees("Can you come on Friday?")
    wanted = ("Please look at this", "The old one", "plan.pdf", "Two more", "From Clara", "Can you come on Friday?")
    await _all_of_it_arrives(office, ben, anna, card, wanted, t)


@in_turn_with(client_on="telegram")
@pytest.mark.parametrize("kind", ["photo", "document", "voice", "album", "forwarded", "location", "contact", "venue"])
async def test_each_kind_alone_is_a_draft(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, kind: str
) -> None:
    """Any of them alone makes a draft that can be sent."""
    t = sentences(language)
    _, ben, anna = await opened(open_office, client_on, staff_on, language)
    assert isinstance(anna, TelegramPerson)
    user = anna.user
    sends: dict[str, Callable[[], object]] = {
        "photo": user.sends_photo,
        "document": lambda: user.sends_document("plan.pdf", PLAN),
        "voice": user.sends_voice,
        "album": lambda: user.sends_album(ALBUM),
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
    assert card.startswith(t("draft-title"))
    await _is_sent(ben, anna, t)


@in_turn_with(client_on="slack")
@pytest.mark.parametrize("kind", ["file", "several files", "forwarded"])
async def test_each_kind_alone_is_a_draft_on_slack(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, kind: str
) -> None:
    """On Slack, too, any of them alone makes a draft that can be sent."""
    t = sentences(language)
    _, ben, anna = await opened(open_office, client_on, staff_on, language)
    assert isinstance(anna, SlackPerson)
    user = anna.user
    sends: dict[str, Callable[[], object]] = {
        "file": lambda: user.sends_file("b.jpg", ONE),
        "several files": lambda: user.sends_files(ALBUM),
        "forwarded": lambda: user.forwards("Can you come?"),
    }
    sends[kind]()
    card = await anna.sees("Can you come?" if kind == "forwarded" else "b.jpg")
    assert t("draft-title") in card
    assert ("a.jpg" in card) == (kind == "several files")
    await _is_sent(ben, anna, t)


@in_turn_with(client_on="telegram", staff_on="telegram")
async def test_a_sticker_or_poll_gets_a_polite_answer(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Neither is a request; each is answered, and a draft that is open stays as it was. Staff aren't asked what they
    need."""
    t = sentences(language)
    _, ben, anna = await opened(open_office, client_on, staff_on, language)
    answer = t("words-not-a-request")
    assert isinstance(anna, TelegramPerson)
    anna.says("Flowers")
    await anna.sees("Flowers")
    anna.user.sends_sticker()
    await anna.sees(answer)
    anna.user.sends_poll()
    await anna.sees(answer, count=2)
    await presses(anna, t("send-request"))
    await anna.sees(t("request-accepted", ref="T-1001"))
    assert isinstance(ben, TelegramPerson)
    ben.user.sends_sticker()
    await ben.sees(t("words-for-nobody"))
    assert ben.count(answer) == 0


@in_turn
async def test_the_category_is_guessed_and_can_be_changed(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Keywords of the settings name a category on the card; Change corrects it: as a window, or by the summary."""
    t = sentences(language)
    _, ben, anna = await opened(open_office, client_on, staff_on, language, categories=CATEGORIES)
    gifts, words = (
        {"en": "Gifts", "de": "Geschenke"}[language],
        {"en": "Flowers, please", "de": "Bitte Blumen"}[language],
    )
    soon = {"en": "tomorrow noon", "de": "morgen Mittag"}[language]
    anna.says(words)
    assert t("category-line", category=gifts) in await anna.sees(words)
    await presses(anna, t("change"))
    wish = t("request-wish")
    answers: dict[str, str | Given | None] = {
        t("request-short"): "For mother",
        t("request-category"): t("category-none"),
        wish: soon,
        t("request-priority"): t("priority-high"),
    }
    if client_on == "slack":
        await gives_form(anna, answers)
    else:
        for question, answer in answers.items():
            await presses(anna, t("form-change", label=question))
            await gives_form(anna, {question: answer})
            await anna.sees(_quoted(t, soon) if question == wish else f"{question} {answer}")
        await until(lambda: t("form-change", label=t("request-priority")) in labels(anna), "the summary")
        anna.presses(t("send-request"))
    await anna.sees(t("request-accepted", ref="T-1001"))
    card = await ben.sees(words)
    for line in ("For mother", t("priority-line", priority=t("priority-high")), _quoted(t, soon)):
        assert line in card
    assert t("category-line", category="") not in card


@in_turn_with(client_on="slack")
async def test_words_are_changed_before_and_after_sending(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """On Slack: an edit changes the draft and, once sent, the assistant's card; taking the message back is said."""
    t = sentences(language)
    _, ben, anna = await opened(open_office, client_on, staff_on, language)
    await _changes_before_and_after_sending(ben, anna, t)
    takes_back(anna, "Twenty roses")
    await ben.sees(t("task-words-deleted", ref="T-1001"))


@in_turn_with(client_on="telegram")
async def test_words_are_changed_on_telegram(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """On Telegram, too, an edit changes the draft and, once sent, the assistant's card."""
    t = sentences(language)
    _, ben, anna = await opened(open_office, client_on, staff_on, language)
    await _changes_before_and_after_sending(ben, anna, t)


@in_turn
async def test_a_draft_can_be_discarded(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Discarded, it says so, has no buttons, and nobody in the office ever saw it."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    anna.says("Ten roses")
    await presses(anna, t("discard"))
    await anna.sees(t("draft-discarded"))
    await office.quiet()
    assert not {t("send-request"), t("change"), t("discard")} & set(labels(anna))
    assert "roses" not in ben.everything()


@in_turn_with(client_on="slack")
async def test_a_file_taken_back_before_sending_is_not_sent(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Who deletes a message with a file on Slack before sending takes the file off the draft; if nothing is left, the
    draft is discarded."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    anna.says("Please print this")
    await anna.sees_button(t("send-request"))
    sends_file(anna, "wrong.pdf", b"%PDF wrong", "the plan")
    await anna.sees("Please print this\nthe plan")
    sends_file(anna, "right.pdf", b"%PDF right")
    await anna.sees("right.pdf")
    takes_back(anna, "the plan")
    await until(lambda: not anna.count("wrong.pdf"), "the draft without it")
    await presses(anna, t("send-request"))
    received = await ben.sees("Please print this")
    assert "right.pdf" in received
    assert "the plan" not in received
    await has_file(office, ben, b"%PDF right")
    await office.quiet()
    assert "wrong.pdf" not in ever_sent(office, ben)
    office.later(61)
    sends_file(anna, "alone.pdf", b"%PDF alone")
    await anna.sees(t("where-title"))
    takes_back(anna, "alone.pdf")
    await anna.sees(t("draft-discarded"))
    assert "alone.pdf" not in ever_sent(office, ben)


@in_turn_with(client_on="slack")
async def test_a_file_taken_back_after_sending_is_said(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Who deletes a message with a file on Slack after sending lets the assistant know; what they have, they have."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    anna.says("Please print this")
    await anna.sees_button(t("send-request"))
    sends_file(anna, "plan.pdf", PLAN)
    await anna.sees("plan.pdf")
    await presses(anna, t("send-request"))
    await has_file(office, ben, PLAN)
    takes_back(anna, "plan.pdf")
    await ben.sees(t("files-taken-back", name="Anna", files="plan.pdf", ref="T-1001"))


async def _all_of_it_arrives(
    office: Office, ben: Person, anna: Person, card: str, wanted: Sequence[str], t: Sentences
) -> None:
    """All words are on the draft's card; sent, the assistant gets them and the five files, the client one reference."""
    for words in wanted:
        assert words in card
    await presses(anna, t("send-request"))
    received = await ben.sees("Please look at this")
    for words in wanted:
        assert words in received
    await until(lambda: len(files_of(office, ben)) == 5, "five files")
    await office.quiet()
    assert {content for _, content in files_of(office, ben)} == {PLAN, VOICE, OLD, ONE, TWO}
    assert anna.count(t("request-accepted", ref="T-")) == 1


async def _is_sent(ben: Person, anna: Person, t: Sentences) -> None:
    """Send the draft: it becomes a request, and the assistant has it."""
    await presses(anna, t("send-request"))
    await anna.sees(t("request-accepted", ref="T-1001"))
    await ben.sees("T-1001 · Dr. Weber")
    assert anna.count(t("draft-title")) == 0


async def _changes_before_and_after_sending(ben: Person, anna: Person, t: Sentences) -> None:
    """Let the client edit their message: the draft changes, and once sent the assistant's card."""
    anna.says("Ten roses")
    await anna.sees("Ten roses")
    rewrites(anna, "Ten roses", "Twelve roses")
    await anna.sees("Twelve roses")
    await presses(anna, t("send-request"))
    await ben.sees("Twelve roses")
    rewrites(anna, "Twelve roses", "Twenty roses")
    await ben.sees("Twenty roses")
    await ben.sees(t("task-words-edited", ref="T-1001"))


def _quoted(t: Sentences, words: str) -> str:
    """Return how a wish's own words stand behind the time they mean."""
    return t("wish-line-words", wish="#", words=words).partition("# ")[2]

"""What somebody writes while a form is open, or wrote and left lying, is neither lost nor taken for something else."""

from __future__ import annotations

import pytest

from storage.vocabulary import Role
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.journey import (
    CATEGORIES,
    acknowledges,
    ben_and_anna,
    finishes,
    labels,
    orders,
    presses,
    replies,
    rewrites,
    sends_file,
    takes_back,
    until,
)
from tests.stories.kit import cast, in_chats, joined

WEEK = 7 * 24 * 3600


async def _form_message(anna: TelegramPerson) -> int:
    await anna.sees_button("Change: What do you need?")
    return next(each.id for each in anna.user.messages if "What do you need?" in each.text)


# --- said while the request's form is open ---------------------------------------------------------------------------


async def test_words_and_edits_beside_an_open_summary(open_on: OpenOffice) -> None:
    """Words, a caption and an edit while Change shows all answers are in the request that its Send request sends."""
    office = await open_on("telegram")
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    assert isinstance(anna, TelegramPerson)
    anna.says("Book a hotle")
    await presses(anna, "Change")
    form = await _form_message(anna)
    anna.says("and CANDLES please")
    sends_file(anna, "plan.pdf", b"%PDF plan", "See the PLAN")
    rewrites(anna, "Book a hotle", "Book a hostel")
    await anna.sees("Book a hostel\nand CANDLES please\nSee the PLAN")
    anna.user.presses("Send request", message_id=form)
    await anna.sees("Request T-1001")
    await ben.sees("Book a hostel\nand CANDLES please\nSee the PLAN")


async def test_words_changed_in_the_form_keep_what_followed(open_on: OpenOffice) -> None:
    """New words for the request replace the old ones, not what was said since; an edit of the replaced message is
    answered and tells nobody anything."""
    office = await open_on("telegram")
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    assert isinstance(anna, TelegramPerson)
    anna.says("Train to Bonn")
    await presses(anna, "Change")
    form = await _form_message(anna)
    sends_file(anna, "plan.pdf", b"%PDF plan", "See the PLAN")
    await anna.sees("See the PLAN")
    anna.user.presses("Change: What do you need?", message_id=form)
    await anna.sees("❓ What do you need?")
    anna.says("Train to Bonn, first class")
    await anna.sees_button("Change: What do you need?")
    anna.user.presses("Send request", message_id=form)
    await ben.sees("Train to Bonn, first class\nSee the PLAN")
    anna.user.edits(anna.user.messages[0].id, "Train to Berlin")
    await anna.sees("Please write what is to be different")
    await office.quiet()
    assert "has changed the words" not in ben.everything()


async def test_words_beside_a_window(open_on: OpenOffice) -> None:
    """On Slack, what is written while the window is open stays in the request that the window sends."""
    office = await open_on("telegram", "slack", categories=CATEGORIES)
    ben, anna = await ben_and_anna(office, "telegram", "slack")
    assert isinstance(anna, SlackPerson)
    anna.says("Book a train to Bonn")
    await presses(anna, "Send request")
    await anna.sees_form("How many travel?")
    anna.says("also CANDLES")
    await anna.sees("also CANDLES")
    sends_file(anna, "plan.pdf", b"%PDF plan", "See the PLAN")
    await anna.sees("See the PLAN")
    anna.user.fills(**{"How many travel?": "2"})
    anna.user.submits()
    await ben.sees("Book a train to Bonn\nalso CANDLES\nSee the PLAN")


# --- edits that come too late, deletions -----------------------------------------------------------------------------


async def test_an_edit_after_done_is_answered(open_on: OpenOffice) -> None:
    """The request's message is edited once the task is done: the client learns that it changes nothing."""
    office = await open_on("telegram")
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    await orders(anna, "Train to Bonn")
    await acknowledges(ben, anna)
    await finishes(ben, anna, "Booked")
    rewrites(anna, "Train to Bonn", "Train to Berlin")
    await anna.sees("Please write what is to be different")


async def test_an_edit_is_shown_where_it_is_asked_about(open_on: OpenOffice) -> None:
    """The card that asks where words belong shows their newest version."""
    office = await open_on("telegram")
    _, anna = await ben_and_anna(office, "telegram", "telegram")
    await orders(anna, "Train to Bonn")
    anna.says("and a hotle")
    await anna.sees("What is this about?")
    rewrites(anna, "and a hotle", "and a hotel")
    assert "What is this about?" in await anna.sees("and a hotel")


async def test_a_note_that_is_taken_back_is_gone(open_on: OpenOffice) -> None:
    """Deleted on Slack, a note leaves the card; the history keeps that there was one."""
    office = await open_on("slack")
    mia, ben, anna = await cast(office, "slack")
    await orders(anna, "Train to Bonn")
    await acknowledges(ben, anna)
    await ben.sees("In your hands")
    await office.quiet()
    replies(ben, "In your hands", "They pay late")
    await ben.sees("who may read this?")
    await presses(ben, "Internal note")
    await ben.sees("🔒 Ben: They pay late")
    takes_back(ben, "They pay late")
    await until(lambda: ben.count("🔒 Ben: They pay late") == 0, "the note is gone")
    mia.commands("task", "T-1001")
    assert "They pay late" not in await mia.sees("internal note taken back")


# --- left lying ------------------------------------------------------------------------------------------------------


@in_chats
async def test_cancel_discards_what_was_written_last(open_on: OpenOffice, on: str) -> None:
    """/cancel without a form: a draft, or words nobody knows the place of; then there is nothing more."""
    office = await open_on(on)
    ben, anna = await ben_and_anna(office, on, on)
    anna.says("Ten roses")
    await anna.sees_button("Send request")
    anna.commands("cancel")
    await anna.sees("Discarded: Ten roses")
    assert "Send request" not in labels(anna)
    ben.says("What a day")
    await ben.sees("What is this about?")
    ben.commands("cancel")
    await ben.sees("Discarded: What a day")
    ben.commands("cancel")
    await ben.sees("nothing open to cancel")
    await office.quiet()
    assert "roses" not in ben.everything()


async def test_a_shortcut_on_a_draft_makes_one_request(open_on: OpenOffice) -> None:
    """Make this a task, on a message that is a draft: the draft is sent; once more: it is said to be a request."""
    office = await open_on("slack")
    ben, anna = await ben_and_anna(office, "slack", "slack")
    assert isinstance(anna, SlackPerson)
    anna.says("Please buy pens")
    await anna.sees_button("Send request")
    message = next(each.ts for each in anna.user.messages if not each.from_bot)
    anna.user.message_shortcut("make_task", message)
    await anna.sees_form("What do you need?")
    anna.user.submits()
    await anna.sees("Request T-1001")
    assert "Send request" not in labels(anna)
    anna.user.message_shortcut("make_task", message)
    await anna.sees("That is T-1001 already")
    await office.quiet()
    assert ben.count("T-1002") == 0


@pytest.mark.parametrize("placed", [False, True])
async def test_silence_is_no_silence_while_words_wait(open_on: OpenOffice, *, placed: bool) -> None:
    """What Anna wrote after the result lies on the card that asks: the task stays open and she is asked again; once it
    has its place, silence closes the task."""
    office = await open_on("telegram")
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    await orders(anna, "Train to Bonn")
    await acknowledges(ben, anna)
    await finishes(ben, anna, "Booked")
    anna.says("It should be Friday")
    await anna.sees("What is this about?")
    if placed:
        await presses(anna, "New request")
        await anna.sees_button("Send request")
    office.later(WEEK + 60)
    if placed:
        await anna.sees("Closed")
        return
    await anna.sees("Before T-1001 is closed: you wrote something else")
    await presses(anna, "Reopen T-1001 · Train to Bonn")
    await ben.sees("It should be Friday")


# --- what is asked is said again -------------------------------------------------------------------------------------


@in_chats
async def test_the_answers_form_says_what_was_asked(open_on: OpenOffice, on: str) -> None:
    """Answer opens a form with the question in it."""
    office = await open_on(on)
    ben, anna = await _asked(office, on)
    await presses(anna, "Answer")
    await anna.sees_form("Open question: Window seat?")
    await anna.answers("Yes")
    await ben.sees("Anna on T-1001: Yes")


async def _asked(office: Office, on: str) -> tuple[Person, Person]:
    ben = await joined(office, Role.ASSISTANT, "Ben", on)
    anna = await joined(office, Role.CLIENT, "Anna", on)
    await orders(anna, "Train to Bonn")
    await acknowledges(ben, anna)
    await presses(ben, "Ask client")
    await ben.sees_form("What do you need to know from the client?")
    await ben.answers("Window seat?")
    await anna.sees("Window seat?")
    return ben, anna

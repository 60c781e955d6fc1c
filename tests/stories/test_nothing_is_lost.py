"""What somebody writes while a form is open, or wrote and left lying, is neither lost nor taken for something else."""

from __future__ import annotations

import pytest

from tests.cast import SlackPerson, TelegramPerson
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, in_turn, in_turn_with, typed
from tests.stories.journey import CATEGORIES, finishes, labels, replies, rewrites, sends_file, takes_back, until

WEEK = 7 * 24 * 3600
PLAN = ("plan.pdf", b"%PDF plan", "See the PLAN")


async def _opens_summary(day: Day, words: str) -> tuple[TelegramPerson, int]:
    """Let Anna write something and press Change; return her and the message with all answers."""
    anna = day.anna
    assert isinstance(anna, TelegramPerson)
    anna.says(words)
    await day.presses(anna, "change")
    await anna.sees_button(_change_words(day))
    return anna, next(each.id for each in anna.user.messages if day.t("request-words") in each.text)


def _change_words(day: Day) -> str:
    return day.t("form-change", label=day.t("request-words"))


async def _done(day: Day) -> str:
    """Let a task be done; return its reference."""
    ref = await day.taken("Train to Bonn")
    await finishes(day.ben, day.anna, "Booked", language=day.language)
    return ref


# --- said while the request's form is open ---------------------------------------------------------------------------


@in_turn_with(client_on="telegram")
async def test_words_and_edits_beside_an_open_summary(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Words, a caption and an edit while Change shows all answers are in the request that its Send request sends."""
    day = await begin(open_office, client_on, staff_on, language)
    anna, form = await _opens_summary(day, "Book a hotle")
    anna.says("and CANDLES please")
    sends_file(anna, *PLAN)
    rewrites(anna, "Book a hotle", "Book a hostel")
    await anna.sees("Book a hostel\nand CANDLES please\nSee the PLAN")
    anna.user.presses(day.t("send-request"), message_id=form)
    await anna.sees(day.t("request-accepted", ref="T-1001"))
    await day.ben.sees("Book a hostel\nand CANDLES please\nSee the PLAN")


@in_turn_with(client_on="telegram")
async def test_words_changed_in_the_form_keep_what_followed(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """New words for the request replace the old ones, not what was said since; an edit of the replaced message is
    answered and tells nobody anything."""
    day = await begin(open_office, client_on, staff_on, language)
    anna, form = await _opens_summary(day, "Train to Bonn")
    sends_file(anna, *PLAN)
    await anna.sees("See the PLAN")
    anna.user.presses(_change_words(day), message_id=form)
    await anna.sees(day.t("form-question", label=day.t("request-words")))
    anna.says("Train to Bonn, first class")
    await anna.sees_button(_change_words(day))
    anna.user.presses(day.t("send-request"), message_id=form)
    await day.ben.sees("Train to Bonn, first class\nSee the PLAN")
    anna.user.edits(anna.user.messages[0].id, "Train to Berlin")
    await anna.sees(day.t("words-stand", ref="T-1001"))
    await day.office.quiet()
    assert day.t("task-words-edited", ref="T-1001") not in day.ben.everything()


@in_turn_with(client_on="slack")
async def test_words_beside_a_window(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """On Slack, what is written while the window is open stays in the request that the window sends."""
    day = await begin(open_office, client_on, staff_on, language, categories=CATEGORIES)
    anna, people = day.anna, "Wie viele reisen?" if language == "de" else "How many travel?"
    assert isinstance(anna, SlackPerson)
    anna.says("Book a train to Bonn")
    await day.presses(anna, "send-request")
    await anna.sees_form(people)
    anna.says("also CANDLES")
    await anna.sees("also CANDLES")
    sends_file(anna, *PLAN)
    await anna.sees("See the PLAN")
    anna.user.fills(**{people: "2"})
    anna.user.submits()
    await day.ben.sees("Book a train to Bonn\nalso CANDLES\nSee the PLAN")


# --- edits that come too late, deletions -----------------------------------------------------------------------------


@in_turn
async def test_an_edit_after_done_is_answered(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The request's message is edited once the task is done: the client learns that it changes nothing,
    and nobody else of it."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await _done(day)
    rewrites(day.anna, "Train to Bonn", "Train to Berlin")
    await day.anna.sees(day.t("words-stand", ref=ref))
    await day.office.quiet()
    assert "Berlin" not in day.ben.everything()


@in_turn
async def test_an_edit_is_shown_where_it_is_asked_about(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The card that asks where words belong shows their newest version."""
    day = await begin(open_office, client_on, staff_on, language)
    await day.request("Train to Bonn")
    day.anna.says("and a hotle")
    await day.anna.sees(day.t("where-title"))
    rewrites(day.anna, "and a hotle", "and a hotel")
    assert day.t("where-title") in await day.anna.sees("and a hotel")


@in_turn_with(staff_on="slack")
async def test_a_note_that_is_taken_back_is_gone(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Deleted on Slack, a note leaves the card; the history keeps that there was one."""
    day = await begin(open_office, client_on, staff_on, language)
    ref, ben = await day.taken(), day.ben
    await day.office.quiet()
    replies(ben, f"{ref} · Dr. Weber", "They pay late")
    await ben.sees(day.t("audience-title", ref=ref, client="Dr. Weber"))
    await day.presses(ben, "internal-note", "They pay late")
    await ben.sees("🔒 Ben: They pay late")
    takes_back(ben, "They pay late")
    await until(lambda: ben.count("🔒 Ben: They pay late") == 0, "the note is gone")
    day.mia.commands("task", ref)
    assert "They pay late" not in await day.mia.sees(day.t("step-note-deleted"))


# --- left lying ------------------------------------------------------------------------------------------------------


@in_turn
async def test_cancel_discards_what_was_written_last(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """/cancel without a form: a draft, or words nobody knows the place of; then there is nothing more."""
    day = await begin(open_office, client_on, staff_on, language)
    ben, anna, send = day.ben, day.anna, day.t("send-request")
    anna.says("Ten roses")
    await anna.sees_button(send)
    anna.commands("cancel")
    await anna.sees(day.t("draft-cancelled", title="Ten roses"))
    assert send not in labels(anna)
    ben.says("What a day")
    await ben.sees(day.t("where-title"))
    ben.commands("cancel")
    await ben.sees(day.t("draft-cancelled", title="What a day"))
    ben.commands("cancel")
    await ben.sees(day.t("form-nothing-open", help=typed(staff_on, "help")))
    await day.office.quiet()
    assert "roses" not in ben.everything()


@in_turn_with(client_on="slack")
async def test_a_shortcut_on_a_draft_makes_one_request(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Make this a task, on a message that is a draft: the draft is sent; once more: it is said to be a request."""
    day = await begin(open_office, client_on, staff_on, language)
    anna, send = day.anna, day.t("send-request")
    assert isinstance(anna, SlackPerson)
    anna.says("Please buy pens")
    await anna.sees_button(send)
    message = next(each.ts for each in anna.user.messages if not each.from_bot)
    anna.user.message_shortcut("make_task", message)
    await anna.sees_form(day.t("request-words"))
    anna.user.submits()
    await anna.sees(day.t("request-accepted", ref="T-1001"))
    assert send not in labels(anna)
    anna.user.message_shortcut("make_task", message)
    await anna.sees(day.t("already-request", ref="T-1001"))
    await day.office.quiet()
    assert day.ben.count("T-1002") == 0


@in_turn
@pytest.mark.parametrize("placed", [False, True])
async def test_silence_is_no_silence_while_words_wait(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, *, placed: bool
) -> None:
    """What Anna wrote after the result lies on the card that asks: the task stays open and she is asked again; once it
    has its place, silence closes the task."""
    day = await begin(open_office, client_on, staff_on, language)
    ref, anna = await _done(day), day.anna
    anna.says("It should be Friday")
    await anna.sees(day.t("where-title"))
    if placed:
        await day.presses(anna, "new-request")
        await anna.sees_button(day.t("send-request"))
    day.office.later(WEEK + 60)
    if placed:
        await anna.sees(day.t("client-state-closed", at="#").split("#")[0])
        return
    await anna.sees(day.t("unplaced-still", ref=ref))
    await day.presses(anna, "reopen-this", ref=ref, title="Train to Bonn")
    await day.ben.sees("It should be Friday")


# --- what is asked is said again -------------------------------------------------------------------------------------


@in_turn
async def test_the_answers_form_says_what_was_asked(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Answer opens a form with the question in it."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.taken("Train to Bonn")
    await day.presses(day.ben, "ask-client", ref)
    await day.fills(day.ben, ask_words="Window seat?")
    await day.presses(day.anna, "answer-question")
    await day.anna.sees_form(day.t("question-open", words="Window seat?"))
    await day.anna.answers("Yes")
    await day.ben.sees(day.t("said", name="Anna", ref=ref, lines="Yes"))

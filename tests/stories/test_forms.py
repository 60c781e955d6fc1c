"""Forms: questions in the chat on Telegram and at the terminal, a window on Slack; an answer counts once, and only
there."""

from __future__ import annotations

import pytest

from storage.vocabulary import Role, TaskState
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.kit import asks, cast, claims, in_chats, joined, only

in_chat = pytest.mark.parametrize("on", ["telegram", "console"])
REASON = "Why can't you take it?"
RESULT = "What shall the client read as the result?"


async def _asked_to_decline(office: Office, on: str) -> tuple[Person, Person, Person]:
    """Let Ben have a task and press Decline; return Mia, Ben and Anna."""
    mia, ben, anna = await cast(office, on)
    await asks(anna, "Please order flowers")
    await ben.sees_button("Decline")
    ben.presses("Decline")
    await ben.sees_form(REASON)
    return mia, ben, anna


@in_chat
async def test_a_form_in_the_chat_takes_the_next_words(open_on: OpenOffice, on: str) -> None:
    """The question is asked, the next words are the answer, and the question's message becomes a summary."""
    office = await open_on(on)
    mia, ben, _ = await _asked_to_decline(office, on)
    ben.says("I am on leave")
    await ben.sees(f"{REASON} I am on leave")
    await ben.sees("You declined it: I am on leave")
    await mia.sees("Nobody can take T-1001")
    ben.says("Anything else?")
    await ben.sees("What is this about?")


@in_chat
async def test_a_form_can_be_put_aside(open_on: OpenOffice, on: str) -> None:
    """Cancel, pressed or as a command, closes the question; nothing was changed, and words are no answer any more."""
    office = await open_on(on)
    _, ben, _ = await _asked_to_decline(office, on)
    await ben.sees_button("Cancel")
    ben.presses("Cancel")
    await ben.sees("Cancelled. Nothing was changed")
    ben.says("I am on leave")
    await ben.sees("What is this about?")
    ben.presses("Decline")
    await ben.sees_form(REASON)
    ben.commands("cancel")
    await ben.sees("Cancelled. Nothing was changed", count=2)
    assert await _stands(office, TaskState.ASSIGNED) == 1


async def test_answers_are_checked(open_on: OpenOffice) -> None:
    """Too long an answer, or none at all, is asked for again; the form stays open."""
    office = await open_on("telegram")
    _, ben, _ = await _asked_to_decline(office, "telegram")
    ben.says("x" * 1001)
    await ben.sees("That is too long: at most 1,000 characters")
    assert isinstance(ben, TelegramPerson)
    ben.user.sends_sticker()
    await ben.sees("I can't do anything with this here")
    ben.says("I am on leave")
    await ben.sees("You declined it: I am on leave")


@in_chat
async def test_commands_work_while_a_form_is_open(open_on: OpenOffice, on: str) -> None:
    """Looking something up in the middle of a question changes nothing about it."""
    office = await open_on(on)
    _, ben, _ = await _asked_to_decline(office, on)
    ben.commands("queue")
    await ben.sees("T-1001 · Dr. Weber · Please order flowers")
    ben.says("I am on leave")
    await ben.sees("You declined it: I am on leave")


@pytest.mark.parametrize("on", ["telegram"])
async def test_a_form_survives_a_restart(open_office: OpenOffice, on: str) -> None:
    """A question asked before the office was closed is answered after it opened again."""
    office = await open_office(**only(on))
    _, ben, _ = await _asked_to_decline(office, on)
    await office.restart()
    ben.says("I am on leave")
    await ben.sees("You declined it: I am on leave")


@in_chats
async def test_a_second_form_puts_the_first_aside(open_on: OpenOffice, on: str) -> None:
    """One form is open at a time: beginning another one closes the first, whose buttons say so."""
    office = await open_on(on)
    _, ben, anna = await cast(office, on)
    await asks(anna, "Task one")
    await asks(anna, "Task two")
    ben.commands("queue")
    await ben.sees_button("Acknowledge T-1001")
    ben.presses("Acknowledge T-1001")
    await anna.sees("Ben is taking care of T-1001")
    await ben.sees("In your hands since")
    ben.presses("Decline")
    await ben.sees_form(REASON)
    ben.presses("Done")
    await ben.sees_form(RESULT)
    await ben.answers("One is done")
    await anna.sees("T-1001 is done")
    assert await _stands(office, TaskState.ASSIGNED) == 1


@in_chats
async def test_a_form_about_what_is_settled_is_refused(open_on: OpenOffice, on: str) -> None:
    """While Ben writes his reason, Eva takes the task: his answer is refused, saying who has it now and since when."""
    office = await open_on(on)
    _, ben, anna = await cast(office, on)
    await asks(anna, "Please order flowers")
    eva = await joined(office, Role.ASSISTANT, "Eva", on)
    await ben.sees_button("Decline")
    ben.presses("Decline")
    await ben.sees_form(REASON)
    eva.commands("queue")
    await claims(eva, "T-1001")
    await anna.sees("Eva is taking care of T-1001")
    await ben.answers("I am on leave")
    if isinstance(ben, SlackPerson):
        await ben.user.sees_modal("T-1001 was already taken by Eva", timeout=30)
    else:
        await ben.sees("T-1001 was already taken by Eva", count=2)
    assert await _stands(office, TaskState.ACKNOWLEDGED) == 1


async def test_a_closed_window_takes_no_words(open_on: OpenOffice) -> None:
    """On Slack the question stands in a window: once it is closed, what one writes is no answer to it."""
    office = await open_on("slack")
    _, ben, anna = await cast(office, "slack")
    await asks(anna, "Please order flowers")
    await ben.sees_button("Acknowledge")
    ben.presses("Acknowledge")
    await ben.sees_button("Done")
    ben.presses("Done")
    await ben.sees_form(RESULT)
    assert isinstance(ben, SlackPerson)
    ben.user.closes_modal()
    ben.says("Phew, what a day")
    await ben.sees("What is this about?")
    await office.quiet()
    assert "Phew" not in anna.everything()
    ben.presses("Done")
    await ben.sees_form(RESULT)
    await ben.answers("Roses")
    await anna.sees("T-1001 is done")


async def test_a_window_speaks_the_readers_language(open_on: OpenOffice) -> None:
    """Whoever chose German reads the window and its refusals in German, whatever Slack is set to."""
    office = await open_on("slack")
    _, ben, anna = await cast(office, "slack")
    ben.commands("language", "de")
    await ben.sees("Ab jetzt spreche ich Deutsch")
    await asks(anna, "Please order flowers")
    eva = await joined(office, Role.ASSISTANT, "Eva", "slack")
    await ben.sees_button("Ablehnen")
    ben.presses("Ablehnen")
    await ben.sees_form("Warum können Sie das nicht übernehmen?")
    eva.commands("queue")
    await claims(eva, "T-1001")
    await anna.sees("Eva is taking care of T-1001")
    await ben.answers("Urlaub")
    assert isinstance(ben, SlackPerson)
    await ben.user.sees_modal("T-1001 wurde schon von Eva übernommen", timeout=30)


async def test_where_no_window_opens_the_question_comes_to_the_chat(open_on: OpenOffice) -> None:
    """If Slack opens no window in time, the question is asked in the chat, and there words are the answer."""
    office = await open_on("slack")
    _, ben, anna = await cast(office, "slack")
    await asks(anna, "Please order flowers")
    await ben.sees_button("Decline")
    office.slack.fault("views.open", error="expired_trigger_id", count=None)
    ben.presses("Decline")
    await ben.sees(REASON)
    ben.says("I am on leave")
    await ben.sees("You declined it: I am on leave")


async def test_a_press_that_asks_is_answered(open_on: OpenOffice) -> None:
    """On Telegram the button stops turning as soon as its question is there."""
    office = await open_on("telegram")
    _, ben, anna = await cast(office, "telegram")
    await asks(anna, "Please order flowers")
    await ben.sees_button("Decline")
    ben.presses("Decline")
    await ben.sees(REASON)
    await office.quiet()
    assert isinstance(ben, TelegramPerson)
    assert [query.data for query in office.telegram.world.callbacks.values() if query.answer is None] == []


async def test_submitting_twice_counts_once(open_on: OpenOffice) -> None:
    """A submission that Slack brings twice finishes the task once, and both times the window closes."""
    office = await open_on("slack")
    _, ben, anna = await cast(office, "slack")
    await asks(anna, "Please order flowers")
    await ben.sees_button("Acknowledge")
    ben.presses("Acknowledge")
    await ben.sees_button("Done")
    ben.presses("Done")
    await ben.sees_form(RESULT)
    assert isinstance(ben, SlackPerson)
    ben.user.fills(**{RESULT: "Roses"})
    delivery = await ben.user.submits().done()
    await anna.sees("T-1001 is done")
    await office.slack.redeliver(delivery)
    await office.quiet()
    assert anna.count("T-1001 is done") == 1
    assert ben.user.modal is None


async def test_begun_on_slack_finished_on_telegram(open_on: OpenOffice) -> None:
    """Pressing the button again on the other platform asks there; only the answer given there counts."""
    office = await open_on("telegram", "slack")
    _, ben, anna = await cast(office, "slack")
    await asks(anna, "Please order flowers")
    await ben.sees_button("Acknowledge")
    ben.presses("Acknowledge")
    await ben.sees_button("Done")
    ben.presses("Done")
    await ben.sees_form(RESULT)
    ben.commands("link")
    shown = await ben.sees("Your code for the second platform")
    other = office.person("Ben", "telegram")
    other.commands("start", shown.splitlines()[1].strip())
    await other.sees("This is now your second address here")
    other.commands("mine")
    await other.sees_button("Done T-1001")
    other.presses("Done T-1001")
    await other.sees_form(RESULT)
    other.says("Roses")
    await anna.sees("Roses")
    await ben.answers("Too late")
    assert isinstance(ben, SlackPerson)
    await ben.user.sees_modal("This form went on elsewhere", timeout=30)
    await office.quiet()
    assert anna.count("T-1001 is done") == 1


@in_chat
async def test_words_beside_a_complete_form_are_not_dropped(open_on: OpenOffice, on: str) -> None:
    """Once all is answered and waits to be sent, words are a matter of their own; both are sent, each once."""
    office = await open_on(on)
    _, ben, anna = await cast(office, on)
    anna.commands("task")
    await anna.sees("What do you need?")
    anna.says("Flowers for Friday")
    await anna.sees_button("Skip")
    anna.presses("Skip")
    await anna.sees_button("Change: What do you need?")
    anna.says("And a table for two")
    await anna.sees_button("Discard")
    anna.presses("Send request")
    await ben.sees("And a table for two")
    await anna.sees("Request T-1001")
    assert "Flowers" not in ben.everything()
    anna.presses("Send request")
    await ben.sees("Flowers for Friday")
    await office.quiet()
    assert await _stands(office, TaskState.ASSIGNED) == 2


async def _stands(office: Office, state: TaskState) -> int:
    return await office.app.database.read(lambda uow: uow.tasks.count(state))

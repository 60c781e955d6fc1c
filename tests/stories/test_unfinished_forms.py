"""Forms on the way: words that are no answer, answers typed or changed, a form left for another one or for the other
platform, and buttons that ask before they count. Nothing filled in or written is lost."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.platforms import slack_listening
from storage.dialogs import dialogs
from storage.query import Query
from storage.vocabulary import Role, TaskState
from tests.cast import PATIENCE, SlackPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.journey import (
    CATEGORIES,
    ben_and_anna,
    files_of,
    gives_form,
    labels,
    links,
    orders,
    presses,
    rewrites,
    sends_file,
    until,
)
from tests.stories.kit import asks, cast, joined, makes_sure, only

WORDS = "What do you need?"
ABOUT = "What is it about?"
WISH = "By when, or when?"
PEOPLE = "How many travel?"
RESULT = "What shall the client read as the result?"


async def test_words_that_are_no_answer_can_be_kept(open_office: OpenOffice) -> None:
    """They are said not to be one, become a draft at a press, and the question is still open; what is wished for later
    is no part of that draft."""
    office = await open_office(**only("telegram", categories=CATEGORIES))
    _, anna = await ben_and_anna(office, "telegram", "telegram")
    anna.commands("task")
    await gives_form(anna, {WORDS: "To Hamburg and back", ABOUT: "Travel", WISH: None})
    await anna.sees(f"❓ {PEOPLE}")
    anna.says("Oh wait, and a cake for my mother")
    await anna.sees("Please write a whole number.")
    await presses(anna, "Keep as a message")
    await anna.sees("Kept as a message. The question is still open.")
    await anna.sees_button("Discard")
    anna.says("2")
    await anna.sees(f"{PEOPLE} 2")
    anna.commands("cancel")
    await anna.sees_button("Go on")
    anna.says("Two tickets for the opera")
    await until(lambda: labels(anna).count("Send request") == 2, "a draft of its own")
    assert await office.app.database.read(lambda uow: uow.tasks.count(TaskState.ASSIGNED)) == 0
    assert anna.count("a cake for my mother") == 1


@pytest.mark.parametrize(("language", "whom", "named"), [("en", "For whom?", "lind"), ("de", "Für wen?", "Bert")])
async def test_choices_can_be_typed(open_on: OpenOffice, language: str, whom: str, named: str) -> None:
    """In the reader's language, whatever the letters' case, or just the beginning; if several begin so, these are
    offered. The word for it skips."""
    office = await open_on("telegram")
    ben = await joined(office, Role.ASSISTANT, "Ben", "telegram", language=language)
    await joined(office, Role.CLIENT, "Bert Mohn", "telegram", client="Café Lindner")
    await joined(office, Role.CLIENT, "Anna", "telegram")
    await joined(office, Role.CLIENT, "Anton", "telegram")
    ben.commands("task", "Roses")
    await ben.sees(f"❓ {whom}")
    ben.says("an")
    await until(lambda: [each for each in labels(ben) if " · " in each] == ["Anna · Dr. Weber", "Anton · Dr. Weber"])
    ben.says(named)
    await ben.sees(f"{whom} Bert Mohn · Café Lindner")
    ben.says("skip" if language == "en" else "Überspringen")
    urgent = "Change: How urgent is it?" if language == "en" else "Ändern: Wie eilig ist es?"
    await presses(ben, urgent)
    ben.says("urgent" if language == "en" else "DRINGEND")
    await until(lambda: urgent in labels(ben), "the summary")
    shown = "How urgent is it? urgent" if language == "en" else "Wie eilig ist es? dringend"
    await ben.sees(shown)


async def test_a_guessed_category_can_be_changed_at_once(open_on: OpenOffice) -> None:
    """At the first of its questions already; those of the other category follow."""
    office = await open_on("telegram", categories=CATEGORIES)
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    anna.says("A train ticket as a present for my mother")
    await presses(anna, "Send request")
    await anna.sees(f"❓ {PEOPLE}")
    await presses(anna, f"Change: {ABOUT}")
    await anna.sees("So far: Travel")
    await presses(anna, "Gifts")
    await until(lambda: f"Change: {WORDS}" in labels(anna), "the summary")
    anna.presses("Send request")
    assert "Category: Gifts" in await ben.sees("A train ticket")


async def test_a_window_goes_with_another_category(open_on: OpenOffice) -> None:
    """On Slack the questions of the guessed category may stay empty where another one is chosen, and only there."""
    office = await open_on("slack", categories=CATEGORIES)
    ben, anna = await ben_and_anna(office, "slack", "slack")
    assert isinstance(anna, SlackPerson)
    anna.says("A train ticket as a present for my mother")
    await presses(anna, "Send request")
    await anna.sees_form(PEOPLE)
    await anna.user.submits().done()
    modal = anna.user.modal
    assert modal is not None
    assert modal.errors
    await gives_form(anna, {ABOUT: "Gifts"})
    assert "Category: Gifts" in await ben.sees("A train ticket")


async def test_changing_an_answer_keeps_the_old_one_at_hand(open_on: OpenOffice) -> None:
    """It is shown with the question, and can be left as it is."""
    office = await open_on("telegram")
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    anna.commands("task")
    await gives_form(anna, {WORDS: "Twelve long-stemmed roses", WISH: "tomorrow noon"})
    await presses(anna, f"Change: {WORDS}")
    await anna.sees("So far: Twelve long-stemmed roses")
    await presses(anna, "Leave as it is")
    await presses(anna, "Send request")
    await ben.sees("Twelve long-stemmed roses")


async def test_a_form_left_for_another_can_be_taken_up(open_office: OpenOffice) -> None:
    """A half-filled form is put aside with Go on; so is one that was cancelled."""
    office = await open_office(**only("telegram"))
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    anna.commands("task")
    await gives_form(anna, {WORDS: "Flowers for Friday"})
    await anna.sees(f"❓ {WISH}")
    anna.commands("task", "Something else")
    await anna.sees("Put aside. Nothing was sent; your answers are kept.")
    anna.commands("cancel")
    await anna.sees("Cancelled. Nothing was changed.")
    await presses(anna, "Go on")
    await anna.sees(f"❓ {WISH}")
    anna.commands("cancel")
    await anna.sees("your answers are kept if you want to go on")
    await presses(anna, "Go on")
    await gives_form(anna, {WISH: "noon"}, "Send request")
    await ben.sees("Flowers for Friday")


async def test_a_form_goes_on_where_it_is_asked_for_again(open_on: OpenOffice) -> None:
    """The same command on the other platform goes on with the answers so far; the old question says so."""
    office = await open_on("telegram", "slack")
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    other = await links(office, anna, "slack")
    assert isinstance(other, SlackPerson)
    anna.commands("task")
    await gives_form(anna, {WORDS: "Flowers for Friday"})
    await anna.sees(f"❓ {WISH}")
    other.commands("task")
    await other.sees_form(WORDS)
    modal = other.user.modal
    assert modal is not None
    assert modal.answers[WORDS] == "Flowers for Friday"
    await anna.sees("Goes on below, or where you are now.")
    await gives_form(other, {WISH: "noon"})
    await ben.sees("(“noon”)")


@pytest.mark.parametrize("on", ["telegram", "console"])
async def test_what_ends_something_asks_first(open_office: OpenOffice, on: str) -> None:
    """Cancel task counts at the second press alone; No leaves all as it is."""
    office = await open_office(**only(on))
    ben, anna = await ben_and_anna(office, on, on)
    await asks(anna, "Ten roses")
    await presses(anna, "Cancel task")
    await anna.sees("Really cancel T-1001?")
    await presses(anna, "No")
    await anna.sees("✓ No")
    await office.quiet()
    assert ben.count("T-1001 was cancelled") == 0
    await presses(anna, "Cancel task")
    await makes_sure(anna)
    await ben.sees("T-1001 was cancelled by Anna")
    await office.quiet()
    assert await office.app.database.read(lambda uow: uow.tasks.count(TaskState.CANCELLED)) == 1


async def test_a_task_named_on_slack_opens_no_window(open_on: OpenOffice) -> None:
    """`/office task T-1001` shows the task, an unknown one says so; no window is opened for either."""
    office = await open_on("slack")
    mia, ben, anna = await cast(office, "slack")
    await orders(anna, "Ten roses")
    for person in (mia, ben, anna):
        assert isinstance(person, SlackPerson)
        before = len(office.slack.workspace.views)
        person.commands("task", "T-1001")
        await person.sees("Ten roses")
        person.commands("task", "T-9999")
        await person.sees("I can't find this task")
        await office.quiet()
        assert len(office.slack.workspace.views) == before
        assert person.user.modal is None


# --- answers that are edited, or can't be taken ----------------------------------------------------------------------


async def test_an_edited_answer_is_in_the_request(open_on: OpenOffice) -> None:
    """What answered the form's questions follows its edit: while the form is open, and once the request is a task;
    then an answer that is no part of the words stands, and its author is told."""
    office = await open_on("telegram")
    ben, anna = await ben_and_anna(office, "telegram", "telegram")
    anna.commands("task")
    await gives_form(anna, {WORDS: "Ten rosse", WISH: "noon"})
    await anna.sees_button("Send request")
    rewrites(anna, "Ten rosse", "Ten roses")
    rewrites(anna, "noon", "Friday at noon")
    await anna.sees("(“Friday at noon”)")
    await anna.sees(f"{WORDS} Ten roses")
    await presses(anna, "Send request")
    await ben.sees("Ten roses")
    rewrites(anna, "Ten roses", "Twelve roses")
    await ben.sees("Twelve roses")
    await ben.sees("The client has changed the words of T-1001")
    rewrites(anna, "Friday at noon", "Monday")
    await anna.sees("This change reaches nobody: on T-1001")


async def test_an_edit_that_is_no_answer_changes_none(open_on: OpenOffice) -> None:
    """A number edited to something else is said to be none, and stays; a choice can be edited."""
    office = await open_on("telegram", categories=CATEGORIES)
    _, anna = await ben_and_anna(office, "telegram", "telegram")
    anna.commands("task")
    await gives_form(anna, {WORDS: "To Hamburg and back", ABOUT: "Travel", WISH: None})
    await gives_form(anna, {PEOPLE: "2"})
    await anna.sees(f"{PEOPLE} 2")
    rewrites(anna, "2", "many")
    await anna.sees("Please write a whole number.")
    rewrites(anna, "many", "3")
    await anna.sees(f"{PEOPLE} 3")


async def test_a_refused_form_stays_open(open_on: OpenOffice) -> None:
    """The task was taken away while Ben wrote its result: he is told, keeps his words on the form, and what he writes
    next is no answer."""
    office = await open_on("telegram")
    mia, ben, anna = await cast(office, "telegram")
    await joined(office, Role.ASSISTANT, "Eva", "telegram")
    await orders(anna, "Ten roses")
    await presses(ben, "Acknowledge")
    await presses(ben, "Done")
    await ben.sees("❓ What shall the client read as the result?")
    mia.commands("task", "T-1001")
    await presses(mia, "Reassign")
    await presses(mia, "Eva")
    await ben.sees("is now with Eva")
    ben.says("Booked, IBAN follows")
    kept = await ben.sees("What shall the client read as the result? Booked, IBAN follows")
    assert "Eva" in kept
    await ben.sees_button("Change: What shall the client read as the result?")
    ben.says("something else")
    await ben.sees("What is this about?")
    ben.presses("Cancel")
    await ben.sees("Cancelled. Nothing was sent")
    assert "Booked" not in anna.everything()


async def test_a_refused_window_stays_open(open_on: OpenOffice) -> None:
    """On Slack the window keeps what was filled in and says what is wrong; put right, it counts."""
    office = await open_on("slack")
    mia, _, _ = await cast(office, "slack")
    assert isinstance(mia, SlackPerson)
    mia.commands("people")
    await presses(mia, "Invite")
    await mia.sees_form("As what?")
    window = mia.user.modal
    assert window is not None
    name, client = "What is the person called?", "For which client?"
    mia.user.fills(**{"As what?": "client", name: "Carl"})
    await mia.user.submits().done()
    assert window.errors == {client: "A contact belongs to a client: choose one, or name a new one."}
    mia.user.fills(**{"What is the new client called?": "Baker & Sons"})
    mia.user.submits()
    await mia.sees("Invitation for Carl")


async def test_a_faulty_window_that_is_told_late_goes_on_in_the_chat(
    open_on: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its window has said "saved" before the fault was found: what was right is kept, the rest is asked for below."""
    office = await open_on("slack", categories=CATEGORIES)
    ben, anna = await ben_and_anna(office, "slack", "slack")
    assert isinstance(anna, SlackPerson)
    monkeypatch.setattr(slack_listening, "VERDICT", 0.0)
    anna.commands("task", "A train ticket to Hamburg")
    await anna.sees_form(PEOPLE)
    anna.user.fills(**{WISH: "tomorrow noon"})
    anna.user.submits()
    shown = await anna.sees(f"❓ {PEOPLE}")
    assert "A train ticket to Hamburg" in shown
    assert WISH in shown
    anna.says("2")
    await presses(anna, "Send request")
    await ben.sees("A train ticket to Hamburg")


@pytest.mark.parametrize("left", ["forgotten", "another"])
async def test_a_window_sent_long_after_counts(open_on: OpenOffice, left: str) -> None:
    """The window stood open while its form was closed: after two hours, or for another form elsewhere."""
    office = await open_on("telegram", "slack")
    _, ben, anna = await cast(office, "slack")
    other = await links(office, ben, "telegram")
    await orders(anna, "Ten roses")
    await presses(ben, "Acknowledge")
    await presses(ben, "Done")
    await ben.sees_form(RESULT)
    if left == "forgotten":
        office.later(3 * 3600)
        await until_state(office, "forgotten")
    else:
        other.commands("task")
        await other.sees("❓ For whom?")
    await ben.answers("Roses at noon")
    await anna.sees("Roses at noon")


async def test_a_form_that_went_on_elsewhere_keeps_its_window(open_on: OpenOffice) -> None:
    """What was written in it is still to be seen, and counts nowhere."""
    office = await open_on("telegram", "slack")
    _, ben, anna = await cast(office, "slack")
    other = await links(office, ben, "telegram")
    await orders(anna, "Ten roses")
    await presses(ben, "Acknowledge")
    await presses(ben, "Done")
    await ben.sees_form(RESULT)
    other.commands("mine")
    await presses(other, "Done T-1001")
    await other.sees(f"❓ {RESULT}")
    await ben.answers("Roses at noon")
    assert isinstance(ben, SlackPerson)
    window = await ben.user.sees_modal("This form went on elsewhere", timeout=PATIENCE)
    assert window.answers[RESULT] == "Roses at noon"
    other.says("Roses at one")
    await anna.sees("Roses at one")
    await office.quiet()
    assert "noon" not in anna.everything()


async def until_state(office: Office, state: str) -> None:
    """Wait until the newest form is in a state."""
    newest = Query(select(dialogs.c.state).order_by(dialogs.c.id.desc()).limit(1))
    async with asyncio.timeout(PATIENCE):
        while (await office.app.database.read(lambda uow: uow.run.one(newest))) != (state,):  # noqa: ASYNC110 - as `until`
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("button", ["Decline", "Give back", "Pause"])
async def test_files_beside_an_inside_form_stay_inside(open_on: OpenOffice, button: str) -> None:
    """A file sent while a form asks for a reason belongs to the task, inside the office, also if Ben's words went to
    the client just before; the form is still open."""
    office = await open_on("telegram")
    mia, ben, anna = await cast(office, "telegram")
    await orders(anna, "Ten roses")
    if button != "Decline":
        await presses(ben, "Acknowledge")
    await ben.sees_button(button)
    ben.says("Hello")
    await presses(ben, "To T-1001 · Ten roses")
    await presses(ben, "To Dr. Weber")
    await anna.sees("Hello")
    await presses(ben, button)
    await ben.sees("❓")
    sends_file(ben, "secret.pdf", b"%PDF secret", "their old bill")
    await ben.sees("Kept inside the office")
    ben.says("No time this week")
    mia.commands("task", "T-1001")
    assert "their old bill" in await mia.sees("secret.pdf")
    await office.quiet()
    assert files_of(office, anna) == []
    assert "old bill" not in anna.everything()

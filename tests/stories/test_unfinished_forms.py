"""Forms on the way: words that are no answer, answers typed or changed, a form left for another one or for the other
platform, and buttons that ask before they count. Nothing filled in or written is lost."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.platforms import slack_listening
from bot.platforms.slack import SlackPlatform
from handlers.chat.incoming import Sender
from storage.dialogs import dialogs
from storage.query import Query
from storage.vocabulary import Role, TaskState
from tests.cast import PATIENCE, Person, SlackPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, in_turn_with
from tests.stories.journey import (
    CATEGORIES,
    GIFTS,
    TRAVEL,
    files_of,
    gives_form,
    labels,
    links,
    rewrites,
    sends_file,
    until,
)
from tests.stories.kit import joined, makes_sure

clients_chat = in_turn_with(client_on="telegram")
clients_window = in_turn_with(client_on="slack")
staffs_chat = in_turn_with(staff_on="telegram")
staffs_window = in_turn_with(staff_on="slack")


def _people(day: Day) -> str:
    return TRAVEL.questions[0].label[day.language]


def _change(day: Day, name: str) -> str:
    return day.t("form-change", label=day.t(name))


async def _is_asked(day: Day, who: Person, name: str) -> None:
    await who.sees(day.t("form-question", label=day.t(name)))


async def _asks_to_travel(day: Day) -> None:
    """Let Anna begin a form for a journey, as far as its own first question."""
    day.anna.commands("task")
    travel = TRAVEL.label[day.language]
    await day.fills(day.anna, request_words="To Hamburg and back", request_category=travel, request_wish=None)


async def _writes_result(day: Day) -> str:
    """Let Ben take a task on and press Done; return its reference."""
    ref = await day.taken("Ten roses")
    await day.presses(day.ben, "done")
    await day.ben.sees_form(day.t("done-result"))
    return ref


@clients_chat
async def test_words_that_are_no_answer_can_be_kept(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """They are said not to be one, become a draft at a press, and the question is still open; what is wished for later
    is no part of that draft."""
    day = await begin(open_office, client_on, staff_on, language, categories=CATEGORIES)
    anna = day.anna
    await _asks_to_travel(day)
    await anna.sees(day.t("form-question", label=_people(day)))
    anna.says("Oh wait, and a cake for my mother")
    await anna.sees(day.t("form-answer-no-number"))
    await day.presses(anna, "form-keep")
    await anna.sees(day.t("form-kept"))
    await anna.sees_button(day.t("discard"))
    anna.says("2")
    await anna.sees(f"{_people(day)} 2")
    anna.commands("cancel")
    await anna.sees_button(day.t("form-go-on"))
    anna.says("Two tickets for the opera")
    await until(lambda: labels(anna).count(day.t("send-request")) == 2, "a draft of its own")
    assert await day.office.app.database.read(lambda uow: uow.tasks.count(TaskState.ASSIGNED)) == 0
    assert anna.count("a cake for my mother") == 1


@staffs_chat
async def test_choices_can_be_typed(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """In the reader's language, whatever the letters' case, or just the beginning; if several begin so, these are
    offered. The word for it skips."""
    day = await begin(open_office, client_on, staff_on, language)
    ben, urgent = day.ben, day.t("priority-urgent")
    await joined(day.office, Role.CLIENT, "Bert Mohn", client_on, client="Café Lindner")
    await joined(day.office, Role.CLIENT, "Anton", client_on)
    ben.commands("task", "Roses")
    await _is_asked(day, ben, "request-contact")
    ben.says("an")
    await until(lambda: [each for each in labels(ben) if " · " in each] == ["Anna · Dr. Weber", "Anton · Dr. Weber"])
    ben.says("Bert" if language == "de" else "lind")
    await ben.sees(f"{day.t('request-contact')} Bert Mohn · Café Lindner")
    ben.says(day.t("form-skip").lower())
    await day.presses(ben, "form-change", label=day.t("request-priority"))
    ben.says(urgent.upper() if language == "de" else urgent)
    await ben.sees_button(_change(day, "request-priority"))
    await ben.sees(f"{day.t('request-priority')} {urgent}")


@clients_chat
async def test_a_guessed_category_can_be_changed_at_once(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """At the first of its questions already; those of the other category follow."""
    day = await begin(open_office, client_on, staff_on, language, categories=CATEGORIES)
    anna, gifts = day.anna, GIFTS.label[language]
    anna.says("A train ticket as a present for my mother")
    await day.presses(anna, "send-request")
    await anna.sees(day.t("form-question", label=_people(day)))
    await day.presses(anna, "form-change", label=day.t("request-category"))
    await anna.sees(day.t("form-so-far", words=TRAVEL.label[language]))
    await anna.sees_button(gifts)
    anna.presses(gifts)
    await anna.sees_button(_change(day, "request-words"))
    await day.presses(anna, "send-request")
    assert day.t("category-line", category=gifts) in await day.ben.sees("A train ticket")


@clients_window
async def test_a_window_goes_with_another_category(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """On Slack the questions of the guessed category may stay empty where another one is chosen, and only there."""
    day = await begin(open_office, client_on, staff_on, language, categories=CATEGORIES)
    anna, gifts = day.anna, GIFTS.label[language]
    assert isinstance(anna, SlackPerson)
    anna.says("A train ticket as a present for my mother")
    await day.presses(anna, "send-request")
    await anna.sees_form(_people(day))
    await anna.user.submits().done()
    modal = anna.user.modal
    assert modal is not None
    assert modal.errors
    await day.fills(anna, request_category=gifts)
    assert day.t("category-line", category=gifts) in await day.ben.sees("A train ticket")


@clients_chat
async def test_changing_an_answer_keeps_the_old_one_at_hand(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """It is shown with the question, and can be left as it is."""
    day = await begin(open_office, client_on, staff_on, language)
    day.anna.commands("task")
    await day.fills(day.anna, request_words="Twelve long-stemmed roses", request_wish=None)
    await day.presses(day.anna, "form-change", label=day.t("request-words"))
    await day.anna.sees(day.t("form-so-far", words="Twelve long-stemmed roses"))
    await day.presses(day.anna, "form-leave")
    await day.presses(day.anna, "send-request")
    await day.ben.sees("Twelve long-stemmed roses")


@clients_chat
async def test_a_form_left_for_another_can_be_taken_up(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A half-filled form is put aside with Go on; so is one that was cancelled."""
    day = await begin(open_office, client_on, staff_on, language)
    anna = day.anna
    anna.commands("task")
    await day.fills(anna, request_words="Flowers for Friday")
    await _is_asked(day, anna, "request-wish")
    anna.commands("task", "Something else")
    await anna.sees(day.t("form-aside"))
    anna.commands("cancel")
    await anna.sees(day.t("form-put-aside"))
    await day.presses(anna, "form-go-on")
    await _is_asked(day, anna, "request-wish")
    anna.commands("cancel")
    await anna.sees(day.t("form-cancelled"))
    await day.presses(anna, "form-go-on")
    await day.fills(anna, request_wish="12:00")
    await day.presses(anna, "send-request")
    await day.ben.sees("Flowers for Friday")


@clients_chat
async def test_a_form_goes_on_where_it_is_asked_for_again(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The same command on the other platform goes on with the answers so far; the old question says so."""
    day = await begin(open_office, client_on, staff_on, language, slack="socket")
    other = await links(day.office, day.anna, "slack", language=language)
    assert isinstance(other, SlackPerson)
    day.anna.commands("task")
    await day.fills(day.anna, request_words="Flowers for Friday")
    await _is_asked(day, day.anna, "request-wish")
    other.commands("task")
    await other.sees_form(day.t("request-words"))
    modal = other.user.modal
    assert modal is not None
    assert modal.answers[day.t("request-words")] == "Flowers for Friday"
    await day.anna.sees(day.t("form-moved"))
    await day.fills(other, request_wish="12:00")
    assert "12:00" in await day.ben.sees("Flowers for Friday")


@in_turn_with(client_on="telegram", terminal=True)
async def test_what_ends_something_asks_first(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Cancel task counts at the second press alone; No leaves all as it is."""
    day = await begin(open_office, client_on, staff_on, language)
    ref, cancelled = await day.request("Ten roses"), day.t("task-cancelled", by="Anna", ref="T-1001", reason="").strip()
    await day.presses(day.anna, "cancel-task")
    await day.anna.sees(day.t("cancel-task-confirm", ref=ref))
    await day.presses(day.anna, "no")
    await day.anna.sees(day.t("form-picked", label=day.t("no")))
    await day.office.quiet()
    assert day.ben.count(cancelled) == 0
    await day.presses(day.anna, "cancel-task")
    await makes_sure(day.anna, day.t("yes"))
    await day.ben.sees(cancelled)
    await day.office.quiet()
    assert await day.office.app.database.read(lambda uow: uow.tasks.count(TaskState.CANCELLED)) == 1


@in_turn_with(client_on="slack", staff_on="slack")
async def test_a_task_named_on_slack_opens_no_window(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """`/office task T-1001` shows the task, an unknown one says so; no window is opened for either."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.request("Ten roses")
    for person in (day.mia, day.ben, day.anna):
        assert isinstance(person, SlackPerson)
        before = len(day.office.slack.workspace.views)
        person.commands("task", ref)
        await person.sees("Ten roses")
        person.commands("task", "T-9999")
        await person.sees(day.t("task-unknown"))
        await day.office.quiet()
        assert len(day.office.slack.workspace.views) == before
        assert person.user.modal is None


# --- answers that are edited, or can't be taken ----------------------------------------------------------------------


@clients_chat
async def test_an_edited_answer_is_in_the_request(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """What answered the form's questions follows its edit: while the form is open, and once the request is a task;
    then an answer that is no part of the words stands, and its author is told."""
    day = await begin(open_office, client_on, staff_on, language)
    ben, anna = day.ben, day.anna
    anna.commands("task")
    await day.fills(anna, request_words="Ten rosse", request_wish="12:00")
    await anna.sees_button(day.t("send-request"))
    rewrites(anna, "Ten rosse", "Ten roses")
    rewrites(anna, "12:00", "13:15")
    await anna.sees("13:15")
    await anna.sees(f"{day.t('request-words')} Ten roses")
    await day.presses(anna, "send-request")
    await ben.sees("Ten roses")
    rewrites(anna, "Ten roses", "Twelve roses")
    await ben.sees("Twelve roses")
    await ben.sees(day.t("task-words-edited", ref="T-1001"))
    rewrites(anna, "13:15", "14:30")
    await anna.sees(day.t("words-stand", ref="T-1001"))


@clients_chat
async def test_an_edit_that_is_no_answer_changes_none(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A number edited to something else is said to be none, and stays; a choice can be edited."""
    day = await begin(open_office, client_on, staff_on, language, categories=CATEGORIES)
    people, anna = _people(day), day.anna
    await _asks_to_travel(day)
    await gives_form(anna, {people: "2"})
    await anna.sees(f"{people} 2")
    rewrites(anna, "2", "many")
    await anna.sees(day.t("form-answer-no-number"))
    rewrites(anna, "many", "3")
    await anna.sees(f"{people} 3")


@staffs_chat
async def test_a_refused_form_stays_open(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """The task was taken away while Ben wrote its result: he is told, keeps his words on the form, and what he writes
    next is no answer."""
    day = await begin(open_office, client_on, staff_on, language)
    ref, ben, result = await _writes_result(day), day.ben, day.t("done-result")
    day.mia.commands("task", ref)
    await day.presses(day.mia, "reassign")
    await day.presses(day.mia, "colleague-away", name="Eva")
    await ben.sees(day.t("task-taken-from-you", ref=ref, name="Eva"))
    ben.says("Booked, IBAN follows")
    assert "Eva" in await ben.sees(f"{result} Booked, IBAN follows")
    await ben.sees_button(_change(day, "done-result"))
    ben.says("something else")
    await ben.sees(day.t("where-title"))
    await day.presses(ben, "cancel")
    await ben.sees(day.t("form-cancelled"))
    assert "Booked" not in day.anna.everything()


@staffs_window
async def test_a_refused_window_stays_open(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """On Slack the window keeps what was filled in and says what is wrong; put right, it counts."""
    day = await begin(open_office, client_on, staff_on, language)
    mia = day.mia
    assert isinstance(mia, SlackPerson)
    mia.commands("people")
    await day.presses(mia, "people-invite")
    await mia.sees_form(day.t("invite-role"))
    window = mia.user.modal
    assert window is not None
    mia.user.fills(**{day.t("invite-role"): day.t("role-client"), day.t("invite-name"): "Carl"})
    await mia.user.submits().done()
    assert window.errors == {day.t("invite-client"): day.t("invite-client-needed")}
    await day.fills(mia, invite_client_name="Baker & Sons")
    await mia.sees(day.t("invite-made", name="Carl"))


@clients_window
async def test_a_faulty_window_that_is_told_late_goes_on_in_the_chat(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its window has said "saved" before the fault was found: what was right is kept, the rest is asked for below."""
    day = await begin(open_office, client_on, staff_on, language, categories=CATEGORIES)
    anna = day.anna
    looked_up = SlackPlatform.profile

    async def once_it_is_told(platform: SlackPlatform, sender: Sender) -> Sender:
        await anna.sees_form("Saved, working on it")
        return await looked_up(platform, sender)

    anna.commands("task", "A train ticket to Hamburg")
    await anna.sees_form(_people(day))
    await day.office.quiet()
    monkeypatch.setattr(slack_listening, "VERDICT", 0.0)
    monkeypatch.setattr(SlackPlatform, "profile", once_it_is_told)
    await day.fills(anna, request_wish="12:00")
    shown = await anna.sees(day.t("form-question", label=_people(day)))
    assert "A train ticket to Hamburg" in shown
    assert day.t("request-wish") in shown
    anna.says("2")
    await day.presses(anna, "send-request")
    await day.ben.sees("A train ticket to Hamburg")


@staffs_window
@pytest.mark.parametrize("left", ["forgotten", "another"])
async def test_a_window_sent_long_after_counts(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, left: str
) -> None:
    """The window stood open while its form was closed: after two hours, or for another form elsewhere."""
    day = await begin(open_office, client_on, staff_on, language, telegram="polling")
    other = await links(day.office, day.ben, "telegram", language=language)
    await _writes_result(day)
    if left == "forgotten":
        day.office.later(3 * 3600)
        await until_state(day.office, "forgotten")
    else:
        other.commands("task")
        await _is_asked(day, other, "request-contact")
    await day.ben.answers("Roses at noon")
    await day.anna.sees("Roses at noon")


@staffs_window
async def test_begun_on_slack_finished_on_telegram(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Pressing the button again on the other platform asks there, and only the answer given there counts; what was
    written in the window is still to be seen."""
    day = await begin(open_office, client_on, staff_on, language, telegram="polling")
    other = await links(day.office, day.ben, "telegram", language=language)
    ref = await _writes_result(day)
    other.commands("mine")
    await day.presses(other, "done-this", ref=ref)
    await _is_asked(day, other, "done-result")
    await day.ben.answers("Roses at noon")
    assert isinstance(day.ben, SlackPerson)
    window = await day.ben.user.sees_modal(day.t("form-went-on"), timeout=PATIENCE)
    assert window.answers[day.t("done-result")] == "Roses at noon"
    other.says("Roses at one")
    await day.anna.sees("Roses at one")
    await day.office.quiet()
    assert "noon" not in day.anna.everything()
    assert day.anna.count(day.t("task-done-title", ref=ref, by="Ben")) == 1


async def until_state(office: Office, state: str) -> None:
    """Wait until the newest form is in a state."""
    newest = Query(select(dialogs.c.state).order_by(dialogs.c.id.desc()).limit(1))
    async with asyncio.timeout(PATIENCE):
        while (await office.app.database.read(lambda uow: uow.run.one(newest))) != (state,):  # noqa: ASYNC110 - as `until`
            await asyncio.sleep(0.02)


@staffs_chat
@pytest.mark.parametrize("button", ["decline", "give-back", "pause"])
async def test_files_beside_an_inside_form_stay_inside(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, button: str
) -> None:
    """A file sent while a form asks for a reason belongs to the task, inside the office, also if Ben's words went to
    the client just before; the form is still open."""
    day = await begin(open_office, client_on, staff_on, language)
    ben = day.ben
    ref = await (day.request if button == "decline" else day.taken)("Ten roses")
    await ben.sees_button(day.t(button))
    ben.says("Hello")
    await day.presses(ben, "to-this", ref=ref, title="Ten roses")
    await day.presses(ben, "to-client", client="Dr. Weber")
    await day.anna.sees("Hello")
    await day.presses(ben, button)
    await _is_asked(day, ben, f"{button}-words")
    sends_file(ben, "secret.pdf", b"%PDF secret", "their old bill")
    await ben.sees(day.t("files-inside"))
    ben.says("No time this week")
    day.mia.commands("task", ref)
    assert "their old bill" in await day.mia.sees("secret.pdf")
    await day.office.quiet()
    assert files_of(day.office, day.anna) == []
    assert "old bill" not in day.anna.everything()

"""Forms: questions in the chat on Telegram and at the terminal, a window on Slack; an answer counts once, and only
there."""

from __future__ import annotations

from storage.vocabulary import TaskState
from tests.cast import SlackPerson, TelegramPerson
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, in_turn, in_turn_with, sentences
from tests.stories.kit import makes_sure

in_staffs_chat = in_turn_with(staff_on="telegram", terminal=True)
in_staffs_window = in_turn_with(staff_on="slack")


async def _asked_to_decline(day: Day) -> str:
    """Let Ben have a task and press Decline; return its reference."""
    ref = await day.request("Please order flowers")
    await day.presses(day.ben, "decline")
    await day.ben.sees_form(day.t("decline-words"))
    return ref


async def _asked_for_a_result(day: Day) -> str:
    """Let Ben take a task on and press Done; return its reference."""
    ref = await day.request("Please order flowers")
    await day.presses(day.ben, "acknowledge")
    await day.presses(day.ben, "done")
    await day.ben.sees_form(day.t("done-result"))
    return ref


async def _declines(day: Day) -> None:
    """Let Ben write his reason in the chat, and see it counted."""
    day.ben.says("I am on leave")
    await day.ben.sees(day.t("task-you-declined", reason="I am on leave"))


async def _eva_takes(day: Day, ref: str) -> None:
    day.eva.commands("queue")
    await day.presses(day.eva, "claim-this", ref=ref)
    await makes_sure(day.eva, day.t("yes"))
    await day.anna.sees(day.t("task-acknowledged", ref=ref, by="Eva"))


def _done(day: Day, ref: str) -> str:
    return day.t("task-done-title", ref=ref, by="Ben")


async def _stands(day: Day, state: TaskState) -> int:
    return await day.office.app.database.read(lambda uow: uow.tasks.count(state))


@in_staffs_chat
async def test_a_form_in_the_chat_takes_the_next_words(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The question is asked, the next words are the answer, and the question's message becomes a summary."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await _asked_to_decline(day)
    await _declines(day)
    await day.ben.sees(f"{day.t('decline-words')} I am on leave")
    await day.mia.sees(day.t("task-nobody", ref=ref, client="Dr. Weber", queue="#").split("#")[0])
    day.ben.says("Anything else?")
    await day.ben.sees(day.t("where-title"))


@in_staffs_chat
async def test_a_form_can_be_put_aside(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Cancel, pressed or as a command, closes the question; nothing was changed, and words are no answer any more."""
    day = await begin(open_office, client_on, staff_on, language)
    await _asked_to_decline(day)
    await day.presses(day.ben, "cancel")
    await day.ben.sees(day.t("form-put-aside"))
    day.ben.says("I am on leave")
    await day.ben.sees(day.t("where-title"))
    await day.presses(day.ben, "decline")
    await day.ben.sees_form(day.t("decline-words"))
    day.ben.commands("cancel")
    await day.ben.sees(day.t("form-put-aside"), count=2)
    assert await _stands(day, TaskState.ASSIGNED) == 1


@in_turn_with(staff_on="telegram")
async def test_answers_are_checked(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Too long an answer, or none at all, is asked for again; the form stays open."""
    day = await begin(open_office, client_on, staff_on, language)
    await _asked_to_decline(day)
    day.ben.says("x" * 1001)
    await day.ben.sees(day.t("form-answer-too-long", most=1000))
    assert isinstance(day.ben, TelegramPerson)
    day.ben.user.sends_sticker()
    await day.ben.sees(day.t("words-for-nobody"))
    await _declines(day)


@in_staffs_chat
async def test_commands_work_while_a_form_is_open(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Looking something up in the middle of a question changes nothing about it."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await _asked_to_decline(day)
    day.ben.commands("queue")
    await day.ben.sees(f"{ref} · Dr. Weber · Please order flowers")
    await _declines(day)


@in_turn_with(staff_on="telegram")
async def test_a_form_survives_a_restart(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """A question asked before the office was closed is answered after it opened again."""
    day = await begin(open_office, client_on, staff_on, language)
    await _asked_to_decline(day)
    await day.office.restart()
    await _declines(day)


@in_turn
async def test_a_second_form_puts_the_first_aside(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """One form is open at a time: beginning another one closes the first, whose buttons say so."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.taken("Task one")
    await day.request("Task two")
    await day.presses(day.ben, "decline")
    await day.ben.sees_form(day.t("decline-words"))
    await day.presses(day.ben, "done")
    await day.ben.sees_form(day.t("done-result"))
    await day.ben.answers("One is done")
    await day.anna.sees(_done(day, ref))
    assert await _stands(day, TaskState.ASSIGNED) == 1


@in_turn
async def test_a_form_about_what_is_settled_is_refused(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """While Ben writes his reason, Eva takes the task: his answer is refused, saying who has it now and since when."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await _asked_to_decline(day)
    await _eva_takes(day, ref)
    await day.ben.answers("I am on leave")
    taken = day.t("already-taken", ref=ref, by="Eva", at="#").split("#")[0]
    if isinstance(day.ben, SlackPerson):
        await day.ben.sees_form(taken)
    else:
        await day.ben.sees(taken, count=2)
    assert await _stands(day, TaskState.ACKNOWLEDGED) == 1


@in_staffs_window
async def test_a_closed_window_takes_no_words(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """On Slack the question stands in a window: once it is closed, what one writes is no answer to it."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await _asked_for_a_result(day)
    assert isinstance(day.ben, SlackPerson)
    day.ben.user.closes_modal()
    day.ben.says("Phew, what a day")
    await day.ben.sees(day.t("where-title"))
    await day.office.quiet()
    assert "Phew" not in day.anna.everything()
    await day.presses(day.ben, "done")
    await day.ben.sees_form(day.t("done-result"))
    await day.ben.answers("Roses")
    await day.anna.sees(_done(day, ref))


@in_staffs_window
async def test_a_window_speaks_the_readers_language(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Whoever chose a language reads the window and its refusals in it, whatever Slack and the office are set to."""
    day, chosen = await begin(open_office, client_on, staff_on, language), "en" if language == "de" else "de"
    bens, ben = sentences(chosen), day.ben
    ben.commands("language", chosen)
    await ben.sees(bens("language-set", language=bens(f"language-{chosen}")))
    ref = await day.request("Please order flowers")
    await ben.sees_button(bens("decline"))
    ben.presses(bens("decline"))
    await ben.sees_form(bens("decline-words"))
    await _eva_takes(day, ref)
    await ben.answers("Urlaub")
    await ben.sees_form(bens("already-taken", ref=ref, by="Eva", at="#").split("#")[0])


@in_staffs_window
async def test_where_no_window_opens_the_question_comes_to_the_chat(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """If Slack opens no window in time, the question is asked in the chat, and there words are the answer."""
    day = await begin(open_office, client_on, staff_on, language)
    await day.request("Please order flowers")
    day.office.slack.fault("views.open", error="expired_trigger_id", count=None)
    await day.presses(day.ben, "decline")
    await day.ben.sees(day.t("decline-words"))
    await _declines(day)


@in_turn_with(staff_on="telegram")
async def test_a_press_that_asks_is_answered(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """On Telegram the button stops turning as soon as its question is there."""
    day = await begin(open_office, client_on, staff_on, language)
    await _asked_to_decline(day)
    await day.office.quiet()
    assert [query.data for query in day.office.telegram.world.callbacks.values() if query.answer is None] == []


@in_staffs_window
async def test_submitting_twice_counts_once(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A submission that Slack brings twice finishes the task once, and both times the window closes."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await _asked_for_a_result(day)
    assert isinstance(day.ben, SlackPerson)
    day.ben.user.fills(**{day.t("done-result"): "Roses"})
    delivery = await day.ben.user.submits().done()
    await day.anna.sees(_done(day, ref))
    await day.office.slack.redeliver(delivery)
    await day.office.quiet()
    assert day.anna.count(_done(day, ref)) == 1
    assert day.ben.user.modal is None


@in_turn_with(client_on="telegram", terminal=True)
async def test_words_beside_a_complete_form_are_not_dropped(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Once all is answered and waits to be sent, words are a matter of their own; both are sent, each once."""
    day = await begin(open_office, client_on, staff_on, language)
    ben, anna = day.ben, day.anna
    anna.commands("task")
    await anna.sees(day.t("request-words"))
    anna.says("Flowers for Friday")
    await day.presses(anna, "form-skip")
    await anna.sees_button(day.t("form-change", label=day.t("request-words")))
    anna.says("And a table for two")
    await anna.sees_button(day.t("discard"))
    await day.presses(anna, "send-request")
    await ben.sees("And a table for two")
    await anna.sees(day.t("request-accepted", ref="T-1001"))
    assert "Flowers" not in ben.everything()
    await day.presses(anna, "send-request")
    await ben.sees("Flowers for Friday")
    await day.office.quiet()
    assert await _stands(day, TaskState.ASSIGNED) == 2

"""A client after the request is sent: how it stands, questions, the result, the end, and who else may see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.vocabulary import Role, TaskState
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import in_turn, sentences
from tests.stories.journey import (
    acknowledges,
    files_of,
    finishes,
    gives_form,
    labels,
    opened,
    orders,
    presses,
    task_in_hand,
    until,
)
from tests.stories.kit import forges, joined, keys, makes_sure, only

DAY = 24 * 3600
WEEK = 7 * DAY


@in_turn
async def test_a_client_looks_answers_and_adds(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """/tasks lists what is open; a question waits for the client and goes on when answered; more can be added."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    anna.commands("tasks")
    await anna.sees(t("client-tasks-none"))
    await task_in_hand(ben, anna, language=language)
    await presses(ben, t("ask-client"))
    await gives_form(ben, {t("ask-words"): "Red or white?"})
    assert "Red or white?" in await anna.sees(t("question-title", by="Ben", ref="T-1001"))
    await ben.sees(t("task-state-waiting", reason="Red or white?"))
    anna.commands("tasks")
    await anna.sees(t("client-task-line", ref="T-1001", state=t("state-waiting"), words="Ten roses"))
    await presses(anna, "T-1001")
    assert t("question-open", words="Red or white?") in await anna.sees(t("client-state-waiting"))
    await presses(anna, t("answer-question"))
    await gives_form(anna, {t("answer-words"): "Red, please"})
    answered = t("said", name="Anna", ref="T-1001", lines="Red, please")
    await ben.sees(answered)
    await ben.sees(t("task-state-acknowledged", at="#").partition("#")[0])
    anna.commands("task", "T-1001")
    await anna.sees(t("client-state-acknowledged", by="Ben", at="#").partition("#")[0])
    await presses(anna, t("add-words"))
    await gives_form(anna, {t("answer-words"): "And a card"})
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="And a card"))
    await office.quiet()
    assert ben.count(answered) == 1


@in_turn
async def test_files_are_added_while_the_answer_is_asked_for(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """While a question about a task is open, a file goes to that task."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await task_in_hand(ben, anna, language=language)
    anna.commands("task", "T-1001")
    await presses(anna, t("add-words"))
    await anna.sees_form(t("answer-words"))
    if isinstance(anna, SlackPerson):
        anna.user.closes_modal()
        anna.user.sends_file("plan.pdf", b"%PDF plan", "Like this")
        await presses(anna, t("to-this", ref="T-1001", title="Ten roses"))
    else:
        assert isinstance(anna, TelegramPerson)
        anna.user.sends_document("plan.pdf", b"%PDF plan")
        await anna.sees(t("files-passed-on"))
        await anna.answers("Like this")
    await until(lambda: files_of(office, ben) == [("plan.pdf", b"%PDF plan")], "the file")
    await ben.sees("Like this")


@in_turn
async def test_a_client_cancels_until_it_is_done(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Cancel task ends it for both sides; once done, an old Cancel button says how it stands."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await task_in_hand(ben, anna, language=language)
    await presses(anna, t("cancel-task"))
    await makes_sure(anna, t("yes"))
    await anna.sees(t("client-state-cancelled", at="#").partition("#")[0])
    await ben.sees(t("task-cancelled", ref="T-1001", by="Anna", reason="").strip())
    assert await _count(office, TaskState.CANCELLED) == 1
    await orders(anna, "Twelve roses", language=language)
    await acknowledges(ben, anna, "T-1002", language=language)
    old = keys(anna, t("cancel-task"))[-1]
    await finishes(ben, anna, "Delivered", language=language)
    await until(lambda: t("cancel-task") not in labels(anna), "no Cancel on a finished task")
    forges(anna, old)
    await makes_sure(anna, t("yes"))
    done = t("already-done", ref="T-1002", by="Ben", at="#").partition("#")[0]
    await until(lambda: done in anna.everything(), done)
    assert await _count(office, TaskState.DONE) == 1


@in_turn
async def test_accept_rate_and_a_word(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Accepted it is closed; a rating counts once, a word may follow; the assistant reads both."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await _done(ben, anna, language)
    await presses(anna, t("accept"))
    await anna.sees(t("rate-this"))
    await presses(anna, t("rating", stars=4))
    await anna.sees(t("rated", stars=4))
    await presses(anna, t("rating-word"))
    await anna.sees_form(t("rating-word-words"))
    await anna.answers("Lovely roses")
    await ben.sees(t("task-rated", stars=4, words="Lovely roses"))
    assert t("rating", stars=4) not in labels(anna)
    assert t("accept") not in labels(anna)
    assert await _count(office, TaskState.CLOSED) == 1


@in_turn
@pytest.mark.parametrize("complaints", [("wrong", "late", "not-ours"), ("incomplete", "misunderstood")])
async def test_sent_back_with_each_reason(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, complaints: tuple[str, ...]
) -> None:
    """Each reason, with words and without, brings the task back to whoever did it, and the result card says so."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await _done(ben, anna, language)
    which, what = t("send-back-complaint"), t("send-back-words")
    for number, complaint in enumerate(complaints):
        chosen = t(f"complaint-{complaint}")
        words = f"Please look again, {number}" if number != 1 else None
        await presses(anna, t("send-back"))
        if number == 2 and isinstance(anna, TelegramPerson):
            # Written before the choice: a remark each time, and the choice is asked for still.
            await anna.sees(t("form-question", label=which))
            anna.says("This is not")
            await anna.sees(f"{what} This is not")
            anna.says("what I need")
            await anna.sees(f"{what} This is not\nwhat I need")
            await gives_form(anna, {which: chosen})
            words = "This is not\nwhat I need"
        else:
            await gives_form(anna, {which: chosen, what: words})
        await ben.sees(t("sent-back", ref="T-1001", complaint=chosen, words=words or "").strip())
        await anna.sees(t("result-open-again"))
        await presses(ben, t("acknowledge"))
        await anna.sees(t("task-acknowledged", by="Ben", ref="T-1001"), count=number + 2)
        await finishes(ben, anna, f"Better now, {number}", language=language)
    assert await _count(office, TaskState.DONE) == 1


@in_turn
async def test_thank_you_reopens_nothing(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """After done, a word of thanks changes nothing: Reopen and New request are offered, and Nothing, thanks."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    thanks = {"en": "Thank you!", "de": "Vielen Dank!"}[language]
    again, nothing = t("reopen-this", ref="T-1001", title="Ten roses"), t("nothing-more")
    await _done(ben, anna, language)
    anna.says(thanks)
    await anna.sees_button(again)
    assert t("new-request") in labels(anna)
    assert await _count(office, TaskState.DONE) == 1
    await presses(anna, nothing)
    await until(lambda: nothing not in labels(anna), "it settled")
    assert await _count(office, TaskState.DONE) == 1
    assert thanks not in ben.everything()
    office.later(61)
    anna.says("The roses are yellow")
    await presses(anna, again)
    await ben.sees("The roses are yellow")
    await ben.sees(t("reopened", name="Anna", ref="T-1001"))
    assert await _count(office, TaskState.ASSIGNED) == 1


@in_turn
async def test_new_request_after_thanks_asks_what_for(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Thanks become no request: New request below them asks what is needed; they stand with the task that was finished,
    and nobody is called for them."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    thanks, hello = {"en": ("Great, thank you!", "Hello"), "de": ("Super, danke!", "Hallo")}[language]
    kept = t("placed-thanks", ref="T-1001")
    await _done(ben, anna, language)
    anna.says(thanks)
    await presses(anna, t("new-request"))
    await anna.sees_form(t("request-words"))
    await anna.sees(kept)
    await ben.sees(t("message-line", name="Anna", words=thanks))
    await office.quiet()
    assert ben.count(t("said", name="Anna", ref="T-1001", lines="#").partition("#")[0]) == 0
    assert t("send-request") not in labels(anna)
    assert await _count(office, TaskState.DONE) == 1
    anna.commands("cancel")
    await office.quiet()  # a command and a message come by ways of their own on Slack
    anna.says(hello)
    await anna.sees(t("where-title"))
    await presses(anna, t("new-request"))
    await anna.sees(t("all-right"))
    assert anna.count(kept) == 1


@in_turn
async def test_closed_by_silence_and_announced(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The result says when it closes by itself; then it does, can still be rated, and be opened again. How long that
    takes is the office's own choice."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language, close_after=timedelta(days=2))
    await _done(ben, anna, language)
    closes = t("result-closes", at="#").partition("#")[0]
    assert closes in await anna.sees(t("task-done-title", ref="T-1001", by="Ben"))
    office.later(2 * DAY - 3600)
    await office.quiet()
    assert await _count(office, TaskState.DONE) == 1
    office.later(3660)
    await anna.sees(t("rate-this"))
    assert await _count(office, TaskState.CLOSED) == 1
    await presses(anna, t("reopen"))
    await anna.sees(t("reopened-client", ref="T-1001"))
    await ben.sees(t("reopened", name="Anna", ref="T-1001"))
    office.later(WEEK)
    await office.quiet()
    assert await _count(office, TaskState.CLOSED) == 0


@in_turn
async def test_sending_back_stops_the_clock(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A task that came back and was done again has a week of its own."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await _done(ben, anna, language)
    office.later(WEEK - 3600)
    wrong = t("complaint-wrong")
    await presses(anna, t("send-back"))
    await gives_form(anna, {t("send-back-complaint"): wrong, t("send-back-words"): None})
    await ben.sees(t("sent-back", ref="T-1001", complaint=wrong, words="").strip())
    await presses(ben, t("acknowledge"))
    await anna.sees(t("task-acknowledged", by="Ben", ref="T-1001"), count=2)
    await finishes(ben, anna, "Better now", language=language)
    office.later(7200)
    await office.quiet()
    assert await _count(office, TaskState.DONE) == 1


# --- several contacts ------------------------------------------------------------------------------------------------


@in_turn
async def test_contacts_of_one_client(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Each contact sees their own tasks, unless a manager lets the client's contacts see all; strangers never do."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    mia = await joined(office, Role.MANAGER, "Mia", staff_on, language=language)
    await joined(office, Role.ASSISTANT, "Ben", staff_on, language=language)
    anna = await joined(office, Role.CLIENT, "Anna", client_on, language=language)
    carl = await joined(office, Role.CLIENT, "Carl", staff_on, language=language)
    dora = await joined(office, Role.CLIENT, "Dora", client_on, client="Smith Ltd", language=language)
    await orders(anna, "Ten roses", language=language)
    await _sees_nothing(carl, language)
    everything, own = t("client-sees-all"), t("client-sees-own")
    mia.commands("people")
    await presses(mia, t("people-clients"))
    await presses(mia, "Dr. Weber")
    await presses(mia, t("client-switch", sees=everything))
    await mia.sees(f"{t('client-contacts', names='Anna, Carl')}\n{everything}")
    carl.commands("tasks")
    await carl.sees(t("client-task-line", ref="T-1001", state=t("state-assigned"), words="Ten roses"))
    carl.commands("task", "T-1001")
    await carl.sees(t("client-state-assigned", by="Ben", at="#").partition("#")[0])
    await _sees_nothing(dora, language)
    mia.presses(t("client-switch", sees=own))
    await mia.sees_button(t("client-switch", sees=everything))
    carl.commands("tasks")
    await carl.sees(t("client-tasks-none"), count=2)


async def _sees_nothing(person: Person, language: str) -> None:
    t = sentences(language)
    person.commands("tasks")
    await person.sees(t("client-tasks-none"))
    person.commands("find", "roses")
    await person.sees(t("find-nothing", words="roses"))
    person.commands("task", "T-1001")
    unknown = t("task-unknown")
    await until(lambda: unknown in person.everything(), unknown)  # a message, a toast, a window
    assert "Ten" not in person.everything()


# --- all of it -------------------------------------------------------------------------------------------------------


@in_turn
async def test_the_whole_journey(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """From the first words to the rating: a question, a result that is sent back, another, accepted."""
    t = sentences(language)
    _, ben, anna = await opened(open_office, client_on, staff_on, language)
    await orders(anna, "Zehn Rosen", language=language)
    await acknowledges(ben, anna, language=language)
    await presses(ben, t("ask-client"))
    await gives_form(ben, {t("ask-words"): "Rote oder weiße?"})
    await presses(anna, t("answer-question"))
    await gives_form(anna, {t("answer-words"): "Rote"})
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="Rote"))
    await finishes(ben, anna, "Geliefert", language=language)
    await anna.sees(t("task-done-title", ref="T-1001", by="Ben"))
    await presses(anna, t("send-back"))
    await gives_form(anna, {t("send-back-complaint"): t("complaint-incomplete"), t("send-back-words"): "Es sind neun"})
    await ben.sees("Es sind neun")
    await presses(ben, t("acknowledge"))
    await anna.sees(t("task-acknowledged", by="Ben", ref="T-1001"), count=2)
    await finishes(ben, anna, "Jetzt zehn", language=language)
    await presses(anna, t("accept"))
    await presses(anna, t("rating", stars=5))
    await anna.sees(t("rated", stars=5))
    anna.commands("tasks")
    await anna.sees(t("client-tasks-none"))


async def _done(ben: Person, anna: Person, language: str) -> None:
    await task_in_hand(ben, anna, language=language)
    await finishes(ben, anna, "Delivered", language=language)


async def _count(office: Office, state: TaskState) -> int:
    return await office.app.database.read(lambda uow: uow.tasks.count(state))

"""A client after the request is sent: how it stands, questions, the result, the end, and who else may see it."""

from __future__ import annotations

import pytest

from storage.vocabulary import Role, TaskState
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import in_turn, sentences
from tests.stories.journey import (
    acknowledges,
    ben_and_anna,
    files_of,
    finishes,
    gives_form,
    labels,
    orders,
    presses,
    until,
)
from tests.stories.kit import in_chats, joined, makes_sure, only

COMPLAINT = "What is wrong?"
ANYTHING = "Anything to add?"
WEEK = 7 * 24 * 3600


@in_turn
async def test_a_client_looks_answers_and_adds(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """/tasks lists what is open; a question waits for the client and goes on when answered; more can be added."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await ben_and_anna(office, staff_on, client_on, language=language)
    anna.commands("tasks")
    await anna.sees(t("client-tasks-none"))
    await orders(anna, "Ten roses", language=language)
    await acknowledges(ben, anna, language=language)
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


@in_chats
async def test_files_are_added_while_the_answer_is_asked_for(open_on: OpenOffice, on: str) -> None:
    """While a question about a task is open, a file goes to that task."""
    office = await open_on(*{on, "telegram"})
    ben, anna = await ben_and_anna(office, "telegram", on)
    await orders(anna, "Ten roses")
    await acknowledges(ben, anna)
    anna.commands("task", "T-1001")
    await presses(anna, "Add something")
    await anna.sees_form("What shall I pass on?")
    if isinstance(anna, SlackPerson):
        anna.user.closes_modal()
        anna.user.sends_file("plan.pdf", b"%PDF plan", "Like this")
        await presses(anna, "To T-1001 · Ten roses")
    else:
        assert isinstance(anna, TelegramPerson)
        anna.user.sends_document("plan.pdf", b"%PDF plan")
        await anna.sees("The file is passed on. The question above is still open.")
        await anna.answers("Like this")
    await until(lambda: files_of(office, ben) == [("plan.pdf", b"%PDF plan")], "the file")
    await ben.sees("Like this")


@in_chats
async def test_a_client_cancels_until_it_is_done(open_on: OpenOffice, on: str) -> None:
    """Cancel task ends it for both sides; once done, an old Cancel button says how it stands."""
    office = await open_on(on)
    ben, anna = await ben_and_anna(office, on, on)
    await orders(anna, "Ten roses")
    await acknowledges(ben, anna)
    await presses(anna, "Cancel task")
    await makes_sure(anna)
    await anna.sees("Cancelled")
    await ben.sees("T-1001 was cancelled by Anna")
    assert await _count(office, TaskState.CANCELLED) == 1
    await orders(anna, "Twelve roses")
    await acknowledges(ben, anna, "T-1002")
    await finishes(ben, anna, "Delivered")
    await until(lambda: "Cancel task" not in labels(anna), "no Cancel on a finished task")


@in_chats
async def test_accept_rate_and_a_word(open_office: OpenOffice, on: str) -> None:
    """Accepted it is closed; a rating counts once, a word may follow; the assistant reads both."""
    office = await open_office(**only(on))
    ben, anna = await ben_and_anna(office, on, on)
    await _done(ben, anna)
    await presses(anna, "Accept")
    await anna.sees("How content are you?")
    await presses(anna, "4 ★")
    await anna.sees("Your rating: 4 of 5")
    await presses(anna, "Add a word")
    await anna.sees_form("What was good, what was not?")
    await anna.answers("Lovely roses")
    await ben.sees("Rated 4 of 5. Lovely roses")
    assert "4 ★" not in labels(anna)
    assert "Accept" not in labels(anna)
    assert await _count(office, TaskState.CLOSED) == 1


@pytest.mark.parametrize(
    ("on", "complaints"),
    [("telegram", ("wrong", "too late", "not meant for you")), ("slack", ("incomplete", "misunderstood"))],
)
async def test_sent_back_with_each_reason(open_on: OpenOffice, on: str, complaints: tuple[str, ...]) -> None:
    """Each reason, with words and without, brings the task back to whoever did it, and the result card says so."""
    office = await open_on(on)
    ben, anna = await ben_and_anna(office, on, on)
    await _done(ben, anna)
    for number, complaint in enumerate(complaints):
        words = f"Please look again, {number}" if number != 1 else None
        await presses(anna, "Send back")
        if on == "slack":
            await gives_form(anna, {COMPLAINT: complaint, **({ANYTHING: words} if words else {})})
        elif number == 2:  # written before the choice: a remark each time, and the choice is asked for still
            await anna.sees(f"❓ {COMPLAINT}")
            anna.says("This is not")
            await anna.sees(f"{ANYTHING} This is not")
            anna.says("what I need")
            await anna.sees(f"{ANYTHING} This is not\nwhat I need")
            await gives_form(anna, {COMPLAINT: complaint})
        else:
            await gives_form(anna, {COMPLAINT: complaint, ANYTHING: words})
        told = "This is not\nwhat I need" if on == "telegram" and number == 2 else words or ""
        assert told in await ben.sees(f"T-1001 comes back ({complaint})")
        await anna.sees("It is in work again.")
        await presses(ben, "Acknowledge")
        await anna.sees("Ben is taking care of T-1001", count=number + 2)
        await finishes(ben, anna, f"Better now, {number}")
    assert await _count(office, TaskState.DONE) == 1


@pytest.mark.parametrize("language", ["en", "de"])
async def test_thank_you_reopens_nothing(open_office: OpenOffice, language: str) -> None:
    """After done, a word of thanks changes nothing: Reopen and New request are offered, and Nothing, thanks."""
    office = await open_office(**only("telegram"))
    ben = await joined(office, Role.ASSISTANT, "Ben", "telegram")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram", language=language)
    german = language == "de"
    again = "T-1001 wieder öffnen · Ten roses" if german else "Reopen T-1001 · Ten roses"
    nothing = "Nichts weiter" if german else "Nothing, thanks"
    await orders(anna, "Ten roses", language=language)
    await presses(ben, "Acknowledge")
    await finishes(ben, anna, "Delivered")
    anna.says("Vielen Dank!" if german else "Thank you!")
    await anna.sees_button(again)
    assert ("Neuer Auftrag" if german else "New request") in labels(anna)
    assert await _count(office, TaskState.DONE) == 1
    await presses(anna, nothing)
    await until(lambda: nothing not in labels(anna), "it settled")
    assert await _count(office, TaskState.DONE) == 1
    assert "Thank you!" not in ben.everything()
    office.later(61)
    anna.says("The roses are yellow")
    await presses(anna, again)
    await ben.sees("The roses are yellow")
    await ben.sees("Anna has opened T-1001 again")
    assert await _count(office, TaskState.ASSIGNED) == 1


@in_chats
async def test_new_request_after_thanks_asks_what_for(open_on: OpenOffice, on: str) -> None:
    """Thanks become no request: New request below them asks what is needed; they stand with the task that was finished,
    and nobody is called for them."""
    office = await open_on(on)
    ben, anna = await ben_and_anna(office, on, on)
    await _done(ben, anna)
    anna.says("Great, thank you!")
    await presses(anna, "New request")
    await anna.sees_form("What do you need?")
    await anna.sees("Kept with T-1001")
    await ben.sees("💬 Anna: Great, thank you!")
    await office.quiet()
    assert ben.count("Anna on T-1001") == 0
    assert "Send request" not in labels(anna)
    assert await _count(office, TaskState.DONE) == 1
    anna.commands("cancel")
    anna.says("Hello")
    await anna.sees("What is this about?")
    await presses(anna, "New request")
    await anna.sees("All right.")
    assert anna.count("Kept with") == 1


@in_chats
async def test_closed_by_silence_and_announced(open_on: OpenOffice, on: str) -> None:
    """The result says when it closes by itself; then it does, can still be rated, and be opened again."""
    office = await open_on(on)
    ben, anna = await ben_and_anna(office, on, on)
    await _done(ben, anna)
    assert "If we hear nothing, it closes on" in await anna.sees("T-1001 is done")
    office.later(WEEK - 3600)
    await office.quiet()
    assert await _count(office, TaskState.DONE) == 1
    office.later(3660)
    await anna.sees("How content are you?")
    assert await _count(office, TaskState.CLOSED) == 1
    await presses(anna, "Reopen")
    await anna.sees("T-1001 is in work again")
    await ben.sees("Anna has opened T-1001 again")
    office.later(WEEK)
    await office.quiet()
    assert await _count(office, TaskState.CLOSED) == 0


async def test_sending_back_stops_the_clock(open_on: OpenOffice) -> None:
    """A task that came back and was done again has a week of its own."""
    office = await open_on("slack")
    ben, anna = await ben_and_anna(office, "slack", "slack")
    await _done(ben, anna)
    office.later(WEEK - 3600)
    await presses(anna, "Send back")
    await gives_form(anna, {COMPLAINT: "wrong"})
    await ben.sees("comes back")
    await presses(ben, "Acknowledge")
    await anna.sees("Ben is taking care of T-1001", count=2)
    await finishes(ben, anna, "Better now")
    office.later(7200)
    await office.quiet()
    assert await _count(office, TaskState.DONE) == 1


# --- several contacts ------------------------------------------------------------------------------------------------


async def test_contacts_of_one_client(open_office: OpenOffice) -> None:
    """Each contact sees their own tasks, unless a manager lets the client's contacts see all; strangers never do."""
    office = await open_office()
    mia = await joined(office, Role.MANAGER, "Mia", "slack")
    await joined(office, Role.ASSISTANT, "Ben", "slack")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    carl = await joined(office, Role.CLIENT, "Carl", "slack")
    dora = await joined(office, Role.CLIENT, "Dora", "telegram", client="Smith Ltd")
    await orders(anna, "Ten roses")
    await _sees_nothing(carl)
    mia.commands("people")
    await presses(mia, "Clients")
    await presses(mia, "Dr. Weber")
    await presses(mia, "Change: contacts see all tasks of the client")
    await mia.sees("Contacts: Anna, Carl\ncontacts see all tasks of the client")
    carl.commands("tasks")
    await carl.sees("T-1001 · assigned · Ten roses")
    carl.commands("task", "T-1001")
    await carl.sees("Assigned to Ben since")
    await _sees_nothing(dora)
    mia.presses("Change: each contact sees their own tasks")
    await mia.sees_button("Change: contacts see all tasks of the client")
    carl.commands("tasks")
    await carl.sees("You have no open requests", count=2)


async def _sees_nothing(person: Person) -> None:
    person.commands("tasks")
    await person.sees("You have no open requests")
    person.commands("find", "roses")
    await person.sees("Nothing found for")
    person.commands("task", "T-1001")
    await _hears(person, "I can't find this task")
    assert "Ten" not in person.everything()


async def _hears(person: Person, text: str) -> None:
    """Wait for an answer wherever it shows: a message, a toast, a window."""
    await until(lambda: text in person.everything(), text)


# --- all of it -------------------------------------------------------------------------------------------------------


@in_turn
async def test_the_whole_journey(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """From the first words to the rating: a question, a result that is sent back, another, accepted."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna = await ben_and_anna(office, staff_on, client_on, language=language)
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


async def _done(ben: Person, anna: Person) -> None:
    await orders(anna, "Ten roses")
    await acknowledges(ben, anna)
    await finishes(ben, anna, "Delivered")


async def _count(office: Office, state: TaskState) -> int:
    return await office.app.database.read(lambda uow: uow.tasks.count(state))

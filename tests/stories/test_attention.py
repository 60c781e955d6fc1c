"""What was chosen for the next words counts only while nothing comes between: no words reach a client by a choice that
was meant for something else."""

from __future__ import annotations

import pytest

from storage.vocabulary import Role
from tests.cast import Person, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import IN_TURN, Sentences, in_turn, in_turn_with, sentences
from tests.stories.journey import acknowledges, ever_sent, labels, opened, orders, presses, replies, until
from tests.stories.kit import joined, only

CANARY = "quokka"


async def _two_tasks(office: Office, client_on: str, staff_on: str, language: str) -> tuple[Person, Person, Person]:
    """Return Ben with T-1001 of Anna (Dr. Weber) and T-1002 of Paul (Café Lindner) in his hands."""
    ben = await joined(office, Role.ASSISTANT, "Ben", staff_on, language=language)
    anna = await joined(office, Role.CLIENT, "Anna", client_on, language=language)
    paul = await joined(office, Role.CLIENT, "Paul", client_on, language=language, client="Café Lindner")
    await orders(anna, "Book a train", language=language)
    await acknowledges(ben, anna, language=language)
    await orders(paul, "Print menus", language=language)
    await ben.sees("Print menus")
    await acknowledges(ben, paul, "T-1002", language=language)
    return ben, anna, paul


async def _speaks_to_weber(ben: Person, anna: Person, t: Sentences) -> None:
    """Let Ben choose Dr. Weber for his next words."""
    replies(ben, "T-1001 · Dr. Weber", "Looking into it")
    await presses(ben, t("to-client", client="Dr. Weber"))
    await anna.sees("Looking into it")
    asked = t("audience-title", ref="T-1001", client="Dr. Weber")
    await until(lambda: not ben.count(asked), "the question settled")


@in_turn
async def test_the_form_of_another_task_ends_a_choice(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """After Done on another client's task, what Ben forgot to say is asked about, and nobody else's client reads it."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna, paul = await _two_tasks(office, client_on, staff_on, language)
    await _speaks_to_weber(ben, anna, t)
    await presses(ben, t("done"))  # of the newest card: T-1002
    await ben.sees_form(t("done-result"))
    await ben.answers("Menus printed")
    await paul.sees("Menus printed")
    ben.says(f"Their account is {CANARY}")
    await ben.sees(t("where-title"))
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


@in_turn
async def test_looking_at_another_task_ends_a_choice(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Opening another task's card is enough; looking at the same one is not."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna, _ = await _two_tasks(office, client_on, staff_on, language)
    await _speaks_to_weber(ben, anna, t)
    ben.commands("task", "T-1001")
    ben.says("The 9:40 is better")
    await anna.sees("The 9:40 is better")
    ben.commands("task", "T-1002")
    await ben.sees("T-1002 · Café Lindner", count=2)
    ben.says(f"I don't like them, {CANARY}")
    await ben.sees(t("where-title"))
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


@in_turn
async def test_words_of_another_client_end_a_choice(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Paul writes to Ben meanwhile: what Ben says next may be for him, and is asked about."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna, paul = await _two_tasks(office, client_on, staff_on, language)
    await _speaks_to_weber(ben, anna, t)
    await office.quiet()
    replies(paul, t("task-acknowledged", by="Ben", ref="T-1002"), "In green?")
    await ben.sees("In green?")
    ben.says(f"Green costs {CANARY}")
    await ben.sees(t("where-title"))
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


@in_turn
async def test_after_an_internal_note_nothing_goes_to_the_client(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Ben writes a note by its button; his next words are no client's."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await orders(anna, "Book a train", language=language)
    await acknowledges(ben, anna, language=language)
    await ben.sees(t("task-state-acknowledged", at="#").split("#")[0])
    await _speaks_to_weber(ben, anna, t)
    await presses(ben, t("internal-note"))
    await ben.sees_form(t("note-words"))
    await ben.answers("They pay late")
    await ben.sees("🔒 Ben: They pay late")
    ben.says(f"And they shout, {CANARY}")
    await ben.sees(t("where-title"))
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


@pytest.mark.parametrize(
    ("database", "client_on", "staff_on", "language", "note_first"),
    [
        (*place, note_first)
        for place in IN_TURN
        for note_first in (False, True)
        if place[2] != "slack" or not note_first
    ],
    indirect=["database"],
)
async def test_an_answer_to_a_colleagues_note_is_no_clients(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, *, note_first: bool
) -> None:
    """Mia notes something, Ben answers it below: he is asked who may read that, whatever he chose, before or after.
    (After, only Telegram says which message is answered; a Slack thread doesn't.)"""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna, _ = await _two_tasks(office, client_on, staff_on, language)
    mia = await joined(office, Role.MANAGER, "Mia", staff_on, language=language)
    if not note_first:
        await _speaks_to_weber(ben, anna, t)
    mia.commands("task", "T-1001")
    await presses(mia, t("internal-note"))
    await mia.sees_form(t("note-words"))
    await mia.answers("Careful, they never pay")
    await ben.sees(t("noted", name="Mia", ref="T-1001", lines="").rstrip())
    if note_first:
        await _speaks_to_weber(ben, anna, t)
    await office.quiet()  # a reply finds its task once its message is noted as sent
    replies(ben, t("noted", name="Mia", ref="T-1001", lines="").rstrip(), f"Crooks, {CANARY}")
    await ben.sees(t("audience-title", ref="T-1001", client="Dr. Weber"))
    await presses(ben, t("internal-note"))
    await ben.sees(f"🔒 Ben: Crooks, {CANARY}")
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


@in_turn_with(staff_on="telegram")
async def test_an_answer_to_ones_own_note_is_no_clients(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Ben replies to his own note after he chose the client: he is asked."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna, _ = await _two_tasks(office, client_on, staff_on, language)
    await office.quiet()
    replies(ben, "T-1001 · Dr. Weber", "They pay late")
    await ben.sees(t("audience-title", ref="T-1001", client="Dr. Weber"))
    await presses(ben, t("internal-note"))
    await ben.sees("🔒 Ben: They pay late")
    await _speaks_to_weber_again(ben, anna, t)
    assert isinstance(ben, TelegramPerson)
    note = next(each.id for each in ben.user.messages if not each.from_bot and each.text == "They pay late")
    ben.user.says(f"Always, {CANARY}", reply_to=note)
    await ben.sees(t("audience-title", ref="T-1001", client="Dr. Weber"))
    await presses(ben, t("internal-note"))
    await ben.sees(f"🔒 Ben: Always, {CANARY}")
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


async def _speaks_to_weber_again(ben: Person, anna: Person, t: Sentences) -> None:
    ben.commands("task", "T-1002")  # turns to something else, so that he is asked again
    await ben.sees("Print menus")
    await _speaks_to_weber(ben, anna, t)


@in_turn
@pytest.mark.parametrize("chosen", [False, True])
async def test_what_follows_a_question_is_no_part_of_a_draft(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str, *, chosen: bool
) -> None:
    """Anna writes about something new; Ben asks about the old; her next words are asked about, chosen New request or
    not, and as an answer let the task go on."""
    t = sentences(language)
    office = await open_office(**only(client_on, staff_on))
    ben, anna, _ = await _two_tasks(office, client_on, staff_on, language)
    anna.says("I also need flowers")
    await anna.sees_button(t("new-request"))
    if chosen:
        await presses(anna, t("new-request"))
        await anna.sees_button(t("send-request"))
    ben.commands("task", "T-1001")
    await ben.sees("Book a train", count=2)
    await presses(ben, t("ask-client"))
    await ben.sees_form(t("ask-words"))
    await ben.answers("Window seat?")
    await anna.sees("Window seat?")
    anna.says("Yes please")
    await anna.sees("Yes please")
    await presses(anna, t("to-this", ref="T-1001", title="Book a train"))
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="Yes please"))
    await office.quiet()
    assert "flowers" not in ben.everything()
    assert t("answer-question") not in labels(anna)

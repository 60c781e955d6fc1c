"""What was chosen for the next words counts only while nothing comes between: no words reach a client by a choice that
was meant for something else."""

from __future__ import annotations

import pytest

from storage.vocabulary import Role
from tests.cast import Person, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.journey import acknowledges, ben_and_anna, ever_sent, labels, orders, presses, replies
from tests.stories.kit import in_chats, joined

CANARY = "quokka"
WHERE = "What is this about?"
WHO = "who may read this?"


async def _two_tasks(office: Office, on: str) -> tuple[Person, Person, Person]:
    """Return Ben with T-1001 of Anna (Dr. Weber) and T-1002 of Paul (Café Lindner) in his hands."""
    ben = await joined(office, Role.ASSISTANT, "Ben", on)
    anna = await joined(office, Role.CLIENT, "Anna", on)
    paul = await joined(office, Role.CLIENT, "Paul", on, client="Café Lindner")
    await orders(anna, "Book a train")
    await acknowledges(ben, anna)
    await orders(paul, "Print menus")
    await acknowledges(ben, paul, "T-1002")
    return ben, anna, paul


async def _speaks_to_weber(ben: Person, anna: Person) -> None:
    """Let Ben choose Dr. Weber for his next words."""
    replies(ben, "T-1001 · Dr. Weber", "Looking into it")
    await presses(ben, "To Dr. Weber")
    await anna.sees("Looking into it")


@in_chats
async def test_the_form_of_another_task_ends_a_choice(open_on: OpenOffice, on: str) -> None:
    """After Done on another client's task, what Ben forgot to say is asked about, and nobody else's client reads it."""
    office = await open_on(on)
    ben, anna, paul = await _two_tasks(office, on)
    await _speaks_to_weber(ben, anna)
    await presses(ben, "Done")  # of the newest card: T-1002
    await ben.sees_form("What shall the client read as the result?")
    await ben.answers("Menus printed")
    await paul.sees("Menus printed")
    ben.says(f"Their account is {CANARY}")
    await ben.sees(WHERE)
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


async def test_looking_at_another_task_ends_a_choice(open_on: OpenOffice) -> None:
    """Opening another task's card is enough; looking at the same one is not."""
    office = await open_on("telegram")
    ben, anna, _ = await _two_tasks(office, "telegram")
    await _speaks_to_weber(ben, anna)
    ben.commands("task", "T-1001")
    ben.says("The 9:40 is better")
    await anna.sees("The 9:40 is better")
    ben.commands("task", "T-1002")
    ben.says(f"I don't like them, {CANARY}")
    await ben.sees(WHERE)
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


@in_chats
async def test_words_of_another_client_end_a_choice(open_on: OpenOffice, on: str) -> None:
    """Paul writes to Ben meanwhile: what Ben says next may be for him, and is asked about."""
    office = await open_on(on)
    ben, anna, paul = await _two_tasks(office, on)
    await _speaks_to_weber(ben, anna)
    replies(paul, "is taking care of T-1002", "In green?")
    await ben.sees("In green?")
    ben.says(f"Green costs {CANARY}")
    await ben.sees(WHERE)
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


@in_chats
async def test_after_an_internal_note_nothing_goes_to_the_client(open_on: OpenOffice, on: str) -> None:
    """Ben writes a note by its button; his next words are no client's."""
    office = await open_on(on)
    ben, anna = await ben_and_anna(office, on, on)
    await orders(anna, "Book a train")
    await acknowledges(ben, anna)
    await ben.sees("In your hands since")
    await _speaks_to_weber(ben, anna)
    await presses(ben, "Internal note")
    await ben.sees_form("What shall the office know?")
    await ben.answers("They pay late")
    await ben.sees("🔒 Ben: They pay late")
    ben.says(f"And they shout, {CANARY}")
    await ben.sees(WHERE)
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


@pytest.mark.parametrize(("on", "note_first"), [("telegram", True), ("telegram", False), ("slack", False)])
async def test_an_answer_to_a_colleagues_note_is_no_clients(open_on: OpenOffice, on: str, *, note_first: bool) -> None:
    """Mia notes something, Ben answers it below: he is asked who may read that, whatever he chose, before or after.
    (After, only Telegram says which message is answered; a Slack thread doesn't.)"""
    office = await open_on(on)
    ben, anna, _ = await _two_tasks(office, on)
    mia = await joined(office, Role.MANAGER, "Mia", on)
    if not note_first:
        await _speaks_to_weber(ben, anna)
    mia.commands("task", "T-1001")
    await presses(mia, "Internal note")
    await mia.sees_form("What shall the office know?")
    await mia.answers("Careful, they never pay")
    await ben.sees("Mia notes on T-1001")
    if note_first:
        await _speaks_to_weber(ben, anna)
    replies(ben, "Mia notes on T-1001", f"Crooks, {CANARY}")
    await ben.sees(WHO)
    await presses(ben, "Internal note")
    await ben.sees(f"🔒 Ben: Crooks, {CANARY}")
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


async def test_an_answer_to_ones_own_note_is_no_clients(open_on: OpenOffice) -> None:
    """Ben replies to his own note after he chose the client: he is asked."""
    office = await open_on("telegram")
    ben, anna, _ = await _two_tasks(office, "telegram")
    replies(ben, "T-1001 · Dr. Weber", "They pay late")
    await ben.sees(WHO)
    await presses(ben, "Internal note")
    await ben.sees("🔒 Ben: They pay late")
    await _speaks_to_weber_again(ben, anna)
    assert isinstance(ben, TelegramPerson)
    note = next(each.id for each in ben.user.messages if not each.from_bot and each.text == "They pay late")
    ben.user.says(f"Always, {CANARY}", reply_to=note)
    await ben.sees(WHO)
    await presses(ben, "Internal note")
    await ben.sees(f"🔒 Ben: Always, {CANARY}")
    await office.quiet()
    assert CANARY not in ever_sent(office, anna)


async def _speaks_to_weber_again(ben: Person, anna: Person) -> None:
    ben.commands("task", "T-1002")  # turns to something else, so that he is asked again
    await ben.sees("Print menus")
    await _speaks_to_weber(ben, anna)


@in_chats
@pytest.mark.parametrize("chosen", [False, True])
async def test_what_follows_a_question_is_no_part_of_a_draft(open_on: OpenOffice, on: str, *, chosen: bool) -> None:
    """Anna writes about something new; Ben asks about the old; her next words are asked about, chosen New request or
    not, and as an answer let the task go on."""
    office = await open_on(on)
    ben, anna, _ = await _two_tasks(office, on)
    anna.says("I also need flowers")
    await anna.sees_button("New request")
    if chosen:
        await presses(anna, "New request")
        await anna.sees_button("Send request")
    ben.commands("task", "T-1001")
    await ben.sees("Book a train", count=2)
    await presses(ben, "Ask client")
    await ben.sees_form("What do you need to know from the client?")
    await ben.answers("Window seat?")
    await anna.sees("Window seat?")
    anna.says("Yes please")
    await anna.sees("Yes please")
    await presses(anna, "To T-1001 · Book a train")
    await ben.sees("Anna on T-1001: Yes please")
    await office.quiet()
    assert "flowers" not in ben.everything()
    assert "Answer" not in labels(anna)

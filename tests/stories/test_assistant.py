"""The assistant's card: one live card a task, each step heard once, and whoever comes too late reads who and when."""

from __future__ import annotations

import re

import pytest

from storage.vocabulary import Role
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import together
from tests.stories.conftest import OpenOffice
from tests.stories.days import in_turn, sentences
from tests.stories.journey import labels, orders, until
from tests.stories.kit import asks, cast, claims, everywhere, in_chats, joined, only


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_one_live_card_edited_in_place(open_office: OpenOffice, on: str) -> None:
    """From assignment to done the assistant has one message of a task, and the client hears each step once."""
    office = await open_office(**only(on))
    mia = await joined(office, Role.MANAGER, "Mia", on)
    (ben,) = await office.assistants("Ben", on=on, by=mia)
    anna = await joined(office, Role.CLIENT, "Anna", on)
    await asks(anna, "Please order flowers")
    card = await ben.sees("T-1001 · Dr. Weber")
    assert "Yours since" in card
    ben.presses("Acknowledge")
    await ben.sees("In your hands since")
    assert ben.count("T-1001 · Dr. Weber") == 1
    with pytest.raises(LookupError):
        ben.presses("Decline")
    await ben.sees_button("Done")
    ben.presses("Done")
    await ben.sees_form("What shall the client read")
    await ben.answers("Roses, Friday at ten")
    card = await ben.sees("Result: Roses, Friday at ten")
    assert "Done" in card
    await anna.sees("T-1001 is done, by Ben\nRoses, Friday at ten")
    await office.quiet()
    assert ben.count("T-1001 · Dr. Weber") == 1
    assert anna.count("Ben is taking care of T-1001") == 1
    assert anna.count("T-1001 is done") == 1


@everywhere
async def test_queue_and_mine(open_on: OpenOffice, on: str) -> None:
    """/queue shows what nobody has acknowledged, /mine what one has in hand, both with the next step beside it."""
    office = await open_on(on)
    mia, ben, anna = await cast(office, on)
    for command, nothing in (("queue", "The queue is empty"), ("mine", "You have nothing in hand")):
        ben.commands(command)
        await ben.sees(nothing)
    await asks(anna, "Please order flowers\nred ones")
    ben.commands("queue")
    await ben.sees("T-1001 · Dr. Weber · Please order flowers")
    await ben.sees_button("Acknowledge T-1001")
    ben.presses("Acknowledge T-1001")
    await anna.sees("Ben is taking care of T-1001")
    await ben.sees("In your hands since")
    ben.commands("mine")
    await ben.sees_button("Done T-1001")
    ben.presses("Done T-1001")
    await ben.sees_form("What shall the client read")
    await ben.answers("Ordered")
    await anna.sees("T-1001 is done")
    mia.commands("queue")
    await mia.sees("The queue is empty")


@in_chats
async def test_a_manager_looks_at_the_queue_only(open_on: OpenOffice, on: str) -> None:
    """Managers see all teams' queue without buttons; /mine is not for them."""
    office = await open_on(on)
    mia, _, anna = await cast(office, on)
    await asks(anna, "Please order flowers")
    mia.commands("queue")
    await mia.sees("T-1001 · Dr. Weber · Please order flowers")
    with pytest.raises(LookupError):
        mia.presses("Acknowledge T-1001")
    mia.commands("mine")
    await _reads(mia, "This command is not for your role")


@everywhere
async def test_help_lists_what_a_role_can_do(open_on: OpenOffice, on: str) -> None:
    """/help shows each role its own commands, each once, written as they are typed on the reader's platform."""
    office = await open_on(on)
    mia, ben, anna = await cast(office, on)
    prefix = "/office " if on == "slack" else "/"
    common = {"task", "find", "why", "remind", "reminders", "recurring", "home", "settings", "language", "zone"}
    common |= {"link", "cancel", "help", "book", "agenda", "calendar", "mydata"}
    own = {
        mia: {"queue", "board", "people", "digest", "kpi", "review", "trial", "erase", "export"},
        ben: {"queue", "mine", "away", "back"},
        anna: {"tasks"},
    }
    for person, commands in own.items():
        person.commands("help")
        shown = await person.sees(f"{prefix}settings – language, time zone") if on != "console" else None
        await person.sees(f"{prefix}help – this list")
        listed = re.findall(rf"{prefix}(\w+)[^–\n]* –", shown or person.everything())
        assert sorted(listed) == sorted(commands | common)


@in_chats
async def test_an_unknown_command_shows_the_help(open_on: OpenOffice, on: str) -> None:
    """A command that doesn't exist is answered with what does."""
    office = await open_on(on)
    _, _, anna = await cast(office, on)
    anna.commands("flowers")
    await anna.sees("I don't know this command")
    await anna.sees("your open requests")


async def _one_press_before(person: Person, ref: str) -> str:
    """Let an assistant do all but the last press that takes a task from the queue; return what to press."""
    person.commands("queue")
    offered = {f"Acknowledge {ref}", f"Claim {ref}"}
    await until(lambda: offered & set(labels(person)), f"{ref} in the queue of {person.name}")
    label = (offered & set(labels(person))).pop()
    if label.startswith("Acknowledge") or person.platform == "slack":
        return label
    person.presses(label)
    await person.sees_button("Yes")
    return "Yes"


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_two_assistants_press_at_once(open_office: OpenOffice, on: str) -> None:
    """Again and again two assistants acknowledge at the same moment: one wins, the other reads who and when."""
    office = await open_office(**only(on))
    _, ben, anna = await cast(office, on)
    eva = await joined(office, Role.ASSISTANT, "Eva", on)
    for number in range(1, 4):
        await asks(anna, f"Task {number}")
        await office.quiet()
        ref = f"T-{1000 + number}"
        last = [await _one_press_before(person, ref) for person in (ben, eva)]
        await together(_press(ben, last[0]), _press(eva, last[1]))
        told = await anna.sees(f"is taking care of {ref}")
        await office.quiet()
        assert anna.count(f"is taking care of {ref}") == 1
        winner, loser = (ben, eva) if "Ben" in told else (eva, ben)
        await _reads(loser, f"{ref} was already taken by {winner.name}, ")
        assert winner.count(f"{ref} · Dr. Weber\nTask {number}\nIn your hands since") == 1
        assert loser.count(f"{ref} · Dr. Weber\nTask {number}\nIn your hands since") == 0


@in_chats
async def test_a_second_press_is_answered_like_the_first(open_on: OpenOffice, on: str) -> None:
    """Pressing Acknowledge twice before the card changes does it once and answers twice the same."""
    office = await open_on(on)
    _, ben, anna = await cast(office, on)
    await asks(anna, "Please order flowers")
    await ben.sees_button("Acknowledge")
    ben.presses("Acknowledge")
    ben.presses("Acknowledge")
    await ben.sees("In your hands since")
    await office.quiet()
    await _until_toasts(ben, "T-1001 is yours", 2)
    assert anna.count("Ben is taking care of T-1001") == 1


@in_chats
async def test_taking_over_tells_the_one_who_had_it(open_on: OpenOffice, on: str) -> None:
    """An assistant may take a task nobody has acknowledged yet; the card of whoever was given it says who took it."""
    office = await open_on(on)
    _, ben, anna = await cast(office, on)
    eva = await joined(office, Role.ASSISTANT, "Eva", on)
    await asks(anna, "Please order flowers")
    await ben.sees_button("Acknowledge")
    eva.commands("queue")
    await claims(eva, "T-1001")
    await ben.sees("T-1001 was already taken by Eva")
    with pytest.raises(LookupError):
        ben.presses("Acknowledge")
    await eva.sees("In your hands since")
    await anna.sees("Eva is taking care of T-1001")


@in_turn
async def test_each_reads_times_in_their_own_zone(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The same instant is shown in the reader's zone: an assistant in Tokyo and one in Honolulu differ by hours."""
    office = await open_office(**only(client_on, staff_on))
    anna = await joined(office, Role.CLIENT, "Anna", client_on, language=language)
    await joined(office, Role.MANAGER, "Mia", client_on)
    ben = await joined(office, Role.ASSISTANT, "Ben", staff_on, zone="Asia/Tokyo", language=language)
    eva = await joined(office, Role.ASSISTANT, "Eva", staff_on, zone="Pacific/Honolulu", language=language)
    await orders(anna, "Task one", language=language)
    await orders(anna, "Task two", language=language)
    since, please = sentences(language)("task-state-assigned", at="#").split("#")
    hours = []
    for person in (ben, eva):
        card = await person.sees(since)
        found = re.search(r"(\d\d):\d\d" + re.escape(please), card)
        assert found is not None
        hours.append(int(found[1]))
    assert (hours[0] - hours[1]) % 24 in {18, 19, 20}  # nineteen hours, and the full hour may pass in between


@in_chats
async def test_files_and_long_lists_stay_usable(open_on: OpenOffice, on: str) -> None:
    """Ten open tasks are all listed, each with its next step beside it."""
    office = await open_on(on)
    _, ben, anna = await cast(office, on)
    for number in range(10):
        await asks(anna, f"Task number {number}")
    ben.commands("queue")
    shown = await ben.sees("Not acknowledged yet")
    assert "T-1010 · Dr. Weber · Task number 9" in shown
    for number in range(1, 11):
        await ben.sees_button(f"Acknowledge T-{1000 + number}")


async def _press(person: Person, label: str) -> None:
    person.presses(label)


async def _reads(person: Person, text: str) -> None:
    """Wait until somebody reads a refusal, as a toast or as a message."""
    if isinstance(person, TelegramPerson):
        await person.user.until(lambda: text in person.everything(), repr(text), timeout=30)
    else:
        assert isinstance(person, SlackPerson)
        await person.user.waits(lambda: text in person.everything() or None, repr(text), timeout=30)


async def _until_toasts(person: Person, text: str, count: int) -> None:
    if isinstance(person, TelegramPerson):
        answers = person.user.answers
        await person.user.until(lambda: sum(text in (a.text or "") for a in answers) == count, text, timeout=30)
    else:
        assert isinstance(person, SlackPerson)
        shown = person.user
        await shown.waits(
            lambda: sum(m.ephemeral and text in m.shown for m in shown.messages) == count, text, timeout=30
        )

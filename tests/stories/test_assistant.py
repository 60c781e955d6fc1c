"""The assistant's card: one live card a task, each step heard once, and whoever comes too late reads who and when."""

from __future__ import annotations

import re

import pytest

from storage.vocabulary import Role
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import together
from tests.stories.conftest import OpenOffice
from tests.stories.days import Sentences, in_turn, in_turn_and_at_the_terminal, sentences
from tests.stories.journey import acknowledges, finishes, labels, opened, orders, presses, until
from tests.stories.kit import joined, makes_sure, only


@in_turn
async def test_one_live_card_edited_in_place(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """From assignment to done the assistant has one message of a task, and the client hears each step once."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    head = "T-1001 · Dr. Weber"
    await orders(anna, "Please order flowers", language=language)
    assert _start(t, "task-state-assigned") in await ben.sees(head)
    await acknowledges(ben, anna, language=language)
    await ben.sees(_start(t, "task-state-acknowledged"))
    assert ben.count(head) == 1
    with pytest.raises(LookupError):
        ben.presses(t("decline"))
    await finishes(ben, anna, "Roses, Friday at ten", language=language)
    card = await ben.sees(t("task-result", words="Roses, Friday at ten"))
    assert _start(t, "task-state-done") in card
    done = t("task-done-title", ref="T-1001", by="Ben")
    await anna.sees(f"{done}\nRoses, Friday at ten")
    await office.quiet()
    assert ben.count(head) == 1
    assert anna.count(t("task-acknowledged", ref="T-1001", by="Ben")) == 1
    assert anna.count(done) == 1


@in_turn_and_at_the_terminal
async def test_queue_and_mine(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """/queue shows what nobody has acknowledged, /mine what one has in hand, both with the next step beside it."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    mia = await joined(office, Role.MANAGER, "Mia", staff_on, language=language)
    for command, nothing in (("queue", "queue-empty"), ("mine", "mine-empty")):
        ben.commands(command)
        await ben.sees(t(nothing))
    await anna.requests("Please order flowers\nred ones")
    await anna.sees(t("request-accepted", ref="T-1001"))
    ben.commands("queue")
    await ben.sees("T-1001 · Dr. Weber · Please order flowers")
    await presses(ben, t("acknowledge-this", ref="T-1001"))
    await anna.sees(t("task-acknowledged", ref="T-1001", by="Ben"))
    await ben.sees(_start(t, "task-state-acknowledged"))
    ben.commands("mine")
    await presses(ben, t("done-this", ref="T-1001"))
    await ben.sees_form(t("done-result"))
    await ben.answers("Ordered")
    await anna.sees(t("task-done-title", ref="T-1001", by="Ben"))
    mia.commands("queue")
    await mia.sees(t("queue-empty"))


@in_turn
async def test_a_manager_looks_at_the_queue_only(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Managers see all teams' queue without buttons; /mine is not for them."""
    t = sentences(language)
    office, _, anna = await opened(open_office, client_on, staff_on, language)
    mia = await joined(office, Role.MANAGER, "Mia", staff_on, language=language)
    await orders(anna, "Please order flowers", language=language)
    mia.commands("queue")
    await mia.sees("T-1001 · Dr. Weber · Please order flowers")
    with pytest.raises(LookupError):
        mia.presses(t("acknowledge-this", ref="T-1001"))
    mia.commands("mine")
    await _reads(mia, t("command-not-yours"))


@in_turn_and_at_the_terminal
async def test_help_lists_what_a_role_can_do(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """/help shows each role its own commands, each once, written as they are typed on the reader's platform."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    mia = await joined(office, Role.MANAGER, "Mia", staff_on, language=language)
    common = {"task", "find", "why", "remind", "reminders", "recurring", "home", "settings", "language", "zone"}
    common |= {"link", "cancel", "help", "book", "agenda", "calendar", "mydata"}
    own = {
        mia: {"queue", "board", "people", "digest", "kpi", "review", "trial", "erase", "export"},
        ben: {"queue", "mine", "away", "back"},
        anna: {"tasks"},
    }
    for person, commands in own.items():
        prefix = "/office " if person.platform == "slack" else "/"
        settings = t("help-line", command=f"{prefix}settings", what=t("command-settings"))
        person.commands("help")
        shown = await person.sees(settings) if person.platform != "console" else None
        await person.sees(t("help-line", command=f"{prefix}help", what=t("command-help")))
        listed = re.findall(rf"{prefix}(\w+)[^–\n]* –", shown or person.everything())
        assert sorted(listed) == sorted(commands | common)


@in_turn
async def test_an_unknown_command_shows_the_help(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A command that doesn't exist is answered with what does."""
    t = sentences(language)
    _, _, anna = await opened(open_office, client_on, staff_on, language)
    anna.commands("flowers")
    await anna.sees(t("command-unknown"))
    await anna.sees(t("command-tasks"))


async def _one_press_before(person: Person, ref: str, t: Sentences) -> str:
    """Let an assistant do all but the last press that takes a task from the queue; return what to press."""
    person.commands("queue")
    offered = {t("acknowledge-this", ref=ref), t("claim-this", ref=ref)}
    await until(lambda: offered & set(labels(person)), f"{ref} in the queue of {person.name}")
    label = (offered & set(labels(person))).pop()
    if label == t("acknowledge-this", ref=ref) or person.platform == "slack":
        return label
    yes = t("yes")
    asked = labels(person).count(yes)  # a question whose Yes was refused keeps it
    person.presses(label)
    await until(lambda: labels(person).count(yes) > asked, f"{person.name} is asked about {ref}")
    return yes


@in_turn
async def test_two_assistants_press_at_once(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Again and again two assistants acknowledge at the same moment: one wins, the other reads who and when."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    eva = await joined(office, Role.ASSISTANT, "Eva", staff_on, language=language)
    for number in range(1, 4):
        await orders(anna, f"Task {number}", language=language)
        await office.quiet()
        ref = f"T-{1000 + number}"
        last = [await _one_press_before(person, ref, t) for person in (ben, eva)]
        await together(_press(ben, last[0]), _press(eva, last[1]))
        heard = t("task-acknowledged", ref=ref, by="#").partition("#")[2]
        told = await anna.sees(heard)
        await office.quiet()
        assert anna.count(heard) == 1
        winner, loser = (ben, eva) if "Ben" in told else (eva, ben)
        await _reads(loser, _start(t, "already-taken", ref=ref, by=winner.name))
        card = f"{ref} · Dr. Weber\nTask {number}\n{_start(t, 'task-state-acknowledged')}"
        assert winner.count(card) == 1
        assert loser.count(card) == 0


@in_turn
async def test_a_second_press_is_answered_like_the_first(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Pressing Acknowledge twice before the card changes does it once and answers twice the same."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await orders(anna, "Please order flowers", language=language)
    await ben.sees_button(t("acknowledge"))
    ben.presses(t("acknowledge"))
    ben.presses(t("acknowledge"))
    await ben.sees(_start(t, "task-state-acknowledged"))
    await office.quiet()
    await _until_toasts(ben, t("acknowledged-toast", ref="T-1001"), 2)
    assert anna.count(t("task-acknowledged", ref="T-1001", by="Ben")) == 1


@in_turn
async def test_taking_over_tells_the_one_who_had_it(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """An assistant may take a task nobody has acknowledged yet; the card of whoever was given it says who took it."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    eva = await joined(office, Role.ASSISTANT, "Eva", staff_on, language=language)
    await orders(anna, "Please order flowers", language=language)
    await ben.sees_button(t("acknowledge"))
    eva.commands("queue")
    await presses(eva, t("claim-this", ref="T-1001"))
    await makes_sure(eva, t("yes"))
    await ben.sees(_start(t, "already-taken", ref="T-1001", by="Eva"))
    with pytest.raises(LookupError):
        ben.presses(t("acknowledge"))
    await eva.sees(_start(t, "task-state-acknowledged"))
    await anna.sees(t("task-acknowledged", ref="T-1001", by="Eva"))


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


@in_turn
async def test_long_lists_stay_usable(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Ten open tasks are all listed, each with its next step beside it."""
    t = sentences(language)
    _, ben, anna = await opened(open_office, client_on, staff_on, language)
    for number in range(10):
        await orders(anna, f"Task number {number}", language=language)
    ben.commands("queue")
    shown = await ben.sees(t("queue-title"))
    assert "T-1010 · Dr. Weber · Task number 9" in shown
    for number in range(1, 11):
        await ben.sees_button(t("acknowledge-this", ref=f"T-{1000 + number}"))


def _start(t: Sentences, name: str, **facts: str) -> str:
    """Return what a sentence says before its time."""
    return t(name, at="#", **facts).partition("#")[0]


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

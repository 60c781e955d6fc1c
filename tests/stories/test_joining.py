"""Joining: codes, confirmation, strangers; nobody has rights before they have."""

from __future__ import annotations

import pytest

from storage.vocabulary import PersonState, Role
from tests.cast import SlackPerson
from tests.stories.conftest import OpenOffice
from tests.stories.kit import asks, cast, everywhere, in_chats, joined, joins, only, person_called

WAITING = "A manager still has to confirm you"


@everywhere
async def test_the_first_manager_needs_nobody(open_on: OpenOffice, on: str) -> None:
    """Whoever joins first as a manager may begin at once: there is nobody to confirm them."""
    office = await open_on(on)
    new = await office.invited(Role.MANAGER, "Mia")
    mia = office.person("Mia", on)
    joins(mia, new.code)
    await mia.sees("Welcome to Office Berlin, Mia.")
    mia.commands("queue")
    await mia.sees("The queue is empty")


@in_chats
async def test_the_second_manager_waits_for_the_first(open_on: OpenOffice, on: str) -> None:
    """Only the first manager is let in unasked; the next one has no rights until a manager confirms."""
    office = await open_on(on)
    mia = await joined(office, Role.MANAGER, "Mia", on)
    new = await office.invited(Role.MANAGER, "Moritz")
    moritz = office.person("Moritz", on)
    joins(moritz, new.code)
    await moritz.sees("A manager has to confirm you")
    await mia.sees("Moritz would like to join")
    await mia.sees("Role: manager")
    moritz.commands("queue")
    await moritz.sees(WAITING)
    mia.presses("Confirm")
    await moritz.sees("Mia has confirmed you")
    moritz.commands("queue")
    await moritz.sees("The queue is empty")


@pytest.mark.parametrize("on", ["telegram", "slack"])
async def test_staff_have_no_rights_before_they_are_confirmed(open_office: OpenOffice, on: str) -> None:
    """A newcomer gets no tasks, no commands and no buttons; with the confirmation everything begins, queue included."""
    office = await open_office(**only(on))
    mia = await joined(office, Role.MANAGER, "Mia", on)
    anna = await joined(office, Role.CLIENT, "Anna", on)
    new = await office.invited(Role.ASSISTANT, "Ben")
    ben = office.person("Ben", on)
    joins(ben, new.code)
    await ben.sees("A manager has to confirm you before you can begin")
    await mia.sees("Ben would like to join")

    await asks(anna, "Please order flowers")
    await anna.sees("in the queue for the next free assistant")
    await mia.sees("Nobody can take T-1001")
    for number, command in enumerate(["queue", "mine", "help", "settings", "language", "tasks", "link", "start"]):
        ben.commands(command)
        await ben.sees(WAITING, count=number + 1)
    ben.says("Hello?")
    await ben.sees(WAITING, count=9)
    assert "T-1001" not in ben.everything()
    assert "flowers" not in ben.everything()

    mia.presses("Confirm")
    await mia.sees("Confirmed by Mia")
    await ben.sees("Mia has confirmed you")
    await ben.sees("Please order flowers")
    await ben.sees_button("Acknowledge")
    ben.presses("Acknowledge")
    await anna.sees("Ben is taking care of T-1001")


@in_chats
async def test_a_refused_newcomer_stays_outside(open_on: OpenOffice, on: str) -> None:
    """A manager can refuse; the newcomer hears it, and has no rights then either."""
    office = await open_on(on)
    mia = await joined(office, Role.MANAGER, "Mia", on)
    new = await office.invited(Role.ASSISTANT, "Eve")
    eve = office.person("Eve", on)
    joins(eve, new.code)
    await mia.sees("Eve would like to join")
    mia.presses("Refuse")
    await mia.sees("Refused by Mia")
    await eve.sees("A manager has not let you in")
    eve.commands("queue")
    await eve.sees("You have no access to this office any more")
    assert (await person_called(office, "Eve")).state is PersonState.REMOVED


@in_chats
async def test_a_refused_newcomer_comes_back_with_a_new_code(open_on: OpenOffice, on: str) -> None:
    """Whoever was refused may be invited again: a new card, a new decision, and then they work like everybody."""
    office = await open_on(on)
    mia = await joined(office, Role.MANAGER, "Mia", on)
    eve = office.person("Eve", on)
    joins(eve, (await office.invited(Role.ASSISTANT, "Eve")).code)
    await mia.sees_button("Refuse")
    mia.presses("Refuse")
    await eve.sees("A manager has not let you in")
    joins(eve, "no code of ours")
    await eve.sees("This code doesn't work")
    joins(eve, (await office.invited(Role.ASSISTANT, "Eve")).code)
    await eve.sees("A manager has to confirm you", count=2)
    eve.commands("queue")
    await eve.sees(WAITING)
    await mia.sees_button("Confirm")
    mia.presses("Confirm")
    await eve.sees("Mia has confirmed you")
    eve.commands("queue")
    await eve.sees("The queue is empty")


@in_chats
async def test_somebody_removed_comes_back_as_somebody_new(open_on: OpenOffice, on: str) -> None:
    """A former assistant is invited as a client: words go to the office again, nothing of the old rights is left."""
    office = await open_on(on)
    mia, ben, anna = await cast(office, on)
    await asks(anna, "Please order flowers")
    await ben.sees_button("Acknowledge")
    former = await person_called(office, "Ben")
    await office.app.database.write(lambda uow: uow.people.set_state(former.id, PersonState.REMOVED))
    ben.says("Hello?")
    await ben.sees("You have no access to this office any more")
    joins(ben, (await office.invited(Role.CLIENT, "Ben Weber", client="Dr. Klein")).code)
    await ben.sees("Welcome to Office Berlin, Ben Weber")
    ben.presses("Acknowledge")
    await asks(ben, "Please book a table")
    await mia.sees("Nobody can take T-1002")
    assert "is taking care of T-1001" not in anna.everything()
    assert (await person_called(office, "Ben")).state is PersonState.REMOVED
    again = await person_called(office, "Ben Weber")
    assert (again.role, again.state) == (Role.CLIENT, PersonState.ACTIVE)
    ids = (former.id, again.id)
    assert await office.app.database.read(lambda uow: [len(uow.people.addresses(each)) for each in ids]) == [0, 1]


async def test_somebody_removed_links_an_old_account(open_on: OpenOffice) -> None:
    """Back on one platform, they take their account on the other along with a link code, as anybody would."""
    office = await open_on("telegram", "slack")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    elsewhere = office.person("Anna", "slack")
    anna.commands("link")
    joins(elsewhere, _code_shown(await anna.sees("Your code for the second platform")))
    await elsewhere.sees("settings")
    former = await person_called(office, "Anna")
    await office.app.database.write(lambda uow: uow.people.set_state(former.id, PersonState.REMOVED))
    joins(anna, (await office.invited(Role.CLIENT, "Anna Weber", client="Dr. Weber")).code)
    await anna.sees("Welcome to Office Berlin, Anna Weber")
    elsewhere.says("Hello?")
    await elsewhere.sees("You have no access to this office any more")
    anna.commands("link")
    joins(elsewhere, _code_shown(await anna.sees("Your code for the second platform", count=2)))
    await elsewhere.sees("Anna Weber")
    await asks(elsewhere, "Please order flowers")


@in_chats
async def test_two_managers_decide_once(open_on: OpenOffice, on: str) -> None:
    """Every manager sees the newcomer; once one has decided, all cards say who did, and nothing is left to press."""
    office = await open_on(on)
    mia = await joined(office, Role.MANAGER, "Mia", on)
    max_ = await joined(office, Role.MANAGER, "Max", on)
    new = await office.invited(Role.ASSISTANT, "Ben")
    ben = office.person("Ben", on)
    joins(ben, new.code)
    await mia.sees_button("Confirm")
    await max_.sees_button("Confirm")
    max_.presses("Confirm")
    await mia.sees("Confirmed by Max")
    await max_.sees("Confirmed by Max")
    with pytest.raises(LookupError):
        mia.presses("Refuse")
    await ben.sees("Max has confirmed you")


async def test_staff_before_any_manager_are_shown_to_the_first(open_on: OpenOffice) -> None:
    """An assistant who comes before any manager waits, and the first manager is asked about them at once."""
    office = await open_on("telegram")
    ben = office.person("Ben", "telegram")
    joins(ben, (await office.invited(Role.ASSISTANT, "Ben")).code)
    await ben.sees("A manager has to confirm you")
    mia = office.person("Mia", "telegram")
    joins(mia, (await office.invited(Role.MANAGER, "Mia")).code)
    await mia.sees("Ben would like to join")
    mia.presses("Confirm")
    await ben.sees("Mia has confirmed you")


@everywhere
async def test_a_stranger_gets_one_polite_sentence(open_on: OpenOffice, on: str) -> None:
    """Somebody who was not invited is told so once, not once for each message, and nothing of theirs becomes work."""
    office = await open_on(on)
    mia, _, anna = await cast(office, on)
    _move_into_slot(office)
    zoe = office.person("Zoe", on)
    zoe.says("Hello, please book me a flight")
    await zoe.sees("I only talk to people who were invited")
    for words in ("Hello?", "Is anybody there?"):
        zoe.says(words)
    for command in ("help", "queue", "start"):
        zoe.commands(command)
    await office.quiet()
    anna.commands("help")
    await anna.sees("Just write what you need")
    await office.quiet()
    assert zoe.count("I only talk to people who were invited") == 1
    assert "flight" not in mia.everything()
    assert "Queue" not in zoe.everything()


@in_chats
async def test_a_stranger_is_answered_again_later(open_on: OpenOffice, on: str) -> None:
    """Who comes back another day gets the sentence again: silence would look like a fault."""
    office = await open_on(on)
    zoe = office.person("Zoe", on)
    zoe.says("Hello")
    await zoe.sees("I only talk to people who were invited")
    office.later(3600)
    zoe.says("Hello again")
    await zoe.sees("I only talk to people who were invited", count=2)


async def test_a_stranger_is_greeted_in_their_language(open_on: OpenOffice) -> None:
    """Strangers are spoken to as their platform says, in the office's language where it says nothing we know."""
    office = await open_on("telegram", "slack")
    zoe = office.person("Zoe", "telegram", language="de")
    zoe.says("Guten Tag")
    await zoe.sees("Ich spreche nur mit Eingeladenen")
    zara = office.person("Zara", "slack", language="de")
    zara.says("Guten Tag")
    await zara.sees("Ich spreche nur mit Eingeladenen")
    yuki = office.person("Yuki", "telegram", language="ja")
    yuki.says("こんにちは")
    await yuki.sees("I only talk to people who were invited")


@everywhere
async def test_a_client_may_begin_at_once(open_on: OpenOffice, on: str) -> None:
    """A client's code is enough: no confirmation, and the next words are a request."""
    office = await open_on(on)
    new = await office.invited(Role.CLIENT, "Anna", client="Dr. Weber")
    anna = office.person("Anna", on)
    joins(anna, new.code)
    await anna.sees("Welcome to Office Berlin, Anna. Just write what you need")
    await asks(anna, "Please order flowers")


async def test_somebody_known_needs_no_code(open_on: OpenOffice) -> None:
    """A code opened by somebody who is here already is left alone, for the person it was meant for."""
    office = await open_on("telegram")
    _, _, anna = await cast(office, "telegram")
    new = await office.invited(Role.ASSISTANT, "Eva")
    joins(anna, new.code)
    await anna.sees("You are already registered here, Anna")
    assert (await person_called(office, "Anna")).role is Role.CLIENT
    eva = office.person("Eva", "telegram")
    joins(eva, new.code)
    await eva.sees("A manager has to confirm you")


async def test_a_guest_by_permission_is_recorded_and_shown(open_on: OpenOffice) -> None:
    """A Slack guest gets in with an invite made for guests only; the manager's card and the settings say what they
    are."""
    office = await open_on("slack")
    mia = await joined(office, Role.MANAGER, "Mia", "slack")
    new = await office.invited(Role.ASSISTANT, "Gus", allow_guest=True)
    gus = office.person("Gus", "slack", is_restricted=True)
    joins(gus, new.code)
    await mia.sees("Guest account from outside")
    mia.presses("Confirm")
    await gus.sees("Mia has confirmed you")
    gus.commands("settings")
    await gus.sees("Guest account from outside")
    assert (await person_called(office, "Gus")).guest


async def test_a_member_with_a_guests_invite_is_no_guest(open_on: OpenOffice) -> None:
    """The permission makes nobody a guest who isn't one."""
    office = await open_on("slack")
    new = await office.invited(Role.CLIENT, "Anna", client="Dr. Weber", allow_guest=True)
    anna = office.person("Anna", "slack")
    joins(anna, new.code)
    await anna.sees("Welcome to Office Berlin")
    assert not (await person_called(office, "Anna")).guest


async def test_joining_by_words_in_the_direct_message(open_on: OpenOffice) -> None:
    """On Slack the words after /office mean the same when they are simply written to the bot."""
    office = await open_on("slack")
    new = await office.invited(Role.CLIENT, "Anna", client="Dr. Weber")
    anna = office.person("Anna", "slack")
    assert isinstance(anna, SlackPerson)
    anna.says(f"join {new.code}")
    await anna.sees("Welcome to Office Berlin, Anna")
    anna.says("help")
    await anna.sees("/office settings")


def _code_shown(text: str) -> str:
    """Return the code in a message: the one long word that stands on a line of its own."""
    return next(line.strip() for line in text.splitlines() if len(line.strip()) == 32 and " " not in line.strip())


def _move_into_slot(office: object) -> None:
    """Go to the beginning of the ten minutes in which a stranger is answered once."""
    clock = office.clock  # type: ignore[attr-defined]  # an Office
    clock.move(600 - clock.timestamp() % 600 + 1)

"""Assignment: the least loaded gets the next task; nobody there, and the queue and the managers know."""

from __future__ import annotations

import pytest

from storage.vocabulary import PersonState, Role
from tests.cast import Person
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.kit import asks, cast, everywhere, in_chats, joined, joins, only, set_person

both_databases = pytest.mark.parametrize("on", ["telegram"])


@both_databases
async def test_the_least_loaded_gets_it(open_office: OpenOffice, on: str) -> None:
    """Tasks go round by what people have in hand: three requests and two assistants make two and one."""
    office = await open_office(**only(on))
    _, ben, anna = await cast(office, on)
    eva = await joined(office, Role.ASSISTANT, "Eva", on)
    await asks(anna, "Task one")
    await anna.sees("It goes to Ben")
    await asks(anna, "Task two")
    await anna.sees("It goes to Eva")
    await _does(ben, "Task one")
    await anna.sees("T-1001 is done")
    await asks(anna, "Task three")
    await anna.sees("Task three\nReceived. It goes to Ben")
    await asks(anna, "Task four")
    assert anna.count("It goes to Eva") + anna.count("It goes to Ben") == 3  # the first is done
    await office.quiet()
    assert {person.count("Please acknowledge") for person in (ben, eva)} <= {1, 2}


@both_databases
async def test_ties_go_to_the_longest_waiting(open_office: OpenOffice, on: str) -> None:
    """Among equally loaded assistants the one whose last task is longest ago is next; who never had one comes first."""
    office = await open_office(**only(on))
    _, ben, anna = await cast(office, on)
    eva = await joined(office, Role.ASSISTANT, "Eva", on)
    people = {"Ben": ben, "Eva": eva}
    order = []
    for number in range(4):
        await asks(anna, f"Task {number}")
        holder = await _holder(office, f"Task {number}", people)
        order.append(holder)
        await _does(people[holder], f"Task {number}")
        await anna.sees("is done", count=number + 1)
        office.later(60)
    assert order == ["Ben", "Eva", "Ben", "Eva"]


@everywhere
async def test_nobody_there_is_told_within_a_minute(open_on: OpenOffice, on: str) -> None:
    """Without an assistant the request is accepted and waits; managers hear of it at once, the clock standing nearly
    still."""
    office = await open_on(on)
    mia = await joined(office, Role.MANAGER, "Mia", on)
    anna = await joined(office, Role.CLIENT, "Anna", on)
    before = office.clock.now()
    await asks(anna, "Please order flowers")
    await anna.sees("It is in the queue for the next free assistant")
    heard = await mia.sees("Nobody can take T-1001 of Dr. Weber")
    assert "/office queue" in heard if on == "slack" else "/queue" in heard
    assert (office.clock.now() - before).total_seconds() < 60
    mia.commands("queue")
    await mia.sees("T-1001 · Dr. Weber · Please order flowers")


@in_chats
async def test_the_alert_leads_to_the_task(open_on: OpenOffice, on: str) -> None:
    """The alert has a button to the task's sheet, where it can be given to somebody; so has each reminder."""
    office = await open_on(on)
    mia = await joined(office, Role.MANAGER, "Mia", on)
    anna = await joined(office, Role.CLIENT, "Anna", on)
    await asks(anna, "Please order flowers")
    await mia.sees("Nobody can take T-1001")
    await mia.sees_button("T-1001")
    mia.presses("T-1001")
    await mia.sees_button("Reassign")
    office.later(3601)
    await mia.sees("T-1001 of Dr. Weber is still in the queue")
    await office.quiet()
    assert mia.count("Nobody can take T-1001") == 1
    mia.presses("T-1001")
    await mia.sees("Please order flowers")


async def test_managers_are_reminded_while_it_waits(open_on: OpenOffice) -> None:
    """A request that still waits after an hour is said again; once somebody has it, never more."""
    office = await open_on("telegram")
    mia = await joined(office, Role.MANAGER, "Mia", "telegram")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    await asks(anna, "Please order flowers")
    await mia.sees("Nobody can take T-1001")
    office.later(3601)
    await mia.sees("T-1001 of Dr. Weber is still in the queue")
    ben = office.person("Ben", "telegram")
    joins(ben, (await office.invited(Role.ASSISTANT, "Ben")).code)
    await mia.sees_button("Confirm")
    mia.presses("Confirm")
    await ben.sees_button("Acknowledge")
    office.later(3601)
    await office.quiet()
    assert mia.count("is still in the queue") == 1


@both_databases
async def test_the_queue_is_given_out_when_somebody_comes(open_office: OpenOffice, on: str) -> None:
    """Everything that waits is given out, oldest first and evenly, the moment an assistant's rights begin."""
    office = await open_office(**only(on))
    mia = await joined(office, Role.MANAGER, "Mia", on)
    anna = await joined(office, Role.CLIENT, "Anna", on)
    for words in ("Please order flowers", "Please book a table"):
        await asks(anna, words)
    ben = office.person("Ben", on)
    joins(ben, (await office.invited(Role.ASSISTANT, "Ben")).code)
    await mia.sees_button("Confirm")
    mia.presses("Confirm")
    await ben.sees("T-1001 · Dr. Weber")
    await ben.sees("T-1002 · Dr. Weber")
    anna.commands("tasks")
    await anna.sees("T-1001 · assigned")


@both_databases
async def test_declining_passes_it_on_with_the_reason_kept(open_office: OpenOffice, on: str) -> None:
    """A declined task goes to somebody else, who reads why, and not to the same person; back in the queue managers hear
    of it. The client never reads the reason."""
    office = await open_office(**only(on))
    mia, ben, anna = await cast(office, on)
    eva = await joined(office, Role.ASSISTANT, "Eva", on)
    await asks(anna, "Please order flowers")
    await ben.sees_button("Acknowledge")
    await _declines(ben, "I am on leave")
    await ben.sees("You declined it: I am on leave")
    with pytest.raises(LookupError):
        ben.presses("Acknowledge")
    await eva.sees("Please order flowers")
    await eva.sees_button("Decline")
    assert "I am on leave" in eva.everything()
    assert "I am on leave" not in anna.everything()

    await _declines(eva, "Not my language")
    await mia.sees("Nobody can take T-1001")
    await office.quiet()
    assert ben.count("Please acknowledge") == 0
    ben.commands("queue")
    await ben.sees("T-1001 · Dr. Weber · Please order flowers")


async def test_who_declined_may_still_take_it_from_the_queue(open_on: OpenOffice) -> None:
    """The office gives it to nobody twice, but whoever changes their mind can take it."""
    office = await open_on("slack")
    mia, ben, anna = await cast(office, "slack")
    await asks(anna, "Please order flowers")
    await ben.sees_button("Decline")
    await _declines(ben, "Too much to do")
    await mia.sees("Nobody can take T-1001")
    ben.commands("queue")
    await ben.sees_button("Acknowledge T-1001")
    ben.presses("Acknowledge T-1001")
    await anna.sees("Ben is taking care of T-1001")


async def test_only_active_assistants_of_the_team_are_eligible(open_on: OpenOffice) -> None:
    """Managers, clients, the removed and other teams are given nothing; a client's request stays in the client's
    team."""
    office = await open_on("telegram", teams=("Office", "Night"))
    mia = await joined(office, Role.MANAGER, "Mia", "telegram")
    eva = await joined(office, Role.ASSISTANT, "Eva", "telegram", team="Night")
    gone = await joined(office, Role.ASSISTANT, "Gina", "telegram")
    await set_person(office, "Gina", state=PersonState.REMOVED)
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    await asks(anna, "Please order flowers")
    await mia.sees("Nobody can take T-1001")
    eva.commands("queue")
    await eva.sees("The queue is empty")
    assert "flowers" not in eva.everything() + gone.everything()
    nora = await joined(office, Role.CLIENT, "Nora", "telegram", team="Night", client="Night Ltd")
    await asks(nora, "Please call a taxi")
    await nora.sees("It goes to Eva")


async def _does(assistant: Person, words: str) -> None:
    """Let an assistant take on and finish the one task they have."""
    await assistant.sees(words)
    await assistant.sees_button("Acknowledge")
    assistant.presses("Acknowledge")
    await assistant.sees_button("Done")
    assistant.presses("Done")
    await assistant.sees_form("What shall the client read")
    await assistant.answers(f"{words}: it is done")
    await assistant.sees(f"Result: {words}: it is done")


async def _declines(assistant: Person, reason: str) -> None:
    assistant.presses("Decline")
    await assistant.sees_form("Why can't you take it?")
    await assistant.answers(reason)


async def _holder(office: Office, words: str, people: dict[str, Person]) -> str:
    await office.quiet()
    return next(name for name, person in people.items() if person.count(words))

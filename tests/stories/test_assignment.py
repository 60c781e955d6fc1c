"""Assignment: the least loaded gets the next task; nobody there, and the queue and the managers know."""

from __future__ import annotations

import pytest

from storage.vocabulary import PersonState, Role
from tests.cast import Person
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, in_turn, in_turn_and_at_the_terminal, typed
from tests.stories.kit import joined, joins, set_person


async def _does(day: Day, assistant: Person, words: str) -> None:
    """Let an assistant take on and finish the one task they have."""
    await assistant.sees(words)
    await day.presses(assistant, "acknowledge")
    await day.presses(assistant, "done")
    await assistant.sees_form(day.t("done-result"))
    await assistant.answers(f"{words}: it is done")
    await assistant.sees(day.t("task-result", words=f"{words}: it is done"))


async def _declines(day: Day, assistant: Person, reason: str) -> None:
    await day.presses(assistant, "decline")
    await assistant.sees_form(day.t("decline-words"))
    await assistant.answers(reason)


async def _all_away(day: Day) -> None:
    """Let Ben be away like Eva."""
    day.ben.commands("away")
    await day.ben.sees(day.t("away-now", count=0))


async def _comes(day: Day, name: str) -> Person:
    """Let a new assistant in."""
    person = day.office.person(name, day.mia.platform, language=day.language)
    joins(person, (await day.office.invited(Role.ASSISTANT, name)).code)
    await day.presses(day.mia, "confirm")
    return person


def _nobody(day: Day, ref: str) -> str:
    return day.t("task-nobody", ref=ref, client="Dr. Weber", queue="#").split("#")[0]


def _still(day: Day, ref: str) -> str:
    return day.t("task-still-waiting", ref=ref, client="Dr. Weber", queue="#").split("#")[0]


@in_turn
async def test_the_least_loaded_gets_it(open_office: OpenOffice, client_on: str, staff_on: str, language: str) -> None:
    """Tasks go round by what people have in hand: three requests and two assistants make two and one."""
    day = await begin(open_office, client_on, staff_on, language, eva_away=False)
    to_ben, to_eva = (day.t("request-goes-to", name=name) for name in ("Ben", "Eva"))
    ref = await day.request("Task one")
    await day.anna.sees(to_ben)
    await day.request("Task two")
    await day.anna.sees(to_eva)
    await _does(day, day.ben, "Task one")
    await day.anna.sees(day.t("task-done-title", ref=ref, by="Ben"))
    await day.request("Task three")
    assert to_ben in await day.anna.sees("Task three")
    await day.request("Task four")
    assert day.anna.count(to_eva) + day.anna.count(to_ben) == 3  # the first is done
    await day.office.quiet()
    yours = day.t("task-state-assigned", at="#").split("#")[1]
    assert {person.count(yours) for person in (day.ben, day.eva)} <= {1, 2}


@in_turn
async def test_ties_go_to_the_longest_waiting(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Among equally loaded assistants the one whose last task is longest ago is next; who never had one comes first."""
    day = await begin(open_office, client_on, staff_on, language, eva_away=False)
    order = []
    for number in range(4):
        ref = await day.request(f"Task {number}")
        await day.office.quiet()
        holder = next(person for person in (day.ben, day.eva) if person.count(f"Task {number}"))
        order.append(holder.name)
        await _does(day, holder, f"Task {number}")
        await day.anna.sees(day.t("task-done-title", ref=ref, by=holder.name))
        day.office.later(60)
    assert order == ["Ben", "Eva", "Ben", "Eva"]


@in_turn_and_at_the_terminal
async def test_nobody_there_is_told_within_a_minute(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """With no assistant there the request is accepted and waits; managers hear of it at once, the clock standing nearly
    still."""
    day = await begin(open_office, client_on, staff_on, language)
    await _all_away(day)
    before = day.office.clock.now()
    ref = await day.request("Please order flowers")
    await day.anna.sees(day.t("request-waits"))
    assert typed(staff_on, "queue") in await day.mia.sees(_nobody(day, ref))
    assert (day.office.clock.now() - before).total_seconds() < 60
    day.mia.commands("queue")
    await day.mia.sees(f"{ref} · Dr. Weber · Please order flowers")


@in_turn
async def test_the_alert_leads_to_the_task(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The alert has a button to the task's sheet, where it can be given to somebody; so has each reminder."""
    day = await begin(open_office, client_on, staff_on, language)
    await _all_away(day)
    ref = await day.request("Please order flowers")
    await day.mia.sees(_nobody(day, ref))
    await day.presses(day.mia, "show-this", ref=ref)
    await day.mia.sees_button(day.t("reassign"))
    day.office.later(3601)
    await day.mia.sees(_still(day, ref))
    await day.office.quiet()
    assert day.mia.count(_nobody(day, ref)) == 1
    await day.presses(day.mia, "show-this", ref=ref)
    await day.mia.sees("Please order flowers")


@in_turn
async def test_managers_are_reminded_while_it_waits(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A request that still waits after an hour is said again; once somebody has it, never more."""
    day = await begin(open_office, client_on, staff_on, language)
    await _all_away(day)
    ref = await day.request("Please order flowers")
    await day.mia.sees(_nobody(day, ref))
    day.office.later(3601)
    await day.mia.sees(_still(day, ref))
    zoe = await _comes(day, "Zoe")
    await zoe.sees_button(day.t("acknowledge"))
    day.office.later(3601)
    await day.office.quiet()
    assert day.mia.count(_still(day, ref)) == 1


@in_turn
async def test_the_queue_is_given_out_when_somebody_comes(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Everything that waits is given out, oldest first and evenly, the moment an assistant's rights begin."""
    day = await begin(open_office, client_on, staff_on, language)
    await _all_away(day)
    refs = [await day.request(words) for words in ("Please order flowers", "Please book a table")]
    zoe = await _comes(day, "Zoe")
    for ref in refs:
        await zoe.sees(f"{ref} · Dr. Weber")
    day.anna.commands("tasks")
    await day.anna.sees(f"{refs[0]} · {day.t('state-assigned')}")


@in_turn
async def test_declining_passes_it_on_with_the_reason_kept(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A declined task goes to somebody else, who reads why, and not to the same person; back in the queue managers hear
    of it. The client never reads the reason."""
    day = await begin(open_office, client_on, staff_on, language, eva_away=False)
    ben, eva, ref = day.ben, day.eva, await day.request("Please order flowers")
    await _declines(day, ben, "I am on leave")
    await ben.sees(day.t("task-you-declined", reason="I am on leave"))
    with pytest.raises(LookupError):
        ben.presses(day.t("acknowledge"))
    await eva.sees("Please order flowers")
    await eva.sees_button(day.t("decline"))
    assert "I am on leave" in eva.everything()
    assert "I am on leave" not in day.anna.everything()

    await _declines(day, eva, "Not my language")
    await day.mia.sees(_nobody(day, ref))
    await day.office.quiet()
    assert ben.count(day.t("task-state-assigned", at="#").split("#")[1]) == 0
    ben.commands("queue")
    await ben.sees(f"{ref} · Dr. Weber · Please order flowers")


@in_turn
async def test_who_declined_may_still_take_it_from_the_queue(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The office gives it to nobody twice, but whoever changes their mind can take it."""
    day = await begin(open_office, client_on, staff_on, language)
    ref = await day.request("Please order flowers")
    await _declines(day, day.ben, "Too much to do")
    await day.mia.sees(_nobody(day, ref))
    day.ben.commands("queue")
    await day.presses(day.ben, "acknowledge-this", ref=ref)
    await day.anna.sees(day.t("task-acknowledged", ref=ref, by="Ben"))


@in_turn
async def test_only_active_assistants_of_the_team_are_eligible(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Managers, clients, the removed and other teams are given nothing; a client's request stays in the client's
    team."""
    day = await begin(open_office, client_on, staff_on, language, teams=("Office", "Night"))
    zoe = await joined(day.office, Role.ASSISTANT, "Zoe", staff_on, language=language, team="Night")
    await set_person(day.office, "Ben", state=PersonState.REMOVED)
    ref = await day.request("Please order flowers")
    await day.mia.sees(_nobody(day, ref))
    zoe.commands("queue")
    await zoe.sees(day.t("queue-empty"))
    assert "flowers" not in zoe.everything() + day.ben.everything()
    night = {"language": language, "team": "Night", "client": "Night Ltd"}
    nora = await joined(day.office, Role.CLIENT, "Nora", client_on, **night)
    await day.request("Please call a taxi", nora)
    await nora.sees(day.t("request-goes-to", name="Zoe"))

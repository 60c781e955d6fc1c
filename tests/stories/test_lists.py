"""Long lists: forty open tasks and sixty clients, each reachable by a button; what is late or urgent stands first."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from storage.tasks import Task
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, Priority, TaskId, TaskState
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, cards, in_turn, labels, press, until
from tests.stories.kit import person_called
from tests.stories.test_home import home_labels, opens_home, presses_at_home

MANY = 40
REFS = [f"T-{2001 + number}" for number in range(MANY)]
URGENT, LATE, WISHED = REFS[33], REFS[35], REFS[37]


async def _fill(day: Day) -> None:
    """Let Anna have forty tasks in Ben's hands; one far behind is urgent, one overdue, one wished for soon."""
    ben = await person_called(day.office, "Ben")
    anna = await person_called(day.office, "Anna")

    def unit(uow: UnitOfWork) -> None:
        assert ben.team_id is not None
        for number, ref in enumerate(REFS):
            ago = timedelta(hours=3) if ref == LATE else timedelta()
            uow.tasks.add(
                Task(
                    id=TaskId(uow.new_id()),
                    number=2001 + number,
                    client_id=anna.client_id,
                    contact_id=anna.id,
                    team_id=ben.team_id,
                    words=f"Thing {number}",
                    files=[],
                    state=TaskState.ASSIGNED,
                    assistant_id=ben.id,
                    result=None,
                    note=None,
                    version=1,
                    created_at=uow.now - ago,
                    assigned_at=uow.now - ago,
                    acknowledged_at=None,
                    done_at=None,
                    priority=Priority.URGENT if ref == URGENT else Priority.NORMAL,
                    wish="by Friday" if ref == WISHED else None,
                    wish_at=uow.now + timedelta(days=2) if ref == WISHED else None,
                )
            )

    await day.office.app.database.write(unit)


def _named(found: Sequence[str]) -> list[str]:
    return [ref for label in found for ref in REFS if ref in label]


async def _walk(day: Day, who: object, title: str) -> list[str]:
    """Press More to the end of the newest list of this title; return the tasks its buttons name, in order."""
    seen: list[str] = []
    while True:
        there = labels(who, title)  # type: ignore[arg-type]  # somebody of the day
        page = _named(there)
        assert page, "every page has buttons"
        text = next(reversed(list(cards(who, title))))  # type: ignore[arg-type]  # as above
        seen += page
        more = day.t("page-more", first=len(seen) + 1, last=min(len(seen) + 10, MANY))
        if more not in there:
            return seen
        press(who, more, title)  # type: ignore[arg-type]  # as above
        await until(who, lambda before=page: _named(labels(who, title)) != before, f"[{more}]")  # type: ignore[misc, arg-type]  # as above
        assert next(reversed(list(cards(who, title)))) == text, "edited in place"  # type: ignore[arg-type]  # as above


@in_turn
async def test_every_task_of_a_long_list_has_a_button(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """/mine, /queue, /board, /find and /tasks with forty tasks: by More each is reached; late, urgent and wished for
    come first; Back leads back."""
    day = await begin(open_office, client_on, staff_on, language)
    await _fill(day)
    for who, command, words, title in (
        (day.ben, "mine", "", "mine-title"),
        (day.mia, "queue", "", "queue-title"),
        (day.mia, "board", "", "board-title"),
        (day.ben, "find", "thing", "find-title"),
        (day.anna, "tasks", "", "client-tasks-title"),
    ):
        headed = day.t(title, words=words)
        who.commands(command, words)
        await who.sees(headed)
        seen = await _walk(day, who, headed)
        assert sorted(seen) == REFS
        if command in {"mine", "queue", "board"}:
            assert seen[:4] == [LATE, URGENT, WISHED, REFS[0]]
        back = day.t("page-back", first=21, last=30)
        press(who, back, headed)
        await until(who, lambda w=who, h=headed, s=seen: _named(labels(w, h)) == s[20:30], f"[{back}]")  # type: ignore[misc]  # defaults bind the loop's values now


@in_turn
async def test_mine_says_how_each_stands_and_by_when(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A line of /mine has the task's state and what was wished for; the buttons of a later page work."""
    day = await begin(open_office, client_on, staff_on, language)
    await _fill(day)
    day.ben.commands("mine")
    shown = await day.ben.sees(day.t("mine-title"))
    assert (
        f"{WISHED} · Dr. Weber · Thing 37 · {day.t('state-to-acknowledge')} · {day.t('wish-line', wish='by Friday')}"
        in shown
    )
    assert f"⏰ {LATE}" in shown
    assert f"‼ {URGENT}" in shown
    assert day.t("page-where", first=1, last=10, all=MANY) in shown
    press(day.ben, day.t("page-more", first=11, last=20), day.t("mine-title"))
    ref = REFS[10]
    await day.presses(day.ben, "acknowledge-this", ref=ref)
    await day.anna.sees(day.t("task-acknowledged", ref=ref, by="Ben"))


@in_turn
async def test_homes_lead_to_the_whole_list(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Anna's home shows her first ten requests and leads to all; Ben's next ones are the late and urgent."""
    day = await begin(open_office, client_on, staff_on, language)
    await _fill(day)
    for who, kind, first in (
        (day.anna, "client", [URGENT, WISHED, *REFS[:8]]),
        (day.ben, "assistant", [LATE, URGENT, WISHED, *REFS[:2]]),
    ):
        home = day.t(f"home-title-{kind}", office="Office Berlin")
        opens_home(who)
        await until(who, lambda w=who, h=home, f=first: _named(home_labels(w, h)) == f, f"a home with {first}")  # type: ignore[misc]  # defaults bind the loop's values now
    await presses_at_home(day.anna, day.t("home-requests"), day.t("home-title-client", office="Office Berlin"))
    assert day.t("page-where", first=1, last=10, all=MANY) in await day.anna.sees(day.t("client-tasks-title"))


@in_turn
async def test_a_managers_queue_opens_tasks(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The buttons of a manager's /queue lead to the sheet."""
    day = await begin(open_office, client_on, staff_on, language)
    await day.request("Please order flowers")
    day.mia.commands("queue")
    await day.mia.sees(day.t("queue-title"))
    await day.presses(day.mia, "show-this", day.t("queue-title"), ref="T-1001")
    await day.mia.sees(day.t("step-filed"))


@in_turn
async def test_words_may_belong_to_any_of_many_tasks(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """What Ben writes without a reply: More shows all he has in hand, page by page."""
    day = await begin(open_office, client_on, staff_on, language)
    await _fill(day)
    day.ben.says("The shop is closed")
    await day.presses(day.ben, "more-tasks", day.t("where-title"))
    for first in (11, 21, 31):
        await day.presses(day.ben, "page-more", day.t("where-title"), first=first, last=first + 9)
    await day.ben.sees_button(day.t("to-this", ref="T-2001", title="Thing 0"))


@in_turn
async def test_every_client_and_person_has_a_button(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """With sixty clients each can be switched, and the page stays; people are listed page by page, or by the name of
    their client."""
    day = await begin(open_office, client_on, staff_on, language)
    await _clients(day.office)
    day.mia.commands("people")
    await day.presses(day.mia, "people-clients")
    title = day.t("clients-title")
    for number in range(1, 7):
        await day.presses(day.mia, "page-more", title, first=number * 10 + 1, last=min(number * 10 + 10, 61))
    await until(day.mia, lambda: "Firm 59" in labels(day.mia, title), "[Firm 59]")
    press(day.mia, "Firm 59", title)
    await day.presses(day.mia, "client-switch", sees=day.t("client-sees-all"))
    await day.presses(day.mia, "clients-back")
    await day.mia.sees(day.t("client-line", name="Firm 59", sees=day.t("client-sees-all")))
    day.mia.commands("people", "weber")
    await until(day.mia, lambda: labels(day.mia, day.t("people-title"))[:1] == ["Anna"], "the contact of Dr. Weber")


async def _clients(office: Office) -> None:
    def unit(uow: UnitOfWork) -> None:
        for number in range(60):
            name = f"Firm {number:02}"
            uow.clients.ensure(ClientId(uow.new_id()), name, hashlib.sha256(name.encode()).hexdigest(), uow.now)

    await office.app.database.write(unit)

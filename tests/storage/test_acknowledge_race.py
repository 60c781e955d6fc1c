"""Two assistants press Acknowledge at once: one wins, the other hears who and when. Two hundred times on each database,
a thousand times in `make test-long`.

The presses are units of work as the inbox makes them, one for each person's lane, handed to the store side by side."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.chat.context import Context, Office, Refused
from handlers.chat.dispatch import handle
from handlers.chat.effects import Effects
from handlers.chat.incoming import Event, Pressed, Sender
from handlers.chat.outgoing import Text
from handlers.features import HOUSE
from handlers.tasks import files
from storage.dialogs import Pressable
from storage.engine import Outcome, Store
from storage.files import StoredFile
from storage.outbox import outbox
from storage.people import Address, Person
from storage.query import Query
from storage.tasks import Task, history
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, PersonId, PersonState, Role, TaskId, TaskState
from tests.storage.kit import NOW, started

OFTEN = [pytest.param(200, id="few"), pytest.param(1_000, id="many", marks=pytest.mark.long)]
TOGETHER = 25  # rounds under way at the same time
OFFICE = Office("Office Berlin", "en", "Europe/Berlin")
BOUND = 30.0
_OUTBOX = Query(select(outbox.c.person_id, outbox.c.content).order_by(outbox.c.id))
_STEPS = Query(select(history.c.task_id, history.c.move, history.c.by))


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: a client, and the two assistants of one team."""

    anna: Person
    ben: Person
    eva: Person


@pytest.fixture
def store(office: str) -> Iterator[Store]:
    """A store at work on each kind of database."""
    working = started(office)
    yield working
    working.stop()


@pytest.mark.parametrize("rounds", OFTEN)
def test_two_assistants_acknowledge_at_once(store: Store, rounds: int) -> None:
    """The card's owner and somebody with the queue on screen press together; the task is either's, and said once."""
    cast = store.run(_cast)
    tasks = store.run(lambda uow: [_task(uow, cast, number) for number in range(rounds)])
    outcomes = _outcomes(store)
    wins = Counter[str]()
    for begin in range(0, rounds, TOGETHER):
        some = tasks[begin : begin + TOGETHER]
        for number, task in enumerate(some):
            pair = (cast.ben, cast.eva) if number % 4 < 2 else (cast.eva, cast.ben)
            together = _starting_line(store)
            for presser in pair:
                store.submit(_press(presser, task, together), (task.id, presser))
        settled = [outcomes.get(timeout=BOUND) for _ in range(2 * len(some))]
        for task in some:
            wins[_one_winner([outcome for outcome in settled if _task_of(outcome) == task.id], task).name] += 1
    _everybody_heard_it_once(store, cast, tasks)
    print(f"{store.name}: {wins}")
    assert wins.total() == rounds
    assert set(wins) == {cast.ben.name, cast.eva.name}


def test_a_file_that_comes_meanwhile_shows_the_task_as_it_is(store: Store) -> None:
    """A file arrives while its assistant acknowledges: their card is drawn last as it is then, not as it was."""
    cast = store.run(_cast)
    task = store.run(lambda uow: _task(uow, cast, 0))
    file = StoredFile("f" * 32, "telegram", "", "h", "document", "plan.pdf", "", 1, cast.anna.id, NOW, task_id=task.id)
    acknowledged, go = threading.Event(), threading.Event()
    press = _press(cast.ben, task, lambda: None)
    outcomes = _outcomes(store)

    def acknowledge(uow: UnitOfWork) -> None:
        press(uow)
        acknowledged.set()
        go.wait(BOUND if store.name == "postgresql" else 0)  # not committed yet; SQLite has no second writer

    store.submit(acknowledge, "press")
    assert acknowledged.wait(BOUND)
    store.submit(lambda uow: files.arrived(Context(uow, OFFICE), file), "file")
    with contextlib.suppress(queue.Empty):  # it has to wait for the press
        outcomes.put(outcomes.get(timeout=0.5))
    go.set()
    assert [outcomes.get(timeout=BOUND).error for _ in range(2)] == [None, None]
    drawn = store.run(lambda uow: uow.run.all(_OUTBOX), reading=True)
    cards = [content["buttons"] for person, content in drawn if person == cast.ben.id and "buttons" in content]
    assert "done" in [button[0][0] for button in cards[-1]]


def _outcomes(store: Store) -> queue.SimpleQueue[Outcome]:
    """Return where the outcomes of what is submitted from now on come in."""
    outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()

    def deliver(some: list[Outcome]) -> None:
        for outcome in some:
            outcomes.put(outcome)

    store.deliver = deliver
    return outcomes


def _starting_line(store: Store) -> Callable[[], None]:
    """Return what holds a unit until the other is there too; SQLite has one writer, so that there they queue."""
    if store.name == "sqlite":
        return lambda: None
    line = threading.Barrier(2)
    ready = threading.local()

    def wait() -> None:
        if not hasattr(ready, "passed"):  # a unit that is run again must not wait for the other a second time
            ready.passed = True
            line.wait(BOUND)

    return wait


def _press(presser: Person, task: Task, together: Callable[[], None]) -> Callable[[UnitOfWork], Effects]:
    sender = Sender("telegram", "", presser.name, presser.name, presser.name)
    event = Event(sender, Pressed(f"{presser.name}-{task.number}"), NOW)

    def unit(uow: UnitOfWork) -> Effects:
        together()
        return handle(uow, event, OFFICE, HOUSE).effects

    return unit


def _one_winner(outcomes: list[Outcome], task: Task) -> Person:
    """Check that one got the task and the other was told by whom and when; return the winner."""
    won = [outcome for outcome in outcomes if outcome.error is None]
    lost = [outcome for outcome in outcomes if outcome.error is not None]
    assert len(won) == len(lost) == 1, outcomes
    assert won[0].value.toast == Text("acknowledged-toast", ref=task.reference)
    winner = _presser_of(won[0])
    assert isinstance(lost[0].error, Refused), lost[0].error
    assert lost[0].error.text == Text("already-taken", ref=task.reference, by=winner.name, at=NOW)
    return winner


def _task_of(outcome: Outcome) -> object:
    return outcome.ticket[0] if isinstance(outcome.ticket, tuple) else None


def _presser_of(outcome: Outcome) -> Person:
    assert isinstance(outcome.ticket, tuple)
    presser: Person = outcome.ticket[1]
    return presser


def _everybody_heard_it_once(store: Store, cast: Cast, tasks: list[Task]) -> None:
    def look(uow: UnitOfWork) -> tuple[list[str], dict[TaskId, PersonId | None], dict[TaskId, PersonId | None]]:
        said = [content["lines"][0] for person, content in uow.run.all(_OUTBOX) if person == cast.anna.id]
        references = [line[1]["ref"] for line in said if line[0] == "task-acknowledged"]
        steps = uow.run.all(_STEPS)
        assert len(steps) == len(tasks), "somebody acknowledged twice"
        by: dict[TaskId, PersonId | None] = {task: person for task, move, person in steps if move == "acknowledged"}
        held = {task.id: found.assistant_id for task in tasks if (found := uow.tasks.look(task.id)) is not None}
        return references, by, held

    references, by, held = store.run(look, reading=True)
    assert sorted(references) == sorted(task.reference for task in tasks)
    assert by == held


# --- rows ---


def _cast(uow: UnitOfWork) -> Cast:
    uow.clients.ensure_teams(["Office"], uow.new_id)
    client = uow.clients.ensure(ClientId(uow.new_id()), "Dr. Weber", "weber", uow.now)
    anna = _person(uow, "Anna", Role.CLIENT)
    cast = Cast(
        replace(anna, client_id=client), _person(uow, "Ben", Role.ASSISTANT), _person(uow, "Eva", Role.ASSISTANT)
    )
    for person in (cast.anna, cast.ben, cast.eva):
        uow.people.add(person)
        address = Address(
            uow.new_id(), person.id, "telegram", "", person.name, person.name, open=True, created_at=uow.now
        )
        uow.people.add_address(address)
        uow.people.set_told_at(person.id, address.id)
    return cast


def _person(uow: UnitOfWork, name: str, role: Role) -> Person:
    return Person(
        id=PersonId(uow.new_id()),
        name=name,
        role=role,
        state=PersonState.ACTIVE,
        client_id=None,
        team_id=uow.clients.first_team(),
        language="en",
        zone="Europe/Berlin",
        zone_known=True,
        guest=False,
        told_at=None,
        created_at=uow.now,
    )


def _task(uow: UnitOfWork, cast: Cast, number: int) -> Task:
    """Return a task given to one of the two, with a button of each hanging somewhere: on the card, and on a queue."""
    team = cast.ben.team_id
    assert team is not None  # made above
    task = Task(
        id=TaskId(uow.new_id()),
        number=2_000 + number,
        client_id=cast.anna.client_id,
        contact_id=cast.anna.id,
        team_id=team,
        words="Please order flowers",
        files=[],
        state=TaskState.ASSIGNED,
        assistant_id=(cast.ben, cast.eva)[number % 2].id,
        result=None,
        note=None,
        version=1,
        created_at=uow.now,
        assigned_at=uow.now - timedelta(minutes=5),
        acknowledged_at=None,
        done_at=None,
    )
    uow.tasks.add(task)
    ctx = Context(uow, OFFICE)
    for person in (cast.ben, cast.eva):
        key = f"{person.name}-{task.number}"
        uow.dialogs.add_button(
            Pressable(key, person.id, "tasks.acknowledge", task.id, None, ctx.now + timedelta(days=1), None, None)
        )
    return task

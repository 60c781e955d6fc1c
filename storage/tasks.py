"""Tasks and their append-only history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    update,
)

from storage.clients import clients
from storage.numbers import next_number
from storage.people import people
from storage.query import Query, Row, Runner, among, insert, insert_new
from storage.schema import metadata, partial_index
from storage.sealing import sealed_for
from storage.types import ERASE, KEEP, MASK, EncryptedJson, EncryptedText, Moment, OneOf, column
from storage.vocabulary import (
    CARRIED_STATES,
    OPEN_STATES,
    WORKERS,
    BookingId,
    ClientId,
    Confidentiality,
    Load,
    PersonId,
    PersonState,
    Priority,
    TaskId,
    TaskState,
    TeamId,
)

FIRST_NUMBER = 1001
MOST_LISTED = 500

tasks = Table(
    "tasks",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("number", Integer, MASK, unique=True),
    column("client_id", String(32), MASK, ForeignKey("clients.id"), nullable=True),
    column("contact_id", String(32), MASK, ForeignKey("people.id")),
    column("team_id", String(32), KEEP, ForeignKey("teams.id")),
    column("words", EncryptedText, ERASE),
    column("files", EncryptedJson, ERASE),
    column("state", OneOf(TaskState), KEEP),
    column("assistant_id", String(32), MASK, ForeignKey("people.id"), nullable=True),
    column("result", EncryptedText, ERASE, nullable=True),
    column("note", String(16), KEEP, nullable=True),
    column("version", Integer, KEEP),
    column("created_at", Moment, MASK),
    column("assigned_at", Moment, KEEP, nullable=True),
    column("acknowledged_at", Moment, MASK, nullable=True),
    column("done_at", Moment, MASK, nullable=True),
    column("title", EncryptedText, ERASE, nullable=True),
    column("category", String(40), KEEP, nullable=True),
    column("priority", OneOf(Priority), KEEP, nullable=True),
    column("wish", EncryptedText, ERASE, nullable=True),
    column("answers", EncryptedJson, ERASE, nullable=True),
    column("reason", EncryptedText, ERASE, nullable=True),
    column("minutes", Integer, MASK, nullable=True),
    column("rating", Integer, MASK, nullable=True),
    column("rating_words", EncryptedText, ERASE, nullable=True),
    column("ended_at", Moment, MASK, nullable=True),
    column("wish_at", Moment, MASK, nullable=True),
    column("wished", String(100), KEEP, nullable=True),
    column("booking_id", String(32), KEEP, nullable=True),
    column("confidentiality", OneOf(Confidentiality), KEEP, nullable=True),
    info=sealed_for(("client_id", "clients"), stays=True),
)
Index("ix_tasks_assistant", tasks.c.assistant_id, tasks.c.state)
Index("ix_tasks_contact", tasks.c.contact_id, tasks.c.id)
Index("ix_tasks_client", tasks.c.client_id, tasks.c.id)
partial_index("ix_tasks_booking", tasks.c.booking_id, where=tasks.c.booking_id.is_not(None))
partial_index("ix_tasks_waiting", tasks.c.team_id, tasks.c.id, where=tasks.c.state.in_(("queued", "assigned")))

history = Table(
    "task_history",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("task_id", String(32), KEEP, ForeignKey("tasks.id"), index=True),
    column("move", String(24), KEEP),
    column("by", String(32), MASK, ForeignKey("people.id"), nullable=True),
    column("facts", EncryptedJson, ERASE),
    column("at", Moment, MASK),
    info=sealed_for(("task_id", "tasks")),
)
declines = Table(
    "task_declines",
    metadata,
    column("task_id", String(32), KEEP, ForeignKey("tasks.id")),
    column("person_id", String(32), KEEP, ForeignKey("people.id")),
    PrimaryKeyConstraint("task_id", "person_id"),
)
loads = Table(
    "assistant_loads",
    metadata,
    column("person_id", String(32), KEEP, ForeignKey("people.id"), primary_key=True),
    column("last_assigned_at", Moment, KEEP),
)


_ASKED = frozenset({TaskState.QUEUED, TaskState.ASSIGNED, TaskState.ACKNOWLEDGED, TaskState.WAITING})


@dataclass(frozen=True, slots=True)
class Task:
    """A request for work. `note` is `edited` or `deleted` if the client changed the message it came from. `title`,
    `category` and `wish` (a date in the client's words) are None if nobody gave them, `answers` those to the category's
    own questions. `wished` is the time meant by the wish, as the rules note one, `wish_at` by when that wants it
    done, `booking_id` the appointment it is for. `reason` is why it is paused or cancelled; in every other state what
    the client was asked and has not answered yet (`question`). `minutes` is the work noted so far. `confidentiality`
    says who may know, None is normal. Times are UTC."""

    id: TaskId
    number: int
    client_id: ClientId | None
    contact_id: PersonId
    team_id: TeamId
    words: str
    files: list[dict[str, Any]]
    state: TaskState
    assistant_id: PersonId | None
    result: str | None
    note: str | None
    version: int
    created_at: datetime
    assigned_at: datetime | None
    acknowledged_at: datetime | None
    done_at: datetime | None
    title: str | None = None
    category: str | None = None
    priority: Priority | None = None
    wish: str | None = None
    answers: dict[str, str] | None = None
    reason: str | None = None
    minutes: int | None = None
    rating: int | None = None
    rating_words: str | None = None
    ended_at: datetime | None = None
    wish_at: datetime | None = None
    wished: str | None = None
    booking_id: BookingId | None = None
    confidentiality: Confidentiality | None = None

    @property
    def reference(self) -> str:
        """Return what people call the task, such as T-1042."""
        return f"T-{self.number}"

    @property
    def question(self) -> str | None:
        """Return what the client was asked and has not answered yet, whoever has the task by now; None if nothing."""
        return self.reason if self.state in _ASKED else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What rights ask of a task, without any of its words."""

    client_id: ClientId | None
    contact_id: PersonId
    team_id: TeamId
    assistant_id: PersonId | None
    confidentiality: Confidentiality | None


class Step(NamedTuple):
    """One line of a task's history."""

    move: str
    by: PersonId | None
    at: datetime
    facts: dict[str, Any]


_CHANGEABLE = (
    "title",
    "category",
    "priority",
    "wish",
    "reason",
    "minutes",
    "rating",
    "rating_words",
    "ended_at",
    "contact_id",
    "team_id",
    "wish_at",
    "wished",
    "booking_id",
    "confidentiality",
)
_TASK = select(tasks)
_LOOK = Query(_TASK.where(tasks.c.id == bindparam("id")))
_TAKE = Query(_TASK.where(tasks.c.id == bindparam("id")).with_for_update())
_STANDING = Query(select(*(tasks.c[name] for name in Standing.__slots__)).where(tasks.c.id == bindparam("id")))
_ADD = insert(tasks)
_CHANGE = Query(
    update(tasks)
    .where(tasks.c.id == bindparam("which"), tasks.c.version == bindparam("seen"))
    .values(
        state=bindparam("new_state"),
        assistant_id=bindparam("assistant"),
        result=bindparam("new_result"),
        words=bindparam("new_words"),
        note=bindparam("new_note"),
        assigned_at=bindparam("assigned"),
        acknowledged_at=bindparam("acknowledged"),
        done_at=bindparam("done"),
        **{name: bindparam(f"new_{name}") for name in _CHANGEABLE},
        version=tasks.c.version + 1,
    )
)
_CARRIED = Query(
    _TASK.where(tasks.c.assistant_id == bindparam("assistant"), among(tasks.c.state, CARRIED_STATES))
    .order_by(tasks.c.id)
    .limit(bindparam("most"))
)
_WAITING = (TaskState.QUEUED, TaskState.ASSIGNED)
_UNACKNOWLEDGED = Query(
    _TASK.where(tasks.c.team_id == bindparam("team"), among(tasks.c.state, _WAITING))
    .order_by(tasks.c.id)
    .limit(bindparam("most"))
)
_ALL_UNACKNOWLEDGED = Query(_TASK.where(among(tasks.c.state, _WAITING)).order_by(tasks.c.id).limit(bindparam("most")))
_QUEUED = Query(
    _TASK.where(tasks.c.team_id == bindparam("team"), among(tasks.c.state, (TaskState.QUEUED,)))
    .order_by(tasks.c.id)
    .limit(bindparam("most"))
)
_OF_CONTACT = Query(
    _TASK.where(tasks.c.contact_id == bindparam("contact"), among(tasks.c.state, (*OPEN_STATES, TaskState.DONE)))
    .order_by(tasks.c.id)
    .limit(bindparam("most"))
)
_OF_CLIENT = Query(
    _TASK.where(tasks.c.client_id == bindparam("client"), among(tasks.c.state, (*OPEN_STATES, TaskState.DONE)))
    .order_by(tasks.c.id)
    .limit(bindparam("most"))
)
_SHARED = select(clients.c.id).where(clients.c.id == bindparam("client"), clients.c.contacts_see_all.is_(True))
_RECENT_OF_CONTACT = Query(
    _TASK.where(
        or_(tasks.c.contact_id == bindparam("contact"), tasks.c.client_id.in_(_SHARED)),
        or_(
            among(tasks.c.state, (*OPEN_STATES, TaskState.DONE)),
            and_(
                tasks.c.state == literal(TaskState.CLOSED, OneOf(TaskState)),
                tasks.c.ended_at > bindparam("since", type_=Moment),
            ),
        ),
    )
    .order_by(tasks.c.id.desc())
    .limit(bindparam("most"))
)
_FINISHED = Query(
    _TASK.where(
        tasks.c.assistant_id == bindparam("assistant"),
        among(tasks.c.state, (TaskState.DONE,)),
        tasks.c.done_at > bindparam("since", type_=Moment),
    )
    .order_by(tasks.c.id.desc())
    .limit(bindparam("most"))
)
_BY_NUMBER = Query(_TASK.where(tasks.c.number == bindparam("number")).with_for_update())
_OPEN = Query(_TASK.where(among(tasks.c.state, OPEN_STATES)).order_by(tasks.c.id).limit(bindparam("most")))
_OF_BOOKING = Query(select(tasks.c.id).where(tasks.c.booking_id == bindparam("booking")).order_by(tasks.c.id))
_DONE_SINCE = Query(
    select(func.count())
    .select_from(tasks)
    .where(tasks.c.assistant_id == bindparam("assistant"), tasks.c.done_at >= bindparam("since", type_=Moment))
)
_COUNT = Query(
    select(func.count()).select_from(tasks).where(tasks.c.state == bindparam("state", type_=OneOf(TaskState)))
)
_CARRIES = (
    select(func.count())
    .where(tasks.c.assistant_id == people.c.id, among(tasks.c.state, CARRIED_STATES))
    .scalar_subquery()
)
_LOADS = Query(
    select(people.c.id, _CARRIES, loads.c.last_assigned_at)
    .select_from(people.outerjoin(loads, loads.c.person_id == people.c.id))
    .where(
        people.c.team_id == bindparam("team"),
        among(people.c.role, WORKERS),
        people.c.state == literal(PersonState.ACTIVE, OneOf(PersonState)),
        people.c.away_since.is_(None),
        people.c.id.not_in(select(declines.c.person_id).where(declines.c.task_id == bindparam("task"))),
    )
)
_LOCK_TEAM = Query(
    select(people.c.id)
    .where(
        people.c.team_id == bindparam("team"),
        among(people.c.role, WORKERS),
    )
    .order_by(people.c.id)
    .with_for_update(key_share=True)  # messages to them, which refer to their rows, need not wait
)
_ADD_LOAD = insert_new(loads)
_SET_LOAD = Query(
    update(loads).where(loads.c.person_id == bindparam("who")).values(last_assigned_at=bindparam("at", type_=Moment))
)
_ADD_DECLINE = insert_new(declines)
_ADD_STEP = insert(history)
_STEPS = Query(
    select(history.c.move, history.c.by, history.c.at, history.c.facts)
    .where(history.c.task_id == bindparam("task"))
    .order_by(history.c.id)
)


class Tasks:
    """The tasks and drafts of one unit of work."""

    __slots__ = ("_filed", "_run")

    def __init__(self, run: Runner) -> None:
        self._run = run
        self._filed: dict[TaskId, Standing] = {}  # nobody else can have changed what this unit of work has added

    def look(self, task: TaskId) -> Task | None:
        """Return a task to be shown, not changed."""
        return _task(self._run.one(_LOOK, id=task))

    def take(self, task: TaskId) -> Task | None:
        """Return a task that will be changed, locked for this transaction."""
        return _task(self._run.one(_TAKE, id=task))

    def standing(self, task: TaskId) -> Standing | None:
        """Return what rights ask of a task."""
        filed = self._filed.get(task)
        if filed is not None:
            return filed
        row = self._run.one(_STANDING, id=task)
        return None if row is None else Standing(*row)

    def add(self, task: Task) -> None:
        """Keep a new task."""
        self._run.add(_ADD, task)
        whose = (task.client_id, task.contact_id, task.team_id, task.assistant_id)
        self._filed[task.id] = Standing(*whose, task.confidentiality)

    def save(self, task: Task, seen: int) -> bool:
        """Keep a changed task if its version is still `seen` (compare-and-set); False if somebody was faster."""
        self._filed.pop(task.id, None)
        changed = self._run.change(
            _CHANGE,
            which=task.id,
            seen=seen,
            new_state=task.state,
            assistant=task.assistant_id,
            new_result=task.result,
            new_words=task.words,
            new_note=task.note,
            assigned=task.assigned_at,
            acknowledged=task.acknowledged_at,
            done=task.done_at,
            **{f"new_{name}": getattr(task, name) for name in _CHANGEABLE},
        )
        return changed == 1

    def carried_by(self, assistant: PersonId, most: int = MOST_LISTED) -> list[Task]:
        """Return what an assistant has in hand, oldest first."""
        return _tasks(self._run.all(_CARRIED, assistant=assistant, most=most))

    def queued(self, team: TeamId, most: int = 500) -> list[Task]:
        """Return what nobody of the team has yet, oldest first."""
        return _tasks(self._run.all(_QUEUED, team=team, most=most))

    def unacknowledged(self, team: TeamId | None, most: int = MOST_LISTED) -> list[Task]:
        """Return what nobody of the team (of any team for None) has acknowledged yet, oldest first."""
        if team is None:
            return _tasks(self._run.all(_ALL_UNACKNOWLEDGED, most=most))
        return _tasks(self._run.all(_UNACKNOWLEDGED, team=team, most=most))

    def of_contact(self, contact: PersonId, most: int = MOST_LISTED) -> list[Task]:
        """Return a client contact's open and finished tasks, oldest first."""
        return _tasks(self._run.all(_OF_CONTACT, contact=contact, most=most))

    def of_client(self, client: ClientId, most: int = MOST_LISTED) -> list[Task]:
        """Return a client's open and finished tasks, whichever contact sent them, oldest first."""
        return _tasks(self._run.all(_OF_CLIENT, client=client, most=most))

    def of_booking(self, booking: BookingId) -> list[TaskId]:
        """Return what is for an appointment, ended or not, oldest first."""
        return [TaskId(str(row[0])) for row in self._run.all(_OF_BOOKING, booking=booking)]

    def recent_of_contact(self, contact: PersonId, client: ClientId | None, since: datetime, most: int) -> list[Task]:
        """Return what a contact may be speaking of: open and finished tasks, those closed since then; latest first.
        Theirs, and where their client has it so also their colleagues'."""
        return _tasks(self._run.all(_RECENT_OF_CONTACT, contact=contact, client=client, since=since, most=most))

    def finished(self, assistant: PersonId, since: datetime, most: int) -> list[Task]:
        """Return what an assistant has finished since then and its client has not closed yet, latest first."""
        return _tasks(self._run.all(_FINISHED, assistant=assistant, since=since, most=most))

    def by_number(self, number: int) -> Task | None:
        """Return the task people call T-`number`, locked."""
        return _task(self._run.one(_BY_NUMBER, number=number))

    def open_tasks(self, most: int) -> list[Task]:
        """Return what is not done yet, oldest first."""
        return _tasks(self._run.all(_OPEN, most=most))

    def done_since(self, assistant: PersonId, since: datetime) -> int:
        """Return how many tasks an assistant has finished since then."""
        row = self._run.one(_DONE_SINCE, assistant=assistant, since=since)
        return int(row[0]) if row else 0

    def count(self, state: TaskState) -> int:
        """Return how many tasks stand so."""
        row = self._run.one(_COUNT, state=state)
        return int(row[0]) if row else 0

    def loads(self, team: TeamId, task: TaskId) -> list[Load]:
        """Return the load of every active assistant of the team who hasn't declined `task`, in no order."""
        return [Load(*row) for row in self._run.all(_LOADS, team=team, task=task)]

    def lock_team(self, team: TeamId) -> None:
        """Let one transaction at a time assign within the team; SQLite has one at a time anyway."""
        if self._run.dialect != "sqlite":
            self._run.all(_LOCK_TEAM, team=team)

    def note_assigned(self, assistant: PersonId, at: datetime) -> None:
        """Keep when an assistant was last given a task."""
        if self._run.change(_SET_LOAD, who=assistant, at=at) == 0:
            self._run.change(_ADD_LOAD, person_id=assistant, last_assigned_at=at)

    def note_declined(self, task: TaskId, assistant: PersonId) -> None:
        """Keep that an assistant will not be given this task again."""
        self._run.change(_ADD_DECLINE, task_id=task, person_id=assistant)

    def add_step(self, step_id: str, task: TaskId, step: Step) -> None:
        """Append a line to a task's history."""
        self._run.change(_ADD_STEP, id=step_id, task_id=task, move=step.move, by=step.by, facts=step.facts, at=step.at)

    def steps(self, task: TaskId) -> list[Step]:
        """Return a task's history, oldest first."""
        return [Step(*row) for row in self._run.all(_STEPS, task=task)]

    def next_number(self) -> int:
        """Draw the next task number; never drawn twice, kept only with the transaction."""
        return next_number(self._run, "task", FIRST_NUMBER)


def _task(row: Row | None) -> Task | None:
    return None if row is None else Task(*row)


def _tasks(rows: list[Row]) -> list[Task]:
    return [Task(*row) for row in rows]

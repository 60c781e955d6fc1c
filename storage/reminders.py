"""Personal reminders: what somebody wants to be told again, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Table, bindparam, select, update

from storage.people import people  # noqa: F401 - the table referred to
from storage.query import Query, Row, Runner, among, insert
from storage.schema import metadata
from storage.sealing import sealed_for
from storage.tasks import tasks  # noqa: F401 - as above
from storage.types import ERASE, KEEP, EncryptedText, Moment, OneOf, column
from storage.vocabulary import PersonId, ReminderState, TaskId

reminders = Table(
    "reminders",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("person_id", String(32), KEEP, ForeignKey("people.id")),
    column("task_id", String(32), KEEP, ForeignKey("tasks.id"), nullable=True),
    column("words", EncryptedText, ERASE),
    column("at", Moment, KEEP),
    column("state", OneOf(ReminderState), KEEP),
    column("version", Integer, KEEP),
    column("created_at", Moment, KEEP),
    Index("ix_reminders_person", "person_id", "state", "at"),
    info=sealed_for(("task_id", "tasks"), ("person_id", "people")),
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """What somebody wants to be told at `at` (UTC), in their own words; about a task or none. `version` grows with
    every change."""

    id: str
    person_id: PersonId
    task_id: TaskId | None
    words: str
    at: datetime
    state: ReminderState
    version: int
    created_at: datetime


_ADD = insert(reminders)
_TAKE = Query(select(reminders).where(reminders.c.id == bindparam("id")).with_for_update())
_CHANGE = Query(
    update(reminders)
    .where(reminders.c.id == bindparam("which"))
    .values(
        at=bindparam("new_at", type_=Moment),
        state=bindparam("new_state", type_=OneOf(ReminderState)),
        version=bindparam("new_version"),
    )
)
_OF = Query(
    select(reminders)
    .where(
        reminders.c.person_id == bindparam("person"),
        among(
            reminders.c.state,
            [ReminderState.ASKED, ReminderState.OPEN, ReminderState.TOLD, ReminderState.DROPPED],
        ),
        reminders.c.at > bindparam("after", type_=Moment),
    )
    .order_by(reminders.c.at, reminders.c.id)
    .limit(bindparam("most"))
)


class Reminders:
    """The reminders of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, reminder: Reminder) -> None:
        """Keep a new reminder."""
        self._run.add(_ADD, reminder)

    def take(self, reminder: str) -> Reminder | None:
        """Return a reminder that will be changed, locked for this transaction."""
        return _reminder(self._run.one(_TAKE, id=reminder))

    def save(self, reminder: Reminder) -> None:
        """Keep when a reminder is due, how it stands, and its version."""
        self._run.change(
            _CHANGE, which=reminder.id, new_at=reminder.at, new_state=reminder.state, new_version=reminder.version
        )

    def of(self, person: PersonId, after: datetime, most: int) -> list[Reminder]:
        """Return somebody's reminders due after a moment (UTC), the next first: those asked about, those to come, those
        told and not done yet, those dropped because their task ended."""
        rows = self._run.all(_OF, person=person, after=after, most=most)
        return [Reminder(*row) for row in rows]


def _reminder(row: Row | None) -> Reminder | None:
    return None if row is None else Reminder(*row)

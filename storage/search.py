"""What is searched by words: tasks newest first, a stretch at a time, with what was said about them. The words are
compared by who asks: columns of people's words can't be searched by the database. Internal notes have queries of their
own, so that no search for a client can come by one."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from storage.conversation import messages, notes
from storage.files import files
from storage.query import Query, Runner
from storage.sealing import unless_empty
from storage.tasks import tasks
from storage.vocabulary import ClientId, TaskId

NEWEST = TaskId("z")  # no id comes after it

Words = tuple[TaskId, str]
"""Some words, and the task they are about."""


class Reach(StrEnum):
    """Whose tasks are searched: all, those of a team, of a client, of one contact."""

    ALL = "all"
    TEAM = "team"
    CLIENT = "client"
    CONTACT = "contact"


class Found(NamedTuple):
    """A task as it is searched; `files` are None where it has none."""

    id: TaskId
    number: int
    client_id: ClientId | None
    title: str | None
    words: str
    wish: str | None
    result: str | None
    files: list[dict[str, Any]] | None


_BEFORE = (
    select(*(tasks.c[name] for name in Found._fields[:-1]), unless_empty(tasks.c.files))
    .where(tasks.c.id < bindparam("before"))
    .order_by(tasks.c.id.desc())
    .limit(bindparam("most"))
)
_IN_TEAM = tasks.c.team_id == bindparam("whose")
_OF_CLIENT = tasks.c.client_id == bindparam("whose")
_OF_CONTACT = tasks.c.contact_id == bindparam("whose")
_ALL = Query(_BEFORE)
_TEAM = Query(_BEFORE.where(_IN_TEAM))
_CLIENT = Query(_BEFORE.where(_OF_CLIENT))
_CONTACT = Query(_BEFORE.where(_OF_CONTACT))


def _stretch(column: Any) -> tuple[Any, Any]:
    return column >= bindparam("first"), column <= bindparam("last")


def _whose(condition: Any) -> Select[Any]:
    return select(tasks.c.id).where(condition, *_stretch(tasks.c.id))


_SAID = select(messages.c.task_id, messages.c.words).where(messages.c.deleted_at.is_(None))
_NAMED = select(files.c.task_id, files.c.name).where(files.c.internal.is_(False))
_SAID_TO_STAFF = Query(_SAID.where(*_stretch(messages.c.task_id)))
_SAID_TO_CLIENT = Query(_SAID.where(messages.c.task_id.in_(_whose(_OF_CLIENT))))
_SAID_TO_CONTACT = Query(_SAID.where(messages.c.task_id.in_(_whose(_OF_CONTACT))))
_NAMED_TO_STAFF = Query(_NAMED.where(*_stretch(files.c.task_id)))
_NAMED_TO_CLIENT = Query(_NAMED.where(files.c.task_id.in_(_whose(_OF_CLIENT))))
_NAMED_TO_CONTACT = Query(_NAMED.where(files.c.task_id.in_(_whose(_OF_CONTACT))))
_NOTES = Query(select(notes.c.task_id, notes.c.words).where(*_stretch(notes.c.task_id)))
_INTERNAL_FILES = Query(
    select(files.c.task_id, files.c.name).where(files.c.internal.is_(True), *_stretch(files.c.task_id))
)
_TASKS = {Reach.ALL: _ALL, Reach.TEAM: _TEAM, Reach.CLIENT: _CLIENT, Reach.CONTACT: _CONTACT}
_OPEN = {
    Reach.ALL: (_SAID_TO_STAFF, _NAMED_TO_STAFF),
    Reach.TEAM: (_SAID_TO_STAFF, _NAMED_TO_STAFF),
    Reach.CLIENT: (_SAID_TO_CLIENT, _NAMED_TO_CLIENT),
    Reach.CONTACT: (_SAID_TO_CONTACT, _NAMED_TO_CONTACT),
}


class Search:
    """The searches of one unit of work. `whose` is the id of the team, client or contact, empty for all."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def tasks(self, reach: Reach, whose: str, before: TaskId, most: int) -> list[Found]:
        """Return the latest tasks before one (`NEWEST` to begin with), latest first."""
        limits: dict[str, Any] = {"before": before, "most": most}
        rows = self._run.all(_TASKS[reach], **limits, **_only(reach, whose))
        return list(map(Found._make, rows))

    def said(self, reach: Reach, whose: str, first: TaskId, last: TaskId) -> list[Words]:
        """Return what client and office said to each other, and the names of files both may see, of the tasks with ids
        from `first` to `last`; for staff also of other teams' tasks in between."""
        limits = {"first": first, "last": last, **_only(reach, whose)}
        return [(TaskId(row[0]), row[1]) for query in _OPEN[reach] for row in self._run.all(query, **limits)]

    def inside(self, first: TaskId, last: TaskId) -> list[Words]:
        """Return the internal notes, and the names of internal files, of the tasks with ids from `first` to `last`:
        for staff alone."""
        both: Sequence[Query] = (_NOTES, _INTERNAL_FILES)
        return [(TaskId(row[0]), row[1]) for query in both for row in self._run.all(query, first=first, last=last)]


def _only(reach: Reach, whose: str) -> dict[str, str]:
    return {} if reach is Reach.ALL else {"whose": whose}

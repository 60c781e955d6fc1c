"""What reports are made of, read in few statements for many tasks at once: never one for each task, client or day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import JSON, ColumnElement, Select, String, and_, bindparam, cast, func, or_, select

from storage.bookings import bookings
from storage.bookings import history as booking_history
from storage.ids import dated
from storage.people import addresses, people
from storage.query import Query, Runner, among
from storage.sealing import unless_empty
from storage.sla import promises
from storage.tasks import Step, Task, history, tasks
from storage.types import Moment
from storage.vocabulary import OPEN_STATES, BookingState, ClientId, Confidentiality, PersonId, Priority, TaskId, TeamId

PORTION = 1000
MOST_TASKS = 5000
CLOCKS_DIFFER = timedelta(days=1)
"""Ids ascend with time and are looked for a day further, in case that a machine's clock was set back."""


class Counted(NamedTuple):
    """A task as reports count it, without what it is about. `calendar` is `name@version`, None where nothing was
    promised; `rating_words` belong to its latest rating."""

    id: TaskId
    number: int
    client_id: ClientId | None
    contact_id: PersonId
    assistant_id: PersonId | None
    team_id: TeamId
    category: str | None
    priority: Priority | None
    rating_words: str | None
    calendar: str | None

    @property
    def reference(self) -> str:
        """Return what people call it, such as T-1042."""
        return f"T-{self.number}"


@dataclass(frozen=True, slots=True)
class Classed:
    """Who may know of a task, and whose it is."""

    number: int
    contact_id: PersonId
    confidentiality: Confidentiality

    @property
    def reference(self) -> str:
        """Return what people call it, such as T-1042."""
        return f"T-{self.number}"


@dataclass(frozen=True, slots=True)
class Appointed:
    """An appointment as reports count it: `made_at` is when it was agreed on first, what was only held or asked for is
    none. `ended_at` is since when its state is done, not shown up for or cancelled. Times are UTC."""

    number: int
    service: str
    state: BookingState
    client_id: ClientId | None
    contact_id: PersonId | None
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    made_at: datetime

    @property
    def reference(self) -> str:
        """Return what people call it, such as A-17."""
        return f"A-{self.number}"


def _touched() -> ColumnElement[bool]:
    """Tasks that were open at some time between `begin` and `end`, or to which something happened then."""
    began = bindparam("begin", type_=Moment)
    happened = select(history.c.task_id).where(
        history.c.id >= bindparam("first"), history.c.id < bindparam("last"), history.c.at >= began
    )
    return and_(
        tasks.c.created_at < bindparam("end", type_=Moment),
        or_(
            among(tasks.c.state, OPEN_STATES),
            tasks.c.done_at >= began,
            tasks.c.ended_at >= began,
            tasks.c.id.in_(happened),
        ),
    )


_COUNTED = (
    select(
        tasks.c.id,
        tasks.c.number,
        tasks.c.client_id,
        tasks.c.contact_id,
        tasks.c.assistant_id,
        tasks.c.team_id,
        tasks.c.category,
        tasks.c.priority,
        tasks.c.rating_words,
        promises.c.calendar,
    )
    .select_from(tasks.outerjoin(promises, promises.c.task_id == tasks.c.id))
    .where(_touched())
)


def _steps(dialect: str) -> Select[Any]:
    """All lines of some tasks, whose ids come as one JSON list: a range of ids would be most of the table where the
    tasks are old ones that are still open."""
    ids = bindparam("ids", type_=String)
    if dialect == "sqlite":
        these = select(func.json_each(ids).table_valued("value").c.value)
    else:
        these = select(func.json_array_elements_text(cast(ids, JSON)).column_valued())
    return (
        select(
            history.c.task_id,
            history.c.move,
            history.c.by,
            history.c.at,
            unless_empty(history.c.facts, among(history.c.move, TOLD)),
        )
        .where(history.c.task_id.in_(these))
        .order_by(history.c.task_id, history.c.id)
    )


TOLD = (
    *("filed", "policy", "wish", "appointment", "extended", "breached", "client-said"),
    *("done", "minutes", "rated", "sent-back"),
    *("assigned", "team", "category", "priority", "calendar"),
)
"""The lines in a task's history whose facts figures are made of. Those of all others, such as what was asked, are
words for people: they are not even opened."""

AGREED = ("confirmed", "confirm", "accept", "move")
"""The lines in a booking's history with which it is agreed on."""

_APPOINTED = (
    select(
        bookings.c.number,
        bookings.c.service,
        bookings.c.state,
        bookings.c.client_id,
        bookings.c.contact_id,
        bookings.c.starts_at,
        bookings.c.ends_at,
        bookings.c.ended_at,
        func.min(booking_history.c.at, type_=Moment),
    )
    .select_from(bookings.join(booking_history, booking_history.c.booking_id == bookings.c.id))
    .where(
        bookings.c.number.is_not(None),
        among(booking_history.c.move, AGREED),
        bookings.c.created_at < bindparam("end", type_=Moment),
        or_(
            bookings.c.starts_at >= bindparam("begin", type_=Moment),
            bookings.c.created_at >= bindparam("begin", type_=Moment),
            bookings.c.ended_at >= bindparam("begin", type_=Moment),
        ),
    )
    .group_by(bookings.c.id)
    .order_by(bookings.c.number)
)
_BOOKINGS, _BOOKINGS_OF_CLIENT = Query(_APPOINTED), Query(_APPOINTED.where(bookings.c.client_id == bindparam("client")))
_OF_CLIENT = tasks.c.client_id == bindparam("client")
_TASKS, _TASKS_OF_CLIENT = Query(_COUNTED), Query(_COUNTED.where(_OF_CLIENT))
_HISTORIES = Query(_steps)
_SINCE = Query(
    select(tasks)
    .where(_OF_CLIENT, tasks.c.done_at >= bindparam("since", type_=Moment))
    .order_by(tasks.c.id)
    .limit(bindparam("most"))
)
_CLASSED = Query(
    select(tasks.c.number, tasks.c.contact_id, tasks.c.confidentiality).where(
        _OF_CLIENT, tasks.c.confidentiality.is_not(None)
    )
)
_PLATFORMS = Query(
    select(addresses.c.person_id, addresses.c.platform, addresses.c.id, people.c.told_at)
    .select_from(addresses.join(people, people.c.id == addresses.c.person_id))
    .order_by(addresses.c.id.desc())
)
_NAMES = Query(select(people.c.id, people.c.name))


def tasks_between(
    run: Runner, begin: datetime, end: datetime, client: ClientId | None = None
) -> Iterator[tuple[Counted, Sequence[Step]]]:
    """Yield every task (of a client) that was open between two moments (UTC) or to which something happened then, with
    its whole history, also what came later, and the facts of the lines that are TOLD; in the order of filing. One
    statement, and one more for each 1,000."""
    known: dict[str, Any] = {
        "begin": begin,
        "end": end,
        "first": dated(begin, 0),
        "last": dated(end + CLOCKS_DIFFER, 0),
    }
    if client is not None:
        known["client"] = client
    # Put in order here: for an order SQLite would read the whole table by its index, row by row.
    rows = sorted(run.all(_TASKS if client is None else _TASKS_OF_CLIENT, **known), key=itemgetter(0))
    counted = [Counted(*row) for row in rows]
    for place in range(0, len(counted), PORTION):
        portion = counted[place : place + PORTION]
        steps: dict[str, list[Step]] = {task.id: [] for task in portion}
        for task, move, by, at, facts in run.all(_HISTORIES, ids=json.dumps([task.id for task in portion])):
            steps[task].append(Step(move, by, at, facts or {}))
        for task in portion:
            yield task, steps[task.id]


def appointments_between(
    run: Runner, begin: datetime, end: datetime, client: ClientId | None = None
) -> list[Appointed]:
    """Return every appointment (of a client) that was agreed on before the later of two moments (UTC) and made, held or
    cancelled from the earlier one on, by number."""
    if client is None:
        return [Appointed(*row) for row in run.all(_BOOKINGS, begin=begin, end=end)]
    return [Appointed(*row) for row in run.all(_BOOKINGS_OF_CLIENT, begin=begin, end=end, client=client)]


def tasks_of(run: Runner, client: ClientId, since: datetime, most: int = MOST_TASKS) -> list[Task]:
    """Return a client's tasks whose latest result was made since a moment (UTC), in the order of filing."""
    return [Task(*row) for row in run.all(_SINCE, client=client, since=since, most=most)]


def classed(run: Runner, client: ClientId) -> list[Classed]:
    """Return a client's tasks of which somebody said, or their category, who may know of them."""
    return [Classed(*row) for row in run.all(_CLASSED, client=client)]


def platforms(run: Runner) -> dict[PersonId, str]:
    """Return on which platform each person is told things: where they want it, else at their first address."""
    found: dict[PersonId, str] = {}
    wanted: set[PersonId] = set()
    for person, platform, address, told_at in run.all(_PLATFORMS):
        if address == told_at:
            wanted.add(person)
            found[person] = platform
        elif person not in wanted:
            found[person] = platform
    return found


def names(run: Runner) -> dict[str, str]:
    """Return what everybody is called, former people too."""
    return {str(row[0]): str(row[1]) for row in run.all(_NAMES)}

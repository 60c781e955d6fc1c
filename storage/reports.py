"""What reports are made of, read in few statements for many tasks at once: never one for each task, client or day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Integer,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from storage.bookings import Step as BookingStep
from storage.bookings import bookings
from storage.bookings import history as booking_history
from storage.ids import dated
from storage.memberships import Membership, memberships
from storage.people import addresses, people
from storage.query import Query, Runner, among
from storage.sealing import unless_empty
from storage.sla import promises
from storage.tasks import Step, Task, history, tasks
from storage.types import Moment
from storage.vocabulary import (
    OPEN_STATES,
    WORKERS,
    BookingId,
    BookingState,
    ClientId,
    Confidentiality,
    PersonId,
    Priority,
    TaskId,
    TaskState,
    TeamId,
)

PORTION = 1000
MOST_TASKS = 5000
CLOCKS_DIFFER = timedelta(days=1)
"""Ids ascend with time and are looked for a day further, in case that a machine's clock was set back."""


class Counted(NamedTuple):
    """A task as reports count it, without what it is about. `calendar` is `name@version`, None where nothing was
    promised; `rating_words` belong to its latest rating. `cancelled_at` (UTC) is when it was cancelled, as its row says
    it."""

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
    cancelled_at: datetime | None

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
    """An appointment as reports count it, as it stands now: `ended_at` is since when it is done, not shown up for or
    cancelled. Times are UTC."""

    id: BookingId
    number: int
    service: str
    state: BookingState
    client_id: ClientId | None
    contact_id: PersonId | None
    starts_at: datetime
    ended_at: datetime | None

    @property
    def reference(self) -> str:
        """Return what people call it, such as A-17."""
        return f"A-{self.number}"


_Row = TypeVar("_Row", Counted, Appointed)
_Line = TypeVar("_Line", Step, BookingStep)


def _happened(lines: Table, whose: Column[Any]) -> Select[Any]:
    """Ids of what has a line in its history between `begin` and `end`."""
    began = bindparam("begin", type_=Moment)
    return select(whose).where(lines.c.id >= bindparam("first"), lines.c.id < bindparam("last"), lines.c.at >= began)


def _touched() -> ColumnElement[bool]:
    """Tasks that were open at some time between `begin` and `end`, or to which something happened then."""
    began = bindparam("begin", type_=Moment)
    return and_(
        tasks.c.created_at < bindparam("end", type_=Moment),
        or_(
            among(tasks.c.state, OPEN_STATES),
            tasks.c.done_at >= began,
            tasks.c.ended_at >= began,
            tasks.c.id.in_(_happened(history, history.c.task_id)),
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
        case((tasks.c.state == literal(TaskState.CANCELLED, tasks.c.state.type), tasks.c.ended_at), else_=None),
    )
    .select_from(tasks.outerjoin(promises, promises.c.task_id == tasks.c.id))
    .where(_touched())
)


def _steps(lines: Table, whose: Column[Any], told: Sequence[str], dialect: str) -> Select[Any]:
    """All lines of some histories, of what has its id in one JSON list: a range of ids would be most of the table where
    some are old ones that are still open. Facts of the lines that are `told` alone."""
    ids = bindparam("ids", type_=String)
    if dialect == "sqlite":
        these = select(func.json_each(ids).table_valued("value").c.value)
    else:
        these = select(func.json_array_elements_text(cast(ids, JSON)).column_valued())
    return (
        select(whose, lines.c.move, lines.c.by, lines.c.at, unless_empty(lines.c.facts, among(lines.c.move, told)))
        .where(whose.in_(these))
        .order_by(whose, lines.c.id)
    )


_OF_CLIENT = tasks.c.client_id == bindparam("client")


def _numbered(dialect: str) -> Select[Any]:
    """Tasks of a client that have their numbers in one JSON list."""
    numbers = bindparam("numbers", type_=String)
    if dialect == "sqlite":
        these = select(func.json_each(numbers).table_valued("value").c.value)
    else:
        these = select(cast(func.json_array_elements_text(cast(numbers, JSON)).column_valued(), Integer))
    return select(tasks).where(_OF_CLIENT, tasks.c.number.in_(these)).order_by(tasks.c.id)


TOLD = (
    *("filed", "policy", "wish", "appointment", "extended", "breached", "client-said"),
    *("done", "minutes", "rated", "sent-back"),
    *("assigned", "team", "category", "priority", "calendar"),
)
"""The lines in a task's history whose facts figures are made of. Those of all others, such as what was asked, are
words for people: they are not even opened."""

TOLD_OF_BOOKINGS = ("move", "move-request", "cancel")
"""The same of an appointment's."""

_APPOINTED = (
    select(
        bookings.c.id,
        bookings.c.number,
        bookings.c.service,
        bookings.c.state,
        bookings.c.client_id,
        bookings.c.contact_id,
        bookings.c.starts_at,
        bookings.c.ended_at,
    )
    .where(
        bookings.c.number.is_not(None),
        bookings.c.created_at < bindparam("end", type_=Moment),
        or_(
            bookings.c.starts_at >= bindparam("begin", type_=Moment),
            bookings.c.ended_at >= bindparam("begin", type_=Moment),
            bookings.c.id.in_(_happened(booking_history, booking_history.c.booking_id)),
        ),
    )
    .order_by(bookings.c.number)
)
_BOOKINGS, _BOOKINGS_OF_CLIENT = Query(_APPOINTED), Query(_APPOINTED.where(bookings.c.client_id == bindparam("client")))
_TASKS, _TASKS_OF_CLIENT = Query(_COUNTED), Query(_COUNTED.where(_OF_CLIENT))
_HISTORIES = Query(partial(_steps, history, history.c.task_id, TOLD))
_BOOKING_HISTORIES = Query(partial(_steps, booking_history, booking_history.c.booking_id, TOLD_OF_BOOKINGS))
_NUMBERED = Query(_numbered)
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
_BEGUN = memberships.c.since < bindparam("end", type_=Moment)
_WORKERS = Query(
    select(memberships)
    .where(among(memberships.c.role, WORKERS), memberships.c.team_id.is_not(None), _BEGUN)
    .order_by(memberships.c.since, memberships.c.person_id)
)
_TEAMS_OF = Query(
    select(memberships.c.team_id)
    .distinct()
    .select_from(memberships.join(people, people.c.id == memberships.c.person_id))
    .where(
        people.c.client_id == bindparam("client"),
        _BEGUN,
        or_(memberships.c.until.is_(None), memberships.c.until > bindparam("begin", type_=Moment)),
    )
)
_NAMES = Query(select(people.c.id, people.c.name))


def tasks_between(
    run: Runner, begin: datetime, end: datetime, client: ClientId | None = None
) -> Iterator[tuple[Counted, Sequence[Step]]]:
    """Return every task (of a client) that was open between two moments (UTC) or to which something happened then, with
    its whole history, also what came later, and the facts of the lines that are TOLD; in the order of filing. One
    statement, and one more for each 1,000."""
    known = _known(begin, end, client)
    # Put in order here: for an order SQLite would read the whole table by its index, row by row.
    rows = sorted(run.all(_TASKS if client is None else _TASKS_OF_CLIENT, **known), key=itemgetter(0))
    return _with_histories(run, [Counted(*row) for row in rows], _HISTORIES, Step)


def appointments_between(
    run: Runner, begin: datetime, end: datetime, client: ClientId | None = None
) -> Iterator[tuple[Appointed, Sequence[BookingStep]]]:
    """Return every appointment (of a client) that was asked for before the later of two moments (UTC) and begins from
    the earlier one on, or to which something happened since, with its whole history; by number. As many statements as
    for tasks."""
    known = _known(begin, end, client)
    found = [Appointed(*row) for row in run.all(_BOOKINGS if client is None else _BOOKINGS_OF_CLIENT, **known)]
    return _with_histories(run, found, _BOOKING_HISTORIES, BookingStep)


def _with_histories(
    run: Runner, found: Sequence[_Row], histories: Query, line: Callable[..., _Line]
) -> Iterator[tuple[_Row, Sequence[_Line]]]:
    """Yield each of what was found with the lines of its history, read by a statement for each PORTION."""
    for place in range(0, len(found), PORTION):
        portion = found[place : place + PORTION]
        lines: dict[str, list[_Line]] = {each.id: [] for each in portion}
        for which, move, by, at, facts in run.all(histories, ids=json.dumps([each.id for each in portion])):
            lines[which].append(line(move, by, at, facts or {}))
        for each in portion:
            yield each, lines[each.id]


def _known(begin: datetime, end: datetime, client: ClientId | None) -> dict[str, Any]:
    known: dict[str, Any] = {
        "begin": begin,
        "end": end,
        "first": dated(begin, 0),
        "last": dated(end + CLOCKS_DIFFER, 0),
    }
    return known if client is None else {**known, "client": client}


def tasks_numbered(run: Runner, client: ClientId, numbers: Sequence[int]) -> list[Task]:
    """Return a client's tasks that have these numbers, as they are now, in the order of filing; MOST_TASKS at most."""
    return [Task(*row) for row in run.all(_NUMBERED, client=client, numbers=json.dumps(numbers[:MOST_TASKS]))]


def classed(run: Runner, client: ClientId) -> list[Classed]:
    """Return a client's tasks of which somebody said, or their category, who may know of them."""
    return [Classed(*row) for row in run.all(_CLASSED, client=client)]


def workers(run: Runner, end: datetime) -> list[Membership]:
    """Return who worked in which team at any time before a moment (UTC), first come first."""
    return [Membership(*row) for row in run.all(_WORKERS, end=end)]


def teams_of(run: Runner, client: ClientId, begin: datetime, end: datetime) -> set[TeamId | None]:
    """Return the teams that a client's contacts belonged to at some time between two moments (UTC), None for those who
    belonged to no team."""
    return {row[0] for row in run.all(_TEAMS_OF, client=client, begin=begin, end=end)}


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

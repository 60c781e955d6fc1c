"""What is past its time: found a portion at a time on a connection that reads, emptied or taken out on one that writes.
What still lives under the key of a day that goes is sealed with today's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    String,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    update,
)

from storage import erasing
from storage.catalogue import metadata
from storage.clients import emptied
from storage.query import Query, Runner, among, insert_new
from storage.sealing import DAY, OFFICE, rule_of
from storage.types import Moment, Sealed
from storage.vault import SEALED, Unreadable
from storage.vocabulary import DraftState, OutboxState, TaskState

PORTION = 200
_TABLES = metadata.tables
_tasks, _bookings, _drafts, _clients, _outbox, _series = (
    _TABLES[name] for name in ("tasks", "bookings", "drafts", "clients", "outbox", "series")
)
_BEFORE = bindparam("before", type_=Moment)
_ENDED = among(_tasks.c.state, (TaskState.CLOSED, TaskState.CANCELLED))
_FOR_LESS = select(_clients.c.id).where(_clients.c.keep_days.is_not(None))
_TEMPLATES = select(_series.c.draft_id).where(_series.c.draft_id.is_not(None))
_LEFT = tuple(state for state in OutboxState if state not in {OutboxState.NEW, OutboxState.SENDING})


def _full(table: Table) -> ColumnElement[bool]:
    return ~exists().where(emptied.c.id == table.c.id)


PAST: Mapping[str, tuple[Table, ColumnElement[bool]]] = {
    "requests": (
        _tasks,
        and_(
            _ENDED,
            _tasks.c.ended_at < _BEFORE,
            _full(_tasks),
            or_(_tasks.c.client_id.is_(None), _tasks.c.client_id.not_in(_FOR_LESS)),
        ),
    ),
    "requests-of": (
        _tasks,
        and_(
            _ENDED, _tasks.c.ended_at < _BEFORE, _full(_tasks), _tasks.c.client_id == bindparam("client", type_=String)
        ),
    ),
    "appointments": (_bookings, and_(_bookings.c.ends_at < _BEFORE, _full(_bookings))),
    "messages": (
        _outbox,
        and_(_outbox.c.created_at < _BEFORE, _outbox.c.chat != "", among(_outbox.c.state, _LEFT)),
    ),
    "approvals": (_TABLES["approvals"], _TABLES["approvals"].c.asked_at < _BEFORE),
    "dialogs": (_TABLES["dialogs"], _TABLES["dialogs"].c.touched_at < _BEFORE),
    "buttons": (_TABLES["buttons"], _TABLES["buttons"].c.used_at < _BEFORE),
    "drafts": (
        _drafts,
        and_(
            func.coalesce(_drafts.c.touched_at, _drafts.c.created_at) < _BEFORE,
            _drafts.c.id.not_in(_TEMPLATES),
            _drafts.c.state != literal(DraftState.REPEATED, _drafts.c.state.type),
        ),
    ),
    "evidence-requests": (_tasks, and_(_ENDED, _tasks.c.ended_at < _BEFORE)),
    "evidence-appointments": (_bookings, _bookings.c.ends_at < _BEFORE),
}
"""By what is past its time: the table, and the condition on a moment `before`."""
EMPTIED = frozenset({"requests", "requests-of", "appointments"})
"""These rows stay, without content; messages too; all others go with what hangs on them."""

_MARK = insert_new(emptied)
_BLANK_MESSAGE = Query(
    update(_outbox)
    .where(_outbox.c.id == bindparam("row"))
    .values(content=bindparam("blank", type_=Text), chat="", workspace="", message_id=None)
)


def ids(run: Runner, what: str, before: datetime, client: str = "") -> list[str]:
    """Return the next rows that are past their time."""
    query = _finding(what)
    return [str(row[0]) for row in run.all(query, before=before, most=PORTION, **_whose(what, client))]


def count(run: Runner, what: str, before: datetime, client: str = "") -> int:
    """Return how many rows are past their time."""
    row = run.one(_counting(what), before=before, **_whose(what, client))
    return 0 if row is None else int(row[0])


def _whose(what: str, client: str) -> dict[str, str]:
    return {"client": client} if what == "requests-of" else {}


def let_go(run: Runner, what: str, rows: Sequence[str], at: datetime) -> None:
    """Empty rows or take them out. It may be done again."""
    table, _ = PAST[what]
    if what == "messages":
        where = f"{_outbox.name}|content"
        run.change_each(
            _BLANK_MESSAGE, [{"row": row, "blank": run.vault.seal(where, row, OFFICE, "{}")} for row in rows]
        )
    elif what in EMPTIED:
        for row in rows:
            _empty(run, table, row)
            run.change(_MARK, id=row, at=at)
    else:
        for row in rows:
            if what == "drafts":
                run.change(_FORGET_FILES, row=row)  # what they contain goes as files that nobody knows
            _take_out(run, table.name, row)


def paths(run: Runner, rows: Sequence[str]) -> list[str]:
    """Return what the files of these requests are called in the file store."""
    found = (run.all(_PATHS, row=row) for row in rows)
    return [str(row[0]) for some in found for row in some]


_FILES = _TABLES["files"]
_FORGET_FILES = Query(delete(_FILES).where(_FILES.c.draft_id == bindparam("row"), _FILES.c.task_id.is_(None)))
_PATHS = Query(select(_FILES.c.path).where(_FILES.c.task_id == bindparam("row"), _FILES.c.path.is_not(None)))


def _empty(run: Runner, table: Table, row: str) -> None:
    erasing.erase_rows(run, table.name, [row])
    for name, column in _hanging(table.name):
        child = _TABLES[name]
        if len(child.primary_key) == 1 and any(each.info["retention"] == "erase" for each in child.columns):
            keys = [str(key[0]) for key in run.all(_children(name, column), row=row)]
            erasing.erase_rows(run, name, keys)


def _take_out(run: Runner, table: str, row: str) -> None:
    for name, column in _hanging(table):
        child = _TABLES[name]
        if len(child.primary_key) == 1 and _hanging(name):
            for key in run.all(_children(name, column), row=row):
                _take_out(run, name, str(key[0]))
        else:
            run.change(_deleting(name, column), row=row)
    run.change(_deleting(table, next(iter(_TABLES[table].primary_key)).name), row=row)
    if table in {"tasks", "bookings"}:
        run.change(_UNMARK, row=row)


_UNMARK = Query(delete(emptied).where(emptied.c.id == bindparam("row")))


@cache
def _hanging(name: str) -> tuple[tuple[str, str], ...]:
    """Return the tables, and their columns, that refer to a table's rows."""
    return tuple(
        (table.name, key.parent.name)
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == name
    )


@cache
def _children(name: str, column: str) -> Query:
    table = _TABLES[name]
    return Query(select(next(iter(table.primary_key))).where(table.c[column] == bindparam("row")))


@cache
def _deleting(name: str, column: str) -> Query:
    return Query(delete(_TABLES[name]).where(_TABLES[name].c[column] == bindparam("row")))


@cache
def _finding(what: str) -> Query:
    table, condition = PAST[what]
    key = next(iter(table.primary_key))
    return Query(select(key).where(condition).order_by(key).limit(bindparam("most")))


@cache
def _counting(what: str) -> Query:
    table, condition = PAST[what]
    return Query(select(func.count()).select_from(table).where(condition))


# --- keys of days --------------------------------------------------------------------------------------------------


def sealed_by_day() -> list[str]:
    """Return the tables with rows under the keys of days."""
    return [table.name for table in metadata.sorted_tables if "owner" in table.info and rule_of(table).otherwise == DAY]


def under(run: Runner, table: str, names: Sequence[str]) -> list[str]:
    """Return the next rows in which something is sealed with one of these keys. Looks through a whole table."""
    found = _sealed(_TABLES[table])
    held = or_(*(column.like(f"{SEALED}{name}%") for column in found for name in names))
    key = next(iter(_TABLES[table].primary_key))
    return [str(row[0]) for row in run.all(Query(select(key).where(held).order_by(key).limit(PORTION)))]


def seal_today(run: Runner, table: str, rows: Sequence[str], names: Sequence[str]) -> int:
    """Seal with today's key what these keys seal; return how many values can't be opened."""
    kept = _TABLES[table]
    columns = [column for column in kept.columns if isinstance(column.type, Sealed)]
    today, lost = f"{DAY}:{run.at:%Y-%m-%d}", 0
    for row in rows:
        values = run.one(_as_it_lies(table), row=row) or ()
        for column, value in zip(columns, values, strict=False):
            if value is None or value[1:9] not in names:
                continue
            where = f"{table}|{column.name}"
            try:
                words = run.vault.open(where, row, value)
            except Unreadable:
                lost += 1
                continue
            run.change(_writing(table, column.name), row=row, value=run.vault.seal(where, row, today, words))
    return lost


def _sealed(table: Table) -> list[ColumnElement[str]]:
    return [type_coerce(column, Text) for column in table.columns if isinstance(column.type, Sealed)]


@cache
def _as_it_lies(name: str) -> Query:
    table = _TABLES[name]
    key = next(iter(table.primary_key))
    return Query(select(*_sealed(table)).where(key == bindparam("row")).with_for_update())


@cache
def _writing(table: str, column: str) -> Query:
    kept = _TABLES[table]
    key = next(iter(kept.primary_key))
    return Query(update(kept).where(key == bindparam("row")).values({column: bindparam("value", type_=Text)}))

"""What becomes of a client's rows when they are erased, by the labels of their columns: a table with something that law
wants kept keeps its rows, blanked and without names; all other rows with something personal go."""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from sqlalchemy import Column, Table, Text, bindparam, delete, func, literal, or_, select, type_coerce, update

from storage.belonging import CHAT, LANE, WAYS, of_client
from storage.catalogue import metadata
from storage.query import Query, Runner, among
from storage.sealing import OFFICE
from storage.types import BlindIndex, Moment, Sealed
from storage.vault import SEALED, Unreadable
from storage.vocabulary import OPEN_STATES, BookingState, InboxState, PersonState, Retention, TaskState

PORTION = 200
ALSO_GO = frozenset(
    {"timers", "focus", "task_declines", "series_occurrences", "draft_sources", "booking_waits", "booking_plans"}
)
"""Rows that make no sense any more and that no law wants kept, or that hang on ones that go."""
ALSO_STAY = frozenset({"report_runs"})
"""Rows that others hang on which stay."""
BLANKS: Mapping[str, Any] = {
    "bookings.guests": [],
    "bookings.answers": {},
    "booking_history.facts": {},
    "follow_ups.said": [],
    "people.language": "en",
    "people.zone": "UTC",
    "report_runs.found": {},
    "task_history.facts": {},
    "tasks.files": [],
}
"""What stands in a required column afterwards, as JSON where that is sealed; in all others it is an empty text."""
HISTORY = "task_history"
FACTS_KEPT: Mapping[str, frozenset[str]] = {
    HISTORY: frozenset(
        {"policy", "calendar", "why", "clock", "round", "due", "until", "minutes", "stars", "complaint", "no-answer"}
        | {"deadline", "appointment", "booking"}
    ),
    "booking_history": frozenset({"from", "notice"}),
}
"""What of a history's facts stays, by table: references to rules, times and figures, by which what was promised is
judged, and by which figures of a time that is over stay as they were."""
FACTS_KEPT_OF: Mapping[str, frozenset[str]] = {
    "filed": frozenset({"platform"}),
    "assigned": frozenset({"to"}),
    "team": frozenset({"before", "now", "taken-from"}),
    "category": frozenset({"before", "now"}),
    "priority": frozenset({"before", "now"}),
}
"""What else stays of some lines of a task's, as figures are counted under it; other lines have words under these
names."""
STANDING = (BookingState.PENDING, BookingState.CONFIRMED)
ADDRESSES = ("addresses", "people")
LETTERS = string.ascii_lowercase + string.digits


_KEPT_FACTS = {
    name: Query(select(table.c.move, type_coerce(table.c.facts, Text)).where(table.c.id == bindparam("row")))
    for name in FACTS_KEPT
    for table in [metadata.tables[name]]
}


_ENTRIES, _INBOX = metadata.tables["calendar_entries"], metadata.tables["inbox"]
_INVITATIONS = metadata.tables["invitations"]
_WRITTEN = _ENTRIES.c.uid.in_(select(metadata.tables["bookings"].c.uid).where(of_client("bookings")))
_UNWRITTEN = Query(select(func.count()).select_from(_ENTRIES).where(_WRITTEN, _ENTRIES.c.next_at.is_not(None)))
_UNSENT = Query(
    select(func.count()).select_from(_INVITATIONS).where(of_client("invitations"), _INVITATIONS.c.next_at.is_not(None))
)
_REWRITE = Query(
    update(_ENTRIES)
    .where(_WRITTEN)
    .values(wanted=_ENTRIES.c.wanted + 1, next_at=bindparam("at", type_=Moment), attempts=0)
)
_NEW = literal(InboxState.NEW, _INBOX.c.state.type)
_IN_HAND = Query(select(func.count()).select_from(_INBOX).where(of_client("inbox"), _INBOX.c.state == _NEW))


_TASKS, _BOOKINGS, _PEOPLE, _MEMBERSHIPS = (
    metadata.tables[name] for name in ("tasks", "bookings", "people", "memberships")
)
_CLOSING = tuple(
    Query(statement)
    for statement in (
        update(_TASKS)
        .where(of_client("tasks"), among(_TASKS.c.state, (*OPEN_STATES, TaskState.DONE)))
        .values(state=TaskState.CANCELLED, ended_at=bindparam("at", type_=Moment)),
        update(_BOOKINGS)
        .where(of_client("bookings"), among(_BOOKINGS.c.state, (BookingState.HELD, *STANDING)))
        .values(state=BookingState.CANCELLED, ended_at=bindparam("at", type_=Moment)),
        update(_MEMBERSHIPS)
        .where(of_client("memberships"), _MEMBERSHIPS.c.until.is_(None))
        .values(until=bindparam("at", type_=Moment)),
    )
)
_LEAVING = Query(update(_PEOPLE).where(of_client("people")).values(state=PersonState.REMOVED))
_EVERY_CLIENT = Query(select(metadata.tables["clients"].c.id))
_FILES = metadata.tables["files"]
_PATH = Query(select(_FILES.c.path).where(_FILES.c.id == bindparam("file")))


def goes_from(table: str) -> bool:
    """Return whether a client's rows of a table of this name are taken out."""
    return goes(metadata.tables[table])


def goes(table: Table) -> bool:
    """Return whether a client's rows of a table are taken out; else they stay, blanked."""
    labels = {column.info["retention"] for column in table.columns}
    kept = Retention.MASK in labels or Retention.ERASE not in labels or table.name in ALSO_STAY
    return table.name in ALSO_GO or not kept


@cache
def steps() -> tuple[str, ...]:
    """Return the tables in the order they are gone through: whatever tells whose another one's rows are, or is what
    they hang on, comes after it."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for name, ways in WAYS.items():
        order.add(name)
        parents = {parent for way in ways.values() for parent in (ADDRESSES if way in {CHAT, LANE} else way.split())}
        parents |= {key.column.table.name for key in metadata.tables[name].foreign_keys}
        for parent in parents & WAYS.keys():
            order.add(parent, name)
    return tuple(order.static_order())


def rows_after(run: Runner, table: str, client: str, after: str = "") -> list[str]:
    """Return the keys of a client's next rows after one, PORTION at most; none of tables whose rows have no single key.
    May look through a whole table: on a connection that only reads."""
    if len(metadata.tables[table].primary_key) > 1:
        return []
    return [str(row[0]) for row in run.all(_theirs(table), client=client, after=after, most=PORTION)]


def erase_rows(run: Runner, table: str, keys: Sequence[str]) -> None:
    """Take out these rows of a table, or blank them. It may be done again."""
    if goes(metadata.tables[table]):
        run.change_each(_taking_out(table), [{"row": key} for key in keys])
        return
    columns = blanked(metadata.tables[table])
    changes = []
    for key in keys if columns else ():
        blanks = {f"new_{column.name}": _blank(run, column, key) for column in columns}
        changes.append({"row": key, **blanks})
    if changes:
        run.change_each(_blanking(table), changes)


def erase_others(run: Runner, table: str, client: str) -> int:
    """Take out a client's rows of a table whose rows have no single key; return how many there were."""
    if len(metadata.tables[table].primary_key) == 1 or not goes(metadata.tables[table]):
        return 0
    return run.change(_taking_out_all(table), client=client)


@cache
def _theirs(name: str) -> Query:
    table = metadata.tables[name]
    key = next(iter(table.primary_key))
    condition = of_client(name)
    if name == "inbox":
        condition = condition & (table.c.state != _NEW)  # what is in hand ends first
    return Query(select(key).where(condition, key > bindparam("after")).order_by(key).limit(bindparam("most")))


@cache
def _taking_out(name: str) -> Query:
    table = metadata.tables[name]
    return Query(delete(table).where(next(iter(table.primary_key)) == bindparam("row")))


@cache
def _taking_out_all(name: str) -> Query:
    return Query(delete(metadata.tables[name]).where(of_client(name)))


@cache
def _blanking(name: str) -> Query:
    table = metadata.tables[name]
    values = {column.name: bindparam(f"new_{column.name}", type_=Text) for column in blanked(table)}
    return Query(update(table).where(next(iter(table.primary_key)) == bindparam("row")).values(values))


@cache
def blanked(table: Table) -> tuple[Column[Any], ...]:
    """Return the columns of a table that stays in which nothing may stay."""
    return tuple(column for column in table.columns if _isblanked(column))


def _isblanked(column: Column[Any]) -> bool:
    label = column.info["retention"]
    return label is Retention.ERASE or (label is Retention.MASK and isinstance(column.type, Sealed))


def _blank(run: Runner, column: Column[Any], row: str) -> str | None:
    where = f"{column.table.name}|{column.name}"
    if column.nullable:
        return None
    if isinstance(column.type, BlindIndex):
        return f"erased:{row}"
    blank = BLANKS.get(f"{column.table.name}.{column.name}", "")
    if not isinstance(column.type, Sealed):
        return str(blank)
    if column.table.name in FACTS_KEPT:
        return run.vault.seal(where, row, OFFICE, _facts(run, column.table.name, where, row))
    if column.info["retention"] is Retention.MASK:
        blank = "#" + "".join(secrets.choice(LETTERS) for _ in range(6))  # tells who is who, and nobody who that was
    return run.vault.seal(where, row, OFFICE, blank if isinstance(blank, str) else json.dumps(blank))


def _facts(run: Runner, table: str, where: str, row: str) -> str:
    """Return what of a step stays; nothing where its key is gone already."""
    move, kept = run.one(_KEPT_FACTS[table], row=row) or ("", None)
    try:
        facts = {} if kept is None else json.loads(run.vault.open(where, row, str(kept)))
    except Unreadable:
        facts = {}
    stay = FACTS_KEPT[table] | (FACTS_KEPT_OF.get(move, frozenset()) if table == HISTORY else frozenset())
    return json.dumps({name: value for name, value in facts.items() if name in stay})


def left(run: Runner, names: Iterable[str]) -> list[str]:
    """Return the columns in which something is still sealed with one of these keys. Looks through whole tables: on a
    connection that only reads."""
    known = [f"{SEALED}{name}%" for name in names]
    found = []
    for table in metadata.sorted_tables if known else ():
        for column in table.columns:
            if isinstance(column.type, Sealed):
                stored = type_coerce(column, Text)
                query = select(func.count()).select_from(table).where(or_(*(stored.like(each) for each in known)))
                if (run.one(Query(query)) or [0])[0]:
                    found.append(f"{table.name}.{column.name}")
    return found


def outside(run: Runner, client: str) -> bool:
    """Return whether hosts' calendars or the mail server are still to be told of a client's appointments."""
    return any((run.one(query, client=client) or [0])[0] for query in (_UNWRITTEN, _UNSENT))


def rewrite_entries(run: Runner, client: str, at: datetime) -> int:
    """Have a client's appointments written into the hosts' calendars again, as they are by now."""
    return run.change(_REWRITE, client=client, at=at)


def in_hand(run: Runner, client: str) -> bool:
    """Return whether events of a client's contacts are still to be handled."""
    return bool((run.one(_IN_HAND, client=client) or [0])[0])


def close(run: Runner, client: str, at: datetime) -> None:
    """End whatever is open of a client whose words can't be read any more, without telling anybody."""
    for query in _CLOSING:
        run.change(query, client=client, at=at)
    run.change(_LEAVING, client=client)


def every_client(run: Runner) -> list[str]:
    """Return the ids of all clients."""
    return [str(row[0]) for row in run.all(_EVERY_CLIENT)]


def path_of(run: Runner, file: str) -> str | None:
    """Return what a file is called in the file store, None if it isn't there."""
    row = run.one(_PATH, file=file)
    return None if row is None else row[0]

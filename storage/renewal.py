"""Seals again, a portion of a table at a time, what is not sealed with its owner's present key: what was kept before
there were keys, and what a former key of an owner seals. It may be ended after any portion and begun again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Table, Text, bindparam, select, type_coerce, update

from storage.catalogue import metadata
from storage.query import Query, Row, Runner
from storage.sealing import DAY, Owner, rule_of
from storage.types import BlindIndex, Sealed
from storage.vault import BLIND, CLEAR, NAME_LENGTH, SEALED, Keys, Unreadable

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Portion:
    """What was done: the key of the last row that was looked at (None: there are no more), how many values were looked
    at and how many sealed again, and which rows can't be read."""

    last: str | None
    looked: int
    renewed: int
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    table: str
    columns: tuple[str, ...]
    blind: frozenset[str]
    owner: Owner
    read: Query
    write: Query


@cache
def sealed_tables() -> tuple[str, ...]:
    """Return the tables with people's words, parents first."""
    return tuple(
        table.name
        for table in metadata.sorted_tables
        if any(isinstance(column.type, Sealed | BlindIndex) for column in table.columns)
    )


@cache
def _plan(name: str) -> _Plan:
    table: Table = metadata.tables[name]
    key = next(iter(table.primary_key))
    columns = tuple(column.name for column in table.columns if isinstance(column.type, Sealed | BlindIndex))
    blind = frozenset(column for column in columns if isinstance(table.c[column].type, BlindIndex))
    owner = rule_of(table)
    as_they_are = [type_coerce(table.c[column], Text) for column in columns]
    read = (
        select(key, *as_they_are, *(type_coerce(table.c[column], Text) for column, _ in owner.steps))
        .where(key > bindparam("after"))
        .order_by(key)
        .limit(bindparam("most"))
        .with_for_update()
    )
    values = {column: bindparam(f"new_{column}", type_=Text) for column in columns}
    write = update(table).where(key == bindparam("row")).values(values)
    return _Plan(name, columns, blind, owner, Query(read), Query(write))


def renew_portion(run: Runner, keys: Keys, table: str, after: str = "", most: int = MOST_ROWS) -> Portion:
    """Seal the next rows of a table after a key; what days' keys seal stays, as it goes with them."""
    plan = _plan(table)
    rows = run.all(plan.read, after=after, most=most)
    looked, changed, unreadable = 0, [], []
    for row in rows:
        values = dict(zip(plan.columns, row[1:], strict=False))
        looked += sum(value is not None for value in values.values())
        fresh = {}
        for column, value in values.items():
            try:
                renewed = _renewed(run, keys, plan, row, column, value)
            except Unreadable:
                unreadable.append(row[0])
                continue
            if renewed is not None:
                fresh[column] = renewed
        if fresh:
            changed.append({"row": row[0], **{f"new_{column}": value for column, value in {**values, **fresh}.items()}})
    if changed:
        run.change_each(plan.write, changed)
    last = str(rows[-1][0]) if len(rows) == most else None
    return Portion(last, looked, len(changed), tuple(unreadable))


def _renewed(run: Runner, keys: Keys, plan: _Plan, row: Row, column: str, value: str | None) -> str | None:
    """Return a value sealed with its owner's present key, None where it is so already. Raises Unreadable."""
    where = f"{plan.table}|{column}"
    if value is None:
        return None
    if column in plan.blind:
        return None if value[:1] == BLIND else run.vault.blind(where, value)
    if value[:1] == CLEAR:
        whose = dict(zip((step[0] for step in plan.owner.steps), row[1 + len(plan.columns) :], strict=True))
        return run.vault.seal(where, row[0], run.owner_by(plan.owner, whose.__getitem__), value[1:])
    if value[:1] != SEALED:
        return None
    key = keys.named(value[1 : 1 + NAME_LENGTH])
    if key is not None and (key.owner.startswith(DAY) or keys.current(key.owner).name == key.name):
        return None
    opened = run.vault.open(where, row[0], value)
    assert key is not None  # without it nothing is opened
    return run.vault.seal(where, row[0], key.owner, opened)

"""Whose key seals a row's words, and how a statement finds the row whose words it writes or reads.

What is sealed is bound to its table, column, row and owner (delivery-and-safety, 6.4), so that nothing can be moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    Delete,
    Insert,
    Select,
    Table,
    Text,
    Update,
    and_,
    case,
    func,
    not_,
    or_,
    type_coerce,
)
from sqlalchemy.sql import ColumnElement, Executable, operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, BindParameter
from sqlalchemy.sql.expression import FromClause

from storage.types import BlindIndex, Sealed
from storage.vault import CLEAR, CLIENTS, SEALED, length_sealed

OFFICE = "office"  # the key of what belongs to no client and stays
DAY = "day"  # a key for each day (UTC), destroyed with the payloads of events

PARENTS = frozenset({CLIENTS, "people", "tasks", "bookings"})  # rows that others belong to


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose key seals a table's rows: that of the client whom the first of `steps` leads to, else `otherwise`. A step
    is a column and the table it refers to. `stays`: the first step is the row's own client, whom nothing but its end
    takes from it; words under another client's key are none of the row's then."""

    steps: tuple[tuple[str, str], ...]
    otherwise: str
    stays: bool = False


def sealed_for(*steps: tuple[str, str], otherwise: str = OFFICE, stays: bool = False) -> dict[str, Any]:
    """Return what a table with people's words says of them (`info`)."""
    return {"owner": Owner(steps, otherwise, stays)}


def rule_of(table: Table) -> Owner:
    """Return whose key seals a table's rows. Raises TypeError where the table doesn't say so."""
    owner = table.info.get("owner")
    if not isinstance(owner, Owner):
        message = f"{table.name} holds people's words and must say whose key seals them: storage.sealing.sealed_for"
        raise TypeError(message)
    return owner


@dataclass(frozen=True, slots=True)
class Seal:
    """A parameter to be sealed: its place among them, `table|column`, the binds that make up its row's key, and whose
    key it is; `existing` if the owner is to be looked up by the row."""

    place: int
    where: str
    table: str
    key: tuple[str, ...]
    owner: Owner
    existing: bool


class Opening(NamedTuple):
    """A value to be opened: its place in a row that was read, `table|column`, the places of its row's key, and that of
    the row's client, if that stays."""

    place: int
    where: str
    key: tuple[int, ...]
    client: int | None


def home(kind: object) -> Column[Any]:
    """Return the column that a type of sealed words belongs to."""
    column = getattr(kind, "home", None)
    if column is None:
        message = "a parameter with people's words needs its column's own type: bindparam(..., type_=table.c.name.type)"
        raise TypeError(message)
    return column  # type: ignore[no-any-return]  # set by storage.types.column alone


def seals(statement: Executable, names: Sequence[str], binds: Mapping[str, BindParameter[Any]]) -> list[Seal]:
    """Return which parameters of a statement are to be sealed. Raises TypeError where a row can't be found."""
    found = []
    for place, name in enumerate(names):
        kind = binds[name].type
        if not isinstance(kind, Sealed):
            continue
        column = home(kind)
        where = f"{column.table.name}|{column.name}"
        if isinstance(statement, Insert):
            key = tuple(one.name for one in column.table.primary_key)
        elif isinstance(statement, Update):
            key = _key_in(statement, column.table)
        else:
            message = f"{where} can't be compared: what is sealed differs each time. Keep a BlindIndex beside it"
            raise TypeError(message)
        owner = rule_of(column.table)
        found.append(Seal(place, where, column.table.name, key, owner, isinstance(statement, Update)))
    return found


def blinds(names: Sequence[str], binds: Mapping[str, BindParameter[Any]]) -> list[tuple[int, str]]:
    """Return which parameters are looked up by a keyed hash: their places and `table|column`."""
    found = []
    for place, name in enumerate(names):
        kind = binds[name].type
        if isinstance(kind, BlindIndex):
            column = home(kind)
            found.append((place, f"{column.table.name}|{column.name}"))
    return found


def _key_in(statement: Update, table: Table) -> tuple[str, ...]:
    """Return the binds that an update compares its table's key with."""
    compared: dict[str, str] = {}
    for element in visitors.iterate(statement.whereclause) if statement.whereclause is not None else ():
        if isinstance(element, BinaryExpression) and element.operator is operators.eq:
            left, right = element.left, element.right
            if isinstance(left, Column) and left.table is table and isinstance(right, BindParameter):
                compared[left.name] = str(right.key)
    try:
        return tuple(compared[column.name] for column in table.primary_key)
    except KeyError as error:
        message = (
            f"people's words in {table.name} are changed a row at a time: compare its key {error} with a parameter"
        )
        raise TypeError(message) from error


def with_keys(statement: Executable) -> tuple[Executable, list[Opening], int]:
    """Return the statement so that it brings the key of each row whose words it reads, what is to be opened, and how
    many of its columns were asked for. Raises TypeError for what can't be opened."""
    asked = list(getattr(statement, "exported_columns", ()))
    places = {_plain(column): place for place, column in reversed(list(enumerate(asked)))}
    more: list[ColumnElement[Any]] = []
    found = []
    for place, column in enumerate(asked):
        if not isinstance(column.type, Sealed):
            continue
        kept = home(column.type)
        source = _source(column, kept)
        rule = rule_of(kept.table)
        client = [rule.steps[0][0]] if rule.stays else []
        keys = []
        for name in (*(key.name for key in kept.table.primary_key), *client):
            element = source.c[name]
            if element not in places:
                places[element] = len(asked) + len(more)
                more.append(element)
            keys.append(places[element])
        of_client = keys.pop() if client else None
        found.append(Opening(place, f"{kept.table.name}|{kept.name}", tuple(keys), of_client))
    if more:
        statement = _adding(statement, more)
    return statement, found, len(asked)


def _plain(column: Any) -> Any:
    return getattr(column, "element", column)


def _source(column: Any, kept: Column[Any]) -> FromClause:
    """Return the table, or its alias, that a column with people's words is read from."""
    for element in visitors.iterate(column):
        table = getattr(element, "table", None)
        if isinstance(table, FromClause) and isinstance(element, ColumnElement) and element.type is kept.type:
            return table
    message = f"{kept.table.name}.{kept.name} can't be opened here: read the column as it is"
    raise TypeError(message)


def unless_empty(words: Column[Any], wanted: ColumnElement[bool] | None = None) -> ColumnElement[Any]:
    """Return a column with sealed lists or objects (JSON) that is NULL where there is nothing in them, or they are not
    `wanted`: what is sealed is as long as its text, so that nothing has to be opened to see this."""
    stored = type_coerce(words, Text)
    sealed = and_(func.substr(stored, 1, 1) == SEALED, func.length(stored) == length_sealed(len("[]")))
    nothing = or_(stored == CLEAR + "[]", stored == CLEAR + "{}", sealed)
    unread = nothing if wanted is None else or_(not_(wanted), nothing)
    return type_coerce(case((unread, None), else_=words), words.type)


def _adding(statement: Executable, more: list[ColumnElement[Any]]) -> Executable:
    if isinstance(statement, Select):
        return statement.add_columns(*more)
    if isinstance(statement, Insert | Update | Delete):
        return statement.returning(*more)
    message = "people's words can't be read from a statement of this kind: its rows have no key"
    raise TypeError(message)


Getter = Callable[[str], Any]

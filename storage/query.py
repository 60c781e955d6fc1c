"""Statements compiled once: written in SQLAlchemy Core, compiled for a dialect at first use, run on the driver's
cursor.

Core that is compiled again at each call costs about forty times the driver, a kept statement seven, this one 1.07."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from operator import attrgetter, itemgetter
from typing import Any, Protocol

from sqlalchemy import Table, bindparam, literal_column, select
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ColumnElement, Executable, visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import TypeEngine

from storage.schema import metadata
from storage.sealing import DAY, OFFICE, PARENTS, Getter, Owner, Seal, blinds, rule_of, seals, with_keys
from storage.types import EPOCH, BlindIndex, Processor, Sealed
from storage.vault import CLIENT, CLIENTS, Stored, Vault

MANY = 16  # rows that are worth reading by columns

Row = Sequence[Any]
Written = Callable[[str], Executable]


class Cursor(Protocol):
    """What both drivers' cursors offer."""

    @property
    def rowcount(self) -> int: ...
    def execute(self, sql: str, parameters: Any = ..., /) -> Any: ...
    def executemany(self, sql: str, parameters: Any, /) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def fetchone(self) -> Any: ...


class Plan:
    """A statement ready for one driver: its text, how parameters are laid out and converted, how rows are read."""

    __slots__ = (
        "_attributes",
        "_blinds",
        "_constants",
        "_names",
        "_openings",
        "_pick",
        "_seals",
        "_width",
        "_writes",
        "as_they_are",
        "reads",
        "sql",
    )

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        statement, self._openings, self._width = with_keys(statement)
        compiled = _spelled_out(statement, dialect).compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            message = "only SQL statements can be run"
            raise TypeError(message)
        self.sql = str(compiled)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        names = list(compiled.positiontup or ()) if compiled.positional else list(binds)
        self._constants = {name: bind.effective_value for name, bind in binds.items() if not bind.required}
        self._names = None if compiled.positional else names
        self._pick: Callable[[Mapping[str, Any]], tuple[Any, ...]] = _picker(names)
        self._attributes: Callable[[object], tuple[Any, ...]] = _attributes(names)
        self._writes = _conversions([_write(binds[name].type, dialect) for name in names])
        self._seals = seals(statement, names, binds)
        self._blinds = blinds(names, binds)
        exported = list(getattr(statement, "exported_columns", ()))[: self._width]
        self.reads = _conversions([_read(column.type, dialect) for column in exported])
        self.as_they_are = not (self.reads or self._openings)

    def parameters(self, values: Mapping[str, Any], run: Runner) -> Any:
        """Return the driver's parameters for `values` (by bind name). A missing one is a KeyError."""
        known = {**self._constants, **values} if self._constants else values
        return self._written(self._pick(known), known.__getitem__, run)

    def parameters_of(self, row: object, run: Runner) -> Any:
        """Return the driver's parameters for an object whose attributes are called like the binds."""
        return self._written(self._attributes(row), partial(getattr, row), run)

    def _written(self, values: tuple[Any, ...], get: Getter, run: Runner) -> Any:
        ready = list(values)
        for place, write in self._writes:
            value = ready[place]
            if value is not None:
                ready[place] = write(value)
        if self._seals:
            self._seal(ready, get, run)
        for place, where in self._blinds:
            ready[place] = run.vault.blind(where, ready[place])
        return ready if self._names is None else dict(zip(self._names, ready, strict=True))

    def _seal(self, ready: list[Any], get: Getter, run: Runner) -> None:
        """Seal the words of one row, all with the key of one owner."""
        first = self._seals[0]
        row = get(first.key[0]) if len(first.key) == 1 else "|".join(str(get(name)) for name in first.key)
        owner = None
        for seal in self._seals:
            value = ready[seal.place]
            if value is not None:
                if owner is None:
                    owner = run.owner(seal, row, get)
                ready[seal.place] = run.vault.seal(seal.where, row, owner, value)

    def read(self, row: Row, vault: Vault) -> Row:
        """Return the row with every value opened and converted. Raises Unreadable."""
        values = list(row)
        for place, where, key, client in self._openings:
            value = values[place]
            if value is not None:
                whose = values[key[0]] if len(key) == 1 else "|".join(str(values[one]) for one in key)
                values[place] = vault.open(where, whose, value, None if client is None else values[client])
        for place, read in self.reads:
            value = values[place]
            if value is not None:
                values[place] = read(value)
        return values[: self._width]

    def read_all(self, rows: list[Row], vault: Vault) -> list[Row]:
        """Return many rows so, a column at a time. Raises Unreadable."""
        if len(rows) < MANY:
            return [self.read(row, vault) for row in rows]
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        sealed = [
            Stored(where, _keys(columns, key), columns[place], () if client is None else columns[client])
            for place, where, key, client in self._openings
        ]
        for (place, *_), texts in zip(self._openings, vault.open_columns(sealed), strict=True):
            columns[place] = texts
        for place, read in self.reads:
            columns[place] = [None if value is None else read(value) for value in columns[place]]
        return list(zip(*columns[: self._width], strict=True))


def _keys(columns: Sequence[Sequence[Any]], places: Sequence[int]) -> Sequence[object]:
    """Return the keys of rows that were read, from the columns at these places."""
    if len(places) == 1:
        return columns[places[0]]
    return ["|".join(map(str, row)) for row in zip(*(columns[place] for place in places), strict=True)]


def _picker(names: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """Return what picks the values of `names` out of a mapping, in order."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


def _attributes(names: Sequence[str]) -> Callable[[object], tuple[Any, ...]]:
    """Return what picks the attributes `names` of an object, in order."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda row: tuple(getattr(row, name) for name in names)


def _conversions(processors: Sequence[Processor | None]) -> list[tuple[int, Processor]]:
    return [(place, processor) for place, processor in enumerate(processors) if processor is not None]


def _write(kind: TypeEngine[Any], dialect: Dialect) -> Processor | None:
    """Return how a value goes to the driver. Our own types say so themselves: SQLAlchemy wraps each in two calls
    more."""
    direct: Processor | None = getattr(kind, "to_driver", None)
    if isinstance(kind, Sealed | BlindIndex):
        return direct
    return direct or kind.dialect_impl(dialect).bind_processor(dialect)


def _read(kind: TypeEngine[Any], dialect: Dialect) -> Processor | None:
    """Return how a value comes back."""
    direct: Processor | None = getattr(kind, "from_driver", None)
    if isinstance(kind, Sealed | BlindIndex):
        return direct
    return direct or kind.dialect_impl(dialect).result_processor(dialect, None)


def _spelled_out(statement: Executable, dialect: Dialect) -> Any:
    """Return the statement with its constants in the text. SQLite plans a statement anew at each run if a partial index
    might depend on a bound value (80 microseconds), and PostgreSQL's kept plans can't use such an index at all."""

    def spell(element: Any, **_: Any) -> ColumnElement[Any] | None:
        if not isinstance(element, BindParameter) or element.required or not isinstance(element.value, str | int):
            return None
        written = element.type.dialect_impl(dialect).literal_processor(dialect)
        return literal_column(written(element.value), element.type) if written else None

    traversed: Any = statement  # every Core statement can be
    return visitors.replacement_traverse(traversed, {}, spell)


class Query:
    """One named question or change. Built from one Core statement, or from a function of the dialect's name where they
    differ."""

    __slots__ = ("_plans", "_statement")

    def __init__(self, statement: Executable | Written) -> None:
        self._statement = statement
        self._plans: dict[str, Plan] = {}

    def plan(self, dialect: Dialect) -> Plan:
        """Return the plan for `dialect`, compiled at the first call."""
        plan = self._plans.get(dialect.name)
        if plan is None:
            statement = self._statement
            chosen = statement if isinstance(statement, Executable) else statement(dialect.name)
            plan = self._plans[dialect.name] = Plan(chosen, dialect)
        return plan


class Runner:
    """Runs queries on one connection's cursor inside one transaction; what people said goes through the vault. `at`
    is the moment (UTC) of the unit of work."""

    __slots__ = ("_cursor", "_dialect", "at", "dialect", "vault")

    def __init__(self, cursor: Cursor, dialect: Dialect, vault: Vault) -> None:
        self._cursor = cursor
        self._dialect = dialect
        self.dialect = dialect.name  # sqlite or postgresql
        self.vault = vault
        self.at = EPOCH

    def change(self, query: Query, **values: Any) -> int:
        """Run a change; return how many rows it touched."""
        plan = query.plan(self._dialect)
        self._cursor.execute(plan.sql, plan.parameters(values, self))
        return self._cursor.rowcount

    def add(self, query: Query, row: object) -> int:
        """Run an insert for an object whose attributes are called like the columns; return how many rows were kept."""
        plan = query.plan(self._dialect)
        self._cursor.execute(plan.sql, plan.parameters_of(row, self))
        return self._cursor.rowcount

    def add_each(self, query: Query, rows: Sequence[object]) -> None:
        """Run an insert once for each of these objects."""
        plan = query.plan(self._dialect)
        self._cursor.executemany(plan.sql, [plan.parameters_of(row, self) for row in rows])

    def change_each(self, query: Query, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a change once for each of `rows` (values by bind name)."""
        plan = query.plan(self._dialect)
        self._cursor.executemany(plan.sql, [plan.parameters(values, self) for values in rows])

    def one(self, query: Query, **values: Any) -> Row | None:
        """Return the first row, or None."""
        plan = query.plan(self._dialect)
        self._cursor.execute(plan.sql, plan.parameters(values, self))
        row = self._cursor.fetchone()
        return row if row is None or plan.as_they_are else plan.read(row, self.vault)

    def all(self, query: Query, **values: Any) -> list[Row]:
        """Return all rows."""
        plan = query.plan(self._dialect)
        self._cursor.execute(plan.sql, plan.parameters(values, self))
        rows = self._cursor.fetchall()
        return rows if plan.as_they_are else plan.read_all(rows, self.vault)

    def owner(self, seal: Seal, row: str, get: Getter) -> str:
        """Return whose key seals a row that is written: that of a row that is there already stays the same."""
        found = self.owner_of(seal.table, row) if seal.existing else self.owner_by(seal.owner, get)
        if seal.table in PARENTS:
            self.vault.owners[seal.table, row] = found
        return found

    def owner_by(self, rule: Owner, get: Getter) -> str:
        """Return whose key seals a row by the columns that say whose it is."""
        for column, parent in rule.steps:
            value = get(column)
            if value is None:
                continue
            found = CLIENT + value if parent == CLIENTS else self.owner_of(parent, value)
            if found.startswith(CLIENT):
                return found
        return OFFICE if rule.otherwise == OFFICE else f"{DAY}:{self.at.date()}"

    def owner_of(self, table: str, row: str) -> str:
        """Return whose key seals a row that is there."""
        known = self.vault.owners.get((table, row))
        if known is not None:
            return known
        query, rule = _owners(table)
        kept = self.one(query, row=row) if rule.steps else ()
        if kept is None:  # nothing will be written
            return OFFICE
        found = self.owner_by(rule, dict(zip([step[0] for step in rule.steps], kept, strict=True)).__getitem__)
        if table in PARENTS:
            self.vault.owners[table, row] = found
        return found


@cache
def _owners(name: str) -> tuple[Query, Owner]:
    """Return the query for what says whose a row of a table is, and the rule."""
    table = metadata.tables[name]
    rule = rule_of(table)
    key = next(iter(table.primary_key))
    return Query(select(*(table.c[column] for column, _ in rule.steps)).where(key == bindparam("row"))), rule


def among(column: ColumnElement[Any], words: Sequence[str]) -> ColumnElement[bool]:
    """Return `column IN (...)` with the words of our own vocabulary written into the text, so that it compiles once."""
    return column.in_([literal_column(f"'{word!s}'") for word in words])


def insert(table: Table) -> Query:
    """Return the insert of a whole row; every column is a parameter."""
    return Query(table.insert().values(_all_columns(table)))


def insert_new(table: Table, *returning: ColumnElement[Any]) -> Query:
    """Return the insert that does nothing where any unique key exists already (rowcount 0, no row returned)."""

    def written(dialect: str) -> Executable:
        statement = _insert(table, dialect).on_conflict_do_nothing()
        result: Executable = statement.returning(*returning) if returning else statement
        return result

    return Query(written)


def upsert(table: Table, key: Sequence[str], change: Sequence[str]) -> Query:
    """Return the insert that overwrites the columns `change` where the unique `key` exists."""

    def written(dialect: str) -> Executable:
        filled = _insert(table, dialect)
        replaced = {name: filled.excluded[name] for name in change}
        result: Executable = filled.on_conflict_do_update(index_elements=list(key), set_=replaced)
        return result

    return Query(written)


def _insert(table: Table, dialect: str) -> Any:
    """Return the dialect's own insert of a whole row. Each dialect takes its time to load, and only one is used."""
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table).values(_all_columns(table))
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table).values(_all_columns(table))


def _all_columns(table: Table) -> dict[str, Any]:
    return {column.name: bindparam(column.name, type_=column.type) for column in table.columns}

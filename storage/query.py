"""Statements compiled once: written in SQLAlchemy Core, compiled for a dialect at first use, run on the driver's
cursor.

Core that is compiled again at each call costs about forty times the driver, a kept statement seven, this one 1.07."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Table, bindparam, literal_column
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ColumnElement, Executable, visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter

from storage.types import Processor

Row = tuple[Any, ...]
Written = Callable[[str], Executable]


class Cursor(Protocol):
    """What both drivers' cursors offer."""

    @property
    def rowcount(self) -> int: ...
    def execute(self, sql: str, parameters: Any = ..., /) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def fetchone(self) -> Any: ...


class Plan:
    """A statement ready for one driver: its text, how parameters are laid out and converted, how rows are read."""

    __slots__ = ("_positional", "_slots", "readers", "sql")

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = _spelled_out(statement, dialect).compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            message = "only SQL statements can be run"
            raise TypeError(message)
        self.sql = str(compiled)
        slots: dict[str, _Slot] = {}
        for bind, name in compiled.bind_names.items():
            processor = bind.type.dialect_impl(dialect).bind_processor(dialect)
            value = bind.effective_value
            fixed = not bind.required
            slots[name] = (name, fixed, processor, processor(value) if fixed and processor else value)
        self._positional = bool(compiled.positional)
        self._slots = [slots[name] for name in (compiled.positiontup or ())] if self._positional else [*slots.values()]
        exported = getattr(statement, "exported_columns", ())
        readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in exported]
        self.readers = readers if any(readers) else None

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """Return the driver's parameters for `values` (by bind name). A missing one is a KeyError."""
        ready = [
            constant if fixed else values[name] if process is None else process(values[name])
            for name, fixed, process, constant in self._slots
        ]
        return ready if self._positional else dict(zip([slot[0] for slot in self._slots], ready, strict=True))

    def read(self, row: Row) -> Row:
        """Return the row with every value converted."""
        if self.readers is None:
            return row
        return tuple(
            [value if reader is None else reader(value) for value, reader in zip(row, self.readers, strict=True)]
        )


_Slot = tuple[str, bool, Processor | None, Any]  # bind name, whether it is constant, conversion, the constant converted


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
    """Runs queries on one connection's cursor inside one transaction."""

    __slots__ = ("_cursor", "_dialect")

    def __init__(self, cursor: Cursor, dialect: Dialect) -> None:
        self._cursor = cursor
        self._dialect = dialect

    @property
    def dialect(self) -> str:
        """Return the database's name: `sqlite` or `postgresql`."""
        return self._dialect.name

    def change(self, query: Query, **values: Any) -> int:
        """Run a change; return how many rows it touched."""
        plan = query.plan(self._dialect)
        self._cursor.execute(plan.sql, plan.parameters(values))
        return self._cursor.rowcount

    def one(self, query: Query, **values: Any) -> Row | None:
        """Return the first row, or None."""
        plan = query.plan(self._dialect)
        self._cursor.execute(plan.sql, plan.parameters(values))
        row = self._cursor.fetchone()
        return None if row is None else plan.read(row)

    def all(self, query: Query, **values: Any) -> list[Row]:
        """Return all rows."""
        plan = query.plan(self._dialect)
        self._cursor.execute(plan.sql, plan.parameters(values))
        rows = self._cursor.fetchall()
        return rows if plan.readers is None else [plan.read(row) for row in rows]


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

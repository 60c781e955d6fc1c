"""Statements compiled once: written in SQLAlchemy Core, compiled for a dialect at first use, run on the driver's
cursor.

Core that is compiled again at each call costs about forty times the driver, a kept statement seven, this one 1.07."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Table, bindparam, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ColumnElement, Executable
from sqlalchemy.sql.compiler import SQLCompiler

from storage.types import Processor

Row = tuple[Any, ...]
Dialects = Mapping[str, Executable]


class Cursor(Protocol):
    """What both drivers' cursors offer."""

    @property
    def rowcount(self) -> int: ...
    def execute(self, sql: str, parameters: Any = ..., /) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def fetchone(self) -> Any: ...


class Plan:
    """A statement ready for one driver: its text, how parameters are laid out and converted, how rows are read."""

    __slots__ = ("binders", "fixed", "order", "readers", "sql")

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]  # every Core statement compiles
        if not isinstance(compiled, SQLCompiler):
            message = "only SQL statements can be run"
            raise TypeError(message)
        self.sql = str(compiled)
        self.order = tuple(compiled.positiontup) if compiled.positional and compiled.positiontup is not None else None
        self.fixed: dict[str, Any] = {}
        self.binders: dict[str, Processor] = {}
        for bind, name in compiled.bind_names.items():
            processor = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if processor is not None:
                self.binders[name] = processor
            if not bind.required and bind.effective_value is not None:
                self.fixed[name] = processor(bind.effective_value) if processor else bind.effective_value
        exported = getattr(statement, "exported_columns", ())
        readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in exported]
        self.readers = readers if any(readers) else None

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """Return the driver's parameters for `values` (by bind name)."""
        ready = dict(self.fixed)
        binders = self.binders
        for name, value in values.items():
            binder = binders.get(name)
            ready[name] = value if binder is None else binder(value)
        return ready if self.order is None else tuple([ready[name] for name in self.order])

    def read(self, row: Row) -> Row:
        """Return the row with every value converted."""
        if self.readers is None:
            return row
        return tuple(
            [value if reader is None else reader(value) for value, reader in zip(row, self.readers, strict=True)]
        )


class Query:
    """One named question or change. Built from one Core statement, or from one for each dialect where they differ."""

    __slots__ = ("_plans", "_statements")

    def __init__(self, statement: Executable | Dialects) -> None:
        self._statements = statement
        self._plans: dict[str, Plan] = {}

    def plan(self, dialect: Dialect) -> Plan:
        """Return the plan for `dialect`, compiled at the first call."""
        plan = self._plans.get(dialect.name)
        if plan is None:
            chosen = self._statements[dialect.name] if isinstance(self._statements, Mapping) else self._statements
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
    plain = {
        "sqlite": sqlite.insert(table).values(_all_columns(table)).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(table).values(_all_columns(table)).on_conflict_do_nothing(),
    }
    if not returning:
        return Query(plain)
    return Query({name: statement.returning(*returning) for name, statement in plain.items()})


def upsert(table: Table, key: Sequence[str], change: Sequence[str]) -> Query:
    """Return the insert that overwrites the columns `change` where the unique `key` exists."""
    return Query({name: _upsert(module.insert(table), table, key, change) for name, module in _MODULES.items()})


_MODULES: Mapping[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}


def _upsert(statement: Any, table: Table, key: Sequence[str], change: Sequence[str]) -> Executable:
    filled = statement.values(_all_columns(table))
    result: Executable = filled.on_conflict_do_update(
        index_elements=list(key), set_={name: filled.excluded[name] for name in change}
    )
    return result


def _all_columns(table: Table) -> dict[str, Any]:
    return {column.name: bindparam(column.name, type_=column.type) for column in table.columns}

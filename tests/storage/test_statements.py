"""Every statement of storage/, compiled once by us, says and does the same as SQLAlchemy Core on both databases."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Connection, Executable, Integer, Table, select
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import Insert

import storage
from storage import postgres, sqlite
from storage.migrate import engine_for
from storage.query import Query, Runner
from storage.tasks import tasks
from storage.types import EncryptedJson, EncryptedText, Json, Moment, OneOf
from storage.vault import Clear
from tests.databases import fresh_sqlite
from tests.storage.kit import NOW, fill, made_up

DIALECTS = {"sqlite": sqlite.DIALECT, "postgresql": postgres.DIALECT}
POSTGRESQL_ONLY = frozenset({"storage.unit_of_work:_LOCK", "storage.unit_of_work:_WAIT", "storage.audit:_ALONE"})
BY_THE_DATABASES_CLOCK = frozenset({"storage.marks:_HOLD"})  # what it writes is another moment each time
ROW = 2  # which of the made-up rows parameters speak of


def _statements() -> dict[str, Query]:
    found: dict[str, Query] = {}
    for module in pkgutil.iter_modules(storage.__path__, "storage."):
        if not module.ispkg:
            for name, value in vars(importlib.import_module(module.name)).items():
                found.update(_queries(f"{module.name}:{name}", value))
    return found


def _queries(name: str, value: object) -> dict[str, Query]:
    """Return the statements that stand under a name: one, or several by their numbers or keys."""
    if isinstance(value, Query):
        return {name: value}
    if isinstance(value, list | tuple):
        value = dict(enumerate(value))
    several = value.items() if isinstance(value, dict) else ()
    return {f"{name}[{key}]": each for key, each in several if isinstance(each, Query)}


STATEMENTS = _statements()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Connection]]:
    """Return the kind of database, and a connection to one with three rows in each table; nothing is ever committed."""
    if request.param == "sqlite":
        url = fresh_sqlite(tmp_path_factory.mktemp("statements"))
    else:
        url = request.getfixturevalue("migrated").lend()
    fill(url)
    engine = engine_for(url)
    with engine.connect() as connection:
        yield request.param, connection
    engine.dispose()


def test_statements_are_found() -> None:
    """The search for statements finds them, in every module that has some."""
    assert len(STATEMENTS) > 80
    assert {"storage.inbox:_ADD", "storage.outbox:_CLAIM", "storage.tasks:_LOADS", "storage.outbox:_MOVES[2]"} <= set(
        STATEMENTS
    )


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_same_as_core(full: tuple[str, Connection], name: str) -> None:
    """Rows read, rows touched and the table afterwards are the same."""
    kind, connection = full
    if kind == "sqlite" and name in POSTGRESQL_ONLY:
        return
    query = STATEMENTS[name]
    written: Any = query._statement  # noqa: SLF001 - what Core would run
    statement = written if isinstance(written, Executable) else written(kind)
    values = _values(statement, DIALECTS[kind])
    core, ours = _by_core(connection, statement, values), _by_us(connection, query, statement, values, kind)
    assert ours[0] == core[0]
    if core[1] >= 0:  # Core doesn't count where rows are returned, nor in PostgreSQL's inserts
        assert ours[1] == core[1]
    if name not in BY_THE_DATABASES_CLOCK:
        assert ours[2] == core[2]


Result = tuple[list[tuple[Any, ...]], int, list[tuple[Any, ...]]]


def _by_core(connection: Connection, statement: Any, values: dict[str, Any]) -> Result:
    with connection.begin() as transaction:
        result = connection.execute(statement, values)
        rows = [tuple(row) for row in result] if result.returns_rows else []
        count = -1 if result.returns_rows else _count(statement, result.rowcount)
        found = (rows, count, _table(connection, statement))
        transaction.rollback()
    return found


def _by_us(connection: Connection, query: Query, statement: Any, values: dict[str, Any], kind: str) -> Result:
    with connection.begin() as transaction:
        connection.execute(select(1))  # Core begins the transaction at its first statement
        cursor: Any = connection.connection.cursor()
        runner = Runner(cursor, DIALECTS[kind], Clear())
        returns = bool(getattr(statement, "exported_columns", ()))
        rows = [tuple(row) for row in runner.all(query, **values)] if returns else []
        count = _count(statement, cursor.rowcount if returns else runner.change(query, **values))
        found = (rows, count, _table(connection, statement))
        transaction.rollback()
    return found


def _count(statement: Any, rowcount: int) -> int:
    return rowcount if statement.is_dml else 0


def _table(connection: Connection, statement: Any) -> list[tuple[Any, ...]]:
    if not statement.is_dml:
        return []
    return sorted(
        (tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{statement.table.name}"')), key=repr
    )


def _values(statement: Any, dialect: Any) -> dict[str, Any]:
    """Return made-up parameters by name: a whole row that fits those there are, or for each parameter what the column
    of its name holds, else a key, else anything of its type."""
    if isinstance(statement, Insert):
        table = statement.table
        assert isinstance(table, Table)
        related = {column.name: ROW for column in table.columns if column.foreign_keys}
        key = [column.name for column in table.primary_key]
        if set(key) <= set(related):
            related[key[-1]] = 0  # these two have nothing in common yet
        return {**made_up(table, 7), **{name: made_up(table, row)[name] for name, row in related.items()}}
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    task = made_up(tasks, ROW)
    known: dict[str, Any] = {"most": 2, "ids": json.dumps([task["id"]]), "numbers": json.dumps([task["number"]])}
    for table in [element for element in visitors.iterate(statement) if isinstance(element, Table)]:
        row = made_up(table, ROW)
        keys = [row[column.name] for column in table.primary_key]
        known = {**row, "which": keys[0], "owner": row.get("person_id"), **known}
    # A parameter `new_x` is what column x is to hold.
    return {
        name: known.get(name, known.get(name.removeprefix("new_"), _any(bind.type)))
        for name, bind in compiled.binds.items()
        if bind.required
    }


def _any(kind: Any) -> Any:
    match kind:
        case Moment():
            return NOW
        case OneOf():
            return next(iter(kind.words))
        case EncryptedJson() | Json():
            return {"a": 1}
        case Boolean():
            return True
        case Integer() | BigInteger():
            return 3
        case EncryptedText():
            return "words"
        case _:
            return ""

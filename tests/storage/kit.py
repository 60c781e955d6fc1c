"""Databases full of made-up rows, and what is in them: for tests of what must hold for every table there is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Integer, MetaData, Table, inspect
from sqlalchemy.engine import Connection

from storage.catalogue import metadata
from storage.engine import Store, open_store
from storage.migrate import engine_for
from storage.types import EncryptedJson, EncryptedText, Json, Moment, OneOf

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
WORDS = 'Grüße 🌷 \u202e \u2028 "quoted" \\ and\nlines'
KINDS = ("sqlite", "postgresql")

Content = dict[str, list[tuple[Any, ...]]]


def sqlite_url(file: Path) -> str:
    """Return the address of an SQLite file."""
    return f"sqlite:///{file}"


def sqlite_file(url: str) -> Path:
    """Return the file of an SQLite address."""
    return Path(url.removeprefix("sqlite:///"))


def started(url: str) -> Store:
    """Return a store at work whose time stands still at NOW."""
    store = open_store(url, lambda: NOW, workers=2)
    store.start()
    return store


def made_up(table: Table, number: int, **given: Any) -> dict[str, Any]:
    """Return a whole row; rows of the same number belong together, every second value that may be missing is."""
    return {column.name: given.get(column.name, _value(column, number)) for column in table.columns}


def fill(url: str, rows: int = 3, tables: MetaData = metadata) -> None:
    """Write rows into every table."""
    with engine_for(url).begin() as connection:
        for table in tables.sorted_tables:
            connection.execute(table.insert(), [made_up(table, number) for number in range(rows)])


def put(url: str, table: Table, *rows: dict[str, Any]) -> None:
    """Write rows; each says only what matters, and belongs to nobody it needn't."""
    nobody = {column.name: None for column in table.columns if column.foreign_keys and column.nullable}
    with engine_for(url).begin() as connection:
        for number, row in enumerate(rows):
            connection.execute(table.insert(), made_up(table, number, **{**nobody, **row}))


def content(url: str) -> Content:
    """Return all rows of all tables, as the columns hold them, in an order of their own; nothing for a database without
    tables."""
    with engine_for(url).connect() as connection:
        return _content(connection)


def _content(connection: Connection) -> Content:
    return {
        name: sorted((tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')), key=repr)
        for name in inspect(connection).get_table_names()
    }


def name_ends(name: str) -> bool:
    """Return whether a column of this name holds the end of something, which is later than its beginning."""
    return name.endswith(("ends_at", "_until"))


def _value(column: Column[Any], number: int) -> Any:
    if column.nullable and number % 2:
        return None
    for key in column.foreign_keys:
        return f"{key.column.table.name}-{number}"
    kind, name = column.type, column.table.name
    match kind:
        case Moment():
            return NOW + timedelta(days=1 + number, hours=name_ends(column.name))
        case OneOf():
            return list(kind.words)[-1]
        case EncryptedJson() | Json():
            return {"words": WORDS, "number": number, "none": None}
        case EncryptedText():
            return f"{WORDS} {number}"
        case Boolean():
            return number % 2 == 0
        case Integer():
            return number
        case _:
            pass
    if column.name == "id":
        return f"{name}-{number}"
    length = getattr(kind, "length", None) or 1000
    return f"{number} {column.name} {WORDS}"[:length]

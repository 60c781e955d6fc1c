"""All that is kept of a client, table by table, opened: for themselves or whoever takes over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import select

from storage.belonging import WAYS, of_client
from storage.catalogue import metadata
from storage.query import Query, Runner
from storage.types import BlindIndex, Moment, Sealed
from storage.vocabulary import Retention

LEFT_OUT = (
    "booking_feeds",
    "pseudonyms",
    "buttons",
    "cards",
    "threads",
    "topics",
    "focus",
    "timers",
    "draft_sources",
    "inbox",
    "approvals",
    "exports",
    "contract_ends",
)
"""Tables of a client that are not exported; why, is told with the export."""
SECRETS = frozenset({"invites.code_hash", "clients.name_key", "files.checksum"})
THEIRS = frozenset({"clients.name", "people.name", "invites.name"})
"""Columns with words in which nobody is named but the client and its people."""


def tables() -> list[str]:
    """Return the tables that are exported."""
    return [table.name for table in metadata.sorted_tables if table.name in WAYS and table.name not in LEFT_OUT]


def columns(table: str) -> list[str]:
    """Return the columns of a table that are exported."""
    return [each.name for each in metadata.tables[table].columns if f"{table}.{each.name}" not in SECRETS]


def names_others(table: str, column: str) -> bool:
    """Return whether third parties may be named in a column, as in whatever anybody wrote: it is to be looked through
    before it is handed on."""
    return isinstance(metadata.tables[table].c[column].type, Sealed) and f"{table}.{column}" not in THEIRS


def is_moment(table: str, column: str) -> bool:
    """Return whether a column holds instants, which are exported in ISO 8601 (UTC)."""
    return isinstance(metadata.tables[table].c[column].type, Moment)


def legend(handed_out: Mapping[str, Sequence[str]] | None = None) -> Iterator[dict[str, Any]]:
    """Yield what each exported column is: its label, whether it was encrypted, whether third parties may be in it;
    of all that is exported of a client, or of these columns by table."""
    for table, names in ({name: columns(name) for name in tables()} if handed_out is None else handed_out).items():
        for name in names:
            column = metadata.tables[table].c[name]
            yield {
                "table": table,
                "column": name,
                "kind": type(column.type).__name__,
                "label": str(column.info["retention"]),
                "encrypted": isinstance(column.type, Sealed | BlindIndex),
                "third_parties": names_others(table, name),
            }


def rows(run: Runner, table: str, client: str) -> list[dict[str, Any]]:
    """Return a client's rows of a table as JSON can have them, times in ISO 8601 (UTC)."""
    names = columns(table)
    return [dict(zip(names, map(plain, row), strict=True)) for row in run.all(_reading(table), client=client)]


@cache
def _reading(table: str) -> Query:
    kept = metadata.tables[table]
    key = kept.primary_key
    return Query(select(*(kept.c[name] for name in columns(table))).where(of_client(table)).order_by(*key))


def plain(value: Any) -> Any:
    """Return a value as JSON can have it."""
    return value.isoformat() if isinstance(value, datetime) else value


def classified() -> set[str]:
    """Return every column with something personal of a client, as `table.column`."""
    kept = {Retention.ERASE, Retention.MASK}
    return {
        f"{table}.{column.name}"
        for table in WAYS
        for column in metadata.tables[table].columns
        if column.info["retention"] in kept
    }

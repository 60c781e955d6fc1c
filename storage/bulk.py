"""Many rows at once, for an office that is written and not lived in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import func, select

from storage.catalogue import metadata
from storage.query import Query, Runner, insert

MADE_AT_THE_START = frozenset({"teams", "rule_versions", "office_hours", "marks", "numbers"})


@cache
def _insert(table: str) -> Query:
    return insert(metadata.tables[table])


def add(run: Runner, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep rows of a table, values by column name; a column that may be empty may be left out."""
    if rows:
        nothing = {column.name: None for column in metadata.tables[table].columns if column.nullable}
        run.change_each(_insert(table), [{**nothing, **row} for row in rows])


def used(run: Runner) -> str | None:
    """Return the name of a table that somebody's doings are in, None for an office in which nothing has happened."""
    for table in metadata.sorted_tables:
        if table.name not in MADE_AT_THE_START:
            found = run.one(Query(select(func.count()).select_from(table)))
            if found is not None and found[0]:
                return table.name
    return None

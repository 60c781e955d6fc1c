"""The numbers people call things by: drawn one after another, never twice, kept only with the transaction."""

from __future__ import annotations

from sqlalchemy import Integer, String, Table, bindparam, update

from storage.query import Query, Runner, insert_new
from storage.schema import metadata
from storage.types import KEEP, column

numbers = Table(
    "numbers",
    metadata,
    column("name", String(16), KEEP, primary_key=True),
    column("last", Integer, KEEP),
)

_ADD = insert_new(numbers)
_NEXT = Query(
    update(numbers)
    .where(numbers.c.name == bindparam("which"))
    .values(last=numbers.c.last + 1)
    .returning(numbers.c.last)
)


def next_number(run: Runner, name: str, first: int) -> int:
    """Draw the next number of a kind, which begin with `first`. Whoever draws the next one waits for this transaction,
    so it comes last in it."""
    row = run.one(_NEXT, which=name)
    if row is None:
        run.change(_ADD, name=name, last=first - 1)
        row = run.one(_NEXT, which=name)
    assert row is not None  # the line above made the row
    return int(row[0])

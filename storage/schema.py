"""The one catalogue of tables. Each noun's file adds its own; migrations and the erasure labels read them here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Column, ColumnElement, Index, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_later: list[Callable[[], object]] = []


def partial_index(name: str, *columns: Column[Any], where: ColumnElement[bool], unique: bool = False) -> None:
    """Describe an index over some of a table's rows. It joins its table in `complete`: an option of a dialect loads
    that
    dialect, and at work only one of them is needed."""
    _later.append(partial(Index, name, *columns, unique=unique, sqlite_where=where, postgresql_where=where))


def complete() -> None:
    """Add the partial indexes to the tables, for those who look at the tables themselves."""
    while _later:
        _later.pop(0)()

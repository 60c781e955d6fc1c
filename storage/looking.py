"""A unit of work that only looks, for the command line: it may be used while an office is at work with the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from storage.engine import StoreBusy
from storage.ids import Ids
from storage.query import Runner
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault

NOW = datetime(1970, 1, 1, tzinfo=UTC)
"""Nothing is written, so nothing happens at any time."""
_UNUSABLE = "the database can't be used ({}): look at [database] url and at its server or file"


@contextmanager
def looking(url: str, vault: Vault, secret: bytes) -> Iterator[UnitOfWork]:
    """Yield a unit of work that sees one moment and can't change anything. Raises StoreBusy."""
    if url.startswith("sqlite:///"):
        from storage.sqlite import DIALECT, open_reader

        try:
            connection = open_reader(Path(url.removeprefix("sqlite:///")))
            connection.execute("BEGIN")
        except sqlite3.Error as error:
            raise StoreBusy(str(error)) from error
        try:
            yield UnitOfWork(Runner(connection.cursor(), DIALECT, vault), Ids(), NOW, secret)
        except sqlite3.Error as error:
            raise StoreBusy(_UNUSABLE.format(error)) from error
        finally:
            connection.close()
        return
    import psycopg

    from storage import postgres

    try:
        line = postgres.connect(url)
    except psycopg.Error as error:
        raise StoreBusy(type(error).__name__) from error
    try:
        line.read_only = True
        line.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield UnitOfWork(Runner(line.cursor(), postgres.DIALECT, vault), Ids(), NOW, secret)
    except psycopg.Error as error:
        raise StoreBusy(_UNUSABLE.format(error.diag.message_primary or type(error).__name__)) from error
    finally:
        line.close()

"""Brings a database to this version's tables. Alembic is loaded only when there is something to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.pool import NullPool

from storage.engine import StoreBusy
from storage.sqlite import FileLock, refuse_network_file_system

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

VERSIONS = Path(__file__).parent / "migrations" / "versions"
_NAME = re.compile(r"(\d{4})_\w+\.py")


class NewerSchema(Exception):
    """The database was written by a newer version of this program."""


def head() -> str:
    """Return the newest revision this version knows: the number its file begins with."""
    return max(match.group(1) for path in VERSIONS.iterdir() if (match := _NAME.fullmatch(path.name)))


def known() -> set[str]:
    """Return all revisions this version knows."""
    return {match.group(1) for path in VERSIONS.iterdir() if (match := _NAME.fullmatch(path.name))}


def engine_for(url: str) -> Engine:
    """Return an engine for work on the schema: one connection, explicit transactions, foreign keys on."""
    if url.startswith("postgresql://"):
        return create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool)
    engine = create_engine(url, poolclass=NullPool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def revision(connection: Connection) -> str | None:
    """Return the revision a database has, None for an empty one."""
    if "alembic_version" not in _tables(connection):
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return None if row is None else str(row[0])


def migrate(url: str) -> tuple[str | None, str]:
    """Bring the database to `head`; return the revisions before and after. A migration that was killed is begun again:
    each is one transaction. Raises NewerSchema, StoreBusy, StoreInUse (SQLite: another process works with the file)."""
    lock = None
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        refuse_network_file_system(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
        lock = FileLock(path)
        lock.take()
    try:
        return _migrate(url)
    finally:
        if lock is not None:
            lock.give_back()


def _migrate(url: str) -> tuple[str | None, str]:
    from sqlalchemy.exc import OperationalError

    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            before = revision(connection)
    except OperationalError as error:
        raise StoreBusy(type(error.orig).__name__) from error
    if before is not None and before not in known():
        message = f"the database has schema {before}, this version knows up to {head()}: install the newer version again"
        raise NewerSchema(message)
    if before != head():
        _upgrade(engine)
    return before, head()


def _upgrade(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Several processes of a new version may start at once: one migrates, the others wait.
            connection.execute(text("SELECT pg_advisory_xact_lock(7302114)"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _tables(connection: Connection) -> list[str]:
    from sqlalchemy import inspect

    return list(inspect(connection).get_table_names())


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")

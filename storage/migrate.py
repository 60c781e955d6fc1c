"""Brings a database to this version's tables. Alembic is loaded only when there is something to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from storage.engine import StoreBusy, reason
from storage.sqlite import FileLock, refuse_network_file_system

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

VERSIONS = Path(__file__).parent / "migrations" / "versions"
_NAME = re.compile(r"(\d{4})_\w+\.py")
_IS_THERE = {  # every start asks this first: SQLAlchemy's own way would list all tables
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'",
    "postgresql": "SELECT to_regclass('alembic_version')::text",
}


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
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        return create_engine(url, poolclass=NullPool, hide_parameters=True, use_native_hstore=False)
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def revision(connection: Connection) -> str | None:
    """Return the revision a database has, None for an empty one."""
    if connection.exec_driver_sql(_IS_THERE[connection.dialect.name]).scalar() is None:
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def revision_of(url: str) -> tuple[str | None, str]:
    """Return the revision a database has (None: empty, or no file yet) and the newest known. Changes nothing.
    Raises NewerSchema, StoreBusy."""
    with looking(url) as connection:
        return None if connection is None else known_revision(connection), head()


def reading_engine(url: str) -> Engine:
    """Return an engine that only looks; an SQLite file is there already."""
    if not url.startswith("sqlite:///"):
        return engine_for(url)
    path = Path(url.removeprefix("sqlite:///"))
    return create_engine(f"sqlite:///{path.absolute().as_uri()}?mode=ro&uri=true", poolclass=NullPool)


@contextmanager
def looking(url: str) -> Iterator[Connection | None]:
    """Lend a connection that only looks, None where there is no SQLite file yet. Raises StoreBusy."""
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        yield None
        return
    with connected(reading_engine(url)) as connection:
        yield connection


@contextmanager
def connected(engine: Engine) -> Iterator[Connection]:
    """Lend a connection for a moment. Raises StoreBusy, saying where to look, if the database can't be used."""
    try:
        with engine.connect() as connection:
            yield connection
    except DatabaseError as error:
        message = f"the database can't be used ({reason(error.orig)}): look at [database] url and at its server or file"
        raise StoreBusy(message) from error


def migrate(url: str) -> tuple[str | None, str]:
    """Bring the database to `head`; return the revisions before and after. A migration that was killed is begun again:
    each is one transaction. Raises NewerSchema, StoreBusy, StoreInUse (SQLite: another process works with the file)."""
    with only_process(url):
        engine = engine_for(url)
        with connected(engine) as connection:
            before = known_revision(connection)
        if before != head():
            with engine.begin() as connection:
                upgrade(connection)
        return before, head()


@contextmanager
def only_process(url: str) -> Iterator[None]:
    """Keep other processes of ours off an SQLite file, which is made if it isn't there; PostgreSQL has `lock_schema`.
    Raises StoreInUse."""
    if not url.startswith("sqlite:///"):
        yield
        return
    path = Path(url.removeprefix("sqlite:///"))
    refuse_network_file_system(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    lock.take()
    try:
        if not path.exists():
            path.touch(mode=0o600)
        yield
    finally:
        lock.give_back()


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the database up to a revision, inside the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    lock_schema(connection)
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def lock_schema(connection: Connection) -> None:
    """On PostgreSQL let one process at a time change the tables, until its transaction ends: several of a new version
    may start at once, and the others wait. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(7302114)"))


def known_revision(connection: Connection) -> str | None:
    """Return the revision a database has, None for an empty one. Raises NewerSchema."""
    found = revision(connection)
    if found is not None and found not in known():
        message = f"the database has schema {found}, this version knows up to {head()}: install the newer version again"
        raise NewerSchema(message)
    return found


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")

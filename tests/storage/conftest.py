"""What storage tests share: databases of either kind, empty or with our tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.databases import fresh_sqlite
from tests.postgres import PostgresServer
from tests.storage.kit import KINDS, sqlite_url

NewUrl = Callable[[str], str]


@pytest.fixture
def new_url(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[NewUrl]:
    """Return a function that makes an empty database of a kind; PostgreSQL starts when it is first asked for."""
    numbers = count()
    made: list[str] = []

    def make(kind: str) -> str:
        if kind == "sqlite":
            return sqlite_url(tmp_path / f"office-{next(numbers)}.db")
        made.append(server().new_database())
        return made[-1]

    def server() -> PostgresServer:
        found: PostgresServer = request.getfixturevalue("postgres_server")
        return found

    yield make
    for url in made:
        server().drop(url)


@pytest.fixture
def new_office(tmp_path: Path, request: pytest.FixtureRequest) -> NewUrl:
    """Return a function that makes a database of a kind with our tables."""
    numbers = count()

    def make(kind: str) -> str:
        if kind == "sqlite":
            return fresh_sqlite(tmp_path, f"migrated-{next(numbers)}.db")
        return str(request.getfixturevalue("new_postgres_url")())

    return make


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Return each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def url(kind: str, new_url: NewUrl) -> str:
    """Return an empty database of each kind."""
    return new_url(kind)


@pytest.fixture
def office(kind: str, new_office: NewUrl) -> str:
    """Return a database of each kind with our tables."""
    return new_office(kind)

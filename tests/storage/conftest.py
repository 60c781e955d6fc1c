"""What storage tests share: empty databases of either kind."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from storage.migrate import migrate
from tests.postgres import PostgresServer
from tests.storage.kit import KINDS, sqlite_url

NewUrl = Callable[[str], str]


@pytest.fixture
def new_url(tmp_path: Path, request: pytest.FixtureRequest) -> NewUrl:
    """Return a function that makes an empty database of a kind; PostgreSQL starts when it is first asked for."""
    numbers = count()

    def make(kind: str) -> str:
        if kind == "sqlite":
            return sqlite_url(tmp_path / f"office-{next(numbers)}.db")
        server: PostgresServer = request.getfixturevalue("postgres_server")
        return server.new_database()

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
def office(url: str) -> str:
    """Return a database of each kind with our tables."""
    migrate(url)
    return url

"""What the kill tests share: the warm parent, and databases."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.migrate import migrate
from tests.kill.running import WarmParent
from tests.office import fresh_sqlite
from tests.postgres import PostgresServer

NewDatabase = Callable[[Path], str]


@pytest.fixture(scope="session")
def warm_parent() -> Iterator[WarmParent]:
    """The process that offices are forked from."""
    parent = WarmParent()
    yield parent
    parent.close()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The name of a migrated database, to be copied."""
    url = postgres_server.new_database()
    migrate(url)
    return url.rpartition("/")[2]


@pytest.fixture
def new_database(request: pytest.FixtureRequest) -> Callable[[str], NewDatabase]:
    """Returns, for a kind, what makes a migrated database of that kind and returns its address; the folder is made."""

    def in_file(folder: Path) -> str:
        folder.mkdir(parents=True)
        return fresh_sqlite(folder)

    def on_server(folder: Path) -> str:
        folder.mkdir(parents=True)
        server: PostgresServer = request.getfixturevalue("postgres_server")
        return server.new_database(template=request.getfixturevalue("postgres_template"))

    return {"sqlite": in_file, "postgresql": on_server}.__getitem__

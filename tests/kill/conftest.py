"""What the kill tests share: the warm parent, and databases."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.databases import fresh_sqlite
from tests.kill.running import WarmParent

NewDatabase = Callable[[Path], str]


@pytest.fixture(scope="session")
def warm_parent() -> Iterator[WarmParent]:
    """The process that offices are forked from."""
    parent = WarmParent()
    yield parent
    parent.close()


@pytest.fixture
def new_database(request: pytest.FixtureRequest) -> Callable[[str], NewDatabase]:
    """Returns, for a kind, what makes a migrated database of that kind and returns its address; the folder is made."""

    def in_file(folder: Path) -> str:
        folder.mkdir(parents=True)
        return fresh_sqlite(folder)

    def on_server(folder: Path) -> str:
        folder.mkdir(parents=True)
        return str(request.getfixturevalue("new_postgres_url")())

    return {"sqlite": in_file, "postgresql": on_server}.__getitem__

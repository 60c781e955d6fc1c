"""Offices for stories: on both databases, over every way of connecting."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tests.databases import fresh_sqlite
from tests.office import Office, Plan
from tests.stories.kit import Desk, only

OpenOffice = Callable[..., Awaitable[Office]]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, on each kind in turn."""
    if request.param == "sqlite":
        return fresh_sqlite(tmp_path)
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def open_office(database: str) -> AsyncIterator[OpenOffice]:
    """Opens offices with the settings a test needs, and closes them at its end."""
    offices: list[Office] = []

    async def opened(**settings: object) -> Office:
        office = Office(Plan(database, **settings))  # type: ignore[arg-type]  # fields of Plan
        offices.append(office)
        await office.open()
        return office

    yield opened
    for office in offices:
        await office.close()


@pytest.fixture
async def open_on(tmp_path: Path) -> AsyncIterator[OpenOffice]:
    """Opens an office on SQLite with the platforms named, and closes it at the test's end."""
    offices: list[Office] = []

    async def opened(*platforms: str, **settings: object) -> Office:
        office = Office(Plan(fresh_sqlite(tmp_path), **only(*platforms, **settings)))  # type: ignore[arg-type]  # as above
        offices.append(office)
        await office.open()
        return office

    yield opened
    for office in offices:
        await office.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The handlers alone, on SQLite."""
    made = Desk(tmp_path)
    yield made
    made.store.stop()

"""Offices for stories: on both databases, over every way of connecting."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.office import Office, Plan, fresh_sqlite

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

"""Offices for the delivery scenarios: on SQLite, on PostgreSQL, or on both in turn; whatever is opened is closed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.databases import fresh_sqlite
from tests.delivery.setting import Setting, people
from tests.office import Office, Plan

OpenSetting = Callable[..., Awaitable[Setting]]


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """The address of a migrated SQLite file."""
    return fresh_sqlite(tmp_path)


@pytest.fixture
def postgres(postgres_url: str) -> str:
    """The address of a migrated PostgreSQL database."""
    return postgres_url


@pytest.fixture(params=["sqlite", "postgres"])
def either(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database of each kind in turn."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every message a draft of its own: words that join within a minute would hide one lost or doubled."""
    monkeypatch.setattr("handlers.tasks.joining.TOGETHER", timedelta(0))


@pytest.fixture
async def opened() -> AsyncIterator[OpenSetting]:
    """Opens an office on a database with people who have joined already; `anna`, `ben`, `mia` name their platforms."""
    offices: list[Office] = []

    async def open_setting(database: str, *, anna: str, ben: str = "", mia: str = "", **plan: object) -> Setting:
        ben, mia = ben or anna, mia or ben or anna
        used = {anna, ben, mia}
        settings = {"telegram": "polling", "slack": "socket", "console": "console" in used, **plan}
        settings.update({name: None for name in ("telegram", "slack") if name not in used and name not in plan})
        office = Office(Plan(database, **settings))  # type: ignore[arg-type]  # fields of Plan
        offices.append(office)
        await office.open()
        return await people(office, anna=anna, ben=ben, mia=mia)

    yield open_setting
    for office in offices:
        await office.close()

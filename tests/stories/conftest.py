"""Offices for stories: on both databases, over every way of connecting."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from bot.reports.drawing import draw
from bot.reports.worded import Worded
from bot.vault import Safe
from tests.clocks import RunningClock
from tests.databases import fresh_sqlite
from tests.office import Office, Plan
from tests.stories.kit import Desk, only
from tests.vaults import safe_in

OpenOffice = Callable[..., Awaitable[Office]]
ONE_BY_ONE = threading.Lock()


@pytest.fixture(autouse=True)
def drawn_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw reports in this process, from what another one would read: each of those pays for a start, and that they
    work is shown by tests/bot/test_reports.py."""

    def drawn(report: Worded, kind: str) -> bytes:
        with ONE_BY_ONE:
            return draw(Worded.from_json(json.loads(json.dumps(report.to_json()))), kind)

    monkeypatch.setattr("bot.reports.papers.drawn", lambda *asked: asyncio.to_thread(drawn, *asked))


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


@pytest.fixture(scope="session")
def safe_of_desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Safe]:
    """The keys of all desks: none lives on after its test, and opening a store of keys is half of making one."""
    safe = safe_in(tmp_path_factory.mktemp("keys"), RunningClock().now)
    yield safe
    safe.keys.close()


@pytest.fixture
def desk(tmp_path: Path, safe_of_desks: Safe) -> Iterator[Desk]:
    """The handlers alone, on SQLite."""
    made = Desk(tmp_path, safe_of_desks.vault)
    yield made
    made.store.stop()

"""What all tests share, whatever they are about: a PostgreSQL server on demand, and how hard Hypothesis tries."""

import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.canaries import listen
from tests.databases import Migrated
from tests.places import leave_to_the_long_run
from tests.postgres import PostgresServer, shared_server
from tests.workers import Together

# No deadlines: a property says what is true, and two busy cores say nothing about how fast it is.
settings.register_profile("quick", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("quick"), derandomize=True, print_blob=True)
settings.register_profile("long", settings.get_profile("quick"), max_examples=2000)
# Databases that live as long as one test wait for no disk, where memory has room for them. Pytest reads this variable.
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30  # noqa: S108 - Linux keeps its memory disk there
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "quick"))


SCAN = listen()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, None, None]:
    """P12: fail the test that had a secret, a name or somebody's words logged."""
    yield
    found = SCAN.take()
    assert not found, f"P12, in the log: {found[:3]}"


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """Keep the ten-minute form within ten minutes: around the other hooks, as these read the marks."""
    leave_to_the_long_run(items)
    yield


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    """Say which worker gets which tests."""
    return Together(config, log)


def pytest_collection_finish() -> None:
    """Let the garbage collection pass over what stays until the end: modules and tests are most of what there is."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """One server for the whole run, shared by all workers; started when the first test asks for it."""
    base = tmp_path_factory.getbasetemp()
    folder: Path = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with shared_server(folder) as server:
        yield server


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of a database of this test's own, without tables."""
    url = postgres_server.new_database()
    yield url
    postgres_server.drop(url)


@pytest.fixture(scope="session")
def migrated(postgres_server: PostgresServer) -> Iterator[Migrated]:
    """Migrated databases for all tests of this process."""
    lender = Migrated(postgres_server)
    yield lender
    lender.close()


@pytest.fixture
def new_postgres_url(migrated: Migrated) -> Iterator[Callable[[], str]]:
    """Returns the address of one more migrated database of this test's own."""
    lent: list[str] = []

    def lend() -> str:
        lent.append(migrated.lend())
        return lent[-1]

    yield lend
    for url in lent:
        migrated.take_back(url)


@pytest.fixture
def postgres_url(new_postgres_url: Callable[[], str]) -> str:
    """The address of a migrated database of this test's own."""
    return new_postgres_url()


@pytest.fixture
def short_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let another process take over after a moment: leases run by the database's clock, which no test can move."""
    monkeypatch.setattr("bot.leases.LENGTH", timedelta(seconds=1.5))
    monkeypatch.setattr("bot.leases.RENEW_SECONDS", 0.3)

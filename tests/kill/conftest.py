"""Databases for the kill tests."""

from collections.abc import Callable

import pytest

from storage.migrate import migrate
from tests.postgres import PostgresServer


@pytest.fixture(scope="session")
def postgres_copy(postgres_server: PostgresServer) -> Callable[[], str]:
    """Makes copies of a migrated database; each call returns the address of a new one."""
    url = postgres_server.new_database()
    migrate(url)
    return lambda: postgres_server.new_database(template=url.rpartition("/")[2])

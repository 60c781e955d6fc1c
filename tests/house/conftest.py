"""The source of the whole house is read once and given back: it is large, and the tests after these don't need it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.house.source import nodes, tree


@pytest.fixture(scope="package", autouse=True)
def source() -> Iterator[None]:
    """Forget the source at the end."""
    yield
    tree.cache_clear()
    nodes.cache_clear()

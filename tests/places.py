"""Which places the ten-minute form plays a test in: a third of them, chosen by its name, on either database if it has
both. The other places come with `make test-long`."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FOLDERS = frozenset({HERE / "stories", HERE / "delivery"})
DATABASES = ("database", "either")
# Where a test plays. What it is about is every other parameter.
WHERE = frozenset({*DATABASES, "on", "client_on", "assistant_on", "staff_on", "begun_on", "language"})
EVERYWHERE = frozenset({"test_a_request_makes_its_whole_trip", "test_of_two_who_press_at_once_one_gets_the_task"})


def leave_to_the_long_run(items: Iterable[pytest.Item]) -> None:
    """Mark what the ten-minute form leaves out as `long`."""
    plays: dict[tuple[object, ...], list[pytest.Function]] = {}
    for item in items:
        if isinstance(item, pytest.Function) and item.path.parent in FOLDERS and hasattr(item, "callspec"):
            about = tuple(f"{name}={value}" for name, value in item.callspec.params.items() if name not in WHERE)
            if item.originalname not in EVERYWHERE and WHERE & set(item.callspec.params):
                plays.setdefault((item.path.name, item.originalname, about), []).append(item)
    for key, places in plays.items():
        kept = _some(places, zlib.crc32(repr(key).encode()))
        for item in places:
            if item not in kept:
                item.add_marker(pytest.mark.long)


def _some(places: list[pytest.Function], seed: int) -> list[pytest.Function]:
    by_database: dict[object, list[pytest.Function]] = {}
    for item in places:
        named = next((name for name in DATABASES if name in item.callspec.params), "")
        by_database.setdefault(item.callspec.params.get(named), []).append(item)
    share = max(1, -(-len(places) // 3) // len(by_database))
    return [
        found[(seed + number * (len(found) // share)) % len(found)]
        for found in by_database.values()
        for number in range(share)
    ]

"""Which places the ten-minute form plays a test in: an eighth of them, chosen by its name; the other places come with
`make test-long`."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FOLDERS = frozenset({HERE / "stories", HERE / "delivery"})
# Where a test plays. What it is about is every other parameter.
PEOPLE = frozenset({"on", "client_on", "assistant_on", "staff_on", "manager_on", "others_on", "begun_on"})
WHERE = PEOPLE | {"database", "either", "language"}
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
        first, share = zlib.crc32(repr(key).encode()), max(1, len(places) // 8)
        kept = [places[(first + number * (len(places) // share)) % len(places)] for number in range(share)]
        for item in places:
            if item not in kept:
                item.add_marker(pytest.mark.long)

"""Primary keys: UUIDv7 as 32 hex digits, made by the application, ascending within a process."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from storage.chance import random_bytes

_COUNTER_BITS = 12
_BEGAN = datetime(1970, 1, 1, tzinfo=UTC)


class Ids:
    """Draws ids (RFC 9562, version 7). The 12 bits after the version count inside a millisecond, so ids of one process
    never go backwards, even when the clock does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self, milliseconds: int) -> str:
        """Return a new id for the moment `milliseconds` (since 1970 UTC)."""
        with self._lock:
            self._last = tick = max(self._last + 1, milliseconds << _COUNTER_BITS)
        return _written(tick)


def dated(at: datetime, chance: int | None = None) -> str:
    """Return a new id that sorts where one drawn at that moment would, to the quarter of a microsecond. `chance` are 64
    bits instead of fresh ones, where the same id is wanted each time."""
    microseconds = (at - _BEGAN) // timedelta(microseconds=1)
    return _written((microseconds << _COUNTER_BITS) // 1000, chance)


def _written(tick: int, chance: int | None = None) -> str:
    time, count = tick >> _COUNTER_BITS, tick & 0xFFF
    chance = int.from_bytes(random_bytes(8)) if chance is None else chance
    return f"{time:012x}7{count:03x}{0x8000000000000000 | chance >> 2:016x}"

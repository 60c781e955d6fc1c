"""Random bytes, drawn from the system many at once: each call of it lets other threads in between, and in a busy office
that costs more than the bytes."""

from __future__ import annotations

import os
import threading

DRAWN_AT_ONCE = 4096


class _Drawn(threading.local):
    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.pool, self.used = b"", 0


_drawn = _Drawn()
os.register_at_fork(after_in_child=_drawn.forget)  # else both would go on with the same bytes


def random_bytes(count: int) -> bytes:
    """Return `count` bytes (at most 4,096) that nobody can foresee; none of them is given out twice."""
    end = _drawn.used + count
    if end > len(_drawn.pool):
        _drawn.pool, _drawn.used, end = os.urandom(DRAWN_AT_ONCE), 0, count
    begin, _drawn.used = _drawn.used, end
    return _drawn.pool[begin:end]

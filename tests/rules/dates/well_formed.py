"""What holds for everything that is understood, and how quickly it must be."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from handlers.rules.dates import understand_all

SLOWEST = 0.050
TRIES = 3


def well_formed(text: str, language: str, now: datetime, region: str | None = None) -> None:
    """Read a text; spans lie in it, in order, times are aware and in order, and alternatives have none."""
    last = 0
    for one in understand_all(text, language=language, now=now, region=region):
        begin, end = one.span
        assert last <= begin < end <= len(text)
        assert all(first < behind for first, behind in one.stretches)
        last = end
        assert one.start is not None or one.end is not None
        assert all(side is None or side.tzinfo is now.tzinfo for side in (one.start, one.end))
        assert one.start is None or one.end is None or one.start.timestamp() < one.end.timestamp()
        assert (one.rule is not None) == (one.kind == "recurring")
        assert all(other.alternatives == () for other in one.alternatives)


def not_quick(read: Callable[[], object]) -> float | None:
    """Return how many seconds it takes if that is too long, else nothing.

    The best of some tries in processor time, as other work on the machine is not what is measured.
    """
    taken = []
    for _ in range(TRIES):
        began = time.process_time()
        read()
        taken.append(time.process_time() - began)
        if taken[-1] <= SLOWEST:
            return None
    return min(taken)

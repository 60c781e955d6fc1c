"""Who gets the next task. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from storage.vocabulary import Load, PersonId

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def choose(loads: Iterable[Load]) -> PersonId | None:
    """Return the assistant with the fewest open tasks, among equals the one whose last assignment is longest ago (never
    counts as longest), then the one who is here longest; None if nobody is eligible."""
    best = min(loads, key=lambda load: (load.open, load.last or _NEVER, load.person_id), default=None)
    return None if best is None else best.person_id

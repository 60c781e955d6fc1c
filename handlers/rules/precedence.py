"""Which of several tasks comes first. Pure."""

from __future__ import annotations

from datetime import datetime

from storage.vocabulary import Priority

_RANKS = {priority: rank for rank, priority in enumerate(reversed(Priority))}
Rank = tuple[bool, int, bool, float, int]


def rank(
    number: int,
    priority: Priority | None,
    *,
    late: bool = False,
    due: datetime | None = None,
    wish: datetime | None = None,
) -> Rank:
    """Return the key by which tasks are sorted: the late ones, then by priority; among equals what is due or wished for
    (both aware) first, then the oldest."""
    moments = [moment for moment in (due, wish) if moment is not None]
    at = min(moments).timestamp() if moments else 0.0
    return (not late, _RANKS[priority or Priority.NORMAL], not moments, at, number)

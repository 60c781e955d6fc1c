"""Whose words are read and when: the reader's now, order of day and month, and which of two readings is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(slots=True)
class Reader:
    """One reading. `wall` is the naive local now. `other`: doubts of which the second reading is wanted."""

    now: datetime
    wall: datetime
    today: date
    month_first: bool
    order_sure: bool
    other: frozenset[str] = frozenset()
    doubts: list[str] = field(default_factory=list)

    def doubt(self, name: str) -> bool:
        """Note a doubt; return whether its second reading is wanted."""
        if name not in self.doubts:
            self.doubts.append(name)
        return name in self.other

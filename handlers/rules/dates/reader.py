"""Whose words are read and when: the reader's now, order of day and month, and which of two readings is asked for."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime


class Reader:
    """One reading. `other`: the doubt of which the second reading is wanted."""

    __slots__ = ("doubts", "month_first", "now", "order_sure", "other", "today")

    def __init__(self, now: datetime, *, month_first: bool, order_sure: bool, other: str = "") -> None:
        self.now = now
        self.today = now.date()
        self.month_first = month_first
        self.order_sure = order_sure
        self.other = other
        self.doubts: list[str] = []

    @property
    def wall(self) -> datetime:
        """The naive local now."""
        return self.now.replace(tzinfo=None)

    def on(self, today: date) -> Reader:
        """Return the reader as of another day; what it doubts, this one does."""
        other = copy(self)
        other.today = today
        return other

    def doubt(self, name: str) -> bool:
        """Note a doubt; return whether its second reading is wanted."""
        if name not in self.doubts:
            self.doubts.append(name)
        return name == self.other

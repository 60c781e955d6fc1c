"""Whose words are read and when: the reader's now, habits, and which of two readings is asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from handlers.rules.dates.lexicon import Lexicon


class Habits(NamedTuple):
    """The words of a language with a region, whether months come before days in figures, and whether that is sure."""

    words: Lexicon
    month_first: bool
    order_sure: bool


class Reader:
    """One reading. `other`: the doubt of which the second reading is wanted."""

    __slots__ = ("doubts", "habits", "now", "other", "today", "zone")

    def __init__(self, now: datetime, habits: Habits, other: str = "") -> None:
        assert now.tzinfo is not None
        self.now = now
        self.zone = now.tzinfo
        self.today = now.date()
        self.habits = habits
        self.other = other
        self.doubts: list[str] = []

    @property
    def wall(self) -> datetime:
        """The naive local now."""
        return datetime.combine(self.now.date(), self.now.time())

    def on(self, today: date) -> Reader:
        """Return the reader as of another day; what it doubts, this one does."""
        other = Reader(self.now, self.habits, self.other)
        other.today, other.doubts = today, self.doubts
        return other

    def doubt(self, name: str) -> bool:
        """Note a doubt; return whether its second reading is wanted."""
        if name not in self.doubts:
            self.doubts.append(name)
        return name == self.other

"""What one expression has said so far: a day, a clock time, a part of day, a period, a side; filled piece by piece."""

from __future__ import annotations

from handlers.rules.dates.values import Bound, Clock, Day, Length, Offset, Part, Period, Repeat, Weekday
from handlers.rules.dates.zones import Zone


class Frame:
    """The pieces of one expression; `start` and `end` are tokens, `dated_end` is where the first clock time begins.
    `until` is the other end of a range, `between` the tokens inside that say nothing about time. `others`: further days
    with the same hours. `negated`: it is ruled out.
    """

    __slots__ = (
        "asap", "between", "bound", "clock", "dated_end", "day", "end", "length", "negated", "now", "offset", "others",
        "part", "period", "repeat", "since", "start", "until", "weekday", "zone",
    )  # fmt: skip

    def __init__(self, start: int, end: int) -> None:
        self.start = self.dated_end = start
        self.end = end
        self.day: Day | None = None
        self.weekday: Weekday | None = None
        self.clock: Clock | None = None
        self.part: Part | None = None
        self.period: Period | None = None
        self.offset: Offset | None = None
        self.bound: Bound | None = None
        self.length: Length | None = None
        self.repeat: Repeat | None = None
        self.zone: Zone | None = None
        self.until: Frame | None = None
        self.between: tuple[tuple[int, int], ...] = ()
        self.others: tuple[Day, ...] = ()
        self.negated = self.now = self.asap = self.since = False

    def but(self, **changed: object) -> Frame:
        """Return another one with some pieces changed."""
        other = Frame(self.start, self.end)
        other.take(self)
        for piece, value in changed.items():
            setattr(other, piece, value)
        return other

    def take(self, other: Frame) -> None:
        """Become what another one is."""
        for piece in self.__slots__:
            setattr(self, piece, getattr(other, piece))

    def empty(self) -> bool:
        """Tell whether nothing that is a time has been said."""
        return (
            self.day is None
            and self.clock is None
            and self.part is None
            and self.period is None
            and self.offset is None
            and self.repeat is None
            and not self.now
        )

    def dated(self) -> bool:
        """Tell whether a day or period has been said."""
        return self.day is not None or self.period is not None or self.offset is not None

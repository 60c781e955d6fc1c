"""What one expression has said so far: a day, a clock time, a part of day, a period, a side; filled piece by piece."""

from __future__ import annotations

from handlers.rules.dates.values import Bound, Clock, Day, Length, Offset, Part, Period, Repeat, Weekday
from handlers.rules.dates.zones import Zone


class Frame:
    """The pieces of one expression; `start` and `end` are tokens, `dated_end` is where the first clock time begins.
    `until` is the other end of a range, `between` the tokens inside that say nothing about time. `others`: further days
    with the same hours. `negated`: it is ruled out.

    What was not said is not set, for speed: a message makes many of them in vain.
    """

    day: Day | None = None
    weekday: Weekday | None = None
    clock: Clock | None = None
    part: Part | None = None
    period: Period | None = None
    offset: Offset | None = None
    bound: Bound | None = None
    length: Length | None = None
    repeat: Repeat | None = None
    zone: Zone | None = None
    until: Frame | None = None
    between: tuple[tuple[int, int], ...] = ()
    others: tuple[Day, ...] = ()
    negated = False
    now = False
    asap = False
    since = False

    def __init__(self, start: int, end: int) -> None:
        self.start = self.dated_end = start
        self.end = end

    def but(self, **changed: object) -> Frame:
        """Return another one with some pieces changed."""
        other = Frame.__new__(Frame)
        other.__dict__.update(self.__dict__)
        other.__dict__.update(changed)
        return other

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

"""What a piece of text was understood to say about time: the result that callers see, and nothing of how it came
about."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

Grain = Literal["second", "minute", "hour", "part_of_day", "day", "weekend", "week", "month", "quarter", "year"]
Kind = Literal["instant", "date", "interval", "deadline", "from", "recurring"]


class Understanding(NamedTuple):
    """One time expression, in the zone of the `now` it was read at.

    `start` and `end` are aware; a deadline has only `end`, "from then on" only `start`; whole days end with the first
    moment after. `span` holds half-open code-point indices into the text. `rule` is an RFC 5545 RRULE, given for
    `recurring` only, and `start` is then the first occurrence. `doubt` names what was ambiguous, `alternatives` are the
    other readings, best first, with no alternatives of their own. `between` are the parts of the span that say nothing
    about time: "brauche ich" in "am Freitag brauche ich um 9 Uhr".
    """

    start: datetime | None
    end: datetime | None
    grain: Grain
    kind: Kind
    past: bool
    rule: str | None
    span: tuple[int, int]
    doubt: tuple[str, ...] = ()
    alternatives: tuple[Understanding, ...] = ()
    between: tuple[tuple[int, int], ...] = ()

    @property
    def stretches(self) -> tuple[tuple[int, int], ...]:
        """The parts of the span that say when, from left to right."""
        begin, end = self.span
        inside = [part for part in self.between if begin < part[0] < part[1] < end]  # a span may have been cut since
        edges = [begin, *(edge for part in inside for edge in part), end]
        return tuple(zip(edges[::2], edges[1::2], strict=True))

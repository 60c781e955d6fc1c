"""What a piece of text was understood to say about time: the result that callers see, and nothing of how it came
about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Grain = Literal["second", "minute", "hour", "part_of_day", "day", "weekend", "week", "month", "quarter", "year"]
Kind = Literal["instant", "date", "interval", "deadline", "from", "recurring"]


@dataclass(frozen=True, slots=True)
class Understanding:
    """One time expression, in the zone of the `now` it was read at.

    `start` and `end` are aware; a deadline has only `end`, "from then on" only `start`; whole days end with the first
    moment after. `span` holds half-open code-point indices into the text. `rule` is an RFC 5545 RRULE, given for
    `recurring` only, and `start` is then the first occurrence. `doubt` names what was ambiguous, `alternatives` are the
    other readings, best first, with no alternatives of their own.
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

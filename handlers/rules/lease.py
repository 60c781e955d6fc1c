"""How long a task that somebody took on may lie still: an acknowledgement is a lease, not a possession. Pure.

The lease begins with the acknowledgement and anew with each sign of life of who has the task. While the client is
waited for and while the task is paused there is none. Once it has run out the assistant is asked; without a sign of
life for as long again the task goes back to the queue. Time counts while the office is open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.rules.business_hours import BusinessHours


@dataclass(frozen=True, slots=True)
class Lease:
    """`seconds` of open time to the question, and as many again to an answer. Managers are asked once somebody has had
    the task for `longest`, and again after each further `longest`."""

    seconds: int
    longest: timedelta

    def __post_init__(self) -> None:
        """Refuse what can't be kept. Raises ValueError."""
        if self.seconds <= 0:
            raise ValueError("a lease lasts for more than 0 seconds")
        if self.longest <= timedelta():
            raise ValueError("a lease may be renewed for more than 0 days")


class Sign(StrEnum):
    """What a line of the history means for the lease."""

    TAKEN = "taken"  # acknowledged
    ACTED = "acted"  # whoever has it did, said or noted something
    HELD = "held"  # paused, or the client was asked
    RESUMED = "resumed"  # it goes on: by whoever has it
    ANSWERED = "answered"  # the client said something
    ASKED = "asked"  # "still on it?"
    SNOOZED = "snoozed"  # "ask me later"
    ENDED = "ended"  # nobody has it any more, or somebody who hasn't acknowledged it


@dataclass(frozen=True, slots=True)
class Event:
    """A sign at an aware instant; `until` is when to ask again, of SNOOZED. `waits` tells of HELD that it is the client
    who is waited for."""

    at: datetime
    sign: Sign
    until: datetime | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A lease that runs. The last sign of life was at `since`; `due` is when the assistant is to be asked, or, where
    that was done at `asked_at`, when the task goes back to the queue."""

    taken_at: datetime
    since: datetime
    due: datetime
    asked_at: datetime | None = None


def standing(lease: Lease, hours: BusinessHours, events: Iterable[Event]) -> Standing | None:
    """Return how the lease stands after these events, in their order; None while it doesn't run."""
    taken = since = asked = until = None
    held = waits = False
    for event in events:
        match event.sign:
            case Sign.ENDED:
                taken = None
                continue
            case Sign.ASKED:
                asked = event.at
                continue
            case Sign.ANSWERED if not (held and waits):
                continue
            case Sign.TAKEN:
                taken, held = event.at, False
            case Sign.HELD:
                held, waits = True, event.waits
            case Sign.RESUMED | Sign.ANSWERED:
                held = False
            case Sign.ACTED | Sign.SNOOZED:
                pass
        since, asked, until = event.at, None, event.until
    if taken is None or since is None or held:
        return None
    if asked is not None:
        return Standing(taken, since, hours.add(asked, lease.seconds), asked)
    return Standing(taken, since, until or hours.add(since, lease.seconds))

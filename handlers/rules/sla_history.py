"""What happened to a task, as far as its promises are concerned: the only thing that clocks are computed from. Pure
data; each event has its instant `at` (aware, UTC), and a history is in the order in which things happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from handlers.rules.sla_policy import Anchor, Clock, Policy


@dataclass(frozen=True, slots=True)
class Filed:
    """The client asked for it, under a policy: the first event of every history."""

    at: datetime
    policy: Policy


@dataclass(frozen=True, slots=True)
class Assigned:
    """An assistant is to do it, the first one or another one."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The assistant took it on."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Returned:
    """It went back to the queue, given back or because an acknowledgement ran out."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """The client read words of a person about it, not of a program."""

    at: datetime


@dataclass(frozen=True, slots=True)
class WaitingBegan:
    """The client was asked something that work can't go on without."""

    at: datetime
    author: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WaitingEnded:
    """The client answered, or work goes on without an answer."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Paused:
    """Staff put it aside."""

    at: datetime
    author: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resumed:
    """Staff went on with it."""

    at: datetime


@dataclass(frozen=True, slots=True)
class PolicyChanged:
    """From now on another policy holds; `why` is what changed: priority, category, plan or policy."""

    at: datetime
    policy: Policy
    why: str = "policy"


@dataclass(frozen=True, slots=True)
class Anchored:
    """What a target is relative to got a date, another one, or none any more; `ref` is what people call it."""

    at: datetime
    what: Anchor
    when: datetime | None
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Extended:
    """A clock's running round is due at `until` from now on."""

    at: datetime
    clock: Clock
    until: datetime
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BreachRecorded:
    """A breach was found and told: whatever changes afterwards, it stays. `due` is when the promise was broken."""

    at: datetime
    clock: Clock
    round: int
    due: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """The work is finished."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SentBack:
    """The client did not take the result: the same work goes on."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Reopened:
    """There is more to do after all: new work."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Nobody wants it any more."""

    at: datetime


Event = (
    Filed | Assigned | Acknowledged | Returned | Answered | WaitingBegan | WaitingEnded | Paused | Resumed
    | PolicyChanged | Anchored | Extended | BreachRecorded | Done | SentBack | Reopened | Cancelled
)  # fmt: skip

History = Sequence[Event]


class Pause(NamedTuple):
    """A stretch in which a clock stands: from `begin` until `end`, which is None while it still does."""

    begin: datetime
    end: datetime | None
    kind: str
    author: str = ""
    reason: str = ""


WAITING, ASIDE, FINISHED = "waiting", "aside", "finished"
HALTING: tuple[type[Event], ...] = (
    *(WaitingBegan, WaitingEnded, Paused, Resumed),
    *(Done, Cancelled, SentBack, Reopened),
)
"""All that begins or ends a pause: the rest of a history may be left out of `pauses_of`."""
_ENDED: Mapping[type[Event], tuple[str, ...]] = {
    WaitingEnded: (WAITING,),
    Resumed: (ASIDE,),
    Done: (WAITING, ASIDE),
    Cancelled: (WAITING, ASIDE),
    SentBack: (FINISHED,),
    Reopened: (FINISHED,),
}


def pauses_of(history: History) -> list[Pause]:
    """Return the stretches in which the client was waited for, staff had put it aside, or it counted as finished until
    the client sent it back; by their beginning. They may overlap. Whatever ends the work ends them."""
    open_since: dict[str, Pause] = {}
    found: list[Pause] = []

    def end(kind: str, at: datetime) -> None:
        if begun := open_since.pop(kind, None):
            found.append(Pause(begun.begin, at, kind, begun.author, begun.reason))

    for event in history:
        for kind in _ENDED.get(type(event), ()) if open_since else ():
            end(kind, event.at)
        match event:
            case Done(at=at):
                open_since.setdefault(FINISHED, Pause(at, None, FINISHED))
            case WaitingBegan(at=at, author=author, reason=reason):
                open_since.setdefault(WAITING, Pause(at, None, WAITING, author, reason))
            case Paused(at=at, author=author, reason=reason):
                open_since.setdefault(ASIDE, Pause(at, None, ASIDE, author, reason))
            case _:
                pass
    return sorted([*found, *open_since.values()], key=lambda pause: pause.begin)

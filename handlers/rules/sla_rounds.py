"""The rounds in which a clock runs, and what is promised in each of them at a given time. Pure; `sla` says how a round
stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from handlers.rules.business_hours import BusinessHours, Interval
from handlers.rules.cutoff import Cutoff
from handlers.rules.sla_history import (
    Acknowledged,
    Anchored,
    Answered,
    Assigned,
    Cancelled,
    Done,
    Event,
    Extended,
    Filed,
    History,
    PolicyChanged,
    Reopened,
    Returned,
    SentBack,
)
from handlers.rules.sla_policy import Anchor, Before, Budget, Clock, Policy, Target

MEETS: Mapping[Clock, tuple[type[Event], ...]] = {
    Clock.ACKNOWLEDGE: (Acknowledged, Done),
    Clock.FIRST_RESPONSE: (Answered, Done),
    Clock.NEXT_UPDATE: (Answered, Done),
    Clock.RESOLUTION: (Done,),
}
BEGINS: Mapping[Clock, tuple[type[Event], ...]] = {
    Clock.ACKNOWLEDGE: (Filed, Assigned, Returned, SentBack, Reopened),
    Clock.FIRST_RESPONSE: (Filed,),
    Clock.NEXT_UPDATE: (Filed, Answered, SentBack, Reopened),
    Clock.RESOLUTION: (Filed, Reopened),
}

_CLOCKS = tuple(Clock)
_ENDING: Mapping[type[Event], tuple[Clock, ...]] = {
    **{kind: tuple(c for c in _CLOCKS if kind in MEETS[c]) for kinds in MEETS.values() for kind in kinds},
    Cancelled: _CLOCKS,
}
_BEGINNING: Mapping[type[Event], tuple[Clock, ...]] = {
    kind: tuple(c for c in _CLOCKS if kind in BEGINS[c]) for kinds in BEGINS.values() for kind in kinds
}
_OVER, _AGAIN = (Done, Cancelled), (SentBack, Reopened)
"""After which nobody works on it any more, and after which somebody does again."""

PROMISING: tuple[type[Event], ...] = (Filed, PolicyChanged, Anchored, Extended)
"""All that makes a promise what it is: the rest of a history may be left out of `promise_in` and `promises_of`."""


class Round(NamedTuple):
    """One run of a clock; `number` counts from 1. `met` is False where it ended because nobody wanted it any more."""

    clock: Clock
    number: int
    started_at: datetime
    ended_at: datetime | None = None
    met: bool = False


class Promise(NamedTuple):
    """What holds for a round at some time: the policy, what its targets are relative to, and an extension if any."""

    policy: Policy
    target: Target | None
    anchors: Mapping[Anchor, Anchored] = MappingProxyType({})
    extended: Extended | None = None

    def due(self, round_: Round, hours: BusinessHours, pauses: Sequence[Interval]) -> datetime | None:
        """Return when (UTC) the round is due with these pauses, None if nothing is promised.

        Time that pauses take out of the way to a cut-off or to an extension's date is added behind it."""
        start = round_.started_at
        if self.extended is not None:
            return _later(self.extended.at, self.extended.until, hours, pauses)
        match self.target:
            case Budget(seconds=seconds):
                return hours.add(start, seconds, pauses)
            case Cutoff() as rule:
                return _later(start, rule.due(start, hours), hours, pauses)
            case Before(seconds=seconds, of=of) if of in self.anchors:
                return _ahead(start, self.anchors[of], seconds, hours)
            case _:
                return None


def every_round(history: History) -> list[Round]:
    """Return the rounds in which the clocks ran or run, by clock and number; raise ValueError if the history doesn't
    begin with the filing."""
    if not history or not isinstance(history[0], Filed):
        raise ValueError("the history of a task begins with its filing")
    found: dict[Clock, list[tuple[datetime, datetime | None, bool]]] = {clock: [] for clock in _CLOCKS}
    finished = False
    for event in history:
        kind = type(event)  # no event is another one: looked up, as this is asked for ten thousands of tasks
        for clock in _ENDING.get(kind, ()):
            runs = found[clock]
            if runs and runs[-1][1] is None:
                runs[-1] = (runs[-1][0], event.at, kind is not Cancelled)
        if kind in _OVER:
            finished = True
        elif kind in _AGAIN:
            finished = False
        if kind is SentBack and (solving := found[Clock.RESOLUTION])[-1][2]:
            solving[-1] = (solving[-1][0], None, False)
        for clock in () if finished else _BEGINNING.get(kind, ()):
            runs = found[clock]
            if not runs or runs[-1][1] is not None:
                runs.append((event.at, None, False))
    return [Round(clock, number, *run) for clock, runs in found.items() for number, run in enumerate(runs, 1)]


def promises_of(round_: Round, history: History) -> Iterator[tuple[Promise, datetime]]:
    """Yield each promise that was replaced by another one during a round, and when that was."""
    promise: Promise | None = None
    for event in history:
        if round_.ended_at is not None and event.at > round_.ended_at:
            return
        following = _after(event, promise, round_)
        if promise is not None and following != promise and event.at > round_.started_at:
            yield promise, event.at
        promise = following


def promise_in(round_: Round, history: History, at: datetime) -> Promise:
    """Return what holds for a round at an instant."""
    promise: Promise | None = None
    for event in history:
        if event.at <= at:
            promise = _after(event, promise, round_)
    if promise is None:
        raise ValueError("the history of a task begins with its filing")
    return promise


def _after(event: Event, promise: Promise | None, round_: Round) -> Promise | None:
    """Return the promise that holds after an event."""
    match event:
        case Filed(policy=policy) | PolicyChanged(policy=policy):
            anchors = promise.anchors if promise else {}
            return Promise(policy, policy.targets.get(round_.clock), anchors)
        case Anchored(what=what) if promise:
            relative = isinstance(promise.target, Before) and promise.target.of is what
            extended = None if relative else promise.extended
            return promise._replace(anchors={**promise.anchors, what: event}, extended=extended)
        case Extended(at=at, clock=clock) if promise and clock is round_.clock and at >= round_.started_at:
            return promise._replace(extended=event)
        case _:
            return promise


def _ahead(start: datetime, anchor: Anchored, seconds: int, hours: BusinessHours) -> datetime | None:
    """Return a due time so much open time before something. Where that time was over when the round began or the date
    was given, it is the date itself; nothing can be done before what is over by then."""
    known = max(start, anchor.at)
    if anchor.when is None or anchor.when <= known:
        return None
    due = hours.before(anchor.when, seconds)
    return due if due > known else anchor.when


def _later(start: datetime, due: datetime, hours: BusinessHours, pauses: Sequence[Interval]) -> datetime:
    """Return a due time with the open time before it that pauses took away added."""
    total = hours.elapsed(start, due)
    return due if hours.elapsed(start, due, pauses) == total else hours.add(start, total, pauses)

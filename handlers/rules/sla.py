"""How each promised clock of a task stands: a pure function of its history, the policies in it, the business hours and
now. Nothing of this is stored; stored due times are an index that can be rebuilt from here.

The rules:

- *Acknowledge* runs from filing until an assistant takes the task on, and again whenever it is handed on or goes back
  to the queue. *First response* runs once, until the client reads a person's words. *Next update* runs from each such
  answer to the next one. *Resolution* runs until the work is done; work sent back goes on with the old clock, what is
  reopened is new work with a new clock. Each run is a round with a number. Done ends all rounds, cancelled too.
- Pauses are a union of intervals. They stop resolution and next update only, never a target before an appointment or
  deadline. While a round stands still it has no due time.
- A change of policy counts from the round's beginning: what is used up stays used up. An extension sets the due time
  itself, and so does a new date of what a target is relative to. The last word counts. Where a date leaves less time
  than the target asks for, it is the due time itself; nothing is promised before a date that is over. What was in
  breach before a change stays in breach, and so does a recorded breach whatever happens to policy, hours or history.
- Done at the very due time is in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from handlers.rules.business_hours import BusinessHours, Interval
from handlers.rules.sla_history import (
    HALTING,
    Anchored,
    BreachRecorded,
    Event,
    Extended,
    History,
    Pause,
    PolicyChanged,
    pauses_of,
)
from handlers.rules.sla_policy import Before, Clock, Policy, Target
from handlers.rules.sla_rounds import PROMISING, Promise, Round, every_round, promise_in, promises_of

_HALTING, _PROMISING = frozenset(HALTING), frozenset(PROMISING)
PAUSED_CLOCKS = frozenset({Clock.NEXT_UPDATE, Clock.RESOLUTION})


class Status(StrEnum):
    """How a round of a clock stands. A round that was met too late is BREACHED and has a `met_at`."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class ClockState:
    """One round of a clock; instants are UTC, durations seconds of open, unpaused time.

    `due` is None while the round stands still and where nothing is promised. `total` lies between `started_at` and the
    due time, `used` is gone of it, `remaining` is left: below 0 after a breach, None once the round is over.
    `warnings` are pairs of fraction and instant, of a paused round only those reached. `pauses` are over or end now.
    """

    clock: Clock
    round: int
    status: Status
    started_at: datetime
    policy: Policy
    target: Target | None = None
    due: datetime | None = None
    total: int | None = None
    used: int = 0
    remaining: int | None = None
    warnings: tuple[tuple[float, datetime], ...] = ()
    breached_at: datetime | None = None
    met_at: datetime | None = None
    ended_at: datetime | None = None
    paused_since: datetime | None = None
    pauses: tuple[Interval, ...] = ()

    def reached(self, fraction: float, hours: BusinessHours) -> datetime | None:
        """Return when a fraction of the total is used up, None if there is no such time, or not yet."""
        if self.total is None:
            return None
        known = next((at for known, at in self.warnings if known == fraction), None)
        return known or _reached(fraction, self.started_at, self.total, self.paused_since, hours, self.pauses)


def states(history: History, hours: BusinessHours, now: datetime) -> dict[Clock, ClockState]:
    """Return how each clock's latest round stands; what comes after `now` in the history is left out.

    Raises ValueError if the history does not begin with the filing, NoOpenTime as `BusinessHours.add`."""
    return {state.clock: state for state in all_rounds(history, hours, now)}


def all_rounds(
    history: History, hours: BusinessHours, now: datetime, clocks: Iterable[Clock] = Clock
) -> list[ClockState]:
    """Return how every round of these clocks stands or ended, by clock and number. As `states` otherwise."""
    past = Past.of([event for event in history if event.at <= now])
    return [_state(round_, past, hours, now) for clock in clocks for round_ in past.rounds if round_.clock is clock]


class Past(NamedTuple):
    """A history up to now, sorted once for all its rounds: the rounds, what makes promises, what stops and starts
    clocks, the pauses this comes to, and when breaches that were recorded were due. It stays the same until something
    happens, whatever `now` is."""

    rounds: Sequence[Round]
    promising: History
    halting: History
    pauses: Sequence[Pause]
    recorded: Mapping[tuple[Clock, int], datetime]

    @classmethod
    def of(cls, past: History) -> Past:
        """Return a history sorted. Raises ValueError if it does not begin with the filing."""
        promising: list[Event] = []
        halting: list[Event] = []
        recorded: dict[tuple[Clock, int], datetime] = {}
        for event in past:
            kind = type(event)
            if kind in _HALTING:
                halting.append(event)
            elif kind in _PROMISING:
                promising.append(event)
            elif isinstance(event, BreachRecorded):
                recorded.setdefault((event.clock, event.round), event.due)
        return cls(every_round(past), promising, halting, pauses_of(halting), recorded)


class Outcome(NamedTuple):
    """What a round of a clock came to, without its explanation: the fields are those of its `ClockState`. `warned`
    tells that a running round that was not breached has passed its first warning point; `used` is None of a running
    one, for which nobody asks."""

    clock: Clock
    started_at: datetime
    ended_at: datetime | None
    met_at: datetime | None
    due: datetime | None
    used: int | None
    breached_at: datetime | None
    warned: bool

    @property
    def kept(self) -> bool | None:
        """Return whether its promise was kept; None where that isn't decided or nothing was promised."""
        if self.breached_at is not None:
            return False
        return True if self.met_at is not None and self.due is not None else None


def outcomes(history: History, hours: BusinessHours, now: datetime, since: datetime | None = None) -> list[Outcome]:
    """Return what every round of every clock has come to that did not end before `since`: what `all_rounds` says, in a
    quarter of the time where no promise was moved. For sums over many tasks. Raises as `states`."""
    return outcomes_of(Past.of([event for event in history if event.at <= now]), hours, now, since)


def outcomes_of(past: Past, hours: BusinessHours, now: datetime, since: datetime | None = None) -> list[Outcome]:
    """Return the same for a history that was sorted already, with nothing in it after `now`."""
    rounds = [each for each in past.rounds if since is None or each.ended_at is None or each.ended_at >= since]
    if not rounds:
        return []
    filed = past.promising[0].at
    if len(past.promising) > 1 and any(_moves_a_promise(event, filed) for event in past.promising):
        return [_outcome(_state(round_, past, hours, now), now) for round_ in rounds]
    promise = promise_in(rounds[0], past.promising, filed)
    return [_unmoved(round_, promise, past, hours, now) for round_ in rounds]


def _moves_a_promise(event: Event, filed: datetime) -> bool:
    """Whether something made a promise another one; a date that was given with the filing made none."""
    return isinstance(event, PolicyChanged | Extended) or (isinstance(event, Anchored) and event.at > filed)


def _outcome(state: ClockState, now: datetime) -> Outcome:
    running = state.ended_at is None and state.breached_at is None and state.due is not None and now < state.due
    warned = running and any(at <= now for _, at in state.warnings)
    return Outcome(
        state.clock,
        state.started_at,
        state.ended_at,
        state.met_at,
        state.due,
        state.used if state.ended_at else None,
        state.breached_at,
        warned,
    )


def _unmoved(round_: Round, filed: Promise, past: Past, hours: BusinessHours, now: datetime) -> Outcome:
    """Return what a round has come to whose promise was the same from its beginning on: the one of the filing."""
    target = filed.policy.targets.get(round_.clock)
    promise = Promise(filed.policy, target, filed.anchors, filed.extended)
    start, end = round_.started_at, round_.ended_at or now
    standing: list[Pause] = []
    if past.pauses and round_.clock in PAUSED_CLOCKS and not isinstance(target, Before):
        standing = [pause for pause in past.pauses if pause.begin < end and (pause.end is None or pause.end > start)]
    pauses = tuple((max(pause.begin, start), min(pause.end or end, end)) for pause in standing) if standing else ()
    due = None if target is None and promise.extended is None else promise.due(round_, hours, pauses)
    breached_at = past.recorded.get((round_.clock, round_.number))
    if breached_at is None and due is not None and (due < end if round_.ended_at else due <= now):
        breached_at = due
    if standing and breached_at is None and round_.ended_at is None and any(pause.end is None for pause in standing):
        due = None
    used = hours.elapsed(start, end, pauses) if round_.ended_at else None
    running = round_.ended_at is None and breached_at is None and due is not None and now < due
    warned = running and due is not None and _warned(promise.policy, start, due, now, hours, pauses)
    return Outcome(
        round_.clock, start, round_.ended_at, round_.ended_at if round_.met else None, due, used, breached_at, warned
    )


def _warned(
    policy: Policy, start: datetime, due: datetime, now: datetime, hours: BusinessHours, pauses: Sequence[Interval]
) -> bool:
    if not policy.warnings:
        return False
    total = hours.elapsed(start, due, pauses)
    at = hours.add(start, int(total * policy.warnings[0]), pauses)
    return at <= now and at < due


def _state(round_: Round, past: Past, hours: BusinessHours, now: datetime) -> ClockState:
    end = round_.ended_at or now
    promise = promise_in(round_, past.promising, end)
    standing = _pauses(round_, promise, past.halting, end)
    pauses = _intervals(standing, round_.started_at, end)
    due = promise.due(round_, hours, pauses)
    breached_at = _breach(round_, past, hours, due, now)
    paused_since = next((pause.begin for pause in standing if pause.end is None and not round_.ended_at), None)
    status = _status(round_, due, breached_at, paused_since)
    used = hours.elapsed(round_.started_at, end, pauses)
    total = None if due is None else hours.elapsed(round_.started_at, due, pauses)
    return ClockState(
        clock=round_.clock,
        round=round_.number,
        status=status,
        started_at=round_.started_at,
        policy=promise.policy,
        target=promise.target,
        due=None if status is Status.PAUSED else due,
        total=total,
        used=used,
        remaining=None if round_.ended_at else _remaining(due, now, hours, pauses),
        warnings=_warnings(round_, promise, (due, total, paused_since), hours, pauses),
        breached_at=breached_at,
        met_at=round_.ended_at if round_.met else None,
        ended_at=round_.ended_at,
        paused_since=paused_since,
        pauses=pauses,
    )


def _status(round_: Round, due: datetime | None, breached_at: datetime | None, paused: datetime | None) -> Status:
    if breached_at is not None:
        return Status.BREACHED
    if due is None or (round_.ended_at and not round_.met):
        return Status.NOT_APPLICABLE
    if round_.met:
        return Status.MET
    return Status.PAUSED if paused else Status.RUNNING


def _breach(round_: Round, past: Past, hours: BusinessHours, due: datetime | None, now: datetime) -> datetime | None:
    """Return when the promise was broken first, under whatever then held; what was recorded comes first."""
    recorded = past.recorded.get((round_.clock, round_.number))
    if recorded is not None:
        return recorded
    for promise, until in promises_of(round_, past.promising):
        pauses = _intervals(_pauses(round_, promise, past.halting, until), round_.started_at, until)
        before = promise.due(round_, hours, pauses)
        if before is not None and before < until:
            return before
    if due is None:
        return None
    broken = due < round_.ended_at if round_.ended_at else due <= now
    return due if broken else None


def _pauses(round_: Round, promise: Promise, halting: History, until: datetime) -> list[Pause]:
    """Return what has stopped a round under a promise up to an instant, as it was known then."""
    if round_.clock not in PAUSED_CLOCKS or isinstance(promise.target, Before):
        return []
    known = pauses_of([event for event in halting if event.at <= until])
    return [pause for pause in known if pause.end is None or pause.end > round_.started_at]


def _intervals(pauses: Sequence[Pause], start: datetime, until: datetime) -> tuple[Interval, ...]:
    return tuple((max(pause.begin, start), pause.end or until) for pause in pauses if pause.begin < until)


def _remaining(due: datetime | None, now: datetime, hours: BusinessHours, pauses: Sequence[Interval]) -> int | None:
    if due is None:
        return None
    return hours.elapsed(now, due) if now < due else -hours.elapsed(due, now, pauses)


def _warnings(
    round_: Round,
    promise: Promise,
    ends: tuple[datetime | None, int | None, datetime | None],
    hours: BusinessHours,
    pauses: Sequence[Interval],
) -> tuple[tuple[float, datetime], ...]:
    """Return the warning points that lie before the due time; `ends` are that, the total until then, and since when the
    round stands still."""
    due, total, paused_since = ends
    if due is None or total is None:
        return ()
    found = ((f, _reached(f, round_.started_at, total, paused_since, hours, pauses)) for f in promise.policy.warnings)
    return tuple((fraction, at) for fraction, at in found if at is not None and at < due)


def _reached(
    fraction: float,
    start: datetime,
    total: int,
    paused_since: datetime | None,
    hours: BusinessHours,
    pauses: Sequence[Interval],
) -> datetime | None:
    at = hours.add(start, int(total * fraction), pauses)
    return at if paused_since is None or at <= paused_since else None

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
  itself. The last word counts. What was in breach before a change stays in breach, and so does a recorded breach
  whatever happens to policy, hours or history.
- Done at the very due time is in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from handlers.rules.business_hours import BusinessHours, Interval
from handlers.rules.sla_history import BreachRecorded, History, Pause, pauses_of
from handlers.rules.sla_policy import Before, Clock, Policy, Target
from handlers.rules.sla_rounds import Promise, Round, promise_in, promises_of, rounds_of

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
        at = hours.add(self.started_at, int(self.total * fraction), self.pauses)
        return at if self.paused_since is None or at <= self.paused_since else None


def states(history: History, hours: BusinessHours, now: datetime) -> dict[Clock, ClockState]:
    """Return how each clock's latest round stands; what comes after `now` in the history is left out.

    Raises ValueError if the history does not begin with the filing, NoOpenTime as `BusinessHours.add`."""
    return {state.clock: state for state in all_rounds(history, hours, now)}


def all_rounds(
    history: History, hours: BusinessHours, now: datetime, clocks: Iterable[Clock] = Clock
) -> list[ClockState]:
    """Return how every round of these clocks stands or ended, by clock and number. As `states` otherwise."""
    past = [event for event in history if event.at <= now]
    return [_state(round_, past, hours, now) for clock in clocks for round_ in rounds_of(clock, past)]


def _state(round_: Round, past: History, hours: BusinessHours, now: datetime) -> ClockState:
    end = round_.ended_at or now
    promise = promise_in(round_, past, end)
    standing = _pauses(round_, promise, past, end)
    pauses = _intervals(standing, round_.started_at, end)
    due = promise.due(round_, hours, pauses)
    breached_at = _breach(round_, past, hours, due, now)
    paused_since = next((pause.begin for pause in standing if pause.end is None and not round_.ended_at), None)
    status = _status(round_, due, breached_at, paused_since)
    used = hours.elapsed(round_.started_at, end, pauses)
    state = ClockState(
        clock=round_.clock,
        round=round_.number,
        status=status,
        started_at=round_.started_at,
        policy=promise.policy,
        target=promise.target,
        due=None if status is Status.PAUSED else due,
        total=None if due is None else hours.elapsed(round_.started_at, due, pauses),
        used=used,
        remaining=None if round_.ended_at else _remaining(due, now, hours, pauses),
        breached_at=breached_at,
        met_at=round_.ended_at if round_.met else None,
        ended_at=round_.ended_at,
        paused_since=paused_since,
        pauses=pauses,
    )
    return _with_warnings(state, due, hours)


def _status(round_: Round, due: datetime | None, breached_at: datetime | None, paused: datetime | None) -> Status:
    if breached_at is not None:
        return Status.BREACHED
    if due is None or (round_.ended_at and not round_.met):
        return Status.NOT_APPLICABLE
    if round_.met:
        return Status.MET
    return Status.PAUSED if paused else Status.RUNNING


def _breach(round_: Round, past: History, hours: BusinessHours, due: datetime | None, now: datetime) -> datetime | None:
    """Return when the promise was broken first, under whatever then held; what was recorded comes first."""
    for event in past:
        if isinstance(event, BreachRecorded) and (event.clock, event.round) == (round_.clock, round_.number):
            return event.due
    for promise, until in promises_of(round_, past):
        pauses = _intervals(_pauses(round_, promise, past, until), round_.started_at, until)
        before = promise.due(round_, hours, pauses)
        if before is not None and before < until:
            return before
    if due is None:
        return None
    broken = due < round_.ended_at if round_.ended_at else due <= now
    return due if broken else None


def _pauses(round_: Round, promise: Promise, past: History, until: datetime) -> list[Pause]:
    """Return what has stopped a round under a promise up to an instant, as it was known then."""
    if round_.clock not in PAUSED_CLOCKS or isinstance(promise.target, Before):
        return []
    known = pauses_of([event for event in past if event.at <= until])
    return [pause for pause in known if pause.end is None or pause.end > round_.started_at]


def _intervals(pauses: Sequence[Pause], start: datetime, until: datetime) -> tuple[Interval, ...]:
    return tuple((max(pause.begin, start), pause.end or until) for pause in pauses if pause.begin < until)


def _remaining(due: datetime | None, now: datetime, hours: BusinessHours, pauses: Sequence[Interval]) -> int | None:
    if due is None:
        return None
    return hours.elapsed(now, due) if now < due else -hours.elapsed(due, now, pauses)


def _with_warnings(state: ClockState, due: datetime | None, hours: BusinessHours) -> ClockState:
    """Return the state with the warning points that lie before its due time."""
    reached = [(fraction, state.reached(fraction, hours)) for fraction in state.policy.warnings]
    return replace(
        state, warnings=tuple((f, at) for f, at in reached if at is not None and due is not None and at < due)
    )

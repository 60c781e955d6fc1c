"""What one task has to say about one period. Pure; `figures` adds many of these up, so that whatever is printed
anywhere was counted once, here.

What counts where: an event in the period in which it happened; a round of a clock with the time it took in the period
in which it was met, with its promise kept or broken in the period in which that was decided, once for ever. All is as
known at the period's end, or now: a result sent back within the period was none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from handlers.rules import sla, sla_history
from handlers.rules.clock_events import Step, events_of
from handlers.rules.kpi.causes import Cause, cause_of, is_open, state_after
from handlers.rules.kpi.facts import NOTHING_PROMISED, Subject, TaskFacts
from handlers.rules.kpi.periods import Period
from handlers.rules.overdue import is_overdue
from handlers.rules.sla import Outcome
from handlers.rules.sla_history import Anchored, Event, Filed
from handlers.rules.sla_policy import Clock
from handlers.rules.turns import Turns, turns
from storage.vocabulary import TaskState

ACCEPTED = frozenset({"accepted", "closed-by-silence"})
AFTER_THE_END = ACCEPTED | {"cancelled"}
"""What is noted only once nothing is open any more: a history that ends with it is over, which saves looking."""

NO_TURNS = Turns(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Breach:
    """A promise that was broken: which clock, when (UTC), and where the task lay then."""

    ref: str
    clock: Clock
    at: datetime
    cause: Cause


@dataclass(frozen=True, slots=True)
class Rated:
    """What a client said of a result: 1 to 5 stars, a word if they gave one, and whose work it was (id)."""

    ref: str
    stars: int
    words: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Times:
    """Of one clock: the open seconds of each round met in the period, and of each round whose promise was decided in it
    whether that was kept."""

    seconds: tuple[int, ...] = ()
    kept: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """A task in a period. `came_back`, `done`, `accepted` (by word or silence) and `cancelled` count how often;
    `done_by` has who (ids) each time. `complaints` has the kind of each sending back. `late_since` is since when an
    open task is overdue at the end; `at_risk` that a warning point of a promise has passed. `turns` share out the
    period's time of the task."""

    subject: Subject
    state: TaskState
    was_open: bool = False
    received: bool = False
    acknowledged: bool = False
    came_back: int = 0
    reopened: int = 0
    done: int = 0
    accepted: int = 0
    cancelled: int = 0
    late_since: datetime | None = None
    at_risk: bool = False
    times: dict[Clock, Times] = field(default_factory=dict)
    breaches: tuple[Breach, ...] = ()
    complaints: tuple[str, ...] = ()
    ratings: tuple[Rated, ...] = ()
    turns: Turns = NO_TURNS
    minutes: int = 0
    done_by: tuple[str | None, ...] = ()

    @property
    def is_open(self) -> bool:
        """Return whether it is open at the end of the period."""
        return is_open(self.state)


def measure(task: TaskFacts, period: Period, now: datetime) -> Measured | None:
    """Return what a task says about a period as it is known at `now`; None if it plays no part in it: filed later, or
    ended before and nothing happened since."""
    until = period.until(now)
    steps = [step for step in task.steps if step.at <= until]
    if not steps or (steps[-1].at < period.begin and steps[-1].move in AFTER_THE_END):
        return None
    past = _history(steps, task)
    walked = _walk(past, period)
    fresh = [step for step in steps if period.has(step.at)]
    if not (walked.was_open or fresh):
        return None
    rounds = sla.outcomes(past, task.hours, until, period.begin)
    breaches = tuple(_breaches(task.subject.ref, rounds, past, period))
    results = _results(steps)
    return Measured(
        subject=task.subject,
        state=walked.state,
        was_open=walked.was_open,
        received=period.has(past[0].at),
        acknowledged=any(step.move == "acknowledged" for step in fresh),
        came_back=walked.came_back,
        reopened=sum(step.move == "reopened" for step in fresh),
        done=walked.done,
        accepted=sum(step.move in ACCEPTED for step in fresh),
        cancelled=walked.cancelled,
        late_since=_late_since(walked.state, past, rounds, task, until),
        at_risk=is_open(walked.state) and any(outcome.warned for outcome in rounds),
        times={clock: times for clock in Clock if (times := _times(clock, rounds, period)) is not None},
        breaches=breaches,
        complaints=tuple(str(step.facts.get("complaint", "wrong")) for step in fresh if step.move == "sent-back"),
        ratings=tuple(_ratings(task, results, period, final=len(steps) == len(task.steps))),
        turns=_turns(walked, past, task, period, now),
        minutes=sum(result.minutes for result in results if period.has(result.at)),
        done_by=tuple(step.by for step in fresh if step.move == "done"),
    )


@dataclass(slots=True)
class _Walked:
    """What a history comes to until the end of a period. `opened_at` is when it was open first in the period."""

    state: TaskState = TaskState.QUEUED
    was_open: bool = False
    came_back: int = 0
    done: int = 0
    cancelled: int = 0
    opened_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(slots=True)
class _Result:
    """A result, the minutes noted for it, and what its client said of it."""

    at: datetime
    by: str | None
    minutes: int
    stars: int | None = None
    rated_at: datetime | None = None


def _history(steps: Sequence[Step], task: TaskFacts) -> list[Event]:
    """Return what the lines mean for clocks, begun by the filing also where nothing was promised."""
    events = [event for step in steps for event in events_of(step, task.policies)]
    if not events or not isinstance(events[0], Filed):
        dateless = [event for event in events if not isinstance(event, Anchored)]
        events = [Filed(steps[0].at, NOTHING_PROMISED), *dateless]
    return events


def _walk(past: Sequence[Event], period: Period) -> _Walked:
    walked = _Walked()
    for number, event in enumerate(past):
        before, after = is_open(walked.state) and number > 0, is_open(state_after(walked.state, event))
        walked.state = state_after(walked.state, event)
        if after and walked.opened_at is None and event.at >= period.begin:
            walked.opened_at = event.at
        if event.at < period.begin:
            walked.was_open = after
        elif before and not after:
            walked.done += isinstance(event, sla_history.Done)
            walked.cancelled += isinstance(event, sla_history.Cancelled)
        elif after and not before and number > 0:
            walked.came_back += 1
        if before != after:
            walked.ended_at = None if after else event.at
    return walked


def _times(clock: Clock, rounds: Sequence[Outcome], period: Period) -> Times | None:
    of_clock = [state for state in rounds if state.clock is clock]
    seconds = tuple(state.used for state in of_clock if state.met_at is not None and period.has(state.met_at))
    kept = tuple(_decided(of_clock, period))
    return Times(seconds, kept) if seconds or kept else None


def _decided(rounds: Sequence[Outcome], period: Period) -> Iterator[bool]:
    for state in rounds:
        if state.breached_at is not None:
            if period.has(state.breached_at):
                yield False
        elif state.kept and state.met_at is not None and period.has(state.met_at):
            yield True


def _breaches(ref: str, rounds: Sequence[Outcome], past: Sequence[Event], period: Period) -> Iterator[Breach]:
    for state in rounds:
        at = state.breached_at
        if at is not None and period.has(at):
            yield Breach(ref, state.clock, at, cause_of(past, state.started_at, at))


def _late_since(
    state: TaskState, past: Sequence[Event], rounds: Sequence[Outcome], task: TaskFacts, until: datetime
) -> datetime | None:
    """Return since when an open task is overdue: since its next promise is broken; with none running, since it was
    filed, where nobody acknowledged it in time."""
    if not is_open(state):
        return None
    due = min((each.due for each in rounds if each.ended_at is None and each.due is not None), default=None)
    filed = past[0].at
    if not is_overdue(state, filed, until, task.hours, due):
        return None
    return due or filed


def _turns(walked: _Walked, past: Sequence[Event], task: TaskFacts, period: Period, now: datetime) -> Turns:
    begin = period.begin if walked.was_open else walked.opened_at
    if begin is None:
        return NO_TURNS
    return turns(past, task.hours, begin, min(period.end, now, walked.ended_at or now))


def _results(steps: Sequence[Step]) -> list[_Result]:
    found: list[_Result] = []
    for step in steps:
        if step.move == "done":
            found.append(_Result(step.at, step.by, int(step.facts.get("minutes") or 0)))
        elif step.move == "minutes" and found:
            found[-1].minutes = int(step.facts.get("minutes") or 0)
        elif step.move == "rated" and found and step.facts.get("stars"):
            found[-1].stars = int(step.facts["stars"])
            found[-1].rated_at = found[-1].rated_at or step.at
    return found


def _ratings(task: TaskFacts, results: Sequence[_Result], period: Period, *, final: bool) -> Iterator[Rated]:
    for result in results:
        if result.stars is not None and result.rated_at is not None and period.has(result.rated_at):
            words = task.words if final and result is results[-1] else None
            yield Rated(task.subject.ref, result.stars, words, result.by)

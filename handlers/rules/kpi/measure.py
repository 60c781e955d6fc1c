"""What one task has to say about one period. Pure; `figures` adds many of these up, so that whatever is printed
anywhere was counted once, here.

What counts where: an event in the period in which it happened; a round of a clock with the time it took in the period
in which it was met, with its promise kept or broken in the period in which that was decided, once for ever. All is as
known at the period's end, or now: a result sent back within the period was none, and a task counts for the team, the
assistant and the category that it had then. Minutes count when they are noted, and what is put right later, then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from handlers.rules import sla, sla_history
from handlers.rules.business_hours import BusinessHours
from handlers.rules.clock_events import Step, events_of
from handlers.rules.kpi.causes import Cause, cause_of, is_open, state_after
from handlers.rules.kpi.coverage import Ask
from handlers.rules.kpi.facts import NOTHING_PROMISED, Subject, TaskFacts
from handlers.rules.kpi.periods import Period
from handlers.rules.kpi.subjects import as_of, hours_of
from handlers.rules.overdue import is_overdue
from handlers.rules.sla import Outcome, Past
from handlers.rules.sla_history import Anchored, Event, Filed
from handlers.rules.sla_policy import Clock
from handlers.rules.turns import Turns, turns_between
from storage.vocabulary import TaskState

ACCEPTED = frozenset({"accepted", "closed-by-silence"})
AFTER_THE_END = ACCEPTED | {"cancelled"}
"""What is noted only once nothing is open any more: a history that ends with it is over, which saves looking."""

RESULTING = frozenset({"done", "minutes", "rated"})

NO_TURNS = Turns(0, 0, 0)

_Change = tuple[datetime, type[Event], TaskState, bool, bool]
"""Of an event: when it was, its kind, the state after it, and whether the task was open before and after it."""


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


class Times(NamedTuple):
    """Of one clock: the open seconds of each round met in the period, and of each round whose promise was decided in it
    whether that was kept."""

    seconds: tuple[int, ...] = ()
    kept: tuple[bool, ...] = ()


class Measured(NamedTuple):
    """A task in a period. `came_back`, `done`, `accepted` (by word or silence) and `cancelled` count how often;
    `done_by` has who (ids) each time. `asked` is the request itself where the period decided whether it was answered as
    promised. `complaints` has the kind of each sending back. `late_since` is since when an open task is overdue at the
    end; `at_risk` that a warning point of a promise has passed. `worded` are words of the period for stars from before
    it. `turns` share out the time of the period in which it was open."""

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
    times: Mapping[Clock, Times] = MappingProxyType({})
    breaches: tuple[Breach, ...] = ()
    complaints: tuple[str, ...] = ()
    ratings: tuple[Rated, ...] = ()
    worded: tuple[Rated, ...] = ()
    turns: Turns = NO_TURNS
    minutes: int = 0
    done_by: tuple[str | None, ...] = ()
    asked: Ask | None = None

    @property
    def is_open(self) -> bool:
        """Return whether it is open at the end of the period."""
        return is_open(self.state)


def measure(task: TaskFacts, period: Period, now: datetime) -> Measured | None:
    """Return what a task says about a period as it is known at `now`; None if it plays no part in it: filed later, or
    ended before and nothing happened since."""
    return next((part for _, part in measure_each(task, [period], now)), None)


def measure_each(task: TaskFacts, periods: Sequence[Period], now: datetime) -> Iterator[tuple[int, Measured]]:
    """Yield what a task says about each period that it plays a part in, with the period's place. Its history is read
    anew only where more of it belongs to a period than to the one before."""
    latest = max([step.at for step in task.steps], default=now)
    known: _Known | None = None
    for place, period in enumerate(periods):
        until = period.until(now)
        steps = task.steps if latest <= until else [step for step in task.steps if step.at <= until]
        if not steps or (steps[-1].at < period.begin and steps[-1].move in AFTER_THE_END):
            continue
        if known is None or len(known.steps) != len(steps):
            known = _Known.of(steps, task, [step for step in task.steps if step.at > until])
        part = _measured(task, known, period, now)
        if part is not None:
            yield place, part


def _measured(task: TaskFacts, known: _Known, period: Period, now: datetime) -> Measured | None:
    until = period.until(now)
    walked = _walk(known.changes, period)
    fresh = [step for step in known.steps if step.at >= period.begin]
    if not (walked.was_open or fresh):
        return None
    rounds = sla.outcomes_of(known.past, known.hours, until, period.begin)
    moves = {step.move for step in fresh}
    # Most of what can happen hasn't: it is only gone through for what has.
    results = _results(known.steps, period.begin) if moves & RESULTING else []
    return Measured(
        subject=known.subject,
        state=walked.state,
        was_open=walked.was_open,
        received=period.has(known.events[0].at),
        acknowledged="acknowledged" in moves,
        came_back=walked.came_back,
        reopened=sum(step.move == "reopened" for step in fresh) if "reopened" in moves else 0,
        done=walked.done,
        accepted=sum(step.move in ACCEPTED for step in fresh) if moves & ACCEPTED else 0,
        cancelled=walked.cancelled,
        late_since=_late_since(walked.state, known, rounds, until),
        at_risk=is_open(walked.state) and any(outcome.warned for outcome in rounds),
        times=_times(rounds, period),
        breaches=tuple(_breaches(task.subject.ref, rounds, known.events, period)),
        complaints=tuple(_complaints(fresh)) if "sent-back" in moves else (),
        ratings=tuple(_ratings(task, results, period, final=len(known.steps) == len(task.steps))) if results else (),
        worded=tuple(_worded(task.subject.ref, results, period)) if results else (),
        turns=_turns(walked, known, period, now),
        minutes=sum(result.minutes - result.known_before for result in results) if results else 0,
        done_by=tuple(step.by for step in fresh if step.move == "done") if "done" in moves else (),
        asked=_asked(task.subject.ref, rounds, known.events[0].at, period.begin, until),
    )


@dataclass(slots=True)
class _Known:
    """The lines of a history up to some time, and what is the same of them for every period: what the task was counted
    under then and by which hours, what they mean for clocks, their rounds, and of each event when it was, its kind, and
    whether the task was open before and after it."""

    subject: Subject
    hours: BusinessHours
    steps: Sequence[Step]
    events: Sequence[Event]
    past: Past
    changes: Sequence[_Change]

    @classmethod
    def of(cls, steps: Sequence[Step], task: TaskFacts, later: Sequence[Step]) -> _Known:
        """Return lines read, beside those that came `later`."""
        events = _history(steps, task)
        subject, hours = as_of(task.subject, steps, later), hours_of(task, steps, later)
        return cls(subject, hours, steps, events, Past.of(events), _changes(events))


@dataclass(slots=True)
class _Walked:
    """What a history comes to until the end of a period. `open` has the stretches of the period in which it was, the
    last one without an end where it still is."""

    state: TaskState = TaskState.QUEUED
    was_open: bool = False
    came_back: int = 0
    done: int = 0
    cancelled: int = 0
    open: list[tuple[datetime, datetime | None]] = field(default_factory=list)


@dataclass(slots=True)
class _Result:
    """A result, the minutes noted for it, also those before the period, and what its client said of it."""

    by: str | None
    minutes: int = 0
    known_before: int = 0
    stars: int | None = None
    rated_at: datetime | None = None
    words: str | None = None
    words_at: datetime | None = None


def _history(steps: Sequence[Step], task: TaskFacts) -> list[Event]:
    """Return what the lines mean for clocks, begun by the filing also where nothing was promised."""
    events: list[Event] = []
    for step in steps:
        events += events_of(step, task.policies)
    if not events or not isinstance(events[0], Filed):
        dateless = [event for event in events if not isinstance(event, Anchored)]
        events = [Filed(steps[0].at, NOTHING_PROMISED), *dateless]
    return events


def _changes(events: Sequence[Event]) -> list[_Change]:
    found: list[_Change] = []
    state, before = TaskState.QUEUED, False
    for event in events:
        state = state_after(state, event)
        after = is_open(state)
        found.append((event.at, type(event), state, before, after))
        before = after
    return found


def _walk(changes: Sequence[_Change], period: Period) -> _Walked:
    walked = _Walked(state=changes[-1][2])
    begin = period.begin
    opened: datetime | None = None
    for number, (at, kind, _, before, after) in enumerate(changes):
        if at < begin:
            walked.was_open = after
            opened = begin if after else None
        elif before and not after:
            walked.done += kind is sla_history.Done
            walked.cancelled += kind is sla_history.Cancelled
            walked.open.append((opened or begin, at))
            opened = None
        elif after and not before:
            walked.came_back += number > 0
            opened = at
    if opened is not None:
        walked.open.append((opened, None))
    return walked


def _times(rounds: Sequence[Outcome], period: Period) -> dict[Clock, Times]:
    """Return what the rounds met or decided in a period say, by clock."""
    found: dict[Clock, tuple[list[int], list[bool]]] = {}
    for state in rounds:
        met = state.used is not None and state.met_at is not None and period.has(state.met_at)
        broken = state.breached_at is not None and period.has(state.breached_at)
        if not (met or broken):
            continue
        seconds, kept = found.setdefault(state.clock, ([], []))
        if met and state.used is not None:
            seconds.append(state.used)
        if broken or (met and state.kept):
            kept.append(not broken)
    return {clock: Times(tuple(seconds), tuple(kept)) for clock, (seconds, kept) in found.items()}


def _asked(ref: str, rounds: Sequence[Outcome], filed: datetime, begin: datetime, until: datetime) -> Ask | None:
    """Return a request as somebody who wants an answer: a first response, where that isn't promised that somebody takes
    it on. None where it wasn't decided between two moments whether that came in time."""
    promised = {each.clock: each for each in rounds if each.due is not None and each.started_at == filed}
    first = promised.get(Clock.FIRST_RESPONSE) or promised.get(Clock.ACKNOWLEDGE)
    if first is None or first.due is None:
        return None
    # Broken once is broken for ever, whenever it came to be due later: by another plan, or extended.
    due = first.breached_at or first.due
    if first.met_at is None and first.ended_at is not None and first.ended_at <= due:
        return None  # taken back before it was late
    ask = Ask(ref, filed, due, first.met_at)
    return ask if begin <= ask.decided_at <= until else None


def _breaches(ref: str, rounds: Sequence[Outcome], past: Sequence[Event], period: Period) -> Iterator[Breach]:
    for state in rounds:
        at = state.breached_at
        if at is not None and period.has(at):
            yield Breach(ref, state.clock, at, cause_of(past, state.started_at, at))


def _late_since(state: TaskState, known: _Known, rounds: Sequence[Outcome], until: datetime) -> datetime | None:
    """Return since when an open task is overdue: since its next promise is broken; with none running, since it was
    filed, where nobody acknowledged it in time."""
    if not is_open(state):
        return None
    due = min((each.due for each in rounds if each.ended_at is None and each.due is not None), default=None)
    filed = known.events[0].at
    if not is_overdue(state, filed, until, known.hours, due):
        return None
    return due or filed


def _turns(walked: _Walked, known: _Known, period: Period, now: datetime) -> Turns:
    """Return whose turn it was while the task was open, so that weeks add up: once it is done nobody is waited for."""
    until = min(period.end, now)
    shares = [turns_between(known.past.pauses, known.hours, begin, end or until) for begin, end in walked.open]
    return shares[0] if len(shares) == 1 else Turns(*map(sum, zip(*shares, strict=True))) if shares else NO_TURNS


def _complaints(steps: Sequence[Step]) -> Iterator[str]:
    return (str(step.facts.get("complaint", "wrong")) for step in steps if step.move == "sent-back")


def _results(steps: Sequence[Step], begin: datetime) -> list[_Result]:
    found: list[_Result] = []
    for step in steps:
        if step.move == "done":
            found.append(_Result(step.by))
        if not found:
            continue
        result = found[-1]
        if step.move in {"done", "minutes"}:
            result.minutes = int(step.facts.get("minutes") or 0)
            result.known_before = result.minutes if step.at < begin else result.known_before
        elif step.move == "rated" and step.facts.get("stars"):
            result.stars = int(step.facts["stars"])
            result.rated_at = result.rated_at or step.at
            if step.facts.get("words"):
                result.words, result.words_at = step.facts["words"], step.at
    return found


def _ratings(task: TaskFacts, results: Sequence[_Result], period: Period, *, final: bool) -> Iterator[Rated]:
    """Yield what was first said in the period of each result. Of words that no line has, only those of the latest are
    known."""
    for result in results:
        if result.stars is not None and result.rated_at is not None and period.has(result.rated_at):
            words = result.words or (task.words if final and result is results[-1] else None)
            yield Rated(task.subject.ref, result.stars, words, result.by)


def _worded(ref: str, results: Sequence[_Result], period: Period) -> Iterator[Rated]:
    """Yield the words said in the period of results whose stars were given before it."""
    for result in results:
        if result.stars is None or result.rated_at is None or result.words_at is None:
            continue
        if result.rated_at < period.begin and period.has(result.words_at):
            yield Rated(ref, result.stars, result.words, result.by)

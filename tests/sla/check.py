"""What must be true of promises and alerts after a year, found from the histories alone with the pure rules: nothing
here asks the code that planned or sent them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from handlers.rules import escalation, sla
from handlers.rules.business_hours import BusinessHours
from handlers.rules.clock_events import events_of
from handlers.rules.cutoff import Cutoff
from handlers.rules.escalation import Alert, Chain, Condition
from handlers.rules.sla import ClockState, Status
from handlers.rules.sla_history import BreachRecorded, Event, Extended
from handlers.rules.sla_policy import Clock, Policy
from storage.outbox import outbox
from storage.query import Query
from storage.sla import Promise, alerts
from storage.tasks import Step
from storage.types import to_milliseconds
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import TaskId

MOMENT = timedelta(seconds=2)
ALERTS = Query(select(alerts.c.key, alerts.c.planned_at, alerts.c.at, alerts.c.told).order_by(alerts.c.key))
KEYS = Query(select(outbox.c.key).where(outbox.c.key.is_not(None)))

Name = tuple[Clock, int, int, int, int]
"""Which alert of a task: clock, round, how often it was extended before, step, occurrence."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An alert as it is kept."""

    key: str
    planned_at: datetime
    at: datetime
    told: int


@dataclass(frozen=True, slots=True)
class Case:
    """A task with everything that can be known of its promises."""

    promise: Promise
    history: Sequence[Event]
    calendars: Sequence[tuple[datetime, BusinessHours]]
    chain: Chain
    sent: Mapping[Name, Sent]
    held: Sequence[tuple[datetime, datetime]]

    def known(self, until: datetime, *, even_then: bool = True) -> list[Event]:
        """Return what had happened by then."""
        return [event for event in self.history if event.at < until or (even_then and event.at == until)]

    def hours(self, until: datetime, *, even_then: bool = True) -> BusinessHours:
        """Return the hours that held then: another category may bring another calendar."""
        then = [hours for at, hours in self.calendars if at < until or (even_then and at == until)]
        return then[-1] if then else self.calendars[0][1]

    def planned(
        self, now: datetime, *, even_then: bool = True, clocks: Iterable[Clock] = Clock
    ) -> dict[Name, tuple[ClockState, Alert]]:
        """Return what the chain says about all rounds of these clocks as they are known at a moment."""
        past = self.known(now, even_then=even_then)
        hours = self.hours(now, even_then=even_then)
        found: dict[Name, tuple[ClockState, Alert]] = {}
        for state in sla.all_rounds(past, hours, now, clocks) if past else ():
            moved = _extended(past, state)
            watched = replace(state, breached_at=None) if moved else state
            for alert in escalation.plan(self.chain, watched, hours):
                if not moved or alert.at > moved[-1]:
                    found[state.clock, state.round, len(moved), alert.step, alert.occurrence] = state, alert
        return found


def cases(uow: UnitOfWork) -> Iterator[tuple[TaskId, Case]]:
    """Yield every task with a promise."""
    rules = {(rule.kind, rule.name, rule.version): rule.body for rule in uow.sla.rules()}
    policies = {
        f"{name}@{version}": Policy.from_json(body) for (kind, name, version), body in rules.items() if kind == "policy"
    }
    calendars = {
        f"{name}@{version}": BusinessHours.parse(body["zone"], body["week"], body["exceptions"])
        for (kind, name, version), body in rules.items()
        if kind == "calendar"
    }
    sent = [Sent(*row) for row in uow.run.all(ALERTS)]
    after = ""
    while portion := uow.sla.after(after):
        for promise in portion:
            steps = uow.tasks.steps(promise.task_id)
            theirs = {_name(one.key): one for one in sent if one.key.split(":")[1] == promise.task_id}
            chain = Chain.from_json({"steps": promise.chain})
            history = _events(steps, policies)
            care = [step for step in steps if step.move == "taken-care"]
            held = [(step.at, datetime.fromisoformat(step.facts["until"])) for step in care]
            hours = [(step.at, calendars[step.facts["calendar"]]) for step in steps if "calendar" in step.facts]
            yield promise.task_id, Case(promise, history, hours, chain, theirs, held)
        after = portion[-1].task_id


def faults(uow: UnitOfWork, end: datetime, hasty: Collection[tuple[datetime, datetime]]) -> Iterator[str]:
    """Yield in words whatever is wrong. `hasty` are the times in which what people did may have come before what was
    due: outages and the seconds around them; dangers that passed unseen then need no warning."""
    rows = Counter(str(row[0]).rpartition(":")[0] for row in uow.run.all(KEYS))
    for task, case in cases(uow):
        for fault in (
            *_untold(case, end, hasty),
            *_unfounded(case, end),
            *_unmatched(case),
            *_forgotten(case, end),
            *_index(case, end),
            *(
                f"{one.key}: {rows[one.key]} messages for {one.told}"
                for one in case.sent.values()
                if _differs(one, rows)
            ),
        ):
            yield f"{task}: {fault}"


def _differs(one: Sent, rows: Mapping[str, int]) -> bool:
    return rows.get(one.key, 0) != max(one.told, 0)


def _untold(case: Case, end: datetime, hasty: Collection[tuple[datetime, datetime]]) -> Iterator[str]:
    """What was due between two events of a history, as it was known then, must have been thought of."""
    moments = sorted({event.at for event in case.history})
    for begin, until in zip(moments, [*moments[1:], end], strict=True):
        # Looked at from the last moment before the next event: breaches in between count as such.
        planned = case.planned(until, even_then=False)
        for name, (_, alert) in planned.items():
            if not begin < alert.at < until - MOMENT or name in case.sent:
                continue
            breach = case.chain.steps[alert.step].condition is Condition.BREACHED and not alert.occurrence
            if not breach and any(first <= alert.at <= last for first, last in hasty):
                continue
            if alert.occurrence and any(first <= alert.at < last for first, last in case.held):
                continue
            yield f"{name} was due {alert.at} and nobody thought of it"


def _unfounded(case: Case, end: datetime) -> Iterator[str]:
    """Every alert was planned for its moment by what was known then, and the moment is right by the plain sum."""
    for name, one in case.sent.items():
        explained = _explained(case, name, one)
        if explained is None:
            yield f"{one.key} was sent {one.at} for {one.planned_at}, which nothing explains"
            continue
        state, alert, hours = explained
        step = case.chain.steps[alert.step]
        if step.condition is Condition.AT_RISK and state.total is not None and step.fraction is not None:
            used = hours.elapsed(state.started_at, one.planned_at, state.pauses)
            if used != int(state.total * step.fraction):
                yield f"{one.key}: {used} seconds of {state.total} were used up at {one.planned_at}"
        if step.condition is Condition.BREACHED and not name[2] and state.breached_at is None:
            yield f"{one.key} tells of a breach that is none"
        if one.at < one.planned_at:
            yield f"{one.key} was sent {one.at}, before its time {one.planned_at}"
        if not isinstance(state.target, Cutoff) and not _in_hours(hours, one.planned_at):
            yield f"{one.key} was planned for {one.planned_at}, when nobody works"


def _explained(case: Case, name: Name, one: Sent) -> tuple[ClockState, Alert, BusinessHours] | None:
    """Return what an alert was planned from, and the hours then; what happened in its own millisecond may have come
    before or after it."""
    for even_then in (False, True):
        plan = case.planned(one.at, even_then=even_then, clocks=name[:1])
        if name in plan and plan[name][1].at == one.planned_at:
            return *plan[name], case.hours(one.at, even_then=even_then)
    return None


def _in_hours(hours: BusinessHours, at: datetime) -> bool:
    """Whether the office is open, to the second at which it closes."""
    return hours.is_open(at) or hours.elapsed(at - timedelta(seconds=1), at) > 0


def _unmatched(case: Case) -> Iterator[str]:
    """Every breach in the history has its alert, thought of at once or when the office was there again, and every alert
    of a breach has its breach in the history."""
    first = {
        place for place, step in enumerate(case.chain.steps) if step.condition is Condition.BREACHED and not step.wait
    }
    broken = {(event.clock, event.round) for event in case.history if isinstance(event, BreachRecorded)}
    told = {name[:2] for name in case.sent if name[3] in first}
    yield from (f"{clock} round {number} was broken, and nobody was told" for clock, number in broken - told)
    yield from (f"{clock} round {number} was told to be broken, and was not" for clock, number in told - broken)


def _forgotten(case: Case, end: datetime) -> Iterator[str]:
    """A breach that was recorded is one at every later event, and was one by the rules when it was recorded."""
    recorded = [event for event in case.history if isinstance(event, BreachRecorded)]
    if len({(event.clock, event.round) for event in recorded}) != len(recorded):
        yield "a breach was recorded twice"
    for event in recorded:
        for at in [other.at for other in case.history if other.at >= event.at] + [end]:
            state = _round(case, event, case.known(at), at)
            if (state.status, state.breached_at) != (Status.BREACHED, event.due):
                yield f"the breach of {event.clock} round {event.round} was forgotten at {at}"
        unrecorded = [other for other in case.known(event.at, even_then=False) if other != event]
        if _round(case, event, unrecorded, event.at, even_then=False).breached_at != event.due:
            yield f"{event.clock} round {event.round} was recorded as broken {event.due} and was not"


def _round(
    case: Case, event: BreachRecorded, past: Sequence[Event], at: datetime, *, even_then: bool = True
) -> ClockState:
    """Return the round that a breach is of, as it stood then."""
    rounds = sla.all_rounds(past, case.hours(at, even_then=even_then), at, [event.clock])
    return next(state for state in rounds if state.round == event.round)


def _index(case: Case, end: datetime) -> Iterator[str]:
    """The kept due times are those that follow from the history."""
    running = [state for state in sla.all_rounds(case.history, case.hours(end), end) if state.ended_at is None]
    dues = {str(state.clock): to_milliseconds(state.due) for state in running if state.due is not None}
    if dues != case.promise.due:
        yield f"due {case.promise.due} is kept, {dues} follows"
    first = min((state.due for state in running if state.due is not None), default=None)
    if (first and to_milliseconds(first)) != (case.promise.due_at and to_milliseconds(case.promise.due_at)):
        yield f"due at {case.promise.due_at} is kept, {first} follows"
    if case.promise.look_at is not None and case.promise.look_at <= end - MOMENT:
        yield f"it should have been looked at {case.promise.look_at}"


def _events(steps: Sequence[Step], policies: Mapping[str, Policy]) -> list[Event]:
    return [event for step in steps for event in events_of(step, policies)]


def _extended(history: Sequence[Event], state: ClockState) -> list[datetime]:
    over = state.ended_at
    return [
        event.at
        for event in history
        if isinstance(event, Extended)
        and event.clock is state.clock
        and state.started_at <= event.at
        and (over is None or event.at <= over)
    ]


def _name(key: str) -> Name:
    _, _, clock, number, step, occurrence = key.split(":")
    round_, _, extended = number.partition(".")
    return Clock(clock), int(round_), int(extended or 0), int(step), int(occurrence)

"""What is promised for a task, as it stands: rules and history in, clocks out; and the index of due times that is kept
beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache

from handlers.chat.context import Context
from handlers.events import TaskNoted
from handlers.rules import escalation, sla
from handlers.rules.business_hours import BusinessHours
from handlers.rules.clock_events import DEADLINE, MEANT, events_of
from handlers.rules.escalation import Alert, Chain
from handlers.rules.service_levels import CALENDAR, POLICY, Calendar, Promised, reference, referred
from handlers.rules.sla import ClockState
from handlers.rules.sla_history import Anchored, Event, Extended, History
from handlers.rules.sla_policy import Before, Clock, Policy
from storage.sla import Promise
from storage.tasks import Step, Task
from storage.types import from_milliseconds, to_milliseconds
from storage.vocabulary import Priority

LOOK = "tasks.promise"
MINUTE = 60
CHANGES = (MEANT - {"filed", "policy", "breached"}) | {"taken-care", "priority", "category", "plan"}
REASSESSED = frozenset({"priority", "category", "plan"})


Planned = tuple[str, ClockState, Alert]
"""An alert with its natural key, and how the round of the clock it is about stands."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How every round of a task's clocks stands now, and what it was computed from. `closed` names dates on which the
    office is closed by language, as far as they have names."""

    rounds: list[ClockState]
    history: History
    hours: BusinessHours
    chain: Chain
    closed: Mapping[date, Mapping[str, str]] = field(default_factory=dict)

    def latest(self) -> dict[Clock, ClockState]:
        """Return each clock's latest round."""
        return {state.clock: state for state in self.rounds}

    def running(self) -> list[ClockState]:
        """Return the rounds that are not over and have a due time, the earliest due first."""
        found = [state for state in self.rounds if state.ended_at is None and state.due is not None]
        return sorted(found, key=lambda state: state.due or datetime.max.replace(tzinfo=UTC))


def promised(ctx: Context, task: Task) -> Promised | None:
    """Return what the settings promise for a task as it is now, None if nothing."""
    levels = ctx.office.levels
    if levels is None or not levels.levels:
        return None
    plan = ctx.uow.clients.plan(task.client_id) if levels.plans and task.client_id else None
    team = ctx.uow.clients.team_name(task.team_id) if levels.duties else ""
    return levels.promised(task.category, str(task.priority or Priority.NORMAL), plan, team)


def facts(what: Promised | None) -> dict[str, str]:
    """Return what the history keeps of a promise made: references to the versions of its rules."""
    if what is None:
        return {}
    return {
        "policy": reference(what.policy.name, what.policy.version),
        "calendar": reference(what.calendar.name, what.calendar.version),
    }


def deadline(task: Task) -> dict[str, str]:
    """Return what the history keeps of the time a task is wished for by, nothing where nobody can tell."""
    return {} if task.wish_at is None else {DEADLINE: task.wish_at.isoformat()}


def make(ctx: Context, task: Task, what: Promised | None, dates: Mapping[str, str]) -> None:
    """Keep the promise for a task filed just now, and look again when its first alert would be due. `dates` are the
    facts of the filing that targets may be relative to."""
    if what is None:
        return
    kept = facts(what)
    filed = Step("filed", None, ctx.now, {**kept, **dates})
    history = list(events_of(filed, {kept["policy"]: what.policy}))
    rounds = sla.all_rounds(history, what.calendar.hours, ctx.now, _watched(what))
    standing = Standing(rounds, history, what.calendar.hours, what.chain)
    promise = Promise(task.id, kept["policy"], kept["calendar"], what.chain.to_json()["steps"], {}, None, None)
    promise = _first_index(promise, standing)
    ctx.uow.sla.add(promise)
    _look_at(ctx, promise)


def concerns(ctx: Context, event: TaskNoted) -> bool:
    """Return whether what was written into a task's history may move its clocks."""
    name = event.step.move
    return name in CHANGES and not (name == "assigned" and event.task.created_at == ctx.now)


def noted(ctx: Context, event: TaskNoted) -> Standing | None:
    """Let the clocks of a task follow what was written into its history; return how they stand now, None where nothing
    is promised."""
    name = event.step.move
    promise = ctx.uow.sla.of(event.task.id)
    if promise is None:
        return None
    if name in REASSESSED:
        promise = _reassessed(ctx, event.task, promise, name)
    return refresh(ctx, event.task, promise)


def stood_still(standing: Standing, now: datetime) -> bool:
    """Return whether the work goes on just now after it has rested for a minute of open time or more: it is due at
    another time then."""
    state = standing.latest().get(Clock.RESOLUTION)
    if state is None or state.due is None or not state.pauses:
        return False
    begin, end = state.pauses[-1]
    return end == now and standing.hours.elapsed(begin, end) >= MINUTE


def note_calendar(ctx: Context, task: Task, calendar: str) -> None:
    """Write into a task's history that its clocks run by another version of the calendar from now on: for the whole of
    the rounds that run, while a breach that was recorded stays one."""
    step = Step("calendar", None, ctx.now, {"calendar": calendar})
    ctx.uow.tasks.add_step(ctx.uow.new_id(), task.id, step)


def indexed(ctx: Context, task: Task, promise: Promise, standing: Standing) -> Promise:
    """Return the promise with its index as `standing` says; nothing is kept."""
    alerts = planned(ctx, task, promise, standing)
    return _indexed(promise, standing, alerts, ctx.uow.sla.alerted(task.id))


def refresh(
    ctx: Context,
    task: Task,
    promise: Promise,
    standing: Standing | None = None,
    alerts: Sequence[Planned] | None = None,
) -> Standing:
    """Compute a task's clocks anew from its history and keep when they are due; return how they stand. `standing` and
    the alerts `planned` from it spare the work where the caller has done it."""
    standing = standing or stand(ctx, task, promise)
    alerts = planned(ctx, task, promise, standing) if alerts is None else alerts
    changed = _indexed(promise, standing, alerts, ctx.uow.sla.alerted(task.id))
    ctx.uow.sla.save(changed)
    if changed.look_at != promise.look_at:
        _look_at(ctx, changed)
    return standing


def look_later(ctx: Context, promise: Promise, at: datetime) -> None:
    """Look again at a moment, whatever is due by now."""
    later = replace(promise, look_at=at)
    ctx.uow.sla.save(later)
    _look_at(ctx, later)


def stand(ctx: Context, task: Task, promise: Promise, *, before: bool = False) -> Standing:
    """Return how a task's clocks stand at this transaction's moment; `before` as they would without what it did."""
    calendar = calendar_of(ctx, promise.calendar)
    steps = [step for step in ctx.uow.tasks.steps(task.id) if not before or step.at < ctx.now]
    history = list(_history(ctx, steps))
    rounds = sla.all_rounds(history, calendar.hours, ctx.now) if history else []
    return Standing(rounds, history, calendar.hours, Chain.from_json({"steps": promise.chain}), _closed(ctx, calendar))


def planned(ctx: Context, task: Task, promise: Promise, standing: Standing) -> list[Planned]:
    """Return the alerts that a task's clocks give rise to: all until now, or until nobody takes care any more, and of
    each step the one that follows. An extension is a new promise, with alerts of its own, and so is a new date of what
    a target is before; there what is past by then is said at once."""
    until = max(ctx.now, promise.held_until or ctx.now)
    return list(_planned(task, standing, until))


def _planned(task: Task, standing: Standing, until: datetime) -> Iterator[Planned]:
    for state in standing.rounds:
        moves = _moves(state, standing.history)
        number = f"{state.round}.{len(moves)}" if moves else str(state.round)
        # A breach of the old due time stays one, but it is the new time that is watched from now on.
        watched = replace(state, breached_at=None) if moves else state
        for alert in _since(moves, escalation.plan(standing.chain, watched, standing.hours, until=until)):
            yield f"sla:{task.id}:{state.clock}:{number}:{alert.step}:{alert.occurrence}", state, alert


def _since(moves: Sequence[Extended | Anchored], alerts: list[Alert]) -> list[Alert]:
    """Return the alerts of a promise as they are since it was moved last."""
    if not moves:
        return alerts
    last = moves[-1]
    if isinstance(last, Extended):
        return [alert for alert in alerts if alert.at > last.at]
    return [replace(alert, at=max(alert.at, last.at)) for alert in alerts]


def _moves(state: ClockState, history: History) -> list[Extended | Anchored]:
    """Return what moved a round's due time, in order."""
    relative = state.target.of if isinstance(state.target, Before) else None
    return [
        event
        for event in history
        if (isinstance(event, Extended) and event.clock is state.clock and event.at >= state.started_at)
        or (isinstance(event, Anchored) and event.what is relative and event.at > state.started_at)
        if state.ended_at is None or event.at <= state.ended_at
    ]


def calendar_of(ctx: Context, reference_: str) -> Calendar:
    """Return a version of a calendar: the settings' own, or the one that was kept."""
    name, version = referred(reference_)
    levels = ctx.office.levels
    own = levels.calendars.get(name) if levels else None
    if own is not None and own.version == version:
        return own
    kept = ctx.uow.sla.rule(CALENDAR, name, version)
    if kept is None:
        raise LookupError(f"no calendar {reference_}")
    return _read(name, json.dumps(kept.body))


def _closed(ctx: Context, calendar: Calendar) -> Mapping[date, Mapping[str, str]]:
    """Return the names of closed dates: no version keeps them, today's settings have them."""
    own = ctx.office.levels.calendars.get(calendar.name) if ctx.office.levels else None
    return calendar.closed if own is None else own.closed


@lru_cache(maxsize=32)
def _read(name: str, body: str) -> Calendar:
    """Return a kept calendar, read once: many tasks run by the same one."""
    return Calendar(name, json.loads(body))


def policy_of(ctx: Context, reference_: str) -> Policy:
    """Return a version of a policy: the settings' own, or the one that was kept."""
    name, version = referred(reference_)
    for level in ctx.office.levels.levels if ctx.office.levels else ():
        if (level.applies.policy.name, level.applies.policy.version) == (name, version):
            return level.applies.policy
    kept = ctx.uow.sla.rule(POLICY, name, version)
    if kept is None:
        raise LookupError(f"no policy {reference_}")
    return Policy.from_json(kept.body)


def _reassessed(ctx: Context, task: Task, promise: Promise, why: str) -> Promise:
    """Return the promise under the policy and calendar that fit the task now; the history says so if others do."""
    what = promised(ctx, task)
    if what is None or facts(what)["policy"] == promise.policy:
        return promise
    now = facts(what)
    step = Step("policy", None, ctx.now, {"policy": now["policy"], "why": why})
    ctx.uow.tasks.add_step(ctx.uow.new_id(), task.id, step)
    if now["calendar"] != promise.calendar:
        note_calendar(ctx, task, now["calendar"])
    return replace(promise, policy=now["policy"], calendar=now["calendar"])


def _first_index(promise: Promise, standing: Standing) -> Promise:
    """Return the index of a promise made just now: nothing was told yet, and no repeat comes before its first time."""
    firsts = [
        alert.at
        for state in standing.rounds
        for alert in escalation.plan(standing.chain, state, standing.hours, repeats=False)
    ]
    return _with_index(promise, standing, min(firsts, default=None))


def _indexed(promise: Promise, standing: Standing, alerts: Sequence[Planned], alerted: set[str]) -> Promise:
    open_alerts = [alert.at for key, _, alert in alerts if key not in alerted and not _held(promise, alert)]
    return _with_index(promise, standing, min(open_alerts, default=None))


def _with_index(promise: Promise, standing: Standing, look_at: datetime | None) -> Promise:
    running = standing.running()
    return replace(
        promise,
        due={str(state.clock): to_milliseconds(state.due) for state in running if state.due is not None},
        due_at=running[0].due if running else None,
        look_at=look_at,
    )


def _watched(what: Promised) -> list[Clock]:
    """Return the clocks that can be due, or that the chain looks at whatever is promised."""
    conditions = {step.condition for step in what.chain.steps}
    looked_at = {clock for condition, clock in escalation.CLOCKS.items() if condition in conditions}
    return [clock for clock in Clock if clock in what.policy.targets or clock in looked_at]


def _held(promise: Promise, alert: Alert) -> bool:
    """Whether an alert is a repeat in a time in which somebody takes care."""
    return alert.occurrence > 0 and promise.held_until is not None and alert.at < promise.held_until


def _look_at(ctx: Context, promise: Promise) -> None:
    if promise.look_at is not None:
        # Kept to the millisecond: never a moment early. A time that is past may have had its timer before.
        at = from_milliseconds(to_milliseconds(max(promise.look_at, ctx.now)) + 1)
        ctx.set_timer(f"sla:{promise.task_id}:{to_milliseconds(at)}", LOOK, promise.task_id, at)


def _history(ctx: Context, steps: list[Step]) -> Iterator[Event]:
    policies: dict[str, Policy] = {}
    for step in steps:
        told = dict(step.facts)
        if "policy" in told and told["policy"] not in policies:
            policies[told["policy"]] = policy_of(ctx, told["policy"])
        yield from events_of(step, policies)

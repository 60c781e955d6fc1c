"""Who hears of it when a promise is in danger or broken, and what a manager can do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache, partial

from handlers.chat import reposting, sight
from handlers.chat.context import Context, Refused
from handlers.chat.incoming import TimerDue
from handlers.chat.outgoing import Card, Form, Text, Urgency
from handlers.rules.business_hours import BusinessHours
from handlers.rules.escalation import Alert, Condition, Receiver, receiver
from handlers.rules.quiet_hours import QuietHours
from handlers.rules.service_levels import Duty
from handlers.rules.sla import ClockState
from handlers.rules.sla_history import BreachRecorded, Filed, PolicyChanged
from handlers.rules.sla_policy import Clock
from handlers.tasks import alert_screens, promises, record, showing, together
from handlers.tasks.promises import Planned, Standing
from storage.dialogs import Dialog
from storage.people import Person
from storage.sla import NOBODY, Promise
from storage.tasks import Task
from storage.types import to_milliseconds
from storage.vocabulary import WORKERS, PersonId, Priority, Role, TaskId

QUIET = "tasks.after-quiet"
LATE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
RESTRICTED = timedelta(hours=1)  # after it is looked again whether a client's data are restricted still
CARE_SECONDS = 4 * 3600


def due(ctx: Context, timer: TimerDue) -> None:
    """Send the alerts of a task whose time has come."""
    task = ctx.uow.tasks.take(TaskId(timer.about))
    promise = None if task is None else ctx.uow.sla.of(task.id)
    if task is None or promise is None or promise.look_at is None or promise.look_at > ctx.now:
        return
    if sight.are_restricted(ctx.uow, task.client_id):  # told once they are not any more
        promises.look_later(ctx, promise, ctx.now + RESTRICTED)
        return
    standing = promises.stand(ctx, task, promise)
    planned = promises.planned(ctx, task, promise, standing)
    _speak(ctx, task, promise, standing, _open_alerts(ctx, task, planned))
    # A breach that was written into the history just now was one before: nothing stands otherwise.
    promises.refresh(ctx, task, promise, standing, planned)


def catch_up(ctx: Context, task: Task) -> None:
    """Tell of a breach whose timer is late by now, before what is done in this transaction changes the clocks: what was
    broken is told, and never afterwards."""
    promise = ctx.uow.sla.of(task.id)
    if promise is None or promise.look_at is None or promise.look_at >= ctx.now:
        return
    standing = promises.stand(ctx, task, promise, before=True)
    found = [
        one
        for one in _open_alerts(ctx, task, promises.planned(ctx, task, promise, standing))
        if one[2].at < ctx.now and _condition(standing, one[2]) is Condition.BREACHED
    ]
    _speak(ctx, task, promise, standing, found)


def _open_alerts(ctx: Context, task: Task, planned: Sequence[Planned]) -> list[Planned]:
    """Return the alerts whose time has come and that were not sent."""
    sent = ctx.uow.sla.alerted(task.id)
    return [(key, state, alert) for key, state, alert in planned if key not in sent and alert.at <= ctx.now]


def _speak(ctx: Context, task: Task, promise: Promise, standing: Standing, found: Sequence[Planned]) -> None:
    """Tell alerts; of several late ones of a round to one role the last speaks for all, since the first was due. Note
    that all were due."""
    recorded = {(event.clock, event.round) for event in standing.history if isinstance(event, BreachRecorded)}
    said = [(key, state, alert) for key, state, alert in found if _still_to_say(promise, standing, state, alert)]
    last = {(state.clock, state.round, alert.role): key for key, state, alert in said}
    since = {(state.clock, state.round, alert.role): alert.at for _, state, alert in reversed(said)}
    for key, state, alert in found:
        if state.breached_at is not None and (state.clock, state.round) not in recorded:
            recorded.add((state.clock, state.round))
            told_of = {"clock": str(state.clock), "round": str(state.round)}
            record.note(ctx, task, "breached", by_office=True, due=state.breached_at.isoformat(), **told_of)
        told = 0
        group = (state.clock, state.round, alert.role)
        if key == last.get(group):
            readers = receivers(ctx, task, standing, alert)
            late = alert, max(since[group], _promised_since(standing))
            told = sum(_tell(ctx, task, reader, standing, state, late, key) for reader in readers)
            told = told if readers else NOBODY
        ctx.uow.sla.add_alert(key, task.id, alert.at, ctx.now, told)


def _promised_since(standing: Standing) -> datetime:
    """Return since when the promise is what it is now: another priority may bring one that was over before it came."""
    return max(event.at for event in standing.history if isinstance(event, Filed | PolicyChanged))


def _still_to_say(promise: Promise, standing: Standing, state: ClockState, alert: Alert) -> bool:
    """Whether an alert still says something: a breach always does, a danger only until the round is over; a repeat not
    while somebody takes care."""
    if alert.occurrence > 0 and promise.held_until is not None and alert.at < promise.held_until:
        return False
    return state.ended_at is None or _condition(standing, alert) is Condition.BREACHED


def _condition(standing: Standing, alert: Alert) -> Condition:
    return standing.chain.steps[alert.step].condition


def receivers(ctx: Context, task: Task, standing: Standing, alert: Alert) -> list[Person]:
    """Return whom an alert is for: who has its role, else who has the role of the next step; the operator hears of it
    if there is nobody at all."""
    duty = duty_of(ctx, task)
    role = receiver(standing.chain, alert.step, lambda one: bool(with_role(ctx, task, duty, one)))
    if role is None:
        ctx.effects.alarm = "nobody-to-alert"
        return []
    return with_role(ctx, task, duty, role)


def after_quiet(ctx: Context, timer: TimerDue) -> None:
    """Tell somebody who was left alone until now what came up meanwhile, if it still holds; a breach of which nobody
    has heard, because the office was down, always does."""
    task = ctx.uow.tasks.take(TaskId(timer.about))
    reader = ctx.uow.people.by_id(PersonId(str(timer.facts["person"])))
    promise = None if task is None else ctx.uow.sla.of(task.id)
    if task is None or promise is None or reader is None or not reader.active:
        return
    if sight.are_restricted(ctx.uow, task.client_id):
        later, base = ctx.now + RESTRICTED, timer.key.rpartition(":")[0]
        ctx.set_timer(f"{base}:{to_milliseconds(later)}", QUIET, task.id, later, **timer.facts)
        return
    standing = promises.stand(ctx, task, promise)
    meant = Clock(str(timer.facts["clock"])), timer.facts["round"]
    state = next((each for each in standing.rounds if (each.clock, each.round) == meant), None)
    unheard = bool(timer.facts.get("unheard")) and state is not None and state.breached_at is not None
    if state is not None and (state.ended_at is None or unheard):
        _show(ctx, task, reader, state, planned_at=timer.due_at, key=timer.key)


def take_care(ctx: Context, about: str) -> None:
    """Press of I take care: no repeats for four hours of open time."""
    task, promise = _promised(ctx, about)
    standing = promises.stand(ctx, task, promise)
    until = standing.hours.add(ctx.now, CARE_SECONDS)
    ctx.uow.sla.save(replace(promise, held_by=ctx.who.id, held_until=until))
    record.note(ctx, task, "taken-care", until=until.isoformat())
    ctx.answer(Text("taken-care", ref=task.reference, until=until))


def ask_extend(ctx: Context, about: str) -> None:
    """Press of Extend with reason: ask by how much, and why."""
    task, clock = _task_and_clock(ctx, about)
    ctx.ask(alert_screens.extend_form(task.reference), about, ref=task.reference, clock=str(clock))


def extend_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question by how much a promise is moved, and why."""
    return alert_screens.extend_form(dialog.facts["ref"])


def extended(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The answer is there: the clock is due later. The client reads the new time where they read the old one."""
    task, clock = _task_and_clock(ctx, dialog.about)
    promise = ctx.uow.sla.of(task.id)
    state = None if promise is None else promises.stand(ctx, task, promise).latest().get(clock)
    if promise is None or state is None or state.ended_at is not None or not alert_screens.promises_a_time(state):
        raise Refused(Text("nothing-to-extend", ref=task.reference))
    hours = promises.calendar_of(ctx, promise.calendar).hours
    until = hours.add(_due_from_now(ctx, state, hours), int(given["hours"]) * 3600)
    heard_by = showing.heard_by(ctx, task)
    record.note(ctx, task, "extended", clock=str(clock), until=until.isoformat(), reason=given["words"])
    showing.to_assistant(ctx, task)
    showing.to_contact(ctx, task)
    read = showing.heard_by(ctx, task) if clock in showing.HEARD else until
    if clock not in showing.HEARD or read != heard_by:
        showing.tell_contact(ctx, task, Text("promise-moved", ref=task.reference, until=read, clock=str(clock)))
    ctx.answer(Text("extended-toast", ref=task.reference, until=until))


def _due_from_now(ctx: Context, state: ClockState, hours: BusinessHours) -> datetime:
    """Return when a round is due that goes on from now: one that stands still with what is left of it."""
    if state.due is not None:
        return max(state.due, ctx.now)
    return hours.add(ctx.now, max(state.remaining or 0, 0))


def redraw(ctx: Context, task: Task, standing: Standing) -> None:
    """Let the alert cards of a task say how its clocks stand now."""
    alerted = {key.split(":")[2] for key in ctx.uow.sla.alerted(task.id)}
    shown = [state for state in standing.latest().values() if state.clock in alerted]
    if not shown:
        return
    readers = [*ctx.uow.people.active(Role.MANAGER), *ctx.uow.people.assistants(task.team_id)]
    for state in shown:
        cards = {manages: _card(ctx, task, state, None, manages=manages) for manages in (True, False)}
        for reader in readers:
            card = cards[reader.role is Role.MANAGER]
            if state.ended_at is not None and state.breached_at is None:
                ctx.take_back(reader, card.key)  # nobody need hear of a danger that is over
            ctx.redraw(reader, card, about=task.id)


def _tell(
    ctx: Context,
    task: Task,
    reader: Person,
    standing: Standing,
    state: ClockState,
    late: tuple[Alert, datetime],
    key: str,
) -> bool:
    """Tell an alert that something has been to be said since a moment, now or once the reader may be disturbed; return
    whether it was now."""
    alert, since = late
    emergency = _is_emergency(task, alert)
    opens = ctx.now if emergency else _opens(ctx, standing, alert)
    quiet = opens if emergency else quiet_until(reader, opens) or opens
    if quiet > ctx.now:
        told = {"person": reader.id, "clock": str(state.clock), "round": state.round, "unheard": opens > ctx.now}
        # Once, however often it would have been said meanwhile.
        once = f"quiet:{task.id}:{state.clock}:{state.round}:{reader.id}:{to_milliseconds(quiet)}"
        ctx.set_timer(once, QUIET, task.id, quiet, **told)
        return False
    if _condition(standing, alert) is Condition.AT_RISK and reader.id == task.assistant_id:
        warn_together(ctx, task, reader, key, everywhere=emergency)
    else:
        _show(ctx, task, reader, state, planned_at=since, key=key, everywhere=emergency)
    return True


def _opens(ctx: Context, standing: Standing, alert: Alert) -> datetime:
    """Return from when an alert may be told: now, but one that was due in open hours and comes late, because the office
    was down, not before it opens."""
    hours = standing.hours
    if ctx.now - alert.at > LATE and hours.elapsed(alert.at - SECOND, alert.at + SECOND):
        return hours.next_opening(ctx.now)
    return ctx.now


def _show(
    ctx: Context,
    task: Task,
    reader: Person,
    state: ClockState,
    *,
    planned_at: datetime,
    key: str,
    everywhere: bool = False,
) -> None:
    late = planned_at if ctx.now - planned_at > LATE else None
    card = _card(ctx, task, state, late, manages=reader.role is Role.MANAGER)
    say = partial(_say, ctx, reader, card, key, about=task.id, everywhere=everywhere)
    reposting.below(ctx.uow, ctx.effects, reader, card, say, about=task.id)


def _say(ctx: Context, reader: Person, card: Card, key: str, *, about: str | None, everywhere: bool) -> None:
    """Say an alert where its reader wants to be told; `everywhere` at each of their addresses, for an emergency."""
    places = [address for address in ctx.uow.people.addresses(reader.id) if address.open] if everywhere else []
    for number, address in enumerate(places):
        once = key if number == 0 else f"{key}@{address.id}"
        ctx.tell_at(address, reader, card, Urgency.URGENT, key=once, about=about)
    if not places:
        ctx.tell(reader, card, urgency=Urgency.URGENT, about=about, key=key)


def _card(ctx: Context, task: Task, state: ClockState, late: datetime | None, *, manages: bool) -> Card:
    promise = ctx.uow.sla.of(task.id)
    holder = record.person(ctx, task.assistant_id)
    carer = record.person(ctx, promise.held_by) if promise else None
    caring = carer if promise and promise.held_until and promise.held_until > ctx.now else None
    return alert_screens.alert_card(
        task,
        state,
        client=record.client_name(ctx, task.client_id),
        holder=holder.name if holder else None,
        late=late,
        care=(caring.name, promise.held_until) if caring and promise else None,
        manages=manages,
        now=ctx.now,
    )


def warn_together(ctx: Context, task: Task, reader: Person, key: str, *, everywhere: bool) -> None:
    """Warn an assistant; what follows within two minutes joins the same card."""
    card = together.join(ctx, f"soon:{reader.id}", task)
    soon = []
    for found in card.tasks:
        promise = ctx.uow.sla.of(found.id)
        if promise is not None and found.assistant_id == reader.id and sight.may_see(ctx.uow, reader, found):
            soon.append((found, record.client_name(ctx, found.client_id), _warned_of(ctx, found, promise)))
    if soon:
        soon_card = alert_screens.soon_card(card.key, soon, ctx.now)
        _say(ctx, reader, soon_card, key, about=None, everywhere=everywhere)


def _warned_of(ctx: Context, task: Task, promise: Promise) -> datetime | None:
    """Return when the next of the clocks is due that a task is in danger by; the first of them if all are over."""
    standing = promises.stand(ctx, task, promise)
    due = [
        state.due
        for _, state, alert in promises.planned(ctx, task, promise, standing)
        if _condition(standing, alert) is Condition.AT_RISK and alert.at <= ctx.now
        if state.ended_at is None and state.due is not None
    ]
    return min((at for at in due if at > ctx.now), default=min(due, default=promise.due_at))


def quiet_until(reader: Person, at: datetime) -> datetime | None:
    """Return when somebody's quiet hours end, None if they may be told now."""
    return _quiet_hours(reader.zone, reader.quiet).until(at) if reader.quiet else None


@lru_cache(maxsize=256)
def _quiet_hours(zone: str, quiet: str) -> QuietHours:
    return QuietHours.parse(zone, quiet)


def _is_emergency(task: Task, alert: Alert) -> bool:
    return alert.role is Receiver.EMERGENCY_CONTACT or task.priority is Priority.URGENT


def with_role(ctx: Context, task: Task, duty: Duty, role: Receiver) -> list[Person]:
    """Return who has a role for a task, as the settings and the office have it now; nobody if there is none."""
    match role:
        case Receiver.ASSISTANT:
            holder = record.person(ctx, task.assistant_id)
            return [holder] if holder is not None and holder.active else []
        case Receiver.MANAGER:
            return ctx.uow.people.active(Role.MANAGER)
        case Receiver.DEPUTY:
            return _called(ctx, duty.deputy)
        case Receiver.TEAM_LEAD:
            leads = [lead for lead in ctx.uow.people.active(Role.LEAD) if lead.team_id == task.team_id]
            return _called(ctx, duty.lead) or leads
        case Receiver.EMERGENCY_CONTACT:
            return _called(ctx, duty.emergency)


def _called(ctx: Context, name: str | None) -> list[Person]:
    """Return the active member of staff of this name; nobody if there is none."""
    if name is None:
        return []
    staff = ctx.uow.people.active(*WORKERS, Role.MANAGER)
    return [person for person in staff if person.name.casefold() == name.casefold()][:1]


def duty_of(ctx: Context, task: Task) -> Duty:
    """Return who answers for a task's team."""
    levels = ctx.office.levels
    return levels.duty(ctx.uow.clients.team_name(task.team_id)) if levels and levels.duties else Duty()


def _promised(ctx: Context, about: str) -> tuple[Task, Promise]:
    task = record.take(ctx, TaskId(about.partition("=")[0]))
    promise = ctx.uow.sla.of(task.id)
    if promise is None:
        raise Refused(Text("button-gone"))
    return task, promise


def _task_and_clock(ctx: Context, about: str) -> tuple[Task, Clock]:
    task_id, _, name = about.partition("=")
    if name not in set(Clock):
        raise Refused(Text("button-gone"))
    return record.take(ctx, TaskId(task_id)), Clock(name)

"""Who took a task on and gives no sign of life is asked, and then it goes back to the queue (`handlers.rules.lease`).

Nothing of a lease is stored but lines of the history: how it stands follows from them. Each sign of life sets a timer
for the moment at which it would run out; one that comes and finds a later sign does nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from handlers.chat import sight
from handlers.chat.context import Context
from handlers.chat.incoming import TimerDue
from handlers.chat.outgoing import Text, Urgency
from handlers.events import TaskNoted
from handlers.rules import lease as rules
from handlers.rules.business_hours import BusinessHours
from handlers.rules.clock_events import NO_ANSWER
from handlers.rules.escalation import Receiver
from handlers.rules.lease import Event, Lease, Sign, Standing
from handlers.tasks import actions, alerts, lease_screens, record, showing
from storage.people import Person
from storage.tasks import Step, Task
from storage.types import from_milliseconds, to_milliseconds
from storage.vocabulary import WORKERS, PersonId, Role, TaskId, TaskState

DUE, AGE = "tasks.lease", "tasks.lease-age"
SNOOZE_SECONDS = 4 * 3600
SIGNS = {
    "acknowledged": Sign.TAKEN,
    "asked": Sign.HELD,
    "paused": Sign.HELD,
    "resumed": Sign.RESUMED,
    "client-said": Sign.ANSWERED,
    "still-asked": Sign.ASKED,
    "lease-snoozed": Sign.SNOOZED,
    **dict.fromkeys(("assigned", "given-back", "returned", "done", "cancelled"), Sign.ENDED),
}
"""What a line of the history means, whoever wrote it; of other lines those count that who has the task wrote."""
GOES_ON = frozenset({Sign.TAKEN, Sign.ACTED, Sign.RESUMED, Sign.ANSWERED})
# The client's answer is noted while the task still waits for it.
RUNS = frozenset({TaskState.ACKNOWLEDGED, TaskState.WAITING})
TAKEN_ON = frozenset({TaskState.ACKNOWLEDGED, TaskState.WAITING, TaskState.PAUSED})


def noted(ctx: Context, event: TaskNoted) -> None:
    """Let the lease of a task follow what was written into its history."""
    lease = _of(ctx, event.task)
    if lease is None:
        return
    found = _event(event.step, event.task.assistant_id)
    if found is None or found.sign is Sign.ASKED:
        return
    task = event.task
    if found.sign in GOES_ON and task.state in RUNS:
        _wake(ctx, task, _hours(ctx, task).add(ctx.now, lease.seconds))
    if found.until is not None:
        _wake(ctx, task, found.until)
    if found.sign is Sign.TAKEN:
        _watch_age(ctx, task, lease, 1)
    for person in _asked(ctx, event):
        ctx.redraw(person, lease_screens.settled_card(task, ctx.now, found.until), about=task.id)


def due(ctx: Context, timer: TimerDue) -> None:
    """Ask who has a task, or take it from them, if there was no sign of life. Nobody is asked while the office is
    closed or in their quiet hours, and nothing is taken from them then."""
    task = ctx.uow.tasks.take(TaskId(timer.about))
    lease = None if task is None else _of(ctx, task)
    if task is None or lease is None or task.state is not TaskState.ACKNOWLEDGED:
        return
    holder, hours = record.person(ctx, task.assistant_id), _hours(ctx, task)
    if sight.are_restricted(ctx.uow, task.client_id):  # nobody can show a sign of life on it meanwhile
        _wake(ctx, task, hours.add(ctx.now, lease.seconds))
        return
    found = _standing(ctx, task, lease, hours)
    if holder is None or found is None:
        return
    open_at = hours.next_opening(max(found.due, ctx.now))
    at = alerts.quiet_until(holder, open_at) or open_at
    if at > ctx.now:
        _wake(ctx, task, at)
    elif found.asked_at is None:
        _ask(ctx, task, holder, found, hours.add(ctx.now, lease.seconds))
    else:
        _take_back(ctx, task, holder, hours.elapsed(found.since, ctx.now))


def age(ctx: Context, timer: TimerDue) -> None:
    """Ask managers about a task that somebody has had for very long, however often they said that they are on it."""
    task = ctx.uow.tasks.take(TaskId(timer.about))
    lease = None if task is None else _of(ctx, task)
    if task is None or lease is None or task.state not in TAKEN_ON or task.acknowledged_at is None:
        return
    if to_milliseconds(task.acknowledged_at) != timer.facts["taken"]:
        return
    holder = record.somebody(record.person(ctx, task.assistant_id))
    days = (ctx.now - task.acknowledged_at).days
    text = lease_screens.old(task, record.client_name(ctx, task.client_id), holder, days)
    _tell_chiefs(ctx, task, text, timer.key)
    _watch_age(ctx, task, lease, int(str(timer.facts["time"])) + 1)


def refresh(ctx: Context, task: Task) -> None:
    """Look at a task's lease again when it is due by today's settings."""
    lease = _of(ctx, task)
    found = None if lease is None else _standing(ctx, task, lease, _hours(ctx, task))
    if found is not None:
        _wake(ctx, task, max(found.due, ctx.now))


def still_on_it(ctx: Context, about: str) -> None:
    """Press of Still on it: the lease begins anew."""
    task = _mine(ctx, about)
    lease = _of(ctx, task)
    record.note(ctx, task, "still-on-it")
    if lease is None:  # the settings have none any more
        ctx.answer(Text("lease-settled", at=ctx.now))
        return
    until = _hours(ctx, task).add(ctx.now, lease.seconds)
    ctx.answer(Text("still-on-it-toast", ref=task.reference, until=until))


def snooze(ctx: Context, about: str) -> None:
    """Press of Snooze: the question comes again after a while."""
    task = _mine(ctx, about)
    if _of(ctx, task) is None:
        still_on_it(ctx, about)
        return
    until = _hours(ctx, task).add(ctx.now, SNOOZE_SECONDS)
    record.note(ctx, task, "lease-snoozed", until=until.isoformat())
    ctx.answer(Text("lease-snoozed", until=until))


def _ask(ctx: Context, task: Task, holder: Person, found: Standing, back_at: datetime) -> None:
    record.note(ctx, task, "still-asked", by_office=True)
    card = lease_screens.question_card(task, record.client_name(ctx, task.client_id), found.since, back_at)
    ctx.tell_anew(holder, card, urgency=Urgency.URGENT, about=task.id)
    _wake(ctx, task, back_at)


def _take_back(ctx: Context, task: Task, holder: Person, seconds: int) -> None:
    """Give a task to somebody else; managers and the team's lead hear it, whoever has it now."""
    silent = lease_screens.span(seconds)
    changed = actions.lapse(ctx, task, holder, silent, seconds)
    client, now_with = record.client_name(ctx, task.client_id), record.person(ctx, changed.assistant_id)
    if now_with is not None:  # else they have heard that nobody can take it, and why
        text = lease_screens.lapsed(changed, client, holder.name, silent, now_with.name)
        _tell_chiefs(ctx, changed, text, f"lease:{task.id}:v{task.version}")


def _tell_chiefs(ctx: Context, task: Task, text: Text, occasion: str) -> None:
    lead = alerts.with_role(ctx, task, alerts.duty_of(ctx, task), Receiver.TEAM_LEAD)
    showing.tell_managers(ctx, task, text, occasion)
    for person in lead:
        if person.role is not Role.MANAGER:
            ctx.tell(person, text, urgency=Urgency.URGENT, key=occasion, about=task.id)


def _mine(ctx: Context, about: str) -> Task:
    """Return a task that who acts has in hand. Raises Refused."""
    task = record.take(ctx, TaskId(about))
    if task.assistant_id != ctx.who.id or task.state is not TaskState.ACKNOWLEDGED:
        raise record.refused(ctx, task, "still-on-it")
    return task


def _wake(ctx: Context, task: Task, at: datetime) -> None:
    # Kept to the millisecond: never a moment early.
    moment = to_milliseconds(at) + 1
    ctx.set_timer(f"lease:{task.id}:{moment}", DUE, task.id, from_milliseconds(moment))


def _watch_age(ctx: Context, task: Task, lease: Lease, time: int) -> None:
    taken = task.acknowledged_at or ctx.now
    at = _hours(ctx, task).next_opening(max(taken + time * lease.longest, ctx.now))
    facts = {"taken": to_milliseconds(taken), "time": time}
    ctx.set_timer(f"lease-age:{task.id}:{facts['taken']}:{time}", AGE, task.id, at, **facts)


def _standing(ctx: Context, task: Task, lease: Lease, hours: BusinessHours) -> Standing | None:
    return rules.standing(lease, hours, _events(ctx.uow.tasks.steps(task.id)))


def _events(steps: Iterable[Step]) -> Iterator[Event]:
    holder: PersonId | None = None
    for step in steps:
        if step.move == "acknowledged":
            holder = step.by
        found = _event(step, holder)
        if found is not None:
            yield found


def _event(step: Step, holder: PersonId | None) -> Event | None:
    sign = SIGNS.get(step.move)
    if step.facts.get(NO_ANSWER):
        return None
    if sign is None:
        return Event(step.at, Sign.ACTED) if step.by is not None and step.by == holder else None
    until = datetime.fromisoformat(step.facts["until"]) if sign is Sign.SNOOZED else None
    return Event(step.at, sign, until, waits=step.move == "asked")


def _asked(ctx: Context, event: TaskNoted) -> list[Person]:
    """Return with whom the question may hang: who has the task, or had it before this."""
    ids = {event.task.assistant_id, event.step.by, event.step.facts.get("before"), event.step.facts.get("whose")}
    people = (record.person(ctx, PersonId(each)) for each in sorted(filter(None, ids)))
    return [person for person in people if person is not None and person.role in WORKERS and person.active]


def _of(ctx: Context, task: Task) -> Lease | None:
    levels = ctx.office.levels
    if levels is None or not levels.leases:
        return None
    return alerts.duty_of(ctx, task).lease


def _hours(ctx: Context, task: Task) -> BusinessHours:
    """Return the open time of a task's team: it is its people who are waited for."""
    levels = ctx.office.levels
    assert levels is not None  # a lease is a part of them
    return levels.calendar(alerts.duty_of(ctx, task).calendar).hours

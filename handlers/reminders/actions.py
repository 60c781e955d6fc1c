"""Every change of a reminder: set, moved, told, done with, deleted. Rows only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.chat import forms, sight
from handlers.chat.context import Context, Refused
from handlers.chat.incoming import TimerDue
from handlers.chat.outgoing import Card, Text, Urgency
from handlers.reminders import screens
from handlers.rules import titles
from handlers.rules.reminding import Wanted
from storage.reminders import Reminder
from storage.tasks import Task
from storage.vocabulary import ReminderState, TaskId, TaskState

DUE = "reminders.due"
LONGEST = 1000
ENDED = frozenset({TaskState.DONE, TaskState.CLOSED, TaskState.CANCELLED})
COMING = frozenset({ReminderState.ASKED, ReminderState.OPEN})
WAITS = COMING | {ReminderState.TOLD}


def keep(ctx: Context, wanted: Wanted, at: datetime, task: Task | None) -> None:
    """Set a reminder for who acts, and show how it was understood; in doubt it comes at the likelier time unless they
    say which one they mean."""
    if len(wanted.words) > LONGEST:
        raise Refused(Text("form-answer-too-long", most=LONGEST))
    reminder = Reminder(
        id=ctx.uow.new_id(),
        person_id=ctx.who.id,
        task_id=None if task is None else task.id,
        words=wanted.words,
        at=at,
        state=ReminderState.ASKED if wanted.others else ReminderState.OPEN,
        version=1,
        created_at=ctx.now,
    )
    ctx.uow.reminders.add(reminder)
    _wake(ctx, reminder)
    reference = None if task is None else task.reference
    ctx.tell(
        ctx.who, _card(reminder, reference, wanted.others, fresh=True, once=wanted.repeats), about=reminder.task_id
    )


def take(ctx: Context, reminder_id: str) -> Reminder:
    """Return a reminder of who acts that is still to come, or told and not done with. Raises Refused."""
    reminder = ctx.uow.reminders.take(reminder_id)
    if reminder is None or reminder.person_id != ctx.who.id or reminder.state not in WAITS:
        raise Refused(Text("button-gone"))
    return reminder


def move(ctx: Context, reminder: Reminder, at: datetime, others: Sequence[datetime] = ()) -> None:
    """Let a reminder come at another moment (UTC) instead; in doubt `others` may have been meant."""
    if at <= ctx.now:
        raise Refused(Text("remind-over"))
    forms.settled(ctx, reminder.id)
    fresh = reminder.state is ReminderState.ASKED
    moved = _save(ctx, reminder, at=at, state=ReminderState.ASKED if others else ReminderState.OPEN)
    _wake(ctx, moved)
    ctx.tell(ctx.who, _card(moved, _reference(ctx, moved), others, fresh=fresh), about=moved.task_id)


def show(ctx: Context, reminder: Reminder, *, anew: bool = False) -> None:
    """Show who acts how their reminder stands; `anew`: below what was said since."""
    card = _card(reminder, _reference(ctx, reminder), (), fresh=False)
    tell = ctx.tell_anew if anew else ctx.tell
    tell(ctx.who, card, about=reminder.task_id)


def end(ctx: Context, reminder: Reminder, state: ReminderState) -> None:
    """Note that a reminder is done with, or deleted; it isn't told any more."""
    forms.settled(ctx, reminder.id)
    ended = _save(ctx, reminder, state=state)
    ctx.redraw(ctx.who, screens.ended_card(ended, _reference(ctx, ended), ctx.now))


def due(ctx: Context, timer: TimerDue) -> None:
    """Tell a reminder whose time has come, unless it was moved, deleted or lost its sense."""
    reminder = ctx.uow.reminders.take(timer.about)
    if reminder is None or reminder.state not in COMING or timer.facts.get("version") != reminder.version:
        return
    person = ctx.uow.people.by_id(reminder.person_id)
    if person is None or not person.active:
        return
    task = _task(ctx, reminder)
    if task is not None and over(task, reminder):
        ctx.redraw(person, screens.dropped_card(_save(ctx, reminder, state=ReminderState.DROPPED), task))
        return
    told = _save(ctx, reminder, state=ReminderState.TOLD)
    card = screens.due_card(
        told,
        None if task is None else task.reference,
        called=None if task is None or not sight.may_see(ctx.uow, person, task) else _called(task),
        late=ctx.late(timer),
        snooze=screens.snoozes(ctx.now, person.zone, ctx.office.hours),
    )
    ctx.tell_anew(person, card, urgency=Urgency.URGENT, about=told.task_id)


def over(task: Task, reminder: Reminder) -> bool:
    """Return whether a task has ended since it was to be remembered: nobody need be reminded of it any more."""
    at = task.ended_at or task.done_at
    return task.state in ENDED and at is not None and at > reminder.created_at


def task_named(ctx: Context, number: int | None) -> Task | None:
    """Return the task with a number, None for none. Raises Refused: unknown and not theirs sound alike."""
    if number is None:
        return None
    task = ctx.uow.tasks.by_number(number)
    if task is None or not sight.may_see(ctx.uow, ctx.who, task):
        raise Refused(Text("task-unknown"))
    return task


def tasks_of(ctx: Context, reminders: list[Reminder]) -> dict[TaskId, Task]:
    """Return the tasks that reminders are about, by id."""
    ids = {reminder.task_id for reminder in reminders if reminder.task_id is not None}
    return {task.id: task for each in ids if (task := ctx.uow.tasks.look(each)) is not None}


def _card(
    reminder: Reminder, reference: str | None, others: Sequence[datetime], *, fresh: bool, once: bool = False
) -> Card:
    if reminder.state is ReminderState.ASKED:
        return screens.asked_card(reminder, reference, others, once=once)
    return screens.set_card(reminder, reference, fresh=fresh, once=once)


def _save(ctx: Context, reminder: Reminder, **changes: object) -> Reminder:
    ctx.cancel_timer(_key(reminder))
    changed = replace(reminder, version=reminder.version + 1, **changes)  # type: ignore[arg-type]  # fields of Reminder
    ctx.uow.reminders.save(changed)
    return changed


def _wake(ctx: Context, reminder: Reminder) -> None:
    ctx.set_timer(_key(reminder), DUE, reminder.id, reminder.at, version=reminder.version)


def _key(reminder: Reminder) -> str:
    return f"remind:{reminder.id}:v{reminder.version}"


def _task(ctx: Context, reminder: Reminder) -> Task | None:
    return None if reminder.task_id is None else ctx.uow.tasks.look(reminder.task_id)


def _called(task: Task) -> str:
    return titles.called(task.title, task.words, task.files)


def _reference(ctx: Context, reminder: Reminder) -> str | None:
    task = _task(ctx, reminder)
    return None if task is None else task.reference

"""Reminders of what a client wishes by a certain time: to whoever has the task, some time before, and to the client if
something waits for them."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from handlers.chat.context import Context
from handlers.chat.incoming import TimerDue
from handlers.chat.outgoing import Button, Card, Text, Urgency
from handlers.events import TaskNoted
from handlers.rules.reminding import deadline_by
from handlers.rules.whens import When
from handlers.tasks import alerts, record, screens
from storage.people import Person
from storage.tasks import Task
from storage.types import from_milliseconds, to_milliseconds
from storage.vocabulary import PersonId, TaskId

NEAR = "tasks.deadline"


def wished_by(ctx: Context, when: When | None) -> datetime | None:
    """Return by when (UTC) something is to be done that is wished for at a time, None if nobody can tell."""
    return None if when is None else deadline_by(when, ctx.now, ctx.office.hours)


def noted(ctx: Context, event: TaskNoted) -> None:
    """Promise to remind of a task that is wished for by a time somebody can tell, when it is filed and when that time
    is changed; a reminder of what has ended or changed that is not sent yet is not sent any more."""
    task = event.task
    if task.state in record.ENDED or event.step.move == "wish":
        for one in (task.assistant_id, task.contact_id):
            reader = record.person(ctx, one)
            if reader is not None:
                ctx.take_back(reader, _key(task))
    if event.step.move in {"filed", "wish"} and task.wish_at is not None:
        _set_timers(ctx, task, task.wish_at)


def _set_timers(ctx: Context, task: Task, deadline: datetime) -> None:
    by = to_milliseconds(deadline)
    moments = sorted(at for before in ctx.office.remind_before if (at := deadline - before) > ctx.now)
    for at, following in pairwise([*moments, deadline]):
        facts = {"deadline": by, "next": to_milliseconds(following)}
        ctx.set_timer(f"deadline:{task.id}:{by}:{to_milliseconds(at)}", NEAR, task.id, at, **facts)


def due(ctx: Context, timer: TimerDue) -> None:
    """Remind of a deadline, unless the task has ended, has another one by now, or the next reminder is due, too, which
    then speaks for both. Who is left alone just now hears it afterwards."""
    task = ctx.uow.tasks.take(TaskId(timer.about))
    if task is None or task.state in record.ENDED or task.wish_at is None:
        return
    deadline = int(str(timer.facts["deadline"]))
    following = int(str(timer.facts["next"]))
    if deadline != to_milliseconds(task.wish_at) or (following != deadline and to_milliseconds(ctx.now) >= following):
        return
    after_quiet = timer.facts.get("person")
    for reader in _readers(ctx, task):
        if after_quiet not in {None, reader.id}:
            continue
        quiet = None if after_quiet else alerts.quiet_until(reader, ctx.now)
        if quiet is None:
            _remind(ctx, task, reader, deadline)
        else:
            ctx.set_timer(f"{timer.key}:{reader.id}", NEAR, task.id, quiet, **timer.facts, person=reader.id)


def _readers(ctx: Context, task: Task) -> list[Person]:
    """Return who has the task, and the client's contact if they were asked something."""
    people: list[PersonId | None] = [task.assistant_id, task.contact_id if task.question else None]
    found = (record.person(ctx, one) for one in people)
    return [person for person in found if person is not None and person.active]


def _remind(ctx: Context, task: Task, reader: Person, deadline: int) -> None:
    at = from_milliseconds(deadline)
    title = Text("deadline-near" if at > ctx.now else "deadline-past", ref=task.reference, at=at)
    lines = [Text("words", words=screens.called(task))]
    if reader.id == task.contact_id:
        lines.append(Text("deadline-question", words=task.question))
    show = Button(Text("reminder-show", ref=task.reference), "tasks.show", task.id)
    ctx.tell_anew(reader, Card(_key(task), title, lines, [show]), urgency=Urgency.URGENT, about=task.id)


def _key(task: Task) -> str:
    return f"deadline:{task.id}"

"""Clients who were asked something and do not answer are asked again; in the end the task is cancelled. The waiting
stops the promise, so somebody has to end it (`handlers.rules.patience`)."""

from __future__ import annotations

from datetime import datetime

from handlers.chat import paging, sight
from handlers.chat.context import Context
from handlers.chat.incoming import TimerDue
from handlers.chat.outgoing import Text, Urgency
from handlers.events import TaskNoted
from handlers.rules.business_hours import BusinessHours
from handlers.tasks import alerts, draft_screens, promises, record, screens, showing
from storage.people import Person
from storage.tasks import Task
from storage.types import from_milliseconds, to_milliseconds
from storage.vocabulary import TaskId, TaskState

DUE = "tasks.unanswered"
LATER = 8 * 3600
"""After so much open time somebody looks again whether the client can be told."""


def noted(ctx: Context, event: TaskNoted) -> None:
    """Remember a question that was asked just now."""
    if event.step.move == "asked" and ctx.office.levels is not None:
        _follow(ctx, event.task, ctx.now, None)


def refresh(ctx: Context, task: Task) -> None:
    """See to it that somebody looks at the question a task waits with, by today's settings."""
    asked = _asked_at(ctx, task)
    if asked is not None and task.state is TaskState.WAITING:
        _follow(ctx, task, asked, None)


def due(ctx: Context, timer: TimerDue) -> None:
    """Ask again, or give up, unless it was answered or something else asked. Nobody is asked while the office is closed
    or in their quiet hours; nothing is cancelled while the client can't be told, or said what has no place yet."""
    task = ctx.uow.tasks.take(TaskId(timer.about))
    if task is None or task.state is not TaskState.WAITING or task.question is None:
        return
    asked = from_milliseconds(int(str(timer.facts["asked"])))
    if asked != _asked_at(ctx, task):
        return
    hours, told = _hours(ctx, task), timer.facts.get("reminded")
    reminded = None if told is None else from_milliseconds(int(str(told)))
    following = ctx.office.patience.following(asked, reminded, hours)
    if following is None:  # today's settings wait for ever
        return
    contact = record.contact(ctx, task)
    if contact is None or sight.are_restricted(ctx.uow, task.client_id):
        _wake(ctx, task, asked, hours.add(ctx.now, LATER), reminded)
        return
    opens = hours.next_opening(max(following.at, ctx.now))
    at = alerts.quiet_until(contact, opens) or opens
    if at > ctx.now:
        _wake(ctx, task, asked, at, reminded)
    elif following.ends:
        _give_up(ctx, task, contact, asked)
    else:
        _remind(ctx, task, contact, asked)


def _follow(ctx: Context, task: Task, asked: datetime, reminded: datetime | None) -> None:
    following = ctx.office.patience.following(asked, reminded, _hours(ctx, task))
    if following is not None:
        _wake(ctx, task, asked, max(following.at, ctx.now), reminded)


def _remind(ctx: Context, task: Task, contact: Person, asked: datetime) -> None:
    """Show the question anew, and until when there is time to answer."""
    last = ctx.office.patience.ends(asked, ctx.now, _hours(ctx, task))
    again = [Text("question-again", at=asked)]
    again += [] if last is None else [Text("question-ends", ref=task.reference, at=last)]
    by = record.somebody(record.person(ctx, task.assistant_id))
    card = screens.question_card(task, by, task.question or "", is_open=True, again=again)
    ctx.tell_anew(contact, card, urgency=Urgency.URGENT, about=task.id)
    _follow(ctx, task, asked, ctx.now)


def _give_up(ctx: Context, task: Task, contact: Person, asked: datetime) -> None:
    unplaced = ctx.uow.drafts.unplaced(task.contact_id, asked)
    if unplaced is not None:  # it may be just the answer
        ctx.tell(contact, Text("unplaced-still", ref=task.reference))
        where = draft_screens.where_card(unplaced, ctx.office, paging.page([task], 0), more=True, staff=False)
        ctx.tell_anew(contact, where)
        _remind(ctx, task, contact, asked)
        return
    changed = record.move(ctx, task, "cancel", ended_at=ctx.now, reason=None)
    record.note(ctx, changed, "cancelled", by_office=True, why="unanswered")
    showing.to_assistant(ctx, changed)
    showing.to_contact(ctx, changed)
    if changed.result:
        showing.result_to_contact(ctx, changed)
    holder = record.person(ctx, task.assistant_id)
    if holder is not None:
        showing.say(ctx, changed, holder, Text("question-given-up-staff", ref=task.reference))
    showing.tell_contact(ctx, changed, Text("question-given-up", ref=task.reference))


def _wake(ctx: Context, task: Task, asked: datetime, at: datetime, reminded: datetime | None) -> None:
    # Kept to the millisecond: never a moment early.
    moment = to_milliseconds(at) + 1
    facts = {"asked": to_milliseconds(asked), **({} if reminded is None else {"reminded": to_milliseconds(reminded)})}
    ctx.set_timer(f"unanswered:{task.id}:{facts['asked']}:{moment}", DUE, task.id, from_milliseconds(moment), **facts)


def _asked_at(ctx: Context, task: Task) -> datetime | None:
    """Return when the question was asked that a task waits with, to the millisecond."""
    found = [step.at for step in ctx.uow.tasks.steps(task.id) if step.move == "asked"]
    return from_milliseconds(to_milliseconds(found[-1])) if found else None


def _hours(ctx: Context, task: Task) -> BusinessHours:
    """Return the open time by which the task's promise counts; the team's where nothing is promised."""
    promise = ctx.uow.sla.of(task.id)
    if promise is not None:
        return promises.calendar_of(ctx, promise.calendar).hours
    levels = ctx.office.levels
    assert levels is not None  # a running office has them
    return levels.calendar(alerts.duty_of(ctx, task).calendar).hours

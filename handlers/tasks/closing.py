"""How a task ends for its client: accepted, sent back, opened again, cancelled, rated, closed by silence."""

from __future__ import annotations

from dataclasses import replace

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text, Urgency
from handlers.rules import states
from handlers.tasks import actions, record, screens, showing
from storage.people import Person
from storage.tasks import Task
from storage.vocabulary import Role, TaskId, TaskState

COMPLAINTS = ("wrong", "incomplete", "late", "misunderstood", "not-ours")


def accept(ctx: Context, task_id: TaskId) -> None:
    """Let the client say that all is well; the task is closed."""
    task = record.take(ctx, task_id)
    if task.state is TaskState.CLOSED:
        ctx.answer(Text("already-accepted", ref=task.reference))
        return
    _close(ctx, _ready(ctx, task, "accept"), "accepted")
    ctx.answer(Text("accepted-toast", ref=task.reference))


def close_silently(ctx: Context, task_id: TaskId, version: int) -> None:
    """Close a finished task that nobody has touched since."""
    task = ctx.uow.tasks.take(task_id)
    if task is not None and task.state is TaskState.DONE and task.version == version:
        _close(ctx, task, "closed-by-silence")


def send_back(ctx: Context, task_id: TaskId, complaint: str, words: str) -> None:
    """Give a finished task back to whoever did it, with what is wrong; if they are gone, to somebody else."""
    task = _ready(ctx, record.take(ctx, task_id), "send-back")
    changed = _again(ctx, task, "send-back", words or None)
    record.note(ctx, changed, "sent-back", complaint=complaint, words=words)
    heard = Text("sent-back", ref=task.reference, complaint=Text(f"complaint-{complaint}"), words=words)
    _tell_holder(ctx, changed, heard)
    showing.result_to_contact(ctx, changed)


def reopen(ctx: Context, task_id: TaskId) -> None:
    """Take a finished or closed task up again."""
    task = record.take(ctx, task_id)
    if states.possible("cancel", task.state):
        ctx.answer(Text("already-open", ref=task.reference))
        return
    changed = _again(ctx, _ready(ctx, task, "reopen"), "reopen", None)
    record.note(ctx, changed, "reopened")
    _tell_holder(ctx, changed, Text("reopened", ref=task.reference, name=ctx.who.name))
    showing.result_to_contact(ctx, changed)
    ctx.reply(Text("reopened-client", ref=task.reference))


def withdraw(ctx: Context, task_id: TaskId) -> None:
    """Let the client cancel a task that is not done yet."""
    task = record.take(ctx, task_id)
    if task.state is TaskState.CANCELLED:
        ctx.answer(Text("already-cancelled", ref=task.reference, by=ctx.who.name, at=task.ended_at))
        return
    cancel(ctx, _ready(ctx, task, "cancel"), reason=None)
    ctx.answer(Text("cancelled-toast", ref=task.reference))


def cancel(ctx: Context, task: Task, *, reason: str | None) -> None:
    """Cancel an open task for good; whoever has it and its client see it."""
    changed = record.move(ctx, task, "cancel", ended_at=ctx.now, reason=reason)
    record.note(ctx, changed, "cancelled", reason=reason or "")
    by = ctx.who
    _tell_holder(ctx, changed, Text("task-cancelled", ref=task.reference, by=by.name, reason=reason or ""))
    showing.to_assistant(ctx, changed)
    showing.to_contact(ctx, changed)
    if by.id != task.contact_id:
        showing.tell_contact(ctx, changed, Text("task-cancelled", ref=task.reference, by=by.name, reason=reason or ""))


def rate(ctx: Context, task_id: TaskId, stars: int) -> None:
    """Keep how content the client is, one to five."""
    task = _closed(ctx, task_id)
    if stars not in screens.RATINGS:
        raise Refused(Text("button-gone"))
    _rated(ctx, task, replace(task, rating=stars))
    ctx.answer(Text("rated", stars=stars))


def rate_in_words(ctx: Context, task_id: TaskId, words: str) -> None:
    """Keep the client's word to the rating."""
    task = _closed(ctx, task_id)
    _rated(ctx, task, replace(task, rating_words=words))


def _rated(ctx: Context, task: Task, changed: Task) -> None:
    kept = record.save(ctx, task, changed)
    record.note(ctx, kept, "rated", stars=str(kept.rating or ""))
    showing.result_to_contact(ctx, kept)
    showing.to_assistant(ctx, kept)


def _close(ctx: Context, task: Task, how: str) -> None:
    closed = record.move(ctx, task, "accept", ended_at=ctx.now)
    record.note(ctx, closed, how)
    showing.result_to_contact(ctx, closed)
    showing.to_contact(ctx, closed)
    showing.to_assistant(ctx, closed)


def _again(ctx: Context, task: Task, move: str, reason: str | None) -> Task:
    holder = record.person(ctx, task.assistant_id)
    fresh = {"reason": reason, "done_at": None, "ended_at": None}
    if holder is not None and _works(holder, task):
        return actions.give(ctx, task, holder, move, **fresh)
    queued = record.move(
        ctx, task, f"{move}-queued", assistant_id=None, assigned_at=None, acknowledged_at=None, **fresh
    )
    return actions.assign(ctx, queued)


def _works(holder: Person, task: Task) -> bool:
    present = holder.active and holder.away_since is None
    return present and holder.role is Role.ASSISTANT and holder.team_id == task.team_id


def _tell_holder(ctx: Context, task: Task, text: Text) -> None:
    holder = record.person(ctx, task.assistant_id)
    if holder is not None and holder.id != ctx.who.id:
        showing.say(ctx, task, holder, text, urgency=Urgency.URGENT)


def _ready(ctx: Context, task: Task, move: str) -> Task:
    if not states.possible(move, task.state):
        raise record.refused(ctx, task, move)
    return task


def _closed(ctx: Context, task_id: TaskId) -> Task:
    task = record.take(ctx, task_id)
    if task.state is not TaskState.CLOSED:
        raise record.refused(ctx, task, "rate")
    return task

"""How a task ends for its client: accepted, sent back, opened again, cancelled, rated, closed by silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from handlers.chat import paging, sight
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text, Urgency
from handlers.events import ClientLeaves, ClientWillLeave
from handlers.rules import states
from handlers.tasks import actions, draft_screens, record, screens, showing
from storage.people import Person
from storage.tasks import Task
from storage.types import to_milliseconds
from storage.vocabulary import WORKERS, PersonId, TaskId, TaskState

NOTHING: Mapping[str, str] = MappingProxyType({})
COMPLAINTS = ("wrong", "incomplete", "late", "misunderstood", "not-ours")


def accept(ctx: Context, task_id: TaskId, made: int | None = None) -> None:
    """Let the client say that all is well; the task is closed. `made` tells which result they looked at, by when it was
    made (milliseconds since 1970): with a later one they are shown that first."""
    task = record.take(ctx, task_id)
    if task.state is TaskState.CLOSED:
        ctx.answer(Text("already-accepted", ref=task.reference))
        return
    _ready(ctx, task, "accept")
    if made is not None and task.done_at is not None and to_milliseconds(task.done_at) != made:
        showing.result_to_contact(ctx, task, anew=True)
        ctx.answer(Text("result-newer", ref=task.reference))
        return
    _close(ctx, task, "accepted")
    ctx.answer(Text("accepted-toast", ref=task.reference))


def close_silently(ctx: Context, task_id: TaskId, done: int) -> None:
    """Close a task that was finished then (milliseconds since 1970) if its client has not said what they think. What
    they wrote since may be just that: while nobody knows what it is about, they are asked again instead."""
    task = ctx.uow.tasks.take(task_id)
    if task is None or task.done_at is None or to_milliseconds(task.done_at) != done:
        return
    if task.state is not TaskState.DONE:
        return
    if sight.are_restricted(ctx.uow, task.client_id):  # nobody of theirs can say anything meanwhile
        _wait_on(ctx, task, done)
        return
    unplaced = ctx.uow.drafts.unplaced(task.contact_id, task.done_at)
    if unplaced is None:
        _close(ctx, task, "closed-by-silence")
        return
    contact = record.contact(ctx, task)
    if contact is not None:
        ctx.tell(contact, Text("unplaced-still", ref=task.reference))
        ctx.tell_anew(
            contact, draft_screens.where_card(unplaced, ctx.office, paging.page([task], 0), more=True, staff=False)
        )
    _wait_on(ctx, task, done)


def _wait_on(ctx: Context, task: Task, done: int) -> None:
    due = ctx.now + ctx.office.close_after
    ctx.set_timer(f"silence:{task.id}:{due.isoformat()}", "tasks.silence", task.id, due, done=done)


def send_back(ctx: Context, task_id: TaskId, complaint: str, words: str) -> None:
    """Give a finished task back to whoever did it, with what is wrong; if they are gone, to somebody else."""
    task = _ready(ctx, record.take(ctx, task_id), "send-back")
    changed = _again(ctx, task, "send-back", {"complaint": complaint, "words": words})
    heard = Text("sent-back", ref=task.reference, complaint=Text(f"complaint-{complaint}"), words=words)
    _tell_holder(ctx, changed, heard)
    showing.result_to_contact(ctx, changed)


def reopen(ctx: Context, task_id: TaskId) -> None:
    """Take a finished or closed task up again."""
    task = record.take(ctx, task_id)
    if states.possible("cancel", task.state):
        ctx.answer(Text("already-open", ref=task.reference))
        return
    changed = _again(ctx, _ready(ctx, task, "reopen"), "reopen", {})
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
    if changed.result:
        showing.result_to_contact(ctx, changed)
    if by.id != task.contact_id:
        showing.tell_contact(ctx, changed, Text("task-cancelled", ref=task.reference, by=by.name, reason=reason or ""))


def client_will_leave(ctx: Context, event: ClientWillLeave) -> None:
    """Tell whoever has them in hand which tasks end with their client, in one message each and by their numbers
    alone: they find nothing of them any more."""
    theirs: dict[str, list[str]] = {}
    for task in ctx.uow.tasks.of_client(event.client_id):
        if task.assistant_id is not None and task.state is not TaskState.DONE:
            theirs.setdefault(task.assistant_id, []).append(task.reference)
    for assistant, references in theirs.items():
        person = record.person(ctx, PersonId(assistant))
        if person is not None:
            ctx.tell(person, Text("client-left-tasks", count=len(references), refs=", ".join(references)))


def client_leaves(ctx: Context, event: ClientLeaves) -> None:
    """End the next open tasks of a client who leaves, without telling anybody of theirs: finished ones are closed, all
    others cancelled."""
    for task in ctx.uow.tasks.of_client(event.client_id):
        finished = task.state is TaskState.DONE
        ended = record.move(ctx, task, "accept" if finished else "cancel", ended_at=ctx.now)
        record.note(ctx, ended, "closed-by-silence" if finished else "cancelled", by_office=True)


def rate(ctx: Context, task_id: TaskId, stars: int) -> None:
    """Keep how content the client is, one to five; once, whatever old stars still hang somewhere."""
    task = _closed(ctx, task_id)
    if stars not in screens.RATINGS:
        raise Refused(Text("button-gone"))
    if task.rating is not None:
        ctx.answer(Text("rated-already", stars=task.rating))
        return
    _rated(ctx, task, replace(task, rating=stars))
    ctx.answer(Text("rated", stars=stars))


def rate_in_words(ctx: Context, task_id: TaskId, words: str) -> None:
    """Keep the client's word to the rating."""
    task = _closed(ctx, task_id)
    _rated(ctx, task, replace(task, rating_words=words), {"words": words})


def _rated(ctx: Context, task: Task, changed: Task, said: Mapping[str, str] = NOTHING) -> None:
    kept = record.save(ctx, task, changed)
    record.note(ctx, kept, "rated", by_office=False, stars=str(kept.rating or ""), **said)
    showing.result_to_contact(ctx, kept)
    showing.to_assistant(ctx, kept)


def _close(ctx: Context, task: Task, how: str) -> None:
    closed = record.move(ctx, task, "accept", ended_at=ctx.now)
    record.note(ctx, closed, how)
    showing.result_to_contact(ctx, closed)
    showing.to_contact(ctx, closed)
    showing.to_assistant(ctx, closed)


def _again(ctx: Context, task: Task, move: str, facts: Mapping[str, str]) -> Task:
    holder = record.person(ctx, task.assistant_id)
    fresh = {"reason": None, "done_at": None, "ended_at": None, "rating": None, "rating_words": None}
    if holder is not None and _works(ctx, holder, task):
        return actions.give(ctx, task, holder, move, facts, **fresh)
    queued = record.move(
        ctx, task, f"{move}-queued", assistant_id=None, assigned_at=None, acknowledged_at=None, **fresh
    )
    record.note(ctx, queued, actions.GIVEN_BY[move], by_office=False, **facts)
    return actions.assign(ctx, queued)


def _works(ctx: Context, holder: Person, task: Task) -> bool:
    present = holder.active and holder.away_since is None
    here = present and holder.role in WORKERS and holder.team_id == task.team_id
    return here and sight.may_be_given(ctx.uow, holder, task)


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

"""The one place where a task's row changes: taken, moved by the transition table, saved if nobody was faster, noted."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.chat import sight
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text
from handlers.events import TaskChanged, TaskNoted
from handlers.rules import states
from handlers.tasks import attention, screens
from storage.people import Person
from storage.tasks import Step, Task
from storage.vocabulary import WORKERS, ClientId, PersonId, TaskId, TaskState

_REFERENCE = re.compile(r"#?(?:t\s*-?\s*)?(\d{1,9})", re.IGNORECASE)
# Steps whose words somebody wrote: they are found again when edited. The first are for the office alone.
INSIDE = frozenset({"declined", "given-back", "handed-over", "paused"})
GIVEN_IN_WORDS = INSIDE | {"asked", "done", "sent-back", "cancelled", "rated", "minutes"}
ENDED = frozenset({TaskState.DONE, TaskState.CLOSED, TaskState.CANCELLED})


def numbered(words: str) -> int | None:
    """Return the number of a reference as people write it (`T-1042`, `t 1042`, `#1042`, `1042`), None if it is none."""
    named = _REFERENCE.fullmatch(words.strip())
    return None if named is None else int(named[1])


def take(ctx: Context, task_id: TaskId) -> Task:
    """Return a task that ctx.who may see and turns to, to be changed. Raises Refused."""
    task = ctx.uow.tasks.take(task_id)
    if task is None or not may_see(ctx, task):
        raise Refused(Text("task-unknown"))
    attention.turn_to(ctx, task.id)
    ctx.uow.channels.concern(task.client_id)
    return task


def look(ctx: Context, task_id: TaskId) -> Task:
    """Return a task that ctx.who may see and turns to, to be shown. Raises Refused: unknown and not theirs sound
    alike."""
    task = ctx.uow.tasks.look(task_id)
    if task is None or not may_see(ctx, task):
        raise Refused(Text("task-unknown"))
    attention.turn_to(ctx, task.id)
    ctx.uow.channels.concern(task.client_id)
    return task


def take_own(ctx: Context, task_id: TaskId, move: str) -> Task:
    """Return a task of the assistant who acts that can make `move` now. Raises Refused."""
    task = take(ctx, task_id)
    mine = ctx.who.role in WORKERS and task.assistant_id == ctx.who.id
    if not mine or not states.possible(move, task.state):
        raise refused(ctx, task, move)
    return task


def may_see(ctx: Context, task: Task) -> bool:
    """Return whether ctx.who may do with a task what they are about to (`handlers.chat.sight`)."""
    return sight.permits(ctx.uow, ctx.who, ctx.act, task)


def move(ctx: Context, task: Task, name: str, **changes: object) -> Task:
    """Return the task after a move, kept. Raises MoveNotAllowed, Refused."""
    state = states.after(name, task.state)
    return save(ctx, task, replace(task, state=state, **changes))  # type: ignore[arg-type]  # fields of Task


def save(ctx: Context, task: Task, changed: Task) -> Task:
    """Keep a changed task and tell the house. Raises Refused if somebody was faster."""
    if not ctx.uow.tasks.save(changed, seen=task.version):
        raise Refused(Text("task-just-changed", ref=task.reference))
    kept = replace(changed, version=task.version + 1)
    if task.question is not None and kept.question is None:
        settle_question(ctx, task)
    ctx.react(ctx, TaskChanged(kept, task.assistant_id))
    return kept


def settle_question(ctx: Context, task: Task) -> None:
    """Let the client's card of the open question say that nothing is asked any more."""
    asked = contact(ctx, task)
    if asked is not None and task.question:
        by = somebody(person(ctx, task.assistant_id))
        ctx.redraw(asked, screens.question_card(task, by, task.question, is_open=False), about=task.id)


def note(ctx: Context, task: Task, name: str, *, by_office: bool = False, **facts: str) -> None:
    """Append a line to the task's history; `by_office` for what nobody did in particular."""
    by = ctx.known.id if ctx.known and not by_office else None
    if ctx.written is not None and name in GIVEN_IN_WORDS:
        facts["source"] = ctx.written
        _keep_written(ctx, task, inside=name in INSIDE)
    step = Step(name, by, ctx.now, dict(facts))
    ctx.uow.tasks.add_step(ctx.uow.new_id(), task.id, step)
    ctx.react(ctx, TaskNoted(task, step))


def _keep_written(ctx: Context, task: Task, *, inside: bool) -> None:
    sender = ctx.sender
    assert sender is not None  # words have a speaker
    assert ctx.message is not None  # as above
    place = (sender.platform, sender.workspace, sender.chat)
    ctx.uow.conversation.keep_written(place, ctx.message, task.id, ctx.now, inside=inside)


def refused(ctx: Context, task: Task, name: str) -> Refused:
    """Return why ctx.who can't make this move now: who was faster, and when."""
    holder = person(ctx, task.assistant_id)
    ended = {
        TaskState.DONE: "already-done",
        TaskState.CLOSED: "already-closed",
        TaskState.CANCELLED: "already-cancelled",
    }
    if task.state in ended:
        at = task.ended_at or task.done_at
        return Refused(Text(ended[task.state], ref=task.reference, by=somebody(holder), at=at))
    if task.assistant_id == ctx.who.id:
        if name in {"decline", "finish"}:
            return Refused(Text(f"cannot-{name}", ref=task.reference))
        return Refused(Text("cannot-now", ref=task.reference, state=Text(f"state-{task.state}")))
    if ctx.who.role not in WORKERS:
        return Refused(Text("cannot-now", ref=task.reference, state=Text(f"state-{task.state}")))
    if holder is None:
        return Refused(Text("task-not-yours", ref=task.reference))
    at = task.acknowledged_at or task.assigned_at
    return Refused(Text("already-taken", ref=task.reference, by=somebody(holder), at=at))


def person(ctx: Context, who: PersonId | None) -> Person | None:
    """Return a person by id; the one who acts without asking the database."""
    if ctx.known is not None and ctx.known.id == who:
        return ctx.known
    return None if who is None else ctx.uow.people.by_id(who)


def contact(ctx: Context, task: Task) -> Person | None:
    """Return whom of the client a task's words go to; None if they have no access any more, or may not know of it."""
    found = person(ctx, task.contact_id)
    return found if found is not None and found.active and sight.may_see(ctx.uow, found, task) else None


def need_contact(ctx: Context, task: Task) -> None:
    """Raise Refused if nobody of the client can be told anything about a task."""
    if contact(ctx, task) is None:
        name = somebody(person(ctx, task.contact_id))
        raise Refused(Text("contact-gone", ref=task.reference, name=name))


def somebody(who: Person | None) -> str | Text:
    """Return a person's name, or the word for somebody who isn't known any more."""
    return Text("somebody") if who is None else who.name


def client_name(ctx: Context, client: ClientId | None) -> str:
    """Return the name of a task's client."""
    return "" if client is None else ctx.uow.clients.name(client)

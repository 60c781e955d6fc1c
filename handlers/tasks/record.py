"""The one place where a task's row changes: taken, moved by the transition table, saved if nobody was faster, noted."""

from __future__ import annotations

from dataclasses import replace

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text
from handlers.events import TaskChanged
from handlers.rules import states
from handlers.tasks import screens
from storage.people import Person
from storage.tasks import Step, Task
from storage.vocabulary import ClientId, PersonId, Role, TaskId, TaskState

# A question stays open if the task only changes hands.
STILL_ASKED = frozenset({TaskState.WAITING, TaskState.ASSIGNED, TaskState.QUEUED})
ENDED = frozenset({TaskState.DONE, TaskState.CLOSED, TaskState.CANCELLED})


def take(ctx: Context, task_id: TaskId) -> Task:
    """Return a task that ctx.who may see, to be changed. Raises Refused."""
    task = ctx.uow.tasks.take(task_id)
    if task is None or not may_see(ctx, task):
        raise Refused(Text("task-unknown"))
    return task


def look(ctx: Context, task_id: TaskId) -> Task:
    """Return a task that ctx.who may see, to be shown. Raises Refused: unknown and not theirs sound alike."""
    task = ctx.uow.tasks.look(task_id)
    if task is None or not may_see(ctx, task):
        raise Refused(Text("task-unknown"))
    return task


def take_own(ctx: Context, task_id: TaskId, move: str) -> Task:
    """Return a task of the assistant who acts that can make `move` now. Raises Refused."""
    task = take(ctx, task_id)
    mine = ctx.who.role is Role.ASSISTANT and task.assistant_id == ctx.who.id
    if not mine or not states.possible(move, task.state):
        raise refused(ctx, task, move)
    return task


def may_see(ctx: Context, task: Task) -> bool:
    """Return whether ctx.who may see a task: managers all, assistants those of their team, contacts their own and,
    where the client has it so, their colleagues'."""
    who = ctx.who
    if who.role is Role.MANAGER:
        return True
    if who.role is Role.ASSISTANT:
        return task.team_id == who.team_id
    if task.contact_id == who.id:
        return True
    if task.client_id is None or task.client_id != who.client_id:
        return False
    client = ctx.uow.clients.look(task.client_id)
    return client is not None and client.contacts_see_all


def move(ctx: Context, task: Task, name: str, **changes: object) -> Task:
    """Return the task after a move, kept. Raises MoveNotAllowed, Refused."""
    state = states.after(name, task.state)
    return save(ctx, task, replace(task, state=state, **changes))  # type: ignore[arg-type]  # fields of Task


def save(ctx: Context, task: Task, changed: Task) -> Task:
    """Keep a changed task and tell the house. Raises Refused if somebody was faster."""
    if not ctx.uow.tasks.save(changed, seen=task.version):
        raise Refused(Text("task-just-changed", ref=task.reference))
    kept = replace(changed, version=task.version + 1)
    if task.state is TaskState.WAITING and kept.state not in STILL_ASKED:
        settle_question(ctx, task)
    ctx.react(ctx, TaskChanged(kept, task.assistant_id))
    return kept


def settle_question(ctx: Context, task: Task) -> None:
    """Let the client's card of the open question say that nothing is asked any more."""
    contact = person(ctx, task.contact_id)
    if contact is not None and task.reason:
        by = somebody(person(ctx, task.assistant_id))
        ctx.redraw(contact, screens.question_card(task, by, task.reason, is_open=False))


def note(ctx: Context, task: Task, name: str, *, by_office: bool = False, **facts: str) -> None:
    """Append a line to the task's history; `by_office` for what nobody did in particular."""
    by = ctx.known.id if ctx.known and not by_office else None
    ctx.uow.tasks.add_step(ctx.uow.new_id(), task.id, Step(name, by, ctx.now, dict(facts)))


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
    if holder is None or ctx.who.role is not Role.ASSISTANT:
        return Refused(Text("task-not-yours", ref=task.reference))
    at = task.acknowledged_at or task.assigned_at
    return Refused(Text("already-taken", ref=task.reference, by=somebody(holder), at=at))


def person(ctx: Context, who: PersonId | None) -> Person | None:
    """Return a person by id; the one who acts without asking the database."""
    if ctx.known is not None and ctx.known.id == who:
        return ctx.known
    return None if who is None else ctx.uow.people.by_id(who)


def somebody(who: Person | None) -> str | Text:
    """Return a person's name, or the word for somebody who isn't known any more."""
    return Text("somebody") if who is None else who.name


def client_name(ctx: Context, client: ClientId | None) -> str:
    """Return the name of a task's client."""
    return "" if client is None else ctx.uow.clients.name(client)

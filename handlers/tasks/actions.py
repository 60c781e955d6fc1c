"""Every change of a task, and nowhere else. Each is called inside a unit of work and leaves rows, never calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text, Urgency
from handlers.rules import assignment, states
from handlers.tasks import screens
from storage.people import Person
from storage.tasks import Draft, Step, Task
from storage.vocabulary import ClientId, DraftState, PersonId, Role, TaskId, TaskState

QUEUE_REMINDERS = (timedelta(hours=1), timedelta(hours=4), timedelta(days=1))


def file(ctx: Context, draft: Draft) -> Task:
    """Make a sent draft a task, give it to somebody, and tell the client its reference. Accepted once committed."""
    team = ctx.who.team_id or ctx.uow.people.first_team()
    if team is None:
        raise Refused(Text("office-not-ready"))
    task = Task(
        id=TaskId(draft.id),  # a draft can become one task only
        number=ctx.uow.tasks.next_number(),
        client_id=ctx.who.client_id,
        contact_id=ctx.who.id,
        team_id=team,
        words=draft.words,
        files=draft.files,
        state=TaskState.QUEUED,
        assistant_id=None,
        result=None,
        note=None,
        version=1,
        created_at=ctx.now,
        assigned_at=None,
        acknowledged_at=None,
        done_at=None,
    )
    ctx.uow.tasks.add(task)
    _note(ctx, task, "filed")
    ctx.uow.tasks.close_draft(draft.id, DraftState.SENT, task.id)
    return assign(ctx, task)


def assign(ctx: Context, task: Task) -> Task:
    """Give a queued task to the least loaded eligible assistant of its team; nobody there: managers hear it at once.
    The
    client's card says who takes care of it now."""
    ctx.uow.tasks.lock_team(task.team_id)
    chosen = assignment.choose(ctx.uow.tasks.loads(task.team_id, task.id))
    assistant = None if chosen is None else ctx.uow.people.by_id(chosen)
    client = client_name(ctx, task.client_id)
    if assistant is None:
        _tell_managers(ctx, screens.queue_alert(task, client), f"queue:{task.id}:v{task.version}")
        _look_again(ctx, task, 0)
        _show_contact(ctx, task, None)
        return task
    changed = _move(ctx, task, "assign", assistant_id=assistant.id, assigned_at=ctx.now)
    ctx.uow.tasks.note_assigned(assistant.id, ctx.now)
    _note(ctx, changed, "assigned", to=assistant.id)
    ctx.tell(assistant, screens.task_card(changed, client), urgency=Urgency.URGENT)
    _show_contact(ctx, changed, assistant)
    return changed


def still_queued(ctx: Context, task_id: TaskId, times: int) -> None:
    """Tell managers again if a task still waits in the queue: after an hour, then less and less often, while the office
    is open. `times` is how often they were told again before."""
    task = ctx.uow.tasks.take(task_id)
    if task is None or task.state is not TaskState.QUEUED:
        return
    client = client_name(ctx, task.client_id)
    _tell_managers(ctx, screens.still_waiting(task, client), f"queue:{task.id}:{ctx.now:%Y-%m-%dT%H}")
    _look_again(ctx, task, times + 1)


def acknowledge(ctx: Context, task_id: TaskId) -> None:
    """Let ctx.who take a task on: one assigned to them, or one of their team that nobody has acknowledged yet."""
    task = _take(ctx, task_id)
    before = task.assistant_id
    if task.state in {TaskState.ACKNOWLEDGED, TaskState.DONE} and before == ctx.who.id:
        ctx.answer(Text("already-yours", ref=task.reference, at=task.acknowledged_at))
        return
    if task.state not in states.MOVES["acknowledge"][0]:
        raise Refused(screens.taken_by(_person(ctx, before), task))
    changed = _move(
        ctx,
        task,
        "acknowledge",
        assistant_id=ctx.who.id,
        assigned_at=task.assigned_at or ctx.now,
        acknowledged_at=ctx.now,
    )
    if before != ctx.who.id:
        ctx.uow.tasks.note_assigned(ctx.who.id, ctx.now)
    _note(ctx, changed, "acknowledged")
    client = client_name(ctx, task.client_id)
    _tell_contact(ctx, changed, Text("task-acknowledged", ref=changed.reference, by=ctx.who.name))
    ctx.tell(ctx.who, screens.task_card(changed, client))
    if before != ctx.who.id:
        _show_contact(ctx, changed, ctx.who)
    if before is not None and before != ctx.who.id:
        former = _person(ctx, before)
        if former is not None:
            ctx.tell(former, screens.elsewhere_card(changed, client, screens.taken_by(ctx.who, changed)))
    ctx.answer(Text("acknowledged-toast", ref=changed.reference))


def decline(ctx: Context, task_id: TaskId, reason: str) -> None:
    """Put an assigned task back into the queue with the reason; the same person is not given it again."""
    task = _take_own(ctx, task_id, "decline")
    queued = _move(ctx, task, "decline", assistant_id=None, assigned_at=None)
    ctx.uow.tasks.note_declined(task.id, ctx.who.id)
    _note(ctx, queued, "declined", reason=reason)
    client = client_name(ctx, task.client_id)
    ctx.tell(ctx.who, screens.elsewhere_card(queued, client, Text("task-you-declined", reason=reason)))
    assign(ctx, queued)


def finish(ctx: Context, task_id: TaskId, result: str) -> None:
    """Close the work with words for the client."""
    task = _take_own(ctx, task_id, "finish")
    done = _move(ctx, task, "finish", result=result, done_at=ctx.now)
    _note(ctx, done, "done")
    _tell_contact(ctx, done, Text("task-done", ref=done.reference, by=ctx.who.name, words=result))
    ctx.tell(ctx.who, screens.task_card(done, client_name(ctx, task.client_id)))


def assign_waiting(ctx: Context, person: Person) -> None:
    """Give the queue's tasks out now that `person` can take some."""
    if person.role is not Role.ASSISTANT or person.team_id is None:
        return
    for task in ctx.uow.tasks.queued(person.team_id):
        taken = ctx.uow.tasks.take(task.id)
        if taken is not None and taken.state is TaskState.QUEUED:
            assign(ctx, taken)


def reword(ctx: Context, task_id: TaskId, words: str | None) -> None:
    """Take a client's change of the message a task came from: new words, or None if the message was taken back."""
    task = ctx.uow.tasks.take(task_id)
    if task is None or task.contact_id != ctx.who.id or task.state is TaskState.DONE:
        return
    note = "deleted" if words is None else "edited"
    changed = _save(ctx, task, replace(task, words=task.words if words is None else words, note=note))
    _note(ctx, changed, note, before=task.words)
    assistant = _person(ctx, task.assistant_id)
    if assistant is not None:
        ctx.tell(assistant, screens.task_card(changed, client_name(ctx, task.client_id)))
        ctx.tell(assistant, Text(f"task-words-{note}", ref=task.reference), urgency=Urgency.URGENT)


def tell_of_unreachable(ctx: Context, person: Person) -> None:
    """Tell whoever works for a client that the client can't be reached; managers hear it of everybody."""
    told: dict[PersonId, Person] = {}
    if person.role is Role.CLIENT:
        for task in ctx.uow.tasks.of_contact(person.id):
            assistant = _person(ctx, task.assistant_id)
            if assistant is not None:
                told[assistant.id] = assistant
    told.update({manager.id: manager for manager in ctx.uow.people.active(Role.MANAGER)})
    told.pop(person.id, None)
    day = ctx.now.date().isoformat()
    for reader in told.values():
        ctx.tell(
            reader,
            Text("person-unreachable", name=person.name),
            urgency=Urgency.URGENT,
            key=f"unreachable:{person.id}:{day}",
        )


def client_name(ctx: Context, client: ClientId | None) -> str:
    """Return the name of a task's client."""
    return "" if client is None else ctx.uow.people.client_name(client)


def names(ctx: Context, people: Iterable[PersonId | None]) -> dict[str, str]:
    """Return the names of these people by id."""
    found = (_person(ctx, person) for person in set(people))
    return {person.id: person.name for person in found if person is not None}


def assistant_refused(ctx: Context, task: Task, move: str) -> Refused:
    """Return why ctx.who can't make this move now."""
    holder = _person(ctx, task.assistant_id)
    if task.state is TaskState.DONE:
        return Refused(Text("already-done", ref=task.reference, by=screens.somebody(holder), at=task.done_at))
    if task.assistant_id == ctx.who.id:
        return Refused(Text(f"cannot-{move}", ref=task.reference))
    if holder is None:
        return Refused(Text("task-not-yours", ref=task.reference))
    return Refused(screens.taken_by(holder, task))


def _take(ctx: Context, task_id: TaskId) -> Task:
    task = ctx.uow.tasks.take(task_id)
    if task is None or ctx.who.role is not Role.ASSISTANT or task.team_id != ctx.who.team_id:
        raise Refused(Text("task-unknown"))
    return task


def _take_own(ctx: Context, task_id: TaskId, move: str) -> Task:
    task = _take(ctx, task_id)
    if task.assistant_id != ctx.who.id or task.state not in states.MOVES[move][0]:
        raise assistant_refused(ctx, task, move)
    return task


def _move(ctx: Context, task: Task, move: str, **changes: object) -> Task:
    state = states.after(move, task.state)
    return _save(ctx, task, replace(task, state=state, **changes))  # type: ignore[arg-type]  # fields of Task


def _save(ctx: Context, task: Task, changed: Task) -> Task:
    if not ctx.uow.tasks.save(changed, seen=task.version):
        raise Refused(Text("task-just-changed", ref=task.reference))
    return replace(changed, version=task.version + 1)


def _note(ctx: Context, task: Task, move: str, **facts: str) -> None:
    by = ctx.known.id if ctx.known else None
    ctx.uow.tasks.add_step(ctx.uow.new_id(), task.id, Step(move, by, ctx.now, dict(facts)))


def _person(ctx: Context, person: PersonId | None) -> Person | None:
    if ctx.known is not None and ctx.known.id == person:
        return ctx.known
    return None if person is None else ctx.uow.people.by_id(person)


def _tell_contact(ctx: Context, task: Task, text: Text) -> None:
    contact = _person(ctx, task.contact_id)
    if contact is not None:
        ctx.tell(contact, text)


def _tell_managers(ctx: Context, text: Text, occasion: str) -> None:
    for manager in ctx.uow.people.active(Role.MANAGER):
        ctx.tell(manager, text, urgency=Urgency.URGENT, key=occasion)


def _look_again(ctx: Context, task: Task, times: int) -> None:
    due = ctx.now + QUEUE_REMINDERS[min(times, len(QUEUE_REMINDERS) - 1)]
    hours = ctx.office.hours
    if hours is not None:
        due = hours.next_opening(due)
    ctx.set_timer(f"queue:{task.id}:{due.isoformat()}", "tasks.queue", task.id, due, times=times)


def _show_contact(ctx: Context, task: Task, assistant: Person | None) -> None:
    contact = _person(ctx, task.contact_id)
    if contact is not None:
        ctx.tell(contact, screens.accepted_card(task, [_who_cares(assistant), *_when_back(ctx)]))


def _who_cares(assistant: Person | None) -> Text:
    return Text("request-waits") if assistant is None else Text("request-goes-to", name=assistant.name)


def _when_back(ctx: Context) -> list[Text]:
    hours = ctx.office.hours
    if hours is None or hours.is_open(ctx.now):
        return []
    return [Text("office-back", at=hours.next_opening(ctx.now))]

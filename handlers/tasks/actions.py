"""Every change of a task, and nowhere else. Each is called inside a unit of work and leaves rows, never calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from handlers.chat import sight
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text, Urgency
from handlers.events import TaskChanged
from handlers.rules import assignment, states
from handlers.rules.clock_events import PLATFORM, TAKEN_FROM
from handlers.rules.policy import Subject
from handlers.rules.whens import When
from handlers.tasks import (
    appointments,
    attention,
    conversation,
    deadlines,
    history,
    promises,
    record,
    screens,
    showing,
    together,
    tying,
    wishes,
)
from handlers.tasks.questions import MOST_MINUTES
from storage.drafts import Draft
from storage.people import Person
from storage.tasks import Task
from storage.types import to_milliseconds
from storage.vocabulary import WORKERS, Confidentiality, DraftState, PersonId, Priority, Role, TaskId, TaskState, TeamId

NOTHING: Mapping[str, str] = MappingProxyType({})
GIVEN_BY = {"hand-over": "handed-over", "reassign": "reassigned", "send-back": "sent-back", "reopen": "reopened"}
PUT_BACK = {"decline": "declined", "give-back": "given-back", "return": "returned"}
FINISHED = frozenset({TaskState.DONE, TaskState.CLOSED})
QUEUE_REMINDERS = (timedelta(hours=1), timedelta(hours=4), timedelta(days=1))


def file(ctx: Context, draft: Draft) -> Task:
    """Make a sent draft a task, give it to somebody, and tell the client its reference. Accepted once committed."""
    contact = record.person(ctx, draft.contact_id or draft.person_id)
    author = ctx.known or contact
    team = (author and author.team_id) or ctx.uow.clients.first_team()
    if team is None or contact is None:
        raise Refused(Text("office-not-ready"))
    if not contact.active:
        raise Refused(Text("nobody-like-that"))
    number = ctx.uow.tasks.next_number()
    booking = appointments.kept(ctx, draft)
    ctx.uow.channels.concern(contact.client_id)
    assistant = _free(ctx, team, TaskId(draft.id), sight.of_client(ctx.uow, contact.client_id))
    task = _made_of(ctx, draft, contact, team, assistant, number)
    task = task if booking is None else replace(task, booking_id=booking.id)
    ctx.uow.tasks.add(task)
    promised = promises.promised(ctx, task)
    dates = {**promises.deadline(task), **appointments.facts(booking)}
    came = {PLATFORM: _platform(ctx, contact)}
    record.note(ctx, task, "filed", by_office=False, **promises.facts(promised), **dates, **came)
    promises.make(ctx, task, promised, dates)
    ctx.uow.drafts.close(draft.id, DraftState.SENT, task.id)
    if draft.files:
        ctx.uow.files.attach(draft.id, task.id)
    if assistant is None:
        _nobody_free(ctx, task, fresh=True)
    else:
        ctx.react(ctx, TaskChanged(task, None))
        _given(ctx, task, assistant, by_office=True, fresh=True)
    return task


def _made_of(ctx: Context, draft: Draft, contact: Person, team: TeamId, assistant: Person | None, number: int) -> Task:
    """Return the task as it is at the end, with who gets it: one row written once."""
    wished = wishes.when(draft)
    return Task(
        id=TaskId(draft.id),  # a draft can become one task only
        number=number,
        client_id=contact.client_id,
        contact_id=contact.id,
        team_id=team,
        words=draft.words,
        files=draft.files,
        state=TaskState.QUEUED if assistant is None else states.after("assign", TaskState.QUEUED),
        assistant_id=None if assistant is None else assistant.id,
        result=None,
        note=None,
        version=1,
        created_at=ctx.now,
        assigned_at=None if assistant is None else ctx.now,
        acknowledged_at=None,
        done_at=None,
        title=draft.title,
        category=draft.category,
        priority=draft.priority or Priority.NORMAL,
        wish=draft.wish,
        answers=draft.answers,
        wish_at=deadlines.wished_by(ctx, wished),
        wished=None if wished is None else wished.noted(),
        confidentiality=_usual_class(ctx, draft, contact),
    )


def _platform(ctx: Context, contact: Person) -> str:
    """Return on which platform a request came; where its contact didn't write it themselves, where they are told."""
    if ctx.sender is not None and ctx.known is not None and ctx.known.id == contact.id:
        return ctx.sender.platform
    addresses = ctx.uow.people.addresses(contact.id)
    told = [address.platform for address in addresses if address.id == contact.told_at]
    return next(iter([*told, *(address.platform for address in addresses)]), "")


def _usual_class(ctx: Context, draft: Draft, contact: Person) -> Confidentiality | None:
    """Return who may know of a new task: what holds for its client, else for its category."""
    terms = None if contact.client_id is None else ctx.uow.clients.terms(contact.client_id)
    category = ctx.office.category(draft.category)
    if terms is not None and terms.confidentiality is not None:
        return terms.confidentiality
    return Confidentiality.CONFIDENTIAL if category is not None and category.confidential else None


def assign(ctx: Context, task: Task, why: Text | None = None, *, alone: bool = True) -> Task:
    """Give a queued task to the least loaded eligible assistant of its team; nobody there: managers hear it at once,
    and `why` it is in the queue, unless it is not `alone` in that. The client's card says who takes care of it now."""
    assistant = _free(ctx, task.team_id, task.id, sight.subject(ctx.uow, task))
    if assistant is None:
        _nobody_free(ctx, task, why=why, alone=alone)
        return task
    return give(ctx, task, assistant, "assign")


def give(
    ctx: Context, task: Task, assistant: Person, move: str, facts: Mapping[str, str] = NOTHING, **changes: object
) -> Task:
    """Give a task to one assistant by a move that ends in *assigned*; `facts` are for the line in its history. What the
    client was asked stays asked."""
    kept = {"assistant_id": assistant.id, "assigned_at": ctx.now, "acknowledged_at": None, "reason": task.question}
    changed = record.move(ctx, task, move, **{**kept, **changes})
    if move in GIVEN_BY:
        record.note(ctx, changed, GIVEN_BY[move], by_office=False, **facts)
    _given(ctx, changed, assistant, by_office=move == "assign")
    return changed


def still_queued(ctx: Context, task_id: TaskId, times: int) -> None:
    """Tell managers again if a task still waits in the queue: after an hour, then less and less often, while the office
    is open; what others are told of within two minutes is one message. `times` is how often they were told before."""
    task = ctx.uow.tasks.take(task_id)
    if task is None or task.state is not TaskState.QUEUED:
        return
    told = together.join(ctx, "still-queued", task)
    queued = sorted((one for one in told.tasks if one.state is TaskState.QUEUED), key=lambda one: one.number)
    for manager in ctx.uow.people.active(Role.MANAGER):
        waiting = sight.visible(ctx.uow, manager, queued)
        if waiting:
            client = record.client_name(ctx, waiting[0].client_id)
            card = screens.still_waiting(told.key, waiting, client)
            ctx.tell(manager, card, urgency=Urgency.URGENT, about=waiting[0].id if len(waiting) == 1 else None)
    _look_again(ctx, task, times + 1)


def acknowledge(ctx: Context, task_id: TaskId) -> None:
    """Let ctx.who take a task on: one assigned to them, or one of their team that nobody has acknowledged yet."""
    task = record.take(ctx, task_id)
    before = task.assistant_id
    if before == ctx.who.id and task.state not in {TaskState.ASSIGNED, TaskState.QUEUED, TaskState.CANCELLED}:
        ctx.answer(Text("already-yours", ref=task.reference, at=task.acknowledged_at))
        return
    if not states.possible("acknowledge", task.state):
        raise record.refused(ctx, task, "acknowledge")
    changed = record.move(
        ctx,
        task,
        "acknowledge",
        assistant_id=ctx.who.id,
        assigned_at=task.assigned_at or ctx.now,
        acknowledged_at=ctx.now,
    )
    if before != ctx.who.id:
        ctx.uow.tasks.note_assigned(ctx.who.id, ctx.now)
    record.note(ctx, changed, "acknowledged")
    showing.tell_contact(ctx, changed, Text("task-acknowledged", ref=changed.reference, by=ctx.who.name))
    former = record.person(ctx, before)
    if before == ctx.who.id:
        showing.to_assistant(ctx, changed)
    else:
        showing.new_to_assistant(ctx, changed, ctx.who, in_view=True)
        showing.to_contact(ctx, changed)
    if former is not None and former.id != ctx.who.id:
        showing.gone_from(ctx, changed, former, screens.taken_by(ctx.who, changed))
    ctx.answer(Text("acknowledged-toast", ref=changed.reference))


def decline(ctx: Context, task_id: TaskId, reason: str) -> None:
    """Put an assigned task back into the queue with the reason; the same person is not given it again."""
    task = record.take_own(ctx, task_id, "decline")
    ctx.uow.tasks.note_declined(task.id, ctx.who.id)
    heard = Text("came-declined", by=ctx.who.name, words=reason)
    changed = _queued(ctx, task, "decline", heard, reason=reason)
    showing.gone_from(ctx, changed, ctx.who, Text("task-you-declined", reason=reason))


def give_back(ctx: Context, task_id: TaskId, reason: str) -> None:
    """Put a task one has in hand back into the queue; the same person is not given it again."""
    task = record.take_own(ctx, task_id, "give-back")
    ctx.uow.tasks.note_declined(task.id, ctx.who.id)
    heard = Text("came-given-back", by=ctx.who.name, words=reason)
    changed = _queued(ctx, task, "give-back", heard, reason=reason)
    showing.gone_from(ctx, changed, ctx.who, Text("task-you-gave-back", reason=reason))


def lapse(ctx: Context, task: Task, holder: Person, silent: Text, seconds: int) -> Task:
    """Put a task back into the queue whose assistant gives no sign of life; they are not given it again. `silent` says
    for how long that has been, `seconds` of open time. Return the task as it is then."""
    ctx.uow.tasks.note_declined(task.id, holder.id)
    heard = Text("came-returned", by=holder.name, span=silent)
    changed = _queued(ctx, task, "return", heard, whose=holder.id, seconds=str(seconds))
    showing.gone_from(ctx, changed, holder, Text("task-lapsed", span=silent))
    showing.say(ctx, changed, holder, Text("task-lapsed-told", ref=task.reference, span=silent))
    return changed


def hand_over(ctx: Context, task_id: TaskId, to: PersonId, words: str) -> None:
    """Give a task one has in hand to a colleague of the team, with a note on what is open."""
    task = record.take_own(ctx, task_id, "hand-over")
    colleague = _colleague(ctx, task, to)
    changed = give(ctx, task, colleague, "hand-over", {"to": colleague.id, "words": words})
    open_question = Text("question-open", words=task.question) if task.question else ""
    told = Text("handed-to-you", ref=task.reference, by=ctx.who.name, words=words, question=open_question)
    showing.say(ctx, changed, colleague, told)
    showing.gone_from(ctx, changed, ctx.who, Text("task-handed-over", name=colleague.name))
    ctx.answer(Text("handed-over-toast", ref=task.reference, name=colleague.name))


def ask(ctx: Context, task_id: TaskId, question: str) -> None:
    """Ask the client something; the task waits for them."""
    task = record.take_own(ctx, task_id, "ask")
    record.need_contact(ctx, task)
    changed = record.move(ctx, task, "ask", reason=question)
    record.note(ctx, changed, "asked", question=question)
    conversation.keep(ctx, changed, question, ctx.written)
    contact = record.person(ctx, task.contact_id)
    if contact is not None:
        attention.call(ctx, contact, task.id)
        ctx.tell_anew(contact, screens.question_card(changed, ctx.who.name, question, is_open=True), about=task.id)
    showing.to_assistant(ctx, changed)


def pause(ctx: Context, task_id: TaskId, reason: str) -> None:
    """Let a task rest, with a reason for the office."""
    changed = record.move(ctx, record.take_own(ctx, task_id, "pause"), "pause", reason=reason)
    record.note(ctx, changed, "paused", reason=reason)
    showing.to_assistant(ctx, changed)


def resume(ctx: Context, task_id: TaskId) -> None:
    """Go on with a task that was paused or waited for the client."""
    changed = record.move(ctx, record.take_own(ctx, task_id, "resume"), "resume", reason=None)
    record.note(ctx, changed, "resumed")
    showing.to_assistant(ctx, changed)


def finish(
    ctx: Context, task_id: TaskId, result: str, minutes: int | None = None, *, beginning: str = "", form: str = ""
) -> None:
    """Close the work with words for the client, and the minutes it took; `beginning` are words that came with files
    before, `form` the one whose files belong to this result. Without an answer it closes by itself."""
    task = record.take_own(ctx, task_id, "finish")
    worked = task.minutes if minutes is None else (task.minutes or 0) + minutes
    whole = "\n".join(filter(None, (beginning, result)))
    done = record.move(ctx, task, "finish", result=whole, done_at=ctx.now, minutes=worked, reason=None)
    record.note(ctx, done, "done", minutes=str(minutes or 0), beginning=beginning, form=form)
    due = ctx.now + ctx.office.close_after
    ctx.set_timer(f"silence:{done.id}:v{done.version}", "tasks.silence", done.id, due, done=to_milliseconds(ctx.now))
    showing.result_to_contact(ctx, done, anew=True)
    showing.to_contact(ctx, done)
    showing.to_assistant(ctx, done)


def note_minutes(ctx: Context, task_id: TaskId, minutes: int, *, instead: bool = False) -> None:
    """Note how long the latest result took, beside what earlier ones took; `instead` of what was noted for it."""
    task = record.take(ctx, task_id)
    if task.assistant_id != ctx.who.id or task.state not in FINISHED or not 0 <= minutes <= MOST_MINUTES:
        raise Refused(Text("button-gone"))
    steps = ctx.uow.tasks.steps(task.id)
    noted = history.minutes_of_round(steps)
    if noted is not None and not instead:
        ctx.answer(Text("minutes-already", minutes=noted))
        return
    changed = record.save(ctx, task, replace(task, minutes=history.minutes_before(steps) + minutes))
    record.note(ctx, changed, "minutes", minutes=str(minutes))
    showing.to_assistant(ctx, changed)
    ctx.answer(Text("minutes-noted", minutes=minutes))


def unassign(ctx: Context, person: Person, *, why: str) -> tuple[int, int]:
    """Put everything a person has in hand back into the queue and give it to others; return how many tasks are with
    others now, and how many wait because nobody is there. `why` is `left`, `away` or `moved` (to another role or
    team)."""
    return take_away(ctx, ctx.uow.tasks.carried_by(person.id, most=500), person, why=why)


def take_away(ctx: Context, tasks: Sequence[Task], person: Person, *, why: str) -> tuple[int, int]:
    """Do so with some of what a person has in hand. `why` may also be `not-bound` (to secrecy)."""
    given, waiting = 0, list[Task]()
    heard = Text(f"gone-{why}", name=person.name)
    for found in tasks:
        task = ctx.uow.tasks.take(found.id)
        if task is None or task.assistant_id != person.id or not states.possible("give-back", task.state):
            continue
        changed = _queued(ctx, task, "give-back", heard, alone=False, reason=why, whose=person.id)
        there = record.person(ctx, changed.assistant_id)
        waiting += [changed] if there is None else []
        given += there is not None
        where = Text("task-in-queue") if there is None else Text("task-now-with", name=there.name)
        showing.gone_from(ctx, changed, person, Text("task-taken-away", why=heard, where=where))
    _tell_waiting(ctx, waiting, heard)
    return given, len(waiting)


def move_team(ctx: Context, task: Task, team: TeamId) -> Task:
    """Let a task be another team's, and give it to who is free there, else put it into their queue."""
    free = {"assistant_id": None, "assigned_at": None, "acknowledged_at": None, "reason": task.question}
    if task.state is TaskState.QUEUED:
        changed = record.save(ctx, task, replace(task, team_id=team))
    else:
        changed = record.move(ctx, task, "give-back", team_id=team, **free)
    note_team(ctx, changed, task.team_id, taken_from=task.assistant_id)
    return assign(ctx, changed)


def note_team(ctx: Context, task: Task, before: TeamId, taken_from: PersonId | None = None) -> None:
    """Write into a task's history that it is another team's now, if it is, and whom it was `taken_from` for that."""
    if task.team_id != before:
        names = dict(ctx.uow.clients.teams())
        teams = {"now": names.get(task.team_id, ""), "before": names.get(before, "")}
        record.note(ctx, task, "team", by_office=False, **teams, **{TAKEN_FROM: str(taken_from or "")})


def assign_waiting(ctx: Context, person: Person) -> None:
    """Give the queue's tasks out now that `person` can take some."""
    if person.role not in WORKERS or person.team_id is None:
        return
    for task in ctx.uow.tasks.queued(person.team_id):
        taken = ctx.uow.tasks.take(task.id)
        if taken is not None and taken.state is TaskState.QUEUED:
            assign(ctx, taken)


def reword(ctx: Context, task_id: TaskId, words: str | None, when: When | None) -> bool:
    """Take a client's change of the message a task came from: new words, or None if the message was taken back, and
    the time it is wished for now. False if the task is done, and the change comes too late."""
    task = ctx.uow.tasks.take(task_id)
    if task is None or not states.possible("cancel", task.state):
        return False
    promised = showing.promised_lines(ctx, task)
    note = "deleted" if words is None else "edited"
    changed = replace(task, words=task.words if words is None else words, note=note)
    wished = None if when is None else when.noted()
    if wished != task.wished:  # one that stayed the same may be over by now, and stays what it was
        changed = replace(changed, wished=wished, wish_at=deadlines.wished_by(ctx, when))
    changed = record.save(ctx, task, changed)
    record.note(ctx, changed, note, before=task.words)
    _note_wish(ctx, changed, task)
    showing.to_contact(ctx, changed)
    if showing.promised_lines(ctx, changed) != promised:
        showing.promised_anew(ctx, changed)
    assistant = record.person(ctx, task.assistant_id)
    if assistant is not None:
        showing.to_assistant(ctx, changed)
        showing.say(ctx, changed, assistant, Text(f"task-words-{note}", ref=task.reference))
    tying.reworded(ctx, changed, task.words)
    return True


def rewish(ctx: Context, task: Task, when: When | None, words: str | None) -> Task:
    """Let a task be wished for at another time, None for none, in these words; return it as it is then."""
    promised = showing.promised_lines(ctx, task)
    wished = None if when is None else when.noted()
    if (wished, words) == (task.wished, task.wish):
        return task
    changed = replace(task, wish=words, wished=wished, wish_at=deadlines.wished_by(ctx, when))
    changed = record.save(ctx, task, changed)
    _note_wish(ctx, changed, task)
    wish = Text("when", when=when) if when is not None else words or Text("wish-none")
    told = Text("task-date-set", ref=task.reference, name=ctx.who.name, wish=wish)
    appointments.show(ctx, changed, promised, told, to_client=ctx.who.role is not Role.CLIENT)
    return changed


def _note_wish(ctx: Context, changed: Task, before: Task) -> None:
    """Write into a task's history that it is wished for by another moment, if it is."""
    if changed.wish_at != before.wish_at:
        was = "" if before.wish_at is None else before.wish_at.isoformat()
        record.note(ctx, changed, "wish", by_office=False, before=was, **promises.deadline(changed))


def takers(ctx: Context, task: Task, team: TeamId) -> list[Person]:
    """Return a team's assistants who may be given a task, absent ones included."""
    return [person for person in ctx.uow.people.assistants(team) if sight.may_be_given(ctx.uow, person, task)]


def _free(ctx: Context, team: TeamId, task: TaskId, about: Subject) -> Person | None:
    """Return the team's least loaded assistant who may get a task, None if nobody may."""
    ctx.uow.tasks.lock_team(team)
    loads = ctx.uow.tasks.loads(team, task)
    # What a team lead may work on is what an assistant may.
    free = [load for load in loads if sight.may_work(ctx.uow, load.person_id, Role.ASSISTANT, about)]
    chosen = assignment.choose(free)
    return None if chosen is None else ctx.uow.people.by_id(chosen)


def _given(ctx: Context, task: Task, assistant: Person, *, by_office: bool, fresh: bool = False) -> None:
    ctx.uow.tasks.note_assigned(assistant.id, ctx.now)
    record.note(ctx, task, "assigned", by_office=by_office, to=assistant.id)
    showing.new_to_assistant(ctx, task, assistant, fresh=fresh)
    showing.to_contact(ctx, task, assistant, fresh=fresh)


def _nobody_free(ctx: Context, task: Task, *, why: Text | None = None, fresh: bool = False, alone: bool = True) -> None:
    if alone:
        _tell_waiting(ctx, [task], why)
    _look_again(ctx, task, 0)
    showing.to_contact(ctx, task, fresh=fresh)


def _tell_waiting(ctx: Context, tasks: Sequence[Task], why: Text | None) -> None:
    """Tell managers once which tasks nobody can take."""
    if len(tasks) > 1:
        card = screens.queue_alerts(ctx.uow.new_id(), tasks, why)
        for manager in ctx.uow.people.active(Role.MANAGER):
            ctx.tell(manager, card, urgency=Urgency.URGENT)
    for task in tasks if len(tasks) == 1 else ():
        client = record.client_name(ctx, task.client_id)
        showing.tell_managers(ctx, task, screens.queue_alert(task, client, why), f"queue:{task.id}:v{task.version}")


def _queued(ctx: Context, task: Task, move: str, heard: Text, *, alone: bool = True, **facts: str) -> Task:
    """Put a task back into the queue and give it to somebody else if there is anybody; return it as it is then."""
    queued = record.move(
        ctx, task, move, assistant_id=None, assigned_at=None, acknowledged_at=None, reason=task.question
    )
    record.note(ctx, queued, PUT_BACK[move], by_office=False, **facts)
    return assign(ctx, queued, heard, alone=alone)


def _colleague(ctx: Context, task: Task, to: PersonId) -> Person:
    colleague = ctx.uow.people.by_id(to)
    fits = colleague is not None and colleague.active and colleague.role in WORKERS
    fits = fits and colleague is not None and sight.may_be_given(ctx.uow, colleague, task)
    if colleague is None or not fits or colleague.team_id != task.team_id or colleague.id == task.assistant_id:
        raise Refused(Text("nobody-like-that"))
    return colleague


def _look_again(ctx: Context, task: Task, times: int) -> None:
    due = ctx.now + QUEUE_REMINDERS[min(times, len(QUEUE_REMINDERS) - 1)]
    hours = ctx.office.hours
    if hours is not None:
        due = hours.next_opening(due)
    # Once an hour, though the task came into the queue twice.
    ctx.set_timer(f"queue:{task.id}:{due:%Y-%m-%dT%H}", "tasks.queue", task.id, due, times=times)

"""What tasks do when a timer comes due or something happens elsewhere in the house."""

from __future__ import annotations

from dataclasses import replace

from handlers.chat.context import Context
from handlers.chat.incoming import TimerDue
from handlers.chat.outgoing import Text, Urgency
from handlers.events import (
    AbsenceBegan,
    FileArrived,
    FileFailed,
    PersonLeft,
    PersonUnreachable,
    RequestDue,
    RightsBegan,
    TaskNoted,
)
from handlers.tasks import (
    actions,
    alerts,
    closing,
    contacts,
    deadlines,
    files,
    lease,
    promises,
    record,
    screens,
    showing,
    unanswered,
    wishes,
)
from storage.people import Person
from storage.vocabulary import PersonId, Role, TaskId

GOES_ON = frozenset({"client-said", "resumed"})


def queue_timer(ctx: Context, due: TimerDue) -> None:
    """Look again whether a task still waits in the queue."""
    actions.still_queued(ctx, TaskId(due.about), _number(due, "times"))


def silence_timer(ctx: Context, due: TimerDue) -> None:
    """Close a finished task nobody said anything to."""
    closing.close_silently(ctx, TaskId(due.about), _number(due, "done"))


def rights_began(ctx: Context, event: RightsBegan) -> None:
    """Give a newcomer what waits."""
    actions.assign_waiting(ctx, event.person)


def request_due(ctx: Context, event: RequestDue) -> None:
    """File a request whose time has come, with the files it had when it was written."""
    draft = event.draft
    kept = [] if event.first is None else files.again(ctx, event.first, draft)
    filed = replace(draft, files=kept)
    actions.file(ctx, wishes.followed(ctx, filed) if event.dated else filed)


def absence_began(ctx: Context, event: AbsenceBegan) -> None:
    """Offer managers to give others what somebody has in hand who is away from now on."""
    if event.load:
        card = screens.absent_card(event.person, event.load, event.until)
        for manager in ctx.uow.people.active(Role.MANAGER):
            ctx.tell_anew(manager, card)


def left(ctx: Context, event: PersonLeft) -> None:
    """Give what somebody had in hand to others; tell staff whose contact is gone."""
    if event.person.role is Role.CLIENT:
        contacts.left(ctx, event.person)
        return
    actions.unassign(ctx, event.person, why="moved" if event.person.active else "left")


def unreachable(ctx: Context, event: PersonUnreachable) -> None:
    """Tell whoever works for a client that the client can't be reached; managers hear it of everybody."""
    person = event.person
    told: dict[PersonId, Person] = {}
    if person.role is Role.CLIENT:
        for task in ctx.uow.tasks.of_contact(person.id):
            assistant = record.person(ctx, task.assistant_id)
            if assistant is not None:
                told[assistant.id] = assistant
    told.update({manager.id: manager for manager in ctx.uow.people.active(Role.MANAGER)})
    told.pop(person.id, None)
    key = f"unreachable:{person.id}:{ctx.now.date().isoformat()}"
    for reader in told.values():
        ctx.tell(reader, Text("person-unreachable", name=person.name), urgency=Urgency.URGENT, key=key)


def noted(ctx: Context, event: TaskNoted) -> None:
    """Let a task's clocks and the lease of who has it follow its history, and the alerts that hang somewhere follow the
    clocks; what a client wishes by a time is remembered, and what they were asked. Work that rested is done later:
    their card says when, and they are told unless it was their own answer that it goes on with."""
    deadlines.noted(ctx, event)
    lease.noted(ctx, event)
    unanswered.noted(ctx, event)
    if not promises.concerns(ctx, event):
        return
    alerts.catch_up(ctx, event.task)
    standing = promises.noted(ctx, event)
    if standing is None:
        return
    alerts.redraw(ctx, event.task, standing)
    if event.step.move in GOES_ON and promises.stood_still(standing, ctx.now):
        showing.to_contact(ctx, event.task)
        if event.step.move == "resumed":
            showing.promised_anew(ctx, event.task)


def file_arrived(ctx: Context, event: FileArrived) -> None:
    """Send a file on."""
    files.arrived(ctx, event.file)


def file_failed(ctx: Context, event: FileFailed) -> None:
    """Say that a file didn't come."""
    files.failed(ctx, event.file)


def _number(due: TimerDue, name: str) -> int:
    value = due.facts.get(name, 0)
    return value if isinstance(value, int) else 0

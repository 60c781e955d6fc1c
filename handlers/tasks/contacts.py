"""Whom of the client a task's words go to. Who has no access any more is told nothing; staff hear it, and a manager
names somebody else or cancels the task."""

from __future__ import annotations

from dataclasses import replace

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text, Urgency
from handlers.tasks import attention, board_screens, record, screens, showing
from storage.people import Person
from storage.tasks import Task
from storage.vocabulary import PersonId, Role, TaskId, TaskState

MOST = 500


def left(ctx: Context, person: Person) -> None:
    """Tell whoever works for a contact that they have no access any more, and managers what they can do."""
    tasks = ctx.uow.tasks.of_contact(person.id, MOST)
    if not tasks:
        return
    for task in tasks:
        assistant = record.person(ctx, task.assistant_id)
        if assistant is not None:
            showing.to_assistant(ctx, task)
            showing.say(ctx, task, assistant, Text("contact-left", ref=task.reference, name=person.name))
    client = record.client_name(ctx, person.client_id)
    card = board_screens.contact_left_card(person, client, tasks)
    for manager in ctx.uow.people.active(Role.MANAGER):
        ctx.tell(manager, card, urgency=Urgency.URGENT)


def press_other(ctx: Context, about: str) -> None:
    """Press of Other contact: offer the client's other contacts."""
    task = record.take(ctx, TaskId(about))
    there = [] if task.client_id is None else ctx.uow.people.contacts(task.client_id)
    others = [person for person in there if person.id != task.contact_id]
    ctx.reply(board_screens.contacts_card(task, record.client_name(ctx, task.client_id), others))


def choose(ctx: Context, about: str) -> None:
    """Press of a contact's name: what is said about the task goes to them from now on; they see how it stands."""
    number, _, who = about.partition("=")
    found = ctx.uow.tasks.by_number(int(number)) if number.isdigit() else None
    task = None if found is None else record.take(ctx, found.id)
    person = ctx.uow.people.by_id(PersonId(who))
    if task is None or person is None or not person.active or person.role is not Role.CLIENT:
        raise Refused(Text("nobody-like-that"))
    if person.client_id != task.client_id or person.id == task.contact_id:
        raise Refused(Text("nobody-like-that"))
    changed = record.save(ctx, task, replace(task, contact_id=person.id))
    record.note(ctx, changed, "contact", to=person.id, before=task.contact_id)
    _show(ctx, changed, person)
    showing.to_assistant(ctx, changed)
    assistant = record.person(ctx, changed.assistant_id)
    if assistant is not None:
        showing.say(ctx, changed, assistant, Text("contact-now", ref=task.reference, name=person.name))
    ctx.answer(Text("contact-now", ref=task.reference, name=person.name))


def _show(ctx: Context, task: Task, contact: Person) -> None:
    """Show a new contact what the one before saw last."""
    showing.to_contact(ctx, task)
    if task.question:
        attention.call(ctx, contact, task.id)
        by = record.somebody(record.person(ctx, task.assistant_id))
        ctx.tell_anew(contact, screens.question_card(task, by, task.question, is_open=True), about=task.id)
    if task.state is TaskState.DONE:
        showing.result_to_contact(ctx, task, anew=True)

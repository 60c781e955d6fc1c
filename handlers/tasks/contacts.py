"""Whom of the client a task's words go to. Who has no access any more is told nothing; staff hear it, and a manager
names somebody else or cancels the task."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from handlers.chat import paging
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Card, Text, Urgency
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
    card = _card(ctx, person, 0)
    for manager in ctx.uow.people.active(Role.MANAGER):
        ctx.tell(manager, card, urgency=Urgency.URGENT)


def press_left(ctx: Context, about: str) -> None:
    """Press of a page of what somebody left behind."""
    who, number = paging.asked(about)
    person = ctx.uow.people.by_id(PersonId(who))
    if person is None or person.active or person.role is not Role.CLIENT:
        raise Refused(Text("nobody-like-that"))
    ctx.reply(_card(ctx, person, number or 0))


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
    person = _contact(ctx, who)
    if task is None or person.client_id != task.client_id or person.id == task.contact_id:
        raise Refused(Text("nobody-like-that"))
    _give(ctx, task, person)
    _draw_again(ctx, [task.contact_id])
    ctx.answer(Text("contact-now", ref=task.reference, name=person.name))


def all_to(ctx: Context, about: str) -> None:
    """Press of All to …: everything of the client that nobody of them hears of any more goes to this contact."""
    person = _contact(ctx, about)
    assert person.client_id is not None  # contacts have one
    tasks = [task for task in ctx.uow.tasks.of_client(person.client_id, MOST) if _left_behind(ctx, task)]
    for task in tasks:
        _give(ctx, task, person)
    _draw_again(ctx, [task.contact_id for task in tasks])
    ctx.answer(Text("contact-now-all", count=len(tasks), name=person.name))


def _contact(ctx: Context, who: str) -> Person:
    person = ctx.uow.people.by_id(PersonId(who))
    if person is None or not person.active or person.role is not Role.CLIENT:
        raise Refused(Text("nobody-like-that"))
    return person


def _left_behind(ctx: Context, task: Task) -> bool:
    contact = ctx.uow.people.by_id(task.contact_id)
    return contact is None or not contact.active


def _card(ctx: Context, person: Person, number: int) -> Card:
    """Return what somebody left behind, as managers see it now."""
    there = [] if person.client_id is None else ctx.uow.people.contacts(person.client_id)
    tasks = paging.page(ctx.uow.tasks.of_contact(person.id, MOST), number)
    return board_screens.contact_left_card(person, record.client_name(ctx, person.client_id), tasks, there)


def _draw_again(ctx: Context, contacts: Collection[PersonId]) -> None:
    """Show managers what is still left behind by these, where they were told of it."""
    for who in dict.fromkeys(contacts):
        person = ctx.uow.people.by_id(who)
        if person is not None and not person.active:
            for manager in ctx.uow.people.active(Role.MANAGER):
                ctx.redraw(manager, _card(ctx, person, 0))


def _give(ctx: Context, task: Task, person: Person) -> None:
    """Let what is said about a task go to another contact, who sees how it stands."""
    changed = record.save(ctx, task, replace(task, contact_id=person.id))
    record.note(ctx, changed, "contact", to=person.id, before=task.contact_id)
    _show(ctx, changed, person)
    showing.to_assistant(ctx, changed)
    assistant = record.person(ctx, changed.assistant_id)
    if assistant is not None:
        showing.say(ctx, changed, assistant, Text("contact-now", ref=task.reference, name=person.name))


def _show(ctx: Context, task: Task, contact: Person) -> None:
    """Show a new contact what the one before saw last."""
    showing.to_contact(ctx, task)
    if task.question:
        attention.call(ctx, contact, task.id)
        by = record.somebody(record.person(ctx, task.assistant_id))
        ctx.tell_anew(contact, screens.question_card(task, by, task.question, is_open=True), about=task.id)
    if task.state is TaskState.DONE:
        showing.result_to_contact(ctx, task, anew=True)

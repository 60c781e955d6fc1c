"""Who may know of a task: said by its client or by staff, and what follows from it for who has it and who saw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.chat import sight
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Button, Card, Text
from handlers.events import ObligationEnded, TermsChanged
from handlers.rules import states
from handlers.tasks import actions, record, showing
from storage.tasks import Task
from storage.vocabulary import STAFF, Confidentiality, TaskId

CLASSES = (Confidentiality.NORMAL, Confidentiality.CONFIDENTIAL, Confidentiality.INTERNAL)
MOST = 500


def class_card(task: Task, offered: Sequence[Confidentiality]) -> Card:
    """Return the choice of who may know of a task."""
    now = task.confidentiality or Confidentiality.NORMAL
    buttons = [Button(Text(f"class-{each}"), "tasks.set-class", f"{task.id}={each}") for each in offered]
    buttons.append(Button(Text("back"), "tasks.show", task.id))
    title = Text("class-which", ref=task.reference, now=Text(f"class-{now}"))
    return Card(f"class:{task.id}", title, [Text(f"class-means-{each}") for each in (now, *offered)], buttons)


def press(ctx: Context, about: str) -> None:
    """Press of Who may see this: offer the other classes."""
    task = record.take(ctx, TaskId(about))
    now = task.confidentiality or Confidentiality.NORMAL
    offered = [each for each in CLASSES if each is not now and _may_choose(ctx, each)]
    ctx.reply(class_card(task, offered))


def choose(ctx: Context, about: str) -> None:
    """Press of a class: whoever may not know of the task any more loses it, and their card of it."""
    which, _, wanted = about.partition("=")
    task = record.take(ctx, TaskId(which))
    if wanted not in CLASSES or not _may_choose(ctx, Confidentiality(wanted)):
        raise Refused(Text("button-gone"))
    meant = Confidentiality(wanted)
    before = task.confidentiality or Confidentiality.NORMAL
    if meant is before:
        raise Refused(Text("button-used"))
    contact = record.contact(ctx, task)
    changed = record.save(ctx, task, replace(task, confidentiality=meant))
    record.note(ctx, changed, "class", now=str(meant), before=str(before))
    if contact is not None and not sight.may_see(ctx.uow, contact, changed):
        ctx.leave_behind(contact, Card(f"draft:{task.id}", Text("kept-inside", ref=task.reference)), about=task.id)
    showing.to_assistant(ctx, changed)
    showing.to_contact(ctx, changed)
    ctx.answer(Text("class-set", ref=task.reference, what=Text(f"class-{meant}")))
    ctx.reply(Card(f"class:{task.id}", Text("class-set", ref=task.reference, what=Text(f"class-{meant}"))))


def obligation_ended(ctx: Context, event: ObligationEnded) -> None:
    """Give others what somebody may not work on any more."""
    for task in ctx.uow.tasks.carried_by(event.person.id, most=MOST):
        _take_away(ctx, task)


def terms_changed(ctx: Context, event: TermsChanged) -> None:
    """Give others what those who have it may not work on any more."""
    for task in ctx.uow.tasks.of_client(event.client_id, MOST):
        _take_away(ctx, task)


def _take_away(ctx: Context, task: Task) -> None:
    holder = record.person(ctx, task.assistant_id)
    if holder is None or not states.possible("give-back", task.state):
        return
    if not sight.may_be_given(ctx.uow, holder, task):
        actions.take_away(ctx, [task], holder, why="not-bound")


def _may_choose(ctx: Context, wanted: Confidentiality) -> bool:
    """Whether who acts may say so: what stays inside is for staff to say."""
    return wanted is not Confidentiality.INTERNAL or ctx.who.role in STAFF

"""The date of a request that is filed, and the appointment it is for: changed on a card of their own."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.chat import forms, time_fields
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Card, Form, Text
from handlers.rules import states, whens
from handlers.rules.whens import parsed
from handlers.tasks import actions, appointments, date_screens, record, tying, wishes
from storage.dialogs import Dialog
from storage.drafts import Draft
from storage.tasks import Task
from storage.vocabulary import WORKERS, DraftId, DraftState, TaskId


def press(ctx: Context, about: str) -> None:
    """Press of Change date: the card that does it."""
    task, draft = _taken(ctx, about)
    ctx.reply(_card(ctx, task, draft), anew=True)


def choose(ctx: Context, about: str) -> None:
    """Press of a day, of a time that may be meant, or of none."""
    task_id, _, token = about.partition("=")
    task, draft = _taken(ctx, task_id)
    day = whens.quick(token, time_fields.now_of(ctx))
    _put(ctx, task, wishes.choose(draft, token) if day is None else wishes.picked(draft, day))


def pick(ctx: Context, about: str) -> None:
    """A day or a time of day was picked on the card."""
    task_id, _, value = about.partition("=")
    task, draft = _taken(ctx, task_id)
    when = time_fields.picked(ctx, parsed(task.wished) if task.wished else None, value)
    if when is None:
        ctx.reply(_card(ctx, task, draft))
    else:
        _put(ctx, task, wishes.picked(draft, when))


def ask(ctx: Context, about: str) -> None:
    """Press of Other time: ask for it."""
    task, _ = _taken(ctx, about)
    ctx.ask(date_screens.form(), task.id)


def form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question by when a request is wished for."""
    return date_screens.form()


def given(ctx: Context, dialog: Dialog, answers: Mapping[str, str]) -> None:
    """The time is there; left out, none is wished for."""
    task, draft = _taken(ctx, dialog.about)
    wish = answers.get("wish", "")
    _put(ctx, task, wishes.given(ctx, draft, wish) if wish else wishes.choose(draft, ""))


def tie(ctx: Context, about: str) -> None:
    """Press of For A-17, or of Not for A-17."""
    task_id, _, number = about.partition("=")
    contact = record.person(ctx, record.look(ctx, TaskId(task_id)).contact_id)
    booking = appointments.need(ctx, number, contact) if number else None
    task, draft = _taken(ctx, task_id)
    changed = tying.tie(ctx, task, booking)
    ctx.reply(_card(ctx, changed, draft))
    ctx.answer(Text("saved-for", ref=changed.reference))


def _put(ctx: Context, task: Task, draft: Draft) -> None:
    """Let a task be wished for when its draft says, once that is certain."""
    forms.settled(ctx, task.id, date_screens.FORM)
    ctx.uow.drafts.save(draft)
    if wishes.asks(draft):
        ctx.reply(_card(ctx, task, draft))
        return
    changed = actions.rewish(ctx, task, wishes.when(draft), draft.wish)
    ctx.reply(_card(ctx, changed, draft))
    ctx.answer(Text("saved-for", ref=changed.reference))


def _taken(ctx: Context, about: str) -> tuple[Task, Draft]:
    """Return a task whose date ctx.who may change, and the draft it came from, in which its time was understood; both
    to be changed, locked in the order in which the client's own edits do it. Raises Refused."""
    draft = ctx.uow.drafts.take(DraftId(about))
    task = record.take(ctx, TaskId(about))
    theirs = ctx.who.role not in WORKERS or task.assistant_id == ctx.who.id
    if not theirs or not states.possible("cancel", task.state):
        raise record.refused(ctx, task, "wish")
    if draft is None:
        draft = _draft_of(task)
        ctx.uow.drafts.add(draft)
    elif draft.state is not DraftState.SENT:
        raise Refused(Text("button-gone"))
    return task, draft


def _draft_of(task: Task) -> Draft:
    """Return the draft of a task that never was one."""
    source = f"task:{task.id}"
    state = DraftState.SENT
    return Draft(DraftId(task.id), task.contact_id, task.words, [], source, state, task.id, task.created_at)


def _card(ctx: Context, task: Task, draft: Draft) -> Card:
    contact = record.person(ctx, task.contact_id)
    return date_screens.date_card(task, draft, appointments.choice(ctx, task.booking_id, contact))

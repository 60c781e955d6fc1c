"""Words of staff that belong to a task which isn't among those offered: asked for by its number, or by words."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.chat import paging
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Form, Text
from handlers.tasks import draft_screens, drafting, questions, record, searching
from storage.dialogs import Dialog
from storage.tasks import Task


def ask(ctx: Context, about: str) -> None:
    """Press of Another task …: ask which one."""
    draft = drafting.open_draft(ctx, about)
    ctx.ask(questions.which_task(), draft.id)


def form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question which task."""
    return questions.which_task()


def named(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """It is said which one: by its number, who may read the words is next; by words, those found are offered."""
    draft = drafting.open_draft(ctx, dialog.about)
    number = record.numbered(given["words"])
    if number is not None:
        drafting.place(ctx, f"{draft.id}={number}")
        return
    tasks: list[Task] = searching.found(ctx, given["words"], paging.MOST)
    if not tasks:
        raise Refused(Text("find-nothing", words=given["words"]))
    ctx.reply(draft_screens.where_card(draft, ctx.office, paging.page(tasks, 0), more=True, staff=True))

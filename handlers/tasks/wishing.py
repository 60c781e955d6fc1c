"""The time on a draft's card: chosen, picked, asked for again, taken away."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.chat import time_fields
from handlers.chat.context import Context
from handlers.chat.outgoing import Form
from handlers.tasks import wishes
from handlers.tasks.drafting import open_draft, show
from storage.dialogs import Dialog


def choose(ctx: Context, about: str) -> None:
    """Press of a time that may be meant, or of none."""
    draft_id, _, token = about.partition("=")
    show(ctx, wishes.choose(open_draft(ctx, draft_id), token))


def pick(ctx: Context, about: str) -> None:
    """A day or a time of day was picked on the card."""
    draft_id, _, value = about.partition("=")
    draft = open_draft(ctx, draft_id)
    when = time_fields.picked(ctx, wishes.stands(draft), value)
    show(ctx, draft if when is None else wishes.picked(draft, when))


def ask(ctx: Context, about: str) -> None:
    """Press of Other time: ask for it."""
    ctx.ask(wishes.form(), open_draft(ctx, about).id)


def form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question by when a request is wished for."""
    return wishes.form()


def given(ctx: Context, dialog: Dialog, answers: Mapping[str, str]) -> None:
    """The time is there; left out, none is wished for."""
    draft, wish = open_draft(ctx, dialog.about), answers.get("wish", "")
    show(ctx, wishes.given(ctx, draft, wish) if wish else wishes.choose(draft, ""))

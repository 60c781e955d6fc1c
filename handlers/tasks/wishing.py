"""The time on a draft's card: chosen, picked, asked for again, taken away; whether it comes again and again; and the
appointment it is for."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.chat import forms, time_fields
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Form, Text
from handlers.events import RequestRepeats
from handlers.tasks import appointments, draft_screens, repeats, wishes
from handlers.tasks.drafting import change, open_draft, show
from storage.dialogs import Dialog
from storage.vocabulary import DraftState


def choose(ctx: Context, about: str) -> None:
    """Press of a time that may be meant, or of none."""
    draft_id, _, token = about.partition("=")
    draft = wishes.choose(open_draft(ctx, draft_id), token)
    forms.settled(ctx, draft.id, wishes.FORM)
    show(ctx, draft)


def pick(ctx: Context, about: str) -> None:
    """A day or a time of day was picked on the card."""
    draft_id, _, value = about.partition("=")
    draft = open_draft(ctx, draft_id)
    when = time_fields.picked(ctx, wishes.stands(draft), value)
    if when is not None:
        forms.settled(ctx, draft.id, wishes.FORM)
    show(ctx, draft if when is None else wishes.picked(draft, when))


def tie(ctx: Context, about: str) -> None:
    """Press of For A-17, or of Not for A-17."""
    draft_id, _, number = about.partition("=")
    show(ctx, appointments.chosen(ctx, open_draft(ctx, draft_id), number))


def repeat(ctx: Context, about: str) -> None:
    """Press of As a recurring request: it is one from now on, and nothing is filed before its time. What its category
    asks is asked once, before that."""
    draft = open_draft(ctx, about)
    repeated = repeats.again(draft)
    if repeated is None:
        raise Refused(Text("button-gone"))
    if draft_screens.questions_left(draft, ctx.office.category(draft.category)):
        change(ctx, draft.id)
        return
    forms.settled(ctx, draft.id)
    ctx.uow.drafts.close(draft.id, DraftState.REPEATED)
    ctx.reply(draft_screens.placed_card(repeats.once(draft), ctx.office, Text("draft-repeats")))
    ctx.react(ctx, RequestRepeats(draft, repeated, draft.contact_id or ctx.who.id))


def once(ctx: Context, about: str) -> None:
    """Press of Only once: it is a request like any other."""
    show(ctx, repeats.once(open_draft(ctx, about)))


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

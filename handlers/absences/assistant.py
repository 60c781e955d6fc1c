"""What an assistant can do about being away: at once or planned, see, cancel, come back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from handlers.absences import actions, screens
from handlers.chat import time_fields
from handlers.chat.context import Context
from handlers.chat.feature import Unsettled
from handlers.chat.outgoing import Card, Form, Text, Typed
from storage.dialogs import Dialog
from storage.vocabulary import AbsenceState


def away(ctx: Context, words: str) -> None:
    """`/away`: nothing new from now on; `/away Mon–Wed`: a planned absence, once it is confirmed."""
    if words.strip():
        _plan(ctx, words)
        return
    actions.go(ctx)
    ctx.reply(Text("away-now", count=len(ctx.uow.tasks.carried_by(ctx.who.id, most=500))))
    if any(one.state is AbsenceState.PLANNED for one in ctx.uow.absences.of(ctx.who.id)):
        press_list(ctx, "")


def back(ctx: Context, words: str) -> None:
    """`/back`: new tasks come again, those waiting first."""
    ctx.reply(Text("back-now"))
    actions.come_back(ctx)


def press_confirm(ctx: Context, about: str) -> None:
    """Press of Right, or of another time that may be meant."""
    absence_id, _, token = about.partition("=")
    absence = actions.own(ctx, absence_id, AbsenceState.ASKED)
    actions.confirm(ctx, absence, actions.meant(absence, token))


def pick(ctx: Context, about: str) -> None:
    """The first or the last day was picked on the card."""
    absence_id, _, picked = about.partition("=")
    edge, _, value = picked.partition("=")
    actions.reset(ctx, actions.own(ctx, absence_id, AbsenceState.ASKED), value, last=edge == screens.LAST)


def press_discard(ctx: Context, about: str) -> None:
    """Press of Discard, before anything was planned."""
    actions.drop(ctx, actions.own(ctx, about, AbsenceState.ASKED))
    ctx.answer(Text("away-cancelled"))


def cancelled(ctx: Context) -> Unsettled | None:
    """Return the absence that was asked about last, to be discarded."""
    asked = ctx.uow.absences.asked(ctx.who.id)
    return None if asked is None else Unsettled(asked.created_at, partial(_discard_last, ctx, asked.id))


def _discard_last(ctx: Context, about: str) -> None:
    actions.drop(ctx, actions.own(ctx, about, AbsenceState.ASKED))
    ctx.reply(Text("away-cancelled"))


def press_cancel(ctx: Context, about: str) -> None:
    """Press of Cancel on a planned absence; one that is under way ends."""
    absence = actions.own(ctx, about, *actions.CURRENT)
    if absence.state is AbsenceState.ON:
        back(ctx, "")
    else:
        actions.drop(ctx, absence)
        ctx.answer(Text("away-cancelled"))
    ctx.redraw(ctx.who, _listed(ctx))


def press_list(ctx: Context, about: str) -> None:
    """Press of Absences: what is planned and under way."""
    ctx.reply(_listed(ctx), anew=True)


def ask_when(ctx: Context, about: str) -> None:
    """Press of Another time, or of Plan an absence: ask when."""
    ctx.ask(screens.when_form(), about)


def when_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question when somebody is away."""
    return screens.when_form()


def answered(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The time is there: it is shown to be confirmed."""
    _plan(ctx, given["when"], dialog.about)


def _plan(ctx: Context, words: str, instead: str = "") -> None:
    reading = time_fields.read(ctx, words)
    if reading.past:
        ctx.reply(Text("when-past", when=reading.when))
    elif not reading.offers:
        ctx.reply(Text("away-how", away=Typed("away")))
    else:
        actions.ask(ctx, reading, instead)


def _listed(ctx: Context) -> Card:
    return screens.list_card(ctx.who, ctx.uow.absences.of(ctx.who.id))

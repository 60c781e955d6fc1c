"""What managers do with a follow-up: look at it, take care of it, note what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.chat.context import Context
from handlers.chat.outgoing import Form
from handlers.feedback import actions, screens
from storage.dialogs import Dialog


def press_show(ctx: Context, about: str) -> None:
    """Press of a client's name in a digest: the follow-up below what was said since."""
    ctx.reply(actions.card(ctx, actions.look(ctx, about)), anew=True)


def press_take(ctx: Context, about: str) -> None:
    """Press of I take care."""
    actions.take(ctx, about)


def ask_settle(ctx: Context, about: str) -> None:
    """Press of Settled: ask what came of it."""
    one = actions.open_one(ctx, about)
    ctx.ask(screens.settle_form(ctx.uow.clients.name(one.client_id)), about)


def settle_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question what came of it."""
    return screens.settle_form(ctx.uow.clients.name(actions.look(ctx, dialog.about).client_id))


def settled(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The answer is there."""
    actions.settle(ctx, dialog.about, given["words"])

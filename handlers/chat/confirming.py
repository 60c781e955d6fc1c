"""The second press of a button that ends something, where the platform has no dialog of its own that asks first."""

from __future__ import annotations

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Button, Card, Style, Text
from handlers.chat.wire import unpack
from storage.dialogs import Pressable

YES, NO = "confirm.yes", "confirm.no"
ACTIONS = frozenset({YES, NO})


def is_due(button: Pressable, *, asked: bool) -> bool:
    """Return whether somebody is to be asked before a press counts; `asked` tells that the platform did so."""
    return button.result is not None and button.used_at is None and not asked


def ask(ctx: Context, button: Pressable) -> None:
    """Ask before a press counts."""
    yes = Button(Text("yes"), YES, button.key, style=Style.DANGER)
    ctx.reply(Card(_key(button), unpack(button.result), buttons=[yes, Button(Text("no"), NO, button.key)]), anew=True)


def answered(ctx: Context, said: Pressable) -> Pressable | None:
    """Take the second press; return the button that counts now, None if it is left. Raises Refused."""
    button = ctx.uow.dialogs.take_button(said.about)
    if button is None:
        raise Refused(Text("button-gone"))
    if button.used_at is None:
        answer = Text("form-picked", label=Text("yes" if said.action == YES else "no"))
        ctx.reply(Card(_key(button), unpack(button.result), [answer]))
    return button if said.action == YES else None


def _key(button: Pressable) -> str:
    return f"sure:{button.key}"

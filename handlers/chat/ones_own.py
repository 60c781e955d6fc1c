"""What is about a person alone (settings, help): it works while the data of their client are restricted, too."""

from __future__ import annotations

from handlers.chat import sight
from handlers.chat.context import Context
from handlers.chat.feature import ActionSpec, CommandSpec, FormSpec
from handlers.chat.incoming import Command, Event, Pressed, Submitted
from handlers.chat.router import House, Way
from storage.dialogs import Dialog


def is_refused(ctx: Context, way: Way, event: Event, dialog: Dialog | None, house: House) -> bool:
    """Return whether this can't be done, as the data of their client are restricted and it isn't about them alone."""
    if ctx.known is None or not sight.is_restricted(ctx.uow, ctx.known):
        return False
    spec = _declared(ctx, way, event, dialog, house)
    return spec is None or not spec.always


def _declared(
    ctx: Context, way: Way, event: Event, dialog: Dialog | None, house: House
) -> CommandSpec | ActionSpec | FormSpec | None:
    """Return what the features declare of a command, a button, or the form they have open."""
    heard = event.heard
    if way in {Way.ANSWER, Way.SUBMIT, Way.CANCEL}:
        if dialog is None or (isinstance(heard, Submitted) and heard.dialog != dialog.id):
            return None
        return house.forms.get(dialog.form)
    if isinstance(heard, Command):
        return house.commands.get(heard.name)
    button = ctx.uow.dialogs.button(heard.key) if isinstance(heard, Pressed) else None
    return None if button is None else house.actions.get(button.action)

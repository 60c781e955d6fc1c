"""What whoever governs does about secrecy obligations: record one with the date of the signature, end it."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Form, Text
from handlers.events import ObligationEnded, RightsBegan
from handlers.people import bound, manager
from handlers.rules import policy, whens
from storage.dialogs import Dialog
from storage.secrecy import Obligation


def ask(ctx: Context, about: str) -> None:
    """Press of Record secrecy obligation: ask for the date."""
    person = manager.somebody(ctx, about)
    if person.role not in policy.NEED_OBLIGATION:
        raise Refused(Text("button-gone"))
    ctx.ask(bound.form_of(person), person.id)


def form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question when somebody signed."""
    return bound.form_of(manager.somebody(ctx, dialog.about))


def recorded(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The date is there: from now on they may be given what is under professional secrecy. Raises Refused."""
    person = manager.somebody(ctx, dialog.about)
    when = whens.parsed(given["on"])
    day = None if when is None else when.first_day
    if person.role not in policy.NEED_OBLIGATION or day is None:
        raise Refused(Text("form-answer-needed"), "on")
    if when is not None and when.start is not None and when.start > ctx.now:
        raise Refused(Text("obligation-not-yet"), "on")
    ctx.uow.secrecy.end(person.id, ctx.who.id, ctx.now)
    ctx.uow.secrecy.add(Obligation(ctx.uow.new_id(), person.id, day.isoformat(), ctx.who.id, ctx.now))
    if person.active and person.away_since is None:
        ctx.react(ctx, RightsBegan(person))
    manager.changed(ctx, person)


def release(ctx: Context, about: str) -> None:
    """Press of End secrecy obligation: what they may not have any more goes to others at once."""
    person = manager.somebody(ctx, about)
    if not ctx.uow.secrecy.end(person.id, ctx.who.id, ctx.now):
        raise Refused(Text("button-gone"))
    ctx.react(ctx, ObligationEnded(person))
    manager.changed(ctx, person)

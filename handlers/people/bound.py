"""Whether somebody is bound to secrecy, as their card shows it."""

from __future__ import annotations

from handlers.chat.context import Context
from handlers.chat.outgoing import Button, Field, FieldKind, Form, Style, Text
from handlers.rules import policy
from storage.people import Person

OBLIGE, RELEASE = "people.oblige", "people.release"


def lines(ctx: Context, person: Person) -> list[Text]:
    """Return whether a person is bound to secrecy, where that matters for their role."""
    if person.role not in policy.NEED_OBLIGATION:
        return []
    kept = ctx.uow.secrecy.in_force(person.id)
    if kept is None:
        return [Text("not-obliged")]
    by = ctx.uow.people.by_id(kept.recorded_by)
    return [Text("obliged-line", day=kept.signed_on, by=Text("somebody") if by is None else by.name)]


def buttons(ctx: Context, person: Person) -> list[Button]:
    """Return what can be done about it."""
    if person.role not in policy.NEED_OBLIGATION:
        return []
    if ctx.uow.secrecy.in_force(person.id) is None:
        return [Button(Text("oblige"), OBLIGE, person.id, opens=OBLIGE)]
    confirm = Text("obligation-end-sure", name=person.name)
    return [Button(Text("obligation-end"), RELEASE, person.id, style=Style.DANGER, confirm=confirm)]


def form_of(person: Person) -> Form:
    """Return the question when somebody signed."""
    asked = Field("on", Text("obligation-on"), FieldKind.DAY, help=Text("obligation-help"), past=True)
    return Form(OBLIGE, Text("obligation-title", name=person.name), Text("save"), [asked])

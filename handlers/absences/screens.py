"""What absences look like: names and facts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.chat import time_fields
from handlers.chat.outgoing import Button, Card, Field, FieldKind, Form, Picker, PickerKind, Style, Text
from handlers.rules import whens
from storage.absences import Absence
from storage.people import Person
from storage.vocabulary import AbsenceState

FORM = "absences.when"
FIRST, LAST = "first", "last"


def asked_card(absence: Absence, *, known: bool) -> Card:
    """Return how an absence was understood: right, another of the times it may mean, or none. `known` tells that one
    stands out."""
    title = Text("away-is-it", when=whens.parsed(absence.offers[0])) if known else Text("when-several")
    buttons = [
        Button(label, "absences.confirm", f"{absence.id}={token}", style=style)
        for label, token, style in time_fields.offered(absence.offers, known=known)
    ]
    buttons += [
        Button(Text("when-other"), "absences.ask", absence.id, opens=FORM),
        Button(Text("discard"), "absences.discard", absence.id),
    ]
    return Card(_key(absence), title, buttons=buttons, pickers=_pickers(absence))


def planned_card(absence: Absence) -> Card:
    """Return an absence that is planned."""
    title = Text("away-planned", when=whens.parsed(absence.offers[0]))
    return Card(_key(absence), title, [Text("away-planned-what")], [_cancel(absence, Text("away-cancel"))])


def begun_card(absence: Absence, load: int) -> Card:
    """Return an absence that has begun; `load` tasks are in hand."""
    when = whens.parsed(absence.offers[0])
    lines = [Text("away-now", count=load)]
    return Card(_key(absence), Text("away-begun", when=when), lines, [_cancel(absence, Text("away-back"))])


def over_card(absence: Absence) -> Card:
    """Return what the card of an absence becomes that is over, cancelled or discarded."""
    return Card(_key(absence), Text("away-over" if absence.state is AbsenceState.OVER else "away-cancelled"))


def list_card(person: Person, absences: Sequence[Absence]) -> Card:
    """Return when somebody is and will be away, each with a button to cancel it."""
    lines, buttons = [], []
    for number, absence in enumerate(absences, start=1):
        when = whens.parsed(absence.offers[0]) if absence.offers else None
        name = "away-line" if absence.state is AbsenceState.PLANNED else "away-line-on"
        lines.append(Text("away-line-open", number=number) if when is None else Text(name, number=number, when=when))
        buttons.append(_cancel(absence, Text("away-cancel-number", number=number)))
    buttons.append(Button(Text("away-plan"), "absences.ask", person.id, opens=FORM))
    return Card(f"absences:{person.id}", Text("away-title"), lines or [Text("away-none")], buttons)


def when_form() -> Form:
    """Return the question when somebody is away."""
    field = Field("when", Text("away-when"), FieldKind.TIME, longest=200, help=Text("away-when-help"))
    return Form(FORM, Text("away-plan"), Text("save"), [field])


def _pickers(absence: Absence) -> list[Picker]:
    when = whens.parsed(absence.offers[0])
    ends = None if when is None else replace(when, start=None)
    return [
        Picker(Text("away-first-day"), PickerKind.DAY, "absences.pick", f"{absence.id}={FIRST}", when),
        Picker(Text("away-last-day"), PickerKind.DAY, "absences.pick", f"{absence.id}={LAST}", ends),
    ]


def _cancel(absence: Absence, label: Text) -> Button:
    style = Style.PRIMARY if absence.state is AbsenceState.ON else None
    return Button(label, "absences.cancel", absence.id, style=style)


def _key(absence: Absence) -> str:
    return f"absence:{absence.id}"

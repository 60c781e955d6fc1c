"""What is seen of how long a client's requests are kept. Pure."""

from __future__ import annotations

from handlers.chat.outgoing import Button, Card, Field, FieldKind, Form, Style, Text
from handlers.rules.retention import LEAST_DAYS, MOST_DAYS
from storage.clients import Client

CHOOSE, TRY, SET, ASK = "privacy.keep", "privacy.keep-try", "privacy.keep-set", "privacy.keep-ask"
FORM = "privacy.keep"
OFFERED = (7, 30, 180, MOST_DAYS)
USUAL = 0


def choice(client: Client, own: int | None, usual: int) -> Card:
    """Return how long it is, and what else may be chosen."""
    lines = [Text("keep-as-all", days=usual) if own is None else Text("keep-own", days=own), Text("keep-what")]
    buttons = [
        Button(Text("keep-days", days=days), TRY, f"{client.id}={days}") for days in OFFERED if days not in {own, usual}
    ]
    if own is not None:
        buttons.append(Button(Text("keep-usual", days=usual), TRY, f"{client.id}={USUAL}"))
    buttons.append(Button(Text("keep-other"), ASK, client.id, opens=FORM))
    return Card(f"keep:{client.id}", Text("keep-title", name=client.name), lines, buttons)


def tried(client: Client, days: int, usual: int, number: int) -> Card:
    """Return what would go by some days, with the button that makes it so."""
    label = Text("keep-set", days=days) if days else Text("keep-usual", days=usual)
    buttons = [
        Button(label, SET, f"{client.id}={days}", style=Style.DANGER if number else Style.PRIMARY),
        Button(Text("back"), CHOOSE, client.id),
    ]
    line = Text("keep-would-go", days=days or usual, count=number)
    return Card(f"keep:{client.id}", Text("keep-title", name=client.name), [line], buttons)


def form(name: str) -> Form:
    """Return the question for how many days."""
    asked = Field(
        *("days", Text("keep-how-many"), FieldKind.NUMBER),
        most=MOST_DAYS,
        help=Text("keep-bounds", least=LEAST_DAYS, most=MOST_DAYS),
    )
    return Form(FORM, Text("keep-title", name=name), Text("keep-look"), [asked])

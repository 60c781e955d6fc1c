"""What a form's card becomes once nobody fills it in there any more. Pure."""

from __future__ import annotations

from handlers.chat.outgoing import Button, Card, Style, Text
from handlers.chat.wire import unpack
from storage.dialogs import Dialog

GO_ON = "forms.go-on"


def closed(dialog: Dialog, name: str, *, can_go_on: bool = False) -> Card:
    """Return the card of a form that was closed; the sentence `name` says why. `can_go_on` offers to take it up
    again."""
    button = Button(Text("form-go-on"), GO_ON, dialog.id, style=Style.PRIMARY)
    title = dialog.facts.get("title")
    if not can_go_on or title is None:
        return Card(f"form:{dialog.id}", Text(name), buttons=[button] if can_go_on else ())
    return Card(f"form:{dialog.id}", unpack(title), [Text(name)], [button])

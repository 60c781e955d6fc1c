"""What can be pressed or picked on a card: what its keys stand for, and how it goes into the outbox."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import datetime
from typing import Any

from handlers.chat.outgoing import Button, Card, Picker
from handlers.chat.wire import pack, pack_button, pack_picker
from storage.chance import random_bytes
from storage.dialogs import Pressable
from storage.people import Person


def hung(card: Card, person: Person, until: datetime) -> tuple[list[Pressable], dict[str, Any]]:
    """Return what a person may press or pick on a card until a moment (UTC), each under a fresh key, and the same as
    content of the outbox."""
    # Keys of one time lie side by side in their index; drawn by chance alone, each would change a page of its own.
    prefix = f"{int(until.timestamp()):08x}"
    buttons = [_pressable(button, person, until, prefix) for button in card.buttons]
    pickers = [_pressable(picker, person, until, prefix) for picker in card.pickers]
    content: dict[str, Any] = {}
    if buttons:
        content["buttons"] = [pack_button(one, its.key) for one, its in zip(card.buttons, buttons, strict=True)]
    if pickers:
        content["pickers"] = [pack_picker(one, its.key) for one, its in zip(card.pickers, pickers, strict=True)]
    return [*buttons, *pickers], content


def _pressable(control: Button | Picker, person: Person, until: datetime, prefix: str) -> Pressable:
    asks, version = None, None
    if isinstance(control, Button):
        asks, version = None if control.confirm is None else pack(control.confirm), control.version
    key = prefix + urlsafe_b64encode(random_bytes(16)).decode("ascii").rstrip("=")
    return Pressable(key, person.id, control.action, control.about, version, until, None, asks)

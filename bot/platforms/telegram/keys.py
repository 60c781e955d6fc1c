"""A button as Telegram's wire takes it, and one that does nothing."""

from __future__ import annotations

from dataclasses import dataclass

INERT = "-"  # no key of ours is so short: pressed, nothing happens
BLANK = "·"  # Telegram takes no button without a letter


@dataclass(frozen=True, slots=True)
class Key:
    """A button as the wire takes it."""

    label: str
    key: str
    style: str | None


def inert(label: str = BLANK) -> Key:
    """Return a button that does nothing."""
    return Key(label, INERT, None)

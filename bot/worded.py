"""From an outbox row to the messages it becomes on one platform. Pure: nothing is sent or kept here."""

from __future__ import annotations

from dataclasses import replace

from bot.i18n import Wording
from bot.platforms.base import Message, Platform
from storage.outbox import Outgoing

MOST_CUTS = 5
MORE = "…"


def parts_of(row: Outgoing, wording: Wording, platform: Platform) -> list[Message]:
    """Return the row's message in parts, each with a mark of its own to be found by."""
    message = wording.message(row.content, row.language, row.zone, prefix=platform.prefix, mark=row.id)
    parts = platform.parts(message)
    if len(parts) == 1:
        return parts
    return [replace(part, mark=f"{row.id}.{number}") for number, part in enumerate(parts)]


def in_one(parts: list[Message], platform: Platform, *, from_top: bool = False) -> Message:
    """Return what an edit can show of a long message: its title and its end, as the rest stands in earlier parts; or,
    `from_top`, what it begins with."""
    if from_top and len(parts) > 1:
        return _beginning(parts, platform)
    title, shown = parts[0].title, parts[-1]
    for _ in range(MOST_CUTS):
        if len(parts) == 1:
            break
        shown = replace(parts[-1], title=title)
        parts = platform.parts(shown)
    return shown


def _beginning(parts: list[Message], platform: Platform) -> Message:
    """Return the first part with what can be pressed on the last; it ends with a sign that there is more."""
    lines, keys = parts[0].lines[:-1], next((part.options for part in parts if part.options), ())
    shown = replace(parts[0], lines=(*lines, MORE), options=keys)
    for _ in range(MOST_CUTS):
        if len(platform.parts(shown)) == 1:
            break
        lines = lines[: len(lines) * 2 // 3]
        shown = replace(shown, lines=(*lines, MORE))
    return shown

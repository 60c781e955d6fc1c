"""The terminal's lines as they are printed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.preview.html import Html, words


def screen(lines: Sequence[str]) -> Html:
    """Return the lines in a terminal's window."""
    return words("\n".join(lines), "pre", class_="terminal")

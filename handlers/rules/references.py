"""References that people name in their words. Pure."""

from __future__ import annotations

import re

_APPOINTMENT = re.compile(r"(?<![\w-])A[-\u2010\u2011\u2013]([0-9]{1,9})(?![\w-])", re.IGNORECASE)


def appointments(words: str) -> tuple[int, ...]:
    """Return the numbers of the appointments that words name as A-17, each once, in order."""
    return tuple(dict.fromkeys(int(found[1]) for found in _APPOINTMENT.finditer(words)))

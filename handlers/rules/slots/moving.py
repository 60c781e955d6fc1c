"""To which hour somebody's words move an appointment: "11 statt 10", "instead of 10 rather 11", an hour alone. Bare
numbers count here, as it is known that an hour is spoken of, and which one it is now. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time

from handlers.rules.slots.wording import APPOINTMENT, POLITE

HALF_A_DAY, A_DAY = 12, 24
LONGEST = 200
_NUMBERS = """
    eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf /
    one two three four five six seven eight nine ten eleven twelve
"""
_WORDED = {word: number for half in _NUMBERS.split("/") for number, word in enumerate(half.split(), start=1)}
_HOUR = rf"(?:(?:um|at)\s+)?(\d{{1,2}}(?:[:.]\d\d)?|{'|'.join(_WORDED)})(?:\s*(?:uhr|o['’]clock|h))?(?!\w)"
_INSTEAD = r"(?:(?:an)?statt(?:\s+von)?|anstelle\s+von|instead\s+of|rather\s+than|nicht|not)"
_THAN = r"(?:(?:an)?statt(?:\s+von)?|instead\s+of|(?:rather\s+)?than|als|(?:und\s+|and\s+)?(?:nicht|not))"
_RATHER = r"(?:lieber|besser|doch|sondern|rather|better|but)"
_OLD_FIRST = (
    re.compile(rf"\b{_INSTEAD}\s+{_HOUR}\s*,?\s+(?:{_RATHER}\s+)*{_HOUR}", re.IGNORECASE),
    re.compile(rf"\bvon\s+{_HOUR}\s+auf\s+{_HOUR}", re.IGNORECASE),
    re.compile(rf"\bfrom\s+{_HOUR}\s+to\s+{_HOUR}", re.IGNORECASE),
)
_NEW_FIRST = re.compile(rf"\b(?:{_RATHER}\s+)*{_HOUR}\s*,?\s+{_THAN}\s+{_HOUR}", re.IGNORECASE)
_OF_MOVING = """
    lieber besser doch dann auf verschieben verlegen geht ginge passt es kann können könnten sie wir mir auch
    rather better then to move it make can could that there works instead how about let's
"""
_NO_MORE = POLITE | APPOINTMENT | frozenset(_OF_MOVING.split())
_ALONE = re.compile(r"(\d{1,2}(?:[:.]\d\d)?)\s?(?:uhr|h|am|pm|a\.m\.|p\.m\.|o['’]clock)?", re.IGNORECASE)


def one_hour(text: str, begins: time) -> str:
    """Return a text about an appointment that begins at this time of day, with one hour said instead of that one as the
    hour that is meant (`11:00`); a text that names another hour as the present one is left as it is, as are long
    ones."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        return text
    found = [(match, match[1], match[2]) for pattern in _OLD_FIRST for match in pattern.finditer(text)]
    found += [(match, match[2], match[1]) for match in _NEW_FIRST.finditer(text)]
    for match, old, new in found:
        at = _nearest(new, begins)
        if at is not None and _nearest(old, begins) == begins.replace(second=0, microsecond=0):
            return f"{text[: match.start()]}{at:%H:%M}{text[match.end() :]}"
    return text


def says_no_more(text: str, times: Iterable[tuple[int, int]]) -> bool:
    """Return whether a text says when an appointment is to be and nothing else; `times` are its parts that say when."""
    taken = list(times)
    rest = {
        found[0].lower()
        for found in re.finditer(r"[\w'’]+", text)
        if not any(begin <= found.start() < end for begin, end in taken)
    }
    return bool(taken) and rest <= _NO_MORE


def is_hour(text: str) -> bool:
    """Return whether a text says an hour and nothing else but politeness: not on which day."""
    rest = [word for word in re.split(r"[\s,!?]+", text.lower()) if word and word not in POLITE]
    return _ALONE.fullmatch(" ".join(rest)) is not None


def _nearest(said: str, begins: time) -> time | None:
    """Return the time of day that `10`, `10:30` or `zehn` means: of the two that a clock's face shows, the one that is
    nearer to when the appointment begins. None if there is none."""
    word, _, minute = said.lower().replace(".", ":").partition(":")
    hour = _WORDED.get(word) or int(word)
    hours = [hour, hour + HALF_A_DAY] if hour <= HALF_A_DAY else [hour]
    if int(minute or 0) >= 60:
        return None
    shown = [time(each, int(minute or 0)) for each in hours if each < A_DAY]
    return min(shown, key=lambda each: abs(each.hour - begins.hour), default=None)

"""Whether somebody's words ask to move or cancel an appointment they have and for nothing else: a word for that, the
appointment's number or name, a time, and words of politeness. Anything more is a request as before. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from handlers.rules.slots.wording import APPOINTMENT, POLITE


class Change(StrEnum):
    """What is to become of an appointment."""

    MOVE = "move"
    CANCEL = "cancel"


class Wanted(NamedTuple):
    """A change of the appointment with this number, None where none is named."""

    change: Change
    number: int | None


LONGEST = 200
_OF_MOVING = "verschieben verschiebe verlegen verlege umbuchen umlegen move reschedule postpone shift"
_OF_CANCELLING = "absagen absage stornieren storniere streichen cancel"
_POLITE = """
    mein meinen meine unser unseren unsere mit der die auf von vom bis ab sie muss müssen leider doch lieber besser dann
    wir ich mir uns können könnten es nr nummer
    my our with to from until by on off must unfortunately rather better instead it can could that this please
"""
_MOVE, _CANCEL = frozenset(_OF_MOVING.split()), frozenset(_OF_CANCELLING.split())
_IN_TWO = (frozenset({"sage", "ab"}), frozenset({"sagen", "ab"}), frozenset({"call", "off"}))
_BESIDES = frozenset(_POLITE.split())
_OF_WEEK = """
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun
"""
_WEEKDAYS = frozenset(_OF_WEEK.split())
_OF_WHICH_WEEK = ("next", "this", "coming", "after", "week", "nächst", "dies", "komm", "woche", "übernächst")
_NUMBER = re.compile(r"\bA-?(\d{1,9})\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def names_weekday(text: str) -> bool:
    """Return whether a text names a weekday and not of which week."""
    said = {found[0].lower() for found in _WORD.finditer(text)}
    return bool(said & _WEEKDAYS) and not any(word.startswith(_OF_WHICH_WEEK) for word in said)


def without_number(text: str) -> str:
    """Return a text with the numbers of appointments taken out, everything else in its place."""
    return _NUMBER.sub(lambda found: " " * len(found[0]), text)


def wanted(text: str, times: Iterable[tuple[int, int]], names: Iterable[str]) -> Wanted | None:
    """Return what a text wants to become of an appointment, None if it says anything else, or of several. `times` are
    its parts that say when, `names` what can be booked is called."""
    numbers = {int(found[1]) for found in _NUMBER.finditer(text)}
    if len(text) > LONGEST or len(numbers) > 1:
        return None
    taken = list(times)
    said = {
        found[0].lower().replace("’", "'")
        for found in _WORD.finditer(without_number(text))
        if not any(begin <= found.start() < end for begin, end in taken)
    }
    moves, cancels = bool(said & _MOVE), bool(said & _CANCEL) or any(both <= said for both in _IN_TWO)
    named = {found[0].lower() for name in names for found in _WORD.finditer(name)}
    rest = said - POLITE - APPOINTMENT - _BESIDES - _MOVE - _CANCEL - named
    rest -= frozenset().union(*_IN_TWO) if cancels else frozenset()
    if rest or moves == cancels or not (numbers or said & (APPOINTMENT | named)):
        return None
    if cancels and taken and not numbers:
        return None  # "cancel the appointment on Friday" may mean another one than there is
    return Wanted(Change.MOVE if moves else Change.CANCEL, next(iter(numbers), None))

"""Whether somebody's words ask for an appointment and nothing else: an appointment word or the service's name, a time,
and words of politeness. Anything more is a request as before. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

APPOINTMENT = frozenset({"termin", "appointment"})
_POLITE = """
    bitte danke hallo guten tag ich wir hätte hätten möchte möchten würde würden brauche brauchen will gern gerne
    mir uns einen ein eine den das buchen vereinbaren haben für am um zum oder
    kann können könnte könnten bekommen kriegen ginge wäre möglich noch sie machen ausmachen
    please thanks hello hi i i'd we we'd would could like need want to book make have a an the for on at me us or
    can may get possible be there arrange schedule
"""
POLITE = frozenset(_POLITE.split())
FREE = frozenset(
    [
        "frei",
        "freier",
        "freien",
        "freie",
        "free",
        "available",
        "earliest",
        "soonest",
        "frühester",
        "frühesten",
        "frühestmöglichen",
        "frühestmöglicher",
    ]
)
NEXT = frozenset(["nächster", "nächsten", "erster", "ersten", "next", "first", "möglichen", "möglicher", "your"])
_WORD = re.compile(r"[\w'’]+")


_NUMBERS = """
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf /
    two three four five six seven eight nine ten eleven twelve
"""
_COUNTED = {word: number for half in _NUMBERS.split("/") for number, word in enumerate(half.split(), start=2)}
_TIMES = re.compile(rf"\b(\d{{1,2}}|{'|'.join(_COUNTED)})\s?(?:mal|times|x)\b", re.IGNORECASE)
_HALVES = {"half": 30, "halbe": 30, "halb": 30, "anderthalb": 90, "eineinhalb": 90}
_ONE = ("ein", "eine", "one", "an", "a")
_LONG = re.compile(
    rf"""(?<![\w.,:])(?P<number>\d{{1,3}}|{"|".join([*_HALVES, *_ONE, *_COUNTED])})(?:\s*-\s*|\s?)
    (?:(?P<half>an\s|a\s)?(?P<hours>h|hours?|std|stunden?|stündig\w*)|(?P<minutes>min|minutes?|minuten?|minütig\w*))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_FROM_NOW = re.compile(
    r"(?:\bin|\bwithin|\binnerhalb|\bnach|\bafter|\bvor|\bbefore)(?:\s+(?:einer|der|the|next))*\s*$", re.IGNORECASE
)
_BETWEEN = re.compile(r"\b(?:zwischen|between)\b", re.IGNORECASE)


def how_long(text: str, times: Iterable[tuple[int, int]]) -> tuple[int, tuple[int, int]] | None:
    """Return how many minutes a text says that something takes (`60 minutes`, `einstündig`), and where in it; None if
    it doesn't. `times` are the spans of the text that say when."""
    taken = list(times)
    for found in _LONG.finditer(text):
        if any(begin <= found.start() < end for begin, end in taken) or _FROM_NOW.search(text[: found.start()]):
            continue
        word = found["number"].lower()
        if word in _HALVES:
            return (_HALVES[word], found.span()) if found["hours"] else None
        number = 1 if word in _ONE else _COUNTED.get(word) or int(word)
        return number * (60 if found["hours"] else 1), found.span()
    return None


def is_between(text: str) -> bool:
    """Return whether a text names a stretch of time in which something shorter may be."""
    return bool(_BETWEEN.search(text))


def sounds_like(text: str) -> bool:
    """Return whether a text speaks of an appointment, among whatever else."""
    return any(word[0].lower() in APPOINTMENT for word in _WORD.finditer(text))


def wants_first(text: str, *, wanted: bool = False) -> bool:
    """Return whether a text asks for the first free time and for nothing else: "the next free appointment, please".
    `wanted`: that it wants an appointment is known without its words."""
    said = {found[0].lower().replace("’", "'") for found in _WORD.finditer(text)}
    rest = said - POLITE - APPOINTMENT
    return bool(rest & FREE) and rest <= FREE | NEXT and (wanted or bool(said & APPOINTMENT))


def wants_one(text: str) -> bool:
    """Return whether a text says that an appointment is wanted, and neither when nor anything else."""
    said = {found[0].lower().replace("’", "'") for found in _WORD.finditer(text)}
    return bool(said & APPOINTMENT) and said <= POLITE | APPOINTMENT


def how_often(text: str) -> tuple[int, tuple[int, int]] | None:
    """Return how many times a text says (`sechsmal`, `6 times`), and where in it; None if it doesn't."""
    found = _TIMES.search(text)
    if found is None:
        return None
    word = found[1].lower()
    return _COUNTED.get(word) or int(word), found.span()


def asked_for(
    text: str, times: Iterable[tuple[int, int]], labels: Mapping[str, Sequence[str]], *, wanted: bool = False
) -> list[str]:
    """Return the services that a text may ask for, by name: those it names, all where it only says that it wants an
    appointment, none if it says anything else. `times` are the spans of the text that say when, `labels` what each
    service is called; `wanted`: that it wants an appointment is known without its words."""
    taken = list(times)
    said = [
        found[0].lower().replace("’", "'")
        for found in _WORD.finditer(text)
        if not any(begin <= found.start() < end for begin, end in taken)
    ]
    rest = set(said) - POLITE - APPOINTMENT
    named = [name for name, words in labels.items() if any(rest and rest == _words(label) for label in words)]
    if named:
        return named
    return list(labels) if not rest and (wanted or APPOINTMENT.intersection(said)) else []


def _words(label: str) -> set[str]:
    return {found[0].lower() for found in _WORD.finditer(label)} - POLITE - APPOINTMENT

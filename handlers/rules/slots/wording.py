"""Whether somebody's words ask for an appointment and nothing else: an appointment word or the service's name, a time,
and words of politeness. Anything more is a request as before. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

APPOINTMENT = frozenset({"termin", "appointment"})
_POLITE = """
    bitte danke hallo guten tag ich wir hätte hätten möchte möchten würde würden brauche brauchen will gern gerne
    mir uns einen ein eine den das buchen vereinbaren haben für am um zum
    please thanks hello hi i i'd we we'd would could like need want to book make have a an the for on at me us
"""
POLITE = frozenset(_POLITE.split())
_WORD = re.compile(r"[\w'’]+")


def asked_for(text: str, times: Iterable[tuple[int, int]], labels: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the services that a text may ask for, by name: those it names, all where it only says that it wants an
    appointment, none if it says anything else. `times` are the spans of the text that say when, `labels` what each
    service is called."""
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
    return list(labels) if not rest and APPOINTMENT.intersection(said) else []


def _words(label: str) -> set[str]:
    return {found[0].lower() for found in _WORD.finditer(label)} - POLITE - APPOINTMENT

"""Which words ask for an appointment and for nothing else."""

from __future__ import annotations

import re

import pytest

from handlers.rules.slots.wording import asked_for, how_often

LABELS = {"talk": ["Talk", "Gespräch"], "letter": ["Dictation", "Diktat"]}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Termin TIME", ["talk", "letter"]),
        ("Ich hätte gern einen Termin am TIME, bitte", ["talk", "letter"]),
        ("I'd like an appointment TIME", ["talk", "letter"]),
        ("Gespräch TIME", ["talk"]),
        ("Can I get an appointment TIME or TIME?", ["talk", "letter"]),
        ("Wäre noch ein Termin TIME möglich?", ["talk", "letter"]),
        ("Kann der Termin TIME sein?", []),
        ("Is the appointment TIME?", []),
        ("Please book a dictation for TIME", ["letter"]),
        ("TIME", []),
        ("Bitte den Termin TIME absagen", []),
        ("Blumen bestellen TIME", []),
        ("Termin beim Zahnarzt TIME", []),
        ("Talk to Ben TIME", []),
    ],
)
def test_words(text: str, names: list[str]) -> None:
    """The service's name or an appointment word with politeness alone; any other word leaves it a request."""
    times = [found.span() for found in re.finditer("TIME", text)]
    assert asked_for(text, times, LABELS) == names


@pytest.mark.parametrize(
    ("text", "times", "said"),
    [
        ("jeden zweiten Montag, sechsmal", 6, "sechsmal"),
        ("jeden Montag sechs Mal bitte", 6, "sechs Mal"),
        ("every Monday, 4 times", 4, "4 times"),
        ("every Monday, Twelve times", 12, "Twelve times"),
        ("alle zwei Wochen 10x", 10, "10x"),
    ],
)
def test_how_often(text: str, times: int, said: str) -> None:
    """A number with `mal`, `times` or `x`, in figures or words."""
    found = how_often(text)
    assert found is not None
    assert (found[0], text[slice(*found[1])]) == (times, said)


@pytest.mark.parametrize("text", ["jeden Montag", "Mahlzeit um 10", "einmal", "6 Leute"])
def test_not_how_often(text: str) -> None:
    """Once is no series, and other numbers are none either."""
    assert how_often(text) is None

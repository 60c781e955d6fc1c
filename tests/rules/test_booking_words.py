"""Which words ask for an appointment and for nothing else."""

from __future__ import annotations

import pytest

from handlers.rules.slots.wording import asked_for

LABELS = {"talk": ["Talk", "Gespräch"], "letter": ["Dictation", "Diktat"]}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Termin TIME", ["talk", "letter"]),
        ("Ich hätte gern einen Termin am TIME, bitte", ["talk", "letter"]),
        ("I'd like an appointment TIME", ["talk", "letter"]),
        ("Gespräch TIME", ["talk"]),
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
    begin = text.index("TIME")
    assert asked_for(text, [(begin, begin + 4)], LABELS) == names

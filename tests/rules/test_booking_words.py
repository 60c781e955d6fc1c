"""Which words ask for an appointment and for nothing else."""

from __future__ import annotations

import re

import pytest

from handlers.rules.slots.wording import asked_for, how_long, how_often, is_between, wants_first, wants_one

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


@pytest.mark.parametrize(
    ("text", "minutes", "said"),
    [
        ("60 Minuten Termin TIME", 60, "60 Minuten"),
        ("a 45-minute call TIME", 45, "45-minute"),
        ("90-minütiger Termin TIME", 90, "90-minütiger"),
        ("einstündiger Termin TIME", 60, "einstündiger"),
        ("Termin TIME, anderthalb Stunden", 90, "anderthalb Stunden"),
        ("half an hour TIME", 30, "half an hour"),
        ("half-hour appointment TIME", 30, "half-hour"),
        ("halbe Stunde TIME", 30, "halbe Stunde"),
        ("Gespräch, zwei Stunden, TIME", 120, "zwei Stunden"),
        ("talk 2h TIME", 120, "2h"),
        ("Talk TIME for an hour", 60, "an hour"),
    ],
)
def test_how_long(text: str, minutes: int, said: str) -> None:
    """A number of minutes or hours, in figures or words, in both languages."""
    found = how_long(text, [found.span() for found in re.finditer("TIME", text)])
    assert found is not None
    assert (found[0], text[slice(*found[1])]) == (minutes, said)


@pytest.mark.parametrize(
    "text",
    [
        "Termin in 30 Minuten",
        "in einer Stunde, ein Termin",
        "appointment within 2 hours",
        "Termin um 10:30 h",
        "in the next hour",
        "Termin TIME",
        "a minority report",
        "Termin nach 2 Stunden",
    ],
)
def test_not_how_long(text: str) -> None:
    """What says when it begins doesn't say how long it takes."""
    assert how_long(text, [found.span() for found in re.finditer("TIME", text)]) is None


def test_a_stretch_for_something_shorter() -> None:
    """Between ten and twelve is no appointment of two hours."""
    assert is_between("Termin zwischen 10 und 12")
    assert is_between("an appointment between ten and twelve")
    assert not is_between("Termin von 10 bis 12")


def test_the_first_free_one_behind_the_command() -> None:
    """Where it is known that an appointment is wanted, it need not be said."""
    assert wants_first("first free", wanted=True)
    assert not wants_first("first free")
    assert not wants_first("the first draft", wanted=True)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Termin", True),
        ("Ich hätte gern einen Termin, bitte", True),
        ("Können wir einen Termin ausmachen?", True),
        ("I'd like to book an appointment", True),
        ("Termin beim Zahnarzt", False),
        ("My appointment", False),
        ("Bitte", False),
        ("Der Termin war gut", False),
    ],
)
def test_an_appointment_and_nothing_else(text: str, wanted: bool) -> None:
    """Whoever only says that they want one is shown what there is."""
    assert wants_one(text) is wanted

"""Words that move or cancel an appointment somebody has, and words that say more than that."""

from __future__ import annotations

import pytest

from handlers.rules.booking_changes import Change, Wanted, names_weekday, wanted

MOVE, CANCEL = Change.MOVE, Change.CANCEL


@pytest.mark.parametrize(
    ("text", "when", "found"),
    [
        ("Bitte Termin A-1 absagen", "", Wanted(CANCEL, 1)),
        ("Bitte sagen Sie A-17 ab", "", Wanted(CANCEL, 17)),
        ("Please cancel my appointment", "", Wanted(CANCEL, None)),
        ("please call off a-17", "", Wanted(CANCEL, 17)),
        ("Können wir den Termin A-1 auf Mittwoch 10 Uhr verschieben?", "Mittwoch 10 Uhr", Wanted(MOVE, 1)),
        ("Could we move A-1 to Wednesday at 10, please?", "Wednesday at 10", Wanted(MOVE, 1)),
        ("Ich muss mein Gespräch leider verschieben", "", Wanted(MOVE, None)),
        ("Reschedule A-3", "", Wanted(MOVE, 3)),
        ("Bitte A-1 nicht absagen", "", None),
        ("Don't cancel A-1", "", None),
        ("Please cancel the flight to Rome", "", None),
        ("Bitte das Hotel stornieren", "", None),
        ("Cancel A-1 and A-2", "", None),
        ("Cancel A-1 and tell Dr. Maier why", "", None),
        ("A-1", "", None),
        ("Move or cancel A-1", "", None),
        ("Please cancel the appointment on Friday", "on Friday", None),
        ("Bitte absagen", "", None),
        ("Ab Montag buchen", "Ab Montag", None),
        ("cancel " + "A-1 " * 100, "", None),
    ],
)
def test_what_is_to_become_of_an_appointment(text: str, when: str, found: Wanted | None) -> None:
    """A word for it, which one, when, and politeness; with anything more it is a request."""
    times = [(text.index(when), text.index(when) + len(when))] if when else []
    assert wanted(text, times, ["Gespräch", "Talk"]) == found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Thursday at 11", True),
        ("auf Donnerstag 11 Uhr", True),
        ("next Thursday at 11", False),
        ("nächsten Donnerstag um 11", False),
        ("Thursday next week at 11", False),
        ("tomorrow at 11", False),
    ],
)
def test_a_weekday_of_any_week(text: str, names: bool) -> None:
    """A weekday alone leaves open of which week it is."""
    assert names_weekday(text) is names

"""Appointments named in words, and what a history says of them."""

from __future__ import annotations

import pytest

from handlers.rules.clock_events import events_of
from handlers.rules.references import appointments
from handlers.rules.sla_history import Anchored, Filed
from handlers.rules.sla_policy import Anchor
from storage.tasks import Step
from tests.rules.sla_cases import STANDARD, local

AT = local("01-14 09:00")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Please prepare the papers for A-17", (17,)),
        ("Unterlagen für a-17, A‑18 und A–17.", (17, 18)),
        ("(A-1)", (1,)),
        ("A 17 inch screen, A17, DIN-A-4, T-17, A-17b, BA-17, A-, A-1234567890", ()),
        ("", ()),
    ],
)
def test_appointments_are_named_by_reference(words: str, named: tuple[int, ...]) -> None:
    """With a dash, whichever one people type; not as part of another word."""
    assert appointments(words) == named


def test_what_the_history_says() -> None:
    """Named with the filing or tied later, moved and given up: the date that targets follow, with its reference."""
    tied = {"appointment": AT.isoformat(), "booking": "A-17"}
    filed = Step("filed", None, local("01-12 08:00"), {"policy": "standard@3", **tied})
    assert events_of(filed, {"standard@3": STANDARD}) == (
        Filed(filed.at, STANDARD),
        Anchored(filed.at, Anchor.APPOINTMENT, AT, "A-17"),
    )
    moved = Step("appointment", None, local("01-12 09:00"), {**tied, "why": "moved"})
    assert events_of(moved, {}) == (Anchored(moved.at, Anchor.APPOINTMENT, AT, "A-17"),)
    gone = Step("appointment", None, local("01-12 09:00"), {"appointment": "", "booking": "A-17", "why": "cancelled"})
    assert events_of(gone, {}) == (Anchored(gone.at, Anchor.APPOINTMENT, None, "A-17"),)

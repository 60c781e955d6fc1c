"""How business hours are written: what people type is understood, and what they can't have meant is found."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.rules.business_hours import BusinessHours
from handlers.rules.business_hours_notation import Window, overlaps

BERLIN = "Europe/Berlin"


def test_forgiving_exceptions() -> None:
    """Blanks, typographic dashes and capitals are how people write; several lines for a date add up."""
    hours = BusinessHours.parse(
        BERLIN,
        "Mon-Fri 08:00-17:00",
        [" Hol  2026-12-25 ", "shift 2026-12-24  08:00 – 10:00 , 10:30-12:00", "shift 2026-12-24 11:00-13:00"],
    )
    assert hours.holidays == {date(2026, 12, 25)}
    assert hours.shifts == {date(2026, 12, 24): (Window(480, 600), Window(630, 780))}


@pytest.mark.parametrize(
    "week", ["Mon+Mon 08:00-17:00", "Mon 08:00-17:00; Mon 08:00-17:00", "Mon 08:00-12:00,10:00-17:00,12:00-13:00"]
)
def test_doubled_windows_count_once(week: str) -> None:
    """Hours said twice are the same hours."""
    assert BusinessHours.parse(BERLIN, week) == BusinessHours.parse(BERLIN, "Mon 08:00-17:00")


@pytest.mark.parametrize(
    ("week", "exceptions", "found"),
    [
        ("Mon-Thu 08:00-12:00,13:00-17:00; Fri 08:00-14:00", ["shift 2026-12-24 08:00-12:00"], []),
        ("Mon 08:00-12:00,12:00-17:00", [], []),  # they touch
        ("Mon-Fri 22:00-30:00; Sat 06:00-10:00", [], []),
        ("Mon+Mon 08:00-17:00", [], []),
        ("Mon 08:00-13:00,12:00-17:00", [], ["Mon: 08:00-13:00 and 12:00-17:00"]),
        ("daily 08:00-09:00; Tue 08:30-10:00", [], ["Tue: 08:00-09:00 and 08:30-10:00"]),
        ("Sun 22:00-30:00; Mon 05:00-10:00", [], ["Sun/Mon: 22:00-30:00 and 05:00-10:00"]),
        ("Mon 08:00-17:00", ["shift 2026-12-24 08:00-10:00,09:00-11:00"],
         ["shift 2026-12-24: 08:00-10:00 and 09:00-11:00"]),
        ("Mon 08:00-17:00", ["break 2026-12-24 08:00-10:00", "break 2026-12-24 09:00-11:00"],
         ["break 2026-12-24: 08:00-10:00 and 09:00-11:00"]),
        ("Fri 06:00-09:00", ["shift 2026-12-24 22:00-31:00"], ["2026-12-24/2026-12-25: 22:00-31:00 and 06:00-09:00"]),
        ("Fri 06:00-09:00", ["shift 2026-12-24 22:00-31:00", "hol 2026-12-25"], []),
        ("Thu 22:00-30:00", ["shift 2026-12-25 05:00-09:00"], ["2026-12-24/2026-12-25: 22:00-30:00 and 05:00-09:00"]),
        ("Mon 08:00-09:00", ["shift 2026-12-24 22:00-30:00", "shift 2026-12-25 05:00-09:00"],
         ["2026-12-24/2026-12-25: 22:00-30:00 and 05:00-09:00"]),
    ],
)  # fmt: skip
def test_overlaps_are_found(week: str, exceptions: list[str], found: list[str]) -> None:
    """Windows that overlap are named in pairs, also past midnight and on single dates; those that touch are fine."""
    assert overlaps(week, exceptions) == found


def test_overlaps_reads_the_same_notation() -> None:
    """What can't be read is said as everywhere."""
    with pytest.raises(ValueError, match="is not a window"):
        overlaps("Mon 8-17")

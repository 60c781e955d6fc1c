"""P07: how long what is kept, to the day, over changes of the clocks and leap years."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.rules.retention import evidence_since, kept_since

BERLIN = ZoneInfo("Europe/Berlin")


def at(words: str) -> datetime:
    """Return a moment on Berlin's clocks."""
    return datetime.fromisoformat(words).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("ended", "days", "last", "gone"),
    [
        ("2026-01-10T00:00", 90, "2026-04-10T23:59", "2026-04-11T00:00"),
        ("2026-01-10T23:59", 90, "2026-04-10T23:59", "2026-04-11T00:00"),
        ("2026-03-28T12:00", 7, "2026-04-04T23:59", "2026-04-05T00:00"),  # the clocks go forward in between
        ("2026-10-24T23:30", 7, "2026-10-31T23:59", "2026-11-01T00:00"),  # and back
        ("2028-02-22T10:00", 7, "2028-02-29T23:59", "2028-03-01T00:00"),  # a leap year
        ("2027-02-22T10:00", 7, "2027-03-01T23:59", "2027-03-02T00:00"),
        ("2027-06-01T10:00", 365, "2028-05-31T23:59", "2028-06-01T00:00"),
    ],
)
def test_p07_days(ended: str, days: int, last: str, gone: str) -> None:
    """Kept until the last minute of the last day, gone with the next one."""
    assert at(ended) >= kept_since(at(last), days, BERLIN)
    assert at(ended) < kept_since(at(gone), days, BERLIN)


@pytest.mark.parametrize(("ended", "whole"), [("2026-01-01T00:00", 2026), ("2026-12-31T23:59", 2026)])
def test_p07_evidence(ended: str, whole: int) -> None:
    """Eight years are counted from the end of the calendar year on the office's clocks."""
    assert at(ended) >= evidence_since(at(f"{whole + 8}-12-31T23:59"), 8, BERLIN)
    assert at(ended) < evidence_since(at(f"{whole + 9}-01-01T00:00"), 8, BERLIN)

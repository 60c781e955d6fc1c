"""Quiet hours: over midnight, over the weekend, on the days on which clocks change, and none at all."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.quiet_hours import QuietHours
from tests.rules.sla_cases import ZONE, local

NIGHT = "22:00-07:00"
WEEKEND = "Mon-Fri 20:00-07:00; Sat+Sun 00:00-24:00"


@pytest.mark.parametrize(
    ("text", "at", "told"),
    [
        (NIGHT, "01-12 12:00", None),
        (NIGHT, "01-12 21:59:59", None),
        (NIGHT, "01-12 22:00", "01-13 07:00"),
        (NIGHT, "01-13 00:30", "01-13 07:00"),
        (NIGHT, "01-13 06:59:59", "01-13 07:00"),
        (NIGHT, "01-13 07:00", None),
        (NIGHT, "03-28 23:00", "03-29 07:00"),  # a night of eight hours
        (NIGHT, "10-25 01:00", "10-25 07:00"),  # and one of ten
        ("12:00-13:00, 22:00 – 07:00", "01-12 12:30", "01-12 13:00"),
        ("22:00-24:00,00:00-07:00", "01-12 23:00", "01-13 07:00"),  # two that touch are one
        (WEEKEND, "01-16 21:00", "01-19 00:00"),  # Friday evening until Monday, when no night before it is left
        (WEEKEND, "01-14 21:00", "01-15 07:00"),
        ("daily 20:00-30:00", "01-14 21:00", "01-15 06:00"),
    ],
)
def test_until(text: str, at: str, told: str | None) -> None:
    """What comes up in quiet hours is told at their end on the person's own wall, everything else at once."""
    assert QuietHours.parse(ZONE, text).until(local(at)) == (None if told is None else local(told))


def test_the_persons_own_zone() -> None:
    """Ten in the evening is ten where the person is."""
    at = datetime(2026, 1, 12, 22, 30, tzinfo=UTC)
    assert QuietHours.parse("America/New_York", NIGHT).until(at) is None
    assert QuietHours.parse("Asia/Kathmandu", NIGHT).until(at) == datetime(2026, 1, 13, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "no quiet hours in it"),
        ("at night", "'at' in 'at night' is not a day"),
        ("22-7", "is not a window"),
        ("00:00-00:00", "leaves no time"),
        ("daily 00:00-24:00", "leaves no time"),
        ("08:00-20:00,20:00-08:00", "leaves no time"),
    ],
)
def test_bad_quiet_hours(text: str, part: str) -> None:
    """What can't be read is named; who never wants to hear anything is not let down silently."""
    with pytest.raises(ValueError, match=re.escape(part)):
        QuietHours.parse(ZONE, text)


def test_naive_moments_are_refused() -> None:
    """A moment without a zone is no moment."""
    with pytest.raises(ValueError, match="aware"):
        QuietHours.parse(ZONE, NIGHT).until(local("01-12 23:00").replace(tzinfo=None))


@given(st.integers(0, 1439), st.integers(1, 1439), st.integers(0, 400 * 1440))
def test_never_told_in_quiet_hours(begin: int, length: int, minutes: int) -> None:
    """The answer lies within a day and outside of the quiet hours, on whatever days clocks change."""
    end = (begin + length) % 1440
    quiet = QuietHours.parse(ZONE, f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}")
    at = local("01-01 00:00") + timedelta(minutes=minutes)
    told = quiet.until(at)
    if told is not None:
        assert at < told <= at + timedelta(hours=25)
        assert quiet.until(told) is None
        assert quiet.until(told - timedelta(seconds=1)) == told

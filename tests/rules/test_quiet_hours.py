"""Quiet hours: over midnight, over the weekend, on the days on which clocks change, and none at all."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.people import screens
from handlers.people.quiet import written
from handlers.rules.quiet_hours import QuietHours
from tests.rules.sla_cases import ZONE, local
from tests.stories.days import sentences

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


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("20-7", "20:00-07:00"),
        ("von 20 Uhr bis 7:30 Uhr", "20:00-07:30"),
        ("20.30–6.15", "20:30-06:15"),
        ("10 pm to 7 am", "22:00-07:00"),
        ("from 9:30 p.m. to 7", "21:30-07:00"),
        ("12 am-7 am", "00:00-07:00"),
        ("12 pm - 1 pm", "12:00-13:00"),
        ("Mo-Fr 20-7; Sa+So 0-24", WEEKEND),
        ("mo. - fr. von 20 bis 7 Uhr; sa + so 0 - 24 Uhr", WEEKEND),
        ("Mon-Fri 8 pm-7 am; Sat+Sun 0-24", WEEKEND),
        ("täglich 22-7", NIGHT),
        ("every day 10 pm to 7 am", NIGHT),
        ("Mo-Fr 18-8", "Mon-Fri 18:00-08:00"),
        ("Montag bis Freitag 20–7 und Sa, So 0–24 Uhr", WEEKEND),
        ("montags bis freitags: von 20 bis 7 Uhr; am Samstag und Sonntag 0-24", WEEKEND),
        ("Monday to Friday 8 pm to 7 am and Saturday and Sunday 0-24", WEEKEND),
        ("Mo, Mi und Fr 22-7", "Mon+Wed+Fri 22:00-07:00"),
        ("Do 12-13, 22-7", "Thu 12:00-13:00,22:00-07:00"),
        (WEEKEND, WEEKEND),
        (NIGHT, NIGHT),
    ],
)
def test_as_people_write_it(words: str, meant: str) -> None:
    """Clock times and days as they are written in German and English are the same quiet hours."""
    assert QuietHours.parse(ZONE, written(words)) == QuietHours.parse(ZONE, meant)


@pytest.mark.parametrize(
    ("kept", "english", "german"),
    [
        ("22:00-07:00", "22:00–07:00", "22:00–07:00"),
        ("daily 12:00-13:00,22:00-07:00", "12:00–13:00, 22:00–07:00", "12:00–13:00, 22:00–07:00"),
        ("Mon-Fri 18:00-08:00", "Mon–Fri 18:00–08:00", "Mo–Fr 18:00–08:00"),
        (WEEKEND, "Mon–Fri 20:00–07:00 and Sat, Sun 00:00–24:00", "Mo–Fr 20:00–07:00 und Sa, So 00:00–24:00"),
        ("Mon-Wed + Fri 20:00 – 07:00", "Mon–Wed, Fri 20:00–07:00", "Mo–Mi, Fr 20:00–07:00"),
    ],
)
def test_as_people_read_it(kept: str, english: str, german: str) -> None:
    """Days are called as their reader calls them; what is shown can be typed again and means the same."""
    for language, shown in (("en", english), ("de", german)):
        line = sentences(language)("settings-quiet", hours=screens.quiet_words(kept))
        assert line.endswith(f": {shown}")
        assert QuietHours.parse(ZONE, written(shown)) == QuietHours.parse(ZONE, kept)


@pytest.mark.parametrize("words", ["nachts", "ab 20 Uhr", "25-7", "13 pm to 7 am", "0 am - 7 am", "10 to 7 am", "0-24"])
def test_what_people_write_and_nobody_can_read(words: str) -> None:
    """What leaves open what is meant is refused, and so asked again."""
    with pytest.raises(ValueError, match=re.compile("day|clock|window|time")):
        QuietHours.parse(ZONE, written(words))


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

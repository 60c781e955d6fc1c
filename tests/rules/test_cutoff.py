"""The cut-off rule by its published rows, and what else can be the day."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from handlers.rules.business_hours import BusinessHours, NoOpenTime
from handlers.rules.cutoff import Cutoff
from handlers.rules.holidays import holiday_lines, regional_holidays
from tests.rules.sla_cases import ZONE, local

RULE = Cutoff.parse("14:00", "18:00", "12:00")
GERMANY = BusinessHours.parse(ZONE, "Mon-Fri 09:00-17:00", holiday_lines(regional_holidays("DE", None, [2026, 2027])))


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        pytest.param("03-02 14:00:00", "03-02 18:00", id="MS10"),  # inclusive
        pytest.param("03-02 14:00:01", "03-03 12:00", id="MS11"),
        pytest.param("03-06 15:00", "03-09 12:00", id="MS12"),
        pytest.param("03-07 10:00", "03-09 12:00", id="MS13"),
        pytest.param("04-02 15:00", "04-07 12:00", id="MS14"),
        pytest.param("12-24 13:00", "12-24 18:00", id="MS15"),
        pytest.param("12-24 14:30", "12-28 12:00", id="MS16"),
        pytest.param("05-01 09:00", "05-04 12:00", id="MS17"),
        pytest.param("03-27 15:00", "03-30 12:00", id="MS18"),
        ("03-02 00:00", "03-02 18:00"),  # the day begins at midnight
        ("03-01 23:59:59", "03-02 12:00"),
        ("12-31 14:30", "2027-01-04 12:00"),
    ],
)
def test_rows(filed: str, due: str) -> None:
    """Up to two o'clock it is six the same day, otherwise noon of the next working day."""
    assert RULE.due(local(filed), GERMANY) == local(due)


def test_a_part_of_a_second_is_too_late() -> None:
    """Two o'clock is included, what comes after it is not."""
    assert RULE.due(local("03-02 14:00") + timedelta(microseconds=1), GERMANY) == local("03-03 12:00")


def test_working_days() -> None:
    """A shift makes a day a working day, a break over all its windows takes it away, a night belongs to its evening."""
    hours = BusinessHours.parse(
        ZONE, "Mon-Fri 09:00-17:00", ["shift 2026-03-07 10:00-12:00", "break 2026-03-09 08:00-17:00"]
    )
    assert RULE.due(local("03-06 15:00"), hours) == local("03-07 12:00")
    assert RULE.due(local("03-07 15:00"), hours) == local("03-10 12:00")
    night = BusinessHours.parse(ZONE, "Mon 22:00-30:00")
    assert [night.opens_on(local(f"03-{day:02} 12:00").date()) for day in (2, 3)] == [True, False]
    over = BusinessHours.parse(ZONE, "Mon 22:00-30:00", ["break 2026-03-03 00:00-06:00"])
    assert over.opens_on(local("03-02 12:00").date())


def test_no_working_day() -> None:
    """Without a working day there is an error, and no date is made up."""
    closed = BusinessHours(GERMANY.zone, ((),) * 7)
    with pytest.raises(NoOpenTime, match="no working day within 400 days"):
        RULE.due(local("03-02 10:00"), closed)


@pytest.mark.parametrize(
    ("times", "part"),
    [
        (("14", "18:00", "12:00"), "by: '14' is not a time"),
        (("14:00", "24:00", "12:00"), "same_day: '24:00' is not a time"),
        (("14:00", "18:00", ""), "next_day: '' is not a time"),
        (("14:00", "14:00", "12:00"), "same_day: 14:00 is not after by"),
    ],
)
def test_bad_rules(times: tuple[str, str, str], part: str) -> None:
    """What can't be read or kept is named by its key."""
    with pytest.raises(ValueError, match=re.escape(part)):
        Cutoff.parse(*times)


@pytest.mark.parametrize(
    ("end", "seconds", "expected"),
    [
        ("01-12 15:00", 7200, "01-12 13:00"),  # not 12:00, where the morning ends
        ("01-12 15:00", 7201, "01-12 11:59:59"),
        ("01-12 10:00", 7200, "01-09 16:00"),
        ("01-10 12:00", 3600, "01-09 16:00"),  # an appointment outside hours
        ("01-12 07:00", 0, "01-12 07:00"),
        ("04-07 10:00", 7200, "04-02 16:00"),
    ],
)
def test_so_much_before(end: str, seconds: int, expected: str) -> None:
    """Two business hours before something is the latest moment from which so much is open."""
    week = "Mon-Fri 09:00-12:00,13:00-17:00"
    hours = BusinessHours.parse(ZONE, week, holiday_lines(regional_holidays("DE", None, [2026])))
    begin = hours.before(local(end), seconds)
    assert begin == local(expected)
    assert hours.elapsed(begin, local(end)) == seconds


def test_so_much_before_refuses() -> None:
    """A naive moment, a negative duration and a calendar that never opened are errors."""
    with pytest.raises(ValueError, match="aware"):
        GERMANY.before(local("03-02 10:00").replace(tzinfo=None), 60)
    with pytest.raises(ValueError, match="not negative"):
        GERMANY.before(local("03-02 10:00"), -60)
    with pytest.raises(NoOpenTime, match="400 days"):
        BusinessHours(GERMANY.zone, ((),) * 7).before(local("03-02 10:00"), 60)

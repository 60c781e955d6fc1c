"""Periods on a reader's wall: ISO weeks over the turn of years and clocks, months, and what comes before each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.kpi import periods

BERLIN, NEW_YORK, CAIRO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Africa/Cairo")
ZONES = [BERLIN, NEW_YORK, CAIRO, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Kiritimati")]
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "name", "first"),
    [
        ("2026-12-27", "2026-W52", "2026-12-21"),
        ("2026-12-28", "2026-W53", "2026-12-28"),
        ("2027-01-03", "2026-W53", "2026-12-28"),
        ("2027-01-04", "2027-W01", "2027-01-04"),
        ("2024-12-31", "2025-W01", "2024-12-30"),
    ],
)
def test_weeks_over_the_turn_of_a_year(day: str, name: str, first: str) -> None:
    """A week has one ISO name on all of its days, also on those of another year: week 53 and week 1."""
    found = periods.week(date.fromisoformat(day), BERLIN)
    assert (found.name, found.first.isoformat()) == (name, first)


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2026-03-25", BERLIN, 167),
        ("2026-10-21", BERLIN, 169),
        ("2026-07-01", BERLIN, 168),
        ("2026-03-04", NEW_YORK, 167),
        ("2026-03-25", NEW_YORK, 168),
    ],
)
def test_weeks_in_which_clocks_change(day: str, zone: ZoneInfo, hours: int) -> None:
    """The week of a change of clocks is an hour shorter or longer, where the reader lives."""
    found = periods.week(date.fromisoformat(day), zone)
    assert found.end - found.begin == hours * HOUR


def test_midnight_that_does_not_exist() -> None:
    """Where clocks skip midnight, the day begins with the first instant there is."""
    found = periods.days(date(2026, 4, 24), date(2026, 4, 24), CAIRO)
    assert found.begin == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert found.end - found.begin == 23 * HOUR


def test_the_same_moment_in_two_zones() -> None:
    """Sunday evening in New York is Monday in Berlin: each manager has their own week."""
    moment = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)
    assert periods.week_at(moment, BERLIN).name == "2027-W01"
    assert periods.week_at(moment, NEW_YORK).name == "2026-W53"
    assert periods.month_at(datetime(2026, 10, 31, 23, 30, tzinfo=UTC), BERLIN).name == "2026-11"


def test_what_comes_before() -> None:
    """Before a week is a week, before a month a month, before a quarter a quarter, whatever their lengths; before other
    days as many days."""
    assert periods.week(date(2027, 1, 5), BERLIN).before().name == "2026-W53"
    assert periods.month(date(2026, 3, 31), BERLIN).before().name == "2026-02"
    quarter = periods.days(date(2026, 10, 1), date(2026, 12, 31), BERLIN)
    assert quarter.before().name == "2026-07-01/2026-09-30"
    assert quarter.before().before().before().name == "2026-01-01/2026-03-31"
    year = periods.days(date(2026, 1, 1), date(2026, 12, 31), BERLIN)
    assert year.before().name == "2025-01-01/2025-12-31"
    assert periods.days(date(2026, 3, 1), date(2026, 3, 1), BERLIN).before().name == "2026-02-28"


def test_days_in_the_wrong_order() -> None:
    """A period that ends before it begins is refused."""
    with pytest.raises(ValueError, match="2026-03-01 is before 2026-03-02"):
        periods.days(date(2026, 3, 2), date(2026, 3, 1), BERLIN)


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.sampled_from(ZONES), st.booleans())
def test_no_moment_is_lost_between_periods(day: date, zone: ZoneInfo, weekly: bool) -> None:
    """A period ends exactly where the next one begins, and holds its first and its last moment."""
    make = periods.week if weekly else periods.month
    found = make(day, zone)
    following = make(found.last + timedelta(days=1), zone)
    assert following.begin == found.end
    assert following.before() == found
    assert found.has(found.begin)
    assert found.has(found.end - timedelta(microseconds=1))
    assert not found.has(found.end)

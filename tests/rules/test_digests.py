"""When digests come and which week they are about: around New Year, changes of clocks, and after an outage."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from handlers.rules.digests import Digests
from handlers.rules.kpi.asked import CHOICES, asked, period_of
from handlers.rules.kpi.periods import named

BERLIN, TOKYO, LORD_HOWE = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo"), ZoneInfo("Australia/Lord_Howe")
MONDAYS = Digests()


@pytest.mark.parametrize(
    ("after", "zone", "occasion", "at", "about"),
    [
        ("2026-12-27T12:00", BERLIN, "2026-W53", "2026-12-28T07:00", "2026-W52"),
        ("2026-12-28T07:00", BERLIN, "2027-W01", "2027-01-04T07:00", "2026-W53"),
        ("2026-12-27T12:00", TOKYO, "2026-W53", "2026-12-27T23:00", "2026-W52"),
        ("2026-12-27T23:00", TOKYO, "2027-W01", "2027-01-03T23:00", "2026-W53"),
        ("2026-03-28T12:00", BERLIN, "2026-W14", "2026-03-30T06:00", "2026-W13"),
        ("2026-10-24T12:00", BERLIN, "2026-W44", "2026-10-26T07:00", "2026-W43"),
    ],
)
def test_the_next(after: str, zone: ZoneInfo, occasion: str, at: str, about: str) -> None:
    """It comes at eight on the wall, is called after the ISO week it comes in, and is about the week before."""
    found = MONDAYS.next(datetime.fromisoformat(after).replace(tzinfo=UTC), zone)
    assert (found.occasion, found.at) == (occasion, datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert MONDAYS.week(found.day, zone).name == about


def test_the_hour_that_clocks_skip() -> None:
    """At a time that clocks skip it comes at the first moment after it; at one they show twice, the first time."""
    sundays = Digests(6, time(2, 15))
    gap = sundays.next(datetime(2026, 3, 25, tzinfo=UTC), BERLIN)
    twice = sundays.next(datetime(2026, 10, 20, tzinfo=UTC), BERLIN)
    assert (gap.at, twice.at) == (
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 15, tzinfo=UTC),
    )
    assert sundays.next(datetime(2026, 10, 1, tzinfo=UTC), LORD_HOWE).at == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "about"),
    [(3, "2026-W11"), (4, "2026-W12"), (6, "2026-W12"), (0, "2026-W11")],
    ids=["Thu", "Fri", "Sun", "Mon"],
)
def test_which_week(day: int, about: str) -> None:
    """Until Thursday it is about the week before, from Friday on about the one that ends."""
    digests = Digests(day)
    found = digests.next(datetime(2026, 3, 15, 23, 0, tzinfo=UTC), BERLIN)
    assert digests.week(found.day, BERLIN).name == about


def test_what_an_outage_has_missed() -> None:
    """After three weeks without anybody there, three have come due, the first of them its own."""
    found = MONDAYS.due(date(2026, 12, 21), BERLIN, datetime(2027, 1, 6, tzinfo=UTC))
    assert [each.occasion for each in found] == ["2026-W52", "2026-W53", "2027-W01"]
    early = MONDAYS.due(date(2026, 12, 21), BERLIN, datetime(2026, 12, 20, tzinfo=UTC))
    assert [each.occasion for each in early] == ["2026-W52"]


@pytest.mark.parametrize("name", ["2026-W53", "2026-02", "2026-11-03", "2026-10-01/2026-12-31"])
def test_a_period_by_its_name(name: str) -> None:
    """A period is found again by its name."""
    assert named(name, BERLIN).name == name


@pytest.mark.parametrize("name", ["2025-W53", "2026-13", "soon", "", "2026-10-02/2026-10-01"])
def test_no_period(name: str) -> None:
    """A week, month or stretch that no calendar has is none."""
    with pytest.raises(ValueError, match=r"."):
        named(name, BERLIN)


@pytest.mark.parametrize(
    ("words", "choice", "whom"),
    [
        ("", None, ""),
        ("now", "this-week", ""),
        ("Last  Week", "last-week", ""),
        ("letzte Woche", "last-week", ""),
        ("month", "this-month", ""),
        ("Vormonat Dr. Weber", "last-month", "Dr. Weber"),
        ("Dr. Weber last month", "last-month", "Dr. Weber"),
        ("Monatshaus GmbH", None, "Monatshaus GmbH"),
        ("Weekend Ltd", None, "Weekend Ltd"),
    ],
)
def test_what_is_asked_for(words: str, choice: str | None, whom: str) -> None:
    """A period is heard before or behind a name, in either language; a name that only begins like one stays a name."""
    assert asked(words) == (choice, whom)


def test_the_periods_to_choose() -> None:
    """On New Year's Day the week is still the old year's, the month the new one's."""
    names = [period_of(choice, date(2027, 1, 1), BERLIN).name for choice in CHOICES]
    assert names == ["2026-W53", "2026-W52", "2027-01", "2026-12"]

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


KNOWN = ["Dr. Weber", "Praxis Sommer", "Monatshaus GmbH", "Fashion Week Ltd", "May Ltd", "Vertrieb"]
NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "period", "whom"),
    [
        ("", None, ""),
        ("now", "2026-W47", ""),
        ("Last  Week", "2026-W46", ""),
        ("vorige Woche", "2026-W46", ""),
        ("vorletzte Woche", "2026-W45", ""),
        ("month", "2026-11", ""),
        ("October", "2026-10", ""),
        ("im Oktober", "2026-10", ""),
        ("December", "2025-12", ""),
        ("Oktober 2025", "2025-10", ""),
        ("KW 45", "2026-W45", ""),
        ("week 45", "2026-W45", ""),
        ("W45", "2026-W45", ""),
        ("w 45", "2026-W45", ""),
        ("W53", "2026-W53", ""),
        ("w53 2026", "2026-W53", ""),
        ("W45/2025", "2025-W45", ""),
        ("in W45", "2026-W45", ""),
        ("W45 Vertrieb", "2026-W45", "Vertrieb"),
        ("Dr. Weber W 45 2025", "2025-W45", "Dr. Weber"),
        ("W54", None, "W54"),
        ("W5345", None, "W5345"),
        ("gestern", "2026-11-21", ""),
        ("2025", "2025-01-01/2025-12-31", ""),
        ("2025 Dr. Weber", "2025-01-01/2025-12-31", "Dr. Weber"),
        ("Okt.", "2026-10", ""),
        ("Okt. Dr. Weber", "2026-10", "Dr. Weber"),
        ("last week!", "2026-W46", ""),
        ("Monday", "2026-11-16", ""),
        ("am Freitag", "2026-11-20", ""),
        ("Sonntag", "2026-11-22", ""),
        ("Wochenende", "2026-11-21/2026-11-22", ""),
        ("next Friday", "2026-11-27", ""),
        ("übermorgen", "2026-11-24", ""),
        ("in drei Tagen", "2026-11-25", ""),
        ("in 3 days", "2026-11-25", ""),
        ("this Friday", "2026-11-27", ""),
        ("Q3", "2026-07-01/2026-09-30", ""),
        ("1.10. - 15.10.", "2026-10-01/2026-10-15", ""),
        ("since 1 October", "2026-10-01/2026-11-22", ""),
        ("next week", "2026-W48", ""),
        ("tomorrow", "2026-11-23", ""),
        ("Vormonat Dr. Weber", "2026-10", "Dr. Weber"),
        ("Dr. Weber last month", "2026-10", "Dr. Weber"),
        ("Weber im Oktober", "2026-10", "Weber"),
        ("last month for Dr. Weber", "2026-10", "Dr. Weber"),
        ("KW 45 Vertrieb", "2026-W45", "Vertrieb"),
        ("Nobody last month", "2026-10", "Nobody"),
        ("Nobody", None, "Nobody"),
        ("Monatshaus GmbH", None, "Monatshaus GmbH"),
        ("Fashion Week", None, "Fashion Week"),
        ("Sommer", None, "Sommer"),
        ("Sommer 2026", "2026-06-01/2026-08-31", ""),
        ("May", None, "May"),
        ("May 2026", "2026-05", ""),
        ("Mai", "2026-05", ""),
    ],
)
@pytest.mark.parametrize("languages", [("en", "de"), ("de", "en")], ids=["en", "de"])
def test_what_is_asked_for(words: str, period: str | None, whom: str, languages: tuple[str, str]) -> None:
    """A period is heard alone, before or behind a name, in either language and as the last one of its name; what is
    part of a name there is means who is called so."""
    found = asked(words, NOW, BERLIN, languages, KNOWN)
    assert (found.period and found.period.name, found.name) == (period, whom)


@pytest.mark.parametrize("name", ["W53", "W53 GmbH", "W 53"])
def test_who_is_called_like_a_week(name: str) -> None:
    """A client or team that is called so is meant, not the week; with a year behind it, as for others, the week."""
    said = name.removesuffix(" GmbH").lower()
    for words, period in ((said, None), (f"{said} October", "2026-10"), (f"last month for {said}", "2026-10")):
        found = asked(words, NOW, BERLIN, ("en", "de"), [*KNOWN, name])
        assert (found.period and found.period.name, found.name) == (period, said)
    again = asked(f"{said} 2026", NOW, BERLIN, ("en", "de"), [*KNOWN, name])
    assert (again.period and again.period.name, again.name) == ("2026-W53", "")


def test_the_periods_to_choose() -> None:
    """On New Year's Day the week is still the old year's, the month the new one's."""
    names = [period_of(choice, date(2027, 1, 1), BERLIN).name for choice in CHOICES]
    assert names == ["2026-W53", "2026-W52", "2027-01", "2026-12"]

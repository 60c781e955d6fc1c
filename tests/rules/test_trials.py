"""When something happens in a trial: around weekends, holidays and changes of clocks, and after it was extended."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.rules.business_hours import BusinessHours
from handlers.rules.trials import (
    BEGINNINGS,
    Kind,
    begins,
    is_to_be_decided,
    last_day,
    may_be_request,
    milestones,
    overtaken,
    week_on,
    weeks_of,
)

BERLIN = ZoneInfo("Europe/Berlin")
HOURS = BusinessHours.parse("Europe/Berlin", "Tue-Sat 13:00-17:00")


def told(first: str, last: str, hours: BusinessHours | None = None) -> list[str]:
    """Return what happens in a trial: each milestone with when it is on the wall."""
    found = milestones(date.fromisoformat(first), date.fromisoformat(last), hours, BERLIN)
    return [f"{each.name} {each.at.astimezone(BERLIN):%a %m-%d %H:%M}" for each in found]


def test_four_weeks() -> None:
    """At the start, after each week and at the end the client is asked, three days before it managers are reminded, on
    a weekend on the working day before. Clocks change meanwhile."""
    assert told("2026-03-04", "2026-03-31") == [
        "start Wed 03-04 10:00",
        "week-1 Wed 03-11 10:00",
        "week-2 Wed 03-18 10:00",
        "week-3 Wed 03-25 10:00",
        "decide:2026-03-31 Fri 03-27 09:00",
        "end:2026-03-31 Tue 03-31 10:00",
        "over:2026-03-31 Wed 04-01 09:00",
    ]


def test_where_the_office_is_closed() -> None:
    """An office that opens from Tuesday to Saturday asks and reminds on these days; a begin on a closed day waits."""
    assert told("2026-03-02", "2026-03-15", HOURS) == [
        "start Tue 03-03 10:00",
        "week-1 Tue 03-10 10:00",
        "decide:2026-03-15 Thu 03-12 09:00",
        "end:2026-03-15 Sat 03-14 10:00",
        "over:2026-03-15 Tue 03-17 09:00",
    ]


def test_extended() -> None:
    """What was asked keeps its name when a trial is extended, what lies at its end gets another; a week that was left
    out so near to the end is asked about now."""
    before, after = (told("2026-03-02", last) for last in ("2026-03-15", "2026-03-29"))
    kept = [line for line in before if line in after]
    assert kept == ["start Mon 03-02 10:00", "week-1 Mon 03-09 10:00"]
    assert "week-2 Mon 03-16 10:00" in after
    names = {line.split()[0] for line in after}
    assert names & {line.split()[0] for line in before} == {"start", "week-1"}


@pytest.mark.parametrize(
    ("today", "days"),
    [("2026-03-02", ("03-02", "03-09", "04-01")), ("2026-12-31", ("12-31", "01-04", "01-01"))],
)
def test_when_it_begins(today: str, days: tuple[str, str, str]) -> None:
    """Today, next Monday, on the first of next month; four weeks end on the day before the same weekday."""
    found = [begins(choice, date.fromisoformat(today)) for choice in BEGINNINGS]
    assert tuple(f"{day:%m-%d}" for day in found) == days
    assert f"{last_day(date(2026, 3, 2), 4)}" == "2026-03-29"


def test_which_week() -> None:
    """The first week is 1, before it is 0, after the end it stays the last one; one begun counts whole."""
    first, last = date(2026, 3, 2), date(2026, 3, 29)
    days = [date(2026, 3, 1), first, date(2026, 3, 8), date(2026, 3, 9), last, date(2026, 5, 1)]
    assert [week_on(first, last, day) for day in days] == [0, 1, 1, 2, 4, 4]
    assert (weeks_of(first, last), weeks_of(first, date(2026, 3, 30))) == (4, 5)


def test_after_an_outage() -> None:
    """Of questions missed in an outage only the last is asked; it is to be decided from the reminder on."""
    all_ = milestones(date(2026, 3, 2), date(2026, 3, 29), None, BERLIN)
    now = datetime(2026, 3, 24, 12, tzinfo=UTC)
    left_out = {each.name for each in all_ if overtaken(all_, each, now)}
    assert left_out == {"start", "week-1", "week-2"}
    over = datetime(2026, 4, 2, 12, tzinfo=UTC)
    assert not overtaken(all_, next(each for each in all_ if each.kind is Kind.END), over)
    moments = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (2, 25, 26, 29)]
    assert [is_to_be_decided(all_, moment) for moment in moments] == [False, False, True, True]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Freundlich am Telefon, nur die Rückrufe dauern", False),
        ("Good, we would like to stay", False),
        ("Danke, wir bleiben gern", False),
        ("We would like a table for six", True),
        ("Bitte Blumen bestellen", True),
        ("Könnten Sie morgen anrufen", True),
        ("Wann ist der Termin?", True),
    ],
)
def test_an_answer_or_a_request(words: str, expected: bool) -> None:
    """What asks for something is no answer to how a trial goes."""
    assert may_be_request(words) is expected

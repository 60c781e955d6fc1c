"""When the monthly report of clients comes: on the first working day after the month."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.reports import pages
from handlers.rules.business_hours import BusinessHours
from handlers.rules.business_hours_notation import read_week
from handlers.rules.client_reports import ClientReports
from handlers.rules.kpi.figures import figures
from handlers.rules.kpi.periods import month
from tests.rules.kpi_cases import FILED, task, week_of
from tests.rules.sla_cases import local

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = BusinessHours(BERLIN, read_week("Mon-Fri 09:00-17:00"))
REPORTS = ClientReports()


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (date(2026, 9, 1), datetime(2026, 10, 1, 7, 0, tzinfo=UTC)),  # a Thursday, summer time
        (date(2026, 10, 1), datetime(2026, 11, 2, 8, 0, tzinfo=UTC)),  # the first is a Sunday
        (date(2026, 12, 1), datetime(2027, 1, 1, 8, 0, tzinfo=UTC)),
    ],
)
def test_first_working_day(first: date, expected: datetime) -> None:
    """Weekends are passed over, with hours and without, at nine on the wall in summer and winter."""
    assert REPORTS.due(month(first, BERLIN), None) == expected
    assert REPORTS.due(month(first, BERLIN), WEEKDAYS) == expected


def test_which_month_comes() -> None:
    """Until the moment itself it is the month before, from then on this one; of several missed all are named."""
    due = datetime(2026, 10, 1, 7, 0, tzinfo=UTC)
    assert REPORTS.coming(due.replace(hour=6), None, BERLIN).name == "2026-09"
    assert REPORTS.coming(due, None, BERLIN).name == "2026-10"
    missed = REPORTS.missed(month(date(2026, 9, 1), BERLIN), None, datetime(2026, 12, 1, 8, 0, tzinfo=UTC))
    assert [period.name for period in missed] == ["2026-09", "2026-10", "2026-11"]


def test_what_is_hidden_is_only_counted() -> None:
    """Of a task that others may not know of, a client's report has neither reference nor title nor what was said of its
    result; it counts all the same."""
    lines = (("01-12 08:00", "filed", FILED), ("01-12 09:00", "done"), ("01-12 10:00", "rated", {"stars": "1"}))
    found = [task(ref, *lines, words=words) for ref, words in (("T-1", "Too late"), ("T-2", "Wrong roses"))]
    now, before = figures(found, [week_of("01-12"), week_of("01-05")], local("01-20 08:00"))
    said = repr(pages.client_report("Dr. Weber", now, before, {}, hidden={"T-2"}).tables)
    assert "T-1" in said
    assert "Too late" in said
    assert "T-2" not in said
    assert "Wrong roses" not in said
    assert now.done.n == 2

"""When the monthly report of clients comes: on the first working day after the month."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.rules.business_hours import BusinessHours
from handlers.rules.business_hours_notation import read_week
from handlers.rules.client_reports import ClientReports
from handlers.rules.kpi.periods import month

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

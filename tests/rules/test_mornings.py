"""When the morning list comes: on working days, on the reader's own wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from handlers.rules.business_hours import BusinessHours
from handlers.rules.business_hours_notation import read_week
from handlers.rules.mornings import end_of, next_morning

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
HOURS = BusinessHours(BERLIN, read_week("Mon-Fri 09:00-17:00"), frozenset({date(2026, 10, 26)}))


@pytest.mark.parametrize(
    ("after", "zone", "hours", "expected"),
    [
        (datetime(2026, 10, 22, 5, 29, tzinfo=UTC), BERLIN, None, datetime(2026, 10, 22, 5, 30, tzinfo=UTC)),
        (datetime(2026, 10, 22, 5, 30, tzinfo=UTC), BERLIN, None, datetime(2026, 10, 23, 5, 30, tzinfo=UTC)),
        (datetime(2026, 10, 23, 6, 0, tzinfo=UTC), BERLIN, None, datetime(2026, 10, 26, 6, 30, tzinfo=UTC)),
        (datetime(2026, 10, 23, 6, 0, tzinfo=UTC), BERLIN, HOURS, datetime(2026, 10, 27, 6, 30, tzinfo=UTC)),
        (datetime(2026, 10, 22, 5, 29, tzinfo=UTC), NEW_YORK, HOURS, datetime(2026, 10, 22, 11, 30, tzinfo=UTC)),
    ],
    ids=["today", "today's is over", "over a weekend and a change of clocks", "over a holiday, too", "far away"],
)
def test_next(after: datetime, zone: ZoneInfo, hours: BusinessHours | None, expected: datetime) -> None:
    """Half past seven on the next working day that is still to come."""
    day, moment = next_morning(after, time(7, 30), zone, hours)
    assert moment == expected
    assert day == expected.astimezone(zone).date()


def test_a_day_has_an_end() -> None:
    """The day on which clocks go back is 25 hours long."""
    assert end_of(date(2026, 10, 25), BERLIN) == datetime(2026, 10, 25, 23, 0, tzinfo=UTC)

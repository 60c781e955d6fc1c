"""When the monthly report of clients comes, and for whom. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from handlers.rules.business_hours import BusinessHours
from handlers.rules.kpi.periods import ONE_DAY, Period, month, month_at
from handlers.rules.wall_time import first_instant

FRIDAY = 4
MOST_CLOSED = 29
"""Days for which an office may be closed at the beginning of a month; a longer one sends on the first."""


class Readers(StrEnum):
    """Who gets the reports: the clients' contacts at once, or managers, who release them."""

    CLIENTS = "clients"
    MANAGERS = "managers"


@dataclass(frozen=True, slots=True)
class ClientReports:
    """For whom the reports are, None for nobody, and when they come on the first working day of the month after."""

    to: Readers | None = None
    at: time = time(9)

    def due(self, period: Period, hours: BusinessHours | None) -> datetime:
        """Return when the report of a month comes (UTC): on the first day after it on which the office opens, without
        `hours` on the first from Monday to Friday, in the zone of the period."""
        days = [period.last + number * ONE_DAY for number in range(1, MOST_CLOSED)]
        opens = (day for day in days if (day.weekday() <= FRIDAY if hours is None else hours.opens_on(day)))
        return first_instant(datetime.combine(next(opens, days[0]), self.at), period.zone)

    def coming(self, after: datetime, hours: BusinessHours | None, zone: ZoneInfo) -> Period:
        """Return the month whose report comes next after an aware moment."""
        period = month_at(after, zone).before()
        while self.due(period, hours) <= after:
            period = _following(period)
        return period

    def missed(self, first: Period, hours: BusinessHours | None, now: datetime) -> list[Period]:
        """Return a month and those after it whose reports have come due until `now` (aware)."""
        found = [first]
        while self.due(following := _following(found[-1]), hours) <= now:
            found.append(following)
        return found


def _following(period: Period) -> Period:
    return month(period.last + ONE_DAY, period.zone)

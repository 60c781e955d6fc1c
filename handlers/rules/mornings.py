"""When an assistant's morning list comes, and what of their work is due on a day. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.rules.business_hours import BusinessHours
from handlers.rules.wall_time import first_instant

FRIDAY = 4
MOST_CLOSED = 60
ONE_DAY = timedelta(days=1)


def works_on(day: date, hours: BusinessHours | None) -> bool:
    """Return whether the office opens on a date; without `hours` from Monday to Friday."""
    return day.weekday() <= FRIDAY if hours is None else hours.opens_on(day)


def next_morning(after: datetime, at: time, zone: ZoneInfo, hours: BusinessHours | None) -> tuple[date, datetime]:
    """Return the next working day on which a time on the wall of `zone` is later than an aware moment, and when that is
    (UTC)."""
    today = after.astimezone(zone).date()
    days = [today + number * ONE_DAY for number in range(MOST_CLOSED)]
    coming = [(day, first_instant(datetime.combine(day, at), zone)) for day in days]
    coming = [(day, moment) for day, moment in coming if moment > after]
    return next(((day, moment) for day, moment in coming if works_on(day, hours)), coming[-1])


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return when a local date is over (UTC)."""
    return first_instant(datetime.combine(day + ONE_DAY, time()), zone)

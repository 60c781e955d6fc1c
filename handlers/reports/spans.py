"""A period as people read it: in a heading with its week's number, above a column as short as can be."""

from __future__ import annotations

from datetime import date, datetime, time

from handlers.chat.outgoing import Text
from handlers.rules.kpi.periods import ONE_DAY, Period, month
from handlers.rules.wall_time import first_instant
from handlers.rules.whens import When


def period_text(period: Period) -> Text:
    """Return a period in words: months by their names, a week with its number, its days."""
    if _is_of_months(period):
        return _months(period)
    begin, end = (
        first_instant(datetime.combine(day, time()), period.zone).astimezone(period.zone)
        for day in (period.first, period.last + ONE_DAY)
    )
    when = Text("when", when=When(begin, end, "day", "date" if period.first == period.last else "interval"))
    year, number, _ = period.first.isocalendar()
    return Text("digest-week", number=number, when=when) if period.name == f"{year}-W{number:02}" else when


def column(period: Period) -> Text:
    """Return a period as the heading of a column: months by their names, else its first and last day."""
    if _is_of_months(period):
        return _months(period)
    return days(period.first, period.last)


def days(first: date, last: date) -> Text:
    """Return the first and last day of a time, as short as can be."""
    return _day(first) if first == last else Text("report-days", first=_day(first), last=_day(last))


def _is_of_months(period: Period) -> bool:
    return period.first.day == 1 and period.last == month(period.last, period.zone).last


def _months(period: Period) -> Text:
    first, last = (Text("book-month", month=day.month, year=str(day.year)) for day in (period.first, period.last))
    return first if first == last else Text("report-days", first=first, last=last)


def _day(day: date) -> Text:
    return Text("on-day", day=day.day, month=day.month)

"""Periods as said made into a first and a following date, from the reader's today."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.rules.dates.frame import Frame
from handlers.rules.dates.reader import Reader
from handlers.rules.dates.resolve_days import add_months, date_of, full_year
from handlers.rules.dates.understanding import Grain
from handlers.rules.dates.values import (
    Current,
    Edge,
    NamedMonth,
    NthWeek,
    Period,
    Quarter,
    Season,
    Several,
    Third,
    Unit,
    WeekNumber,
    WeekOf,
    Which,
    Year,
)

Span = tuple[date, date, Grain]
MONTHS_OF: dict[Unit, tuple[int, Grain]] = {
    Unit.MONTH: (1, "month"),
    Unit.QUARTER: (3, "quarter"),
    Unit.YEAR: (12, "year"),
}
WEEK = timedelta(7)


def dates_of(reader: Reader, period: Period, frame: Frame) -> Span:
    """Return first day, day after the last, and grain. ValueError or OverflowError if there are none."""
    match period:
        case Current():
            return _current(reader, period)
        case NamedMonth():
            return _month(reader, period, frame)
        case WeekNumber():
            return _week(_monday(reader, period))
        case WeekOf():
            day = date_of(reader, period.day, Frame(0, 0))
            monday = day - timedelta(day.weekday())
            return (monday + timedelta(5), monday + WEEK, "weekend") if period.weekend else _week(monday)
        case NthWeek():
            return _nth_week(reader, period)
        case Quarter():
            return _quarter(reader, period)
        case Year():
            return date(full_year(reader, period.year), 1, 1), date(full_year(reader, period.year) + 1, 1, 1), "year"
        case Several():
            return _several(reader, period)
        case Season():
            return _season(reader, period)
        case Third():
            return third(dates_of(reader, period.whole, frame), period.edge)


def _week(monday: date) -> Span:
    return monday, monday + WEEK, "week"


def _current(reader: Reader, period: Current) -> Span:
    today = reader.today
    monday = today - timedelta(today.weekday())
    if period.unit == Unit.WEEK:
        return _week(monday + period.steps * WEEK)
    if period.unit == Unit.WEEKEND:
        steps = period.steps
        if steps == 1 and today.weekday() < 5 and reader.doubt("this_or_next_week"):
            steps = 0
        saturday = monday + timedelta(5) + steps * WEEK
        return saturday, saturday + timedelta(2), "weekend"
    months, grain = MONTHS_OF[period.unit]
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    first = add_months(first, months * period.steps)
    return first, add_months(first, months), grain


def _month(reader: Reader, period: NamedMonth, frame: Frame) -> Span:
    today = reader.today
    if period.year is not None:
        year = full_year(reader, period.year)
    elif period.of_year:
        year = today.year + (period.which or 0)
    elif period.which in {Which.LAST, Which.BEFORE_LAST} or frame.since:
        year = today.year - (period.month >= today.month) - (period.which == Which.BEFORE_LAST)
    else:
        passed = period.month < today.month or (
            period.month == today.month and period.which in {Which.NEXT, Which.AFTER_NEXT}
        )
        year = today.year + passed + (period.which == Which.AFTER_NEXT)
    first = date(year, period.month, 1)
    return first, add_months(first, 1), "month"


def _monday(reader: Reader, period: WeekNumber) -> date:
    if period.year is not None:
        return date.fromisocalendar(full_year(reader, period.year), period.week, 1)
    this = reader.today.isocalendar().year
    if period.years is not None:
        return date.fromisocalendar(this + period.years, period.week, 1)
    for year in range(this, this + 8):
        try:
            monday = date.fromisocalendar(year, period.week, 1)
        except ValueError:
            continue
        if monday + WEEK > reader.today:
            return monday
    raise ValueError("no such week")


def _nth_week(reader: Reader, period: NthWeek) -> Span:
    today = reader.today
    if period.month is None:
        first = add_months(today.replace(day=1), period.months)
    else:
        year = full_year(reader, period.year) if period.year is not None else today.year + (period.month < today.month)
        first = date(year, period.month, 1)
    # A week belongs to the month of its Thursday, a weekend to that of its Saturday.
    middle = 3 if period.unit == Unit.WEEK else 5
    if period.nth > 0:
        found = first + timedelta((middle - first.weekday()) % 7) + (period.nth - 1) * WEEK
    else:
        last = add_months(first, 1) - timedelta(1)
        found = last - timedelta((last.weekday() - middle) % 7)
    if period.unit == Unit.WEEK:
        return _week(found - timedelta(3))
    return found, found + timedelta(2), "weekend"


def _quarter(reader: Reader, period: Quarter) -> Span:
    today = reader.today
    if period.year is not None:
        year = full_year(reader, period.year)
    else:
        year = today.year + (period.years if period.years is not None else period.quarter * 3 < today.month)
    first = date(year, period.quarter * 3 - 2, 1)
    return first, add_months(first, 3), "quarter"


def _season(reader: Reader, period: Season) -> Span:
    """Return the season of the year said, else the one that is or comes next; "last" is the one that is over."""
    month = 3 + 3 * period.season
    today = reader.today
    year = full_year(reader, period.year) if period.year is not None else today.year - 1
    first = date(year, month, 1)
    while period.year is None and add_months(first, 3) <= today:
        first = add_months(first, 12)
    if period.which in {Which.LAST, Which.BEFORE_LAST}:
        first = add_months(first, -12)
    elif period.which in {Which.NEXT, Which.AFTER_NEXT} and first <= today:
        first = add_months(first, 12)
    return first, add_months(first, 3), "quarter"


def _several(reader: Reader, period: Several) -> Span:
    """Return the next or last so many whole units; the current one does not count."""
    today, count = reader.today, period.count
    if period.unit == Unit.DAY:
        return (
            (today + timedelta(1), today + timedelta(count + 1), "day")
            if period.sign > 0
            else (today - timedelta(count), today, "day")
        )
    if period.unit in {Unit.WEEK, Unit.WEEKEND}:
        monday = today - timedelta(today.weekday())
        return (
            (monday + WEEK, monday + (count + 1) * WEEK, "day")
            if period.sign > 0
            else (monday - count * WEEK, monday, "day")
        )
    if period.unit not in MONTHS_OF:
        raise ValueError("hours and minutes are no days")
    months, _ = MONTHS_OF[period.unit]
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    if period.sign > 0:
        return add_months(first, months), add_months(first, months * (count + 1)), "day"
    return add_months(first, -months * count), first, "day"


def _half(span: Span, *, second: bool) -> Span:
    """Return a half: of years and quarters in whole months, of a month until the 15th, of a week until Wednesday."""
    first, behind, grain = span
    months = {"year": 6, "month": 0}.get(grain)
    if months:
        middle = add_months(first, months)
    elif grain == "month":
        middle = first + timedelta(15)
    else:
        middle = first + timedelta((behind - first).days // 2)
    return (middle, behind, "day") if second else (first, middle, "day")


def third(span: Span, edge: Edge) -> Span:
    """Return the beginning, middle or end: of a week Monday to Wednesday, Tuesday to Thursday, Friday to Sunday; else
    a third."""
    first, behind, grain = span
    if edge in {Edge.FIRST_HALF, Edge.SECOND_HALF}:
        return _half(span, second=edge == Edge.SECOND_HALF)
    if grain == "week":
        begin, end = ((0, 3), (1, 4), (4, 7))[edge]
        return first + timedelta(begin), first + timedelta(end), "day"
    if grain == "month":
        borders = (first, first + timedelta(10), first + timedelta(20), behind)
    elif grain in {"year", "quarter"}:
        part = 4 if grain == "year" else 1
        borders = (first, add_months(first, part), add_months(first, 2 * part), behind)
    else:
        days = (behind - first).days
        borders = (first, first + timedelta(days // 3), first + timedelta(-(-2 * days // 3)), behind)
    return borders[edge], borders[edge + 1], "day"

"""Days as said made into dates, from the reader's today; the future is preferred."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.rules.dates.frame import Frame
from handlers.rules.dates.holidays import holiday, nth_weekday
from handlers.rules.dates.reader import Reader
from handlers.rules.dates.resolve_clocks import HOURS
from handlers.rules.dates.values import (
    Day,
    DayOfMonth,
    Holiday,
    Length,
    MonthDay,
    NthWeekday,
    Numeric,
    RelativeDay,
    Shifted,
    Weekday,
    Which,
)

FURTHEST_MONTHS = 48
OLD_YEARS = 40
SATURDAY = 5
LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def date_of(reader: Reader, day: Day, frame: Frame) -> date:
    """Return the date of a day. ValueError or OverflowError if there is none."""
    match day:
        case RelativeDay():
            return reader.today + timedelta(day.days)
        case Weekday():
            return _weekday(reader, day, frame)
        case MonthDay():
            found = _month_day(reader, day.month, day.day, day.year, since=frame.since)
            open_year = day.year is None and not frame.since
            if open_year and frame.weekday is not None and found.weekday() != frame.weekday.weekday:
                reader.doubt("weekday")
            return found
        case Numeric():
            return _numeric(reader, day, frame)
        case DayOfMonth():
            return _day_of_month(reader, day, frame)
        case NthWeekday():
            return _nth_weekday(reader, day)
        case Holiday():
            return _holiday(reader, day, frame)
        case Shifted():
            return _shifted(reader, day, frame)


def _weekday(reader: Reader, day: Weekday, frame: Frame) -> date:
    today = reader.today
    ahead = (day.weekday - today.weekday()) % 7
    monday = today - timedelta(today.weekday())
    if day.weeks is not None:
        return monday + timedelta(7 * day.weeks + day.weekday)
    if day.which in {Which.LAST, Which.BEFORE_LAST} or frame.since:
        return today + timedelta(ahead - (14 if day.which == Which.BEFORE_LAST else 7))
    if day.which in {Which.NEXT, Which.AFTER_NEXT}:
        weeks = 1 if day.which == Which.NEXT else 2
        found = monday + timedelta(7 * weeks + day.weekday)
        sooner = today.weekday() < day.weekday and day.which == Which.NEXT
        return found - timedelta(7) if sooner and reader.doubt("this_or_next_week") else found
    if ahead == 0:
        later_today = _still_to_come(reader, frame)
        other = reader.doubt("this_or_next_week")
        ahead = 0 if later_today != other else 7
    return today + timedelta(ahead + 7 * day.later)


def _still_to_come(reader: Reader, frame: Frame) -> bool:
    clock = frame.clock
    if clock is None:
        return frame.part is not None and HOURS[frame.part][1] > reader.wall.hour * 60 + reader.wall.minute
    hour = (
        clock.hour % 12 + 12 * clock.half
        if clock.half is not None
        else clock.hour + (12 if not clock.sure and clock.hour < 7 else 0)
    )
    return hour * 60 + clock.minute > reader.wall.hour * 60 + reader.wall.minute


def full_year(reader: Reader, year: int) -> int:
    """Return a year of four figures; two stand for the century around now, with more room behind than before."""
    if year >= 100:
        return year
    century = reader.today.year // 100 * 100
    return century + year if century + year <= reader.today.year + OLD_YEARS else century - 100 + year


def _month_day(reader: Reader, month: int, day: int, year: int | None, *, since: bool) -> date:
    """Return the day in the year said, else the next one; `since` the last one."""
    if year is not None:
        return date(full_year(reader, year), month, day)
    today = reader.today
    if since:
        this = date(today.year, month, day)
        return this if this <= today else date(today.year - 1, month, day)
    for ahead in range(9):
        try:
            found = date(today.year + ahead, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError("no such day")


def _numeric(reader: Reader, day: Numeric, frame: Frame) -> date:
    """Return the date of two numbers, in the order that is possible, else the reader's, else the one of the weekday."""
    said, year, since = frame.weekday, day.year, frame.since
    one, two = day.first, day.second
    habits = reader.habits
    if said is None and habits.order_sure and not habits.month_first and _exists(two, one):
        return _month_day(reader, two, one, year, since=since)
    day_first = _month_day(reader, two, one, year, since=since) if _exists(two, one) else None
    month_first = _month_day(reader, one, two, year, since=since) if _exists(one, two) else None
    if day_first is None or month_first is None or day_first == month_first:
        only = day_first or month_first
        if only is None:
            raise ValueError("neither order gives a date")
        if said is not None and only.weekday() != said.weekday:
            reader.doubt("weekday")
        return only
    dates = [month_first, day_first] if habits.month_first and not day.dotted else [day_first, month_first]
    if habits.order_sure and not (habits.month_first and day.dotted):
        return dates[0] if said is None or dates[1].weekday() != said.weekday else _fitting(dates, said.weekday)
    if said is not None and (fits := [found for found in dates if found.weekday() == said.weekday]):
        return min(fits)
    return dates[1] if reader.doubt("day_month_order") else dates[0]


def _fitting(dates: list[date], weekday: int) -> date:
    return next(found for found in dates if found.weekday() == weekday)


def _exists(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= LONGEST_MONTHS[month - 1]


def _day_of_month(reader: Reader, day: DayOfMonth, frame: Frame) -> date:
    today = reader.today
    if day.months is not None:
        return add_months(today.replace(day=1), day.months).replace(day=day.day)
    month = today.replace(day=1)
    first = None
    for _ in range(FURTHEST_MONTHS):
        try:
            found = month.replace(day=day.day)
        except ValueError:
            found = None
        if found is not None and found >= today:
            first = first or found
            if frame.weekday is None or found.weekday() == frame.weekday.weekday:
                return found
        month = add_months(month, 1)
    if first is None:
        raise ValueError("no such day")
    return first


def _nth_weekday(reader: Reader, day: NthWeekday) -> date:
    today = reader.today
    if day.month is None:
        month = add_months(today.replace(day=1), day.months or 0)
        found = nth_weekday(month.year, month.month, day.nth, day.weekday)
        if found < today and day.months is None:
            month = add_months(month, 1)
            found = nth_weekday(month.year, month.month, day.nth, day.weekday)
        return found
    if day.year is not None:
        return nth_weekday(full_year(reader, day.year), day.month, day.nth, day.weekday)
    found = nth_weekday(today.year, day.month, day.nth, day.weekday)
    return found if found >= today else nth_weekday(today.year + 1, day.month, day.nth, day.weekday)


def _holiday(reader: Reader, day: Holiday, frame: Frame) -> date:
    index, year = int(day.name), reader.today.year
    if day.year is not None:
        return holiday(index, full_year(reader, day.year))
    this = holiday(index, year)
    if frame.since or day.which == Which.LAST:
        return this if this <= reader.today else holiday(index, year - 1)
    return this if this >= reader.today else holiday(index, year + 1)


def _shifted(reader: Reader, day: Shifted, frame: Frame) -> date:
    base = date_of(reader, day.base, Frame(0, 0))
    if day.weekday is not None:
        ahead = (day.weekday - base.weekday()) % 7
        base += timedelta((ahead or 7) if day.sign > 0 else ahead - 7)
    return shift(base, day.length, day.sign)


def shift(base: date, length: Length, sign: int) -> date:
    """Return the date so many months, days and days from Monday to Friday away."""
    found = add_months(base, sign * length.months) + timedelta(sign * length.days)
    while length.workdays and found.weekday() >= SATURDAY:
        found -= timedelta(sign)  # who counts from a weekend begins at its edge
    weeks, rest = divmod(length.workdays, 5)
    found += timedelta(7 * sign * weeks)
    while rest:
        found += timedelta(sign)
        rest -= found.weekday() < SATURDAY
    return found


def add_months(base: date, months: int) -> date:
    """Return the same day of another month, or that month's last if it has no such day."""
    year, month = divmod(base.year * 12 + base.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(1)).day
    return base.replace(year=year, month=month + 1, day=min(base.day, last))

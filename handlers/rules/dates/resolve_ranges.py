"""Ranges on the calendar: each end lends the other what it lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from handlers.rules.dates.frame import Frame
from handlers.rules.dates.reader import Reader
from handlers.rules.dates.resolve_clocks import minutes_of, range_minutes
from handlers.rules.dates.resolve_days import shift
from handlers.rules.dates.resolve_periods import dates_of
from handlers.rules.dates.resolve_singles import Draft, day_of, midnight, minute, moment_at, on_day, one_of
from handlers.rules.dates.understanding import Grain
from handlers.rules.dates.values import (
    Current,
    DayOfMonth,
    MonthDay,
    NamedMonth,
    Numeric,
    Part,
    Weekday,
)

DAY = timedelta(1)


def range_of(reader: Reader, left: Frame, right: Frame) -> Draft:
    """Return a range; each end lends the other what it lacks."""
    if left.now:
        end = one_of(reader, right.but(until=None))
        return Draft(minute(reader.now), end.end or end.start, "minute", "interval")
    if left.clock is not None and right.clock is not None:
        return clock_range(reader, left, right)
    if left.clock is not None or left.part is not None or right.clock is not None or right.part is not None:
        return _mixed_range(reader, left, right)
    _lend_days(left, right)
    first = _span(reader, left)
    second = _span(reader, right, first[0], left)
    if second[1] <= first[0]:
        first, second = _turned(reader, left, first, second)
    grain = first[2] if first[2] == second[2] and first[2] != "day" else "day"
    return Draft(midnight(first[0]), midnight(second[1]), grain, "interval")


def _span(
    reader: Reader, frame: Frame, after: date | None = None, left: Frame | None = None
) -> tuple[date, date, Grain]:
    """Return first day, day after the last, and grain of one end; the second end is looked for from the first on."""
    if after is not None and _floating(frame):
        reader = reader.on(after)
        if isinstance(frame.day, Weekday) and after.weekday() == frame.day.weekday:
            return after, after + DAY, "day"
    if frame.offset is not None:
        found = shift(reader.today, frame.offset.length, frame.offset.sign)
        return found, found + DAY, "day"
    day = day_of(reader, frame)
    if day is not None:
        return day, day + DAY, "day"
    if frame.period is None:
        raise ValueError("neither a day nor a period was said")
    return dates_of(reader, frame.period, frame)


def _floating(frame: Frame) -> bool:
    """Tell whether a day says no year, month or week, so that it is the next one after the other end."""
    day, period = frame.day, frame.period
    if isinstance(period, NamedMonth):
        return period.year is None and not period.of_year and (day is None or isinstance(day, DayOfMonth))
    if isinstance(day, Weekday):
        return day.weeks is None and period is None
    if period is not None:
        return False
    return (isinstance(day, (MonthDay, Numeric)) and day.year is None) or (
        isinstance(day, DayOfMonth) and day.months is None
    )


def _lend_days(left: Frame, right: Frame) -> None:
    """Lend month, year or week from one end of a range of days to the other."""
    one, two = left.day, right.day
    if isinstance(one, DayOfMonth) and one.months is None and left.period is None:
        if isinstance(two, MonthDay):
            left.day = MonthDay(two.month, one.day, two.year)
        elif isinstance(two, Numeric):
            first = two.dotted or two.first > 12 or two.second <= 12
            days = (one.day, two.second) if first else (two.first, one.day)
            left.day = Numeric(*days, two.year, two.dotted, two.weak)
        elif isinstance(two, DayOfMonth):
            left.day, left.period = DayOfMonth(one.day, two.months, one.weak), right.period
    elif isinstance(one, (MonthDay, Numeric)) and isinstance(two, (MonthDay, Numeric)):
        if one.year is None and two.year is not None:
            left.day = one.in_year(two.year)
        elif one.year is not None and two.year is None:
            right.day = two.in_year(one.year)
    elif (
        isinstance(one, Weekday)
        and isinstance(two, Weekday)
        and left.period is None
        and isinstance(right.period, Current)
    ):
        left.period = right.period
    elif (
        isinstance(left.period, NamedMonth)
        and isinstance(right.period, NamedMonth)
        and left.period.year is None
        and right.period.year
    ):
        left.period = replace(left.period, year=right.period.year)
    elif isinstance(left.period, NamedMonth) and isinstance(right.period, NamedMonth) and right.period.of_year:
        left.period = replace(left.period, which=right.period.which, of_year=True)
    if isinstance(right.day, DayOfMonth) and right.period is None and isinstance(left.period, (Current, NamedMonth)):
        right.period = left.period


def _turned(
    reader: Reader, left: Frame, first: tuple[date, date, Grain], second: tuple[date, date, Grain]
) -> tuple[tuple[date, date, Grain], tuple[date, date, Grain]]:
    """Mend a range that ends before it begins, as one over new year does: "28.12.-3.1.2027"."""
    day = left.day
    if isinstance(day, (MonthDay, Numeric)) and day.year is not None:
        earlier = left.but(day=day.in_year(day.year - 1), until=None)
        mended = _span(reader, earlier)
        if mended[0] < second[0]:
            return mended, second
    raise ValueError("the range ends before it begins")


def clock_range(reader: Reader, left: Frame, right: Frame) -> Draft:
    """Return a range of clock times on one day, or on the day of each end."""
    if left.clock is None or right.clock is None:
        raise ValueError("the range has a clock time too few")
    part = left.part if left.part is not None else right.part
    both = left.dated() and right.dated()
    if both:
        _lend_days(left, right)
    grain: Grain = "minute" if left.clock.second is None and right.clock.second is None else "second"
    if both:
        first = _span(reader, left)
        second = _span(reader, right, first[0], left)
        start = moment_at(first[0], minutes_of(reader, left.clock, left.part), left.clock)
        # Who counts one end by 24 hours counts the other so, too.
        by_24 = left.clock.hour > 12 and right.clock.half is None
        counted = replace(right.clock, sure=right.clock.sure or by_24)
        end = moment_at(second[0], minutes_of(reader, counted, right.part), right.clock)
        return Draft(start, end, grain, "interval")
    own = left.part is not None and right.part is not None and left.part != right.part
    if own:
        low, high = minutes_of(reader, left.clock, left.part), minutes_of(reader, right.clock, right.part)
    else:
        shared = _shared_part(left, right, part)
        low, high = range_minutes(reader, left.clock, right.clock, shared)
    dated = left if left.dated() else right
    night = 1440 if high <= low else 0
    if dated.dated():
        day = _span(reader, dated.but(until=None))[0]
    else:
        day = reader.today
        if part != Part.TONIGHT and moment_at(day, low, left.clock) < reader.wall.replace(second=0, microsecond=0):
            day += DAY
    return Draft(moment_at(day, low, left.clock), moment_at(day, high + night, right.clock), grain, "interval")


def _shared_part(left: Frame, right: Frame, part: Part | None) -> Part | None:
    """Return the part of day for both ends, unless it stands at one end only and the other has its own mark."""
    if (
        left.part is None
        and right.part is not None
        and left.clock is not None
        and (left.clock.half is not None or left.clock.sure)
    ):
        return part
    return part


def _mixed_range(reader: Reader, left: Frame, right: Frame) -> Draft:
    """Return a range of which an end is a clock time or part of day and the other one a day or part of day."""
    if left.dated() and right.dated():
        return _between_days(reader, left, right)
    if right.day is None and right.period is None and right.offset is None:
        right = right.but(day=left.day, period=left.period)
    elif left.day is None and left.period is None:
        left = left.but(day=right.day, period=right.period)
    first = one_of(reader, left.but(until=None))
    second = one_of(reader, right.but(until=None))
    end = second.end if second.end is not None else second.start
    if first.start is None or end is None or (first.start.tzinfo is None) != (end.tzinfo is None):
        raise ValueError("the range has an end too few")
    if end <= first.start:
        end += DAY
    return Draft(first.start, end, "minute" if first.grain != "part_of_day" else "part_of_day", "interval")


def _between_days(reader: Reader, left: Frame, right: Frame) -> Draft:
    """Return a range of days or periods of which an end says when on its day: "von Montag bis Mittwoch 12 Uhr"."""
    _lend_days(left, right)
    first = _span(reader, left)
    last = _span(reader, right, first[0], left)
    whole = [side.clock is None and side.part is None for side in (left, right)]
    if any(whole) and (left.clock is not None or right.clock is not None):
        reader.doubt("missing_hour")
    begin, behind = (
        Draft(midnight(span[0]), midnight(span[1]), span[2], "interval") if lacking else on_day(reader, side, span[0])
        for side, span, lacking in zip((left, right), (first, last), whole, strict=True)
    )
    parts = begin.grain == "part_of_day" and right.clock is None
    return Draft(begin.start, behind.end or behind.start, "part_of_day" if parts else "minute", "interval")

"""Repetitions made into RFC 5545 recurrence rules and their first day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from handlers.rules.dates.frame import Frame
from handlers.rules.dates.holidays import nth_weekday
from handlers.rules.dates.reader import Reader
from handlers.rules.dates.resolve_clocks import HOURS, settled_minutes, usually_afternoon
from handlers.rules.dates.resolve_days import add_months, date_of
from handlers.rules.dates.resolve_periods import dates_of
from handlers.rules.dates.values import Bound, DayOfMonth, MonthDay, Numeric, Repeat, Unit, Weekday

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = {
    Unit.MINUTE: "MINUTELY",
    Unit.HOUR: "HOURLY",
    Unit.DAY: "DAILY",
    Unit.WEEK: "WEEKLY",
    Unit.MONTH: "MONTHLY",
    Unit.YEAR: "YEARLY",
}


def rule_of(reader: Reader, frame: Frame) -> tuple[str, date]:
    """Return the rule and the day of the first occurrence, which is not before now. ValueError if there is none."""
    assert frame.repeat is not None
    begin, until = _limits(reader, frame)
    repeat = _completed(frame, frame.repeat)
    if isinstance(frame.day, Numeric) and repeat.unit == Unit.YEAR:
        found = date_of(reader, frame.day, frame)
        repeat = Repeat(Unit.YEAR, repeat.interval, monthday=found.day, month=found.month)
    earliest = begin or reader.today
    first = _first(repeat, earliest)
    if first == reader.today and _passed_today(reader, frame):
        first = _first(repeat, reader.today + timedelta(1))
    parts = [f"FREQ={FREQUENCIES[repeat.unit]}"]
    if repeat.interval > 1:
        parts.append(f"INTERVAL={repeat.interval}")
    if until is not None:
        parts.append("UNTIL=" + _until(reader, frame, until))
    return ";".join(parts + _by(repeat)), first


def _completed(frame: Frame, repeat: Repeat) -> Repeat:
    """Add to "every month", "every week" and "every year" the day said beside it."""
    day = frame.day
    if repeat.unit == Unit.WEEK and not repeat.weekdays and isinstance(day, Weekday):
        return Repeat(Unit.WEEK, repeat.interval, (day.weekday,))
    if repeat.unit == Unit.MONTH and repeat.nth is None and repeat.monthday is None and isinstance(day, DayOfMonth):
        return Repeat(Unit.MONTH, repeat.interval, monthday=day.day)
    if repeat.unit == Unit.YEAR and repeat.month is None and isinstance(day, MonthDay):
        return Repeat(Unit.YEAR, repeat.interval, monthday=day.day, month=day.month)
    return repeat


def _by(repeat: Repeat) -> list[str]:
    parts = []
    if repeat.month is not None:
        parts.append(f"BYMONTH={repeat.month}")
    if repeat.monthday is not None:
        parts.append(f"BYMONTHDAY={repeat.monthday}")
    if repeat.nth is not None and len(repeat.weekdays) > 1:
        parts.append("BYDAY=" + ",".join(CODES[day] for day in repeat.weekdays) + f";BYSETPOS={repeat.nth}")
    elif repeat.weekdays:
        nths = [""] if repeat.nth is None else [str(nth) for nth in (repeat.nth, *repeat.also)]
        parts.append("BYDAY=" + ",".join(nth + CODES[day] for day in repeat.weekdays for nth in nths))
    return parts


def _limits(reader: Reader, frame: Frame) -> tuple[date | None, date | None]:
    """Return the day it begins, and the last day it may happen."""
    if frame.bound not in {Bound.FROM, Bound.AFTER, Bound.BY, Bound.BEFORE} or not frame.dated():
        return None, None
    if frame.day is not None:
        first = date_of(reader, frame.day, frame)
        behind = first + timedelta(1)
    elif frame.period is not None:
        first, behind, _ = dates_of(reader, frame.period, frame)
    else:
        return None, None
    if frame.bound == Bound.FROM:
        return first, None
    if frame.bound == Bound.AFTER:
        return behind, None
    return None, (behind if frame.bound == Bound.BY else first) - timedelta(1)


def _until(reader: Reader, frame: Frame, last: date) -> str:
    """Return UNTIL: in UTC where the start has a clock time, else a date (RFC 5545, 3.3.10)."""
    if frame.clock is None and frame.part is None:
        return last.strftime("%Y%m%d")
    end = datetime.combine(last, time(23, 59, 59), reader.now.tzinfo)
    return end.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _passed_today(reader: Reader, frame: Frame) -> bool:
    now = reader.wall.hour * 60 + reader.wall.minute
    if frame.clock is not None:
        minutes = settled_minutes(frame.clock, frame.part)
        if minutes is None:
            minutes = frame.clock.hour * 60 + frame.clock.minute + (720 if usually_afternoon(frame.clock) else 0)
        return minutes < now
    return frame.part is not None and HOURS[frame.part][1] <= now


def _nth_of_month(month: date, nth: int, weekdays: tuple[int, ...]) -> date:
    """Return the n-th day of a month (its first is given) that is one of these weekdays. ValueError if none is."""
    if len(weekdays) == 1:
        return nth_weekday(month.year, month.month, nth, weekdays[0])
    days = [month + timedelta(ahead) for ahead in range((add_months(month, 1) - month).days)]
    fitting = [day for day in days if day.weekday() in weekdays]
    if not 1 <= abs(nth) <= len(fitting):
        raise ValueError("no such day")
    return fitting[nth - 1 if nth > 0 else nth]


def _first(repeat: Repeat, earliest: date) -> date:
    """Return the first day of the repetition on or after a day."""
    if repeat.also:
        return min(_first(replace(repeat, nth=nth, also=()), earliest) for nth in (repeat.nth, *repeat.also))
    if repeat.unit == Unit.MONTH and repeat.nth is not None:
        month = earliest.replace(day=1)
        for _ in range(12):
            try:
                found = _nth_of_month(month, repeat.nth, repeat.weekdays)
            except ValueError:
                found = None
            if found is not None and found >= earliest:
                return found
            month = add_months(month, 1)
        raise ValueError("no such day")
    if repeat.monthday is None and not repeat.weekdays:
        return earliest
    if repeat.monthday == -1:
        return add_months(earliest.replace(day=1), 1) - timedelta(1)
    for ahead in range(1 + 366 * 8):
        day = earliest + timedelta(ahead)
        fits = repeat.monthday is None or day.day == repeat.monthday
        if fits and repeat.month in {None, day.month} and (not repeat.weekdays or day.weekday() in repeat.weekdays):
            return day
    raise ValueError("no such day")

"""One time on the calendar: a day, a clock time or part of it, a period, a length from now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.rules.dates.frame import Frame
from handlers.rules.dates.reader import Reader
from handlers.rules.dates.resolve_clocks import HOURS, NIGHT_PARTS, minutes_of
from handlers.rules.dates.resolve_days import date_of, shift
from handlers.rules.dates.resolve_periods import dates_of
from handlers.rules.dates.understanding import Grain, Kind
from handlers.rules.dates.values import (
    Clock,
    DayOfMonth,
    Length,
    MonthDay,
    Numeric,
    Offset,
    Part,
    RelativeDay,
    Several,
    Shifted,
    Third,
    Unit,
    Weekday,
)
from handlers.rules.dates.wall import instant, later

DAY = timedelta(1)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
MIDNIGHT = time()
NIGHT_ENDS = 6 * 60
A_WEEK = 7


@dataclass(slots=True)
class Draft:
    """An understanding before zone and bound: naive wall times, or aware ones where elapsed time was counted."""

    start: datetime | None
    end: datetime | None
    grain: Grain
    kind: Kind
    rule: str | None = None


def minute(moment: datetime) -> datetime:
    """Return the moment without its seconds."""
    return moment.replace(second=0, microsecond=0)


def aware(reader: Reader, wall: datetime) -> datetime:
    """Return a wall time in the reader's zone; what the change of clocks leaves out or doubles is a doubt."""
    if wall.tzinfo is not None:
        return wall
    moment, trouble = instant(wall, reader.zone)
    if trouble is not None:
        reader.doubt(trouble)
    return moment


def offset_of(reader: Reader, frame: Frame, offset: Offset) -> Draft:
    """Return the time that is so long from now."""
    length = offset.length
    if offset.within:
        return _within(reader, length)
    if offset.most is not None:
        first = offset_of(reader, frame, Offset(length, offset.sign))
        second = offset_of(reader, frame, Offset(offset.most, offset.sign))
        return Draft(first.start, second.end or second.start, first.grain, "interval")
    if length.seconds and not length.months:
        exact = length.grain == Unit.SECOND
        begin = reader.now if exact else minute(reader.now)
        moment = later(begin, offset.sign * (length.seconds + 86400 * length.days))
        return Draft(moment, None, "second" if exact else "minute", "instant")
    if length.days == A_WEEK + 1 and offset.sign > 0 and _by_days_alone(length) and reader.habits.words.german:
        # "In acht Tagen" is a week to many, who count today as well.
        length = Length(days=A_WEEK) if reader.doubt("eight_days") else length
    day = shift(reader.today, length, offset.sign)
    if isinstance(frame.day, Weekday):
        whole_weeks = length.days % 7 == 0 and not length.months and not length.workdays
        monday = day - timedelta(day.weekday())
        day = monday + timedelta(frame.day.weekday) if whole_weeks else date_of(reader, frame.day, frame)
    if frame.clock is not None or frame.part is not None:
        return on_day(reader, frame, day)
    return whole_day(day)


def _by_days_alone(length: Length) -> bool:
    return length.grain is Unit.DAY and not (length.months or length.seconds or length.workdays)


def _within(reader: Reader, length: Length) -> Draft:
    """Return the time from now on, so long as was said: days are counted to the same time of day."""
    now = minute(reader.now)
    if length.seconds:
        return Draft(now, later(now, length.seconds + 86400 * length.days), "minute", "interval")
    return Draft(now, datetime.combine(shift(reader.today, length, 1), now.time()), "minute", "interval")


def midnight(day: date) -> datetime:
    """Return the naive beginning of a date."""
    return datetime.combine(day, MIDNIGHT)


def whole_day(day: date) -> Draft:
    """Return a date."""
    return Draft(midnight(day), midnight(day + DAY), "day", "date")


def one_of(reader: Reader, frame: Frame) -> Draft:
    """Return one end of a range."""
    return single(reader, frame) if frame.offset is None else offset_of(reader, frame, frame.offset)


def single(reader: Reader, frame: Frame) -> Draft:
    """Return what a frame says that is neither a range nor counted from now."""
    day = day_of(reader, frame)
    if day is None and frame.period is not None:
        return _period(reader, frame)
    if day is not None:
        return on_day(reader, frame, day) if frame.clock is not None or frame.part is not None else whole_day(day)
    if frame.part == Part.TONIGHT:
        return on_day(reader, frame, reader.today)
    return _next(reader, frame)


def day_of(reader: Reader, frame: Frame) -> date | None:
    """Return the date said, also as one of a period: "Tuesday next week", "the 20th of next month"."""
    day = frame.day
    if day is None:
        return None
    if frame.period is not None and isinstance(day, Weekday):
        first, _, _ = dates_of(reader, frame.period.whole if isinstance(frame.period, Third) else frame.period, frame)
        monday = first - timedelta(first.weekday())
        return monday + timedelta(day.weekday)
    if frame.period is not None and isinstance(day, DayOfMonth):
        first, _, _ = dates_of(reader, frame.period, frame)
        return first.replace(day=day.day)
    if frame.period is not None and isinstance(day, MonthDay):
        first, _, _ = dates_of(reader, frame.period, frame)
        return date(first.year, day.month, day.day)
    return date_of(reader, day, frame)


def _period(reader: Reader, frame: Frame) -> Draft:
    assert frame.period is not None
    period = frame.period
    if isinstance(period, Several) and period.unit in {Unit.MINUTE, Unit.HOUR}:
        seconds = period.count * (60 if period.unit == Unit.MINUTE else 3600)
        now = minute(reader.now)
        ends = sorted((now, later(now, period.sign * seconds)))
        return Draft(ends[0], ends[1], "minute", "interval")
    first, behind, grain = dates_of(reader, period, frame)
    if frame.clock is not None:
        return on_day(reader, frame, first)
    return Draft(midnight(first), midnight(behind), grain, "interval")


def _grain(clock: Clock) -> Grain:
    return "minute" if clock.second is None else "second"


def moment_at(day: date, minutes: int, clock: Clock) -> datetime:
    """Return the naive moment so many minutes into a date, with the clock time's seconds."""
    return datetime.combine(day, MIDNIGHT) + (60 * minutes + (clock.second or 0)) * SECOND


def on_day(reader: Reader, frame: Frame, day: date) -> Draft:
    """Return a clock time or a part of a day on a date."""
    clock = frame.clock
    if clock is None:
        if frame.part is None:
            raise ValueError("neither a clock time nor a part of the day was said")
        begin, end = HOURS[frame.part]
        return Draft(midnight(day) + begin * MINUTE, midnight(day) + end * MINUTE, "part_of_day", "interval")
    minutes = minutes_of(reader, clock, frame.part)
    if clock.named and clock.hour == 24 and isinstance(frame.day, (MonthDay, Numeric)):
        minutes = 0
    moment = moment_at(day, minutes, clock)
    today = isinstance(frame.day, RelativeDay) and frame.day.days == 0
    if today and "am_pm" in reader.doubts and not reader.other and moment < reader.wall and minutes < 12 * 60:
        moment += timedelta(hours=12)
    over_midnight = isinstance(frame.day, Shifted) and minutes < NIGHT_ENDS
    if frame.part in NIGHT_PARTS and (over_midnight or (today and moment < reader.wall)):
        moment += DAY
    return Draft(moment, None, _grain(clock), "instant")


def _next(reader: Reader, frame: Frame) -> Draft:
    """Return the next occurrence of a clock time or part of day said without a day."""
    draft = on_day(reader, frame, reader.today)
    assert draft.start is not None
    passed = (
        draft.start < reader.wall.replace(second=0, microsecond=0) if draft.end is None else draft.end <= reader.wall
    )
    if frame.since:
        return draft if draft.start <= reader.wall else on_day(reader, frame, reader.today - DAY)
    return on_day(reader, frame, reader.today + DAY) if passed else draft

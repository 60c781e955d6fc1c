"""What was said, put on the calendar: a frame, the reader's now and preferences make an understanding."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from handlers.rules.dates.frame import Frame
from handlers.rules.dates.reader import Reader
from handlers.rules.dates.recurring import rule_of
from handlers.rules.dates.resolve_clocks import HOURS, NIGHT_PARTS, minutes_of, range_minutes
from handlers.rules.dates.resolve_days import date_of, shift
from handlers.rules.dates.resolve_periods import dates_of
from handlers.rules.dates.understanding import Grain, Kind, Understanding
from handlers.rules.dates.values import (
    Bound,
    Clock,
    Current,
    DayOfMonth,
    Length,
    MonthDay,
    NamedMonth,
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
WITH_ALTERNATIVE = ("day_month_order", "am_pm", "this_or_next_week")


@dataclass(slots=True)
class Draft:
    """An understanding before zone and bound: naive wall times, or aware ones where elapsed time was counted."""

    start: datetime | None
    end: datetime | None
    grain: Grain
    kind: Kind
    rule: str | None = None


def resolve(reader: Reader, frame: Frame, span: tuple[int, int]) -> Understanding | None:
    """Return the understanding with its alternatives, None if the calendar has no such time."""
    best = _resolved(reader, frame, span)
    if best is None or not best.doubt:
        return best
    others = []
    for name in WITH_ALTERNATIVE:
        if name in best.doubt:
            second = Reader(reader.now, month_first=reader.month_first, order_sure=reader.order_sure, other=name)
            second.today = reader.today
            other = _resolved(second, frame, span)
            if other is not None and (other.start, other.end) != (best.start, best.end):
                others.append(other)
    return replace(best, alternatives=tuple(others)) if others else best


def _resolved(reader: Reader, frame: Frame, span: tuple[int, int]) -> Understanding | None:
    try:
        draft = _draft(reader, frame)
        start = _aware(reader, draft.start)
        end = _aware(reader, draft.end)
        if start is not None and end is not None and start.timestamp() >= end.timestamp():
            return None
    except (ValueError, OverflowError):
        return None
    last = end if end is not None else start
    past = last is not None and last <= reader.now and (draft.kind != "instant" or last < _minute(reader.now))
    if draft.kind in {"from", "recurring"}:
        past = draft.kind == "from" and start is not None and start < _minute(reader.now) and not frame.asap
    return Understanding(start, end, draft.grain, draft.kind, past, draft.rule, span, tuple(reader.doubts))


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _aware(reader: Reader, wall: datetime | None) -> datetime | None:
    if wall is None or wall.tzinfo is not None:
        return wall
    assert reader.now.tzinfo is not None
    moment, trouble = instant(wall, reader.now.tzinfo)
    if trouble is not None:
        reader.doubt(trouble)
    return moment


def _draft(reader: Reader, frame: Frame) -> Draft:
    if frame.repeat is not None:
        return _recurring(reader, frame)
    if frame.until is not None:
        draft = _range(reader, frame, frame.until)
    elif frame.now:
        draft = Draft(_minute(reader.now), None, "minute", "from" if frame.asap else "instant")
        return draft if frame.asap else _bounded(draft, frame)
    elif frame.offset is not None:
        draft = _offset(reader, frame, frame.offset)
    else:
        draft = _single(reader, frame)
    lasts = frame.length is not None and (draft.kind == "instant" or not frame.length.seconds)
    if lasts and frame.length is not None and draft.start is not None:
        return _lasting(reader, draft, frame.length)
    return _bounded(draft, frame) if frame.bound is not None else draft


def _lasting(reader: Reader, draft: Draft, length: Length) -> Draft:
    """Give the draft its length; hours and minutes are counted as they pass."""
    assert draft.start is not None
    if length.seconds:
        start = _aware(reader, draft.start)
        assert start is not None
        return Draft(start, later(start, length.seconds + 86400 * length.days), "minute", "interval")
    end = datetime.combine(shift(draft.start.date(), length, 1), draft.start.time())
    return Draft(draft.start, end, "minute" if draft.grain == "minute" else "day", "interval")


def _bounded(draft: Draft, frame: Frame) -> Draft:
    """Keep the side that was named: until and by keep the end, before the beginning, and so on."""
    point = draft.kind == "instant"
    end = draft.start if point or draft.end is None else draft.end
    noon = frame.part in {Part.NOON, Part.LUNCH} and frame.clock is None
    match frame.bound:
        case Bound.BY:
            return Draft(None, draft.start if noon else end, draft.grain, "deadline")
        case Bound.BEFORE:
            return Draft(None, draft.start, draft.grain, "deadline")
        case Bound.AFTER:
            return Draft(draft.start if point else end, None, draft.grain, "from")
        case Bound.FROM:
            return Draft(draft.start, None, draft.grain, "from")
        case _:
            return draft


def _offset(reader: Reader, frame: Frame, offset: Offset) -> Draft:
    length = offset.length
    if offset.within:
        return _within(reader, length)
    if offset.most is not None:
        first = _offset(reader, frame, Offset(length, offset.sign))
        second = _offset(reader, frame, Offset(offset.most, offset.sign))
        return Draft(first.start, second.end or second.start, first.grain, "interval")
    if length.seconds and not length.months:
        exact = length.grain == Unit.SECOND
        begin = reader.now if exact else _minute(reader.now)
        moment = later(begin, offset.sign * (length.seconds + 86400 * length.days))
        return Draft(moment, None, "second" if exact else "minute", "instant")
    day = shift(reader.today, length, offset.sign)
    if isinstance(frame.day, Weekday):
        whole_weeks = length.days % 7 == 0 and not length.months and not length.workdays
        monday = day - timedelta(day.weekday())
        day = monday + timedelta(frame.day.weekday) if whole_weeks else date_of(reader, frame.day, frame)
    if frame.clock is not None or frame.part is not None:
        return _on_day(reader, frame, day)
    return _whole_day(day)


def _within(reader: Reader, length: Length) -> Draft:
    """Return the time from now on, so long as was said: days are counted to the same time of day."""
    now = _minute(reader.now)
    if length.seconds:
        return Draft(now, later(now, length.seconds + 86400 * length.days), "minute", "interval")
    return Draft(now, datetime.combine(shift(reader.today, length, 1), now.time()), "minute", "interval")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, MIDNIGHT)


def _whole_day(day: date) -> Draft:
    return Draft(_midnight(day), _midnight(day + DAY), "day", "date")


def _one(reader: Reader, frame: Frame) -> Draft:
    return _single(reader, frame) if frame.offset is None else _offset(reader, frame, frame.offset)


def _single(reader: Reader, frame: Frame) -> Draft:
    day = _day(reader, frame)
    if day is None and frame.period is not None:
        return _period(reader, frame)
    if day is not None:
        return _on_day(reader, frame, day) if frame.clock is not None or frame.part is not None else _whole_day(day)
    if frame.part == Part.TONIGHT:
        return _on_day(reader, frame, reader.today)
    return _next(reader, frame)


def _day(reader: Reader, frame: Frame) -> date | None:
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
        now = _minute(reader.now)
        ends = sorted((now, later(now, period.sign * seconds)))
        return Draft(ends[0], ends[1], "minute", "interval")
    first, behind, grain = dates_of(reader, period, frame)
    if frame.clock is not None:
        return _on_day(reader, frame, first)
    return Draft(_midnight(first), _midnight(behind), grain, "interval")


def _grain(clock: Clock) -> Grain:
    return "minute" if clock.second is None else "second"


def _at(day: date, minutes: int, clock: Clock) -> datetime:
    return datetime.combine(day, MIDNIGHT) + (60 * minutes + (clock.second or 0)) * SECOND


def _on_day(reader: Reader, frame: Frame, day: date) -> Draft:
    """Return a clock time or a part of a day on a date."""
    clock = frame.clock
    if clock is None:
        if frame.part is None:
            raise ValueError("neither a clock time nor a part of the day was said")
        begin, end = HOURS[frame.part]
        midnight = _midnight(day)
        return Draft(midnight + begin * MINUTE, midnight + end * MINUTE, "part_of_day", "interval")
    minutes = minutes_of(reader, clock, frame.part)
    if clock.named and clock.hour == 24 and isinstance(frame.day, (MonthDay, Numeric)):
        minutes = 0
    moment = _at(day, minutes, clock)
    today = isinstance(frame.day, RelativeDay) and frame.day.days == 0
    if today and "am_pm" in reader.doubts and not reader.other and moment < reader.wall and minutes < 12 * 60:
        moment += timedelta(hours=12)
    over_midnight = isinstance(frame.day, Shifted) and minutes < NIGHT_ENDS
    if frame.part in NIGHT_PARTS and (over_midnight or (today and moment < reader.wall)):
        moment += DAY
    return Draft(moment, None, _grain(clock), "instant")


def _next(reader: Reader, frame: Frame) -> Draft:
    """Return the next occurrence of a clock time or part of day said without a day."""
    draft = _on_day(reader, frame, reader.today)
    assert draft.start is not None
    passed = (
        draft.start < reader.wall.replace(second=0, microsecond=0) if draft.end is None else draft.end <= reader.wall
    )
    if frame.since:
        return draft if draft.start <= reader.wall else _on_day(reader, frame, reader.today - DAY)
    return _on_day(reader, frame, reader.today + DAY) if passed else draft


def _range(reader: Reader, left: Frame, right: Frame) -> Draft:
    """Return a range; each end lends the other what it lacks."""
    if left.now:
        end = _one(reader, right.but(until=None))
        return Draft(_minute(reader.now), end.end or end.start, "minute", "interval")
    if left.clock is not None and right.clock is not None:
        return _clock_range(reader, left, right)
    if any(side.clock is not None or side.part is not None for side in (left, right)):
        return _mixed_range(reader, left, right)
    _lend_days(left, right)
    first = _span(reader, left)
    second = _span(reader, right, first[0], left)
    if second[1] <= first[0]:
        first, second = _turned(reader, left, first, second)
    grain = first[2] if first[2] == second[2] and first[2] != "day" else "day"
    return Draft(_midnight(first[0]), _midnight(second[1]), grain, "interval")


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
    day = _day(reader, frame)
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
            left.day = (
                replace(two, first=one.day)
                if two.dotted or two.first > 12 or two.second <= 12
                else replace(two, second=one.day)
            )
        elif isinstance(two, DayOfMonth):
            left.day, left.period = replace(one, months=two.months), right.period
    elif isinstance(one, (MonthDay, Numeric)) and isinstance(two, (MonthDay, Numeric)):
        if one.year is None and two.year is not None:
            left.day = replace(one, year=two.year)
        elif one.year is not None and two.year is None:
            right.day = replace(two, year=one.year)
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
        earlier = left.but(day=replace(day, year=day.year - 1), until=None)
        mended = _span(reader, earlier)
        if mended[0] < second[0]:
            return mended, second
    raise ValueError("the range ends before it begins")


def _clock_range(reader: Reader, left: Frame, right: Frame) -> Draft:
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
        start = _at(first[0], minutes_of(reader, left.clock, left.part), left.clock)
        # Who counts one end by 24 hours counts the other so, too.
        by_24 = left.clock.hour > 12 and right.clock.half is None
        counted = replace(right.clock, sure=right.clock.sure or by_24)
        end = _at(second[0], minutes_of(reader, counted, right.part), right.clock)
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
        if part != Part.TONIGHT and _at(day, low, left.clock) < reader.wall.replace(second=0, microsecond=0):
            day += DAY
    return Draft(_at(day, low, left.clock), _at(day, high + night, right.clock), grain, "interval")


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
    first = _one(reader, left.but(until=None))
    second = _one(reader, right.but(until=None))
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
    begin, behind = (
        Draft(_midnight(span[0]), _midnight(span[1]), span[2], "interval")
        if side.clock is None and side.part is None
        else _on_day(reader, side, span[0])
        for side, span in ((left, first), (right, last))
    )
    parts = begin.grain == "part_of_day" and right.clock is None
    return Draft(begin.start, behind.end or behind.start, "part_of_day" if parts else "minute", "interval")


def _recurring(reader: Reader, frame: Frame) -> Draft:
    rule, first = rule_of(reader, frame)
    clock = frame.clock
    if frame.until is None and clock is None and frame.part is None:
        return Draft(_midnight(first), _midnight(first + DAY), "day", "recurring", rule)
    day = frame.but(repeat=None, day=RelativeDay((first - reader.today).days), period=None, bound=None)
    draft = _on_day(reader, day, first) if frame.until is None else _clock_range(reader, day, frame.until)
    if frame.length is not None:
        draft = _lasting(reader, draft, frame.length)
    return Draft(draft.start, draft.end, draft.grain, "recurring", rule)

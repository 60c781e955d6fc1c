"""What was said, put on the calendar: a frame, the reader's now and preferences make an understanding."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.rules.dates.frame import Frame
from handlers.rules.dates.reader import Reader
from handlers.rules.dates.recurring import rule_of
from handlers.rules.dates.resolve_days import shift
from handlers.rules.dates.resolve_ranges import clock_range, range_of
from handlers.rules.dates.resolve_singles import Draft, aware, midnight, minute, offset_of, on_day, single
from handlers.rules.dates.understanding import Understanding
from handlers.rules.dates.values import (
    Bound,
    Edge,
    Length,
    Part,
    RelativeDay,
    Third,
)
from handlers.rules.dates.wall import later

DAY = timedelta(1)
WITH_ALTERNATIVE = ("day_month_order", "am_pm", "this_or_next_week", "eight_days")


def resolve(reader: Reader, frame: Frame, span: tuple[int, int]) -> Understanding | None:
    """Return the understanding with its alternatives, None if the calendar has no such time."""
    best = _resolved(reader, frame, span)
    if best is None or not (best.doubt or frame.others):
        return best
    others = _on_other_days(reader, frame, span) if frame.others else []
    if others:
        best = best._replace(doubt=(*best.doubt, "several"))
    for name in WITH_ALTERNATIVE:
        if name in best.doubt:
            second = Reader(reader.now, reader.habits, name)
            second.today = reader.today
            other = _resolved(second, frame, span)
            if other is not None and (other.start, other.end) != (best.start, best.end):
                others.append(other)
    return best._replace(alternatives=tuple(others)) if others else best


def _on_other_days(reader: Reader, frame: Frame, span: tuple[int, int]) -> list[Understanding]:
    """Return what is meant by the same hours on the other days that were counted up."""
    found = []
    for day in frame.others:
        second = Reader(reader.now, reader.habits)
        second.today = reader.today
        one = _resolved(second, frame.but(day=day, others=()), span)
        if one is not None:
            found.append(one)
    return found


def _resolved(reader: Reader, frame: Frame, span: tuple[int, int]) -> Understanding | None:
    try:
        draft = _draft(reader, frame)
        start = None if draft.start is None else aware(reader, draft.start)
        end = None if draft.end is None else aware(reader, draft.end)
        if start is not None and end is not None and not _in_order(start, end):
            return None
    except (ValueError, OverflowError):
        return None
    last = end if end is not None else start
    past = last is not None and last <= reader.now and (draft.kind != "instant" or last < minute(reader.now))
    if draft.kind in {"from", "recurring"}:
        past = draft.kind == "from" and start is not None and start < minute(reader.now) and not frame.asap
    return Understanding(start, end, draft.grain, draft.kind, past, draft.rule, span, tuple(reader.doubts))


def _in_order(start: datetime, end: datetime) -> bool:
    """Tell whether an end is later than a start; a day apart on the wall no change of clocks turns them round."""
    return end - start >= DAY or start.timestamp() < end.timestamp()


def _draft(reader: Reader, frame: Frame) -> Draft:
    if frame.repeat is not None:
        return _recurring(reader, frame)
    if frame.until is not None:
        draft = range_of(reader, frame, frame.until)
    elif frame.now:
        draft = Draft(minute(reader.now), None, "minute", "from" if frame.asap else "instant")
        return draft if frame.asap else _bounded(draft, frame)
    elif frame.offset is not None:
        draft = offset_of(reader, frame, frame.offset)
    else:
        draft = single(reader, frame)
    lasts = frame.length is not None and (draft.kind == "instant" or not frame.length.seconds)
    if lasts and frame.length is not None and draft.start is not None:
        return _lasting(reader, draft, frame.length)
    return _bounded(draft, frame) if frame.bound is not None else draft


def _lasting(reader: Reader, draft: Draft, length: Length) -> Draft:
    """Give the draft its length; hours and minutes are counted as they pass."""
    assert draft.start is not None
    if length.seconds:
        start = aware(reader, draft.start)
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
            if isinstance(frame.period, Third) and frame.period.edge is Edge.END and frame.day is None and not point:
                return Draft(None, end, draft.grain, "deadline")  # people mean: by its end
            return Draft(None, draft.start, draft.grain, "deadline")
        case Bound.AFTER:
            return Draft(draft.start if point else end, None, draft.grain, "from")
        case Bound.FROM:
            return Draft(draft.start, None, draft.grain, "from")
        case _:
            return draft


def _recurring(reader: Reader, frame: Frame) -> Draft:
    rule, first = rule_of(reader, frame)
    clock = frame.clock
    if frame.until is None and clock is None and frame.part is None:
        return Draft(midnight(first), midnight(first + DAY), "day", "recurring", rule)
    day = frame.but(repeat=None, day=RelativeDay((first - reader.today).days), period=None, bound=None)
    draft = on_day(reader, day, first) if frame.until is None else clock_range(reader, day, frame.until)
    if frame.length is not None:
        draft = _lasting(reader, draft, frame.length)
    return Draft(draft.start, draft.end, draft.grain, "recurring", rule)

"""Times that were understood, in words: with weekday, date and year, in the reader's zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.chat.outgoing import PickerKind, Text
from handlers.rules.whens import When

Say = Callable[[Text], str]
Day = Callable[[date], str]


def worded(when: When, zone: ZoneInfo, day: Day, say: Say) -> str:
    """Return a time in words, with `day` for a date and `say` for a sentence. Whole days are those of whoever meant
    them; a time of day is the reader's."""
    begin = _edge(when.start, when.first_day, when, zone, day, say)
    end = _edge(when.end, when.last_day, when, zone, day, say)
    if when.kind == "deadline" or not begin:
        return say(Text("when-by", when=end))
    if when.kind == "from" and not end:
        return say(Text("when-from", when=begin))
    if not end or begin == end:
        return begin
    if not when.whole_days and when.start is not None and when.end is not None:
        first, last = when.start.astimezone(zone), when.end.astimezone(zone)
        if first.date() == last.date():
            on = day(first.date())
            return say(Text("when-clocks", day=on, start=f"{first:%H:%M}", end=f"{last:%H:%M}"))
    return say(Text("when-range", start=begin, end=end))


def pickable(when: When, zone: ZoneInfo) -> str | None:
    """Return a time as pickers have it: `2026-03-17`, or `2026-03-17 09:30` in the reader's zone; None if it is more
    than one day or one moment."""
    if when.start is None or when.kind not in ("date", "instant"):
        return None
    if when.whole_days:
        return when.start.date().isoformat() if when.first_day == when.last_day else None
    return f"{when.start.astimezone(zone):%Y-%m-%d %H:%M}"


def standing(kind: str, when: When | None, zone: ZoneInfo) -> str | None:
    """Return where a picker of a `kind` (`PickerKind`) stands that shows a time: at its beginning, else its end, as a
    date or as a time on the wall in the reader's zone; None for nothing."""
    at = None if when is None else when.start or when.end
    if when is None or at is None or (when.whole_days and kind != PickerKind.DAY):
        return None
    if kind == PickerKind.CLOCK:
        return f"{at.astimezone(zone):%H:%M}"
    whole = (when.first_day or when.last_day) if when.whole_days else None
    return (whole or at.astimezone(zone).date()).isoformat()


def _edge(at: datetime | None, on: date | None, when: When, zone: ZoneInfo, day: Day, say: Say) -> str:
    if at is None or on is None:
        return ""
    if when.whole_days:
        return day(on)
    here = at.astimezone(zone)
    return say(Text("when-clock", day=day(here.date()), clock=f"{here:%H:%M}"))

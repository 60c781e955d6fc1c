"""What a calendar's objects say about when somebody is busy. In a thread: reading them takes its time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers.rules.wall_time import first_instant

Stretch = tuple[datetime, datetime]

FREE_ELSEWHERE = frozenset({"FREE", "WORKINGELSEWHERE"})
TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY"})


class Unreadable(Exception):
    """An object that is no calendar object, or one nobody should compute."""


def busy_of(content: str, span: Stretch, zone: ZoneInfo, ours: Collection[str]) -> list[Stretch]:
    """Return when an object's events make their owner busy inside a span (UTC), in order, each cut to it. Repeating
    ones in their own zone, whole days and times without a zone in `zone`; cancelled and transparent ones don't count,
    nor do those whose UID is one of `ours`. Raises Unreadable."""
    import recurring_ical_events
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(content)
        events = calendar.walk("VEVENT")
        if any(str(event.get("uid", "")) in ours for event in events):
            return []
        if any(_too_often(event) for event in events):
            raise Unreadable
        found = recurring_ical_events.of(calendar).between(*span)
        stretches = [_cut(_stretch(event, zone), span) for event in found if _counts(event)]
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
    ) as error:  # what others wrote may be anything
        raise Unreadable from error
    return sorted({each for each in stretches if each[0] < each[1]})


def _too_often(event: Any) -> bool:
    rules = event.get("rrule", [])
    listed = rules if isinstance(rules, list) else [rules]
    return any(str(freq).upper() in TOO_OFTEN for rule in listed for freq in rule.get("FREQ", []))


def _counts(event: Any) -> bool:
    elsewhere = str(event.get("x-microsoft-cdo-busystatus", "")).upper() in FREE_ELSEWHERE
    transparent = str(event.get("transp", "")).upper() == "TRANSPARENT"
    return not (elsewhere or transparent or str(event.get("status", "")).upper() == "CANCELLED")


def _stretch(event: Any, zone: ZoneInfo) -> Stretch:
    begin = event.decoded("dtstart")
    if "dtend" in event:
        end = event.decoded("dtend")
    elif "duration" in event:
        end = begin + event.decoded("duration")
    else:
        end = begin + timedelta(days=0 if isinstance(begin, datetime) else 1)
    return _instant(begin, zone), _instant(end, zone)


def _instant(at: date, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        return first_instant(datetime.combine(at, time()), zone).astimezone(UTC)
    return first_instant(at, zone).astimezone(UTC) if at.tzinfo is None else at.astimezone(UTC)


def _cut(stretch: Stretch, span: Stretch) -> Stretch:
    return max(stretch[0], span[0]), min(stretch[1], span[1])

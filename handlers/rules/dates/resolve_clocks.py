"""Clock times as said made into minutes of a day: which half of the day is meant, and what a part of day adds."""

from __future__ import annotations

from handlers.rules.dates.reader import Reader
from handlers.rules.dates.values import Clock, Part

NOON = 12 * 60
DAY = 24 * 60

# From and to, in minutes of the day; a night ends on the next.
HOURS: dict[Part, tuple[int, int]] = {
    Part.EARLY_MORNING: (6 * 60, 9 * 60), Part.MORNING: (8 * 60, 12 * 60), Part.LATE_MORNING: (9 * 60 + 30, 12 * 60),
    Part.FORENOON: (9 * 60, 12 * 60), Part.NOON: (12 * 60, 13 * 60), Part.LUNCH: (12 * 60, 14 * 60),
    Part.EARLY_AFTERNOON: (13 * 60, 15 * 60 + 30), Part.AFTERNOON: (13 * 60, 17 * 60),
    Part.LATE_AFTERNOON: (16 * 60, 18 * 60),
    Part.EARLY_EVENING: (17 * 60, 19 * 60), Part.EVENING: (18 * 60, 22 * 60), Part.LATE_EVENING: (20 * 60, 24 * 60),
    Part.NIGHT: (22 * 60, 28 * 60), Part.LATE_NIGHT: (22 * 60, 28 * 60), Part.TONIGHT: (18 * 60, 23 * 60),
}  # fmt: skip
FORENOON_PARTS = {Part.EARLY_MORNING, Part.MORNING, Part.FORENOON, Part.LATE_MORNING}
EVENING_PARTS = {Part.EARLY_EVENING, Part.EVENING, Part.LATE_EVENING}
NIGHT_PARTS = {Part.NIGHT, Part.LATE_NIGHT, Part.TONIGHT}
AFTERNOON_PARTS = {Part.AFTERNOON, Part.LATE_AFTERNOON, Part.EARLY_AFTERNOON}


def minutes_of(reader: Reader, clock: Clock, part: Part | None) -> int:
    """Return the minutes from the start of the day; past its end for the hours after midnight of a night."""
    settled = settled_minutes(clock, part)
    if settled is not None:
        return settled
    as_written = clock.hour * 60 + clock.minute
    if usually_afternoon(clock):
        return as_written if reader.doubt("am_pm") else as_written + NOON
    if clock.hour <= 7 and reader.doubt("am_pm"):
        return as_written + NOON
    return as_written


def settled_minutes(clock: Clock, part: Part | None) -> int | None:
    """Return the minutes if am or pm, 24-hour writing or a part of day leave no choice."""
    minutes = clock.hour * 60 + clock.minute
    if clock.half is not None:
        return clock.hour % 12 * 60 + clock.minute + NOON * clock.half
    if part is None or clock.hour > 12:
        return minutes if clock.sure else None
    if part in FORENOON_PARTS:
        return minutes
    if part in NIGHT_PARTS:
        return _at_night(clock, part, minutes)
    if part in EVENING_PARTS:
        return DAY + clock.minute if clock.hour == 12 else minutes + NOON
    if part in AFTERNOON_PARTS:
        return minutes + NOON if clock.hour < 12 else minutes
    return minutes if clock.hour >= 10 else minutes + NOON


def _at_night(clock: Clock, part: Part, minutes: int) -> int:
    if clock.hour == 12:
        return DAY + clock.minute
    if clock.hour >= 5:
        return minutes + NOON
    return minutes + DAY if part == Part.TONIGHT else minutes


def usually_afternoon(clock: Clock) -> bool:
    """Tell whether an hour without any mark means the afternoon: 1 to 6, but 6:30 and "4:30 Uhr" are as written."""
    return not clock.written and (1 <= clock.hour <= 5 or (clock.hour == 6 and clock.minute == 0))


def range_minutes(reader: Reader, first: Clock, second: Clock, part: Part | None) -> tuple[int, int]:
    """Return both ends of a range on one day; each end helps to tell the half of the day of the other."""
    low, high = settled_minutes(first, part), settled_minutes(second, part)
    plain_low, plain_high = first.hour * 60 + first.minute, second.hour * 60 + second.minute
    if low is None and high is None:
        low = plain_low + NOON if usually_afternoon(first) and not reader.doubt("am_pm") else plain_low
        return low, _after(low, plain_high)
    if low is None:
        assert high is not None
        if second.half is None:
            low = plain_low + NOON if usually_afternoon(first) and plain_low + NOON < high else plain_low
            return low, high
        same = plain_low % NOON + NOON * second.half
        return (same if same < high or high == 0 else plain_low), high
    if high is None:
        return low, _after(low, plain_high)
    return low, high


def _after(low: int, high: int) -> int:
    """Return the first of both readings of a time that comes after another."""
    for choice in (high, high + NOON if high < DAY - NOON + 60 else high):
        if choice > low:
            return choice
    return high

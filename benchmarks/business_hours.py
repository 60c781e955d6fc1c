"""A deadline and a duration in open time, over five years with holidays: the table beside stepping from day to day and
beside businesstimedelta, all asked the same in turns."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import businesstimedelta
import pytz

from benchmarks.report import Line, median
from handlers.rules.business_hours import BusinessHours

ROUNDS = 5
ZONE = "Europe/Berlin"
WEEK = "Mon-Thu 08:00-12:00,13:00-17:00; Fri 08:00-14:00"
WINDOWS = dict.fromkeys(range(4), ((8, 12), (13, 17))) | {4: ((8, 14),)}
HOLIDAYS = frozenset(
    date(year, month, day)
    for year in range(2026, 2033)
    for month, day in ((1, 1), (1, 6), (5, 1), (8, 15), (10, 3), (11, 1), (12, 24), (12, 25), (12, 26), (12, 31))
)
START = datetime(2026, 1, 12, 8, 30, tzinfo=UTC)
QUARTER, FIVE_DAYS = 15 * 60, 42 * 3600 + 30 * 60
YEARS_ON = START + timedelta(days=1717, hours=2)  # 4.7 years

Call = Callable[[], object]


def lines(_: Path) -> list[Line]:
    """Return how the three compare."""
    hours = BusinessHours.parse(ZONE, WEEK, [f"hol {day}" for day in sorted(HOLIDAYS)])
    rules = _rules()
    years = hours.elapsed(START, YEARS_ON)
    short, five, far, between = (
        lambda: hours.add(START, QUARTER),
        lambda: hours.add(START, FIVE_DAYS),
        lambda: hours.add(START, years),
        lambda: hours.elapsed(START, YEARS_ON),
    )
    delta = businesstimedelta.BusinessTimeDelta(rules, seconds=FIVE_DAYS)
    return [
        _beside("deadline five days away", five, "businesstimedelta", lambda: START + delta, 200, 20),
        _beside("deadline five days away", five, "day stepping", lambda: step_to(START, FIVE_DAYS), None, 100),
        _beside("deadline 4.7 years away", far, "day stepping", lambda: step_to(START, years), 500, 3),
        _beside("4.7 years between", between, "day stepping", lambda: step_between(START, YEARS_ON), 500, 3),
        _beside("4.7 years between", between, "businesstimedelta", lambda: _between(rules, START, YEARS_ON), None, 1),
        _flat("deadline 4.7 years beside 15 minutes away", far, short),
        _built(),
    ]


def _beside(what: str, ours: Call, name: str, other: Call, bar: int | None, calls: int) -> Line:
    """Compare two that must say the same; `calls` of the other one a round."""
    if ours() != other():
        raise AssertionError(f"{what}: ours says {ours()}, {name} {other()}")
    rounds = [(_seconds(ours, 2000), _seconds(other, calls)) for _ in range(ROUNDS)]
    ratio = median([theirs / our for our, theirs in rounds])
    our, theirs = median([our for our, _ in rounds]), median([theirs for _, theirs in rounds])
    met = None if bar is None else ratio >= bar
    wanted = "" if bar is None else f"≥ {bar}"
    return Line(f"business hours: {what}", f"{our * 1e6:.1f} µs", f"{name} {theirs * 1e6:.0f} µs", ratio, wanted, met)


def _flat(what: str, far: Call, near: Call) -> Line:
    rounds = [(_seconds(far, 5000), _seconds(near, 5000)) for _ in range(ROUNDS)]
    ratio = median([long / short for long, short in rounds])
    ours, other = (f"{median(spent) * 1e6:.1f} µs" for spent in zip(*rounds, strict=True))
    return Line(f"business hours: {what}", ours, other, ratio, "≤ 1.5", ratio <= 1.5)


def _built() -> Line:
    """Say what the first question over five years costs, which fills the table."""
    exceptions = [f"hol {day}" for day in sorted(HOLIDAYS)]
    parsed = iter([BusinessHours.parse(ZONE, WEEK, exceptions) for _ in range(ROUNDS)])
    spent = median([_seconds(lambda: next(parsed).elapsed(START, YEARS_ON), 1) for _ in range(ROUNDS)])
    return Line("business hours: the first question, 4.7 years", f"{spent * 1e3:.0f} ms")


def _seconds(call: Call, calls: int) -> float:
    """Return what one of so many calls took."""
    started = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - started) / calls


# --- the others ------------------------------------------------------------------------------------------------------


def opened_on(day: date) -> list[tuple[datetime, datetime]]:
    """Return a day's windows as instants, the plain way."""
    if day in HOLIDAYS:
        return []
    wall = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(ZONE))
    windows = WINDOWS.get(day.weekday(), ())
    return [(wall.replace(hour=a).astimezone(UTC), wall.replace(hour=b).astimezone(UTC)) for a, b in windows]


def step_to(start: datetime, seconds: int) -> datetime:
    """Return a deadline by stepping from day to day."""
    left, day = timedelta(seconds=seconds), start.astimezone(ZoneInfo(ZONE)).date()
    while True:
        for begin, end in opened_on(day):
            if (open_here := end - max(begin, start)) >= left:
                return max(begin, start) + left
            left -= max(open_here, timedelta())
        day += timedelta(days=1)


def step_between(start: datetime, end: datetime) -> int:
    """Return the open seconds between two instants by stepping from day to day."""
    total, day = timedelta(), start.astimezone(ZoneInfo(ZONE)).date()
    while day <= end.astimezone(ZoneInfo(ZONE)).date():
        total += sum((max(min(b, end) - max(a, start), timedelta()) for a, b in opened_on(day)), timedelta())
        day += timedelta(days=1)
    return total // timedelta(seconds=1)


def _rules() -> businesstimedelta.Rules:
    zone = pytz.timezone(ZONE)
    hour = {hour: datetime(2026, 1, 1, hour, tzinfo=UTC).time() for hour in (8, 12, 13, 14, 17)}
    days = [0, 1, 2, 3]
    return businesstimedelta.Rules(
        [
            businesstimedelta.WorkDayRule(start_time=hour[8], end_time=hour[17], working_days=days, tz=zone),
            businesstimedelta.WorkDayRule(start_time=hour[8], end_time=hour[14], working_days=[4], tz=zone),
            businesstimedelta.LunchTimeRule(start_time=hour[12], end_time=hour[13], working_days=days, tz=zone),
            businesstimedelta.HolidayRule(HOLIDAYS, tz=zone),
        ]
    )


def _between(rules: businesstimedelta.Rules, start: datetime, end: datetime) -> int:
    return int(rules.difference(start, end).timedelta.total_seconds())

"""How business hours are written down: the week, and the dates on which it is otherwise. Text in, windows out; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_MINUTES = 24 * 60
KINDS = ("hol", "shift", "break")

_WINDOW = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Wall-clock minutes after the local midnight a window belongs to; `end` above 1440 runs past the next midnight."""

    begin: int
    end: int


Windows = tuple[Window, ...]


@dataclass(slots=True)
class Exceptions:
    """The dates on which the week does not hold, as written down and in that order."""

    holidays: set[date] = field(default_factory=set)
    shifts: dict[date, Windows] = field(default_factory=dict)
    breaks: dict[date, Windows] = field(default_factory=dict)


def read_week(text: str) -> tuple[Windows, ...]:
    """Return the windows of Monday to Sunday, each day's in order as written, overlaps and all.

    Raises ValueError naming the part that can't be read."""
    windows: list[Windows] = [()] * len(DAY_NAMES)
    for part in filter(None, (piece.strip() for piece in _tight(text).split(";"))):
        days, hours = _halves(part)
        for day in _days(days, part):
            windows[day] = tuple(sorted(windows[day] + read_windows(hours, part)))
    return tuple(windows)


def read_exceptions(lines: Sequence[str]) -> Exceptions:
    """Return what lines like `hol DATE`, `shift DATE windows` and `break DATE windows` say; several of a date add up.

    Raises ValueError naming the line and the part of it that can't be read."""
    found = Exceptions()
    for line in lines:
        kind, rest = _halves(_tight(line.strip()))
        day_text, hours = _halves(rest)
        if kind.lower() not in KINDS:
            raise ValueError(f"{kind!r} in {line!r} is not an exception, expected hol, shift or break")
        day = read_date(day_text, line)
        if kind.lower() == "hol":
            if hours:
                raise ValueError(f"{line!r}: a holiday has no windows, write shift for a half day")
            found.holidays.add(day)
        else:
            dated = found.shifts if kind.lower() == "shift" else found.breaks
            dated[day] = tuple(sorted(dated.get(day, ()) + read_windows(hours, line)))
    return found


def read_windows(text: str, part: str) -> Windows:
    """Return windows like `08:00-12:00,13:00-17:00`; `part` is what an error is said to be in."""
    return tuple(_window(piece.strip(), part) for piece in _tight(text).split(","))


def joined(windows: Sequence[Window]) -> Windows:
    """Return windows in order, made one where they overlap or touch."""
    apart: list[Window] = []
    for window in sorted(windows):
        if apart and window.begin <= apart[-1].end:
            apart[-1] = Window(apart[-1].begin, max(apart[-1].end, window.end))
        else:
            apart.append(window)
    return tuple(apart)


def overlaps(week: str, exceptions: Sequence[str] = ()) -> list[str]:
    """Return one line for each pair of windows that overlap, within a day or past midnight into the next one.

    Hours with such a pair can be counted with (what overlaps counts once), but were meant otherwise: the check of the
    configuration refuses them. Raises ValueError for what can't be read."""
    days = read_week(week)
    dated = read_exceptions(exceptions)
    found = [f"{name}: {pair}" for name, windows in zip(DAY_NAMES, days, strict=True) for pair in _pairs(windows)]
    for number, windows in enumerate(days):
        following = (number + 1) % len(days)
        found += [f"{DAY_NAMES[number]}/{DAY_NAMES[following]}: {pair}" for pair in _clash(windows, days[following])]
    for kind, lines in (("shift", dated.shifts), ("break", dated.breaks)):
        found += [f"{kind} {day}: {pair}" for day, windows in lines.items() for pair in _pairs(windows)]
    for day, windows in dated.shifts.items():
        eve, morrow = day - timedelta(days=1), day + timedelta(days=1)
        before = () if eve in dated.holidays else days[eve.weekday()]
        after = () if morrow in dated.holidays else days[morrow.weekday()]
        found += [f"{eve}/{day}: {pair}" for pair in _clash(dated.shifts.get(eve, before), windows)]
        if morrow not in dated.shifts:
            found += [f"{day}/{morrow}: {pair}" for pair in _clash(windows, after)]
    return found


def _pairs(windows: Windows) -> Iterator[str]:
    for first, second in pairwise(windows):
        if second.begin < first.end:
            yield f"{_written(first)} and {_written(second)}"


def _clash(windows: Windows, following: Windows) -> Iterator[str]:
    """Yield the windows of a day that run into those of the day after it."""
    for first in windows:
        for second in following:
            if second.begin + DAY_MINUTES < first.end:
                yield f"{_written(first)} and {_written(second)}"


def _written(window: Window) -> str:
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (window.begin, window.end))


def _tight(text: str) -> str:
    """Return the text with plain dashes and without blanks around what joins."""
    return re.sub(r"\s*([-,+])\s*", r"\1", text.replace("–", "-"))


def _halves(text: str) -> tuple[str, str]:
    """Return the first word and the rest."""
    first, *rest = text.split(None, 1) or [""]
    return first, rest[0].strip() if rest else ""


def _days(text: str, part: str) -> list[int]:
    if text.lower() == "daily":
        return list(range(len(DAY_NAMES)))
    days: dict[int, None] = {}
    for piece in text.split("+"):
        first, dash, last = piece.partition("-")
        begin = _day(first, part)
        count = (_day(last, part) - begin) % len(DAY_NAMES) if dash else 0
        days |= {(begin + step) % len(DAY_NAMES): None for step in range(count + 1)}
    return list(days)


def _day(name: str, part: str) -> int:
    try:
        return DAY_NAMES.index(name.strip().capitalize())
    except ValueError:
        raise ValueError(f"{name!r} in {part!r} is not a day, expected one of {', '.join(DAY_NAMES)}") from None


def read_date(text: str, line: str) -> date:
    """Return the date written `2026-12-24`; raise ValueError naming it and the line it stands in."""
    try:
        # Newer Pythons read weeks and dates without dashes, too, which are as likely slips as meant.
        return date.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError:
        raise ValueError(f"{text!r} in {line!r} is not a date, expected for instance 2026-12-24") from None


def _window(text: str, part: str) -> Window:
    match = _WINDOW.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} in {part!r} is not a window, expected for instance 08:00-17:00")
    begin_hour, begin_minute, end_hour, end_minute = map(int, match.groups())
    window = Window(begin_hour * 60 + begin_minute, end_hour * 60 + end_minute)
    if begin_minute > 59 or end_minute > 59 or window.begin >= DAY_MINUTES or window.end > 2 * DAY_MINUTES:
        raise ValueError(f"{text!r} in {part!r} has a time that no clock shows")
    if window.begin >= window.end:
        raise ValueError(f"{text!r} in {part!r} ends before it begins; past midnight is written 22:00-30:00")
    return window

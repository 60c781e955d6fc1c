"""When a reading of a time expression counts as right: the conventions of the corpora, as one strict comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
POINTS = {"second", "minute", "hour"}
WHOLE = {"day", "week", "weekend", "month", "quarter", "year"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a phrase; a missing side is an open one."""

    start: datetime | None
    end: datetime | None
    grain: str
    open: bool = False


def right(reading: Reading | None, row: Mapping[str, Any]) -> bool:
    """Tell whether a reading is one of those that a row of a corpus takes for right."""
    expected = row["expected"]
    if expected["kind"] == "none":
        return reading is None
    if reading is None:
        return False
    now = datetime.fromisoformat(row["now"])
    return any(_fits(reading, wanted, now) for wanted in (expected, *row["accept"]))


def _fits(reading: Reading, wanted: Mapping[str, Any], now: datetime) -> bool:
    start, end, grain = wanted["start"], wanted["end"], wanted["grain"]
    if wanted["kind"] == "date":
        return _is_day(reading, datetime.fromisoformat(start))
    if wanted["kind"] == "instant":
        return _is_point(reading, datetime.fromisoformat(start), grain)
    if start is None:
        return _side(reading.end, end, grain) and _open(reading.start, reading.end, now)
    if end is None:
        return _side(reading.start, start, grain) and _open(reading.end, reading.start, now) and reading.grain != "none"
    if reading.start is None or not _side(reading.start, start, grain):
        return False
    if reading.end is None:
        return reading.grain in {"week", "weekend", "month"} and reading.grain == str(grain)
    return _side(reading.end, end, grain) or (
        grain in WHOLE and isinstance(end, str) and reading.end == datetime.fromisoformat(end) - DAY
    )


def _is_day(reading: Reading, day: datetime) -> bool:
    if reading.start is None or reading.start.date() != day.date() or reading.open:
        return False
    if reading.grain in POINTS:
        return reading.end is None and reading.start == day
    return reading.grain == "day" and (reading.end is None or reading.end - reading.start <= DAY + MINUTE)


def _is_point(reading: Reading, point: datetime, grain: str) -> bool:
    if reading.start is None or reading.grain not in POINTS:
        return False
    apart = abs(reading.start - point)
    near = timedelta(seconds=1.5) if grain == "second" else timedelta(seconds=59.9)
    return apart <= near and (reading.end is None or reading.end - reading.start <= timedelta(hours=1))


def _side(ours: datetime | None, wanted: Any, grain: str) -> bool:
    """Compare one side; a window holds its ends. A time may be off by less than a minute, or 1.5 s where seconds
    count."""
    if ours is None:
        return False
    if isinstance(wanted, list):
        return datetime.fromisoformat(wanted[0]) <= ours <= datetime.fromisoformat(wanted[1])
    near = timedelta(seconds=1.5) if grain == "second" else timedelta(seconds=59.9)
    return abs(ours - datetime.fromisoformat(wanted)) <= near


def _open(ours: datetime | None, named: datetime | None, now: datetime) -> bool:
    """Tell whether the side that was not named is empty, about now, or an end of the named side's day."""
    if ours is None:
        return True
    assert named is not None
    return abs(ours - now) <= 5 * MINUTE or (ours.time().isoformat() == "00:00:00" and abs(ours - named) <= DAY)

"""Two people by two clocks: how far apart they are, and whether that is unusual just then. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = (1, 7)


def apart(at: datetime, one: ZoneInfo, other: ZoneInfo) -> timedelta:
    """Return by how much the other's clock is ahead at a moment (aware)."""
    return _offset(at, other) - _offset(at, one)


def unusual(at: datetime, one: ZoneInfo, other: ZoneInfo) -> bool:
    """Return whether two clocks are as far apart at a moment (aware) as neither in January nor in July of that year:
    in the weeks in which only one of them was changed."""
    usual = {apart(at.replace(month=month, day=15), one, other) for month in MONTHS}
    return apart(at, one, other) not in usual


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()

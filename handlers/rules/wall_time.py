"""Wall-clock times as instants: what a time on a wall means on the days on which clocks change. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ONE_SECOND = timedelta(seconds=1)


def zone_named(name: str) -> ZoneInfo:
    """Return the zone with an IANA name; raise ValueError naming it if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"unknown time zone {name!r}") from error


def first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first UTC instant at which clocks show a naive wall time or, inside a gap, the first one after it."""
    earlier = wall.replace(tzinfo=zone, fold=0)
    before = earlier.utcoffset()
    after = wall.replace(tzinfo=zone, fold=1).utcoffset()
    if before is None or after is None:
        raise ValueError(f"{zone} says no offset for {wall}")
    # Equal: an ordinary time. The first offset greater: shown twice.
    if before >= after:
        return (wall - before).replace(tzinfo=UTC, fold=0)
    # In a gap fold=0 counts with the offset before it and so lands after it; fold=1 the other way round.
    low, high = (wall - after).replace(tzinfo=UTC), (wall - before).replace(tzinfo=UTC)
    while high - low > ONE_SECOND:
        middle = low + ONE_SECOND * ((high - low) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high

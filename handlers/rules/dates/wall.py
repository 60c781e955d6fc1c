"""Times on the wall made into instants: what does not exist or exists twice is moved and named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo

MINUTE = timedelta(minutes=1)


def instant(wall: datetime, zone: tzinfo) -> tuple[datetime, str | None]:
    """Return the aware time for a naive one, and "gap" or "fold" if it does not exist or exists twice.

    Inside a gap it is the first instant after it, inside a fold the first of the two (see the rules for wall times).
    """
    early = datetime.combine(wall.date(), wall.time(), zone)  # less than half as long as with replace
    if isinstance(zone, timezone):
        return early, None
    early = early.replace(fold=0) if early.fold else early
    late = early.replace(fold=1)
    before, after = early.utcoffset(), late.utcoffset()
    if before == after or before is None or after is None:
        return early, None
    if before > after:
        return early, "fold"
    # In a gap, fold 0 counts by the offset before the change: the change is where both offsets meet.
    there = early.astimezone(UTC).astimezone(zone)
    return _first_after(there, after - before), "gap"


def _first_after(there: datetime, width: timedelta) -> datetime:
    """Return the end of the gap: the first minute, counted back from a time after it, that has the new offset."""
    offset = there.utcoffset()
    low, high = there.astimezone(UTC) - width, there.astimezone(UTC)
    while high - low > MINUTE:
        middle = low + (high - low) // 2
        middle = middle.replace(second=0, microsecond=0)
        if middle <= low:
            break
        if middle.astimezone(there.tzinfo).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return high.astimezone(there.tzinfo).replace(second=0, microsecond=0)


def later(moment: datetime, seconds: int) -> datetime:
    """Return the time so many elapsed seconds after an aware one, in its zone."""
    return (moment.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(moment.tzinfo)

"""What business hours must say, found out the slow way: one byte for every second, edges looked for on the clock."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import compress, count
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)

Hours = Sequence[tuple[int, int]]
"""Windows of one date, as minutes after its midnight."""


def instant_on_the_clock(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first UTC instant at which a clock in `zone` shows `wall`, or, if it never does, the change itself."""
    near = [wall.replace(tzinfo=UTC) + timedelta(hours=hours) for hours in range(-48, 49, 12)]
    offsets = {at.astimezone(zone).utcoffset() or timedelta() for at in near}
    shown = [
        at
        for at in (wall.replace(tzinfo=UTC) - offset for offset in offsets)
        if at.astimezone(zone).replace(tzinfo=None) == wall
    ]
    if shown:
        return min(shown)
    at = wall.replace(tzinfo=UTC) - 2 * ONE_DAY
    for step in (timedelta(hours=1), MINUTE, SECOND):
        while (at + step).astimezone(zone).replace(tzinfo=None) < wall:
            at += step
    return at + SECOND


class Seconds:
    """The seconds of some days from a UTC instant on, 1 where open."""

    def __init__(self, since: datetime, days: int) -> None:
        """Start with everything closed."""
        self.since, self.days = since, days
        self.open = bytearray(days * 86_400)
        self.counted: list[int] = []

    def of_week(
        self,
        zone: ZoneInfo,
        week: Sequence[Hours],
        holidays: Iterable[date] = (),
        shifts: Mapping[date, Hours] | None = None,
        breaks: Mapping[date, Hours] | None = None,
    ) -> Seconds:
        """Open what the rules open."""
        first = self.since.astimezone(zone).date() - 3 * ONE_DAY
        dates = [first + number * ONE_DAY for number in range(self.days + 5)]
        for day in dates:
            ordinary = () if day in set(holidays) else week[day.weekday()]
            for window in (shifts or {}).get(day, ordinary):
                self._paint(zone, day, window, 1)
        for day in dates:
            for window in (breaks or {}).get(day, ()):
                self._paint(zone, day, window, 0)
        return self

    def _paint(self, zone: ZoneInfo, day: date, window: tuple[int, int], value: int) -> None:
        midnight = datetime.combine(day, time())
        begin, end = (instant_on_the_clock(midnight + minutes * MINUTE, zone) for minutes in window)
        self.paint(begin, end, value)

    def paint(self, begin: datetime, end: datetime, value: int) -> None:
        """Set the seconds of an interval, as far as they are here."""
        low, high = (max(0, min(len(self.open), (at - self.since) // SECOND)) for at in (begin, end))
        self.counted.clear()
        if low < high:
            self.open[low:high] = bytes([value]) * (high - low)

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Count the open seconds between two whole seconds."""
        return max(0, self._coming(end) - self._coming(start))

    def add(self, start: datetime, seconds: int) -> datetime | None:
        """Return the end of the last of so many open seconds, or the first open one's beginning; None: not in here."""
        first = self._coming(start)
        if first + max(seconds, 1) > len(self._counted()):
            return None
        return self.since + (self._counted()[first + seconds - 1] + 1 if seconds else self._counted()[first]) * SECOND

    def _coming(self, at: datetime) -> int:
        """Return the number of the first open second that is not before an instant."""
        return bisect_left(self._counted(), (at - self.since) // SECOND)

    def _counted(self) -> list[int]:
        """Return all open seconds."""
        if not self.counted:
            self.counted = list(compress(count(), self.open))
        return self.counted

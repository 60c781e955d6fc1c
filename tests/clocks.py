"""A clock for tests with real servers: it runs like the machine's, and can be moved on at once."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class RunningClock:
    """Real time plus what it was moved by. Sleepers wake when their time has come, by itself or by a move."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta() if start is None else start - datetime.now(UTC)
        self._moved_by = 0.0
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """Return the moment the clock shows, aware UTC, cut to whole milliseconds."""
        moment = datetime.now(UTC) + self._offset
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def timestamp(self) -> float:
        """Return the moment as seconds since 1970, for stand-in servers."""
        return self.now().timestamp()

    def monotonic(self) -> float:
        """Return seconds that only grow."""
        return time.monotonic() + self._moved_by

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds` of this clock."""
        end = self.monotonic() + seconds
        while (left := end - self.monotonic()) > 0:
            try:
                await asyncio.wait_for(self._moved.wait(), left)
            except TimeoutError:
                return
        await asyncio.sleep(0)

    def move(self, seconds: float) -> None:
        """Go forward by `seconds` at once."""
        self._offset += timedelta(seconds=seconds)
        self._moved_by += seconds
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    def jump(self, seconds: float) -> None:
        """Put the clock on the wall forward or, if negative, back. Nobody has waited for longer by that."""
        self._offset += timedelta(seconds=seconds)

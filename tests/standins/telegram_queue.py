"""The queue of updates of the Telegram stand-in and long polling: numbering, confirmation, expiry, conflicts."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.standins.telegram_records import Json
from tests.standins.telegram_refusals import ENDED_BY_WEBHOOK, OTHER_POLLER, HungUp, Refused

FIRST_UPDATE_ID = 700_000_001
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
Lane = tuple[str, int]


@dataclass(slots=True, eq=False)
class Entry:
    """An update that waits. `forced`: deliver it once although its number was confirmed before."""

    id: int
    update: Json
    expires: float
    lane: Lane
    forced: bool = False
    gone: bool = False


class UpdateQueue:
    """Updates of one bot in the order they were created."""

    def __init__(self, clock: Callable[[], float], *, fast: bool) -> None:
        self.next_id = FIRST_UPDATE_ID
        self.allowed: frozenset[str] | None = None
        self.fast = fast
        self.added: Callable[[Entry], None] | None = None
        self.history: dict[int, Json] = {}
        self._clock = clock
        self._entries: deque[Entry] = deque()
        self._pending: asyncio.Future[None] | None = None
        self._conflict_at = 0.0
        self._last_offset: int | None = None
        self._last_start = 0.0

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for this kind of update."""
        return kind in self.allowed if self.allowed is not None else kind not in NOT_BY_DEFAULT

    def allow(self, kinds: Iterable[str]) -> None:
        """Remember allowed_updates; an empty list means the default set again."""
        self.allowed = frozenset(kinds) or None

    def add(self, kind: str, content: Json, *, expires: float, lane: Lane) -> Json:
        """Queue an update if its kind is allowed now; returns it, without update_id when it was not queued."""
        if not self.wants(kind):
            return {kind: content}
        update = {"update_id": self.next_id, kind: content}
        self.push(update, expires=expires, lane=lane)
        return update

    def push(self, update: Json, *, expires: float, lane: Lane, forced: bool = False) -> None:
        """Queue `update` as it is; the numbering goes on after its id unless it is delivered a second time."""
        number = int(update["update_id"])
        if not forced:
            self.next_id = number + 1
        self.history[number] = update
        entry = Entry(number, update, expires, lane, forced)
        if forced:
            self._entries.appendleft(entry)
        else:
            self._entries.append(entry)
        if self._pending and not self._pending.done():
            self._pending.set_result(None)
        if self.added:
            self.added(entry)

    def waiting(self) -> list[Entry]:
        """The updates neither confirmed nor expired, oldest first."""
        now = self._clock()
        return [entry for entry in self._entries if not entry.gone and entry.expires > now]

    def drop_all(self) -> None:
        """Forget every update."""
        for entry in self._entries:
            entry.gone = True
        self._entries.clear()

    def forget(self, entry: Entry) -> None:
        """Remove an update that reached a webhook."""
        entry.gone = True
        while self._entries and self._entries[0].gone:
            self._entries.popleft()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Answer a getUpdates call; raises Refused 409 when another one comes, HungUp when the server stops."""
        await self._end_older()
        limit, seconds = self._slowed(offset, limit, seconds)
        self._confirm(offset)
        batch = self._take(limit)
        if batch or seconds <= 0:
            return batch
        pending: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pending = pending
        try:
            async with asyncio.timeout(seconds):
                await pending
        except TimeoutError:
            return []
        finally:
            if self._pending is pending:
                self._pending = None
        return self._take(limit)

    def end_pending(self, *, by_webhook: bool = False) -> None:
        """End a waiting poll because a webhook was set, or the server stops."""
        if self._pending and not self._pending.done():
            self._pending.set_exception(Refused(409, ENDED_BY_WEBHOOK) if by_webhook else HungUp())
        self._pending = None

    async def _end_older(self) -> None:
        older, self._pending = self._pending, None
        if older is None or older.done():
            return
        pause = 0.0 if self.fast else max(0.0, self._conflict_at - time.monotonic())
        self._conflict_at = time.monotonic() + pause + 3
        asyncio.get_running_loop().call_later(pause, _conflict, older)

    def _slowed(self, offset: int, limit: int, seconds: float) -> tuple[int, float]:
        """Apply the rules against polling the same offset again at once."""
        now = time.monotonic()
        if not self.fast and offset == self._last_offset:
            if now < self._last_start + 0.5:
                limit = 1
            if seconds < 3 and now < self._last_start + 3:
                seconds = 3
        self._last_offset, self._last_start = offset, now
        return limit, seconds

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            keep = self.waiting()[offset:]
            self._entries = deque(keep)
        elif 0 < offset <= self.next_id + 10:
            # A number far beyond the newest is ignored, as after a restart of the numbering.
            entries, again = self._entries, []
            while entries and (entries[0].gone or entries[0].id < offset):
                entry = entries.popleft()
                if entry.forced and not entry.gone:
                    again.append(entry)
            entries.extendleft(reversed(again))

    def _take(self, limit: int) -> list[Json]:
        now = self._clock()
        batch: list[Json] = []
        for entry in self._entries:
            if len(batch) == limit:
                break
            if not entry.gone and entry.expires > now:
                entry.forced = False
                batch.append(entry.update)
        return batch


def _conflict(pending: asyncio.Future[None]) -> None:
    if not pending.done():
        pending.set_exception(Refused(409, OTHER_POLLER))

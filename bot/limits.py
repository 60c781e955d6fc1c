"""When the next message may go: one rate over all, one pause in each chat, holds that nothing lifts. Pure, time is
given.

The platforms' limits are elastic and unpublished; ours keep the published figures at any moment: the overall bucket
starts
empty (no burst), so a rate of 29 a second never shows 31 in any second."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Chat:
    rows: list[tuple[str, str]] = field(default_factory=list)
    not_before: float = 0.0
    busy: bool = False


class Agenda:
    """What waits to be sent over one connection, and what may go next. Times are seconds of one monotonic clock."""

    def __init__(self, per_second: float, per_chat: float) -> None:
        self._spacing = 1.0 / per_second if per_second else 0.0
        self._pause = per_chat
        self._next = 0.0
        self._hold = 0.0
        self._chats: dict[str, _Chat] = {}
        self._ready: list[tuple[str, str, str]] = []
        self._resting: list[tuple[float, str]] = []
        self._known: set[str] = set()

    def __len__(self) -> int:
        return len(self._known)

    def add(self, chat: str, urgency: str, row: str, not_before: float = 0.0) -> None:
        """Take a row in; known ones are taken once. `not_before` holds its whole chat, so that order stays."""
        if row in self._known:
            return
        self._known.add(row)
        lane = self._chats.setdefault(chat, _Chat())
        heapq.heappush(lane.rows, (urgency, row))
        lane.not_before = max(lane.not_before, not_before)
        self._offer(chat, lane)

    def hold(self, chat: str, until: float) -> None:
        """Let a chat wait until then, whatever happens meanwhile."""
        lane = self._chats.setdefault(chat, _Chat())
        lane.not_before = max(lane.not_before, until)

    def hold_all(self, until: float) -> None:
        """Let the whole connection wait until then, whatever happens meanwhile."""
        self._hold = max(self._hold, until)

    def take(self, now: float) -> tuple[str, str] | None:
        """Return (chat, row) that may be sent at `now`, the most urgent first, and count it; None if none may."""
        if now < self._next or now < self._hold:
            return None
        self._wake(now)
        while self._ready:
            urgency, row, chat = heapq.heappop(self._ready)
            lane = self._chats.get(chat)
            if lane is None or lane.busy or not lane.rows or lane.rows[0] != (urgency, row):
                continue
            if lane.not_before > now:
                heapq.heappush(self._resting, (lane.not_before, chat))
                continue
            heapq.heappop(lane.rows)
            self._known.discard(row)
            lane.busy = True
            self._count(now)
            return chat, row
        return None

    def extra(self, now: float) -> float:
        """Count one more message to a chat in hand (a further part); return the seconds until it may go."""
        start = max(now, self._next, self._hold)
        self._next = start + self._spacing
        return start - now

    def release(self, chat: str, now: float, *, counted: bool = True) -> None:
        """Let a chat take its next turn: the message in hand has been dealt with (`counted`: something was sent)."""
        lane = self._chats.get(chat)
        if lane is None:
            return
        lane.busy = False
        if counted:
            lane.not_before = max(lane.not_before, now + self._pause)
        if lane.rows or lane.not_before > now:
            self._offer(chat, lane)
        else:
            del self._chats[chat]

    def wait(self, now: float) -> float | None:
        """Return the seconds until something may go, None if only a new row or a release can change that."""
        self._wake(now)
        starts = [] if not self._ready else [now]
        if self._resting:
            starts.append(self._resting[0][0])
        if not starts:
            return None
        return max(min(starts), self._next, self._hold) - now

    def _count(self, now: float) -> None:
        # Kept on a grid: a wake-up late by less than a step costs nothing, by more starts a new grid.
        late = now - self._next
        self._next = (self._next if late < self._spacing else now) + self._spacing

    def _offer(self, chat: str, lane: _Chat) -> None:
        if lane.busy:
            return
        if lane.rows:
            heapq.heappush(self._ready, (*lane.rows[0], chat))
        else:
            heapq.heappush(self._resting, (lane.not_before, chat))

    def _wake(self, now: float) -> None:
        while self._resting and self._resting[0][0] <= now:
            _, chat = heapq.heappop(self._resting)
            lane = self._chats.get(chat)
            if lane is None or lane.busy:
                continue
            if lane.rows:
                heapq.heappush(self._ready, (*lane.rows[0], chat))
            elif lane.not_before <= now:
                del self._chats[chat]

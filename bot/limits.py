"""When the next message may go: one rate over all, one pause in each chat, holds that nothing lifts. Pure, time is
given.

The platforms' limits are elastic and unpublished; ours keep the published figures at any moment: the overall bucket
starts empty (no burst), so a rate of 29 a second never shows 31 in any second."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import still
from storage.outbox import Pending
from storage.types import to_milliseconds

# How many messages may be made ready before it is their turn: enough for a slow store, few enough for an urgent one
# that comes behind them.
AHEAD = 4
OVERLAP_MILLISECONDS = 60_000  # for how long a row may become visible after others with later ids
LONGEST_PAUSE = 900.0  # of one chat after a restart; a platform that wants more says so again
# What clocks may lose by rounding.
GRAIN = 1e-6


@dataclass(slots=True)
class _Chat:
    rows: list[tuple[str, str]] = field(default_factory=list)
    not_before: float = 0.0
    busy: bool = False
    ahead: bool = False


class Agenda:
    """What waits to be sent over one connection, and what may go next. Times are seconds of one monotonic clock."""

    def __init__(self, per_second: float, per_chat: float) -> None:
        self._spacing = 1.0 / per_second if per_second else 0.0
        self._pause = per_chat
        self._next = 0.0
        self._hold = 0.0
        self._ahead = 0
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

    def hasten(self, chat: str, row: str, urgency: str) -> None:
        """Let a row that waits be at least so urgent: it takes the place of one that was."""
        lane = self._chats.get(chat)
        if lane is not None and any(row == waiting and urgency < now for now, waiting in lane.rows):
            lane.rows = [(urgency if row == waiting else now, waiting) for now, waiting in lane.rows]
            heapq.heapify(lane.rows)
            self._offer(chat, lane)

    def move(self, old: str, new: str) -> None:
        """Let what waits for a chat go on, in its order, under the chat's new name."""
        lane = self._chats.get(old)
        if lane is None:
            return
        rows, lane.rows = lane.rows, []
        moved = self._chats.setdefault(new, _Chat())
        for row in rows:
            heapq.heappush(moved.rows, row)
        moved.not_before = max(moved.not_before, lane.not_before)
        self._offer(new, moved)

    def hold(self, chat: str, until: float) -> None:
        """Let a chat wait until then, whatever happens meanwhile."""
        lane = self._chats.setdefault(chat, _Chat())
        lane.not_before = max(lane.not_before, until)

    def hold_all(self, until: float) -> None:
        """Let the whole connection wait until then, whatever happens meanwhile."""
        self._hold = max(self._hold, until)

    def take(self, now: float) -> tuple[str, str] | None:
        """Return (chat, row) to be made ready, the most urgent first; None if there is none for now. It goes when
        `turn` says so; its chat is in hand until `release`."""
        if now < self._hold or self._ahead >= AHEAD:
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
            lane.busy = lane.ahead = True
            self._ahead += 1
            return chat, row
        return None

    def held(self, now: float) -> float:
        """Return the seconds until the whole connection may send again, 0 if it may."""
        return max(0.0, self._hold - now)

    def turn(self, chat: str, now: float) -> float:
        """Count a message or edit to a chat in hand, to be sent at this very moment, and return 0; or return the
        seconds until it is worth asking again. To be asked for each part of a message."""
        wait = max(self._next, self._hold) - now
        if wait > GRAIN:
            return wait
        self._count(now)
        self._gone(self._chats.get(chat))
        return 0.0

    def release(self, chat: str, now: float, *, counted: bool = True) -> None:
        """Let a chat take its next turn: the message in hand has been dealt with (`counted`: something was sent)."""
        lane = self._chats.get(chat)
        if lane is None:
            return
        lane.busy = False
        self._gone(lane)
        if counted:
            lane.not_before = max(lane.not_before, now + self._pause)
        if lane.rows or lane.not_before > now:
            self._offer(chat, lane)
        else:
            del self._chats[chat]

    def wait(self, now: float) -> float | None:
        """Return the seconds until something may be taken, None if only a new row, a turn or a release can change
        that."""
        if self._ahead >= AHEAD:
            return None
        self._wake(now)
        starts = [] if not self._ready else [now]
        if self._resting:
            starts.append(self._resting[0][0])
        if not starts:
            return None
        return max(min(starts), self._hold) - now

    def _gone(self, lane: _Chat | None) -> None:
        if lane is not None and lane.ahead:
            lane.ahead = False
            self._ahead -= 1

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


def pause_of(row: Pending, now: datetime) -> float:
    """Return for how many seconds a message that was put off has still to wait: one that was never tried for no longer
    than it was to wait when it was written."""
    longest = LONGEST_PAUSE if row.attempts else (row.not_before - row.created_at).total_seconds()
    return still(row.not_before, now, max(longest, 0.0))


def hold_from(now: datetime, seconds: float) -> str:
    """Return a hold of all chats as it is kept: its end and its beginning."""
    return f"{(now + timedelta(seconds=seconds)).isoformat()} {now.isoformat()}"


def left_of(hold: str, now: datetime) -> float:
    """Return how many seconds are left of a hold as `hold_from` wrote it; never more than it had."""
    until, _, since = hold.partition(" ")
    end = datetime.fromisoformat(until)
    begin = datetime.fromisoformat(since) if since else now
    return still(end, now, (end - begin).total_seconds())


def seen_up_to(row: Pending, now: datetime) -> str:
    """Return the id behind which new rows are looked for once this one was seen. An id from the future was drawn before
    the clock was set back and the office restarted: those of new rows are smaller."""
    milliseconds = to_milliseconds(now)
    return row.id if row.id[:12] <= f"{milliseconds:012x}" else f"{milliseconds - OVERLAP_MILLISECONDS:012x}"

"""Timers as rows: each fires once, in its own transaction, however often and wherever it is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, Table, bindparam, func, literal, select, update
from sqlalchemy.sql import Executable

from storage.query import Query, Runner, insert_new
from storage.schema import metadata, partial_index
from storage.types import KEEP, Json, Moment, OneOf, column
from storage.vocabulary import TimerState

_STATE = OneOf(TimerState)
_OPEN = literal(TimerState.OPEN, _STATE)
_DEAD = literal(TimerState.DEAD, _STATE)

timers = Table(
    "timers",
    metadata,
    column("key", String(160), KEEP, primary_key=True),
    column("kind", String(40), KEEP),
    column("about", String(64), KEEP),
    column("facts", Json, KEEP),
    column("due_at", Moment, KEEP),
    column("state", _STATE, KEEP),
    column("attempts", Integer, KEEP),
    column("fired_at", Moment, KEEP, nullable=True),
)
partial_index("ix_timers_due", timers.c.due_at, where=timers.c.state == "open")
partial_index("ix_timers_dead", timers.c.key, where=timers.c.state == "dead")


@dataclass(frozen=True, slots=True)
class Timer:
    """A promise to look again at `due_at` (UTC). `key` is natural and unique for ever, such as `queue:TASK:v2`."""

    key: str
    kind: str
    about: str
    facts: dict[str, Any]
    due_at: datetime
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class DeadTimer:
    """A timer that was given up at a moment (UTC)."""

    key: str
    kind: str
    at: datetime


_ADD = insert_new(timers)
_DUE = Query(
    select(timers.c.key, timers.c.kind, timers.c.about, timers.c.facts, timers.c.due_at, timers.c.attempts)
    .where(timers.c.state == _OPEN, timers.c.due_at <= bindparam("now", type_=Moment))
    .order_by(timers.c.due_at)  # and nothing else: of many due at one instant, all would be read to be sorted
    .limit(bindparam("most"))
)
_EARLIEST = Query(select(func.min(timers.c.due_at, type_=Moment)).where(timers.c.state == _OPEN))
_MINE = (timers.c.key == bindparam("which"), timers.c.state == _OPEN)


def _fire(dialect: str) -> Executable:
    fired = update(timers).values(state=literal(TimerState.FIRED, _STATE), fired_at=bindparam("at", type_=Moment))
    if dialect == "sqlite":
        return fired.where(*_MINE)
    # What another process has in hand is left to it: if it stands still, ours would wait with it.
    free = select(timers.c.key).where(*_MINE).with_for_update(skip_locked=True)
    return fired.where(timers.c.key == free.scalar_subquery())


_FIRE = Query(_fire)
_CLOSE = Query(
    update(timers)
    .where(timers.c.key == bindparam("which"), timers.c.state == _OPEN)
    .values(state=bindparam("new_state"), fired_at=bindparam("at", type_=Moment))
)
_LATER = Query(
    update(timers)
    .where(timers.c.key == bindparam("which"), timers.c.state == _OPEN)
    .values(due_at=bindparam("again", type_=Moment), attempts=timers.c.attempts + 1)
)
_MOVE = Query(
    update(timers)
    .where(timers.c.key == bindparam("which"), timers.c.state == _OPEN)
    .values(due_at=bindparam("again", type_=Moment))
)
_ONE = Query(select(timers.c.due_at, timers.c.state).where(timers.c.key == bindparam("which")))
_SET_ASIDE = Query(
    select(timers.c.key, timers.c.kind, timers.c.fired_at)
    .where(timers.c.state == _DEAD)
    .order_by(timers.c.key)
    .limit(bindparam("most"))
)
_COUNT_DEAD = Query(select(func.count()).select_from(timers).where(timers.c.state == _DEAD))
_REPLAY = Query(
    update(timers)
    .where(timers.c.key == bindparam("which"), timers.c.state == _DEAD)
    .values(state=_OPEN, attempts=0, fired_at=None)
)
_DISCARD = Query(
    update(timers)
    .where(timers.c.key == bindparam("which"), timers.c.state == _DEAD)
    .values(state=literal(TimerState.CANCELLED, _STATE), fired_at=bindparam("at", type_=Moment))
)
_OVERDUE = Query(
    select(func.count())
    .select_from(timers)
    .where(timers.c.state == _OPEN, timers.c.due_at <= bindparam("now", type_=Moment))
)
_COUNT = Query(select(func.count()).select_from(timers).where(timers.c.state == bindparam("state", type_=_STATE)))


class Timers:
    """The timers of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def set(self, timer: Timer) -> bool:
        """Keep a timer; False if its key was ever used before."""
        return (
            self._run.change(
                _ADD,
                key=timer.key,
                kind=timer.kind,
                about=timer.about,
                facts=timer.facts,
                due_at=timer.due_at,
                state=TimerState.OPEN,
                attempts=0,
                fired_at=None,
            )
            == 1
        )

    def due(self, now: datetime, most: int) -> list[Timer]:
        """Return open timers whose time has come, longest overdue first."""
        return [Timer(*row) for row in self._run.all(_DUE, now=now, most=most)]

    def earliest(self) -> datetime | None:
        """Return when the next open timer is due."""
        row = self._run.one(_EARLIEST)
        return row[0] if row else None

    def look(self, key: str) -> tuple[datetime, TimerState] | None:
        """Return when a timer is or was due (UTC) and what became of it, None if its key was never used."""
        row = self._run.one(_ONE, which=key)
        return None if row is None else (row[0], row[1])

    def fire(self, key: str, at: datetime) -> bool:
        """Claim an open timer for this transaction; False if it fired or was cancelled meanwhile, or another
        transaction has it in hand."""
        return self._run.change(_FIRE, which=key, at=at) == 1

    def cancel(self, key: str, at: datetime) -> bool:
        """Cancel an open timer; False if there is none."""
        return self._run.change(_CLOSE, which=key, new_state=TimerState.CANCELLED, at=at) == 1

    def give_up(self, key: str, at: datetime) -> bool:
        """Set a timer aside that fails again and again."""
        return self._run.change(_CLOSE, which=key, new_state=TimerState.DEAD, at=at) == 1

    def move(self, key: str, due_at: datetime) -> bool:
        """Let an open timer be due at another moment (its rule or its zone has changed); False if there is none."""
        return self._run.change(_MOVE, which=key, again=due_at) == 1

    def postpone(self, key: str, again: datetime) -> None:
        """Count a failed try and look again at `again`."""
        self._run.change(_LATER, which=key, again=again)

    def overdue(self, now: datetime) -> int:
        """Return how many open timers should have fired by `now`."""
        row = self._run.one(_OVERDUE, now=now)
        return int(row[0]) if row else 0

    def dead(self, most: int = 50) -> list[DeadTimer]:
        """Return timers that failed again and again and were given up, at most `most`."""
        return [DeadTimer(*row) for row in self._run.all(_SET_ASIDE, most=most)]

    def count_dead(self) -> int:
        """Return how many were given up; cheap however many timers there are."""
        row = self._run.one(_COUNT_DEAD)
        return int(row[0]) if row else 0

    def replay(self, key: str) -> bool:
        """Let a timer that was given up be due again, late as it is; False if it isn't one."""
        return self._run.change(_REPLAY, which=key) == 1

    def discard(self, key: str, at: datetime) -> bool:
        """Cancel a timer that was given up; False if it isn't one."""
        return self._run.change(_DISCARD, which=key, at=at) == 1

    def count(self, state: TimerState) -> int:
        """Return how many timers are in this state."""
        row = self._run.one(_COUNT, state=state)
        return int(row[0]) if row else 0

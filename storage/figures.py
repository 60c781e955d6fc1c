"""Figures about the whole office, for those who watch over it: how much waits and for how long. Neither contents nor
names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from storage.outbox import outbox
from storage.query import Query, among
from storage.tasks import tasks
from storage.types import Moment
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import OutboxState, TaskState

NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class Figures:
    """What waits at one moment. `queue_age` is that of the oldest task nobody has acknowledged, `unassigned_age` that
    of the oldest nobody has been given; both count from when it was filed. `late` is by how much the most overdue
    timer is late; `dead_timers` were given up. Nothing waiting: zero."""

    queue_age: timedelta = NOTHING
    unassigned_age: timedelta = NOTHING
    late: timedelta = NOTHING
    timers_overdue: int = 0
    outbox_depth: int = 0
    dead_timers: int = 0


_OLDEST = select(func.min(tasks.c.created_at, type_=Moment)).where(
    among(tasks.c.state, (TaskState.QUEUED, TaskState.ASSIGNED))  # as in the index of what waits
)
_UNACKNOWLEDGED = Query(_OLDEST)
_UNASSIGNED = Query(_OLDEST.where(among(tasks.c.state, (TaskState.QUEUED,))))
_TO_SEND = Query(
    select(func.count()).select_from(outbox).where(among(outbox.c.state, (OutboxState.NEW, OutboxState.SENDING)))
)


def figures(uow: UnitOfWork) -> Figures:
    """Return the figures as they are now; an index each, however much there is besides."""
    to_send = uow.run.one(_TO_SEND)
    return Figures(
        queue_age=_since(uow, _UNACKNOWLEDGED),
        unassigned_age=_since(uow, _UNASSIGNED),
        late=_age(uow.timers.earliest(), uow.now),
        timers_overdue=uow.timers.overdue(uow.now),
        outbox_depth=int(to_send[0]) if to_send else 0,
        dead_timers=uow.timers.count_dead(),
    )


def _since(uow: UnitOfWork, oldest: Query) -> timedelta:
    row = uow.run.one(oldest)
    return _age(row[0] if row else None, uow.now)


def _age(began: datetime | None, now: datetime) -> timedelta:
    return NOTHING if began is None else max(NOTHING, now - began)

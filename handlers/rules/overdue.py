"""Which tasks are overdue: those whose next promise is broken; where nothing is promised, those nobody acknowledged
within an hour. Pure; computed, never stored."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.rules.business_hours import BusinessHours
from storage.vocabulary import TaskState

ACKNOWLEDGE_WITHIN = timedelta(hours=1)


def is_overdue(
    state: TaskState, created_at: datetime, now: datetime, hours: BusinessHours | None, due: datetime | None = None
) -> bool:
    """Return whether a task's promise that is `due` next is broken; with none, whether nobody acknowledged it within an
    hour of the office being open. Moments are UTC."""
    if due is not None:
        return due < now
    if state not in {TaskState.QUEUED, TaskState.ASSIGNED} or now - created_at <= ACKNOWLEDGE_WITHIN:
        return False
    if hours is None:
        return True
    waited = timedelta()
    for begin, end in hours.intervals(created_at):
        if begin >= now or waited > ACKNOWLEDGE_WITHIN:
            break
        waited += min(end, now) - max(begin, created_at)
    return waited > ACKNOWLEDGE_WITHIN

"""Which tasks are overdue as long as no policy says otherwise: not acknowledged within an hour. Pure; computed, never
stored."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.rules.business_hours import BusinessHours
from storage.vocabulary import TaskState

ACKNOWLEDGE_WITHIN = timedelta(hours=1)


def is_overdue(state: TaskState, created_at: datetime, now: datetime, hours: BusinessHours | None) -> bool:
    """Return whether nobody acknowledged a task within an hour of the office being open; moments are UTC."""
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

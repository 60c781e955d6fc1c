"""Where a task stood at a moment of its past, and so why a promise was broken just then. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from handlers.rules import sla_history as event
from handlers.rules.sla_history import Event, History
from storage.vocabulary import OPEN_STATES, TaskState


class Cause(StrEnum):
    """Where a task lay when its promise was broken: the first of these that holds."""

    UNASSIGNED = "unassigned"
    UNACKNOWLEDGED = "unacknowledged"
    WAITING = "waiting"
    PAUSED = "paused"
    REWORK = "rework"
    HANDED_ON = "handed-on"
    IN_WORK = "in-work"


_AFTER: dict[type[Event], TaskState] = {
    event.Filed: TaskState.QUEUED,
    event.Assigned: TaskState.ASSIGNED,
    event.Acknowledged: TaskState.ACKNOWLEDGED,
    event.Returned: TaskState.QUEUED,
    event.WaitingBegan: TaskState.WAITING,
    event.Paused: TaskState.PAUSED,
    event.Done: TaskState.DONE,
    event.SentBack: TaskState.QUEUED,
    event.Reopened: TaskState.QUEUED,
    event.Cancelled: TaskState.CANCELLED,
}
_RESTS = frozenset({TaskState.WAITING, TaskState.PAUSED})
_GOES_ON: tuple[type[Event], ...] = (event.WaitingEnded, event.Resumed)


def state_after(state: TaskState, happened: Event) -> TaskState:
    """Return where a task stands after an event, whatever was before; closing a finished one changes nothing here."""
    kind = type(happened)
    if kind in _GOES_ON:
        return TaskState.ACKNOWLEDGED if state in _RESTS else state
    return _AFTER.get(kind, state)


def state_at(history: History, at: datetime) -> TaskState:
    """Return where a task stood at a moment, what happened just then included."""
    state = TaskState.QUEUED
    for happened in history:
        if happened.at <= at:
            state = state_after(state, happened)
    return state


def is_open(state: TaskState) -> bool:
    """Return whether somebody has still to do something."""
    return state in OPEN_STATES


def cause_of(history: History, since: datetime, at: datetime) -> Cause:
    """Return where a task lay when a promise that ran since then was broken at `at`."""
    match state_at(history, at):
        case TaskState.QUEUED:
            return Cause.UNASSIGNED
        case TaskState.ASSIGNED:
            return Cause.UNACKNOWLEDGED
        case TaskState.WAITING:
            return Cause.WAITING
        case TaskState.PAUSED:
            return Cause.PAUSED
        case _:
            pass
    during = [happened for happened in history if since <= happened.at <= at]
    if any(isinstance(happened, event.SentBack) for happened in during):
        return Cause.REWORK
    hands = sum(isinstance(happened, event.Assigned | event.Returned) for happened in during)
    return Cause.HANDED_ON if hands > 1 else Cause.IN_WORK

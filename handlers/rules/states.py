"""Which moves a task may make. The one transition table; every button, command and timer goes through it."""

from __future__ import annotations

from collections.abc import Mapping

from storage.vocabulary import CARRIED_STATES, OPEN_STATES
from storage.vocabulary import TaskState as S

_OPEN = frozenset(OPEN_STATES)
_CARRIED = frozenset(CARRIED_STATES)
_STARTED = frozenset({S.ACKNOWLEDGED, S.WAITING, S.PAUSED})

MOVES: Mapping[str, tuple[frozenset[S], S]] = {
    "assign": (frozenset({S.QUEUED}), S.ASSIGNED),
    "acknowledge": (frozenset({S.QUEUED, S.ASSIGNED}), S.ACKNOWLEDGED),
    "decline": (frozenset({S.ASSIGNED}), S.QUEUED),
    "give-back": (_CARRIED, S.QUEUED),
    "return": (frozenset({S.ACKNOWLEDGED}), S.QUEUED),
    "hand-over": (_CARRIED, S.ASSIGNED),
    "reassign": (_OPEN, S.ASSIGNED),
    "ask": (frozenset({S.ACKNOWLEDGED}), S.WAITING),
    "answer": (frozenset({S.WAITING}), S.ACKNOWLEDGED),
    "pause": (frozenset({S.ACKNOWLEDGED, S.WAITING}), S.PAUSED),
    "resume": (frozenset({S.PAUSED, S.WAITING}), S.ACKNOWLEDGED),
    "finish": (_STARTED, S.DONE),
    "cancel": (_OPEN, S.CANCELLED),
    "accept": (frozenset({S.DONE}), S.CLOSED),
    "send-back": (frozenset({S.DONE}), S.ASSIGNED),
    "send-back-queued": (frozenset({S.DONE}), S.QUEUED),
    "reopen": (frozenset({S.DONE, S.CLOSED}), S.ASSIGNED),
    "reopen-queued": (frozenset({S.DONE, S.CLOSED}), S.QUEUED),
}


class MoveNotAllowed(Exception):
    """The task is in a state in which this move makes no sense any more, usually because somebody else was faster."""


def after(move: str, state: S) -> S:
    """Return the state a task in `state` has after `move`; raise MoveNotAllowed if it can't make it."""
    allowed_from, result = MOVES[move]
    if state not in allowed_from:
        raise MoveNotAllowed(move, state)
    return result


def possible(move: str, state: S) -> bool:
    """Return whether a task in `state` can make this move."""
    return state in MOVES[move][0]

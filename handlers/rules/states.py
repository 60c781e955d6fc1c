"""Which moves a task may make. The one transition table; every button, command and timer goes through it."""

from __future__ import annotations

from collections.abc import Mapping

from storage.vocabulary import TaskState as S

MOVES: Mapping[str, tuple[frozenset[S], S]] = {
    "assign": (frozenset({S.QUEUED}), S.ASSIGNED),
    "acknowledge": (frozenset({S.QUEUED, S.ASSIGNED}), S.ACKNOWLEDGED),
    "decline": (frozenset({S.ASSIGNED}), S.QUEUED),
    "finish": (frozenset({S.ACKNOWLEDGED}), S.DONE),
}


class MoveNotAllowed(Exception):
    """The task is in a state in which this move makes no sense any more, usually because somebody else was faster."""


def after(move: str, state: S) -> S:
    """Return the state a task in `state` has after `move`; raise MoveNotAllowed if it can't make it."""
    allowed_from, result = MOVES[move]
    if state not in allowed_from:
        raise MoveNotAllowed(move, state)
    return result

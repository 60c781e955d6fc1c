"""Which moves an appointment may make. The one transition table; every button, command and timer goes through it."""

from __future__ import annotations

from collections.abc import Mapping

from storage.vocabulary import BookingState as S

_STANDING = frozenset({S.PENDING, S.CONFIRMED})

MOVES: Mapping[str, tuple[frozenset[S], S | None]] = {
    "confirm": (frozenset({S.HELD, S.EXPIRED}), S.CONFIRMED),
    "request": (frozenset({S.HELD, S.EXPIRED}), S.PENDING),
    "expire": (frozenset({S.HELD}), S.EXPIRED),
    "accept": (frozenset({S.PENDING}), S.CONFIRMED),
    "decline": (frozenset({S.PENDING}), S.DECLINED),
    "propose": (_STANDING, None),
    "move": (_STANDING, S.CONFIRMED),
    "move-request": (_STANDING, S.PENDING),
    "change": (_STANDING, None),
    "cancel": (_STANDING, S.CANCELLED),
    "no-show": (frozenset({S.CONFIRMED, S.DONE}), S.NO_SHOW),
    "done": (frozenset({S.CONFIRMED, S.NO_SHOW}), S.DONE),
}
"""From which states a move can be made, and the state it leads to; None: it stays as it is."""


class MoveNotAllowed(Exception):
    """The appointment is in a state in which this move makes no sense any more, usually as somebody was faster."""


def after(move: str, state: S) -> S:
    """Return the state an appointment in `state` has after `move`; raise MoveNotAllowed if it can't make it."""
    allowed_from, result = MOVES[move]
    if state not in allowed_from:
        raise MoveNotAllowed(move, state)
    return state if result is None else result


def possible(move: str, state: S) -> bool:
    """Return whether an appointment in `state` can make this move."""
    return state in MOVES[move][0]

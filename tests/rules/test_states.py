"""The moves of a task as a table: every state by every move, written by hand."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.states import MOVES, MoveNotAllowed, after, possible
from storage.vocabulary import CARRIED_STATES, OPEN_STATES
from storage.vocabulary import TaskState as S

# One row a move; a dot where it makes no sense, else the state after it:
# q(ueued), a(ssigned), A(cknowledged), w(aiting), p(aused), d(one), c(losed), x (cancelled).
LETTERS = dict(zip("qaAwpdcx", S, strict=True))
TABLE = """
                  q a A w p d c x
assign            a . . . . . . .
acknowledge       A A . . . . . .
decline           . q . . . . . .
give-back         . q q q q . . .
return            . . q . . . . .
hand-over         . a a a a . . .
reassign          a a a a a . . .
ask               . . w . . . . .
answer            . . . A . . . .
pause             . . p p . . . .
resume            . . . A A . . .
finish            . . d d d . . .
cancel            x x x x x . . .
accept            . . . . . c . .
send-back         . . . . . a . .
send-back-queued  . . . . . q . .
reopen            . . . . . a a .
reopen-queued     . . . . . q q .
"""


def _rows() -> list[tuple[str, list[str]]]:
    lines = [line.split() for line in TABLE.strip().splitlines()]
    assert lines[0] == list(LETTERS)
    return [(line[0], line[1:]) for line in lines[1:]]


CELLS = [(move, state, row[at]) for move, row in _rows() for at, state in enumerate(S)]


def test_the_table_is_whole() -> None:
    """Each move of the house stands in the table, with all states; the letters mean what they say."""
    assert {move for move, _ in _rows()} == set(MOVES)
    assert {len(row) for _, row in _rows()} == {len(S)}
    assert [state.value for state in LETTERS.values()] == [
        "queued", "assigned", "acknowledged", "waiting", "paused", "done", "closed", "cancelled",
    ]  # fmt: skip


@pytest.mark.parametrize(("move", "state", "letter"), CELLS)
def test_every_cell(move: str, state: S, letter: str) -> None:
    """A move leads where the table says, or is refused with its name and the state."""
    if letter == ".":
        assert not possible(move, state)
        with pytest.raises(MoveNotAllowed) as refused:
            after(move, state)
        assert refused.value.args == (move, state)
    else:
        assert possible(move, state)
        assert after(move, state) is LETTERS[letter]


def test_unknown_moves_are_errors() -> None:
    """A misspelt move is no silent refusal."""
    with pytest.raises(KeyError):
        possible("vanish", S.QUEUED)


def test_open_and_carried() -> None:
    """Open is what can be cancelled; carried is what can be given back."""
    assert MOVES["cancel"][0] == set(OPEN_STATES)
    assert MOVES["give-back"][0] == set(CARRIED_STATES)


@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=30))
def test_any_life_of_a_task(moves: Iterable[str]) -> None:
    """Whatever is tried in whatever order: cancelled stays cancelled, done is reached only from work begun, and every
    state but cancelled can go on."""
    state = S.QUEUED
    for move in moves:
        if not possible(move, state):
            continue
        before, state = state, after(move, state)
        assert before is not S.CANCELLED
        assert state is not S.DONE or before in {S.ACKNOWLEDGED, S.WAITING, S.PAUSED}
        assert state is not S.CLOSED or before is S.DONE
    assert (state is S.CANCELLED) == (not any(possible(move, state) for move in MOVES))

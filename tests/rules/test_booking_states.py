"""The moves of an appointment as a table: every state by every move, written by hand."""

from __future__ import annotations

import pytest

from handlers.rules.booking_states import MOVES, MoveNotAllowed, after, possible
from storage.vocabulary import GIVEN_UP
from storage.vocabulary import BookingState as S

# One row a move; a dot where it makes no sense, else the state after it:
# h(eld), p(ending), c(onfirmed), d(one), n(o show), e(xpired), r(efused: declined), x (cancelled).
LETTERS = dict(zip("hpcdnerx", S, strict=True))
TABLE = """
              h p c d n e r x
confirm       c . . . . c . .
request       p . . . . p . .
expire        e . . . . . . .
accept        . c . . . . . .
decline       . r . . . . . .
propose       . p c . . . . .
move          . c c . . . . .
move-request  . p p . . . . .
change        . p c . . . . .
cancel        . x x . . . . .
no-show       . . n n . . . .
done          . . d . d . . .
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]


def test_the_table_is_whole() -> None:
    """Each move of the house stands in the table, with all states, and what was given up keeps no time."""
    assert ROWS[0] == list(LETTERS)
    assert {row[0] for row in ROWS[1:]} == set(MOVES)
    assert {state for letter, state in LETTERS.items() if letter in "erx"} == GIVEN_UP


@pytest.mark.parametrize("row", ROWS[1:], ids=lambda row: row[0])
def test_every_cell(row: list[str]) -> None:
    """A move leads where the table says, or is refused with its name and the state."""
    for state, letter in zip(S, row[1:], strict=True):
        assert possible(row[0], state) is (letter != ".")
        if letter == ".":
            with pytest.raises(MoveNotAllowed):
                after(row[0], state)
        else:
            assert after(row[0], state) is LETTERS[letter]

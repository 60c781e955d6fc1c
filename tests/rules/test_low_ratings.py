"""Two low ratings in a row of a client: which two, and only once."""

from __future__ import annotations

import pytest

from handlers.rules.low_ratings import RatingLine, low_pair
from storage.vocabulary import TaskId

CASES = [
    ("nothing", [], "", None),
    ("one low", ["a2"], "", None),
    ("two low", ["a2", "b1"], "", "12"),
    ("a good one in between", ["a2", "b4", "c1"], "", None),
    ("three stars are not low", ["a3", "b2"], "", None),
    ("a word later is the same rating", ["a2", "a2"], "", None),
    ("a word to the first after the second", ["a2", "b2", "a2"], "", "12"),
    ("opened again and rated again", ["a2", "a-", "a1"], "", "13"),
    ("the third after a pair begins anew", ["a2", "b1", "c2"], "2x", None),
    ("the fourth is the next pair", ["a2", "b1", "c2", "d2"], "2x", "34"),
    ("good since the last look", ["a2", "b1", "c5", "d2"], "2x", None),
]


@pytest.mark.parametrize(("said", "since", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_two_in_a_row(said: list[str], since: str, expected: str | None) -> None:
    """Each case: a task's letter and its stars (`-` for opened again) in the order of time, the last look, the pair."""
    lines = [
        RatingLine(str(number), TaskId(each[0]), None if each[1] == "-" else int(each[1]))
        for number, each in enumerate(said, 1)
    ]
    pair = low_pair(lines, since)
    assert (None if pair is None else pair[0].id + pair[1].id) == expected

"""What a figure is: n beside everything, percentiles that occurred, no percentage of too few; and the service levels of
the telephone, row by row (MS1 to MS5)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.kpi.calls import Calls, Definition
from handlers.rules.kpi.facts import CallFacts
from handlers.rules.kpi.values import Share, Spread, nearest_rank, percentage
from tests.rules.sla_cases import local
from tests.rules.vectors import outside_vectors

TARGET = 20
ROWS = {
    "MS1": ("80.00",),
    "MS2": ("82.47",),
    "MS3": ("86.96",),
    "MS4": ("83.00",),
    "MS5": ("8.00", "5.15"),
}


def calls(*kinds: tuple[int, bool, int]) -> Calls:
    """Return calls against a target of 20 s, given as how many, whether answered, and how long they waited."""
    single = [(answered, waited) for many, answered, waited in kinds for _ in range(many)]
    facts = [
        CallFacts(f"C-{number}", local("01-12 12:00"), waited, answered)
        for number, (answered, waited) in enumerate(single)
    ]
    return Calls.against(facts, TARGET)


OFFERED = calls((80, True, 20), (12, True, 21), (3, False, 20), (5, False, 300))


def shares(row: str) -> list[Share]:
    """Return what a row of the table is about."""
    match row:
        case "MS1":
            return [OFFERED.level(Definition.OFFERED)]
        case "MS2":
            return [OFFERED.level(Definition.WITHOUT_SHORT)]
        case "MS3":
            return [OFFERED.level(Definition.ANSWERED)]
        case "MS4":
            return [OFFERED.level(Definition.SHORT_MET)]
        case _:
            return [OFFERED.abandoned(), OFFERED.abandoned(short=False)]


@pytest.mark.parametrize("row", ROWS)
def test_service_levels(row: str) -> None:
    """The four definitions of the service level and the abandon rates are those of the table, and each can be followed
    down to the calls."""
    found = shares(row)
    assert tuple(f"{float(share.percent or 0):.2f}" for share in found) == ROWS[row]
    assert all(set(share.part) <= set(share.of) for share in found)


def test_the_table_of_service_levels() -> None:
    """The rows here are those of the table beside the project."""
    text = outside_vectors("billing.md").read_text(encoding="utf-8")
    for row, values in ROWS.items():
        line = next(line for line in text.splitlines() if line.startswith(f"| {row} |"))
        assert all(f"{value} %" in line for value in values)


def test_no_calls() -> None:
    """Without calls there is no service level, by no definition."""
    assert [Calls().level(definition).percent for definition in Definition] == [None] * 4


def test_no_percentage_of_fewer_than_five() -> None:
    """Four of four is no hundred percent; five of five is."""
    four, five = tuple("abcd"), tuple("abcde")
    assert (Share(four, four).percent, Share(four, four).n) == (None, 4)
    assert Share(five, five).percent == 100
    assert Share((), five).percent == 0
    assert percentage(1, 3) is None
    assert percentage(1, 6) == Fraction(50, 3)


@pytest.mark.parametrize(
    ("numbers", "percent", "expected"),
    [
        ([], 50, None),
        ([7], 50, 7),
        ([7], 90, 7),
        ([15, 20, 35, 40, 50], 30, 20),
        ([15, 20, 35, 40, 50], 40, 20),
        ([15, 20, 35, 40, 50], 50, 35),
        ([15, 20, 35, 40, 50], 100, 50),
        (list(range(1, 11)), 50, 5),
        (list(range(1, 11)), 90, 9),
        (list(range(1, 101)), 90, 90),
    ],
)
def test_percentiles_by_nearest_rank(numbers: list[int], percent: int, expected: int | None) -> None:
    """A percentile is a value that occurred: the smallest that enough of all don't exceed."""
    assert nearest_rank(numbers, percent) == expected


@given(st.lists(st.integers(0, 1000), min_size=1), st.integers(1, 100))
def test_what_a_percentile_promises(numbers: list[int], percent: int) -> None:
    """At least that many of a hundred don't exceed it, and fewer would not exceed the next smaller value."""
    found = Spread.of((number, f"T-{number}") for number in numbers).percentile(percent)
    assert found in numbers
    assert 100 * sum(number <= found for number in numbers) >= percent * len(numbers)
    assert 100 * sum(number < found for number in numbers) < percent * len(numbers)


def test_p90_and_mean_say_nothing_of_four() -> None:
    """The median of four stands; what nine of ten don't exceed, and an average, need five."""
    four = Spread.of([(3, "T-3"), (1, "T-1"), (2, "T-2"), (9, "T-9")])
    assert (four.n, four.p50, four.p90, four.mean) == (4, 2, None, None)
    five = Spread.of([*four.values, (5, "T-5")])
    assert (five.n, five.p50, five.p90) == (5, 3, 9)
    assert five.mean == 4

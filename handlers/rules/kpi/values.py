"""What a figure is: a number with what it was made of, so that each can be followed down to references. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

FEWEST = 5
"""A share of fewer than this says nothing: it has no percentage, only its numbers."""

Refs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many, and which: a reference each time."""

    refs: Refs = ()

    @property
    def n(self) -> int:
        """Return how many."""
        return len(self.refs)


@dataclass(frozen=True, slots=True)
class Share:
    """Which of all (`of`) something holds for (`part`, in the same order); a reference may be there several times."""

    part: Refs = ()
    of: Refs = ()

    @property
    def n(self) -> int:
        """Return of how many."""
        return len(self.of)

    @property
    def percent(self) -> Fraction | None:
        """Return 0 to 100, None for fewer than FEWEST."""
        return percentage(len(self.part), len(self.of))


@dataclass(frozen=True, slots=True)
class Spread:
    """Numbers with where each comes from, in ascending order: whole seconds, stars or minutes."""

    values: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(cls, values: Iterable[tuple[int, str]]) -> Spread:
        """Return them in order."""
        return cls(tuple(sorted(values)))

    @property
    def n(self) -> int:
        """Return how many."""
        return len(self.values)

    def percentile(self, percent: int) -> int | None:
        """Return the smallest value that at least `percent` of 100 of them don't exceed (nearest rank): one that really
        occurred, never one between two. None without any."""
        return nearest_rank([value for value, _ in self.values], percent)

    @property
    def p50(self) -> int | None:
        """Return the median by nearest rank."""
        return self.percentile(50)

    @property
    def p90(self) -> int | None:
        """Return what nine of ten don't exceed; None for fewer than FEWEST, of which that says nothing."""
        return self.percentile(90) if self.n >= FEWEST else None

    @property
    def mean(self) -> Fraction | None:
        """Return the average, None for fewer than FEWEST."""
        return Fraction(sum(value for value, _ in self.values), self.n) if self.n >= FEWEST else None


def percentage(part: int, of: int) -> Fraction | None:
    """Return 0 to 100, exactly; None for fewer than FEWEST."""
    return Fraction(100 * part, of) if of >= FEWEST else None


def rounded(percent: Fraction) -> int:
    """Return whole percent, half up; never 100 or 0 where that isn't true."""
    whole = int(percent + Fraction(1, 2))
    return min(max(whole, int(percent > 0)), 100 - int(percent < 100)) if percent <= 100 else whole


def nearest_rank(ordered: Sequence[int], percent: int) -> int | None:
    """Return the percentile (1 to 100) of ascending numbers by nearest rank: number ceil(percent/100 · n) of them, None
    of none."""
    return ordered[max(1, ceil(percent * len(ordered) / 100)) - 1] if ordered else None

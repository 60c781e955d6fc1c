"""A report in words: plain text and numbers, for one reader. It goes to another process as JSON, which begins quickly
because this file knows nothing of the office."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

Plain = str | int
EMPTY = "–"

FIGURE = re.compile(r"-?\d[\d.,:]*(?=$|[ \u00a0%])")
"""How a cell begins that holds a number: `96 % of 72`, `4:01 h`."""

LONGEST_FIGURE = 40
"""Characters of such a cell, with what the number is of."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in words."""

    title: str
    head: tuple[Plain, ...]
    rows: tuple[tuple[Plain, ...], ...]

    @property
    def figures(self) -> frozenset[int]:
        """Which columns hold figures; never the first, which says what a row is about."""
        columns = enumerate(zip(*self.rows, strict=True))
        return frozenset(at for at, cells in columns if at and is_of_figures(cells))


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart in words. `told` says the same for who can't see it."""

    title: str
    groups: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]
    told: str


@dataclass(frozen=True, slots=True)
class Worded:
    """A report in words, in `language`; `rows` as in `Report`."""

    title: str
    language: str
    charts: tuple[Bars, ...]
    sheets: tuple[Sheet, ...]
    rows: tuple[Sheet, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Worded:
        """Return what `to_json` wrote."""
        charts = tuple(
            Bars(
                each["title"],
                tuple(each["groups"]),
                tuple((name, tuple(values)) for name, values in each["series"]),
                each["told"],
            )
            for each in data["charts"]
        )
        sheets, rows = (
            tuple(
                Sheet(each["title"], tuple(each["head"]), tuple(tuple(row) for row in each["rows"]))
                for each in data[kind]
            )
            for kind in ("sheets", "rows")
        )
        return cls(data["title"], data["language"], charts, sheets, rows)


def is_of_figures(column: Sequence[Plain]) -> bool:
    """Return whether a column holds numbers, alone or with what they are of, or where there is none: these stand at
    the right."""
    texts = [cell for cell in column if isinstance(cell, str) and cell not in {"", EMPTY}]
    is_any = any(isinstance(cell, int) or cell != "" for cell in column)
    return is_any and all(FIGURE.match(text) and len(text) <= LONGEST_FIGURE and EMPTY not in text for text in texts)

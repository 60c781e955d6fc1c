"""A report in words: plain text and numbers, for one reader. It goes to another process as JSON, which begins quickly
because this file knows nothing of the office."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

Plain = str | int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in words."""

    title: str
    head: tuple[Plain, ...]
    rows: tuple[tuple[Plain, ...], ...]


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

"""A report in words: plain text and numbers, for one reader. It goes to another process as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bot.i18n import Wording, inert
from handlers.chat.outgoing import Text
from handlers.reports.pages import Cell, Report, Table

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


def worded(report: Report, wording: Wording, language: str, zone: str) -> Worded:
    """Return a report as somebody with this language and zone reads it."""

    def say(cell: Cell) -> Plain:
        if isinstance(cell, Text):
            return wording.say(cell, language, zone)
        return cell if isinstance(cell, int) else inert(cell)

    def bars(number: int) -> Bars:
        chart = report.charts[number]
        groups = tuple(str(say(group)) for group in chart.groups)
        series = tuple((str(say(name)), values) for name, values in chart.series)
        lines = [
            f"{name}: " + ", ".join(f"{group} {value}" for group, value in zip(groups, values, strict=True))
            for name, values in series
        ]
        title = str(say(chart.title))
        return Bars(title, groups, series, f"{title}. {'; '.join(lines)}.")

    def sheet(table: Table) -> Sheet:
        rows = tuple(tuple(map(say, row)) for row in table.rows)
        return Sheet(str(say(table.title)), tuple(map(say, table.head)), rows)

    charts = tuple(map(bars, range(len(report.charts))))
    sheets, rows = tuple(map(sheet, report.tables)), tuple(map(sheet, report.rows))
    return Worded(str(say(report.title)), language, charts, sheets, rows)

"""A report of names and numbers becomes one in words, for one reader."""

from __future__ import annotations

from bot.i18n import Wording, inert
from bot.reports.worded import Bars, Plain, Sheet, Worded
from handlers.chat.outgoing import Text
from handlers.reports.pages import Cell, Report, Table


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

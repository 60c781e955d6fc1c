"""A report without what may not leave on a platform: rows that are about a limited client, one of its contacts, or a
task or appointment of theirs. Totals stay, without their references; what was left out is counted. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from handlers.chat import reference_only
from handlers.chat.outgoing import Text
from handlers.chat.wire import pack
from handlers.reports.pages import Cell, Report, Table

Tells = Callable[[str], bool]
_REFERENCE = re.compile(r"[TA]-\d{1,9}")
_COUNTED = re.compile(r"(?:(?P<number>\d+) \()?[TA]-\d{1,9}(?:, [TA]-\d{1,9})*(?P<more> …)?\)?")
"""What was counted: `T-1, T-2`, `7 (T-1, T-2 …)`."""


def without(report: Report, tells: Tells, clients: int) -> Report:
    """Return what is left of a report where so many clients are limited, and a line that says so."""
    tables = tuple(_table(table, tells) for table in report.tables)
    rows = tuple(_table(table, tells) for table in report.rows)
    said = Table(Text("report-left-out"), (Text("report-what"), Text("report-n")), ((Text("report-limited"), clients),))
    return replace(report, tables=(said, *tables), rows=rows)


def _table(table: Table, tells: Tells) -> Table:
    rows = [(*row[:1], *(_cell(cell, tells) for cell in row[1:])) for row in table.rows]
    return replace(table, rows=tuple(row for row in rows if not any(tells(_words(cell)) for cell in row)))


def _cell(cell: Cell, tells: Tells) -> Cell:
    """Return a cell behind the first, which says what the row is about; one that names what was counted only with those
    that may stay."""
    counted = _COUNTED.fullmatch(cell) if isinstance(cell, str) else None
    if counted is None:
        return cell
    left = ", ".join(ref for ref in _REFERENCE.findall(counted[0]) if not tells(ref))
    left += (counted["more"] or "") if left else ""
    number = counted["number"]
    if number is None:
        return left
    return f"{number} ({left})" if left else int(number)


def _words(cell: Cell) -> str:
    return " ".join(reference_only.words_in(pack(cell))) if isinstance(cell, Text) else str(cell)

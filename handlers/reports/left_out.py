"""A report without what may not leave on a platform: rows that name a limited client, one of its contacts, or a task or
appointment of theirs. Totals stay; what was left out is counted. Pure."""

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
_SEVERAL = re.compile(r"[TA]-\d{1,9}(?:, [TA]-\d{1,9})*(?: …)?")


def without(report: Report, tells: Tells, clients: int) -> Report:
    """Return what is left of a report where so many clients are limited, and a line that says so."""
    tables = tuple(_table(table, tells) for table in report.tables)
    rows = tuple(_table(table, tells) for table in report.rows)
    said = Table(Text("report-left-out"), (Text("report-what"), Text("report-n")), ((Text("report-limited"), clients),))
    return replace(report, tables=(said, *tables), rows=rows)


def _table(table: Table, tells: Tells) -> Table:
    rows = [tuple(_cell(cell, tells) for cell in row) for row in table.rows]
    return replace(table, rows=tuple(row for row in rows if not any(tells(_words(cell)) for cell in row)))


def _cell(cell: Cell, tells: Tells) -> Cell:
    """Return a cell; one that names several references only with those that may stay."""
    if isinstance(cell, str) and ("," in cell or "…" in cell) and _SEVERAL.fullmatch(cell):
        return ", ".join(ref for ref in _REFERENCE.findall(cell) if not tells(ref))
    return cell


def _words(cell: Cell) -> str:
    return " ".join(reference_only.words_in(pack(cell))) if isinstance(cell, Text) else str(cell)

"""The rows behind a report, for programs that calculate: a workbook, a table of text, JSON. What people wrote stays
text in all of them, whatever a spreadsheet would like to make of it."""

from __future__ import annotations

import csv
import io
import json

from bot.reports.worded import Plain, Worded

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""

WIDEST = 60


def as_json(report: Worded) -> bytes:
    """Return the report as JSON."""
    return json.dumps(report.to_json(), ensure_ascii=False, indent=1).encode()


def as_csv(report: Worded) -> bytes:
    """Return all tables below one another, in UTF-8 with a mark that spreadsheets look for. A text that would be taken
    for a formula gets an apostrophe in front of it, which makes it text there."""
    written = io.StringIO()
    rows = csv.writer(written)
    for sheet in (*report.sheets, *report.rows):
        for row in ((sheet.title,), sheet.head, *sheet.rows, ()):
            rows.writerow([_inert(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def as_workbook(report: Worded) -> bytes:
    """Return an .xlsx with a sheet for each table; every text is written as text, none as a formula or link."""
    from xlsxwriter import Workbook

    kept = io.BytesIO()
    with Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        for number, sheet in enumerate((*report.sheets, *report.rows), 1):
            page = book.add_worksheet(f"{number} {_sheet_name(sheet.title)}"[:31])
            page.write_string(0, 0, f"{report.title} · {sheet.title}", bold)
            for place, row in enumerate((sheet.head, *sheet.rows), 2):
                for column, cell in enumerate(row):
                    if isinstance(cell, int):
                        page.write_number(place, column, cell)
                    else:
                        page.write_string(place, column, cell, bold if place == 2 else None)
            page.freeze_panes(3, 1)
            page.autofit(max_width=WIDEST * 7)
    return kept.getvalue()


def _inert(cell: Plain) -> Plain:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _sheet_name(title: str) -> str:
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")

"""The rows behind a report, for programs that calculate: a workbook, a table of text, JSON. What people wrote stays
text in all of them, whatever a spreadsheet would like to make of it."""

from __future__ import annotations

import csv
import io
import json

from bot.reports.worded import Plain, Worded

FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula, the signs also in full width (OWASP, CSV injection)."""

WIDEST = 60
"""Characters that a column is wide at most."""

FIRST_ROW = 2
LONGEST_NAME = 31
"""Of a sheet, as spreadsheets have it."""


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
        bold, lines = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        right, bold_right = book.add_format({"align": "right"}), book.add_format({"bold": True, "align": "right"})
        for number, sheet in enumerate((*report.sheets, *report.rows), 1):
            page = book.add_worksheet(_sheet_name(f"{number} {sheet.title}"))
            figures = sheet.figures
            for place, row in enumerate((sheet.head, *sheet.rows), FIRST_ROW):
                for column, cell in enumerate(row):
                    if isinstance(cell, int):
                        page.write_number(place, column, cell)
                    elif place == FIRST_ROW:
                        page.write_string(place, column, cell, bold_right if column in figures else bold)
                    else:
                        style = right if column in figures else lines if len(cell) > WIDEST else None
                        page.write_string(place, column, cell, style)
            if sheet.rows:  # before the columns get their widths: the button of a filter needs room, too
                page.autofilter(FIRST_ROW, 0, FIRST_ROW + len(sheet.rows), len(sheet.head) - 1)
            page.autofit(max_width=WIDEST * 7)
            # Only now: a heading goes on over the columns beside it, and must not make the first one as wide as itself.
            page.write_string(0, 0, f"{report.title} · {sheet.title}", bold)
            page.freeze_panes(FIRST_ROW + 1, 1)
    return kept.getvalue()


def _inert(cell: Plain) -> Plain:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _sheet_name(title: str) -> str:
    """Return what a sheet may be called: without signs that it mustn't have, cut between words."""
    plain = "".join(sign for sign in title if sign not in "[]:*?/\\'")
    if len(plain) <= LONGEST_NAME:
        return plain
    cut = plain[: LONGEST_NAME - 1].rpartition(" ")[0].rstrip(" ,;–-")
    return f"{cut} …" if cut else plain[:LONGEST_NAME]

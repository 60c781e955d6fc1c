"""A report as pages to print: PDF with its fonts inside, so that every name is set as it is written and none is cut.
Signs that the font doesn't have stand as boxes with their script in them, and can be copied."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.reports.charts import PRINTED, picture
from bot.reports.worded import EMPTY, Plain, Sheet, Worded, is_of_figures

if TYPE_CHECKING:
    from fpdf import FPDF

FONT, BOXES = "DejaVu", "LastResort"
INK, LINE, FAINT = (31, 41, 51), (213, 219, 225), (245, 247, 250)
CHART = 0.7
"""How much of the width of a page a chart takes."""

HEADING, LINE_HEIGHT, ABOVE, MOST_TOGETHER = 8, 5.2, 0.6, 110
"""Millimetres: a table's heading, a line of a cell, what is free above and below a cell; and how long a table may be to
stand on one page. Of a longer one its beginning stands together."""

SHORT = 13
"""Characters of a short cell: a number with its unit and what it is of."""

LONG, MOST_LINES = 500, 40
"""Characters from which on a cell may be higher than a page, and how many lines of it stand together."""

SIDE, SLACK = 1.6, 0.4
"""Millimetres free at the left and right of a cell's text; and beyond it, as widths are rounded."""


def as_pdf(report: Worded) -> bytes:
    """Return the report as PDF (A4). A cell that is too long for its column goes on in further lines, at blanks."""
    page = _page(report)
    page.set_font(FONT, "B", 17)
    page.multi_cell(0, 9, report.title, align="L", new_x="LMARGIN", new_y="NEXT")
    page.ln(2)
    for chart in report.charts:
        page.image(io.BytesIO(picture(chart, PRINTED)), w=page.epw * CHART, alt_text=chart.told)
        page.ln(3)
    for sheet in report.sheets:
        _table(page, sheet)
    return bytes(page.output())


def _page(report: Worded) -> FPDF:
    from fpdf import FPDF
    from fpdf.fonts import TTFFont
    from matplotlib import get_data_path

    fonts = Path(get_data_path()) / "fonts" / "ttf"
    page = FPDF(format="A4")
    page.set_margin(18)
    page.set_auto_page_break(auto=True, margin=18)
    page.set_title(report.title)
    page.set_lang(report.language)
    page.add_font(FONT, "", fonts / "DejaVuSans.ttf")
    page.add_font(FONT, "B", fonts / "DejaVuSans-Bold.ttf")
    font = page.fonts[FONT.lower()]
    if isinstance(font, TTFFont) and _signs(report) - font.cmap.keys():
        page.add_font(BOXES, "", fonts / "LastResortHE-Regular.ttf")  # takes seconds, so only where it is needed
        page.set_fallback_fonts([BOXES], exact_match=False)
    page.set_text_color(*INK)
    page.set_draw_color(*LINE)
    page.set_line_width(0.2)
    page.add_page()
    return page


def _table(page: FPDF, sheet: Sheet) -> None:
    from fpdf.fonts import FontFace

    rows = sheet.rows or ((EMPTY, *("" for _ in sheet.head[1:])),)
    page.set_font(FONT, "", 9)
    widths = _widths(page, (sheet.head, *rows))
    if page.will_page_break(_height(page, (sheet.head, *rows), widths)):
        page.add_page()
    page.set_font(FONT, "B", 12)
    page.multi_cell(0, HEADING, sheet.title, align="L", new_x="LMARGIN", new_y="NEXT")
    page.set_font(FONT, "", 9)
    style = FontFace(emphasis="BOLD", fill_color=FAINT)
    with page.table(
        borders_layout="HORIZONTAL_LINES",
        headings_style=style,
        line_height=LINE_HEIGHT,
        col_widths=widths,
        padding=(ABOVE, SIDE),
    ) as table:
        figures = sheet.figures
        for shown in (sheet.head, *(part for row in rows for part in _parts(page, row, widths))):
            line = table.row()
            for at, cell in enumerate(shown):
                line.cell(str(cell), align="RIGHT" if at in figures else "LEFT")
    page.ln(5)


def _height(page: FPDF, rows: tuple[tuple[Plain, ...], ...], widths: tuple[float, ...]) -> float:
    """Return how high a table is with its heading, as far as it has to stand together."""
    height: float = HEADING
    for row in rows:
        page.set_font(style="B" if row is rows[0] else "")
        many = max(len(_lines(page, str(cell), width)) for cell, width in zip(row, widths, strict=True))
        height += many * LINE_HEIGHT + 2 * ABOVE
        if height >= MOST_TOGETHER:
            break
    page.set_font(style="")
    return min(height, MOST_TOGETHER)


def _parts(page: FPDF, row: tuple[Plain, ...], widths: tuple[float, ...]) -> Iterator[tuple[Plain, ...]]:
    """Yield a row, in parts where a cell is so long that no page could hold it."""
    if all(len(text) <= LONG and text.count("\n") < MOST_LINES for text in map(str, row)):
        yield row
        return
    cells = [_lines(page, str(cell), width) for cell, width in zip(row, widths, strict=True)]
    for first in range(0, max(map(len, cells)), MOST_LINES):
        yield tuple("\n".join(lines[first : first + MOST_LINES]) for lines in cells)


def _lines(page: FPDF, text: str, width: float) -> list[str]:
    lines = page.multi_cell(width - 2 * SIDE, text=text, align="L", dry_run=True, output="LINES")
    return [str(line) for line in lines]  # type: ignore[union-attr]  # LINES brings lines alone


def _signs(report: Worded) -> set[int]:
    """Return the code points of all that is to be seen."""
    texts = [report.title, *(sheet.title for sheet in report.sheets)]
    texts += [str(cell) for sheet in report.sheets for row in (sheet.head, *sheet.rows) for cell in row]
    return {ord(sign) for text in texts for sign in text if sign.isprintable()}


def _short_or_words(text: str) -> list[str]:
    return [text] if len(text) <= SHORT else text.split()


def _figure_or_words(text: str) -> list[str]:
    return [text] if is_of_figures([text]) and len(text) <= SHORT else text.split()


def _widths(page: FPDF, rows: tuple[tuple[Plain, ...], ...]) -> tuple[float, ...]:
    """Return how wide each column is: as its longest text if that fits. Otherwise texts are broken at blanks: long ones
    first, then short ones, never figures; and a word only where it is too long for what the others leave."""
    room = page.epw
    whole = _needed(page, rows, lambda text: [text])
    if sum(whole) <= room:
        return tuple(width * room / sum(whole) for width in whole)
    short, words = _needed(page, rows, _short_or_words), _needed(page, rows, _figure_or_words)
    least = short if sum(short) <= room else _fitting(words, room)
    spare = max(room - sum(least), 0)
    wanted = [max(width - word, 0) for width, word in zip(whole, least, strict=True)]
    return tuple(word + spare * want / max(sum(wanted), 1e-9) for word, want in zip(least, wanted, strict=True))


def _needed(page: FPDF, rows: tuple[tuple[Plain, ...], ...], parts: Callable[[str], Sequence[str]]) -> list[float]:
    """Return how wide each column has to be (millimetres) for the parts of its texts to stay whole; its heading is
    bold."""
    widths = [0.0] * len(rows[0])
    for row in rows:
        page.set_font(style="B" if row is rows[0] else "")
        for place, cell in enumerate(row):
            longest = max((page.get_string_width(part) for part in parts(str(cell))), default=0)
            widths[place] = max(widths[place], longest + 2 * (page.c_margin + SIDE) + SLACK)
    page.set_font(style="")
    return widths


def _fitting(widths: list[float], room: float) -> list[float]:
    """Return widths that together fit into the room: the widest give way, down to one width for all of them."""
    left, narrow = room, sorted(widths)
    for place, width in enumerate(narrow):
        share = left / (len(narrow) - place)
        if width > share:
            return [min(each, share) for each in widths]
        left -= width
    return widths

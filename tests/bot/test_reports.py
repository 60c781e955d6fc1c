"""Reports as files: what people wrote stays text, names stay whole, and an office at work does not stand still."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pypdfium2
import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.reports.drawing import NotDrawn, draw, drawn
from bot.reports.making import NoSuchClient, report_of
from bot.reports.worded import Bars, Sheet, Worded
from handlers.reports.facts import figures_of
from handlers.rules.kpi.periods import month, week
from handlers.rules.sla_policy import Clock
from storage.engine import Store
from tests.bot.seeded import SETTINGS, UNTIL, office, small, written

BERLIN = ZoneInfo("Europe/Berlin")
OCTOBER, WEEK = month(date(2026, 10, 1), BERLIN), week(date(2026, 11, 10), BERLIN)
LONG_NAME = "Wilhelmine Freifrau von Überschär-Donaudampfschifffahrtsgesellschaft zu Köln-Mülheim"
FORMULAS = ('=HYPERLINK("x")', "+49 89 123", "-1+1", "@SUM(A1)", "\t=1", "\r=1")


def made_up(*cells: str) -> Worded:
    """Return a report with a table that has these cells."""
    chart = Bars("Anfragen", ("eingegangen", "erledigt"), (("2026-W45", (3, 2)), ("2026-W46", (4, 0))), "Anfragen.")
    rows = tuple((cell, "übernommen", 7) for cell in cells)
    return Worded("Bericht für Ößterreich", "de", (chart,), (Sheet("Tabelle [1]: a/b", ("Name", "Was", "n"), rows),))


def text_of(pdf: bytes) -> str:
    """Return all words of a PDF, one blank between any two."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return the store of a small invented office."""
    found = written(tmp_path_factory.mktemp("reports"), small(200))
    yield found
    found.stop()


@pytest.mark.filterwarnings("default::DeprecationWarning")
def test_b07_formulas_are_text_in_a_workbook() -> None:
    """Text that looks like a formula or a number is text in its cell, as it was written; numbers are numbers."""
    book = openpyxl.load_workbook(io.BytesIO(draw(made_up(*FORMULAS[:4]), "xlsx")))
    cells = list(book.worksheets[0].iter_rows(min_row=4))
    assert [(row[0].value, row[0].data_type, row[2].value) for row in cells] == [
        (formula, "s", 7) for formula in FORMULAS[:4]
    ]
    assert all(row[0].hyperlink is None for row in cells)


def test_b07_formulas_are_text_in_csv() -> None:
    """In a table of text an apostrophe stands before what a spreadsheet would calculate; umlauts are found by it."""
    made = draw(made_up(*FORMULAS, "Müller"), "csv")
    assert made.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[2:-1]] == [*(f"'{formula}" for formula in FORMULAS), "Müller"]


def test_names_are_whole_in_a_pdf() -> None:
    """In print a long name goes on in the next line at a blank, no word of it is broken, cut or replaced."""
    words = text_of(draw(made_up(LONG_NAME, "Ayşe Özdemir", "Tomáš Dvořák"), "pdf"))
    assert all(word in words.replace("\ufffe", "").split() for word in LONG_NAME.split())
    assert "Ayşe Özdemir" in words
    assert "Tomáš Dvořák" in words
    assert "Bericht für Ößterreich" in words


def test_a_chart_is_a_picture_with_words() -> None:
    """A chart is a PNG on paper of its own, and carries its numbers as text for those who can't see it."""
    made = draw(made_up("x"), "png")
    assert made.startswith(b"\x89PNG")
    assert b"Description" in made


def test_every_kind_of_report(store: Store) -> None:
    """Digest, client report and review pack of one period say the same numbers, those of the figures."""
    figures, before = store.run(lambda uow: figures_of(uow, office(), [OCTOBER, OCTOBER.before()], UNTIL), reading=True)
    told = report_of(store, office(), "digest", OCTOBER, UNTIL, None, "en")
    sheets = {sheet.title: sheet for sheet in told.sheets}
    all_work = {row[0]: row[1:] for row in sheets["The work"].rows}
    assert all_work["received"] == (figures.received.n, before.received.n)
    times = {row[0]: row for row in sheets["How long it took, in office hours"].rows}
    assert times["taken on"][1] == figures.timing(Clock.ACKNOWLEDGE).spread.n
    done = {row[0]: row[2] for row in sheets["By client"].rows}
    assert sum(int(value) for value in done.values()) == figures.done.n
    client = max(str(name) for name in done)
    for kind in ("client", "review"):
        page = report_of(store, office(), kind, OCTOBER, UNTIL, client, "en")
        work = next(sheet for sheet in page.sheets if sheet.title == "The work")
        counted = {row[0]: row[1] for row in work.rows}
        assert counted["done"] == done[client]
        assert client in text_of(draw(page, "pdf"))


def test_a_client_nobody_knows(store: Store) -> None:
    """For a client whom nobody knows there is no report."""
    with pytest.raises(NoSuchClient, match="there is no client Nobody"):
        report_of(store, office(), "client", WEEK, UNTIL, "Nobody", "en")


def test_a_report_travels(store: Store) -> None:
    """A report in words is the same after its way through JSON, in either language."""
    german, english = (report_of(store, office(), "digest", WEEK, UNTIL, None, language) for language in ("de", "en"))
    assert Worded.from_json(json.loads(json.dumps(german.to_json()))) == german
    assert german.sheets[0].title == "Was eine Entscheidung braucht"
    assert [len(sheet.rows) for sheet in german.sheets] == [len(sheet.rows) for sheet in english.sheets]


async def test_an_office_at_work_goes_on() -> None:
    """While a picture is drawn the event loop turns on: it is drawn by another process."""
    turns = 0

    async def turning() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    other = asyncio.create_task(turning())
    before = turns
    made = await drawn(made_up("x"), "png")
    other.cancel()
    assert made.startswith(b"\x89PNG")
    assert turns - before > 100


async def test_a_drawing_that_fails() -> None:
    """What can't be drawn is an error with its reason, not a silence."""
    with pytest.raises(NotDrawn, match="KeyError"):
        await drawn(made_up("x"), "papyrus")


def test_the_command(tmp_path: Path) -> None:
    """The command writes a report of the days asked for, says how far it is, and refuses what makes no sense."""
    config, out = tmp_path / "config.toml", tmp_path / "digest.json"
    config.write_text(f'{SETTINGS}\n[database]\nurl = "sqlite:///{tmp_path}/office.db"\n', encoding="utf-8")
    named = ["--config", str(config)]
    CliRunner().invoke(main, ["seed", "--tasks", "20", "--until", "2026-11-22", *named])
    asked = ["report", "digest", str(out), "--format", "json", "--from", "2026-10-01", "--to", "2026-10-31"]
    done = CliRunner().invoke(main, [*asked, *named])
    assert done.exit_code == 0, done.output
    assert "2026-10: drawing" in done.output
    assert json.loads(out.read_bytes())["title"] == "Office Munich: 2026-10"
    refused = CliRunner().invoke(main, ["report", "client", str(out), *named])
    assert refused.exit_code == 1
    assert "which client?" in refused.output
    half = CliRunner().invoke(main, ["report", "digest", str(out), "--to", "2026-10-31", *named])
    assert (half.exit_code, "--to goes with --from" in half.output) == (2, True)

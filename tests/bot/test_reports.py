"""Reports as files: what people wrote stays text, names stay whole, and an office at work does not stand still."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pypdfium2
import pytest
from click.testing import CliRunner
from sqlalchemy import update

from bot.__main__ import main
from bot.i18n import Wording
from bot.reports.drawing import NotDrawn, draw, drawn
from bot.reports.making import NoSuchClient
from bot.reports.worded import Bars, Sheet, Worded, is_of_figures
from bot.seed.words import CLIENTS
from handlers.chat import paging
from handlers.reports import pages
from handlers.reports.facts import figures_of
from handlers.reports.looking import Look, paper
from handlers.reports.pages import Report, share
from handlers.reports.review_screens import review_card
from handlers.reports.screens import SHOW, counts, figure_card
from handlers.reports.spans import column, period_text
from handlers.rules.kpi.periods import Period, days, month, week
from handlers.rules.kpi.values import Share
from handlers.rules.sla_policy import Clock
from storage.engine import Store
from storage.query import Query
from storage.report_runs import ReportRun
from storage.sqlite import SqliteStore
from storage.tasks import tasks
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import PersonId, Role, RunState
from tests.bot.seeded import SETTINGS, UNTIL, office, small, told_by, written

BERLIN = ZoneInfo("Europe/Berlin")
OCTOBER, WEEK = month(date(2026, 10, 1), BERLIN), week(date(2026, 11, 10), BERLIN)
LONG_NAME = "Wilhelmine Freifrau von Überschär-Donaudampfschifffahrtsgesellschaft zu Köln-Mülheim"
BUTTON = 2  # characters that a filter's button is wide
WIDE = ("\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)")  # the same signs, as wide as Japanese ones
OPENED_AGAIN = Query(update(tasks).values(done_at=None))
FORMULAS = ('=HYPERLINK("x")', "+49 89 123", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", *WIDE)


def made_up(*cells: str) -> Worded:
    """Return a report with a table that has these cells."""
    chart = Bars("Anfragen", ("eingegangen", "erledigt"), (("2026-W45", (3, 2)), ("2026-W46", (4, 0))), "Anfragen.")
    rows = tuple((cell, "übernommen", 7) for cell in cells)
    return Worded("Bericht für Ößterreich", "de", (chart,), (Sheet("Tabelle [1]: a/b", ("Name", "Was", "n"), rows),))


def pages_of(pdf: bytes) -> list[str]:
    """Return the words of each page of a PDF, one blank between any two."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def text_of(pdf: bytes) -> str:
    """Return all words of a PDF, one blank between any two."""
    return " ".join(pages_of(pdf))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return the store of a small invented office."""
    found = written(tmp_path_factory.mktemp("reports"), small(200))
    yield found
    found.stop()


def test_what_was_done_keeps_its_name(tmp_path: Path) -> None:
    """What was done in a month is called what it is in the month's report, also once it was opened again."""
    store = written(tmp_path, small(100))
    try:
        name = CLIENTS[0]
        before = told_by(store, office(), "client", OCTOBER, UNTIL, name, "en")
        store.run(lambda uow: uow.run.change(OPENED_AGAIN))
        after = told_by(store, office(), "client", OCTOBER, UNTIL, name, "en")
        rows, again = (
            [row for sheet in told.sheets if sheet.title == "What was done" for row in sheet.rows]
            for told in (before, after)
        )
        assert rows == again
        assert rows
        assert all(row[1] for row in rows)
    finally:
        store.stop()


def test_a_pack_names_what_was_agreed_before(store: Store) -> None:
    """The pages of a review pack that are asked for once more after the meeting are those that were there before it:
    what was agreed in it stands in the next pack."""
    told, agreed_at = UNTIL - timedelta(hours=2), UNTIL - timedelta(hours=1)

    def unit(uow: UnitOfWork) -> tuple[str, Report | None, Report | None]:
        client = uow.clients.all()[0].id
        runs = []
        for number, ended in enumerate((told, UNTIL)):
            reader = uow.people.active(Role.MANAGER)[0].id
            run = ReportRun(
                uow.new_id(),
                f"pack{number}",
                reader,
                "review",
                "2026-10",
                client,
                None,
                RunState.MADE,
                ended,
                ended,
                ended,
            )
            uow.report_runs.add(run)
            runs.append(run.id)
        task = uow.tasks.of_client(client, 1)[0]
        uow.agreed.add(task.id, client, runs[0], agreed_at)
        return task.reference, paper(uow, office(), runs[0]), paper(uow, office(), runs[1])

    ref, first, second = store.run(unit)
    assert first is not None
    assert second is not None
    rows = [[row[0] for row in each.tables[0].rows] for each in (first, second)]
    assert rows == [[], [ref]]


@pytest.mark.filterwarnings("default::DeprecationWarning")
def test_b07_formulas_are_text_in_a_workbook() -> None:
    """Text that looks like a formula or a number is text in its cell, as it was written; numbers are numbers."""
    book = openpyxl.load_workbook(io.BytesIO(draw(made_up(*FORMULAS[:4]), "xlsx")))
    cells = list(book.worksheets[0].iter_rows(min_row=4))
    assert [(row[0].value, row[0].data_type, row[2].value) for row in cells] == [
        (formula, "s", 7) for formula in FORMULAS[:4]
    ]
    assert all(row[0].hyperlink is None for row in cells)


@pytest.mark.filterwarnings("default::DeprecationWarning")
def test_a_workbook_on_a_phone() -> None:
    """The column that stays while the others move is no wider than what stands in it, however long the heading is; the
    columns can be filtered by buttons that cover no name of a column; a sheet's name is cut between words, and says
    so."""
    named = replace(made_up("T-1", "T-2"), title="Bericht " * 20)
    named = replace(named, sheets=(replace(named.sheets[0], title="Wie lange es dauerte, in Geschäftszeit"),))
    page = openpyxl.load_workbook(io.BytesIO(draw(named, "xlsx"))).worksheets[0]
    assert page.title == "1 Wie lange es dauerte, in …"
    assert page.column_dimensions["A"].width < 10
    assert page.column_dimensions["C"].width > len("n") + BUTTON
    assert [page[at].alignment.horizontal for at in ("A3", "C3")] == [None, "right"]
    assert str(page["A1"].value).startswith("Bericht Bericht")
    assert (page.freeze_panes, page.auto_filter.ref) == ("B4", "A3:C5")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((86, 7), True),
        (("96 % of 72", "–"), True),
        (("4:01 h", "3,4", "0 T 19 h (n = 5)"), True),
        (("–", "–"), True),
        (("", ""), False),
        (("T-1042", "T-7"), False),
        (("7.11. – 4.12.",), False),
        (("3 nights in Vienna, in one of the hotels near the station",), False),
        ((7, "mean"), False),
    ],
)
def test_figures_stand_at_the_right(cells: tuple[int | str, ...], expected: bool) -> None:
    """Numbers, with what they are of or without, stand at the right of their column; words and times don't."""
    assert is_of_figures(cells) is expected


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


def test_names_beside_many_figures() -> None:
    """Beside as many columns as a report has no name and no heading is broken within a word, in either language."""
    heads = (
        ("Firma", "eingegangen", "erledigt", "offen", "überfällig", "p50 erledigt", "pünktlich"),
        ("client", "received", "done", "open", "overdue", "p50 done", "in time"),
    )
    for head in heads:
        rows = tuple((name, 25, 25, 0, 10, "12:15 h", "100 % von 124") for name in (*CLIENTS, "Müller-Lüdenscheidt"))
        words = text_of(draw(replace(made_up(), sheets=(Sheet("Nach Firmen", head, rows),)), "pdf"))
        parts = words.replace("\x02", "-").replace("\ufffe", "-").split()
        assert {part for row in (head, *rows) for cell in row for part in str(cell).split()} <= set(parts)


def test_no_heading_stands_alone() -> None:
    """A table's heading is on the page on which its first row is, however full the page and however high the row is."""
    head = ("Firma", "Was dazu gesagt wurde")
    for above in range(30, 38):
        full = Sheet("Davor", head, tuple((f"Firma {number}", "kurz") for number in range(above)))
        sheets = (full, Sheet("Danach", head, (("Lindner", LONG_NAME * 3),)))
        pages = pages_of(draw(replace(made_up(), charts=(), sheets=sheets), "pdf"))
        (where,) = [page for page in pages if "Danach" in page]
        assert "Lindner" in where.partition("Danach")[2], above


def test_a_word_longer_than_the_page() -> None:
    """An address that is wider than its column goes on in the next line; the columns beside it stay as wide as they
    have to be."""
    address = f"https://example.org/{'a' * 150}"
    head, figures = ("Nummer", "In Worten", "Name", "p50 erledigt"), ("0:30 h", "12:15 h")
    rows = (("T-1001", f"Siehe {address}", "b" * 70, figures[0]), ("T-1002", "kurz", "Ben", figures[1]))
    words = text_of(draw(replace(made_up(), sheets=(Sheet("Tabelle", head, rows),)), "pdf")).replace("\x02", "-")
    assert all(cell in words for cell in ("Nummer", "erledigt", "T-1001", "T-1002", *figures))
    assert address in words.replace(" ", "")


@pytest.mark.parametrize(("said", "times"), [("Zeile\n", 300), ("viele Wörter ", 900)], ids=["lines", "words"])
def test_a_cell_longer_than_a_page(said: str, times: int) -> None:
    """What somebody wrote at length goes on on the next page, all of it, and the rows below follow."""
    words = text_of(draw(made_up("kurz", said * times, "Ende"), "pdf"))
    for word in said.split():
        assert words.count(word) == times
        assert words.index("kurz") < words.index(word) < words.rindex(word) < words.index("Ende")


def test_a_name_in_another_script() -> None:
    """What the font doesn't have stands as a box in print, bold or not, and can be copied; it does not vanish."""
    words = text_of(draw(replace(made_up("株式会社 山田", "🌲 Ayşe"), title="Bericht für 株式会社"), "pdf"))
    assert all(name in words for name in ("株式会社 山田", "🌲 Ayşe", "Bericht für 株式会社"))


def test_a_chart_is_a_picture_with_words() -> None:
    """A chart is a PNG on paper of its own, and carries its numbers as text for those who can't see it."""
    made = draw(made_up("x"), "png")
    assert made.startswith(b"\x89PNG")
    assert b"Description" in made


def test_a_figure_is_made_of_as_many_as_it_says(store: Store) -> None:
    """What a button of a digest says is the figure of its line; followed down, a request that was counted more than
    once says how often, and all of them together make the figure."""
    quarter = days(date(2026, 8, 24), date(2026, 11, 22), BERLIN)
    now, before = store.run(lambda uow: figures_of(uow, office(), [quarter, quarter.before()], UNTIL), reading=True)
    found = Look(now, before, now).found()
    assert (len(found["done"]), len(found["breaches"])) == (now.done.n, len(now.breaches()))
    times = Counter(int(ref.removeprefix("T-")) for ref in found["done"])
    assert sum(times.values()) > len(times), "some were done twice"
    run = ReportRun("1", "1", PersonId("1"), "digest", quarter.name, None, None, RunState.MADE, UNTIL, UNTIL)
    numbers = sorted(times, key=lambda number: -times[number])[:10]
    found_ones = store.run(lambda uow: [uow.tasks.by_number(number) for number in numbers], reading=True)
    tasks = [task for task in found_ones if task is not None]
    card = figure_card(run, "done", quarter, paging.page([*times], 0), tasks, times)
    told = [Wording().say(text, "en", "Europe/Berlin") for text in (card.title, *card.lines[:2])]
    assert told[0].startswith(f"Done: {now.done.n} · ")
    assert told[1] == f"{len(times)} requests, some counted more than once."
    assert told[2].startswith(f"T-{numbers[0]} ({times[numbers[0]]} times) · ")
    pack = review_card(run, Look(now, before, now), [], target=90)
    followed = {button.about.partition(":")[2] for button in pack.buttons if button.action == SHOW}
    assert followed == found.keys() - {"overdue", "at-risk", "unassigned"}, "those a pack has no line for"


@pytest.mark.parametrize(
    ("period", "heading", "above"),
    [
        (WEEK, "Woche 46, Mo. 9. November 2026 – So. 15. November 2026", "9.11. – 15.11."),
        (OCTOBER, "Oktober 2026", "Oktober 2026"),
        (days(date(2026, 8, 1), date(2026, 10, 31), BERLIN), *2 * ["August 2026 – Oktober 2026"]),
        (days(date(2026, 10, 9), date(2026, 10, 9), BERLIN), "Fr. 9. Oktober 2026", "9.10."),
    ],
)
def test_periods_are_said_in_dates(period: Period, heading: str, above: str) -> None:
    """In headings and above columns stand months and dates, never what programs call a week; a share of nothing is a
    dash, for "none" would be read as none of them."""
    said = [Wording().say(text, "de", "Europe/Berlin") for text in (period_text(period), column(period))]
    assert said == [heading, above]
    assert Wording().say(share(Share((), ())), "de", "Europe/Berlin") == "–"


def test_every_kind_of_report(store: Store) -> None:
    """Digest, client report and review pack of one period say the same numbers, those of the figures."""
    figures, before = store.run(lambda uow: figures_of(uow, office(), [OCTOBER, OCTOBER.before()], UNTIL), reading=True)
    told = told_by(store, office(), "digest", OCTOBER, UNTIL, None, "en")
    sheets = {sheet.title: sheet for sheet in told.sheets}
    all_work = {row[0]: row[1:] for row in sheets["The work"].rows}
    assert all_work["received"] == (figures.received.n, before.received.n)
    times = {row[0]: row for row in sheets["How long it took, in office hours"].rows}
    assert times["taken on"][1] == figures.timing(Clock.ACKNOWLEDGE).spread.n
    each_time = next(sheet for sheet in told.rows if sheet.title == "Every time taken")
    for name, n, p50, *_ in times.values():
        taken = sorted(int(row[2]) for row in each_time.rows if row[1] == name)
        assert (len(taken), pages.duration(taken[(len(taken) - 1) // 2])) == (n, p50)
    done = {row[0]: row[2] for row in sheets["By client"].rows}
    assert sum(int(value) for value in done.values()) == figures.done.n
    for title in ("By category", "By platform"):
        assert sum(int(row[1]) for row in sheets[title].rows) == figures.received.n
    assert all_work["lay with us"][0] == f"{figures.turns().office // 3600}:{figures.turns().office % 3600 // 60:02} h"
    client = max(str(name) for name in done)
    pressing = [(name, "0:15 h", "1:00 h", "–", "8:00 h") for name in ("high", "urgent")]
    for kind in ("client", "review"):
        page = told_by(store, office(), kind, OCTOBER, UNTIL, client, "en")
        work = next(sheet for sheet in page.sheets if sheet.title == "The work")
        counted = {row[0]: row[1] for row in work.rows}
        assert counted["done"] == done[client]
        assert client in text_of(draw(page, "pdf"))
        promised = [sheet for sheet in page.sheets if sheet.title == "What is promised; to be kept: 90 %"]
        rows = [row[1:] for sheet in promised for row in sheet.rows]
        assert rows == ([("any", "1:00 h", "4:00 h", "12:00 h", "12:00 h"), *pressing] if kind == "review" else [])


def test_p08_restricted_clients_are_counted_and_not_named(store: Store) -> None:
    """What is told of all clients leaves out by name whose data are restricted; totals stay."""
    client = store.run(lambda uow: uow.clients.all()[0])
    store.run(lambda uow: uow.clients.set_restricted(client.id, UNTIL))
    shut = told_by(store, office(), "digest", OCTOBER, UNTIL, None, "en")
    store.run(lambda uow: uow.clients.set_restricted(client.id, None))
    told = told_by(store, office(), "digest", OCTOBER, UNTIL, None, "en")
    for report, named in ((told, True), (shut, False)):
        assert (client.name in repr(report)) is named
    totals = [next(sheet.rows for sheet in each.sheets if sheet.title == "The work") for each in (told, shut)]
    assert totals[0] == totals[1]


def test_a_client_nobody_knows(store: Store) -> None:
    """A client is called by a part of their name; for one whom nobody knows, a name that may mean several, or one whose
    data are restricted there is no report."""
    assert "Praxis Dr. Weber" in told_by(store, office(), "client", WEEK, UNTIL, "weber", "en").title
    client = store.run(lambda uow: next(each for each in uow.clients.all() if each.name == "Praxis Dr. Weber"))
    store.run(lambda uow: uow.clients.set_restricted(client.id, UNTIL))
    refused = (
        ("Nobody", "there is no client Nobody"),
        ("", "which client"),
        ("Dr.", "Dr. may be Praxis Dr. Weber, Tierarztpraxis Dr. Şahin"),
        ("weber", "the data of Praxis Dr. Weber are restricted"),
    )
    for name, why in refused:
        for kind in ("client", "review"):
            with pytest.raises(NoSuchClient, match=why):
                told_by(store, office(), kind, WEEK, UNTIL, name, "en")
    store.run(lambda uow: uow.clients.set_restricted(client.id, None))


def test_a_report_travels(store: Store) -> None:
    """A report in words is the same after its way through JSON, in either language."""
    german, english = (told_by(store, office(), "digest", WEEK, UNTIL, None, language) for language in ("de", "en"))
    assert Worded.from_json(json.loads(json.dumps(german.to_json()))) == german
    assert german.sheets[0].title == "Was am Ende des Zeitraums eine Entscheidung braucht"
    assert [len(sheet.rows) for sheet in german.sheets] == [len(sheet.rows) for sheet in english.sheets]


async def test_an_office_at_work_goes_on() -> None:
    """While a picture is drawn the event loop turns on: it is drawn by another process."""
    turns = 0

    async def turning() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.001)
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
    """The command writes a report of the days asked for, as the kind that the file's name ends in, says how far it is,
    refuses what makes no sense, and works while the office runs."""
    config, out = tmp_path / "config.toml", tmp_path / "digest.json"
    config.write_text(f'{SETTINGS}\n[database]\nurl = "sqlite:///{tmp_path}/office.db"\n', encoding="utf-8")
    named = ["--config", str(config)]
    early = CliRunner().invoke(main, ["report", "digest", str(out), *named])
    assert (early.exit_code, "the database is empty" in early.output) == (1, True)
    CliRunner().invoke(main, ["seed", "--tasks", "20", "--until", "2026-11-22", *named])
    asked = ["report", "digest", str(out), "--from", "2026-10-01", "--to", "2026-10-31"]
    done = CliRunner().invoke(main, [*asked, *named])
    assert done.exit_code == 0, done.output
    assert "2026-10-01 to 2026-10-31: drawing" in done.output
    assert json.loads(out.read_bytes())["title"] == "Office Munich: Oktober 2026"
    refused = CliRunner().invoke(main, ["report", "client", str(out), *named])
    assert refused.exit_code == 1
    assert "which client?" in refused.output
    at_work = SqliteStore(str(tmp_path / "office.db"), lambda: UNTIL)
    at_work.start()
    try:
        beside = CliRunner().invoke(main, ["report", "digest", str(tmp_path / "beside.json"), *asked[3:], *named])
    finally:
        at_work.stop()
    assert beside.exit_code == 0, beside.output
    assert (tmp_path / "beside.json").read_bytes() == out.read_bytes()
    half = CliRunner().invoke(main, ["report", "digest", str(out), "--to", "2026-10-31", *named])
    assert (half.exit_code, "--to goes with --from" in half.output) == (2, True)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (["digest", "october.pdf", "--client", "Dr. Weber"], "--client goes with client and review"),
        (["digest", "october.docx"], "nothing is written as .docx"),
        (["digest", "nowhere/october.pdf"], "there is no folder for"),
        (["digest", "october.pdf", "--from", "2999-01-01", "--to", "2999-01-31"], "2999-01-01 is yet to come"),
    ],
)
def test_the_command_writes_nothing_else(tmp_path: Path, asked: list[str], why: str) -> None:
    """What the command can't write it refuses before it reads anything, and writes nothing else in its place."""
    config, out = tmp_path / "config.toml", tmp_path / asked[1]
    config.write_text(f'{SETTINGS}\n[database]\nurl = "sqlite:///{tmp_path}/office.db"\n', encoding="utf-8")
    refused = CliRunner().invoke(main, ["report", asked[0], str(out), *asked[2:], "--config", str(config)])
    assert (refused.exit_code, why in refused.output) == (2, True), refused.output
    assert not out.exists()


def test_what_a_digest_says_adds_up(store: Store) -> None:
    """Whoever adds up the lines of a digest in chat gets what was open: what came back and was cancelled is said, too,
    and followed down like all else."""
    now, before = store.run(lambda uow: figures_of(uow, office(), [OCTOBER, OCTOBER.before()], UNTIL), reading=True)
    lines = {line.name.removeprefix("digest-"): line.facts for line in counts(Look(now, before, now))}
    n = {name: int(str(facts["count"])) for name, facts in lines.items()}
    was_open = int(str(lines["open"]["before"]))
    assert was_open + n["received"] + n["came-back"] - n["done"] - n["cancelled"] == n["open"]
    found = Look(now, before, now).found()
    assert {name: len(found.get(name, ())) for name in n} == n

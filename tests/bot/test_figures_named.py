"""What figures name: kinds of requests as people call them, and people without a rank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.i18n import Wording
from bot.preview.examples_bookings import booking
from bot.preview.invented import NOW, OFFICE, Cast
from bot.reports.worded import Sheet
from handlers.chat.context import Office
from handlers.chat.outgoing import Text
from handlers.reports.facts import figures_of
from handlers.reports.morning_screens import Appointment, Morning, morning_card
from handlers.reports.trialled import trials_in
from handlers.rules.kpi.periods import days
from handlers.tasks.board_screens import Filter, OpenWork, board_card
from storage.engine import Store
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import BookingState, PersonState, Role
from tests.bot.seeded import UNTIL, office, small, told_by, written

BERLIN = ZoneInfo("Europe/Berlin")
QUARTER = days(date(2026, 8, 24), date(2026, 11, 22), BERLIN)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return the store of a small invented office."""
    found = written(tmp_path_factory.mktemp("named"), small(200))
    yield found
    found.stop()


def sheets(store: Store, settings: Office, language: str) -> dict[str, Sheet]:
    """Return the tables of the quarter's digest and the rows behind it, by title."""
    told = told_by(store, settings, "digest", QUARTER, UNTIL, None, language)
    return {sheet.title: sheet for sheet in (*told.sheets, *told.rows)}


def _assistants(uow: UnitOfWork) -> list[str]:
    return [each.name for team, _ in uow.clients.teams() for each in uow.people.assistants(team)]


def said(text: Text, language: str) -> str:
    """Return a sentence in words."""
    return Wording().say(text, language, "Europe/Berlin")


@pytest.mark.parametrize(
    ("language", "by_category", "all_tasks", "column", "settled", "left"),
    [
        ("de", "Nach Art", "Alle Anfragen", "Art", ["Besorgungen", "Unterlagen"], ["errands", "Unterlagen"]),
        ("en", "By category", "All requests", "Category", ["Errands", "Papers"], ["errands", "Papers"]),
    ],
)
def test_kinds_have_labels(
    store: Store, language: str, by_category: str, all_tasks: str, column: str, settled: list[str], left: list[str]
) -> None:
    """A report says what a kind of request is called in the settings, in its table and in the rows behind it; of those
    that the settings name no longer, what the invented office has is called as its reader says it, all others by their
    key."""
    for settings, expected in ((office(), settled), (replace(office(), categories=()), left)):
        found = sheets(store, settings, language)
        assert found[by_category].head[0] == column
        assert [row[0] for row in found[by_category].rows] == expected
        at = found[all_tasks].head.index(column)
        assert sorted({str(row[at]) for row in found[all_tasks].rows}) == sorted(expected)


@pytest.mark.parametrize(
    ("language", "calls", "none"), [("de", "Anrufe", "Ohne Kategorie"), ("en", "Calls", "No category")]
)
def test_kinds_on_the_board(language: str, calls: str, none: str) -> None:
    """The board calls kinds of requests what reports call them."""
    cast = Cast.speaking(language)
    tasks = [cast.task(number=number, category=kind) for number, kind in enumerate(["calls", "parking", "", ""], 1001)]
    card = board_card("board", replace(OFFICE, categories=()), Filter("category"), OpenWork(tasks, {}, {}))
    labels = [said(button.label, language) for button in card.buttons]
    assert labels[:3] == [f"{none} (2)", f"{calls} (1)", "parking (1)"]


@pytest.mark.parametrize(("language", "called"), [("de", "Termin"), ("en", "Appointment")])
def test_appointments_in_the_morning(language: str, called: str) -> None:
    """What the settings name no longer is an appointment in the morning list, as it is everywhere else."""
    cast = Cast.speaking(language)
    held = booking(cast, BookingState.CONFIRMED, starts_at=NOW, ends_at=NOW + timedelta(hours=1))
    day = days(NOW.date(), NOW.date(), BERLIN)
    card = morning_card(cast.ben, day, Morning(appointments=[Appointment(held, {}, "Anna")]), NOW)
    line = said(card.lines[1], language)
    assert called in line
    assert held.service not in line


@pytest.mark.parametrize("language", ["de", "en"])
def test_nobody_is_ranked(store: Store, language: str) -> None:
    """Who has how much stands by name, whoever has most; no other table of the office's digest names who works there,
    nor does what a client reads of themselves or at a review."""
    people = set(store.run(_assistants, reading=True))
    found = sheets(store, office(), language)
    load = said(Text("report-load"), language)
    behind = said(Text("report-all"), language)
    rows = found[load].rows
    names = [str(row[0]) for row in rows]
    assert set(names) == people
    assert names == sorted(names)
    for at in range(1, len(found[load].head)):
        column = [int(row[at]) for row in rows]
        assert column not in (sorted(column), sorted(column, reverse=True)), "it says nothing of the order"
    named = {title for title, sheet in found.items() for row in sheet.rows if people & set(map(str, row))}
    assert named == {load, behind}
    client = store.run(lambda uow: uow.clients.all()[0].name, reading=True)
    for kind in ("client", "review"):
        told = told_by(store, office(), kind, QUARTER, UNTIL, client, language)
        assert not [name for name in people if name in repr((told.sheets, told.charts))]


def test_who_answered_and_left(tmp_path: Path) -> None:
    """What a contact said in a trial stands with their name in its digest, also once they have left."""
    kept = written(tmp_path, small(20))
    try:
        before = kept.run(_said, reading=True)
        assert all(name for name, _ in before)
        assert before
        kept.run(_contacts_leave)
        assert kept.run(_said, reading=True) == before
    finally:
        kept.stop()


def _said(uow: UnitOfWork) -> list[tuple[str, str]]:
    found = figures_of(uow, office(), [QUARTER], UNTIL)
    return [answer for trial in trials_in(uow, office(), found[0], UNTIL) for answer in trial.answers]


def _contacts_leave(uow: UnitOfWork) -> None:
    for person in uow.people.active(Role.CLIENT):
        uow.people.set_state(person.id, PersonState.REMOVED)

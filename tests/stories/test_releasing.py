"""A report of a month that managers read first, below the chat: decided once, and every card says so, however late."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import bindparam, select, update

from handlers.chat.context import Context, Office
from handlers.chat.incoming import Pressed, TimerDue
from handlers.reports import monthly
from handlers.reports.actions import deliver
from handlers.reports.looking import look
from handlers.rules.client_reports import ClientReports, Readers
from handlers.rules.digests import Digests
from storage import retention
from storage.outbox import outbox
from storage.people import Person
from storage.query import Query
from storage.report_runs import ReportRun, report_runs
from storage.tasks import Step, tasks
from storage.vocabulary import OutboxState, RunState, TaskState
from tests.stories.kit import Desk
from tests.stories.rights_scene import A, C, M, task

DRAWN = Query(select(outbox.c.person_id, outbox.c.content).where(outbox.c.card.is_not(None)).order_by(outbox.c.id))
ROWS = Query(select(outbox.c.id))
SENT = Query(update(outbox).values(state=OutboxState.SENT))
ASKED = Query(update(tasks).where(tasks.c.id == bindparam("which")).values(reason=bindparam("new_reason")))
RUNS = Query(select(report_runs.c.person_id, report_runs.c.state).order_by(report_runs.c.id))
HOW = pytest.mark.parametrize(("action", "how"), [("release", "released"), ("withhold", "withheld")])
BUTTONS = {"client-report-release", "client-report-withhold"}


def office(desk: Desk) -> Office:
    """Return an office whose managers release the reports of clients."""
    return replace(desk.facts, digests=Digests(day=None, clients=ClientReports(Readers.MANAGERS)))


def wanted(desk: Desk) -> tuple[Person, Person, Person, list[ReportRun]]:
    """Return Mia, Olga and Anna, and the reports about Anna's client that Mia and Olga are to read; something waits for
    her."""
    mia, olga, anna, ben = desk.joins(M, "Mia"), desk.joins(M, "Olga"), desk.joins(C, "Anna"), desk.joins(A, "Ben")
    asked = task(desk, ben, "Office", TaskState.WAITING, contact=anna)
    desk.run(lambda uow: uow.tasks.add_step(uow.new_id(), asked, Step("filed", anna.id, uow.now, {})))
    desk.run(lambda uow: uow.run.change(ASKED, which=asked, new_reason="Red or white?"))
    month = f"{desk.clock.now():%Y-%m}"
    desk.run(lambda uow: monthly.due(Context(uow, office(desk)), TimerDue("k", monthly.DUE, month, uow.now)))
    runs = {run.person_id: run for run in desk.run(lambda uow: uow.report_runs.wanted(9))}
    return mia, olga, anna, [runs[mia.id], runs[olga.id]]


def delivers(desk: Desk, run: ReportRun) -> None:
    """Let a report be made."""
    seen = desk.run(lambda uow: look(uow, office(desk), run))
    assert desk.run(lambda uow: deliver(Context(uow, office(desk)), run.id, seen))


def decides(desk: Desk, who: Person, action: str, run: ReportRun) -> str | None:
    """Let a manager press a button of a report; return the name of what they are told at once."""
    key = f"{action}:{who.name}"
    desk.hangs(who, action, run.id, key)
    return desk.hears(who.name.lower(), Pressed(key)).toast


def drawn(desk: Desk, who: Person) -> tuple[set[str], set[str]]:
    """Return the names of the lines and of the buttons that somebody's report has by now."""
    found: list[Any] = [content for person, content in desk.run(lambda uow: uow.run.all(DRAWN)) if person == who.id]
    lines, buttons = found[-1]["lines"], found[-1].get("buttons", ())
    return {line[0] for line in lines}, {button[0][0] for button in buttons}


def kept(desk: Desk) -> list[tuple[str, RunState]]:
    """Return for whom there are reports (ids), in the order they were wanted in, and what became of each."""
    return [(row[0], row[1]) for row in desk.run(lambda uow: uow.run.all(RUNS))]


@HOW
def test_it_is_decided_once(desk: Desk, action: str, how: str) -> None:
    """What one manager decides holds: the other, who presses before their card has changed, is told so whatever they
    press, and nobody gets another report. The cards of both keep all else."""
    mia, olga, anna, runs = wanted(desk)
    for run in runs:
        delivers(desk, run)
    lines, buttons = drawn(desk, mia)
    assert buttons == {"show-this", *BUTTONS}
    assert decides(desk, mia, f"reports.{action}", runs[0]) == f"decided-now-{how}"
    for who in (mia, olga):
        assert drawn(desk, who) == (lines - {"client-report-release-to"} | {f"decided-by-{how}"}, {"show-this"})
    after = kept(desk)
    assert after[2:] == [(anna.id, RunState.SKIPPED if action == "withhold" else RunState.WANTED)]
    for press in ("reports.release", "reports.withhold"):
        assert decides(desk, olga, press, runs[1]) == f"decided-already-{how}"
    assert kept(desk) == after


@HOW
def test_a_card_that_comes_later(desk: Desk, action: str, how: str) -> None:
    """A manager whose report is made only after it was decided reads that at once, with nothing to press."""
    mia, olga, _, runs = wanted(desk)
    delivers(desk, runs[0])
    assert decides(desk, mia, f"reports.{action}", runs[0]) == f"decided-now-{how}"
    delivers(desk, runs[1])
    lines, buttons = drawn(desk, olga)
    assert (f"decided-on-{how}" in lines, buttons) == (True, {"show-this"})


def test_what_was_shown_is_not_kept_any_more(desk: Desk) -> None:
    """After two weeks nobody keeps what a message showed: the card then says only what became of the report."""
    mia, olga, _, runs = wanted(desk)
    for run in runs:
        delivers(desk, run)
        place = ("console", "", "mia" if run is runs[0] else "olga")
        desk.run(lambda uow, run=run, place=place: uow.outbox.hang(*place, f"report:{run.id}", "m1", uow.now))  # type: ignore[misc]  # bound early
    desk.run(lambda uow: uow.run.change(SENT))
    desk.run(lambda uow: retention.let_go(uow.run, "messages", [row[0] for row in uow.run.all(ROWS)], uow.now))
    assert decides(desk, olga, "reports.release", runs[1]) == "decided-now-released"
    for who in (mia, olga):
        assert drawn(desk, who) == ({"decided-by-released"}, set())

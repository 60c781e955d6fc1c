"""Every change of a report: kept, told, found empty, given up. Rows only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.chat.context import Context
from handlers.chat.outgoing import Text, Urgency
from handlers.reports import screens
from handlers.reports.looking import Look
from storage.people import Person
from storage.report_runs import ReportRun
from storage.vocabulary import Role, RunState

MOST_FOUND = 5000


def deliver(ctx: Context, run_id: str, seen: Look) -> bool:
    """Tell a person the report that was looked up for them, once; False if there was nothing to tell."""
    run = ctx.uow.report_runs.take(run_id)
    if run is None or run.state is not RunState.WANTED:
        return False
    person = _reader(ctx, run)
    if person is None or seen.is_empty:
        ctx.uow.report_runs.end(run.id, RunState.EMPTY, ctx.now, {})
        return False
    late = ctx.now - run.due_at
    card = screens.digest_card(run, seen, office=ctx.office.name, target=ctx.office.digests.target, late=late)
    ctx.tell(person, card, urgency=Urgency.DIGEST)
    ctx.uow.report_runs.end(run.id, RunState.MADE, ctx.now, _numbers(seen.found()))
    return True


def give_up(ctx: Context, run_id: str) -> None:
    """Say that a report could not be made."""
    run = ctx.uow.report_runs.take(run_id)
    if run is None or run.state is not RunState.WANTED:
        return
    ctx.uow.report_runs.end(run.id, RunState.FAILED, ctx.now, {})
    person = _reader(ctx, run)
    if person is not None:
        ctx.tell(person, Text("report-failed"), urgency=Urgency.DIGEST)


def _reader(ctx: Context, run: ReportRun) -> Person | None:
    """Return who the report is for; None if they may not read it any more."""
    person = ctx.uow.people.by_id(run.person_id)
    return person if person is not None and person.active and person.role is Role.MANAGER else None


def _numbers(found: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
    return {name: [int(ref.removeprefix("T-")) for ref in refs[:MOST_FOUND]] for name, refs in found.items()}

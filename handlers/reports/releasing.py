"""Reports of a month that managers read first: one of them releases it to the client's contacts or withholds it, once;
the cards of all of them say so."""

from __future__ import annotations

from handlers.chat import sight
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text
from handlers.reports import monthly, monthly_screens, naming
from handlers.reports.screens import MONTHLY
from handlers.reports.spans import period_text
from storage.people import Person
from storage.report_runs import ReportRun
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, Role, RunState


def press_release(ctx: Context, about: str) -> None:
    """Press of Release: the client's contacts get what the manager has read."""
    _decide(ctx, about, RunState.WANTED)
    ctx.effects.reports = True


def press_withhold(ctx: Context, about: str) -> None:
    """Press of Withhold: they don't."""
    _decide(ctx, about, RunState.SKIPPED)


def decided(uow: UnitOfWork, run: ReportRun) -> ReportRun | None:
    """Return what was decided about a report that managers read first, as what a contact of the client gets; None if
    nothing was yet."""
    if run.client_id is None:
        return None
    found = uow.report_runs.of_client(MONTHLY, run.client_id, run.period)
    return next((each for each in found if _reader(uow, each).role is Role.CLIENT), None)


def _decide(ctx: Context, about: str, state: RunState) -> None:
    run = naming.own(ctx, about)
    client = run.client_id
    if run.kind != MONTHLY or client is None or sight.are_restricted(ctx.uow, client):
        raise Refused(Text("button-gone"))
    people = list(ctx.uow.people.contacts(client))
    name = ctx.uow.clients.name(client)
    if not people:
        raise Refused(Text("agreed-nobody", client=name))
    period = naming.period_of(run, ctx.office.zone)
    if decided(ctx.uow, run) is None and monthly.keep(ctx, client, period, people, state, released=True):
        _show(ctx, run, client, state)
        ctx.answer(monthly_screens.toast(state, name))
        return
    before = decided(ctx.uow, run)  # asked again: somebody may have been faster by a moment
    ctx.answer(monthly_screens.toast(state if before is None else before.state, name, already=True))


def _show(ctx: Context, run: ReportRun, client: ClientId, state: RunState) -> None:
    """Let the cards of all managers who have this report say what became of it."""
    said = monthly_screens.outcome(state, ctx.now, ctx.who.name)
    title = monthly_screens.title(ctx.uow.clients.name(client), period_text(naming.period_of(run, ctx.office.zone)))
    for each in ctx.uow.report_runs.of_client(MONTHLY, client, run.period):
        reader = _reader(ctx.uow, each)
        if reader.role is Role.MANAGER:
            ctx.amend(reader, monthly_screens.decided_card(each, title, said), monthly_screens.UNDECIDED)


def _reader(uow: UnitOfWork, run: ReportRun) -> Person:
    reader = uow.people.by_id(run.person_id)
    assert reader is not None  # people are never taken out while rows refer to them
    return reader

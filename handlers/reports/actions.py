"""Every change of a report: kept, told, found empty, given up. Rows only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from handlers.chat.context import Context
from handlers.chat.outgoing import Text, Urgency
from handlers.reports import screens
from handlers.reports.looking import Look
from handlers.reports.schedule import DIGEST
from handlers.rules.kpi.asked import period_of
from storage.people import Person
from storage.report_runs import BARS, ReportRun
from storage.vocabulary import ClientId, Role, RunState, TeamId

MOST_FOUND = 5000


def deliver(ctx: Context, run_id: str, seen: Look) -> bool:
    """Tell a person the report that was looked up for them, once; False if there was nothing to tell."""
    run = ctx.uow.report_runs.take(run_id)
    if run is None or run.state is not RunState.WANTED:
        return False
    person = _reader(ctx, run)
    scheduled = run.key.startswith(DIGEST)
    if person is None or (seen.is_empty and scheduled):
        ctx.uow.report_runs.end(run.id, RunState.EMPTY, ctx.now, {})
        return False
    made = replace(run, found={**_numbers(seen.found()), BARS: screens.bars(seen)})
    late = ctx.now - run.due_at if scheduled else timedelta()
    target = ctx.office.digests.target
    card = screens.digest_card(made, seen, office=ctx.office.name, target=target, late=late, files=not scheduled)
    ctx.tell(person, card, urgency=Urgency.DIGEST if scheduled else Urgency.DIALOGUE)
    for form in screens.FORMS if scheduled else ():
        document = screens.document(made, form)
        ctx.tell(person, document, urgency=Urgency.DIGEST, key=f"{run.id}:{form}", thread=card.key)
    ctx.uow.report_runs.end(run.id, RunState.MADE, ctx.now, made.found)
    return True


def want(ctx: Context, choice: str, client: ClientId | None, team: TeamId | None) -> None:
    """Let a digest of a period be made for who acts, of the whole office, a client or a team."""
    zone = ZoneInfo(ctx.who.zone)
    period = period_of(choice, ctx.now.astimezone(zone).date(), zone)
    new = ctx.uow.new_id()
    run = ReportRun(
        id=new,
        key=f"asked:{new}",
        person_id=ctx.who.id,
        kind=DIGEST,
        period=period.name,
        client_id=client,
        team_id=team,
        state=RunState.WANTED,
        due_at=ctx.now,
        created_at=ctx.now,
    )
    ctx.uow.report_runs.add(run)
    ctx.effects.reports = True
    name = ctx.office.name if client is None else ctx.uow.clients.name(client)
    ctx.reply(screens.under_way(run, name if team is None else ctx.uow.clients.team_name(team), period))


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

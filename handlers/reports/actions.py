"""Every change of a report: kept, told, found empty, given up. Rows only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.chat import sight
from handlers.chat.context import Context
from handlers.chat.outgoing import Text, Urgency
from handlers.reports import monthly_screens, naming, releasing, review_screens, screens, timing
from handlers.reports.looking import Look, may_read, only_of, open_questions
from handlers.rules.kpi.periods import Period
from storage.people import Person
from storage.report_runs import BARS, ReportRun
from storage.vocabulary import ClientId, Role, RunState, TeamId

MOST_FOUND = 5000
ASKED = "asked:"


def deliver(ctx: Context, run_id: str, seen: Look) -> bool:
    """Tell a person the report that was looked up for them, once; False if there was nothing to tell."""
    run = ctx.uow.report_runs.take(run_id)
    if run is None or run.state is not RunState.WANTED:
        return False
    person = _reader(ctx, run)
    scheduled = not run.key.startswith(ASKED)
    ctx.uow.channels.concern(run.client_id)
    restricted = sight.are_restricted(ctx.uow, run.client_id)
    if person is None or restricted or (seen.is_empty and scheduled):
        ctx.uow.report_runs.end(run.id, RunState.EMPTY, ctx.now, {})
        return False
    made = replace(run, found=_found(seen))
    if run.kind == screens.REVIEW:
        _tell_review(ctx, made, person, seen)
    elif run.kind == screens.MONTHLY:
        _tell_monthly(ctx, made, person, seen)
    else:
        _tell_digest(ctx, made, person, seen, scheduled=scheduled)
    ctx.uow.report_runs.end(run.id, RunState.MADE, ctx.now, made.found)
    return True


def _tell_digest(ctx: Context, made: ReportRun, person: Person, seen: Look, *, scheduled: bool) -> None:
    late = ctx.now - made.due_at if scheduled else timedelta()
    target = ctx.office.digests.target
    card = screens.digest_card(made, seen, office=ctx.office.name, target=target, late=late, files=not scheduled)
    ctx.tell(person, card, urgency=Urgency.DIGEST if scheduled else Urgency.DIALOGUE)
    for form in screens.WITH_DIGEST if scheduled else ():
        document = screens.document(made, form, naming.in_file(ctx.uow, made))
        ctx.tell(person, document, urgency=Urgency.DIGEST, key=f"{made.id}:{form}", thread=card.key)


def _tell_review(ctx: Context, made: ReportRun, person: Person, seen: Look) -> None:
    agreed = () if made.client_id is None else ctx.uow.agreed.of(made.client_id, ctx.now)
    card = review_screens.review_card(made, seen, agreed, target=ctx.office.digests.target)
    ctx.tell(person, card, urgency=Urgency.DIALOGUE)
    paper = screens.document(made, "pdf", naming.in_file(ctx.uow, made))
    ctx.tell(person, paper, urgency=Urgency.DIALOGUE, key=f"{made.id}:pdf", thread=card.key)


def _tell_monthly(ctx: Context, made: ReportRun, person: Person, seen: Look) -> None:
    if made.client_id is None:
        return
    asked = open_questions(ctx.uow, made.client_id, only_of(ctx.uow, person))
    release, known = [], None
    if person.role is Role.MANAGER:
        release = [each.name for each in ctx.uow.people.contacts(made.client_id)]
        known = releasing.decided(ctx.uow, made)
    said = None if known is None else monthly_screens.outcome(known.state, known.created_at)
    late = ctx.now - made.due_at
    card = monthly_screens.report_card(made, seen, asked, late=late, release=release, decided=said)
    ctx.tell(person, card, urgency=Urgency.DIGEST)
    paper = screens.document(made, "pdf", naming.in_file(ctx.uow, made))
    ctx.tell(person, paper, urgency=Urgency.DIGEST, key=f"{made.id}:pdf", thread=card.key)


def want(
    ctx: Context, kind: str, period: Period, *, client: ClientId | None = None, team: TeamId | None = None
) -> None:
    """Let a report of a period be made for who acts, of the whole office, a client or a team."""
    new = ctx.uow.new_id()
    run = ReportRun(
        id=new,
        key=f"{ASKED}{new}",
        person_id=ctx.who.id,
        kind=kind,
        period=period.name,
        client_id=client,
        team_id=team,
        state=RunState.WANTED,
        due_at=ctx.now,
        created_at=ctx.now,
        zone=period.zone.key,
    )
    ctx.uow.report_runs.add(run)
    ctx.effects.reports = True
    ctx.reply(screens.announcement(run, _whose(ctx, run), period, Text("digest-under-way")))


def _whose(ctx: Context, run: ReportRun) -> str:
    """Return what the office, the client or the team of a report is called."""
    if run.team_id is not None:
        return ctx.uow.clients.team_name(run.team_id)
    return ctx.office.name if run.client_id is None else ctx.uow.clients.name(run.client_id)


def give_up(ctx: Context, run_id: str) -> None:
    """Say that a report could not be made, where it was announced if somebody asked for it."""
    run = ctx.uow.report_runs.take(run_id)
    if run is None or run.state is not RunState.WANTED:
        return
    ctx.uow.report_runs.end(run.id, RunState.FAILED, ctx.now, {})
    person = _reader(ctx, run)
    if person is None:
        return
    if run.key.startswith(ASKED):
        ctx.uow.channels.concern(run.client_id)
        period = naming.period_of(run, person.zone)
        ctx.tell(person, screens.announcement(run, _whose(ctx, run), period, Text("report-failed")))
    else:
        ctx.tell(person, Text("report-failed"), urgency=Urgency.DIGEST)


def _reader(ctx: Context, run: ReportRun) -> Person | None:
    """Return who the report is for; None if they may not read it any more."""
    person = ctx.uow.people.by_id(run.person_id)
    return person if person is not None and may_read(person, run) else None


def _found(seen: Look) -> dict[str, list[int]]:
    return {**_numbers(seen.found()), **timing.found_of(seen.now, MOST_FOUND), BARS: screens.bars(seen)}


def _numbers(found: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
    """Return what each figure was made of, as numbers; of one with more than are kept how many they were, too."""
    cut = {screens.ALL + name: [len(refs)] for name, refs in found.items() if len(refs) > MOST_FOUND}
    return {name: [int(ref.removeprefix("T-")) for ref in refs[:MOST_FOUND]] for name, refs in found.items()} | cut

"""Whom and what somebody means: a client or team by its name, a report of their own."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from handlers.chat import clients, sight
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text, Typed
from handlers.reports.spans import period_text
from handlers.rules import names
from handlers.rules.kpi.asked import Asked, asked
from handlers.rules.kpi.periods import Period, named
from storage.report_runs import ReportRun
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, TeamId

CODE = 6  # letters of a client's id


def asked_for(ctx: Context, words: str) -> tuple[Period | None, ClientId | None, TeamId | None]:
    """Return the period, None if none is named, and the one client or team that words are about; none where they are
    about the whole office, by its name or by none. Raises Refused."""
    firms, teams = clients.known(ctx), ctx.uow.clients.teams()
    known = [*(each.name for each in firms), *(called for _, called in teams)]
    said = _asked(ctx, words, known)
    found = names.meant(said.name, known)
    if not said.name or (not found and names.meant(said.name, [ctx.office.name])):
        return _begun(ctx, said.period), None, None
    if len(found) != 1:
        raise Refused(Text("digest-of-whom", name=said.name[:80], kpi=Typed("kpi")))
    period, place = _begun(ctx, said.period), found[0]
    if place < len(firms):
        return period, firms[place].id, None
    return period, None, teams[place - len(firms)][0]


def client_asked_for(ctx: Context, words: str) -> tuple[Period | None, ClientId | None]:
    """Return the period, None if none is named, and the client, None if nobody is named. Raises Refused."""
    firms = clients.known(ctx)
    known = [each.name for each in firms]
    said = _asked(ctx, words, known)
    if not said.name:
        return _begun(ctx, said.period), None
    found = names.meant(said.name, known)
    if len(found) != 1:
        raise Refused(Text("review-of-whom", name=said.name[:80], review=Typed("review")))
    return _begun(ctx, said.period), firms[found[0]].id


def _asked(ctx: Context, words: str, known: Sequence[str]) -> Asked:
    languages = tuple(dict.fromkeys((ctx.who.language, *ctx.office.languages)))
    return asked(words, ctx.now, ZoneInfo(ctx.who.zone), languages, known)


def _begun(ctx: Context, period: Period | None) -> Period | None:
    """Return a period of which there can be figures. Raises Refused for one that is yet to come."""
    if period is not None and period.begin > ctx.now:
        raise Refused(Text("digest-ahead", period=period_text(period)))
    return period


def own(ctx: Context, run_id: str) -> ReportRun:
    """Return a report of who acts. Raises Refused: somebody else's, a restricted client's and none sound alike."""
    run = ctx.uow.report_runs.look(run_id)
    if run is None or run.person_id != ctx.who.id or sight.are_restricted(ctx.uow, run.client_id):
        raise Refused(Text("button-gone"))
    ctx.uow.channels.concern(run.client_id)
    return run


def period_of(run: ReportRun, zone: str) -> Period:
    """Return the days a report is about, in the zone that it was wanted in, else in this one (IANA)."""
    return named(run.period, ZoneInfo(run.zone or zone))


def in_file(uow: UnitOfWork, run: ReportRun) -> str:
    """Return what the name of a report's file begins with: its client or team, empty for the whole office. A file's
    name goes further than its chat does: of who is under professional secrecy, or limited anywhere, it has a code."""
    if run.client_id is None:
        return "" if run.team_id is None else names.as_file(uow.clients.team_name(run.team_id))
    terms = uow.clients.terms(run.client_id)
    limited = terms is None or terms.secrecy or terms.channels
    return ("" if limited else names.as_file(uow.clients.name(run.client_id))) or run.client_id[-CODE:]

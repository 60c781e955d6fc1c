"""Whom and what somebody means: a client or team by its name, a report of their own."""

from __future__ import annotations

from handlers.chat import clients, sight
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text, Typed
from handlers.rules import names
from storage.report_runs import ReportRun
from storage.vocabulary import ClientId, TeamId


def client_or_team(ctx: Context, name: str) -> tuple[ClientId | None, TeamId | None]:
    """Return the one client or team that is meant by a name, or a part of it. Raises Refused."""
    firms, teams = clients.known(ctx), ctx.uow.clients.teams()
    found = names.meant(name, [*(each.name for each in firms), *(called for _, called in teams)])
    if len(found) != 1:
        raise Refused(Text("digest-of-whom", name=name[:80], kpi=Typed("kpi")))
    place = found[0]
    return (firms[place].id, None) if place < len(firms) else (None, teams[place - len(firms)][0])


def client(ctx: Context, name: str) -> ClientId:
    """Return the one client that is meant by a name, or a part of it. Raises Refused."""
    found = clients.called(ctx, name)
    if found is None:
        raise Refused(Text("review-of-whom", name=name[:80], review=Typed("review")))
    return found.id


def own(ctx: Context, run_id: str) -> ReportRun:
    """Return a report of who acts. Raises Refused: somebody else's, a restricted client's and none sound alike."""
    run = ctx.uow.report_runs.look(run_id)
    if run is None or run.person_id != ctx.who.id or sight.are_restricted(ctx.uow, run.client_id):
        raise Refused(Text("button-gone"))
    ctx.uow.channels.concern(run.client_id)
    return run

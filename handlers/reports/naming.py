"""Whom and what somebody means: a client or team by its name, a report of their own."""

from __future__ import annotations

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text, Typed
from storage.report_runs import ReportRun
from storage.vocabulary import ClientId, TeamId


def client_or_team(ctx: Context, name: str) -> tuple[ClientId | None, TeamId | None]:
    """Return the one client or team called so, or whose name begins so. Raises Refused."""
    wanted = name.casefold()
    clients: list[tuple[ClientId | None, TeamId | None, str]] = [
        (client.id, None, client.name.casefold()) for client in ctx.uow.clients.all()
    ]
    teams: list[tuple[ClientId | None, TeamId | None, str]] = [
        (None, team, called.casefold()) for team, called in ctx.uow.clients.teams()
    ]
    found = [each for each in [*clients, *teams] if each[2] == wanted]
    found = found or [each for each in [*clients, *teams] if each[2].startswith(wanted)]
    if len(found) != 1:
        raise Refused(Text("digest-of-whom", name=name[:80], kpi=Typed("kpi")))
    return found[0][0], found[0][1]


def client(ctx: Context, name: str) -> ClientId:
    """Return the one client called so, or whose name begins so. Raises Refused."""
    wanted = name.casefold()
    known = [(each.id, each.name.casefold()) for each in ctx.uow.clients.all()]
    found = [which for which, called in known if called == wanted]
    found = found or [which for which, called in known if called.startswith(wanted)]
    if len(found) != 1:
        raise Refused(Text("review-of-whom", name=name[:80], review=Typed("review")))
    return found[0]


def own(ctx: Context, run_id: str) -> ReportRun:
    """Return a report of who acts. Raises Refused: somebody else's and none sound alike."""
    run = ctx.uow.report_runs.look(run_id)
    if run is None or run.person_id != ctx.who.id:
        raise Refused(Text("button-gone"))
    return run

"""What managers do with reports: ask for one, by words or by buttons, have it as a file, and follow a figure down to
the tasks it was made of."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from handlers.chat import paging
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text, Typed
from handlers.reports import actions, screens
from handlers.rules.kpi import asked
from handlers.rules.kpi.periods import named
from storage.report_runs import ReportRun
from storage.vocabulary import ClientId, TeamId


def digest(ctx: Context, words: str) -> None:
    """`/digest`: this week so far; `/digest last month Dr. Weber`: of a period, a client, a team."""
    choice, name = asked.asked(words)
    client, team = _named(ctx, name) if name else (None, None)
    of_one = client is not None or team is not None
    actions.want(ctx, choice or (asked.THIS_MONTH if of_one else asked.THIS_WEEK), client, team)


def kpi(ctx: Context, words: str) -> None:
    """`/kpi`: the same figures by button."""
    ctx.reply(screens.choice_card(ctx.who.id), anew=True)


def press_period(ctx: Context, about: str) -> None:
    """Press of a period, of the whole office, of a client or team (`last-week`, `last-week:client=ID`)."""
    choice, _, whose = about.partition(":")
    if choice not in asked.CHOICES:
        raise Refused(Text("button-gone"))
    kind, _, which = whose.partition("=")
    client = ClientId(which) if kind == "client" else None
    team = TeamId(which) if kind == "team" else None
    if client is not None and ctx.uow.clients.look(client) is None:
        raise Refused(Text("button-gone"))
    actions.want(ctx, choice, client, team)


def press_clients(ctx: Context, about: str) -> None:
    """Press of Clients, or of one of its pages: of whom."""
    by_name = sorted(ctx.uow.clients.all(), key=lambda client: client.name.casefold())
    shown = paging.page(by_name, paging.asked(about)[1] or 0)
    ctx.reply(screens.clients_card(ctx.who.id, shown))


def press_teams(ctx: Context, about: str) -> None:
    """Press of Teams: of which."""
    ctx.reply(screens.teams_card(ctx.who.id, ctx.uow.clients.teams()))


def press_file(ctx: Context, about: str) -> None:
    """Press of a report's picture, workbook or table."""
    run_id, _, form = about.partition(":")
    run = _own(ctx, run_id)
    if form not in screens.FORMS:
        raise Refused(Text("button-gone"))
    ctx.reply(screens.document(run, form))


def press_show(ctx: Context, about: str) -> None:
    """Press of a figure, or of one of the pages of what it was made of."""
    which, number = paging.asked(about)
    run_id, _, figure = which.partition(":")
    run = _own(ctx, run_id)
    if figure not in run.found:
        raise Refused(Text("button-gone"))
    shown = paging.page(run.found[figure], number or 0)
    tasks = [task for each in shown.items if (task := ctx.uow.tasks.by_number(each)) is not None]
    period = named(run.period, ZoneInfo(ctx.who.zone))
    ctx.reply(screens.figure_card(run, figure, period, shown, tasks), anew=number is None)


def _named(ctx: Context, name: str) -> tuple[ClientId | None, TeamId | None]:
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


def _own(ctx: Context, run_id: str) -> ReportRun:
    """Return a report of who acts. Raises Refused: somebody else's and none sound alike."""
    run = ctx.uow.report_runs.look(run_id)
    if run is None or run.person_id != ctx.who.id:
        raise Refused(Text("button-gone"))
    return run

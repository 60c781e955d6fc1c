"""What managers do with reports: ask for one, by words or by buttons, have it as a file, and follow a figure down to
the tasks it was made of."""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

from handlers.chat import clients, paging, sight
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text
from handlers.reports import actions, naming, screens, timing
from handlers.rules.kpi import asked
from handlers.rules.kpi.periods import Period
from handlers.rules.sla_policy import Clock
from storage.vocabulary import ClientId, TeamId


def digest(ctx: Context, words: str) -> None:
    """`/digest`: this week so far; `/digest October Dr. Weber`: of a period, a client, a team."""
    period, client, team = naming.asked_for(ctx, words)
    if period is None:
        of_one = client is not None or team is not None
        period = _chosen(ctx, asked.THIS_MONTH if of_one else asked.THIS_WEEK)
    actions.want(ctx, screens.DIGEST, period, client=client, team=team)


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
    if client is not None and clients.by_id(ctx, client) is None:
        raise Refused(Text("button-gone"))
    actions.want(ctx, screens.DIGEST, _chosen(ctx, choice), client=client, team=team)


def press_clients(ctx: Context, about: str) -> None:
    """Press of Clients, or of one of its pages: of whom."""
    by_name = sorted(clients.known(ctx), key=lambda client: client.name.casefold())
    shown = paging.page(by_name, paging.asked(about)[1] or 0)
    ctx.reply(screens.clients_card(ctx.who.id, shown))


def press_teams(ctx: Context, about: str) -> None:
    """Press of Teams: of which."""
    ctx.reply(screens.teams_card(ctx.who.id, ctx.uow.clients.teams()))


def press_file(ctx: Context, about: str) -> None:
    """Press of a report's picture, workbook or table."""
    run_id, _, form = about.partition(":")
    run = naming.own(ctx, run_id)
    if form not in screens.FORMS:
        raise Refused(Text("button-gone"))
    ctx.uow.audit.record("report-file", "report", run.id, values={"form": form})
    ctx.reply(screens.document(run, form, naming.in_file(ctx.uow, run)))


def press_show(ctx: Context, about: str) -> None:
    """Press of a figure, or of one of the pages of what it was made of."""
    which, number = paging.asked(about)
    run_id, _, figure = which.partition(":")
    run = naming.own(ctx, run_id)
    if figure not in run.found:
        raise Refused(Text("button-gone"))
    times = Counter(run.found[figure])
    shown = paging.page([*times], number or 0)
    found = [task for each in shown.items if (task := ctx.uow.tasks.by_number(each)) is not None]
    tasks = sight.visible(ctx.uow, ctx.who, found)
    period = naming.period_of(run, ctx.who.zone)
    ctx.reply(screens.figure_card(run, figure, period, shown, tasks, times), anew=number is None)


def press_times(ctx: Context, about: str) -> None:
    """Press of Times, of one clock's, or of one of the pages of those: of which requests they are."""
    which, number = paging.asked(about)
    run_id, _, clock = which.partition(":")
    run = naming.own(ctx, run_id)
    period = naming.period_of(run, ctx.who.zone)
    if not clock:
        ctx.reply(timing.times_card(run, period), anew=True)
        return
    if f"time-{clock}" not in run.found:
        raise Refused(Text("button-gone"))
    shown = paging.page(timing.each(run, Clock(clock)), number or 0)
    found = [ctx.uow.tasks.by_number(each) for each in dict.fromkeys(each for each, _ in shown.items)]
    tasks = sight.visible(ctx.uow, ctx.who, [task for task in found if task is not None])
    by_number = {task.number: task for task in tasks}
    ctx.reply(timing.each_card(run, Clock(clock), period, shown, by_number), anew=number is None)


def _chosen(ctx: Context, choice: str) -> Period:
    zone = ZoneInfo(ctx.who.zone)
    return asked.period_of(choice, ctx.now.astimezone(zone).date(), zone)

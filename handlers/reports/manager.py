"""What managers do with reports: follow a figure down to the tasks it was made of."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from handlers.chat import paging
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text
from handlers.reports import screens
from handlers.rules.kpi.periods import named
from storage.report_runs import ReportRun


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


def _own(ctx: Context, run_id: str) -> ReportRun:
    """Return a report of who acts. Raises Refused: somebody else's and none sound alike."""
    run = ctx.uow.report_runs.look(run_id)
    if run is None or run.person_id != ctx.who.id:
        raise Refused(Text("button-gone"))
    return run

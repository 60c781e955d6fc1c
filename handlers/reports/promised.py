"""What is promised to a client, as a table: by category and priority, how soon."""

from __future__ import annotations

from handlers.chat.context import Office
from handlers.chat.outgoing import Text
from handlers.chat.requests import category_label
from handlers.reports.pages import CLOCKS, Cell, Table, duration
from handlers.rules.cutoff import Cutoff
from handlers.rules.service_levels import Level
from handlers.rules.sla_policy import Before, Budget, Target


def table(office: Office, plan: str | None) -> tuple[Table, ...]:
    """Return what holds for a client with this plan, and how much of it is to be kept; nothing where nothing is
    promised."""
    levels = office.levels.levels if office.levels else ()
    mine = [level for level in levels if level.applies.plan in {None, plan}]
    head: tuple[Cell, ...] = (Text("report-category"), Text("report-priority"), *CLOCKS.values())
    rows = tuple(_row(office, level) for level in mine)
    title = Text("report-promises", target=office.digests.target)
    return (Table(title, head, rows),) if rows else ()


def _row(office: Office, level: Level) -> tuple[Cell, ...]:
    applies = level.applies
    named = applies.category
    category = Text("report-any") if named is None else category_label(office.category(named), named)
    priority = Text("report-any") if applies.priority is None else Text(f"priority-{applies.priority}")
    targets = applies.policy.targets
    return (category, priority, *(_target(targets.get(clock)) for clock in CLOCKS))


def _target(target: Target | None) -> Cell:
    match target:
        case Budget(seconds=seconds):
            return duration(seconds)
        case Before(seconds=seconds):
            return Text("report-promised-before", span=duration(seconds))
        case Cutoff(by=by, same_day=same_day, next_day=next_day):
            clocks = {"by": f"{by:%H:%M}", "same": f"{same_day:%H:%M}", "next": f"{next_day:%H:%M}"}
            return Text("report-promised-cutoff", **clocks)
        case None:
            return "–"

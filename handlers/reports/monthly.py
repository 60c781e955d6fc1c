"""The reports of a month about each client: one timer for all of them, a row for each reader."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from handlers.chat import sight
from handlers.chat.context import Context, Office
from handlers.chat.incoming import TimerDue
from handlers.reports.screens import MONTHLY
from handlers.rules.client_reports import Readers
from handlers.rules.kpi.periods import Period, named
from storage.people import Person
from storage.report_runs import ReportRun
from storage.timers import Timer
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, Role, RunState, TimerState

DUE = "reports.clients-due"


def coming(uow: UnitOfWork, office: Office) -> list[Timer]:
    """Return the timer of the next reports, none where nobody gets any. A month that had its reports gets no others."""
    reports = office.digests.clients
    if reports.to is None:
        return []
    zone = ZoneInfo(office.zone)
    period = reports.coming(uow.now, office.hours, zone)
    kept = uow.timers.look(_key(period))
    if kept is not None and kept[1] is not TimerState.OPEN:
        period = reports.coming(reports.due(period, office.hours), office.hours, zone)
    return [Timer(_key(period), DUE, period.name, {}, reports.due(period, office.hours))]


def due(ctx: Context, timer: TimerDue) -> None:
    """The first working day has come: let the reports be made. After an outage over several months only the last ones
    are; of the others, and those of restricted clients, it is kept that they were left out."""
    reports = ctx.office.digests.clients
    if reports.to is None:
        return
    first = named(timer.about, ZoneInfo(ctx.office.zone))
    periods = reports.missed(first, ctx.office.hours, ctx.now)
    for client in ctx.uow.clients.all():
        for period in periods:
            drawn_up = period is periods[-1] and not sight.are_restricted(ctx.uow, client.id)
            state = RunState.WANTED if drawn_up else RunState.SKIPPED
            keep(ctx, client.id, period, _readers(ctx, client.id, reports.to), state)
    ctx.effects.reports = True
    for following in coming(ctx.uow, ctx.office):
        ctx.set_timer(following.key, following.kind, following.about, following.due_at)


def _readers(ctx: Context, client: ClientId, to: Readers) -> list[Person]:
    if to is Readers.MANAGERS:
        return list(ctx.uow.people.active(Role.MANAGER))
    return list(ctx.uow.people.contacts(client))


def keep(
    ctx: Context,
    client: ClientId,
    period: Period,
    readers: Iterable[Person],
    state: RunState,
    *,
    released: bool = False,
) -> int:
    """Keep that these people get the report of a month, or in this state that they don't; return for how many that was
    new. What managers `released` is due now."""
    due_at = ctx.now if released else ctx.office.digests.clients.due(period, ctx.office.hours)
    runs = [
        ReportRun(
            id=ctx.uow.new_id(),
            key=f"{MONTHLY}:{client}:{period.name}:{reader.id}",
            person_id=reader.id,
            kind=MONTHLY,
            period=period.name,
            client_id=client,
            team_id=None,
            state=state,
            due_at=due_at,
            created_at=ctx.now,
            ended_at=ctx.now if state is RunState.SKIPPED else None,
            zone=period.zone.key,
        )
        for reader in readers
    ]
    return sum([ctx.uow.report_runs.add(run) for run in runs])


def _key(period: Period) -> str:
    return f"client-reports:{period.name}"

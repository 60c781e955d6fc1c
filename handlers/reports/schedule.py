"""When digests come: one timer for each manager and ISO week, and what of them was missed."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from handlers.chat.context import Context, Office
from handlers.chat.incoming import TimerDue
from handlers.events import RightsBegan
from handlers.reports import monthly, morning
from handlers.reports.screens import DIGEST
from handlers.rules.occurrences import Occurrence
from storage.people import Person
from storage.report_runs import ReportRun
from storage.timers import Timer
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import PersonId, Role, RunState, TimerState

DUE = "reports.digest"


def arrange(uow: UnitOfWork, office: Office) -> None:
    """Let every manager's next digest, and the next reports of clients, come when they are wanted, also after zones or
    settings have changed."""
    for timer in missing(uow, office):
        if not uow.timers.set(timer):
            uow.timers.move(timer.key, timer.due_at)


def missing(uow: UnitOfWork, office: Office) -> list[Timer]:
    """Return the timers of next reports that are not set, or set for another moment."""
    managers = uow.people.active(Role.MANAGER) if office.digests.day is not None else []
    wanted = [*(_next(uow, office, person) for person in managers), *monthly.coming(uow, office)]
    wanted += morning.coming(uow, office)
    return [timer for timer in wanted if uow.timers.look(timer.key) != (timer.due_at, TimerState.OPEN)]


def began(ctx: Context, event: RightsBegan) -> None:
    """A manager may act from now on: their digests begin."""
    if event.person.role is Role.MANAGER and ctx.office.digests.day is not None:
        _set(ctx, event.person)


def due(ctx: Context, timer: TimerDue) -> None:
    """The digest's time has come: let it be made. After an outage the last of those missed is made, and of the others
    it is kept that they were left out."""
    person = ctx.uow.people.by_id(PersonId(timer.about))
    if ctx.office.digests.day is None or person is None or not person.active or person.role is not Role.MANAGER:
        return
    zone = ZoneInfo(person.zone)
    came = ctx.office.digests.due(date.fromisoformat(str(timer.facts["day"])), zone, ctx.now)
    for occurrence in came[:-1]:
        _keep(ctx, person, occurrence, RunState.SKIPPED)
    _keep(ctx, person, came[-1], RunState.WANTED)
    ctx.effects.reports = True
    _set(ctx, person)


def _keep(ctx: Context, person: Person, occurrence: Occurrence, state: RunState) -> None:
    period = ctx.office.digests.week(occurrence.day, ZoneInfo(person.zone))
    ctx.uow.report_runs.add(
        ReportRun(
            id=ctx.uow.new_id(),
            key=_key(person, occurrence),
            person_id=person.id,
            kind=DIGEST,
            period=period.name,
            client_id=None,
            team_id=None,
            state=state,
            due_at=occurrence.at,
            created_at=ctx.now,
            ended_at=ctx.now if state is RunState.SKIPPED else None,
            zone=period.zone.key,
        )
    )


def _set(ctx: Context, person: Person) -> None:
    timer = _next(ctx.uow, ctx.office, person)
    ctx.set_timer(timer.key, timer.kind, timer.about, timer.due_at, **timer.facts)


def _next(uow: UnitOfWork, office: Office, person: Person) -> Timer:
    """Return the timer of the first digest to come. A week that had its digest gets no other, wherever they travel."""
    zone = ZoneInfo(person.zone)
    following = office.digests.next(uow.now, zone)
    kept = uow.timers.look(_key(person, following))
    if kept is not None and kept[1] is not TimerState.OPEN:
        following = office.digests.next(following.at, zone)
    return Timer(_key(person, following), DUE, person.id, {"day": following.day.isoformat()}, following.at)


def _key(person: Person, occurrence: Occurrence) -> str:
    return f"{DIGEST}:{person.id}:{occurrence.occasion}"

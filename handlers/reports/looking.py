"""What a digest has to say: the figures of its period and of the one before, and what needs a decision now. Looks,
changes nothing; may take seconds, so only where nobody waits for the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.chat.context import Office
from handlers.reports import appointments, pages
from handlers.reports.appointments import Appointments
from handlers.reports.facts import always, bookings_of, figures_of
from handlers.reports.pages import Names, Report
from handlers.rules.business_hours import BusinessHours, Interval
from handlers.rules.kpi.coverage import gaps_between
from handlers.rules.kpi.facts import Dimension, DutyFacts
from handlers.rules.kpi.figures import Figures
from handlers.rules.kpi.periods import Period, days, named
from storage import reports
from storage.people import Person
from storage.report_runs import ReportRun
from storage.tasks import Task
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, PersonId, Role, TeamId

AHEAD = timedelta(days=7)
CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of office hours (UTC) in which everybody of a team is away."""

    team: str
    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """The figures of a period (`now`), of the one `before` it and of `today`; the names of people whom nothing reaches,
    the next seven days' gaps, and the clients who were not content and whom nobody has settled that with (id of the
    follow-up, name). `whose` is the client or team it is about alone, None for the whole office. `booked` are the
    appointments, None of a team, which has none of its own."""

    now: Figures
    before: Figures
    today: Figures
    unreachable: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    follow_ups: tuple[tuple[str, str], ...] = ()
    whose: str | None = None
    booked: Appointments | None = None

    @property
    def overdue(self) -> tuple[str, ...]:
        """Return what is overdue today, longest first."""
        return tuple(ref for ref, _ in self.today.overdue())

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say: no work, and nothing to decide."""
        figures = self.now
        worked = figures.received.n + figures.done.n + figures.cancelled.n + figures.open.n + self.today.open.n
        return not (
            worked
            or figures.breaches()
            or figures.ratings().stars.n
            or self.unreachable
            or self.gaps
            or self.follow_ups
            or (self.booked is not None and not self.booked.is_empty)
        )

    def found(self) -> dict[str, tuple[str, ...]]:
        """Return what each figure was made of, each reference once, by the figure's name; none that are zero."""
        ratings = self.now.ratings()
        made_of: dict[str, Iterable[str]] = {
            "overdue": self.overdue,
            "at-risk": self.today.at_risk().refs,
            "unassigned": self.today.unassigned().refs,
            "received": self.now.received.refs,
            "done": self.now.done.refs,
            "open": self.now.open.refs,
            "breaches": (each.ref for each in self.now.breaches()),
            "rework": self.now.rework().part,
            "low": (each.ref for each in ratings.low),
        }
        found = {name: tuple(dict.fromkeys(refs)) for name, refs in made_of.items()}
        return {name: refs for name, refs in found.items() if refs}


def paper(uow: UnitOfWork, office: Office, run_id: str) -> Report | None:
    """Return a report as it was told; None for one that wasn't, or whose reader may not read it any more."""
    run = uow.report_runs.look(run_id)
    person = None if run is None else uow.people.by_id(run.person_id)
    if run is None or run.ended_at is None or person is None or not may_read(person, run):
        return None
    seen = look(uow, office, run, run.ended_at)
    whose, only = seen.whose or office.name, only_of(uow, person)
    return page_of(uow, run.kind, whose, (seen.now, seen.before), seen.booked, run.client_id, only)


def may_read(person: Person, run: ReportRun) -> bool:
    """Return whether a person may read a report: managers theirs, a contact that of their client."""
    if not person.active or person.id != run.person_id:
        return False
    return person.role is Role.MANAGER or (run.kind == CLIENT and run.client_id == person.client_id is not None)


def only_of(uow: UnitOfWork, person: Person) -> PersonId | None:
    """Return whose requests alone a person may read about: their own, where a client's contacts don't see one
    another's; None for all."""
    client = None if person.client_id is None else uow.clients.look(person.client_id)
    return None if person.role is Role.MANAGER or (client is not None and client.contacts_see_all) else person.id


def open_questions(uow: UnitOfWork, client: ClientId, only: PersonId | None) -> list[Task]:
    """Return the tasks that wait for an answer of a client (of one contact alone), oldest first."""
    return [task for task in uow.tasks.of_client(client) if task.question and only in {None, task.contact_id}]


def page_of(
    uow: UnitOfWork,
    kind: str,
    whose: str,
    figures: tuple[Figures, Figures],
    booked: Appointments | None,
    client: ClientId | None = None,
    only: PersonId | None = None,
) -> Report:
    """Return what stands in a `digest`, a `client` report or a `review` pack: `figures` are those of the period and of
    the one before."""
    now, before = figures
    shown = () if booked is None or booked.is_empty else (appointments.table(booked, now.period),)
    if kind == "digest" or client is None:
        clients = {str(each.id): each.name for each in uow.clients.all()}
        each = (appointments.each(booked),) if shown and booked is not None else ()
        return pages.digest(whose, now, before, Names(reports.names(uow.run), clients), shown, each)
    if kind == CLIENT:
        done = {task.reference: task for task in reports.tasks_of(uow.run, client, now.period.begin)}
        return pages.client_report(whose, now, before, done, open_questions(uow, client, only), shown)
    return pages.review(whose, now, before, uow.agreed.of(client, uow.now), shown)


def booked_in(
    uow: UnitOfWork,
    office: Office,
    periods: tuple[Period, Period],
    now: datetime,
    client: ClientId | None = None,
    only: PersonId | None = None,
) -> Appointments:
    """Return the appointments of a period and of the one before (of a client, of a contact alone), as known at `now`
    (UTC)."""
    return Appointments(*bookings_of(uow, office, periods, now, client, only))


def look(uow: UnitOfWork, office: Office, run: ReportRun, at: datetime | None = None) -> Look:
    """Return what a report is about, as known at a moment (UTC), by default now."""
    person = uow.people.by_id(run.person_id)
    zone = ZoneInfo(office.zone if person is None else person.zone)
    now_at = at or uow.now
    period, here = named(run.period, zone), now_at.astimezone(zone).date()
    both = (period, period.before())
    periods = [*both, days(here, here, zone)]
    only = only_of(uow, person) if person is not None and run.kind == CLIENT else None
    now, before, today = figures_of(uow, office, periods, now_at, run.client_id, only)
    if run.team_id is not None:
        now, before, today = (each.only(Dimension.TEAM, run.team_id) for each in (now, before, today))
    booked = None if run.team_id is not None else booked_in(uow, office, both, now_at, run.client_id, only)
    if run.client_id is not None:
        follow_ups = tuple(_follow_ups(uow, run.client_id)) if run.kind != CLIENT else ()
        name = uow.clients.name(run.client_id)
        return Look(now, before, today, follow_ups=follow_ups, whose=name, booked=booked)
    whose = None if run.team_id is None else uow.clients.team_name(run.team_id)
    people = tuple(each.name for each in uow.people.unreachable()) if run.team_id is None else ()
    follow_ups = tuple(_follow_ups(uow, None)) if run.team_id is None else ()
    return Look(now, before, today, people, tuple(_gaps(uow, office, run.team_id)), follow_ups, whose, booked)


def _follow_ups(uow: UnitOfWork, only: ClientId | None) -> Iterator[tuple[str, str]]:
    for each in uow.follow_ups.open():
        if only in {None, each.client_id}:
            yield each.id, uow.clients.name(each.client_id)


def _gaps(uow: UnitOfWork, office: Office, only: TeamId | None) -> Iterator[Gap]:
    """Yield when, in office hours of the next seven days, all assistants of a team are away."""
    away: dict[str, list[tuple[datetime, datetime | None]]] = {}
    for person, begin, end in uow.absences.all():
        away.setdefault(person, []).append((begin, end))
    until = uow.now + AHEAD
    hours = office.hours or always(office.zone)
    for team, name in uow.clients.teams():
        people = uow.people.assistants(team) if only in {None, team} else []
        duties = [duty for each in people for duty in _there(each, away.get(each.id, []), uow.now, until)]
        for begin, end in _joined(gaps_between(hours, uow.now, until, duties), hours) if people else ():
            yield Gap(name, begin, end)


def _there(
    person: Person, away: list[tuple[datetime, datetime | None]], begin: datetime, end: datetime
) -> Iterator[DutyFacts]:
    """Yield when somebody is there between two moments; who is away without saying until when stays away."""
    if person.away_since is not None and not any(leaves <= begin for leaves, _ in away):
        return
    for leaves, returns in sorted(away, key=lambda each: each[0]):
        if leaves > begin:
            yield DutyFacts(person.id, begin, min(leaves, end))
        begin = max(begin, returns or end)
    if begin < end:
        yield DutyFacts(person.id, begin, end)


def _joined(gaps: Iterable[Interval], hours: BusinessHours) -> Iterator[Interval]:
    """Yield gaps with those joined between which the office is closed: one absence is one gap."""
    open_gap: Interval | None = None
    for begin, end in gaps:
        if open_gap is not None and not hours.elapsed(open_gap[1], begin):
            open_gap = (open_gap[0], end)
            continue
        if open_gap is not None:
            yield open_gap
        open_gap = (begin, end)
    if open_gap is not None:
        yield open_gap

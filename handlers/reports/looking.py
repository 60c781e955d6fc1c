"""What a digest has to say: the figures of its period and of the one before, and what needs a decision now. Looks,
changes nothing; may take seconds, so only where nobody waits for the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from handlers.chat import sight
from handlers.chat.context import Office
from handlers.chat.requests import category_label
from handlers.reports import appointments, left_out, naming, pages, promised, reaching, trialled
from handlers.reports.appointments import Appointments
from handlers.reports.facts import bookings_of, figures_of
from handlers.reports.pages import Names, Report, Table
from handlers.reports.reaching import Gap, Reached
from handlers.reports.trialled import Trialled
from handlers.rules.kpi.facts import Dimension
from handlers.rules.kpi.figures import Figures
from handlers.rules.kpi.periods import Period, days
from storage import reports
from storage.channels import Limits
from storage.people import Person
from storage.report_runs import ReportRun
from storage.tasks import Task
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Channel, ClientId, Confidentiality, PersonId, Role, TeamId

CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Beside:
    """What a report says beside the figures of tasks: of appointments, None of a team, which has none of its own; how
    reachable the office was, None where it isn't said; the trials of the period; and of a client what was agreed on
    with them until then, as it stands now."""

    booked: Appointments | None = None
    reached: Reached | None = None
    trials: tuple[Trialled, ...] = ()
    agreed: tuple[Task, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether that is nothing to write about."""
        return not self.trials and (self.booked is None or self.booked.is_empty)

    def tables(self, period: Period) -> tuple[Table, ...]:
        """Return it as tables, without empty ones."""
        reached = () if self.reached is None or self.reached.is_empty else (reaching.table(self.reached, period),)
        booked = () if self.booked is None or self.booked.is_empty else (appointments.table(self.booked, period),)
        return (*reached, *booked, *((trialled.table(self.trials),) if self.trials else ()))


@dataclass(frozen=True, slots=True)
class Look:
    """The figures of a period (`now`), of the one `before` it and of `today` (in a client's report, where nothing is to
    be decided, the period's), and what is said beside them; the names of people whom nothing reaches, the next seven
    days' gaps, and the clients who were not content and whom nobody has settled that with (id of the follow-up, name).
    `whose` is the client or team it is about alone, None for the whole office."""

    now: Figures
    before: Figures
    today: Figures
    unreachable: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    follow_ups: tuple[tuple[str, str], ...] = ()
    whose: str | None = None
    beside: Beside = field(default_factory=Beside)

    @property
    def overdue(self) -> tuple[str, ...]:
        """Return what is overdue today, longest first."""
        return tuple(ref for ref, _ in self.today.overdue())

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say: no work, and nothing to decide."""
        figures = self.now
        worked = figures.received.n + figures.done.n + figures.cancelled.n + figures.open.n
        return not (
            worked
            or self.overdue
            or self.today.at_risk().n
            or self.today.unassigned().n
            or figures.breaches()
            or figures.ratings().stars.n
            or self.unreachable
            or self.gaps
            or self.follow_ups
            or not self.beside.is_empty
        )

    def found(self) -> dict[str, tuple[str, ...]]:
        """Return what each figure was made of, by the figure's name: a reference as often as it was counted. None that
        are zero."""
        ratings = self.now.ratings()
        made_of: dict[str, Iterable[str]] = {
            "overdue": self.overdue,
            "at-risk": self.today.at_risk().refs,
            "unassigned": self.today.unassigned().refs,
            "received": self.now.received.refs,
            "came-back": self.now.came_back.refs,
            "done": self.now.done.refs,
            "cancelled": self.now.cancelled.refs,
            "open": self.now.open.refs,
            "breaches": (each.ref for each in self.now.breaches()),
            "waited": () if self.beside.reached is None else self.beside.reached.now.waited,
            "rework": self.now.rework().part,
            "low": (each.ref for each in ratings.low),
        }
        found = {name: tuple(refs) for name, refs in made_of.items()}
        return {name: refs for name, refs in found.items() if refs}


def paper(uow: UnitOfWork, office: Office, run_id: str, platform: str = "") -> Report | None:
    """Return a report as it was told, without what may not leave on a platform; None for one that wasn't told, whose
    reader may not read it any more, or that is about a limited or restricted client alone."""
    run = uow.report_runs.look(run_id)
    person = None if run is None else uow.people.by_id(run.person_id)
    if run is None or run.ended_at is None or person is None or not may_read(person, run):
        return None
    limits = _limits(uow, platform)
    if run.client_id in limits.channels:
        return None
    seen = look(uow, office, run, run.ended_at)
    whose, only = seen.whose or office.name, only_of(uow, person)
    report = page_of(uow, office, run.kind, whose, (seen.now, seen.before), seen.beside, run.client_id, only)
    return report if run.client_id is not None else without_limited(uow, report, platform)


def without_limited(uow: UnitOfWork, report: Report, platform: str = "") -> Report:
    """Return what may be told of several clients: nothing by name of those limited on a platform, or restricted."""
    limits = _limits(uow, platform)
    if not limits.channels:
        return report
    return left_out.without(report, uow.channels.telling(limits), len(limits.channels))


def _limits(uow: UnitOfWork, platform: str) -> Limits:
    """Return who is left out of what several are spoken of in: clients limited on a platform, and restricted ones."""
    shut = [client.id for client in uow.clients.all() if sight.are_restricted(uow, client.id)]
    return Limits({**uow.channels.limits(platform).channels, **dict.fromkeys(shut, Channel.OFF)})


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
    asked = [task for task in uow.tasks.of_client(client) if task.question and only in {None, task.contact_id}]
    return [task for task in asked if _says_what(task.confidentiality, task.contact_id, only)]


def hidden(uow: UnitOfWork, client: ClientId, only: PersonId | None) -> set[str]:
    """Return the references of a client's tasks of which its report says no more than that there are so many."""
    classed = reports.classed(uow.run, client)
    return {each.reference for each in classed if not _says_what(each.confidentiality, each.contact_id, only)}


def _says_what(confidentiality: Confidentiality | None, contact: PersonId, only: PersonId | None) -> bool:
    """Whether a client's report may say what a task is: one that stays inside never, a confidential one only to who
    asked for it, where the report is for them alone."""
    if confidentiality is Confidentiality.CONFIDENTIAL:
        return contact == only
    return confidentiality is not Confidentiality.INTERNAL


def page_of(
    uow: UnitOfWork,
    office: Office,
    kind: str,
    whose: str,
    figures: tuple[Figures, Figures],
    beside: Beside,
    client: ClientId | None = None,
    only: PersonId | None = None,
) -> Report:
    """Return what stands in a `digest`, a `client` report or a `review` pack: `figures` are those of the period and of
    the one before."""
    now, before = figures
    shown = beside.tables(now.period)
    if kind == "digest" or client is None:
        clients = {str(each.id): each.name for each in uow.clients.all()}
        called = {each.name: category_label(each, each.name) for each in office.categories}
        booked = beside.booked
        each = () if booked is None or booked.is_empty else (appointments.each(booked),)
        return pages.digest(whose, now, before, Names(reports.names(uow.run), clients, called), shown, each)
    if kind == CLIENT:
        numbers = [int(ref.removeprefix("T-")) for ref in dict.fromkeys(now.done.refs)]
        done = {task.reference: task for task in reports.tasks_numbered(uow.run, client, numbers)}
        asked, unnamed = open_questions(uow, client, only), hidden(uow, client, only)
        return pages.client_report(whose, now, before, done, asked, shown, unnamed)
    account = uow.clients.look(client)
    plan = None if account is None else account.plan
    return pages.review(whose, now, before, beside.agreed, shown, promised.table(office, plan))


def beside_of(
    uow: UnitOfWork,
    office: Office,
    figures: tuple[Figures, Figures],
    now: datetime,
    client: ClientId | None = None,
    team: TeamId | None = None,
) -> Beside:
    """Return what is said beside the figures of a period and of the one before (of a client, a team), as known at `now`
    (UTC)."""
    booked = None
    if team is None:
        booked = Appointments(*bookings_of(uow, office, [each.period for each in figures], now, client))
    reached = reaching.reached(uow, office, figures, now, client, team)
    trials = trialled.trials_in(uow, office, figures[0], now, client) if team is None else ()
    agreed = () if client is None else tuple(uow.agreed.of(client, now))
    return Beside(booked, reached, trials, agreed)


def look(uow: UnitOfWork, office: Office, run: ReportRun, at: datetime | None = None) -> Look:
    """Return what a report is about, as known at a moment (UTC), by default now: of days on its reader's wall
    when it was wanted; a client's report of a month is about the office's, which is the same for all its readers, and
    over when it comes."""
    person = uow.people.by_id(run.person_id)
    now_at = at or uow.now
    period = naming.period_of(run, office.zone if person is None or run.kind == CLIENT else person.zone)
    here = now_at.astimezone(period.zone).date()
    periods = [period, period.before(), days(here, here, period.zone)]
    only = only_of(uow, person) if person is not None and run.kind == CLIENT else None
    now, before, today = figures_of(uow, office, periods, now_at, run.client_id, only)
    if run.kind == CLIENT and run.client_id is not None:
        booked = Appointments(*bookings_of(uow, office, periods[:2], now_at, run.client_id, only))
        return Look(now, before, now, whose=uow.clients.name(run.client_id), beside=Beside(booked))
    if run.team_id is not None:
        team = uow.clients.team_name(run.team_id)
        now, before, today = (each.only(Dimension.TEAM, team) for each in (now, before, today))
    beside = beside_of(uow, office, (now, before), now_at, run.client_id, run.team_id)
    follow_ups = tuple(_follow_ups(uow, run.client_id)) if run.team_id is None else ()
    if run.client_id is not None:
        name = uow.clients.name(run.client_id)
        return Look(now, before, today, follow_ups=follow_ups, whose=name, beside=beside)
    whose = None if run.team_id is None else uow.clients.team_name(run.team_id)
    unreachable = uow.people.unreachable() if run.team_id is None else []
    people = tuple(each.name for each in unreachable if not sight.is_restricted(uow, each))
    gaps = tuple(reaching.gaps_ahead(uow, office, run.team_id))
    return Look(now, before, today, people, gaps, follow_ups, whose, beside)


def _follow_ups(uow: UnitOfWork, only: ClientId | None) -> Iterator[tuple[str, str]]:
    for each in uow.follow_ups.open():
        if only in {None, each.client_id} and not sight.are_restricted(uow, each.client_id):
            yield each.id, uow.clients.name(each.client_id)

"""Whether somebody was there and answered, and when nobody will be: from requests, absences and office hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.chat.context import Office
from handlers.chat.outgoing import Text
from handlers.reports.facts import always
from handlers.reports.pages import Cell, Table, share
from handlers.reports.spans import column
from handlers.rules.business_hours import BusinessHours, Interval
from handlers.rules.kpi.coverage import Coverage, coverage, gaps_between
from handlers.rules.kpi.facts import DutyFacts
from handlers.rules.kpi.figures import Figures
from handlers.rules.kpi.periods import Period
from handlers.rules.kpi.values import rounded
from storage.people import Person
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, TeamId

AHEAD = timedelta(days=7)
HOUR, MINUTE = 3600, 60
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of office hours (UTC) in which everybody of a team is away."""

    team: str
    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Reached:
    """How reachable the office was in a period and in the one before it."""

    now: Coverage
    before: Coverage

    @property
    def is_empty(self) -> bool:
        """Whether nobody asked, and somebody was always there."""
        return not (self.now.n or self.now.gaps)


def reached(
    uow: UnitOfWork,
    office: Office,
    figures: tuple[Figures, Figures],
    now: datetime,
    client: ClientId | None = None,
    team: TeamId | None = None,
) -> Reached | None:
    """Return how reachable the office was in the periods of these figures (a team, the teams that work for a client),
    as known at `now` (UTC); None where the settings name no office hours: then none were promised.

    On duty is who is an assistant now and had come by then, except while they were away, as far as absences were said;
    who has left since is not known of any more, nor whether somebody was at their desk."""
    if office.hours is None:
        return None
    begin = min(each.period.begin for each in figures)
    end = min(max(each.period.end for each in figures), now)
    teams = _teams(uow, client, team)
    duties = list(_on_duty(uow, teams, begin, end))
    since = min((person.created_at for each in teams for person in uow.people.assistants(each)), default=None)
    found = [coverage(office.hours, each.period, now, each.asks(), duties, since) for each in figures]
    return Reached(found[0], found[1])


def gaps_ahead(uow: UnitOfWork, office: Office, only: TeamId | None) -> Iterator[Gap]:
    """Yield when, in office hours of the next seven days, all assistants of a team are away."""
    until = uow.now + AHEAD
    hours = office.hours or always(office.zone)
    for team, name in uow.clients.teams():
        people = uow.people.assistants(team) if only in {None, team} else []
        duties = _on_duty(uow, [team], uow.now, until) if people else ()
        for begin, end in _joined(gaps_between(hours, uow.now, until, list(duties)), hours) if people else ():
            yield Gap(name, begin, end)


def table(found: Reached, period: Period) -> Table:
    """Return reachability beside that of the period before."""
    both = (found.now, found.before)
    rows: tuple[tuple[Cell, ...], ...] = (
        (Text("report-promised"), *(_hours(each.promised) for each in both)),
        (Text("report-staffed"), *(_hours(each.staffed or 0) for each in both)),
        (Text("report-answered"), *(share(each.answered) for each in both)),
        (Text("report-reached"), *(_reached(each) for each in both)),
        (Text("report-waited"), *(_waited(each) for each in both)),
    )
    head = (Text("report-what"), column(period), column(period.before()))
    return Table(Text("report-reachability"), head, rows)


def lines(found: Reached | None) -> list[Text]:
    """Return what a card says of it: hours covered, who waited too long, when nobody was there."""
    if found is None or found.is_empty:
        return []
    now, before = found.now, found.before
    said = []
    if now.n:
        said.append(Text("digest-reached", reached=_reached(now), before=_reached(before)))
        said.append(Text("digest-answered-share", share=share(now.answered)))
    if now.waited:
        said.append(Text("digest-waited", count=len(now.waited), which=_named(now.waited)))
    if now.staffed is not None and now.staffed < now.promised:
        missing, of = _span(now.promised - now.staffed), _span(now.promised)
        said.append(Text("digest-unstaffed", span=missing, of=of))
    return said


def _teams(uow: UnitOfWork, client: ClientId | None, team: TeamId | None) -> list[TeamId]:
    if team is not None:
        return [team]
    if client is None:
        return [each for each, _ in uow.clients.teams()]
    first = uow.clients.first_team()
    return list({each for person in uow.people.contacts(client) if (each := person.team_id or first) is not None})


def _on_duty(uow: UnitOfWork, teams: Sequence[TeamId], begin: datetime, end: datetime) -> Iterator[DutyFacts]:
    away: dict[str, list[tuple[datetime, datetime | None]]] = {}
    for person, leaves, returns in uow.absences.between(begin, end):
        away.setdefault(person, []).append((leaves, returns))
    for team in teams:
        for each in uow.people.assistants(team):
            gone = away.get(each.id, [])
            if each.away_since is not None and not any(
                leaves <= uow.now and (returns is None or uow.now < returns) for leaves, returns in gone
            ):
                gone.append((each.away_since, None))
            yield from _there(each, gone, max(begin, each.created_at), end)


def _there(
    person: Person, away: list[tuple[datetime, datetime | None]], begin: datetime, end: datetime
) -> Iterator[DutyFacts]:
    """Yield when somebody is there between two moments; who is away without saying until when stays away."""
    for leaves, returns in sorted(away, key=lambda each: each[0]):
        if begin < leaves:
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


def _reached(found: Coverage) -> Text:
    if not found.n:
        return Text("report-no-share")
    if found.percent is None or found.reached is None:
        return Text("report-reached-few", n=found.n)
    facts = {"percent": rounded(found.percent), "reached": _hours(found.reached), "of": _hours(found.promised)}
    return Text("report-reached-of", n=found.n, **facts)


def _waited(found: Coverage) -> Cell:
    return f"{len(found.waited)} ({_named(found.waited)})" if found.waited else 0


def _named(which: Sequence[str]) -> str:
    return ", ".join(which[:MOST_NAMED]) + (" …" if len(which) > MOST_NAMED else "")


def _hours(seconds: int) -> str:
    return f"{seconds // HOUR}:{seconds % HOUR // MINUTE:02} h"


def _span(seconds: int) -> Text:
    return Text("span", hours=seconds // HOUR, minutes=seconds % HOUR // MINUTE)

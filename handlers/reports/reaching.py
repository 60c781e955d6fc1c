"""Whether somebody was there and answered, and when nobody will be: from requests, absences and office hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.chat.context import Office
from handlers.chat.outgoing import Text
from handlers.reports.facts import always, office_hours
from handlers.reports.pages import Cell, Table, share
from handlers.reports.spans import column
from handlers.rules.business_hours import BusinessHours, Interval
from handlers.rules.kpi.coverage import Coverage, coverage, gaps_between
from handlers.rules.kpi.facts import DutyFacts
from handlers.rules.kpi.figures import Figures
from handlers.rules.kpi.office_hours import OfficeHours
from handlers.rules.kpi.periods import Period
from handlers.rules.kpi.values import rounded
from storage import reports
from storage.memberships import Membership
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import WORKERS, ClientId, PersonId, TeamId

AHEAD = timedelta(days=7)
HOUR, MINUTE = 3600, 60
MOST_NAMED = 5

Absent = tuple[datetime, datetime | None]
"""From when until when somebody is away (UTC), None until they are back."""
Away = dict[PersonId, list[Absent]]


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
    """Return how reachable the office was in the periods of these figures (a team, the teams of a client's contacts),
    as known at `now` (UTC); None where no office hours were promised in them.

    All of it is as it was then: the hours by the version of the calendar that held, on duty who worked in the teams,
    except while they were away, as far as absences were said. Who leaves or comes later, and settings that change
    later, change nothing in a period that is over. Nobody knows whether somebody was at their desk."""
    periods = [each.period for each in figures]
    begin, end = min(each.begin for each in periods), min(max(each.end for each in periods), now)
    hours = office_hours(uow, office)
    if not any(True for period in periods for _ in hours.between(period.begin, period.end)):
        return None
    people, away = reports.workers(uow.run, end), _absent(uow, begin, end)

    def covered(each: Figures) -> Coverage:
        until = min(each.period.end, now)
        teams = _teams(uow, client, team, each.period.begin, until)
        there = [person for person in people if teams is None or person.team_id in teams]
        duties = [duty for person in there for duty in _on_duty(person, away, each.period.begin, until)]
        since = min((person.since for person in there), default=until)  # nothing was promised before anybody came
        return coverage(hours, each.period, now, each.asks(), duties, since)

    return Reached(covered(figures[0]), covered(figures[1]))


def gaps_ahead(uow: UnitOfWork, office: Office, only: TeamId | None) -> Iterator[Gap]:
    """Yield when, in office hours of the next seven days, all who are assistants of a team now are away."""
    until = uow.now + AHEAD
    hours = office.hours or always(office.zone)
    opened = list(OfficeHours([(uow.now, hours)]).intervals(uow.now, until))
    away = _absent(uow, uow.now, until)
    for team, name in uow.clients.teams():
        people = uow.people.assistants(team) if only in {None, team} else []
        duties = [duty for each in people for duty in _there(each.id, away.get(each.id, []), uow.now, until)]
        for begin, end in _joined(gaps_between(opened, duties), hours) if people else ():
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


def _teams(
    uow: UnitOfWork, client: ClientId | None, team: TeamId | None, begin: datetime, end: datetime
) -> set[TeamId | None] | None:
    """Return the teams that are asked about between two moments, None for all of them."""
    if team is not None:
        return {team}
    if client is None:
        return None
    found = reports.teams_of(uow.run, client, begin, end)
    return {uow.clients.first_team() if each is None else each for each in found}


def _absent(uow: UnitOfWork, begin: datetime, end: datetime) -> Away:
    """Return when anybody was or will be away between two moments, by person."""
    away: Away = {}
    for person, leaves, returns in uow.absences.between(begin, end):
        away.setdefault(person, []).append((leaves, returns))
    for each in uow.people.active(*WORKERS):
        gone, since = away.get(each.id, []), each.away_since
        if since is not None and not any(_covers(absent, since) or _covers(absent, uow.now) for absent in gone):
            away[each.id] = [*gone, (since, None)]
    return away


def _covers(absent: Absent, moment: datetime) -> bool:
    leaves, returns = absent
    return leaves <= moment and (returns is None or moment < returns)


def _on_duty(person: Membership, away: Away, begin: datetime, end: datetime) -> Iterator[DutyFacts]:
    """Yield when somebody worked in a team, and was there, between two moments."""
    last = end if person.until is None else min(person.until, end)
    return _there(person.person_id, away.get(person.person_id, []), max(begin, person.since), last)


def _there(person: PersonId, away: Sequence[Absent], begin: datetime, end: datetime) -> Iterator[DutyFacts]:
    """Yield when somebody is there between two moments; who is away without saying until when stays away."""
    for leaves, returns in sorted(away, key=lambda each: each[0]):
        if begin < min(leaves, end):
            yield DutyFacts(person, begin, min(leaves, end))
        begin = max(begin, returns or end)
    if begin < end:
        yield DutyFacts(person, begin, end)


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

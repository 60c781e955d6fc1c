"""From rows to the facts that figures are computed from, task by task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.chat.context import Office
from handlers.rules.booking_history import CANCEL
from handlers.rules.business_hours import BusinessHours, Window
from handlers.rules.clock_events import PLATFORM
from handlers.rules.kpi.bookings import BookingFigures, booking_figures
from handlers.rules.kpi.facts import BookingFacts, Subject, TaskFacts
from handlers.rules.kpi.figures import Figures, figures
from handlers.rules.kpi.measure import AFTER_THE_END
from handlers.rules.kpi.office_hours import OfficeHours
from handlers.rules.kpi.periods import Period
from handlers.rules.service_levels import CALENDAR, POLICY, Calendar, reference
from handlers.rules.sla_policy import Policy
from storage import reports
from storage.bookings import Step
from storage.tasks import Step as TaskStep
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import BookingState, ClientId, PersonId

OFFICE = "office"
ALWAYS = Window(0, 24 * 60)
MILLISECONDS = 1000


def figures_of(
    uow: UnitOfWork,
    office: Office,
    periods: Sequence[Period],
    now: datetime,
    client: ClientId | None = None,
    contact: PersonId | None = None,
) -> list[Figures]:
    """Return the figures of some periods, of everybody's tasks, of a client's or of a contact's alone, as known at
    `now` (UTC)."""
    begin, end = min(period.begin for period in periods), max(period.end for period in periods)
    return figures(tasks(uow, office, begin, end, client, contact), periods, now)


def bookings_of(
    uow: UnitOfWork,
    office: Office,
    periods: Sequence[Period],
    now: datetime,
    client: ClientId | None = None,
    contact: PersonId | None = None,
) -> list[BookingFigures]:
    """Return the figures of the appointments of some periods; as `figures_of`."""
    begin, end = min(period.begin for period in periods), max(period.end for period in periods)
    found = reports.appointments_between(uow.run, begin, end, client)
    known = [_booking(office, *each) for each in found if contact in {None, each[0].contact_id}]
    return [booking_figures(known, period, now) for period in periods]


def _booking(office: Office, row: reports.Appointed, steps: Sequence[Step]) -> BookingFacts:
    service = office.desk.service(row.service)
    notice = None if service is None else service.cancel_notice // MILLISECONDS
    return BookingFacts(row.reference, [*steps, *_closed(row, steps)], row.starts_at, notice)


def _closed(row: reports.Appointed, steps: Sequence[Step]) -> Iterator[Step]:
    """Yield the cancelling of what was to come when a client was erased whose words nobody could read any more: no line
    says so. What had begun by then took place."""
    ended = row.ended_at
    if row.state is not BookingState.CANCELLED or ended is None or ended > row.starts_at:
        return
    if all(step.move != CANCEL for step in steps):
        yield Step(CANCEL, None, ended, {})


def tasks(
    uow: UnitOfWork,
    office: Office,
    begin: datetime,
    end: datetime,
    client: ClientId | None = None,
    contact: PersonId | None = None,
) -> Iterator[TaskFacts]:
    """Yield every task that plays a part between two moments (UTC), in the order of filing."""
    policies, calendars = _rules(uow)
    platforms, teams = reports.platforms(uow.run), dict(uow.clients.teams())
    usual, closes_never = office_hours(uow, office), always(office.zone)
    for row, steps in reports.tasks_between(uow.run, begin, end, client):
        if contact not in {None, row.contact_id}:
            continue
        subject = Subject(
            ref=row.reference,
            client=row.client_id,
            assistant=row.assistant_id,
            category=row.category,
            team=teams.get(row.team_id),
            platform=steps[0].facts.get(PLATFORM) or platforms.get(row.contact_id),
            priority=row.priority,
        )
        hours = calendars[row.calendar] if row.calendar else usual.at(steps[0].at) or closes_never
        yield TaskFacts(subject, _ended(row, steps), hours, policies, row.rating_words, calendars)


def _ended(row: reports.Counted, steps: Sequence[TaskStep]) -> Sequence[TaskStep]:
    """Return a history, with the cancelling that no line tells of what was closed when a client was erased whose words
    nobody could read any more."""
    at = row.cancelled_at
    if at is None or steps[-1].move in AFTER_THE_END or any(step.move == "cancelled" for step in steps):
        return steps
    return [*steps, TaskStep("cancelled", None, at, {})]


def office_hours(uow: UnitOfWork, office: Office) -> OfficeHours:
    """Return the hours that the office promised in the course of time: of the past what was kept at its starts, not
    what the settings say by now."""
    kept = uow.sla.office_hours()
    if not kept:  # nothing was kept: nobody started this office
        return OfficeHours([(uow.now, office.hours)])
    return OfficeHours([(each.since, Calendar(OFFICE, each.body).hours if each.body else None) for each in kept])


def always(zone: str) -> BusinessHours:
    """Return the hours of an office that never closes."""
    return BusinessHours(ZoneInfo(zone), ((ALWAYS,),) * 7)


def _rules(uow: UnitOfWork) -> tuple[Mapping[str, Policy], Mapping[str, BusinessHours]]:
    """Return every version of every policy and calendar, by reference."""
    policies: dict[str, Policy] = {}
    calendars: dict[str, BusinessHours] = {}
    for rule in uow.sla.rules():
        name = reference(rule.name, rule.version)
        if rule.kind == POLICY:
            policies[name] = Policy.from_json(rule.body)
        elif rule.kind == CALENDAR:
            calendars[name] = Calendar(rule.name, rule.body).hours
    return policies, calendars

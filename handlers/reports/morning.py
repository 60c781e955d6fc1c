"""An assistant's morning list: what is due today, what waits, which appointments; on working days, if they want it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from handlers.chat import sight
from handlers.chat.context import Context, Office, Refused
from handlers.chat.hosts import hosts_of
from handlers.chat.incoming import TimerDue
from handlers.chat.outgoing import Text, Urgency
from handlers.reports import morning_screens
from handlers.reports.morning_screens import Appointment, Due, Morning
from handlers.rules import mornings
from handlers.rules.kpi.periods import days
from handlers.rules.wall_time import first_instant
from storage.mornings import set_morning
from storage.people import Person
from storage.tasks import Task
from storage.timers import Timer
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import GIVEN_UP, WORKERS, PersonId, TaskState, TimerState

DUE = "reports.morning"
MOST_READ = 50


def coming(uow: UnitOfWork, office: Office) -> list[Timer]:
    """Return the timer of each assistant's next list."""
    return [_next(uow, office, person) for person in uow.people.active(*WORKERS) if person.morning]


def press_choose(ctx: Context, about: str) -> None:
    """Press of Morning list: when it shall come."""
    ctx.reply(morning_screens.choice_card(ctx.who), anew=True)


def press_set(ctx: Context, about: str) -> None:
    """Press of a time, or of none."""
    if about not in {*morning_screens.OFFERED, morning_screens.NEVER}:
        raise Refused(Text("button-gone"))
    morning = None if about == morning_screens.NEVER else about
    set_morning(ctx.uow.run, ctx.who.id, morning)
    person = ctx.uow.people.by_id(ctx.who.id)
    if person is None:
        return
    if morning is not None:
        _set(ctx, person)
    ctx.become(person)
    ctx.reply(morning_screens.choice_card(person))
    ctx.answer(morning_screens.line(person))


def due(ctx: Context, timer: TimerDue) -> None:
    """A morning has come: tell what there is, if there is anything. What comes after the day is over comes no more."""
    person = ctx.uow.people.by_id(PersonId(timer.about))
    if person is None or not person.active or person.role not in WORKERS or not person.morning:
        return
    zone, day = ZoneInfo(person.zone), date.fromisoformat(str(timer.facts["day"]))
    meant = first_instant(datetime.combine(day, time.fromisoformat(person.morning)), zone)
    if timer.due_at == meant and ctx.now < mornings.end_of(day, zone) and person.away_since is None:
        _tell(ctx, person, day, zone)
    _set(ctx, person)


def _tell(ctx: Context, person: Person, day: date, zone: ZoneInfo) -> None:
    begin, end = first_instant(datetime.combine(day, time()), zone), mornings.end_of(day, zone)
    carried = sight.visible(ctx.uow, person, ctx.uow.tasks.carried_by(person.id))
    dues = ctx.uow.sla.dues() if carried else {}
    timed = [(task, min(filter(None, (dues.get(task.id), task.wish_at)), default=None)) for task in carried]
    today = sorted(
        (Due(task, _client(ctx, task), at) for task, at in timed if at is not None and at < end),
        key=lambda each: (each.at, each.task.number),
    )
    named = {each.task.id for each in today}
    rest = [task for task in carried if task.id not in named]
    new = [task for task in rest if task.state is TaskState.ASSIGNED]
    waiting = [task for task in rest if task.state in {TaskState.WAITING, TaskState.PAUSED}]
    found = Morning(today, new, waiting, _appointments(ctx, person, begin, end))
    if not found.is_empty:
        card = morning_screens.morning_card(person, days(day, day, zone), found, ctx.now)
        ctx.tell(person, card, urgency=Urgency.DIGEST)


def _appointments(ctx: Context, person: Person, begin: datetime, end: datetime) -> list[Appointment]:
    hosts = hosts_of(ctx.uow, ctx.office.desk, person)
    found = {each.id: each for host in hosts for each in ctx.uow.bookings.of_host(host, begin, end, MOST_READ)}
    seen = [each for each in found.values() if sight.may_see_booking(ctx.uow, person, each)]
    there = sorted((each for each in seen if each.state not in GIVEN_UP), key=lambda each: each.starts_at)
    listed = []
    for each in there:
        service = ctx.office.desk.service(each.service)
        contact = None if each.contact_id is None else ctx.uow.people.by_id(each.contact_id)
        guest = each.guests[0].get("name", "") if each.guests else ""
        label: Mapping[str, str] = {} if service is None else service.label
        listed.append(Appointment(each, label, guest if contact is None else contact.name))
    return listed


def _client(ctx: Context, task: Task) -> str:
    return "" if task.client_id is None else ctx.uow.clients.name(task.client_id)


def _set(ctx: Context, person: Person) -> None:
    timer = _next(ctx.uow, ctx.office, person)
    if ctx.uow.timers.look(timer.key) is not None:
        ctx.uow.timers.move(timer.key, timer.due_at)
    ctx.set_timer(timer.key, timer.kind, timer.about, timer.due_at, **timer.facts)


def _next(uow: UnitOfWork, office: Office, person: Person) -> Timer:
    """Return the timer of the first list to come. A day that had its list gets no other, wherever they travel."""
    zone, at = ZoneInfo(person.zone), time.fromisoformat(person.morning or "00:00")
    day, moment = mornings.next_morning(uow.now, at, zone, office.hours)
    kept = uow.timers.look(_key(person, day))
    if kept is not None and kept[1] is not TimerState.OPEN:
        day, moment = mornings.next_morning(mornings.end_of(day, zone), at, zone, office.hours)
    return Timer(_key(person, day), DUE, person.id, {"day": day.isoformat()}, moment)


def _key(person: Person, day: date) -> str:
    return f"morning:{person.id}:{day.isoformat()}"

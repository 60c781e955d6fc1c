"""A series of appointments in chat: every date is shown with what stands against it, single ones are skipped or
shifted, then all are booked, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.bookings import actions, files, hosting, plan_screens, record, series, showing
from handlers.bookings.choice import at_minute
from handlers.bookings.claiming import Wish
from handlers.bookings.free import alternatives
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Form, Text
from handlers.rules.slots.series import MOST, Series
from handlers.rules.slots.service import MINUTE, Service
from storage.booking_plans import Plan
from storage.bookings import Booking
from storage.dialogs import Dialog
from storage.people import Person
from storage.vocabulary import BookingId, BookingState

FEWEST, ONE_MINUTE = 2, timedelta(minutes=1)


def begin(ctx: Context, service: Service, minutes: int, host: str | None, repeated: Series) -> None:
    """Show who acts every date of a series; nothing of it is kept free yet."""
    plan = Plan(
        id=ctx.uow.new_id(),
        person_id=ctx.who.id,
        service=service.name,
        minutes=minutes,
        host=host,
        first=repeated.first,
        zone=repeated.zone.key,
        weeks=repeated.weeks,
        times=repeated.times,
        decisions={},
        created_at=ctx.now,
    )
    ctx.uow.booking_plans.add(plan)
    _show(ctx, plan, anew=True)


def ask(ctx: Context, about: str) -> None:
    """Press of Several times on what is held: ask how often."""
    held = record.look(ctx, BookingId(about))
    record.state_after(ctx, held, "confirm")
    ctx.ask(plan_screens.form(), held.id)


def form(ctx: Context, dialog: Dialog) -> Form:
    """Return the questions how often."""
    return plan_screens.form()


def named(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """It is said how often: what was held is the first of them, and free again until all are booked."""
    held = record.look(ctx, BookingId(dialog.about))
    times = int(given["times"])
    if not FEWEST <= times <= MOST:
        raise Refused(Text("plan-times-wrong", most=MOST), field="times")
    service = actions.service_of(ctx, held)
    hosts = ctx.uow.bookings.hosts(held.id)
    host = next((name for name in hosts if any(name in group and len(group) > 1 for group in service.groups)), None)
    minutes = (held.ends_at - held.starts_at) // ONE_MINUTE
    actions.release(ctx, held.id)
    begin(ctx, service, minutes, host, Series(held.starts_at, ZoneInfo(ctx.who.zone), int(given["weeks"]), times))


def skip(ctx: Context, about: str) -> None:
    """Press of Skip on one date."""
    plan, number, _ = _one_of(ctx, about)
    _decide(ctx, plan, {**plan.decisions, str(number): None})


def shift(ctx: Context, about: str) -> None:
    """Press of Other time on one date: what is free around it."""
    plan, number, _ = _one_of(ctx, about)
    _show(ctx, plan, shifting=number)


def put(ctx: Context, about: str) -> None:
    """Press of a time for one date."""
    plan, number, at = _one_of(ctx, about)
    if at is None:
        raise Refused(Text("button-gone"))
    _decide(ctx, plan, {**plan.decisions, str(number): at.isoformat()})


def back(ctx: Context, about: str) -> None:
    """Press of Undo on one date, or of Back."""
    plan, number, _ = _one_of(ctx, about)
    _decide(ctx, plan, {key: value for key, value in plan.decisions.items() if key != str(number)})


def drop(ctx: Context, about: str) -> None:
    """Press of Discard."""
    plan = _own(ctx, about)
    ctx.uow.booking_plans.end(plan.id)
    ctx.reply(plan_screens.over_card(plan.id, Text("plan-dropped")))


def book(ctx: Context, about: str) -> None:
    """Press of Book all: all of them, or, if one of them is taken by now, none."""
    plan = _own(ctx, about)
    found = series.book(ctx, _wish(ctx, plan), _series(plan), _decisions(plan))
    bookings = [each for each in found if isinstance(each, Booking)]
    if not bookings:
        _show(ctx, plan)
        return
    ctx.uow.booking_plans.end(plan.id)
    ctx.reply(plan_screens.over_card(plan.id, Text("plan-booked", count=len(bookings))))
    _tell(ctx, bookings)


def accept(ctx: Context, about: str) -> None:
    """Press of Confirm all, by staff: what was asked for as one series stands as a whole."""
    bookings = actions.accept_all(ctx, about)
    _tell(ctx, bookings)
    for booking in bookings:
        for person in showing.concerned(ctx, booking, showing.facts(ctx, booking)):
            ctx.redraw(person, showing.for_reader(ctx, booking, person))
    contact = record.contact(ctx, bookings[0])
    if contact is not None:
        standing = [booking for booking in bookings if booking.state is BookingState.CONFIRMED]
        ctx.tell(contact, Text("booking-series-confirmed", count=len(standing)))


def _tell(ctx: Context, bookings: list[Booking]) -> None:
    """Show everybody concerned the whole series on one card, and send whoever comes one calendar file for all."""
    people: dict[str, Person] = {}
    for booking in bookings:
        known = showing.facts(ctx, booking)
        people |= {person.id: person for person in showing.concerned(ctx, booking, known)}
    for person in people.values():
        ctx.tell(person, showing.series_card(ctx, bookings, person))
    contact = record.contact(ctx, bookings[0])
    if contact is not None and any(booking.state is BookingState.CONFIRMED for booking in bookings):
        ctx.tell(contact, files.of_series(bookings))


def _show(ctx: Context, plan: Plan, *, shifting: int | None = None, anew: bool = False) -> None:
    service, starts = _service(ctx, plan), _series(plan).starts()
    dates = {date.number: date for date in series.plan(ctx, _wish(ctx, plan), _series(plan), _decisions(plan))}
    if shifting is None:
        ctx.reply(plan_screens.plan_card(plan, service, starts, dates), anew=anew)
        return
    slots = alternatives(ctx, service, plan.minutes * MINUTE, starts[shifting])
    ctx.reply(plan_screens.shift_card(plan, service, shifting, starts[shifting], [slot.start for slot in slots]))


def _decide(ctx: Context, plan: Plan, decisions: dict[str, str | None]) -> None:
    ctx.uow.booking_plans.decide(plan.id, decisions)
    _show(ctx, replace(plan, decisions=decisions))


def _own(ctx: Context, plan_id: str) -> Plan:
    plan = ctx.uow.booking_plans.take(plan_id)
    if plan is None or plan.person_id != ctx.who.id:
        raise Refused(Text("button-gone"))
    return plan


def _one_of(ctx: Context, about: str) -> tuple[Plan, int, datetime | None]:
    """Return the plan, the number of the date and the moment that a button carries."""
    plan_id, _, rest = about.partition(".")
    number, _, value = rest.partition(".")
    plan = _own(ctx, plan_id)
    if not number.isdecimal() or int(number) >= plan.times:
        raise Refused(Text("button-gone"))
    return plan, int(number), at_minute(value)


def _service(ctx: Context, plan: Plan) -> Service:
    service = ctx.office.desk.service(plan.service)
    known = None if service is None else hosting.with_hosts_for(ctx, service, ctx.who)
    only = known if known is None or plan.host is None else known.with_host(plan.host)
    if only is None:
        raise Refused(Text("booking-service-gone"))
    return only


def _series(plan: Plan) -> Series:
    return Series(plan.first, ZoneInfo(plan.zone), plan.weeks, plan.times)


def _wish(ctx: Context, plan: Plan) -> Wish:
    return Wish(_service(ctx, plan), plan.first, plan.minutes * MINUTE, ctx.who)


def _decisions(plan: Plan) -> dict[int, datetime | None]:
    return {int(number): None if at is None else datetime.fromisoformat(at) for number, at in plan.decisions.items()}

"""Every change of an appointment, and nowhere else: held, asked for, confirmed, moved, cancelled, done. Each is called
inside a unit of work and leaves rows. What the rules don't allow comes back as `Denied`, with what is free instead;
`Refused` is raised for what makes no sense any more, or is none of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.bookings import record, waiting
from handlers.bookings.claiming import Denied, Granted, Wish, ask, claim, facts_of, held_until, let_go, lock
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text
from handlers.rules.booking_history import FROM
from handlers.rules.slots.asking import too_late
from handlers.rules.slots.opening import instant
from handlers.rules.slots.service import Service
from storage.bookings import Booking
from storage.people import Person
from storage.vocabulary import BookingId, BookingState

MILLISECOND = timedelta(milliseconds=1)


def hold(ctx: Context, wish: Wish) -> Booking | Denied:
    """Keep a time for ctx.who for some minutes (`Booking.hold_until`), instead of the one they held until now."""
    mine = [held for held in ctx.uow.bookings.held_by(ctx.who.id) if ctx.uow.waits.offered(held) is None]
    lock(ctx, wish.service.hosts, mine)
    found = ask(ctx, wish, but=mine)
    if isinstance(found, Denied):
        return found
    for held in mine:
        let_go(ctx, held)
    kept = claim(ctx, wish, BookingState.HELD, found, hold_until=held_until(ctx, ctx.office.desk.hold))
    for held in mine:
        _freed_for_others(ctx, held)
    return kept


def _freed_for_others(ctx: Context, held: BookingId) -> None:
    before = ctx.uow.bookings.look(held)
    if before is not None:
        waiting.freed(ctx, before, but={before.contact_id, before.booked_by})


def book(ctx: Context, wish: Wish, **columns: object) -> Booking | Denied:
    """Book at once, without holding first: confirmed, or asked for where a host has the last word."""
    lock(ctx, wish.service.hosts)
    found = ask(ctx, wish)
    if isinstance(found, Denied):
        return found
    state = _settled(ctx, wish.service)
    return claim(ctx, wish, state, found, number=ctx.uow.bookings.next_number(), **columns)


def confirm(
    ctx: Context,
    booking_id: BookingId,
    words: str | None = None,
    answers: Mapping[str, str] | None = None,
    guests: tuple[Mapping[str, str], ...] = (),
    contact: Person | None = None,
) -> Booking | Denied:
    """Make a hold an appointment, or a request where a host has the last word. A hold that is over counts as long as
    its time is free. `contact` is for whom staff hold it."""
    held = record.take(ctx, booking_id)
    service = service_of(ctx, held)
    offer = ctx.uow.waits.offered(held.id)
    if ctx.who.id not in {held.booked_by, held.contact_id}:
        raise Refused(Text("booking-unknown"))
    state = _settled(ctx, service)
    move = "request" if state is BookingState.PENDING else "confirm"
    record.state_after(ctx, held, move)
    if held.state is BookingState.EXPIRED or held.hold_until is None or held.hold_until <= ctx.now:
        denied = _denied_again(ctx, held, service)
        if denied is not None:
            return denied
        held = ctx.uow.bookings.take(held.id) or held  # its hold may have been let go of just now
    kept = record.move(
        ctx,
        held,
        move,
        number=ctx.uow.bookings.next_number(),
        hold_until=None,
        ended_at=None,
        words=words or held.words,
        answers={**held.answers, **(answers or {})},
        guests=[*held.guests, *(dict(guest) for guest in guests)],
        contact_id=held.contact_id if contact is None else contact.id,
        client_id=held.client_id if contact is None else contact.client_id,
        zone=held.zone if contact is None else contact.zone,
    )
    if offer is not None:
        waiting.booked(ctx, offer)
    return kept


def _denied_again(ctx: Context, held: Booking, service: Service) -> Denied | None:
    """Return why the time of a hold that is over can't be had any more; None if it can."""
    hosts = ctx.uow.bookings.hosts(held.id)
    lock(ctx, hosts)
    found = ask(ctx, _same(ctx, held, service, hosts), but=[held.id])
    return found if isinstance(found, Denied) else None


def accept(ctx: Context, booking_id: BookingId) -> Booking:
    """Let the host confirm what was asked for."""
    record.need_staff(ctx)
    return record.move(ctx, record.take(ctx, booking_id), "accept")


def accept_all(ctx: Context, series_id: str) -> list[Booking]:
    """Let the host confirm all of a series that was asked for; everybody is told of them at once by who calls this.
    Return the whole series. Raises Refused if nothing of it waits for that."""
    record.need_staff(ctx)
    found = ctx.uow.bookings.of_series(series_id)
    ctx.uow.hosts.lock({host for booking in found for host in ctx.uow.bookings.hosts(booking.id)})
    waiting_for_it = [booking for booking in found if booking.state is BookingState.PENDING]
    if not waiting_for_it:
        raise Refused(Text("button-gone"))
    for booking in waiting_for_it:
        record.move(ctx, record.take(ctx, booking.id), "accept", together=True)
    return ctx.uow.bookings.of_series(series_id)


def decline(ctx: Context, booking_id: BookingId, reason: str) -> Booking:
    """Let the host decline what was asked for; its time is free again."""
    record.need_staff(ctx)
    declined = record.move(ctx, record.take(ctx, booking_id), "decline", reason=reason, ended_at=ctx.now)
    waiting.freed(ctx, declined)
    return declined


def propose(ctx: Context, booking_id: BookingId, starts_at: datetime, *, override: bool = False) -> Booking | Denied:
    """Let the host propose another time (UTC). It is not kept: the client takes it by `move`, if it is still free."""
    record.need_staff(ctx)
    booking = record.take(ctx, booking_id)
    hosts = ctx.uow.bookings.hosts(booking.id)
    found = ask(ctx, _moved(ctx, booking, service_of(ctx, booking), hosts, starts_at, override=override), moved=booking)
    if isinstance(found, Denied):
        return found
    return record.move(ctx, booking, "propose", proposed_at=starts_at)


def move(
    ctx: Context,
    booking_id: BookingId,
    starts_at: datetime,
    *,
    length: int | None = None,
    service: Service | None = None,
    override: bool = False,
) -> Booking | Denied:
    """Move an appointment to another moment (UTC) with the hosts it has; `service` says who else may do it instead
    (`service_of` for anybody, `with_host` for one), `length` (milliseconds) how long it is then."""
    wanted = service.hosts if service is not None else ()
    booking = record.take(ctx, booking_id, wanted)
    known = service_of(ctx, booking)
    late = None if record.is_staff(ctx) else too_late(instant(booking.starts_at), known.move_notice, instant(ctx.now))
    if late is not None:
        return Denied((late,))
    before = ctx.uow.bookings.hosts(booking.id)
    lock(ctx, {*before, *wanted})
    wish = _moved(ctx, booking, service or known, None if service else before, starts_at, override=override)
    wish = wish if length is None else replace(wish, length=length)
    found = ask(ctx, wish, moved=booking)
    if isinstance(found, Denied):
        return found
    return _move_there(ctx, booking, wish, found, before)


def _move_there(ctx: Context, booking: Booking, wish: Wish, granted: Granted, before: tuple[str, ...]) -> Booking:
    agreed = booking.proposed_at == wish.starts_at or record.is_staff(ctx)
    asks = wish.service.confirmed_by_host and not agreed
    there = replace(booking, starts_at=wish.starts_at, ends_at=wish.ends_at)
    kept = record.distances(wish.service, there.starts_at, there.ends_at)
    ctx.uow.bookings.replace_parts(there, granted.chosen.hosts, kept)
    moved = record.move(
        ctx,
        booking,
        "move-request" if asks else "move",
        facts={**facts_of(granted), FROM: booking.starts_at.isoformat()},
        starts_at=there.starts_at,
        ends_at=there.ends_at,
        proposed_at=None,
        overridden=[str(no.rule) for no in granted.overridden],
    )
    ctx.uow.hosts.touch(before)
    waiting.freed(ctx, replace(booking, version=moved.version), before)
    return moved


def cancel(ctx: Context, booking_id: BookingId, reason: str | None = None) -> Booking | Denied:
    """Cancel an appointment; its time is free again. Clients can until the service's notice for it, staff always."""
    booking = record.take(ctx, booking_id)
    notice = service_of(ctx, booking).cancel_notice
    late = None if record.is_staff(ctx) else too_late(instant(booking.starts_at), notice, instant(ctx.now))
    if late is not None:
        return Denied((late,))
    cancelled = record.cancel(ctx, booking, reason)
    waiting.freed(ctx, cancelled)
    return cancelled


def release(ctx: Context, booking_id: BookingId) -> None:
    """Give up what one holds; if it was on offer to one on the waiting list, the next one gets it."""
    held = record.take(ctx, booking_id)
    if held.state is BookingState.HELD:
        record.move(ctx, held, "expire", hold_until=None, ended_at=ctx.now)
        waiting.passed(ctx, held, leaves=True)


def add_guest(ctx: Context, booking_id: BookingId, guest: Mapping[str, str]) -> Booking:
    """Add somebody who comes as well, as `{"name", "mail", "phone"}`."""
    booking = record.take(ctx, booking_id)
    return record.move(ctx, booking, "change", guests=[*booking.guests, dict(guest)])


def no_show(ctx: Context, booking_id: BookingId) -> Booking:
    """Note that nobody came."""
    return _afterwards(ctx, booking_id, "no-show")


def done(ctx: Context, booking_id: BookingId) -> Booking:
    """Note that it took place."""
    return _afterwards(ctx, booking_id, "done")


def _afterwards(ctx: Context, booking_id: BookingId, what: str) -> Booking:
    record.need_staff(ctx)
    booking = record.take(ctx, booking_id)
    if booking.starts_at > ctx.now:
        raise Refused(Text("booking-not-begun", ref=booking.reference, at=booking.starts_at))
    return record.move(ctx, booking, what, ended_at=ctx.now)


def service_of(ctx: Context, booking: Booking) -> Service:
    """Return the service of a booking. Raises Refused if the settings don't know it any more."""
    service = ctx.office.desk.service(booking.service)
    if service is None:
        raise Refused(Text("booking-service-gone"))
    return service


def _settled(ctx: Context, service: Service) -> BookingState:
    """Return where a booking stands that is made now: staff are the host's own word."""
    asks = service.confirmed_by_host and not record.is_staff(ctx)
    return BookingState.PENDING if asks else BookingState.CONFIRMED


def _same(ctx: Context, booking: Booking, service: Service, hosts: tuple[str, ...]) -> Wish:
    return _moved(ctx, booking, service, hosts, booking.starts_at, override=False)


def _moved(
    ctx: Context,
    booking: Booking,
    service: Service,
    hosts: tuple[str, ...] | None,
    starts_at: datetime,
    *,
    override: bool,
) -> Wish:
    """Return a booking as a wish for another moment, with these hosts and no others."""
    there = service if hosts is None else replace(service, groups=tuple((host,) for host in hosts))
    length = (booking.ends_at - booking.starts_at) // MILLISECOND
    contact = record.contact(ctx, booking)
    return Wish(there, starts_at, length, contact, override=override and record.is_staff(ctx))

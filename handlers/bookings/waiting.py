"""The waiting list: whoever has waited longest is offered what frees up, for themselves alone and for a while."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.bookings import hosting, record
from handlers.bookings.claiming import Denied, Wish, ask, claim, held_until
from handlers.chat import sight
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text
from handlers.rules.slots.service import MINUTE, Service
from storage.bookings import Booking
from storage.vocabulary import BookingState, PersonId, WaitState
from storage.waits import Wait

MOST_ASKED = 20
ONE_MINUTE = timedelta(minutes=1)


def join(
    ctx: Context, service: Service, length: int, since: datetime, until: datetime, host: str | None = None
) -> Wait:
    """Put ctx.who on the list for a service between two moments (UTC), with one host or any; `length` in
    milliseconds."""
    wait = Wait(
        id=ctx.uow.new_id(),
        person_id=ctx.who.id,
        client_id=ctx.who.client_id,
        service=service.name,
        minutes=length // MINUTE,
        host=host,
        since=since,
        until=until,
        state=WaitState.WAITING,
        booking_id=None,
        created_at=ctx.now,
    )
    ctx.uow.waits.add(wait)
    return wait


def leave(ctx: Context, wait_id: str) -> None:
    """Take ctx.who off the list."""
    wait = ctx.uow.waits.take(wait_id)
    if wait is None or wait.person_id != ctx.who.id:
        raise Refused(Text("booking-unknown"))
    ctx.uow.waits.save(replace(wait, state=WaitState.LEFT))


def freed(
    ctx: Context,
    booking: Booking,
    hosts: tuple[str, ...] | None = None,
    after: str = "",
    but: Collection[PersonId | None] = (),
) -> Booking | None:
    """Offer the time of a booking that was given up to whoever has waited longest for it, and can have it; `after` one
    whose turn it was, to nobody of `but`. Return the hold they are offered. The hosts (those it has, if they aren't
    said) are locked."""
    service = ctx.office.desk.service(booking.service)
    theirs = hosts or ctx.uow.bookings.hosts(booking.id)
    if service is None or booking.starts_at <= ctx.now or not set(theirs) <= set(ctx.office.desk.hosts):
        return None
    freed_service = replace(service, groups=tuple((host,) for host in theirs))
    for wait in ctx.uow.waits.waiting(booking.service, booking.starts_at, MOST_ASKED):
        if wait.id > after and wait.host in {None, *theirs} and wait.person_id not in but:
            offered = _offer(ctx, wait, freed_service, booking.starts_at)
            if offered is not None:
                return offered
    return None


def _offer(ctx: Context, wait: Wait, service: Service, starts_at: datetime) -> Booking | None:
    taken = ctx.uow.waits.take(wait.id)
    person = ctx.uow.people.by_id(wait.person_id)
    if taken is None or taken.state is not WaitState.WAITING or person is None or not person.active:
        return None
    known = hosting.with_hosts_for(ctx, service, person)
    if known is None or sight.is_restricted(ctx.uow, person):
        return None
    wish = Wish(known, starts_at, wait.minutes * MINUTE, person)
    found = ask(ctx, wish)
    if isinstance(found, Denied):
        return None
    until = min(held_until(ctx, ctx.office.desk.offer), starts_at)
    held = claim(ctx, wish, BookingState.HELD, found, hold_until=until, booked_by=person.id)
    ctx.uow.waits.save(replace(taken, state=WaitState.OFFERED, booking_id=held.id))
    ctx.tell(person, Text("booking-offered", at=held.starts_at, until=until))
    return held


def booked(ctx: Context, wait: Wait) -> None:
    """Note that somebody took what they were offered."""
    ctx.uow.waits.save(replace(wait, state=WaitState.BOOKED))


def passed(ctx: Context, held: Booking, *, leaves: bool = False) -> None:
    """Offer to the next one what somebody let pass, or only kept for a while. Whoever it was on offer to waits on for
    another one, unless they said no: then they leave the list."""
    wait = ctx.uow.waits.offered(held.id)
    if wait is not None:
        ctx.uow.waits.save(replace(wait, state=WaitState.LEFT if leaves else WaitState.WAITING))
    record.locked(ctx, held.id)
    freed(ctx, held, after="" if wait is None else wait.id, but={held.contact_id, held.booked_by})

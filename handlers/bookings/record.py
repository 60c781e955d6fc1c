"""The one place where an appointment changes: hosts locked first, taken, moved by the transition table, kept if nobody
was faster, noted; its timers are those of its version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.chat import sight
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text
from handlers.events import BookingChanged
from handlers.rules import booking_states
from handlers.rules.booking_history import CANCEL, NOTICE
from handlers.rules.slots.service import SECOND, Service
from storage.bookings import Booking, Step
from storage.people import Person
from storage.vocabulary import STAFF, BookingId, BookingState

Facts = Mapping[str, object]

HOLD_OVER = "bookings.hold-over"
REMIND = "bookings.remind"
BEGUN = "bookings.begun"
MILLISECOND = timedelta(milliseconds=1)


def look(ctx: Context, booking_id: BookingId) -> Booking:
    """Return a booking that ctx.who may see, to be shown. Raises Refused: unknown and not theirs sound alike."""
    booking = ctx.uow.bookings.look(booking_id)
    if booking is None or not may_see(ctx, booking):
        raise Refused(Text("booking-unknown"))
    ctx.uow.channels.concern(booking.client_id)
    return booking


def take(ctx: Context, booking_id: BookingId, hosts: Iterable[str] = ()) -> Booking:
    """Return a booking that ctx.who may see, to be changed; its hosts, and those it may get, are locked before it: all
    who change bookings wait in that order. Raises Refused."""
    booking = locked(ctx, booking_id, hosts)
    if booking is None or not may_see(ctx, booking):
        raise Refused(Text("booking-unknown"))
    ctx.uow.channels.concern(booking.client_id)
    return booking


def locked(ctx: Context, booking_id: BookingId, hosts: Iterable[str] = ()) -> Booking | None:
    """Return a booking to be changed, whoever acts; as `take`."""
    theirs = ctx.uow.bookings.hosts(booking_id)
    ctx.uow.hosts.lock({*theirs, *hosts})
    booking = ctx.uow.bookings.take(booking_id)
    if booking is not None and ctx.uow.bookings.hosts(booking_id) != theirs:
        raise Refused(Text("booking-just-changed", ref=booking.reference))
    return booking


def may_see(ctx: Context, booking: Booking) -> bool:
    """Return whether ctx.who may do with a booking what they are about to (`handlers.chat.sight`)."""
    return sight.permits_booking(ctx.uow, ctx.who, ctx.act, booking)


def need_staff(ctx: Context) -> None:
    """Raise Refused unless the one who acts works here."""
    if ctx.who.role not in STAFF:
        raise Refused(Text("booking-unknown"))


def state_after(ctx: Context, booking: Booking, move: str) -> BookingState:
    """Return where a booking stands after a move. Raises Refused if it can't make it any more."""
    try:
        return booking_states.after(move, booking.state)
    except booking_states.MoveNotAllowed:
        state = Text(f"booking-state-{booking.state}")
        raise Refused(Text("booking-cannot-now", ref=booking.reference, state=state)) from None


def move(
    ctx: Context,
    booking: Booking,
    name: str,
    *,
    facts: Facts | None = None,
    together: bool = False,
    **changes: object,
) -> Booking:
    """Return a booking after a move, kept. Its hosts are locked. Raises Refused. `together` as in `BookingChanged`."""
    state = state_after(ctx, booking, name)
    changed = replace(booking, state=state, **changes)  # type: ignore[arg-type]  # fields of Booking
    return save(ctx, booking, changed, name, facts, together=together)


def cancel(ctx: Context, booking: Booking, reason: str | None) -> Booking:
    """Return a booking cancelled, kept; the line in its history says which notice was asked for, as the settings may
    ask for another one when figures are made. Its hosts are locked. Raises Refused."""
    service = ctx.office.desk.service(booking.service)
    notice = 0 if service is None else service.cancel_notice // SECOND
    return move(ctx, booking, CANCEL, facts={NOTICE: notice}, reason=reason, ended_at=ctx.now, hold_until=None)


def save(
    ctx: Context, before: Booking, changed: Booking, name: str, facts: Facts | None = None, *, together: bool = False
) -> Booking:
    """Keep a changed booking with a line in its history and the timers of its new version. Raises Refused."""
    if not ctx.uow.bookings.save(changed, before):
        raise Refused(Text("booking-just-changed", ref=before.reference))
    ctx.uow.hosts.touch(ctx.uow.bookings.hosts(before.id))
    kept = ctx.uow.bookings.look(before.id)
    assert kept is not None  # it was kept a moment ago
    _cancel_timers(ctx, before)
    added(ctx, kept, before, name, facts, together=together)
    return kept


def added(
    ctx: Context, booking: Booking, before: Booking | None, name: str, facts: Facts | None, *, together: bool = False
) -> None:
    """Note what happened to a booking, set its timers, and tell the house."""
    by = None if ctx.known is None else ctx.known.id
    ctx.uow.bookings.add_step(ctx.uow.new_id(), booking.id, Step(name, by, ctx.now, dict(facts or {})))
    _set_timers(ctx, booking)
    ctx.react(ctx, BookingChanged(booking, before, together))


def contact(ctx: Context, booking: Booking) -> Person | None:
    """Return whom of the client an appointment's words go to; None if nobody has access."""
    who = booking.contact_id
    found = ctx.known if ctx.known is not None and ctx.known.id == who else None
    if found is None and who is not None:
        found = ctx.uow.people.by_id(who)
    return found if found is not None and found.active else None


def is_staff(ctx: Context) -> bool:
    """Return whether the one who acts works here; the clock does."""
    return ctx.known is None or ctx.known.role in STAFF


def distances(service: Service, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    """Return from when until when nothing else may be in a host's calendar, the distances before and after included."""
    return starts_at - MILLISECOND * service.before, ends_at + MILLISECOND * service.after


# --- timers --------------------------------------------------------------------------------------------------------


def _leads(ctx: Context, booking: Booking) -> tuple[timedelta, ...]:
    service = ctx.office.desk.service(booking.service)
    return () if service is None else service.remind_before


def _set_timers(ctx: Context, booking: Booking) -> None:
    if booking.state is BookingState.HELD and booking.hold_until is not None:
        ctx.set_timer(_hold_key(booking), HOLD_OVER, booking.id, booking.hold_until, version=booking.version)
    if booking.state is BookingState.CONFIRMED:
        for lead in _leads(ctx, booking):
            due = booking.starts_at - lead
            if due > ctx.now:
                ctx.set_timer(_remind_key(booking, lead), REMIND, booking.id, due, version=booking.version)
        if booking.starts_at > ctx.now:
            ctx.set_timer(_begun_key(booking), BEGUN, booking.id, booking.starts_at, version=booking.version)


def _cancel_timers(ctx: Context, before: Booking) -> None:
    if before.state is BookingState.HELD:
        ctx.cancel_timer(_hold_key(before))
    if before.state is BookingState.CONFIRMED:
        for lead in _leads(ctx, before):
            ctx.cancel_timer(_remind_key(before, lead))
        ctx.cancel_timer(_begun_key(before))


def _hold_key(booking: Booking) -> str:
    return f"booking:{booking.id}:v{booking.version}:hold"


def _begun_key(booking: Booking) -> str:
    return f"booking:{booking.id}:v{booking.version}:begun"


def _remind_key(booking: Booking, lead: timedelta) -> str:
    return f"booking:{booking.id}:v{booking.version}:remind:{lead // timedelta(seconds=1)}"

"""Which appointment somebody is moving: they pressed Move a while ago, so their next words may say when to."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.bookings import record
from handlers.chat.context import Context
from handlers.rules import booking_states
from storage.bookings import Booking
from storage.vocabulary import BookingId

REMEMBERED = timedelta(minutes=10)


def begin(ctx: Context, which: BookingId) -> None:
    """Remember that ctx.who looks for another time for an appointment."""
    ctx.uow.marks.set(_name(ctx), f"{which} {ctx.now.isoformat()}")


def end(ctx: Context) -> None:
    """Let ctx.who's next words be about nothing in particular."""
    ctx.uow.marks.set(_name(ctx), "")


def begun(ctx: Context) -> Booking | None:
    """Return the appointment that ctx.who is moving, if they still can."""
    which, _, since = (ctx.uow.marks.get(_name(ctx)) or "").partition(" ")
    if not which or datetime.fromisoformat(since) <= ctx.now - REMEMBERED:
        return None
    booking = ctx.uow.bookings.look(BookingId(which))
    if booking is None or not record.may_see(ctx, booking):
        return None
    return booking if booking_states.possible("move", booking.state) else None


def _name(ctx: Context) -> str:
    return f"moving:{ctx.who.id}"

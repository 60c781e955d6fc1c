"""Which appointment somebody is moving, or what they look for a time for: they pressed Move, or were shown free times,
a while ago, so their next words may say when."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.bookings import record
from handlers.chat.context import Context
from handlers.rules import booking_states
from storage.bookings import Booking
from storage.vocabulary import BookingId

REMEMBERED = timedelta(minutes=10)
_CHOICE = "."  # in each choice that buttons carry, and in no id


def begin(ctx: Context, which: BookingId) -> None:
    """Remember that ctx.who looks for another time for an appointment."""
    ctx.uow.marks.set(_name(ctx), f"{which} {ctx.now.isoformat()}")


def look_for(ctx: Context, about: str) -> None:
    """Remember what ctx.who looks for a time for: a choice as buttons carry it, with the day that is shown, if one."""
    ctx.uow.marks.set(_name(ctx), f"{about} {ctx.now.isoformat()}")


def sought(ctx: Context) -> str | None:
    """Return what ctx.who looks for a time for, as it was remembered; None if nothing."""
    which = _remembered(ctx)
    return which if _CHOICE in which else None


def end(ctx: Context) -> None:
    """Let ctx.who's next words be about nothing in particular."""
    ctx.uow.marks.set(_name(ctx), "")


def begun(ctx: Context) -> Booking | None:
    """Return the appointment that ctx.who is moving, if they still can."""
    which = _remembered(ctx)
    if not which or _CHOICE in which:
        return None
    booking = ctx.uow.bookings.look(BookingId(which))
    if booking is None or not record.may_see(ctx, booking):
        return None
    return booking if booking_states.possible("move", booking.state) else None


def _remembered(ctx: Context) -> str:
    which, _, since = (ctx.uow.marks.get(_name(ctx)) or "").partition(" ")
    return which if which and datetime.fromisoformat(since) > ctx.now - REMEMBERED else ""


def _name(ctx: Context) -> str:
    return f"moving:{ctx.who.id}"

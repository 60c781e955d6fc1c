"""What the clock does to appointments: holds end, reminders are told, they begin. Each looks again whether it holds."""

from __future__ import annotations

from handlers.bookings import cards, record, showing, waiting
from handlers.bookings.diaries import person_of
from handlers.chat import sight
from handlers.chat.context import Context
from handlers.chat.incoming import TimerDue
from handlers.chat.outgoing import Text, Urgency
from storage.bookings import Booking
from storage.vocabulary import BookingId, BookingState


def hold_over(ctx: Context, timer: TimerDue) -> None:
    """Let go of a hold whose time is over; what was on offer goes to the next one on the waiting list."""
    held = record.locked(ctx, BookingId(timer.about))
    if held is None or held.state is not BookingState.HELD or held.version != timer.facts.get("version"):
        return
    record.move(ctx, held, "expire", hold_until=None, ended_at=ctx.now)
    waiting.passed(ctx, held)


def remind(ctx: Context, timer: TimerDue) -> None:
    """Tell whose appointment it is, unless it was moved or cancelled since; too late for that, its hosts are told."""
    booking = ctx.uow.bookings.look(BookingId(timer.about))
    if booking is None or booking.version != timer.facts.get("version"):
        return
    if booking.state is not BookingState.CONFIRMED:
        return
    ctx.uow.channels.concern(booking.client_id)
    if booking.starts_at <= ctx.now:
        _tell_hosts(ctx, booking)
        return
    contact = record.contact(ctx, booking)
    if contact is not None:
        card = cards.reminder_card(booking, showing.facts(ctx, booking))
        ctx.tell_anew(contact, card, urgency=Urgency.URGENT)


def begun(ctx: Context, timer: TimerDue) -> None:
    """Draw the cards of an appointment anew when it begins: hosts can say what became of it, nobody can move it."""
    booking = ctx.uow.bookings.look(BookingId(timer.about))
    if booking is not None and booking.version == timer.facts.get("version"):
        showing.begins(ctx, booking)


def _tell_hosts(ctx: Context, booking: Booking) -> None:
    for host in ctx.uow.bookings.hosts(booking.id):
        known = ctx.office.desk.hosts.get(host)
        person = None if known is None else person_of(ctx, known)
        if person is not None and sight.may_see_booking(ctx.uow, person, booking):
            ctx.tell(person, Text("booking-reminder-missed", ref=booking.reference, at=booking.starts_at))

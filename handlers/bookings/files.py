"""The calendar file that goes with a confirmation, a move and a cancellation: when whoever comes gets one, and what is
in it. It is made when its message is sent, of the appointment as it stands then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from handlers.bookings import ics, record, showing
from handlers.bookings.cards import Facts
from handlers.bookings.screens import spoken
from handlers.chat.context import Context
from handlers.chat.outgoing import Document, Text
from handlers.events import BookingChanged
from storage.bookings import Booking
from storage.vocabulary import GIVEN_UP, BookingId, BookingState

MAKER = "bookings.file"
INVITING = frozenset({"confirmed", "confirm", "accept", "move"})
"""Moves after which an appointment stands in the calendars of others."""

ENDING = frozenset({BookingState.PENDING, BookingState.CANCELLED, BookingState.DECLINED})
"""States that calendars hear of once an appointment stands there."""

NOBODY = "appointments.invalid"
"""Where nobody is reached (RFC 2606): an invitation names two addresses, and who writes in a chat needs none."""

Say = Callable[[Text], str]


def changed(ctx: Context, event: BookingChanged) -> None:
    """Show a change to everybody concerned; send whoever comes its calendar file, if calendars should hear of it."""
    showing.changed(ctx, event)
    booking, before = event.booking, event.before
    contact = record.contact(ctx, booking)
    if contact is None or (before is not None and before.sequence == booking.sequence):
        return
    if event.together or (before is None and booking.series_id is not None):
        return  # one file goes with all of them
    if booking.state is BookingState.CONFIRMED or (booking.state in ENDING and _is_in_calendars(ctx, booking)):
        ctx.tell(contact, document(booking))


def document(booking: Booking) -> Document:
    """Return the file of one appointment."""
    ref, over = booking.reference, booking.state in GIVEN_UP
    text = Text("booking-file-over", ref=ref) if over else Text("booking-file", ref=ref)
    facts: dict[str, str | int] = {"booking": booking.id, "sequence": booking.sequence}
    return Document(text, Text("booking-file-name", ref=ref), MAKER, facts)


def of_series(bookings: Sequence[Booking]) -> Document:
    """Return the one file of all appointments of a series."""
    facts: dict[str, str | int] = {"series": str(bookings[0].series_id)}
    name = Text("booking-file-name", ref=bookings[0].reference)
    return Document(Text("booking-file-series", count=len(bookings)), name, MAKER, facts)


def made(ctx: Context, facts: dict[str, Any], say: Say) -> bytes | None:
    """Return the file that `document` or `of_series` promised, worded by `say`; None if the appointment has changed
    since, for then a newer one follows."""
    if "series" in facts:
        bookings = ctx.uow.bookings.of_series(str(facts["series"]))
        return written(ctx, bookings, showing.facts(ctx, bookings[0]), say)
    booking = ctx.uow.bookings.look(BookingId(str(facts["booking"])))
    if booking is None or booking.sequence != facts["sequence"]:
        return None
    return written(ctx, [booking], showing.facts(ctx, booking), say)


def written(ctx: Context, bookings: Sequence[Booking], known: Facts, say: Say) -> bytes:
    """Return an appointment, or all those of a series, as an invitation, or as the end of one."""
    first = bookings[0]
    person = known.contact.id if known.contact is not None else first.id
    name = known.contact.name if known.contact is not None else None
    by, to = ics.Party(ctx.office.name, f"office@{NOBODY}"), ics.Party(name or "", f"{person}@{NOBODY}")
    over = all(booking.state in GIVEN_UP for booking in bookings)
    return (ics.cancel if over else ics.request)(bookings, described(bookings, known, say), by, [to], ctx.now)


def described(bookings: Sequence[Booking], known: Facts, say: Say) -> ics.Described:
    """Return what a calendar says of an appointment: what it is and its reference, with whom, and where."""
    title = (
        known.label if len(bookings) > 1 else Text("booking-file-title", what=known.label, ref=bookings[0].reference)
    )
    hosts = [spoken(host.label) for host in known.hosts]
    place = known.service.place if known.service is not None else {}
    return ics.Described(
        say(title), say(Text("booking-with", lines=hosts)) if hosts else "", say(spoken(place)) if place else ""
    )


def _is_in_calendars(ctx: Context, booking: Booking) -> bool:
    return any(step.move in INVITING for step in ctx.uow.bookings.steps(booking.id))

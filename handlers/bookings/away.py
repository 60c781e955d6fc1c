"""Appointments that fall into somebody's absence: they stand until somebody decides, so they are listed at once."""

from __future__ import annotations

from datetime import timedelta

from handlers.bookings import cards, showing
from handlers.chat.context import Context
from handlers.events import AbsencePlanned
from storage.bookings import Booking
from storage.people import Person
from storage.vocabulary import BookingState

MOST = 100
A_WEEK = timedelta(weeks=1)
"""How far it is looked where nobody knows until when somebody is away."""

STANDING = frozenset({BookingState.PENDING, BookingState.CONFIRMED})


def planned(ctx: Context, event: AbsencePlanned) -> None:
    """List the appointments of who will be away, each to be opened and decided about; nothing if there is none."""
    found = _during(ctx, event)
    if found:
        known = [showing.facts(ctx, booking) for booking in found]
        names = [None if each.contact is None else each.contact.name for each in known]
        ctx.tell_anew(event.person, cards.away_card(event.person, found, [each.label for each in known], names))


def _during(ctx: Context, event: AbsencePlanned) -> list[Booking]:
    until = event.ends_at or event.begins_at + A_WEEK
    found: dict[str, Booking] = {}
    for name in hosts_of(ctx, event.person):
        for booking in ctx.uow.bookings.of_host(name, event.begins_at, until, MOST):
            if booking.state in STANDING:
                found[booking.id] = booking
    return sorted(found.values(), key=lambda each: (each.starts_at, each.id))


def hosts_of(ctx: Context, person: Person) -> list[str]:
    """Return the names of the hosts that somebody is."""
    return [host.name for host in ctx.office.desk.hosts.values() if host.person == person.name]

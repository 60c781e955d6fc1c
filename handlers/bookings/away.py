"""Appointments that fall into somebody's absence: they stand until somebody decides, so they are listed at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.bookings import cards, showing
from handlers.bookings.choice import at_minute
from handlers.chat import paging, sight
from handlers.chat.context import Context, Refused
from handlers.chat.hosts import hosts_of
from handlers.chat.outgoing import Card, Text
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
    span = event.begins_at, event.ends_at or event.begins_at + A_WEEK
    if _during(ctx, event.person, span):
        ctx.tell_anew(event.person, _card(ctx, event.person, span, 0))


def press_page(ctx: Context, about: str) -> None:
    """Press of another page of that list."""
    named, number = paging.asked(about)
    begin, _, end = named.partition(".")
    since, until = at_minute(begin), at_minute(end)
    if since is None or until is None:
        raise Refused(Text("button-gone"))
    ctx.reply(_card(ctx, ctx.who, (since, until), number or 0))


def _card(ctx: Context, person: Person, span: tuple[datetime, datetime], number: int) -> Card:
    found = _during(ctx, person, span)
    known = [showing.facts(ctx, booking) for booking in found]
    names = [None if each.contact is None else each.contact.name for each in known]
    return cards.away_card(person, span, found, [each.label for each in known], names, number)


def _during(ctx: Context, person: Person, span: tuple[datetime, datetime]) -> list[Booking]:
    found: dict[str, Booking] = {}
    for name in hosts_of(ctx.uow, ctx.office.desk, person):
        for booking in ctx.uow.bookings.of_host(name, *span, MOST):
            if booking.state in STANDING and sight.may_see_booking(ctx.uow, person, booking):
                found[booking.id] = booking
    return sorted(found.values(), key=lambda each: (each.starts_at, each.id))

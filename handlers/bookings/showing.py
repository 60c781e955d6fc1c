"""Who sees an appointment, and sees it again when it changes: whoever comes, and the assistants whose time it takes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from handlers.bookings import cards, record
from handlers.bookings.diaries import person_of
from handlers.chat import sight
from handlers.chat.context import Context
from handlers.chat.outgoing import Card, Stretch, Text
from handlers.events import BookingChanged
from storage.bookings import Booking
from storage.people import Person
from storage.vocabulary import STAFF, BookingState, Role

TOLD = frozenset({BookingState.CANCELLED, BookingState.DECLINED})


def facts(ctx: Context, booking: Booking) -> cards.Facts:
    """Return what a card says of an appointment."""
    desk = ctx.office.desk
    hosts = [desk.hosts[name] for name in ctx.uow.bookings.hosts(booking.id) if name in desk.hosts]
    contact = record.contact(ctx, booking)
    client = None if booking.client_id is None else ctx.uow.clients.name(booking.client_id)
    zone = next((host.opening.zone.key for host in hosts), ctx.office.zone)
    return cards.Facts(desk.service(booking.service), hosts, contact, client, zone)


def for_reader(ctx: Context, booking: Booking, reader: Person) -> Card:
    """Return an appointment's card as somebody sees it."""
    ctx.uow.channels.concern(booking.client_id)
    return cards.card(booking, facts(ctx, booking), reader, ctx.now)


def show(ctx: Context, booking: Booking) -> None:
    """Show who acts an appointment below what was said since."""
    ctx.tell_anew(ctx.who, for_reader(ctx, booking, ctx.who))


def changed(ctx: Context, event: BookingChanged) -> None:
    """Show a change to everybody concerned; who didn't make it is told of what they must know."""
    booking, before = event.booking, event.before
    if event.together or (booking.series_id is not None and before is None):
        return  # all of a series are shown on one card
    known = facts(ctx, booking)
    told = list(concerned(ctx, booking, known))
    for person in told:
        card = cards.card(booking, known, person, ctx.now)
        if booking.state is BookingState.EXPIRED:
            ctx.redraw(person, card)
        elif person == known.contact and _is_proposed(booking, before):
            ctx.tell_anew(person, card)
        else:
            ctx.tell(person, card)
        news = _news(ctx, booking, before)
        if news is not None and person != ctx.known:
            ctx.tell(person, news)
        if booking.series_id is not None:
            ctx.redraw(person, series_card(ctx, ctx.uow.bookings.of_series(booking.series_id), person))
    if before is not None and known.contact is not None and _reminder_is_over(booking, before):
        ctx.redraw(known.contact, cards.reminder_over_card(booking))
    if before is not None and before.number is not None:
        _redraw_for_others(ctx, booking, known, told)


def begins(ctx: Context, booking: Booking) -> None:
    """Draw an appointment that begins anew wherever its card hangs; its reminder is over."""
    known = facts(ctx, booking)
    told = list(concerned(ctx, booking, known))
    for person in told:
        ctx.redraw(person, cards.card(booking, known, person, ctx.now))
    if known.contact is not None:
        ctx.redraw(known.contact, cards.reminder_over_card(booking))
    _redraw_for_others(ctx, booking, known, told)


def _redraw_for_others(ctx: Context, booking: Booking, known: cards.Facts, told: Collection[Person]) -> None:
    """Let nobody press what is over on a card that they opened from a list: managers, other contacts of the client."""
    colleagues = [] if booking.client_id is None else ctx.uow.people.contacts(booking.client_id)
    others = {each.id: each for each in (*ctx.uow.people.active(Role.MANAGER), *colleagues) if each not in told}
    for person in others.values():
        if sight.may_see_booking(ctx.uow, person, booking):
            ctx.redraw(person, cards.card(booking, known, person, ctx.now))


def series_card(ctx: Context, bookings: Sequence[Booking], reader: Person) -> Card:
    """Return all appointments of a series on one card, as somebody sees them."""
    known = facts(ctx, bookings[0])
    name = known.contact.name if known.contact is not None and reader.role in STAFF else None
    return cards.series_card(reader, bookings, known.label, [name] * len(bookings))


def concerned(ctx: Context, booking: Booking, known: cards.Facts) -> Iterable[Person]:
    """Return whoever comes, who of the office booked it, and, of what is more than a hold, the assistants whose time it
    takes; each once, and nobody who may not know of it. What is told them is about its client."""
    ctx.uow.channels.concern(booking.client_id)
    people = [] if known.contact is None else [known.contact]
    other = booking.booked_by if booking.booked_by != booking.contact_id else None
    booker = None if other is None else ctx.uow.people.by_id(other)
    if booker is not None and booker.role in STAFF:
        people.append(booker)
    if booking.number is not None:
        people += [person for host in known.hosts if (person := person_of(ctx, host)) is not None]
    known_to = (person for person in people if sight.may_see_booking(ctx.uow, person, booking))
    return {person.id: person for person in known_to}.values()


def _news(ctx: Context, booking: Booking, before: Booking | None) -> Text | None:
    """Return what somebody who didn't do it must hear besides seeing their card changed."""
    if before is None or before.number is None:
        return None
    by = Text("the-office") if ctx.known is None else Text("words", words=ctx.known.name)
    if before.starts_at != booking.starts_at:
        return Text("booking-was-moved", ref=booking.reference, by=by, before=before.starts_at, at=booking.starts_at)
    if _is_proposed(booking, before):
        return Text("booking-was-proposed", ref=booking.reference, by=by, at=booking.proposed_at)
    if booking.state in TOLD and before.state is not booking.state:
        state = Text(f"booking-state-{booking.state}")
        at = Stretch(booking.starts_at, booking.ends_at)
        return Text("booking-was", ref=booking.reference, state=state, by=by, at=at)
    if before.state is BookingState.PENDING and booking.state is BookingState.CONFIRMED:
        return Text("booking-was-confirmed", ref=booking.reference, at=booking.starts_at)
    return None


def _is_proposed(booking: Booking, before: Booking | None) -> bool:
    return before is not None and booking.proposed_at not in {None, before.proposed_at}


def _reminder_is_over(booking: Booking, before: Booking) -> bool:
    return before.starts_at != booking.starts_at or booking.state is not BookingState.CONFIRMED

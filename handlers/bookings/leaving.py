"""The appointments of a client who leaves: what is still to come is cancelled, so that hosts' calendars and those who
were invited by mail hear of it; nobody is offered the time before the office looks at it."""

from __future__ import annotations

from handlers.bookings import record
from handlers.bookings.diaries import person_of
from handlers.chat.context import Context
from handlers.chat.outgoing import Text
from handlers.events import ClientLeaves, ClientWillLeave
from storage.people import Person
from storage.vocabulary import BookingState

MOST = 20  # in one transaction


def will_leave(ctx: Context, event: ClientWillLeave) -> None:
    """Tell the hosts at which times of theirs nobody comes, and nothing else: they find nothing of it any more."""
    for booking in ctx.uow.bookings.of_client(event.client_id, ctx.now, MOST):
        if booking.state is not BookingState.HELD:
            for person in _people(ctx, ctx.uow.bookings.hosts(booking.id)):
                ctx.tell(person, Text("client-left-appointment", ref=booking.reference, at=booking.starts_at))


def _people(ctx: Context, hosts: tuple[str, ...]) -> list[Person]:
    known = (ctx.office.desk.hosts.get(name) for name in hosts)
    found = (person_of(ctx, host) for host in known if host is not None)
    return [person for person in found if person is not None]


def left(ctx: Context, event: ClientLeaves) -> None:
    """Cancel the next ones."""
    for booking in ctx.uow.bookings.of_client(event.client_id, ctx.now, MOST):
        taken = record.locked(ctx, booking.id)
        if taken is not None:
            record.cancel(ctx, taken, None)

"""The appointments of a client who leaves: what is still to come is cancelled, so that hosts' calendars and those who
were invited by mail hear of it; nobody is offered the time before the office looks at it."""

from __future__ import annotations

from handlers.bookings import record
from handlers.chat.context import Context
from handlers.events import ClientLeaves

MOST = 20  # in one transaction


def left(ctx: Context, event: ClientLeaves) -> None:
    """Cancel the next ones."""
    for booking in ctx.uow.bookings.of_client(event.client_id, ctx.now, MOST):
        taken = record.locked(ctx, booking.id)
        if taken is not None:
            record.move(ctx, taken, "cancel", reason=None, ended_at=ctx.now, hold_until=None)

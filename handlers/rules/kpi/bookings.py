"""Appointments in figures. Pure.

What counts where, as for tasks: an event in the period in which it happened, and all is as known at the period's end,
so that a figure of a period that is over never changes. An appointment is booked when it is agreed on first, with the
lead time it had then; it is due when it begins, and cancelled when it is given up.

That nobody came is mostly noted afterwards, on Monday for Friday. It counts in the period in which that was noted, in
both numbers of the share: in the period of the appointment it would change what managers have read already, or never
stand in the digest that comes on Monday morning. Put right within the period it was none; put right later it stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from handlers.rules.booking_history import life
from handlers.rules.kpi.facts import BookingFacts
from handlers.rules.kpi.periods import Period
from handlers.rules.kpi.values import Count, Share, Spread

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class BookingFigures:
    """`booked` were agreed on first in the period. `due` came to their time in it, once for each time they did.
    `no_shows` is who did not come, as noted in the period, of those due in it and of earlier ones noted in it. `lead`
    is from agreeing to the beginning agreed on, in real seconds, of those booked; 0 where that was over. `cancelled`
    were given up in the period; `late` of them with less than the notice that was asked for then."""

    booked: Count
    due: Count
    no_shows: Share
    lead: Spread
    cancelled: Count
    late: Share


class _Measured(NamedTuple):
    """What one appointment has to say about a period: how often it came to its time, and whether the others happened.
    `lead` in seconds where it was booked in it."""

    ref: str
    lead: int | None
    due: int
    missed: bool
    cancelled: bool
    late: bool


def booking_figures(bookings: Iterable[BookingFacts], period: Period, now: datetime) -> BookingFigures:
    """Return the figures of a period as known at `now` (UTC)."""
    found = [part for each in bookings if (part := _measured(each, period, now)) is not None]
    cancelled = tuple(each.ref for each in found if each.cancelled)
    return BookingFigures(
        Count(tuple(each.ref for each in found if each.lead is not None)),
        Count(tuple(each.ref for each in found for _ in range(each.due))),
        Share(
            tuple(each.ref for each in found if each.missed),
            tuple(each.ref for each in found for _ in range(max(each.due, each.missed))),
        ),
        Spread.of((each.lead, each.ref) for each in found if each.lead is not None),
        Count(cancelled),
        Share(tuple(each.ref for each in found if each.late), cancelled),
    )


def _measured(booking: BookingFacts, period: Period, now: datetime) -> _Measured | None:
    past = life(booking.steps, booking.begin, period.until(now))
    if past is None:
        return None
    off = past.cancelled if past.cancelled is not None and period.has(past.cancelled.at) else None
    notice = None if off is None else booking.notice if off.notice is None else off.notice
    return _Measured(
        booking.ref,
        max(past.made_for - past.made_at, timedelta()) // SECOND if period.has(past.made_at) else None,
        sum(map(period.has, past.due)),
        past.is_missed() and not past.is_missed(before=period.begin),
        off is not None,
        off is not None and bool(notice) and off.at > off.begin - timedelta(seconds=notice or 0),
    )

"""Bookings in figures. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.rules.kpi.facts import BookingFacts, Outcome
from handlers.rules.kpi.periods import Period
from handlers.rules.kpi.values import Count, Share, Spread

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class BookingFigures:
    """`booked` were made in the period. `due` began in it, not cancelled before; `no_shows` is who of them did not
    come. `lead` is from making to beginning in real seconds, of those booked. `cancelled` were in the period; `late` of
    them with less than their notice."""

    booked: Count
    due: Count
    no_shows: Share
    lead: Spread
    cancelled: Count
    late: Share


def booking_figures(bookings: Iterable[BookingFacts], period: Period, now: datetime) -> BookingFigures:
    """Return the figures of a period as known at `now` (UTC)."""
    known = [booking for booking in bookings if booking.made_at <= period.until(now)]
    booked = [booking for booking in known if period.has(booking.made_at)]
    due = [each for each in known if period.has(each.begin) and each.begin <= now and not _was_cancelled(each)]
    cancelled = [each for each in known if each.cancelled_at is not None and period.has(each.cancelled_at)]
    return BookingFigures(
        _count(booked),
        _count(due),
        Share(_refs(each for each in due if each.outcome is Outcome.NO_SHOW), _refs(due)),
        Spread.of(((each.begin - each.made_at) // SECOND, each.ref) for each in booked),
        _count(cancelled),
        Share(_refs(each for each in cancelled if _is_late(each)), _refs(cancelled)),
    )


def _was_cancelled(booking: BookingFacts) -> bool:
    """Whether nobody had to come: what is cancelled after its beginning had begun."""
    return booking.cancelled_at is not None and booking.cancelled_at <= booking.begin


def _is_late(booking: BookingFacts) -> bool:
    if booking.cancelled_at is None or booking.notice is None:
        return False
    return booking.cancelled_at > booking.begin - timedelta(seconds=booking.notice)


def _refs(bookings: Iterable[BookingFacts]) -> tuple[str, ...]:
    return tuple(booking.ref for booking in bookings)


def _count(bookings: Iterable[BookingFacts]) -> Count:
    return Count(_refs(bookings))

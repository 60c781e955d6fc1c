"""Series of appointments: all clashes are shown before anything is kept; single dates are skipped or shifted; then all
are kept, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from handlers.bookings import record
from handlers.bookings.claiming import Denied, Granted, Wish, ask, claim, lock
from handlers.chat.context import Context
from handlers.rules.slots.diary import Taken
from handlers.rules.slots.opening import instant
from handlers.rules.slots.series import Series, decided
from storage.bookings import Booking
from storage.vocabulary import BookingState

Decisions = Mapping[int, datetime | None]
"""What becomes of single dates, by their number from 0: None skips one, a moment (UTC) shifts it there."""

NONE: Decisions = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Date:
    """One date of a series with its number: who would do it, or why it can't be and what is free instead."""

    number: int
    starts_at: datetime
    found: Granted | Denied


def plan(ctx: Context, wish: Wish, series: Series, decisions: Decisions = NONE) -> list[Date]:
    """Return every date of a series as things stand now, the earlier ones counted for the later; keeps nothing."""
    planned: dict[str, list[Taken]] = {}
    dates = []
    for number, starts_at in decided(series.starts(), decisions):
        there = replace(wish, starts_at=starts_at)
        found = ask(ctx, there, planned=planned)
        dates.append(Date(number, starts_at, found))
        if isinstance(found, Granted):
            for host in found.chosen.hosts:
                planned.setdefault(host, []).append(_as_taken(there, number))
    return dates


def book(ctx: Context, wish: Wish, series: Series, decisions: Decisions = NONE) -> list[Booking] | list[Date]:
    """Keep every date of a series and return them; or keep none, and return all dates, among them those that clash."""
    lock(ctx, wish.service.hosts)
    dates = plan(ctx, wish, series, decisions)
    if any(isinstance(date.found, Denied) for date in dates):
        return dates
    series_id = ctx.uow.new_id()
    asks = wish.service.confirmed_by_host and not record.is_staff(ctx)
    state = BookingState.PENDING if asks else BookingState.CONFIRMED
    return [
        claim(
            ctx,
            replace(wish, starts_at=date.starts_at),
            state,
            date.found,
            number=ctx.uow.bookings.next_number(),
            series_id=series_id,
            uid=f"{series_id}@vorzimmer",
            recurrence_at=series.starts()[date.number],
            zone=series.zone.key,
        )
        for date in dates
        if isinstance(date.found, Granted)
    ]


def _as_taken(wish: Wish, number: int) -> Taken:
    kept_from, kept_until = map(instant, record.distances(wish.service, wish.starts_at, wish.ends_at))
    begin, end = instant(wish.starts_at), instant(wish.ends_at)
    return Taken(begin, end, kept_from, kept_until, wish.service.name, f"planned {number}")

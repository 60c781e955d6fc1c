"""What is free: asked of the rules for each host that may be needed, put together, and remembered by version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from handlers.bookings.diaries import absent, closed_diary, diary, host_named, unverified
from handlers.chat.context import Context
from handlers.rules.slots.desk import Row
from handlers.rules.slots.free import Starts, all_of, any_of, furthest, starts_of
from handlers.rules.slots.opening import MIDNIGHT, ONE_DAY, Span, instant, moment
from handlers.rules.slots.service import DAY, Service
from handlers.rules.wall_time import first_instant, zone_named
from storage.bookings import Booking
from storage.types import to_milliseconds

NEAR = 14 * DAY
MOST_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be booked (UTC), and which hosts are free then."""

    start: datetime
    hosts: tuple[str, ...]


def free(
    ctx: Context, service: Service, length: int, since: datetime, until: datetime, *, moved: Booking | None = None
) -> Iterator[Slot]:
    """Yield what can be booked of a service from one moment (UTC) up to another, in order of time: notice, booking
    window, hours, distances, limits and all. `length` in milliseconds; `moved` is a booking that would be moved there:
    it doesn't stand in its own way, and the time it has is none for it. One host is meant by `service.with_host`."""
    span = _open_span(ctx, service, (instant(since), instant(until)), moved=moved)
    rows = _rows(ctx, service, length, moved)
    for start in _together(service, rows, moved).listed(*span):
        yield _slot(start, rows)


def when(ctx: Context, service: Service, length: int, *, moved: Booking | None = None) -> Starts:
    """Return everything that can be booked of a service, as far ahead as can be booked at all: the whole of `free`
    without the hosts. `length` in milliseconds."""
    now = to_milliseconds(ctx.now)
    span = _open_span(ctx, service, (now, now + (service.window_days + 3) * DAY), moved=moved)
    return _together(service, _rows(ctx, service, length, moved), moved).between(*span)


def free_days(
    ctx: Context,
    service: Service,
    length: int,
    since: datetime,
    until: datetime,
    zone: str,
    *,
    moved: Booking | None = None,
) -> list[date]:
    """Return the local dates of a zone on which something can be booked between two moments (UTC), in order; `moved` as
    in `free`."""
    wall = zone_named(zone)
    starts = when(ctx, service, length, moved=moved)
    found: list[date] = []
    at = instant(since)
    while (start := next(starts.listed(at, instant(until)), None)) is not None:
        found.append(moment(start).astimezone(wall).date())
        at = instant(first_instant(datetime.combine(found[-1] + ONE_DAY, MIDNIGHT), wall))
    return found


def alternatives(
    ctx: Context, service: Service, length: int, wanted: datetime, *, moved: Booking | None = None
) -> tuple[Slot, ...]:
    """Return the free times nearest to a moment (UTC), in order: within two weeks of it, else any there are."""
    at = instant(wanted)
    span = _open_span(ctx, service, (at - NEAR, at + NEAR), moved=moved)
    rows = _rows(ctx, service, length, moved)
    starts = _together(service, rows, moved).between(*span).around(at, MOST_ALTERNATIVES)
    starts = starts or when(ctx, service, length, moved=moved).around(at, MOST_ALTERNATIVES)
    return tuple(_slot(start, rows) for start in starts)


def first_free(ctx: Context, service: Service, length: int, since: datetime, most: int) -> tuple[Slot, ...]:
    """Return the first free times after a moment (UTC), as far ahead as can be booked."""
    until = since + ONE_DAY * (service.window_days + 2)
    return tuple(islice(free(ctx, service, length, since, until), most))


def _open_span(ctx: Context, service: Service, span: Span, *, moved: Booking | None) -> Span:
    """Return the part of a span that the notice leaves."""
    earliest = to_milliseconds(ctx.now) + (service.move_notice if moved else service.notice)
    return max(span[0], earliest), span[1]


def _slot(start: int, rows: Mapping[str, Starts]) -> Slot:
    return Slot(moment(start), tuple(name for name, row in rows.items() if row.has(start)))


def _together(service: Service, rows: Mapping[str, Starts], moved: Booking | None) -> Starts:
    starts = all_of([any_of([rows[name] for name in group]) for group in service.groups])
    return starts if moved is None else starts.without(instant(moved.starts_at))


def _rows(ctx: Context, service: Service, length: int, moved: Booking | None) -> dict[str, Starts]:
    """Return when each host can begin, over all the days that can be booked. Remembered by the version of the host's
    calendar; but not for a booking that is moved, nor what this transaction has changed and may take back."""
    today = to_milliseconds(ctx.now) // DAY * DAY
    whole = (today - DAY, today + (service.window_days + 3) * DAY)
    versions, away = ctx.uow.hosts.versions(), absent(ctx)
    found = {}
    for name in service.hosts:
        if moved is not None or name in ctx.uow.hosts.touched:
            found[name] = _row(ctx, name, service, length, whole, away.get(name, ()), moved)
        else:
            version = versions.get(name, 0)
            found[name] = _remembered(ctx, name, service, length, whole, version, away.get(name, ()))
    return found


def _remembered(
    ctx: Context, name: str, service: Service, length: int, whole: Span, version: int, away: Sequence[Span]
) -> Starts:
    desk, now = ctx.office.desk, to_milliseconds(ctx.now)
    host = host_named(ctx, name)
    stale = not service.unverified and unverified(ctx, host)
    key = (name, service.name, length, whole, host.opening.day_of(now), stale, away)
    known = desk.rows.get(key)
    if known is not None and known.version == version and (known.until is None or now < known.until):
        return known.starts
    starts = _row(ctx, name, service, length, whole, away)
    expiry = ctx.uow.bookings.next_expiry(name, ctx.now)
    return desk.remember(key, Row(version, None if expiry is None else instant(expiry), starts)).starts


def _row(
    ctx: Context,
    name: str,
    service: Service,
    length: int,
    whole: Span,
    away: Sequence[Span],
    moved: Booking | None = None,
) -> Starts:
    if moved is None and service.per_day is None and service.per_week is None:
        known = closed_diary(ctx, name, service, whole, away=away)
    else:
        known = diary(ctx, name, service, whole, () if moved is None else (moved.id,), away=away)
    until = min(whole[1], furthest(service, known.opening, to_milliseconds(ctx.now)))
    return starts_of(service, length, known, whole).between(whole[0], until)

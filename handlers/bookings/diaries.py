"""A host's calendar as the rules ask about it: hours from the settings, and what was kept since."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

from handlers.chat import hosts
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text
from handlers.rules.business_hours_notation import joined, read_windows
from handlers.rules.slots.desk import Host
from handlers.rules.slots.diary import Diary, Taken
from handlers.rules.slots.opening import Opening, Span, Travel, instant
from handlers.rules.slots.service import DAY, Service
from handlers.rules.wall_time import zone_named
from storage.people import Person
from storage.types import to_milliseconds

AROUND = DAY
AROUND_LIMITS = 8 * DAY
A_WEEK = timedelta(days=7)
FOR_EVER = 253_402_300_800_000  # the end of the year 9999


def host_named(ctx: Context, name: str) -> Host:
    """Return a host of the settings. Raises Refused for one they don't know any more."""
    host = ctx.office.desk.hosts.get(name)
    if host is None:
        raise Refused(Text("booking-unknown"))
    return host


def person_of(ctx: Context, host: Host) -> Person | None:
    """Return the assistant whose calendar it is; None for a room, a client's calendar, or if nobody is called so."""
    return None if host.person is None else hosts.called(ctx.uow, host.person)


def absent(ctx: Context) -> dict[str, tuple[Span, ...]]:
    """Return when hosts are away who are assistants and have said so, by the host's name: from one instant up to
    another. Who has not said until when is not booked until they are back."""
    spans: dict[str, list[Span]] = {}
    absences = ctx.uow.absences.all()
    meant = hosts.people(ctx.uow) if absences else set()
    for who, begin, end in absences:
        person = ctx.uow.people.by_id(who) if who in meant else None
        if person is not None:
            until = FOR_EVER if end is None else instant(end)
            spans.setdefault(person.name, []).append((instant(begin), until))
    bookable = ctx.office.desk.hosts.values() if spans else ()
    return {host.name: tuple(sorted(spans[host.person])) for host in bookable if host.person in spans}


def diary(
    ctx: Context,
    name: str,
    service: Service,
    span: Span,
    but: Collection[str] = (),
    *,
    away: Sequence[Span],
    weeks: bool = False,
) -> Diary:
    """Return what a host has in a span (milliseconds since 1970) and as far around it as the service's rules look;
    `weeks` for whole weeks in any case. Bookings in `but` are left out, and holds that are over; `away` is what
    `absent` says of the host."""
    host = host_named(ctx, name)
    limited = weeks or service.per_day is not None or service.per_week is not None
    around = AROUND_LIMITS if limited else AROUND
    since, until = span[0] - around, span[1] + around
    found = map(Taken._make, ctx.uow.bookings.taken(name, since, until, ctx.now))
    taken = [each for each in found if each.booking not in but] if but else list(found)
    if not ctx.uow.hosts.told(name):
        return Diary(name, host.opening, taken, away=away, unverified=host.reads)
    return Diary(
        host=name,
        opening=opening(ctx, host),
        taken=taken,
        busy=ctx.uow.hosts.busy(name, since, until),
        away=[*ctx.uow.hosts.away(name, since, until), *away],
        unverified=unverified(ctx, host),
    )


def closed_diary(ctx: Context, name: str, service: Service, span: Span, *, away: Sequence[Span]) -> Diary:
    """Return as `diary` what a host has in a span, for a service without limits: which bookings there are doesn't
    matter then, only where they leave no time. Read and gone through in a third of the time."""
    host = host_named(ctx, name)
    since, until = around = span[0] - AROUND, span[1] + AROUND
    closed = ctx.uow.bookings.closed(name, around, ctx.now, service.before, service.after)
    if not ctx.uow.hosts.told(name):
        return Diary(name, host.opening, busy=closed, away=away, unverified=host.reads)
    return Diary(
        host=name,
        opening=opening(ctx, host),
        busy=[*closed, *ctx.uow.hosts.busy(name, since, until)],
        away=[*ctx.uow.hosts.away(name, since, until), *away],
        unverified=unverified(ctx, host),
    )


def opening(ctx: Context, host: Host) -> Opening:
    """Return a host's hours with the single dates and journeys that were told since the office started."""
    first = ((ctx.now - A_WEEK).date()).isoformat()
    days = ctx.uow.hosts.other_days(host.name, first)
    journeys = ctx.uow.hosts.journeys(host.name, first)
    if not days and not journeys:
        return host.opening
    hours = host.opening.hours
    shifts = {date.fromisoformat(day): joined(read_windows(text, day)) if text else () for day, text in days}
    told = [
        Travel(date.fromisoformat(each.first_day), date.fromisoformat(each.last_day), zone_named(each.zone))
        for each in journeys
    ]
    return Opening(replace(hours, shifts={**hours.shifts, **shifts}), [*told, *host.opening.travels])


def unverified(ctx: Context, host: Host) -> bool:
    """Return whether one of a host's outside calendars was not read for longer than the settings allow, or never."""
    if host.stale_after is None and not host.reads:
        return False
    readings = ctx.uow.hosts.readings(host.name)
    if not readings:
        return host.reads
    now, limit = to_milliseconds(ctx.now), host.stale_after
    return limit is not None and any(now - instant(each.read_at) > limit for each in readings)

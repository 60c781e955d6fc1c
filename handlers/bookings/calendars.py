"""Hosts' own calendars: what is to be written there is noted with the change itself; how old is what they said."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.bookings import files, inviting
from handlers.bookings.diaries import unverified
from handlers.bookings.screens import spoken
from handlers.chat.context import Context
from handlers.chat.outgoing import Text
from handlers.events import BookingChanged, TermsChanged
from handlers.rules.slots.desk import Host
from storage import erasing


def changed(ctx: Context, event: BookingChanged) -> None:
    """Tell everybody concerned of a change, those invited by mail, too, and let the calendars of its hosts follow; what
    is only held is in none."""
    files.changed(ctx, event)
    inviting.changed(ctx, event)
    booking, desk = event.booking, ctx.office.desk
    if booking.number is None or not desk.writes:
        return
    hosts = [name for name in ctx.uow.bookings.hosts(booking.id) if name in desk.writes]
    ctx.uow.entries.want(booking.uid, hosts, ctx.now)


def ages(ctx: Context, names: Iterable[str]) -> list[Text]:
    """Return a line for each of these hosts whose calendar is read: when it was last, and whether that is too long
    ago."""
    hosts = (ctx.office.desk.hosts[name] for name in names)
    return [_age(ctx, host) for host in hosts if host.reads]


def _age(ctx: Context, host: Host) -> Text:
    read_at = min((each.read_at for each in ctx.uow.hosts.readings(host.name)), default=None)
    facts = {"host": spoken(host.label)}
    if read_at is None:
        return Text("calendar-never-read", **facts)
    return Text("calendar-stale" if unverified(ctx, host) else "calendar-read", at=read_at, **facts)


def terms_changed(ctx: Context, event: TermsChanged) -> None:
    """Have a client's appointments written into hosts' calendars again: whether names stand there follows the class."""
    erasing.rewrite_entries(ctx.uow.run, event.client_id, ctx.now)

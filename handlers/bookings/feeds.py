"""A person's own calendar feed: a secret address that calendar programs read. It is made, changed and taken back in
chat; who knows it sees when something is and what, never with whom."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.bookings.screens import spoken
from handlers.chat import sight
from handlers.chat.context import Context, Office, Refused
from handlers.chat.hosts import hosts_of
from handlers.chat.outgoing import Button, Card, Style, Text
from storage.bookings import Booking
from storage.people import Person
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role

KEY_BYTES = 32
PAST = timedelta(days=90)
MOST = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a feed, or a series of them: what it is, and where, if that is known."""

    bookings: Sequence[Booking]
    title: Text
    place: Text | None


def calendar(ctx: Context, words: str) -> None:
    """`/calendar`: whether one has an address for calendar programs, and what can be done about it."""
    if ctx.office.desk.feeds is None:
        ctx.reply(Text("feed-none-here"))
    else:
        ctx.reply(card(ctx.who, ctx.uow.feeds.made_at(ctx.who.id)), anew=True)


def press_calendar(ctx: Context, about: str) -> None:
    """Press of Calendar address, among the settings."""
    calendar(ctx, "")


def press_new(ctx: Context, about: str) -> None:
    """Press of New address: the one before counts no more. It is said once and kept nowhere."""
    base = _need_feeds(ctx)
    key = secrets.token_urlsafe(KEY_BYTES)
    ctx.uow.feeds.set(ctx.who.id, hashed(key), ctx.now)
    ctx.redraw(ctx.who, card(ctx.who, ctx.now))
    ctx.tell(ctx.who, Text("feed-address", address=f"{base}/{key}.ics"))


def press_end(ctx: Context, about: str) -> None:
    """Press of Switch off."""
    _need_feeds(ctx)
    ctx.uow.feeds.end(ctx.who.id)
    ctx.redraw(ctx.who, card(ctx.who, None))
    ctx.answer(Text("feed-ended"))


def card(person: Person, made_at: datetime | None) -> Card:
    """Return whether somebody has an address, and since when (UTC); with what can be done about it."""
    if made_at is None:
        lines, buttons = [Text("feed-what")], [Button(Text("feed-make"), "bookings.feed-new", person.id)]
    else:
        lines = [Text("feed-since", at=made_at), Text("feed-what")]
        buttons = [
            Button(Text("feed-renew"), "bookings.feed-new", person.id, confirm=Text("feed-renew-sure")),
            Button(Text("feed-end"), "bookings.feed-end", person.id, style=Style.DANGER, confirm=Text("feed-end-sure")),
        ]
    return Card(f"feed:{person.id}", Text("feed-title"), lines, buttons)


def hashed(key: str) -> str:
    """Return by what a key is known: 32 random bytes need no slow hash."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def owner(uow: UnitOfWork, key: str) -> Person | None:
    """Return whose feed a key opens; None for one that is wrong or taken back, or whose owner has no access any
    more."""
    whose = uow.feeds.whose(hashed(key))
    person = None if whose is None else uow.people.by_id(whose)
    return person if person is not None and person.active else None


def entries(uow: UnitOfWork, office: Office, person: Person) -> list[Entry]:
    """Return a person's appointments of the last 90 days and all to come: a client's that they come to, of staff those
    that take their time."""
    since = uow.now - PAST
    if person.role is Role.CLIENT:
        found = uow.bookings.attended(person.id, since, MOST)
    else:
        mine = hosts_of(uow, office.desk, person)
        until = uow.now + timedelta(days=3660)
        found = [booking for host in mine for booking in uow.bookings.of_host(host, since, until, MOST)]
    groups: dict[str, dict[str, Booking]] = {}
    for booking in found:
        if sight.may_see_booking(uow, person, booking):
            groups.setdefault(booking.series_id or booking.id, {})[booking.id] = booking
    return [entry(office, list(group.values())) for group in groups.values()]


def entry(office: Office, group: Sequence[Booking]) -> Entry:
    """Return what a calendar says of an appointment, or of several of one series."""
    service = office.desk.service(group[0].service)
    label = Text("booking-some") if service is None else spoken(service.label)
    title = label if len(group) > 1 else Text("feed-event", what=label, ref=group[0].reference)
    place = spoken(service.place) if service is not None and service.place else None
    return Entry(group, title, place)


def _need_feeds(ctx: Context) -> str:
    if ctx.office.desk.feeds is None:
        raise Refused(Text("feed-none-here"))
    return ctx.office.desk.feeds

"""Staff book, and move, for clients and callers: a time first, by tapping or by words, then for whom. What the office's
rules say against it they may overrule, and it is kept that they did."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handlers.bookings import actions, cards, choosing, record, screens
from handlers.bookings.choice import Choice, at_minute, minute, token
from handlers.bookings.claiming import Denied, Wish
from handlers.chat import time_fields
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Form, Text
from handlers.rules.slots.service import MINUTE
from handlers.rules.slots.wording import asked_for
from storage.bookings import Booking
from storage.dialogs import Dialog
from storage.people import Person
from storage.vocabulary import STAFF, BookingId, PersonId, Role

EXACT = frozenset({"second", "minute", "hour"})
_REFERENCE = re.compile(r"\bA-(\d{1,9})\b", re.IGNORECASE)


def book(ctx: Context, words: str) -> None:
    """`/book`: what can be booked. With a service, or the number of an appointment, and a time behind it, staff book or
    move at once."""
    if ctx.who.role not in STAFF or not words.strip() or not _by_words(ctx, words):
        choosing.book(ctx, words)


def _by_words(ctx: Context, words: str) -> bool:
    reading = time_fields.read(ctx, words)
    when, choice = reading.when, _meant(ctx, words)
    if choice is None or when is None or when.start is None or reading.asks or when.grain not in EXACT:
        return False
    choosing.press_take(ctx, choice.about(minute(when.start)))
    return True


def _meant(ctx: Context, words: str) -> Choice | None:
    """Return the appointment that words name, else the service."""
    number = _REFERENCE.search(words)
    if number is not None:
        booking = ctx.uow.bookings.by_number(int(number[1]))
        if booking is None:
            raise Refused(Text("booking-unknown"))
        return Choice(booking.id)
    services = {each.name: each for each in choosing.bookable(ctx)}
    spans = [part for one in time_fields.times(ctx, words) for part in one.stretches]
    names = asked_for(words, spans, {name: list(each.label.values()) for name, each in services.items()})
    if len(names) != 1:
        return None
    return Choice(token(names[0]), minutes=services[names[0]].length // MINUTE)


def anyway(ctx: Context, about: str) -> None:
    """Press of Book anyway: what the office's rules say against it doesn't matter this time."""
    choice, value = choosing.chosen_in(about)
    target, at = choosing.target_of(ctx, choice), at_minute(value)
    if at is None:
        raise Refused(Text("button-gone"))
    found: Booking | Denied
    if target.moved is not None:
        found = actions.move(ctx, target.moved.id, at, override=True)
    else:
        found = actions.hold(ctx, Wish(target.service, at, target.length, override=True))
    if isinstance(found, Denied):
        choosing.denied(ctx, choice, found)
    else:
        ctx.reply(screens.anyway_card(ctx.who, choice, at))


def ask_contact(ctx: Context, about: str) -> None:
    """Press of For a client: ask for whom."""
    held = _held(ctx, about)
    ctx.ask(cards.contact_form(_contacts(ctx)), held.id)


def contact_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question for whom of the clients."""
    return cards.contact_form(_contacts(ctx))


def contact_named(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """It is said for whom of the clients."""
    person = ctx.uow.people.by_id(PersonId(given["contact"]))
    if person is None or not person.active or person.role is not Role.CLIENT:
        raise Refused(Text("nobody-like-that"))
    _settle(ctx, dialog, actions.confirm(ctx, _held(ctx, dialog.about).id, contact=person))


def ask_caller(ctx: Context, about: str) -> None:
    """Press of For a caller: ask who calls."""
    ctx.ask(cards.caller_form(), _held(ctx, about).id)


def caller_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the questions who calls."""
    return cards.caller_form()


def caller_named(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """It is said who calls: the first of the guests of an appointment that nobody's account is tied to."""
    guest = {name: given[name].strip() for name in ("name", "phone") if given.get(name)}
    _settle(ctx, dialog, actions.confirm(ctx, _held(ctx, dialog.about).id, guests=(guest,)))


def _settle(ctx: Context, dialog: Dialog, found: Booking | Denied) -> None:
    if isinstance(found, Denied):
        held = record.look(ctx, BookingId(dialog.about))
        choosing.denied(ctx, choosing.for_service(held), found, held.starts_at)
    else:
        ctx.redraw(ctx.who, screens.settled_card(ctx.who, found.starts_at))


def _held(ctx: Context, about: str) -> Booking:
    """Return what who acts holds for somebody who isn't said yet. Raises Refused."""
    held = record.look(ctx, BookingId(about))
    if held.booked_by != ctx.who.id or held.contact_id is not None or held.number is not None:
        raise Refused(Text("booking-unknown"))
    return held


def _contacts(ctx: Context) -> list[Person]:
    return sorted(ctx.uow.people.active(Role.CLIENT), key=lambda person: (person.name or "").casefold())

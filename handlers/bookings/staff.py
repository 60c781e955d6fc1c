"""Staff book, and move, for clients and callers: a time first, by tapping or by words, then for whom. What the office's
rules say against it they may overrule, and it is kept that they did."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from handlers.bookings import actions, cards, choosing, hearing, hosting, record, screens
from handlers.bookings.choice import at_minute
from handlers.bookings.claiming import Denied, Wish
from handlers.chat import sight
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Form, Text
from handlers.rules.policy import Act
from storage.bookings import Booking
from storage.dialogs import Dialog
from storage.people import Person
from storage.vocabulary import BookingId, PersonId, Role

_REFERENCE = re.compile(r"\bA-(\d{1,9})\b", re.IGNORECASE)


def book(ctx: Context, words: str) -> None:
    """`/book`: what can be booked. A time behind it is kept, or an appointment moved to it whose number is said; a
    number alone shows when it can be moved to."""
    if not words.strip() or not _by_words(ctx, words):
        choosing.book(ctx, words)


def _by_words(ctx: Context, words: str) -> bool:
    number = _REFERENCE.search(words)
    if number is not None:
        _move(ctx, int(number[1]), _REFERENCE.sub(" ", words))
        return True
    return hearing.named_behind(ctx, words)


def _move(ctx: Context, number: int, words: str) -> None:
    """Move the appointment that words name; without a certain time its days are shown. Raises Refused: unknown and not
    theirs sound alike."""
    known = ctx.uow.bookings.by_number(number)
    booking = record.look(ctx, BookingId("") if known is None else known.id)
    if not hearing.moved(ctx, booking, words):
        choosing.press_move(ctx, booking.id)


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
    held = _held(ctx, dialog.about)
    theirs = replace(actions.service_of(ctx, held), groups=tuple((name,) for name in ctx.uow.bookings.hosts(held.id)))
    if hosting.with_hosts_for(ctx, theirs, person) is None:
        raise Refused(Text("book-not-bound"), "contact")
    _settle(ctx, dialog, actions.confirm(ctx, held.id, contact=person))


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
    known = [
        person for person in ctx.uow.people.active(Role.CLIENT) if sight.may_for(ctx.uow, ctx.who, Act.HOST, person)
    ]
    return sorted(known, key=lambda person: (person.name or "").casefold())

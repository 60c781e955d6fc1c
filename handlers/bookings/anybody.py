"""What can be done with an appointment that stands: seen, confirmed, cancelled, somebody added, said to come; and by
staff accepted, declined, noted as done or missed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from handlers.bookings import actions, calendars, cards, choosing, inviting, queueing, record, screens, showing
from handlers.bookings.choice import Choice
from handlers.bookings.claiming import Denied
from handlers.chat import paging, sight
from handlers.chat.context import Context, Refused
from handlers.chat.feature import Unsettled
from handlers.chat.hosts import hosts_of
from handlers.chat.outgoing import Form, Text
from handlers.rules.wall_time import first_instant
from storage.bookings import Booking
from storage.dialogs import Dialog
from storage.vocabulary import STAFF, BookingId, BookingState, Role

MOST_READ = 100
WEEK_WORDS = frozenset({"week", "woche"})
DAYS = {cards.TODAY: 1, cards.WEEK: 7}


def agenda(ctx: Context, words: str) -> None:
    """`/agenda`: a client's appointments; staff's of today, or with `week` after it of seven days."""
    span = cards.WEEK if words.strip().lower() in WEEK_WORDS else cards.TODAY
    _agenda(ctx, span, 0, anew=True)


def press_agenda(ctx: Context, about: str) -> None:
    """Press of Today, This week, or a page."""
    span, number = paging.asked(about)
    _agenda(ctx, span if span in DAYS else cards.TODAY, number or 0, anew=False)


def press_book(ctx: Context, about: str) -> None:
    """Press of Book an appointment."""
    choosing.book(ctx, "")


def show(ctx: Context, about: str) -> None:
    """Press of A-17: the appointment."""
    showing.show(ctx, record.look(ctx, BookingId(about)))


def confirm(ctx: Context, about: str) -> None:
    """Press of Book it: it counts, once the service's own questions are answered."""
    held = record.look(ctx, BookingId(about))
    _need_own(ctx, held)
    service = actions.service_of(ctx, held)
    if service.questions:
        ctx.ask(cards.answers_form(service), held.id)
        return
    _confirm(ctx, held, {})


def answers_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the service's own questions."""
    return cards.answers_form(actions.service_of(ctx, record.look(ctx, BookingId(dialog.about))))


def answered(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The questions are answered."""
    held = record.look(ctx, BookingId(dialog.about))
    _need_own(ctx, held)
    _confirm(ctx, held, {name: value for name, value in given.items() if value})


def release(ctx: Context, about: str) -> None:
    """Press of Release: the time is for others again."""
    held = record.look(ctx, BookingId(about))
    _need_own(ctx, held)
    actions.release(ctx, held.id)
    ctx.answer(Text("book-released"))


def cancelled(ctx: Context) -> Unsettled | None:
    """Return the time that who acts holds, to be given up; one that the waiting list offers them is no choice of
    theirs."""
    holds = [held for held in ctx.uow.bookings.held_by(ctx.who.id) if ctx.uow.waits.offered(held) is None]
    held = ctx.uow.bookings.look(holds[-1]) if holds else None
    if held is None or held.hold_until is None or held.hold_until <= ctx.now:
        return None
    return Unsettled(held.created_at, partial(_release_last, ctx, held.id))


def _release_last(ctx: Context, held: BookingId) -> None:
    actions.release(ctx, held)
    ctx.reply(Text("book-released"))


def cancel(ctx: Context, about: str) -> None:
    """Press of Cancel."""
    found = actions.cancel(ctx, BookingId(about))
    if isinstance(found, Denied):
        choosing.denied(ctx, Choice(about), found)


def come(ctx: Context, about: str) -> None:
    """Press of I'll be there: the hosts read it."""
    booking = record.look(ctx, BookingId(about))
    if booking.state is not BookingState.CONFIRMED or booking.starts_at <= ctx.now:
        raise Refused(Text("button-gone"))
    known = showing.facts(ctx, booking)
    ctx.reply(cards.reminder_card(booking, known, comes=True))
    for person in showing.concerned(ctx, booking, known):
        if person != ctx.who:
            ctx.tell(person, Text("booking-will-come", name=ctx.who.name, ref=booking.reference, at=booking.starts_at))


def ask_guest(ctx: Context, about: str) -> None:
    """Press of Add someone: ask who."""
    booking = record.look(ctx, BookingId(about))
    record.state_after(ctx, booking, "change")
    ctx.ask(cards.guest_form(booking.reference, mails=ctx.office.desk.mails), booking.id, ref=booking.reference)


def guest_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the questions who comes as well."""
    return cards.guest_form(dialog.facts["ref"], mails=ctx.office.desk.mails)


def guest_named(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """It is said who comes as well; they can be invited by mail."""
    name, address = given["name"].strip(), inviting.address_in(given.get("mail", ""))
    booking = actions.add_guest(
        ctx, BookingId(dialog.about), {"name": name, **({} if address is None else {"mail": address})}
    )
    if address is not None and ctx.office.desk.mails:
        inviting.ask(ctx, booking, name, address)


def own(ctx: Context) -> list[Booking]:
    """Return the appointments to come of a client's contact, or of all of the client's where they see one another's."""
    client = None if ctx.who.client_id is None else ctx.uow.clients.look(ctx.who.client_id)
    if client is not None and client.contacts_see_all:
        return ctx.uow.bookings.of_client(client.id, ctx.now, MOST_READ)
    return ctx.uow.bookings.of_contact(ctx.who.id, ctx.now, MOST_READ)


# --- staff alone ---------------------------------------------------------------------------------------------------


def accept(ctx: Context, about: str) -> None:
    """Press of Confirm."""
    actions.accept(ctx, BookingId(about))


def ask_decline(ctx: Context, about: str) -> None:
    """Press of Decline: ask why."""
    booking = record.look(ctx, BookingId(about))
    record.state_after(ctx, booking, "decline")
    ctx.ask(cards.decline_form(booking.reference), booking.id, ref=booking.reference)


def decline_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question why."""
    return cards.decline_form(dialog.facts["ref"])


def declined(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """It is said why."""
    actions.decline(ctx, BookingId(dialog.about), given["words"])


def done(ctx: Context, about: str) -> None:
    """Press of Done."""
    actions.done(ctx, BookingId(about))


def no_show(ctx: Context, about: str) -> None:
    """Press of No-show."""
    actions.no_show(ctx, BookingId(about))


# --- inside --------------------------------------------------------------------------------------------------------


def _need_own(ctx: Context, held: Booking) -> None:
    if ctx.who.id not in {held.contact_id, held.booked_by}:
        raise Refused(Text("booking-unknown"))


def _confirm(ctx: Context, held: Booking, answers: Mapping[str, str]) -> None:
    kept = actions.confirm(ctx, held.id, answers=answers)
    if isinstance(kept, Denied):
        choosing.denied(ctx, choosing.for_service(held), kept)
    else:
        ctx.redraw(ctx.who, screens.settled_card(ctx.who, kept.starts_at))


def _agenda(ctx: Context, span: str, number: int, *, anew: bool) -> None:
    found = own(ctx) if ctx.who.role is Role.CLIENT else _of_staff(ctx, DAYS[span])
    known = [showing.facts(ctx, booking) for booking in found]
    names = [each.contact.name if each.contact is not None and ctx.who.role in STAFF else None for each in known]
    ages = calendars.ages(ctx, _hosts(ctx)) if ctx.who.role in STAFF else []
    waits = queueing.listed(ctx) if ctx.who.role is Role.CLIENT else []
    card = cards.agenda_card(ctx.who, span, found, [each.label for each in known], names, number, ages, waits)
    ctx.reply(card, anew=anew)


def _of_staff(ctx: Context, days: int) -> list[Booking]:
    """Return an assistant's own appointments, a manager's those of all, from the beginning of today on."""
    zone = ZoneInfo(ctx.who.zone)
    today = ctx.now.astimezone(zone).date()
    since, until = (first_instant(datetime.combine(day, time()), zone) for day in (today, today + timedelta(days=days)))
    found = {each.id: each for name in _hosts(ctx) for each in ctx.uow.bookings.of_host(name, since, until, MOST_READ)}
    seen = [each for each in found.values() if sight.may_see_booking(ctx.uow, ctx.who, each)]
    return sorted(seen, key=lambda each: (each.starts_at, each.id))


def _hosts(ctx: Context) -> list[str]:
    return list(ctx.office.desk.hosts) if ctx.who.role is Role.MANAGER else hosts_of(ctx.uow, ctx.office.desk, ctx.who)

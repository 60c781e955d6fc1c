"""Which appointment a request is for: named in its words or chosen on its card; and what is for it follows it."""

from __future__ import annotations

from dataclasses import replace

from handlers.chat import sight
from handlers.chat.context import Context, Office, Refused
from handlers.chat.outgoing import Text
from handlers.events import BookingChanged
from handlers.rules import references
from handlers.rules.clock_events import APPOINTMENT, BOOKING
from handlers.rules.sla_policy import Anchor, Before
from handlers.tasks import record, showing
from handlers.tasks.appointment_lines import Choice, begins
from storage.bookings import Booking
from storage.drafts import Draft
from storage.people import Person
from storage.tasks import Task
from storage.vocabulary import BookingId, BookingState, Role

STANDS = frozenset({BookingState.PENDING, BookingState.CONFIRMED})
MOST_OFFERED = 3


def facts(booking: Booking | None) -> dict[str, str]:
    """Return what the history keeps of the appointment that a task is for, nothing where there is none."""
    if booking is None:
        return {}
    at = begins(booking)
    return {APPOINTMENT: "" if at is None else at.isoformat(), BOOKING: booking.reference}


def choice(ctx: Context, tied: BookingId | None, contact: Person | None) -> Choice:
    """Return the appointment that something is for, and the next ones of its contact; none of these where nothing is
    promised before an appointment."""
    booking = None if tied is None else ctx.uow.bookings.look(tied)
    if contact is None or not _counts(ctx.office):
        return Choice(booking)
    coming = [one for one in _coming(ctx, contact) if one.id != tied and one.starts_at > ctx.now]
    return Choice(booking, coming[:MOST_OFFERED])


def of_draft(ctx: Context, draft: Draft) -> Choice:
    """Return the same for a request that is not sent yet, and what its words name that isn't known."""
    found = choice(ctx, draft.booking_id, _client(ctx, draft))
    return replace(found, unknown=unknown(ctx, draft))


def understood(ctx: Context, draft: Draft, before: str = "") -> Draft:
    """Return a draft that is for the appointment its words name; `before` are the words it had until then."""
    booking = named(ctx, draft.words, before, _client(ctx, draft))
    return draft if booking is None else replace(draft, booking_id=booking.id)


def named(ctx: Context, words: str, before: str, contact: Person | None) -> Booking | None:
    """Return the first appointment of a contact that stands and is still to come, named in words but not in those
    `before`; held as it is until the end of the transaction."""
    found = (_fitting(ctx, number, contact) for number in _fresh(words, before)) if contact is not None else iter(())
    return next((booking for booking in found if booking is not None), None)


def unknown(ctx: Context, draft: Draft) -> list[Text]:
    """Return a line for each appointment that the words of a draft name and its client can't know."""
    return unknown_lines(ctx, draft.words, "", _client(ctx, draft))


def unknown_lines(ctx: Context, words: str, before: str, contact: Person | None) -> list[Text]:
    """Return a line for each appointment that words name and, as they were `before`, did not, and that is none of this
    contact's: unknown and not theirs sound alike. None where the office has no appointments, or the contact is open."""
    if contact is None or not ctx.office.desk.services:
        return []
    return [
        Text("appointment-unknown", ref=f"A-{number}")
        for number in _fresh(words, before)[:MOST_OFFERED]
        if (booking := ctx.uow.bookings.by_number(number)) is None
        or not sight.may_see_booking(ctx.uow, contact, booking)
    ]


def _fresh(words: str, before: str) -> list[int]:
    earlier = references.appointments(before)
    return [number for number in references.appointments(words) if number not in earlier]


def chosen(ctx: Context, draft: Draft, number: str) -> Draft:
    """Return a draft that is for the appointment of that number, or for none where it is empty. Raises Refused."""
    if not number:
        return replace(draft, booking_id=None)
    return replace(draft, booking_id=need(ctx, number, _client(ctx, draft)).id)


def need(ctx: Context, number: str, contact: Person | None) -> Booking:
    """Return an appointment of a contact that is still to come, held as it is until the end of the transaction. Raises
    Refused."""
    booking = _fitting(ctx, int(number), contact) if number.isdigit() else None
    if booking is None:
        raise Refused(Text("appointment-over"))
    return booking


def kept(ctx: Context, draft: Draft) -> Booking | None:
    """Return the appointment that a request which is sent just now is for, if it still stands; held as it is."""
    booking = None if draft.booking_id is None else ctx.uow.bookings.take(draft.booking_id)
    return booking if booking is not None and booking.state in STANDS else None


def changed(ctx: Context, event: BookingChanged) -> None:
    """Let what is for an appointment follow it when it is moved or given up."""
    before = None if event.before is None else begins(event.before)
    if event.booking.number is None or before == begins(event.booking):
        return
    for task_id in ctx.uow.tasks.of_booking(event.booking.id):
        task = ctx.uow.tasks.take(task_id)
        if task is not None:
            _follow(ctx, task, event.booking)


def _follow(ctx: Context, task: Task, booking: Booking) -> None:
    """Write into a task's history what became of its appointment. The client, who knows of that, hears of it where they
    can count on another time now; the assistant in any case."""
    promised = showing.promised_lines(ctx, task)
    why = "cancelled" if begins(booking) is None else "moved"
    record.note(ctx, task, "appointment", by_office=False, **facts(booking), why=why)
    if task.state in record.ENDED:
        return
    told = Text(f"task-appointment-{why}", ref=task.reference, booking=booking.reference, at=booking.starts_at)
    show(ctx, task, promised, told)


def show(ctx: Context, task: Task, promised: list[Text], told: Text, *, to_client: bool = False) -> None:
    """Show both sides a task whose date or appointment has changed: the client hears of what they can count on if it
    was `promised` otherwise; its assistant is `told`, unless they did it, and so is the client where `to_client`."""
    showing.to_contact(ctx, task)
    if to_client:
        showing.tell_contact(ctx, task, told)
    if showing.promised_lines(ctx, task) != promised:
        showing.promised_anew(ctx, task)
    assistant = record.person(ctx, task.assistant_id)
    if assistant is None:
        return
    showing.to_assistant(ctx, task)
    if ctx.known is None or ctx.known.id != assistant.id:
        showing.say(ctx, task, assistant, told)


def _client(ctx: Context, draft: Draft) -> Person | None:
    """Return the client's contact whose request it is, None while staff have not said whose."""
    person = record.person(ctx, draft.contact_id or draft.person_id)
    return person if person is not None and person.role is Role.CLIENT else None


def _coming(ctx: Context, contact: Person) -> list[Booking]:
    client = None if contact.client_id is None else ctx.uow.clients.look(contact.client_id)
    most = MOST_OFFERED + 2  # one of them may be running, one may be the one it is for
    if client is not None and client.contacts_see_all:
        return ctx.uow.bookings.of_client(client.id, ctx.now, most)
    return ctx.uow.bookings.of_contact(contact.id, ctx.now, most)


def _fitting(ctx: Context, number: int, contact: Person | None) -> Booking | None:
    """Return an appointment of that number that stands, is still to come and is a contact's to see, locked: whoever
    moves it meanwhile finds what is for it by now."""
    known = ctx.uow.bookings.by_number(number)
    if known is None or contact is None or not sight.may_see_booking(ctx.uow, contact, known):
        return None
    booking = ctx.uow.bookings.take(known.id)
    return booking if booking is not None and booking.state in STANDS and booking.starts_at > ctx.now else None


def _counts(office: Office) -> bool:
    """Whether anything is promised before an appointment."""
    policies = [level.applies.policy for level in office.levels.levels] if office.levels else []
    targets = [target for policy in policies for target in policy.targets.values()]
    return any(isinstance(target, Before) and target.of is Anchor.APPOINTMENT for target in targets)

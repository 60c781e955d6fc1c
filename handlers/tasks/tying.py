"""What a task is for: an appointment is chosen for it, or named in later words of its client."""

from __future__ import annotations

from dataclasses import replace

from handlers.chat.context import Context
from handlers.chat.outgoing import Text
from handlers.rules import states
from handlers.rules.clock_events import APPOINTMENT, BOOKING
from handlers.tasks import appointments, record, showing
from storage.bookings import Booking
from storage.tasks import Task
from storage.vocabulary import Role


def tie(ctx: Context, task: Task, booking: Booking | None) -> Task:
    """Let a task be for an appointment, None for none; return it as it is then."""
    if task.booking_id == (None if booking is None else booking.id):
        return task
    promised = showing.promised_lines(ctx, task)
    before = None if task.booking_id is None else ctx.uow.bookings.look(task.booking_id)
    changed = record.save(ctx, task, replace(task, booking_id=None if booking is None else booking.id))
    about = {"ref": task.reference, "name": ctx.who.name}
    if booking is not None:
        record.note(ctx, changed, "appointment", by_office=False, **appointments.facts(booking), why="tied")
        told = Text("task-tied", booking=booking.reference, at=booking.starts_at, **about)
    else:
        ref = "" if before is None else before.reference
        record.note(ctx, changed, "appointment", by_office=False, **{APPOINTMENT: "", BOOKING: ref}, why="untied")
        told = Text("task-untied", booking=ref, **about)
    appointments.show(ctx, changed, promised, told, to_client=ctx.who.role is not Role.CLIENT)
    return changed


def added(ctx: Context, task: Task, words: str, before: str = "") -> None:
    """Let a task that is for no appointment yet be for the one that its client names in what they add; `before` are the
    words this is an edit of."""
    if task.booking_id is None:
        _named(ctx, task, words, before)


def reworded(ctx: Context, task: Task, before: str) -> None:
    """Let a task be for the appointment that its own words name now and, as they were `before`, did not."""
    _named(ctx, task, task.words, before)


def _named(ctx: Context, task: Task, words: str, before: str) -> None:
    if ctx.who.role is not Role.CLIENT or not states.possible("cancel", task.state):
        return
    contact = record.person(ctx, task.contact_id)
    booking = appointments.named(ctx, words, before, contact)
    if booking is not None and booking.id != task.booking_id:
        tie(ctx, task, booking)
        ctx.reply(Text("tied-by-words", ref=task.reference, booking=booking.reference, at=booking.starts_at))
    for line in appointments.unknown_lines(ctx, words, before, contact):
        ctx.reply(line)

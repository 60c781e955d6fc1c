"""What is kept of oneself: said in words, and handed out as a file, once within an hour."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from handlers.chat import sight
from handlers.chat.context import Context
from handlers.chat.outgoing import Text
from handlers.privacy import own_screens
from storage import own_data
from storage.exports import Export
from storage.people import Person
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import BookingId, Channel, ClientId, TaskId

AGAIN = timedelta(hours=1)


def mine(ctx: Context, words_after: str = "") -> None:
    """`/mydata`: say what is kept, why and how long, and send it all, on a platform where it may be sent."""
    if sight.is_restricted(ctx.uow, ctx.who):
        ctx.reply(Text("client-restricted", office=ctx.office.name))
        return
    before = ctx.uow.exports.own_since(ctx.who.id, ctx.now - AGAIN)
    barred = _barred(ctx)
    where = next((each for each in _platforms(ctx) if each not in barred), None)
    said = own_screens.how(where, None if before is None else before.asked_at + AGAIN, ctx.office.name)
    ctx.reply(own_screens.kept(ctx.who, _days(ctx), ctx.office, said), anew=True)
    if before is None and where is not None:
        export = Export(ctx.uow.new_id(), None, ctx.who.id, ctx.now)
        ctx.uow.exports.add(export)
        ctx.uow.audit.record("own-data-exported", "person", ctx.who.id)
        ctx.tell(ctx.who, own_screens.document(export), not_on=barred)


def readable(uow: UnitOfWork, who: Person) -> own_data.Ids:
    """Return the ids of what somebody may have, as the policy has it now. Looks at every task of their client: on a
    connection that only reads."""
    if who.client_id is None:
        return {"people": [who.id]}
    tasks = own_data.candidates(uow.run, "tasks", who.id, who.client_id)
    bookings = own_data.candidates(uow.run, "bookings", who.id, who.client_id)
    return {
        "people": [who.id],
        "tasks": [task for task in tasks if _sees_task(uow, who, task)],
        "bookings": [booking for booking in bookings if _sees_booking(uow, who, booking)],
    }


def _sees_task(uow: UnitOfWork, who: Person, task: str) -> bool:
    found = uow.tasks.standing(TaskId(task))
    return found is not None and sight.may_see(uow, who, found)


def _sees_booking(uow: UnitOfWork, who: Person, booking: str) -> bool:
    found = uow.bookings.look(BookingId(booking))
    return found is not None and sight.may_see_booking(uow, who, found)


def _barred(ctx: Context) -> Collection[str]:
    """Return the platforms over which no file of theirs may go."""
    terms = None if ctx.who.client_id is None else ctx.uow.clients.terms(ctx.who.client_id)
    return {each for each in _platforms(ctx) if terms is not None and terms.channel(each) is not Channel.FULL}


def _platforms(ctx: Context) -> list[str]:
    """Return where they can be reached, first where they speak now."""
    found = [address.platform for address in ctx.uow.people.addresses(ctx.who.id)]
    return [ctx.here[0], *(each for each in found if each != ctx.here[0])]


def _days(ctx: Context) -> int:
    own = ctx.uow.clients.keep_days()
    return own.get(ctx.who.client_id or ClientId(""), ctx.office.periods.request_days)

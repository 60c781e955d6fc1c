"""What a person's next words are about: chosen on a card, remembered for ten minutes, and given up as soon as they turn
to something else or the office does. So no words go by a choice that something has come between."""

from __future__ import annotations

from datetime import timedelta

from handlers.chat.context import Context
from storage.conversation import Focus
from storage.people import Person
from storage.vocabulary import Role, TaskId

REMEMBERED = timedelta(minutes=10)
NEW = "new"  # a request of its own
CALLED = "called"  # somebody spoke to them: nothing is chosen, and nothing joins what they wrote before
CLIENT, INTERNAL = "client", "internal"


def chosen(ctx: Context) -> Focus | None:
    """Return what ctx.who chose their next words to be about, if that still counts. It never counts for what was done
    before the choice and reached us after it."""
    found = ctx.uow.conversation.focus(ctx.who.id, ctx.now)
    late = found is not None and found.since is not None and ctx.done_at is not None and ctx.done_at < found.since
    return None if late else found


def choose(ctx: Context, about: str, audience: str = "") -> None:
    """Remember what ctx.who's next words are about; for staff also who may read them."""
    ctx.uow.conversation.set_focus(Focus(ctx.who.id, about, audience, ctx.now + REMEMBERED, ctx.done_at))


def turn_to(ctx: Context, about: str) -> None:
    """Note that ctx.who looks at a task or does something with it (or begins a request, `NEW`): a choice of anything
    else counts no more."""
    before = chosen(ctx)
    if before is not None and before.about != about:
        forget(ctx)


def write_inside(ctx: Context) -> None:
    """Note that ctx.who writes for the office: what follows doesn't go to a client without a question."""
    before = chosen(ctx)
    if before is not None and before.audience == CLIENT:
        forget(ctx)


def forget(ctx: Context) -> None:
    """Let ctx.who's next words be about nothing in particular."""
    ctx.uow.conversation.forget_focus(ctx.who.id)


def call(ctx: Context, reader: Person, task: TaskId, *, inside: bool = False) -> None:
    """Note that a reader is spoken to about a task, `inside` the office alone: their next words may be the answer. A
    choice of that task still counts, unless it would take an answer to the office to the client."""
    before = ctx.uow.conversation.focus(reader.id, ctx.now)
    same = before is not None and before.about == task
    if same and before is not None and not (inside and before.audience == CLIENT):
        return
    if reader.role is Role.CLIENT:
        ctx.uow.conversation.set_focus(Focus(reader.id, CALLED, "", ctx.now + REMEMBERED))
    elif before is not None:
        ctx.uow.conversation.forget_focus(reader.id)

"""What follows when a message can't be delivered where it was meant to go: other address, unreachable, moved chat.
Rows only."""

from __future__ import annotations

from collections.abc import Callable

from handlers.chat.context import Context, Office
from handlers.chat.dispatch import react
from handlers.chat.router import House
from handlers.events import PersonUnreachable
from storage.outbox import Outgoing
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import OutboxState


def follow(row: Outgoing, new_chat: str, uow: UnitOfWork) -> None:
    """Let everything of a chat go on under its new id."""
    uow.outbox.put_back(row.id, uow.now, "moved", repeat=False)
    uow.outbox.move_chat(row.platform, row.workspace, row.chat, new_chat)
    uow.people.move_chat(row.platform, row.workspace, row.chat, new_chat)


def refused(
    row: Outgoing,
    code: str,
    uow: UnitOfWork,
    *,
    unreachable: bool,
    office: Office,
    house: House,
    look: Callable[[], None],
) -> None:
    """Close a refused message. If its person can't be reached there any more, try their next address; without one,
    those
    who work for them hear it."""
    uow.after_commit(look)
    if not unreachable or row.person_id is None:
        uow.outbox.end(row.id, OutboxState.FAILED, code, uow.now)
        return
    uow.people.close_chat(row.platform, row.workspace, row.chat)
    other = next((address for address in uow.people.addresses(row.person_id) if address.open), None)
    if other is not None:
        uow.outbox.reroute(row.id, other.platform, other.workspace, other.chat, code)
        return
    uow.outbox.end(row.id, OutboxState.FAILED, code, uow.now)
    person = uow.people.by_id(row.person_id)
    if person is not None:
        ctx = Context(uow, office, react=react(house))
        ctx.react(ctx, PersonUnreachable(person))

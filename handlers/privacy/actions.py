"""How the erasure of a client begins: from the first moment on nothing of theirs is shown or told."""

from __future__ import annotations

from dataclasses import replace

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text
from handlers.events import ClientLeaves, ClientWillLeave, PersonLeft
from storage.clients import Client
from storage.erasures import Erasure
from storage.vocabulary import ClientId, ErasureState, PersonId, PersonState

LONGEST = 80


def to_be_erased(ctx: Context, about: str) -> Client:
    """Return a client who can be erased. Raises Refused if there is none, or it has begun."""
    client = ctx.uow.clients.look(ClientId(about))
    if client is None:
        raise Refused(Text("button-gone"))
    if ctx.uow.erasures.of(client.id) is not None:
        raise Refused(Text("erase-begun"))
    return client


def called(ctx: Context, words: str) -> list[Client]:
    """Return the clients whose names hold some words, and who aren't being erased, by name."""
    wanted = words.strip().casefold()[:LONGEST]
    gone = {erasure.client_id for erasure in ctx.uow.erasures.all()}
    found = [client for client in ctx.uow.clients.all() if client.id not in gone]
    return sorted(
        (client for client in found if wanted in client.name.casefold()), key=lambda client: client.name.casefold()
    )


def begin(ctx: Context, client: ClientId, by: PersonId | None) -> Erasure:
    """Restrict a client at once, and keep that they are to be erased; the rest is done beside the work."""
    erasure = Erasure(ctx.uow.new_id(), client, by, ctx.now, ErasureState.ASKED, ctx.now)
    ctx.uow.clients.set_restricted(client, ctx.now)
    ctx.uow.erasures.add(erasure)
    ctx.uow.audit.record("erasure-begun", "client", client)
    return erasure


def end_open(ctx: Context, client: ClientId) -> bool:
    """End the next things that are open for a client, and at last the rights of their contacts; return whether there is
    more."""
    if ctx.uow.tasks.of_client(client, 1) or ctx.uow.bookings.of_client(client, ctx.now, 1):
        ctx.react(ctx, ClientWillLeave(client))
        ctx.react(ctx, ClientLeaves(client))
        return True
    for contact in ctx.uow.people.of_client(client):
        if contact.state is not PersonState.REMOVED:
            ctx.uow.in_turn(contact.id)  # their lane: what they do just now is done before
            ctx.uow.people.set_state(contact.id, PersonState.REMOVED)
            ctx.react(ctx, PersonLeft(replace(contact, state=PersonState.REMOVED)))
        ctx.uow.outbox.recall(contact.id)
    return False

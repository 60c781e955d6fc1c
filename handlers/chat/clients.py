"""Which clients can be spoken of, and which of them somebody means by a name."""

from __future__ import annotations

from handlers.chat import sight
from handlers.chat.context import Context
from handlers.rules import names
from storage.clients import Client
from storage.vocabulary import ClientId


def known(ctx: Context) -> list[Client]:
    """Return all clients but those whose data are restricted: of them nothing is made."""
    return [client for client in ctx.uow.clients.all() if not sight.are_restricted(ctx.uow, client.id)]


def by_id(ctx: Context, which: ClientId) -> Client | None:
    """Return one of these; None if there is none, or its data are restricted."""
    return None if sight.are_restricted(ctx.uow, which) else ctx.uow.clients.look(which)


def called(ctx: Context, name: str) -> Client | None:
    """Return the one client that is meant by a name, or a part of it; None for none, for several, and for one whose
    data are restricted."""
    there = known(ctx)
    found = names.meant(name, [client.name for client in there])
    return there[found[0]] if len(found) == 1 else None

"""Who may be a host for whom: what a client under professional secrecy books is known to its hosts, so they are bound
to secrecy."""

from __future__ import annotations

from dataclasses import replace

from handlers.bookings.diaries import person_of
from handlers.chat import sight
from handlers.chat.context import Context
from handlers.rules.policy import Act
from handlers.rules.slots.service import Service
from storage.people import Person
from storage.vocabulary import Confidentiality


def with_hosts_for(ctx: Context, service: Service, contact: Person) -> Service | None:
    """Return a service with those hosts alone who may know of a contact's appointments; None if nobody is left for a
    part of it."""
    if Confidentiality.SECRECY not in sight.of_client(ctx.uow, contact.client_id).classes:
        return service
    groups = tuple(tuple(name for name in group if _may_host(ctx, name, contact)) for group in service.groups)
    return replace(service, groups=groups) if all(groups) else None


def _may_host(ctx: Context, name: str, contact: Person) -> bool:
    host = ctx.office.desk.hosts.get(name)
    person = None if host is None else person_of(ctx, host)
    return person is None or sight.may_for(ctx.uow, person, Act.HOST, contact)

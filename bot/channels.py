"""The one place that decides what of a message may leave on its platform, the moment before it is worded: all of it, a
reference alone, or nothing, as its client has it there (docs/access.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.chat import reference_only
from handlers.chat.reference_only import CHANNEL_OFF
from handlers.chat.rows import LAST_WORD
from handlers.chat.wire import CONCERNS, ITS_OWN
from storage.outbox import Outgoing
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Channel, ClientId, TaskId


def allowed(row: Outgoing, uow: UnitOfWork) -> Outgoing | None:
    """Return a message as it may leave; None if nothing of it may. What is told about one client's things, or to one
    of its contacts, is blotted as a whole; of what speaks of several, the sentences that name a limited client, its
    contacts, or anything of theirs by its reference; files that speak of several are made without them."""
    limits = uow.channels.limits(row.platform)
    if not limits.channels or "menu" in row.content:
        return row
    alone = _whose(row, uow)
    channel = limits.strictest({*alone, *row.content.get(CONCERNS, ())})
    if channel is Channel.OFF:
        return row if _says_only_that(row.content) else None
    if channel is Channel.REFERENCE:
        return replace(row, content=reference_only.message(row.content))
    content = reference_only.where(row.content, uow.channels.telling(limits))
    one = alone or row.content.get(ITS_OWN)
    return replace(row, content=content if one else reference_only.document(content, row.platform))


def is_withheld(row: Outgoing, uow: UnitOfWork) -> bool:
    """Return whether a message must not go any more because the data of a client it is about were restricted since it
    was written; what whoever governs asked for themselves goes."""
    restricted = uow.channels.limits(row.platform).restricted
    if not restricted or "menu" in row.content or row.content.get(ITS_OWN) or row.content.get(LAST_WORD):
        return False
    concerned = map(ClientId, {*_whose(row, uow), *row.content.get(CONCERNS, ())})
    return any(each in restricted and row.created_at < restricted[each] for each in concerned)


def is_limited(row: Outgoing, uow: UnitOfWork) -> bool:
    """Return whether only a reference of what a message is about may leave."""
    concerned = {*_whose(row, uow), *row.content.get(CONCERNS, ())}
    return uow.channels.limits(row.platform).strictest(concerned) is not Channel.FULL


def _whose(row: Outgoing, uow: UnitOfWork) -> set[str]:
    """Return the clients whose task a message is about, and whose contact reads it."""
    reader = None if row.person_id is None else uow.people.by_id(row.person_id)
    task = None if row.about is None else uow.tasks.standing(TaskId(row.about))
    return {each for each in (reader and reader.client_id, task and task.client_id) if each}


def _says_only_that(content: Mapping[str, Any]) -> bool:
    """Whether a message says nothing but that nothing may be said here."""
    return "title" not in content and [line[0] for line in content.get("lines", ())] == [CHANNEL_OFF]

"""What a fresh row of the outbox holds. Nothing is kept here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.chat.outgoing import Urgency
from handlers.chat.wire import CONCERNS
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import OutboxState

LAST_WORD = "last"  # what a message's content says that is told to somebody who may not know of it any more
FROM_TOP = "top"  # says that of a message too long to be edited in one its beginning stays, not its end
EDITS = "edits"  # under which the platform's id stands of the message that a message takes the place of, or is dropped


def outbox_row(
    uow: UnitOfWork, place: tuple[str, str, str], language: str, zone: str, *, content: Mapping[str, Any]
) -> dict[str, object]:
    """Return a fresh outbox row for a place, by column name; urgency dialogue, nobody's, no key. It names the clients
    it is about: what may leave of it is looked at when it leaves."""
    platform, workspace, chat = place
    concerns = sorted({*uow.channels.concerned, *content.get(CONCERNS, ())})
    return {
        "id": uow.new_id(),
        "key": None,
        "person_id": None,
        "platform": platform,
        "workspace": workspace,
        "chat": chat,
        "card": None,
        "urgency": str(Urgency.DIALOGUE),
        "language": language,
        "zone": zone,
        "content": {**content, CONCERNS: concerns} if concerns else content,
        "state": OutboxState.NEW,
        "attempts": 0,
        "parts_sent": 0,
        "repeat": False,
        "not_before": uow.now,
        "sending_since": None,
        "message_id": None,
        "error": None,
        "created_at": uow.now,
        "sent_at": None,
        "about": None,
    }

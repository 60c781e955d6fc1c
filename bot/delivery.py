"""What follows when a message can't be delivered where it was meant to go, or needn't: other address, unreachable,
moved chat, newer drawing. Rows only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from handlers.chat import sight
from handlers.chat.context import Context, Office
from handlers.chat.dispatch import react
from handlers.chat.router import House
from handlers.chat.rows import EDITS, LAST_WORD
from handlers.events import PersonUnreachable
from storage.drawings import Drawing, Drawings
from storage.outbox import Outgoing
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import OutboxState, PersonState, TaskId

A_WHILE = timedelta(seconds=10)  # what goes out at once was looked at when it was written
OPEN = (OutboxState.NEW, OutboxState.SENDING)


def overtaken_by(row: Outgoing, uow: UnitOfWork, *, hangs: bool) -> Drawing | None:
    """Return the newest drawing that makes this one of the same card needless; `hangs` tells that the card is shown in
    the row's chat already. What was drawn later for another chat of the same person counts while it is not."""
    newer = Drawings(uow.run).newer(row)
    here = [drawing for drawing in newer if drawing.is_beside(row)]
    if here:
        shown = any(drawing.state is OutboxState.SENT for drawing in here)
        begun = row.parts_sent > 0 and not hangs and not shown  # the rest of a long one follows, then the newer one
        return None if begun else here[0]
    if hangs:
        return None
    # Drawings of one moment belong together: a card may hang in several chats.
    return next((drawing for drawing in newer if drawing.created_at > row.created_at), None)


def give_way(row: Outgoing, newer: Drawing, uow: UnitOfWork, *, unsure: bool) -> None:
    """Close an outdated drawing; `unsure` if it may have arrived: then the one that takes its place says so."""
    uow.outbox.end(row.id, OutboxState.SUPERSEDED, "newer", uow.now)
    if unsure and newer.is_beside(row) and newer.state in OPEN:
        uow.outbox.mark_repeat(newer.id)


def has_lost_its_sense(row: Outgoing, uow: UnitOfWork) -> bool:
    """Return whether a message need not be sent any more: it is not for its reader by now, or takes leave of a message
    on which a card hangs again."""
    left = row.content.get(EDITS)
    if left is not None and Drawings(uow.run).is_live(row.platform, row.workspace, row.chat, left):
        return True
    return is_not_for_them(row, uow)


def is_not_for_them(row: Outgoing, uow: UnitOfWork) -> bool:
    """Return whether a message that has waited for a while is about something that its reader may not know of by now,
    as nobody may whose access has ended; what may have gone already is told to the end."""
    waited = uow.now - row.created_at >= A_WHILE and row.sending_since is None and not row.repeat
    about = row.about or row.card
    if not waited or about is None or row.person_id is None or row.content.get(LAST_WORD):
        return False
    reader = uow.people.by_id(row.person_id)
    if reader is None:
        return False
    gone = reader.state is PersonState.REMOVED
    return gone or (row.about is not None and not sight.may_hear_late(uow, reader, TaskId(row.about)))


def goes_on(row: Outgoing, uow: UnitOfWork, *, unsure: bool) -> Outgoing | None:
    """Return a message, whose earlier try did not arrive or, if `unsure`, may have arrived, as it is to be sent now;
    None if nothing of it has arrived and it has lost its sense meanwhile."""
    if unsure:
        uow.outbox.mark_repeat(row.id)
    elif row.parts_sent == 0 and has_lost_its_sense(replace(row, sending_since=None), uow):
        needless(row, uow)
        return None
    return uow.outbox.look(row.id) or row


def needless(row: Outgoing, uow: UnitOfWork) -> None:
    """Close a message that has lost its sense before it was sent."""
    uow.outbox.end(row.id, OutboxState.SUPERSEDED, "needless", uow.now)


def hang(row: Outgoing, chat: str, message_id: str, uow: UnitOfWork, *, edited: bool) -> None:
    """Keep where a card hangs by now; one that was `edited` doesn't hang there again if it was taken down meanwhile."""
    assert row.card is not None  # the caller looked
    if edited:
        Drawings(uow.run).stays(row, chat, message_id, uow.now)
    else:
        uow.outbox.hang(row.platform, row.workspace, chat, row.card, message_id, uow.now)


def note_part(row: Outgoing, parts: int, message_id: str, uow: UnitOfWork) -> None:
    """Note that so many parts of a long message have arrived, the last of them as this message."""
    uow.outbox.part_sent(row.id, parts, uow.now)
    uow.outbox.follow(row, row.chat, message_id, uow.now, inside=bool(row.content.get("inside")))


def redraw_newest(row: Outgoing, chat: str, uow: UnitOfWork) -> bool:
    """Let the newest drawing of a card be shown again if it was sent while this older one was on its way; return
    whether that was so. `chat` is where the older one is by now."""
    placed = replace(row, chat=chat)
    for drawing in Drawings(uow.run).newer(placed):
        if drawing.is_beside(placed) and drawing.state is OutboxState.SENT:
            Drawings(uow.run).redraw(drawing.id, uow.now)
            return True
    return False


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
    if not unreachable or row.person_id is None or EDITS in row.content:
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

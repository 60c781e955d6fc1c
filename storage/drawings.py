"""Drawings of one card, one after another, in the outbox: which is the newest, what became of it, where it hangs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, literal, select, update

from storage.outbox import Outbox, Outgoing, cards, in_chat, outbox
from storage.query import Query, Runner, among
from storage.types import Moment, OneOf
from storage.vocabulary import OutboxState, PersonId


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of a card for one person, without its content."""

    id: str
    person_id: PersonId | None
    platform: str
    workspace: str
    chat: str
    state: OutboxState
    message_id: str | None
    created_at: datetime

    def is_beside(self, row: Outgoing) -> bool:
        """Whether it is meant for the same chat as `row`."""
        return (self.platform, self.workspace, self.chat) == (row.platform, row.workspace, row.chat)


@dataclass(frozen=True, slots=True)
class Hung:
    """The message a card hung on, and what it showed last; None if that is not kept any more."""

    platform: str
    workspace: str
    chat: str
    message_id: str
    content: Any


_SENT = outbox.c.state == literal(OutboxState.SENT, OneOf(OutboxState))
_DRAWN = (*in_chat(outbox), outbox.c.card == bindparam("card"))
_NEWER = Query(
    select(
        outbox.c.id,
        outbox.c.person_id,
        outbox.c.platform,
        outbox.c.workspace,
        outbox.c.chat,
        outbox.c.state,
        outbox.c.message_id,
        outbox.c.created_at,
    )
    .where(
        outbox.c.card == bindparam("card"),
        outbox.c.id > bindparam("id"),
        among(outbox.c.state, (OutboxState.NEW, OutboxState.SENDING, OutboxState.SENT, OutboxState.PARKED)),
    )
    .order_by(outbox.c.id.desc())
)
_REDRAW = Query(
    update(outbox)
    .where(outbox.c.id == bindparam("which"), _SENT)
    .values(state=OutboxState.NEW, not_before=bindparam("at", type_=Moment), parts_sent=0, sending_since=None)
)
_HUNG_LAST = Query(
    select(outbox.c.created_at, outbox.c.message_id)
    .where(*_DRAWN, _SENT, outbox.c.message_id.is_not(None))
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_UNHANG = Query(delete(cards).where(*in_chat(cards), cards.c.card == bindparam("card")))
_LET_GO = Query(
    update(outbox)
    .where(
        outbox.c.card == bindparam("which"),
        *in_chat(outbox, "at_"),
        outbox.c.state == literal(OutboxState.SENDING, OneOf(OutboxState)),
    )
    .values(card=None)
)
_ON = Query(select(cards.c.card).where(*in_chat(cards), cards.c.message_id == bindparam("message")).limit(1))
_STAYS = Query(
    update(cards)
    .where(*in_chat(cards, "at_"), cards.c.card == bindparam("which"), cards.c.message_id == bindparam("on"))
    .values(at=bindparam("now", type_=Moment))
)
_SHOWN = Query(
    select(outbox.c.content)
    .where(*_DRAWN, outbox.c.message_id == bindparam("message"))
    .order_by(outbox.c.id.desc())
    .limit(1)
)


_SHOWN_LAST = Query(
    select(outbox.c.content)
    .where(*_DRAWN, among(outbox.c.state, (OutboxState.NEW, OutboxState.SENDING, OutboxState.SENT)))
    .order_by(outbox.c.id.desc())
    .limit(1)
)


class Drawings:
    """The drawings of cards in one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def newer(self, row: Outgoing) -> list[Drawing]:
        """Return later drawings of the same card, newest first, that are sent, wait, or may have arrived: in the same
        chat, or for the same person in another one."""
        found = [Drawing(*drawing) for drawing in self._run.all(_NEWER, card=row.card, id=row.id)]
        mine = row.person_id
        return [one for one in found if one.is_beside(row) or (mine is not None and one.person_id == mine)]

    def redraw(self, message: str, at: datetime) -> None:
        """Let the newest drawing of a card be shown once more: an older one came after it."""
        self._run.change(_REDRAW, which=message, at=at)

    def stays(self, row: Outgoing, chat: str, message_id: str, at: datetime) -> None:
        """Note that a card hangs where it was edited, unless it was taken down meanwhile."""
        place = {"at_platform": row.platform, "at_workspace": row.workspace, "at_chat": chat}
        self._run.change(_STAYS, **place, which=row.card, on=message_id, now=at)

    def put_back(self, places: Iterable[tuple[str, str, str]], card: str, at: datetime) -> None:
        """Let a card that was taken down hang again where it was shown last, if that is still kept: in one of these
        chats (platform, workspace, chat), or in those where it was drawn at once."""
        found = []
        for platform, workspace, chat in places:
            row = self._run.one(_HUNG_LAST, card=card, platform=platform, workspace=workspace, chat=chat)
            if row is not None:
                found.append(((platform, workspace, chat), row[0], str(row[1])))
        latest = max((drawn_at for _, drawn_at, _ in found), default=None)
        for place, drawn_at, message in found:
            if drawn_at == latest:
                Outbox(self._run).hang(*place, card, message, at)

    def is_live(self, platform: str, workspace: str, chat: str, message: str) -> bool:
        """Return whether a card hangs on a message now."""
        return self._run.one(_ON, platform=platform, workspace=workspace, chat=chat, message=message) is not None

    def unhang(self, platform: str, workspace: str, chat: str, card: str) -> None:
        """Forget where a card hangs in a chat, so that it is posted anew; what is being sent of it just now is a
        message like any other."""
        self._run.change(_UNHANG, platform=platform, workspace=workspace, chat=chat, card=card)
        self._run.change(_LET_GO, at_platform=platform, at_workspace=workspace, at_chat=chat, which=card)

    def take_down(self, platform: str, workspace: str, chat: str, card: str) -> Hung | None:
        """Forget where a card hangs in a chat, so that it is posted anew; return what hung there."""
        hanging = Outbox(self._run)
        message = hanging.card(platform, workspace, chat, card)
        self.unhang(platform, workspace, chat, card)
        if message is None:
            return None
        row = self._run.one(_SHOWN, platform=platform, workspace=workspace, chat=chat, card=card, message=message)
        return Hung(platform, workspace, chat, message, row[0] if row else None)

    def shown_last(self, platform: str, workspace: str, chat: str, card: str) -> Any:
        """Return what the newest drawing of a card in a chat shows, sent or still on its way; nothing if that isn't
        kept any more."""
        row = self._run.one(_SHOWN_LAST, platform=platform, workspace=workspace, chat=chat, card=card)
        return row[0] if row else None

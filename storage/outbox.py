"""Outgoing messages: rows in lanes, one lane a conversation, sent only after the transaction that wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    bindparam,
    case,
    exists,
    func,
    literal,
    not_,
    select,
    union_all,
    update,
)

from storage.query import Query, Runner, among, insert, insert_new, upsert
from storage.schema import metadata, partial_index
from storage.sealing import DAY, sealed_for
from storage.types import ERASE, KEEP, EncryptedJson, Moment, OneOf, column
from storage.vocabulary import OutboxState, PersonId

_STATE = OneOf(OutboxState)
_NEW = literal(OutboxState.NEW, _STATE)
_ENDED = [state for state in OutboxState if state not in (OutboxState.NEW, OutboxState.SENDING)]

outbox = Table(
    "outbox",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("key", String(200), KEEP, nullable=True, unique=True),
    column("person_id", String(32), KEEP, ForeignKey("people.id"), nullable=True),
    column("platform", String(16), KEEP),
    column("workspace", String(32), ERASE),
    column("chat", String(64), ERASE),
    column("card", String(120), KEEP, nullable=True),
    column("urgency", String(12), KEEP),
    column("language", String(16), ERASE),
    column("zone", String(64), ERASE),
    column("content", EncryptedJson, ERASE),
    column("state", _STATE, KEEP),
    column("attempts", Integer, KEEP),
    column("parts_sent", Integer, KEEP),
    column("repeat", Boolean, KEEP),
    column("not_before", Moment, KEEP),
    column("sending_since", Moment, KEEP, nullable=True),
    column("message_id", String(64), ERASE, nullable=True),
    column("error", String(120), KEEP, nullable=True),
    column("created_at", Moment, KEEP),
    column("sent_at", Moment, KEEP, nullable=True),
    column("about", String(32), KEEP, nullable=True),
    info=sealed_for(("about", "tasks"), ("person_id", "people"), otherwise=DAY),
)
partial_index(
    "ix_outbox_open", outbox.c.platform, outbox.c.workspace, outbox.c.id, where=outbox.c.state.in_(("new", "sending"))
)
partial_index("ix_outbox_given_up", outbox.c.id, where=outbox.c.state.in_(("failed", "parked")))
partial_index("ix_outbox_card", outbox.c.card, outbox.c.chat, where=outbox.c.state == "new")
partial_index("ix_outbox_drawings", outbox.c.card, outbox.c.id, where=outbox.c.card.is_not(None))

cards = Table(
    "cards",
    metadata,
    column("platform", String(16), KEEP),
    column("workspace", String(32), ERASE),
    column("chat", String(64), ERASE),
    column("card", String(120), KEEP),
    column("message_id", String(64), ERASE),
    column("at", Moment, KEEP),
    PrimaryKeyConstraint("platform", "workspace", "chat", "card"),
)

threads = Table(
    "threads",
    metadata,
    column("platform", String(16), KEEP),
    column("workspace", String(32), ERASE),
    column("chat", String(64), ERASE),
    column("message_id", String(64), ERASE),
    column("about", String(32), KEEP),
    column("at", Moment, KEEP),
    column("inside", Boolean, KEEP, nullable=True),
    PrimaryKeyConstraint("platform", "workspace", "chat", "message_id"),
)


@dataclass(frozen=True, slots=True)
class Pending:
    """What the relay must know to take its turn: no content."""

    id: str
    platform: str
    workspace: str
    chat: str
    urgency: str
    not_before: datetime
    card: str | None
    state: OutboxState
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message in hand of the relay."""

    id: str
    person_id: PersonId | None
    platform: str
    workspace: str
    chat: str
    card: str | None
    language: str
    zone: str
    content: Any
    attempts: int
    parts_sent: int
    repeat: bool
    sending_since: datetime | None
    created_at: datetime
    key: str | None
    urgency: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class DeadMessage:
    """A message that will never arrive, without its content."""

    id: str
    person_id: PersonId | None
    platform: str
    error: str
    created_at: datetime


def in_chat(table: Table, prefix: str = "") -> list[ColumnElement[bool]]:
    """Return the condition that a row is of one chat: `platform`, `workspace`, `chat`. An UPDATE needs a `prefix`, as
    none of its parameters may be called like a column."""
    return [table.c[name] == bindparam(f"{prefix}{name}") for name in ("platform", "workspace", "chat")]


_ADD = insert(outbox)
_ADD_ONCE = insert_new(outbox)
_PENDING = Query(
    select(*(outbox.c[name] for name in Pending.__slots__))
    .where(
        outbox.c.platform == bindparam("platform"),
        outbox.c.workspace == bindparam("workspace"),
        among(outbox.c.state, (OutboxState.NEW, OutboxState.SENDING)),
        outbox.c.id > bindparam("after"),
    )
    .order_by(outbox.c.id)
)
_PLACES = Query(
    select(outbox.c.platform, outbox.c.workspace)
    .where(among(outbox.c.state, (OutboxState.NEW, OutboxState.SENDING)))
    .group_by(outbox.c.platform, outbox.c.workspace)
)
_TAKEN_COLUMNS = (
    outbox.c.id,
    outbox.c.person_id,
    outbox.c.platform,
    outbox.c.workspace,
    outbox.c.chat,
    outbox.c.card,
    outbox.c.language,
    outbox.c.zone,
    outbox.c.content,
    outbox.c.attempts,
    outbox.c.parts_sent,
    outbox.c.repeat,
    outbox.c.sending_since,
    outbox.c.created_at,
    outbox.c.key,
    outbox.c.urgency,
    outbox.c.about,
)
_LOOK = Query(
    select(*_TAKEN_COLUMNS)
    .where(
        outbox.c.id == bindparam("id"),
        outbox.c.platform == bindparam("platform"),
        outbox.c.workspace == bindparam("workspace"),
        among(outbox.c.state, (OutboxState.NEW, OutboxState.SENDING)),
    )
    .with_for_update(skip_locked=True)
)
_SHOW = Query(select(*_TAKEN_COLUMNS).where(outbox.c.id == bindparam("id")))
_MARK_REPEAT = Query(update(outbox).where(outbox.c.id == bindparam("which")).values(repeat=True))
_CLAIM = Query(
    update(outbox)
    .where(outbox.c.id == bindparam("which"), among(outbox.c.state, (OutboxState.NEW, OutboxState.SENDING)))
    .values(
        state=OutboxState.SENDING,
        attempts=outbox.c.attempts + 1,
        # Of the first try whose end nobody saw: the message is looked up from there, however often that is cut short.
        sending_since=func.coalesce(outbox.c.sending_since, bindparam("at", type_=Moment)),
    )
)
_SENT = Query(
    update(outbox)
    .where(outbox.c.id == bindparam("which"), outbox.c.state == literal(OutboxState.SENDING, _STATE))
    .values(state=OutboxState.SENT, sent_at=bindparam("at", type_=Moment), message_id=bindparam("message"))
    .returning(outbox.c.chat, outbox.c.card)
)
_PART = Query(
    update(outbox)
    .where(outbox.c.id == bindparam("which"))
    .values(parts_sent=bindparam("parts"), repeat=False, sending_since=bindparam("at", type_=Moment))
)
_BACK = Query(
    update(outbox)
    .where(outbox.c.id == bindparam("which"), outbox.c.state == literal(OutboxState.SENDING, _STATE))
    .values(
        state=OutboxState.NEW,
        not_before=bindparam("again", type_=Moment),
        repeat=bindparam("is_repeat"),
        error=bindparam("why"),
        sending_since=None,
    )
)
_UNCLAIM = Query(
    update(outbox)
    .where(
        outbox.c.id == bindparam("which"),
        outbox.c.state == literal(OutboxState.SENDING, _STATE),
        outbox.c.attempts == bindparam("tries"),
    )
    .values(state=OutboxState.NEW, sending_since=bindparam("since", type_=Moment))
)
_END = Query(
    update(outbox)
    .where(outbox.c.id == bindparam("which"))
    .values(state=bindparam("new_state"), error=bindparam("why"), sent_at=bindparam("at", type_=Moment))
)
_UNTRIED = (
    outbox.c.card == bindparam("same_card"),
    *in_chat(outbox, "same_"),
    outbox.c.state == _NEW,
    outbox.c.attempts == 0,
)
_ANY_UNTRIED = Query(select(outbox.c.id).where(*_UNTRIED).limit(1))
_IS_ON_ITS_WAY = exists().where(
    *in_chat(outbox),
    outbox.c.card == bindparam("card"),
    # Said the other way round, as SQLite would else walk through all that waits to be sent.
    not_(among(outbox.c.state, _ENDED)),
)
_ON_ITS_WAY = Query(select(literal(1)).where(_IS_ON_ITS_WAY))
# In one statement, as each sees another moment: a drawing that is sent between two of them would be neither.
_HANGS = Query(
    union_all(
        select(literal(1)).where(exists().where(*in_chat(cards), cards.c.card == bindparam("card"))),
        select(literal(1)).where(_IS_ON_ITS_WAY),
    ).limit(1)
)
_SUPERSEDE = Query(update(outbox).where(*_UNTRIED).values(state=OutboxState.SUPERSEDED).returning(outbox.c.urgency))
_REROUTE = Query(
    update(outbox)
    .where(outbox.c.id == bindparam("which"))
    .values(
        platform=bindparam("to_platform"),
        workspace=bindparam("to_workspace"),
        chat=bindparam("to_chat"),
        state=OutboxState.NEW,
        parts_sent=0,
        repeat=False,
        sending_since=None,
        error=bindparam("why"),
    )
)
_GIVEN_UP = among(outbox.c.state, (OutboxState.FAILED, OutboxState.PARKED))
_REPLAY = Query(
    update(outbox)
    .where(outbox.c.id == bindparam("which"), _GIVEN_UP)
    .values(
        state=OutboxState.NEW,
        not_before=bindparam("at", type_=Moment),
        # Nobody knows whether a parked message arrived: it is looked up, or marked, as after a crash.
        sending_since=case((outbox.c.state == literal(OutboxState.PARKED, _STATE), outbox.c.sending_since), else_=None),
    )
)
_DISCARD = Query(
    update(outbox)
    .where(outbox.c.id == bindparam("which"), _GIVEN_UP)
    .values(state=bindparam("new_state"), error=bindparam("why"))
)
_UNSENT = (among(outbox.c.state, (OutboxState.NEW, OutboxState.SENDING)), outbox.c.state == _NEW)
_RECALL = [
    Query(update(outbox).where(outbox.c.person_id == bindparam("whose"), *those).values(state=OutboxState.SUPERSEDED))
    for those in (_UNSENT, (_GIVEN_UP,))
]
_IN_HAND = among(outbox.c.state, (OutboxState.NEW, OutboxState.SENDING))
_MOVES = (
    Query(update(outbox).where(*in_chat(outbox, "old_"), _IN_HAND).values(chat=bindparam("new_chat"))),
    Query(update(cards).where(*in_chat(cards, "old_")).values(chat=bindparam("new_chat"))),
    Query(update(threads).where(*in_chat(threads, "old_")).values(chat=bindparam("new_chat"))),
)
_CARD = Query(select(cards.c.message_id).where(*in_chat(cards), cards.c.card == bindparam("card")))
_THREAD = Query(
    select(threads.c.about, threads.c.inside).where(*in_chat(threads), threads.c.message_id == bindparam("message"))
)
_FOLLOW = upsert(threads, ("platform", "workspace", "chat", "message_id"), ("about", "at", "inside"))
_HANG = upsert(cards, ("platform", "workspace", "chat", "card"), ("message_id", "at"))
_COUNT = Query(select(func.count()).select_from(outbox).where(outbox.c.state == bindparam("state", type_=_STATE)))
_COUNT_FAILED = Query(  # spelled out: a partial index serves no parameter, and this is asked again and again
    select(func.count()).select_from(outbox).where(_GIVEN_UP, outbox.c.state == literal(OutboxState.FAILED, _STATE))
)
_FAILED = Query(
    select(outbox.c.id, outbox.c.person_id, outbox.c.platform, func.coalesce(outbox.c.error, ""), outbox.c.created_at)
    .where(_GIVEN_UP)
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)


class Outbox:
    """The outgoing messages of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, row: dict[str, object]) -> bool:
        """Keep a message (all columns by name); False if its `key` was used before, and then nothing is kept."""
        if row["key"] is None:
            self._run.change(_ADD, **row)
            return True
        return self._run.change(_ADD_ONCE, **row) == 1

    def supersede(self, platform: str, workspace: str, chat: str, card: str) -> list[str]:
        """Drop untried drawings of a card in one chat: a newer one follows. Return how urgent they were."""
        drawing = {"same_platform": platform, "same_workspace": workspace, "same_chat": chat, "same_card": card}
        # Seldom is there one, and an UPDATE that finds nothing costs three times as much as a look.
        if self._run.one(_ANY_UNTRIED, **drawing) is None:
            return []
        return [str(row[0]) for row in self._run.all(_SUPERSEDE, **drawing)]

    def pending(self, platform: str, workspace: str, after: str = "") -> list[Pending]:
        """Return what one connection still has to send, oldest first, with ids above `after`."""
        return [Pending(*row) for row in self._run.all(_PENDING, platform=platform, workspace=workspace, after=after)]

    def places(self) -> list[tuple[str, str]]:
        """Return the connections (platform, workspace) that something waits for."""
        return [(str(platform), str(workspace)) for platform, workspace in self._run.all(_PLACES)]

    def claim(self, message: str, platform: str, workspace: str, at: datetime) -> Outgoing | None:
        """Take a message into the hand of one connection's relay, locked; None if that hasn't it to send any more.

        `sending_since` of the answer is that of an earlier try whose end nobody saw, None in the ordinary case.
        """
        row = self._run.one(_LOOK, id=message, platform=platform, workspace=workspace)
        if row is None or self._run.change(_CLAIM, which=message, at=at) != 1:
            return None
        return Outgoing(*row)

    def look(self, message: str) -> Outgoing | None:
        """Return a message as it is kept now."""
        row = self._run.one(_SHOW, id=message)
        return None if row is None else Outgoing(*row)

    def mark_repeat(self, message: str) -> None:
        """Note that a message may have arrived before, so that its next try says so."""
        self._run.change(_MARK_REPEAT, which=message)

    def sent(self, message: str, message_id: str, at: datetime) -> tuple[str, str | None] | None:
        """Note the platform's yes; return the chat it is in by now, which may have got another id on the way, and the
        card it draws, unless that was posted anew meanwhile. None if the message was not on its way."""
        row = self._run.one(_SENT, which=message, message=message_id, at=at)
        return None if row is None else (str(row[0]), row[1])

    def part_sent(self, message: str, parts: int, at: datetime) -> None:
        """Note how many parts of a long message have arrived."""
        self._run.change(_PART, which=message, parts=parts, at=at)

    def put_back(self, message: str, again: datetime, why: str, *, repeat: bool) -> None:
        """Let a message wait until `again`; `repeat` marks it as one that may have arrived before."""
        self._run.change(_BACK, which=message, again=again, why=why, is_repeat=repeat)

    def unclaim(self, row: Outgoing) -> None:
        """Undo a claim (`row` as it was then) after which nothing was sent, unless somebody has claimed it since."""
        self._run.change(_UNCLAIM, which=row.id, tries=row.attempts + 1, since=row.sending_since)

    def end(self, message: str, state: OutboxState, why: str, at: datetime) -> None:
        """Close a message that will not be sent."""
        self._run.change(_END, which=message, new_state=state, why=why, at=at)

    def reroute(self, message: str, platform: str, workspace: str, chat: str, why: str) -> None:
        """Send a message to another address of the same person."""
        self._run.change(_REROUTE, which=message, to_platform=platform, to_workspace=workspace, to_chat=chat, why=why)

    def replay(self, message: str, at: datetime) -> bool:
        """Let a message that was given up be sent after all."""
        return self._run.change(_REPLAY, which=message, at=at) == 1

    def discard(self, message: str, state: OutboxState, why: str) -> bool:
        """Give a failed or parked message up for good, with the reason."""
        return self._run.change(_DISCARD, which=message, new_state=state, why=why) == 1

    def recall(self, person: PersonId) -> None:
        """Drop what a person has not been sent yet, and what was given up."""
        for query in _RECALL:
            self._run.change(query, whose=person)

    def move_chat(self, platform: str, workspace: str, old: str, new: str) -> None:
        """Let everything pending and every live card follow a chat to its new id."""
        for query in _MOVES:
            self._run.change(query, old_platform=platform, old_workspace=workspace, old_chat=old, new_chat=new)

    def card(self, platform: str, workspace: str, chat: str, card: str) -> str | None:
        """Return the platform's id of the message a card hangs on in this chat."""
        row = self._run.one(_CARD, platform=platform, workspace=workspace, chat=chat, card=card)
        return None if row is None else str(row[0])

    def on_its_way(self, platform: str, workspace: str, chat: str, card: str) -> bool:
        """Return whether a drawing of a card in this chat is still to be sent, or being sent."""
        found = self._run.one(_ON_ITS_WAY, platform=platform, workspace=workspace, chat=chat, card=card)
        return found is not None

    def hangs(self, platform: str, workspace: str, chat: str, card: str) -> bool:
        """Return whether a card hangs in this chat, or is on its way there."""
        return self._run.one(_HANGS, platform=platform, workspace=workspace, chat=chat, card=card) is not None

    def hang(self, platform: str, workspace: str, chat: str, card: str, message_id: str, at: datetime) -> None:
        """Keep where a card hangs now."""
        self._run.change(
            _HANG, platform=platform, workspace=workspace, chat=chat, card=card, message_id=message_id, at=at
        )

    def thread(self, platform: str, workspace: str, chat: str, message_id: str) -> str | None:
        """Return what a message of ours in this chat was about (a task's id), None if about nothing in particular."""
        row = self._run.one(_THREAD, platform=platform, workspace=workspace, chat=chat, message=message_id)
        return None if row is None else str(row[0])

    def inside(self, platform: str, workspace: str, chat: str, message_id: str) -> bool:
        """Return whether a message of ours in this chat was for the office alone."""
        row = self._run.one(_THREAD, platform=platform, workspace=workspace, chat=chat, message=message_id)
        return row is not None and bool(row[1])

    def follow(self, row: Outgoing, chat: str, message_id: str, at: datetime, *, inside: bool = False) -> None:
        """Keep what a sent message is about, if anything, so that replies make sense; `inside`: the office alone."""
        if row.about is not None:
            place = {"platform": row.platform, "workspace": row.workspace, "chat": chat}
            self._run.change(_FOLLOW, **place, message_id=message_id, about=row.about, at=at, inside=inside)

    def count(self, state: OutboxState) -> int:
        """Return how many messages are in this state."""
        failed = state is OutboxState.FAILED
        row = self._run.one(_COUNT_FAILED) if failed else self._run.one(_COUNT, state=state)
        return int(row[0]) if row else 0

    def failed(self, most: int = 50) -> list[DeadMessage]:
        """Return the oldest messages that will never arrive."""
        return [DeadMessage(*row) for row in self._run.all(_FAILED, most=most)]

"""Incoming events, kept before the platform is told that we have them, and handled once each, lane by lane."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    not_,
    select,
    update,
)

from storage.ids import dated
from storage.query import Query, Row, Runner, insert_new
from storage.schema import metadata, partial_index
from storage.sealing import DAY, sealed_for
from storage.types import ERASE, KEEP, EncryptedText, Moment, OneOf, column, to_milliseconds
from storage.vocabulary import InboxState

RAW_LIFE = timedelta(days=14)  # how long the payload of an event is kept that has been dealt with
FORGOTTEN: ColumnElement[str] = literal_column("'-'")  # stands where a payload was
_NEW = literal(InboxState.NEW, OneOf(InboxState))

inbox = Table(
    "inbox",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("platform", String(16), KEEP),
    column("workspace", String(32), ERASE),
    column("key", String(200), ERASE, unique=True),
    column("second_key", String(200), ERASE, nullable=True, unique=True),
    column("lane", String(120), ERASE),
    column("raw", EncryptedText, ERASE),
    column("at", Moment, KEEP),
    column("state", OneOf(InboxState), KEEP),
    column("attempts", Integer, KEEP),
    column("not_before", Moment, KEEP),
    column("error", Text, KEEP, nullable=True),
    column("done_at", Moment, KEEP, nullable=True),
    info=sealed_for(otherwise=DAY),
)
partial_index("ix_inbox_open", inbox.c.lane, inbox.c.id, where=inbox.c.state == "new")
partial_index("ix_inbox_dead", inbox.c.id, where=inbox.c.state == "dead")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event still to be handled; `raw` is the platform's payload as JSON text."""

    id: str
    platform: str
    workspace: str
    lane: str
    raw: str
    at: datetime
    attempts: int
    not_before: datetime


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event set aside, without its content."""

    id: str
    platform: str
    at: datetime
    error: str


_ADD = insert_new(inbox)
_WAITING = (
    inbox.c.id,
    inbox.c.platform,
    inbox.c.workspace,
    inbox.c.lane,
    inbox.c.raw,
    inbox.c.at,
    inbox.c.attempts,
    inbox.c.not_before,
)
_NEXT = Query(
    select(*_WAITING).where(inbox.c.lane == bindparam("lane"), inbox.c.state == _NEW).order_by(inbox.c.id).limit(1)
)
_OLDER = Query(
    select(inbox.c.id)
    .where(inbox.c.lane == bindparam("lane"), inbox.c.state == _NEW, inbox.c.id < bindparam("id"))
    .limit(1)
)
_LANES = Query(select(inbox.c.lane).where(inbox.c.state == _NEW).group_by(inbox.c.lane).order_by(func.min(inbox.c.id)))
_CLOSE = Query(
    update(inbox)
    .where(inbox.c.id == bindparam("which"), inbox.c.state == _NEW)
    .values(state=bindparam("new_state"), done_at=bindparam("done", type_=Moment), error=bindparam("why"))
)
_before = inbox.alias("before")
_CLOSE_FIRST = Query(
    update(inbox)
    .where(
        inbox.c.id == bindparam("which"),
        inbox.c.state == _NEW,
        not_(exists().where(_before.c.lane == inbox.c.lane, _before.c.state == _NEW, _before.c.id < inbox.c.id)),
    )
    .values(state=literal(InboxState.DONE, OneOf(InboxState)), done_at=bindparam("done", type_=Moment), error=None)
)
_RETRY = Query(
    update(inbox)
    .where(inbox.c.id == bindparam("which"), inbox.c.state == _NEW)
    .values(attempts=inbox.c.attempts + 1, not_before=bindparam("again", type_=Moment), error=bindparam("why"))
)
_REPLAY = Query(
    update(inbox)
    .where(inbox.c.id == bindparam("which"), inbox.c.state == literal(InboxState.DEAD, OneOf(InboxState)))
    .values(state=_NEW, attempts=0)
)
_DISCARD = Query(
    update(inbox)
    .where(inbox.c.id == bindparam("which"), inbox.c.state == literal(InboxState.DEAD, OneOf(InboxState)))
    .values(state=bindparam("new_state"), done_at=bindparam("done", type_=Moment), error=bindparam("why"))
)
_MOVE_LANE = Query(
    update(inbox).where(inbox.c.lane == bindparam("old"), inbox.c.state == _NEW).values(lane=bindparam("new"))
)
_DEAD = Query(
    select(inbox.c.id, inbox.c.platform, inbox.c.at, func.coalesce(inbox.c.error, ""))
    .where(inbox.c.state == literal(InboxState.DEAD, OneOf(InboxState)))
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
)
_COUNT = Query(
    select(func.count()).select_from(inbox).where(inbox.c.state == bindparam("state", type_=OneOf(InboxState)))
)
# Spelled out: a partial index serves no parameter, and these are asked again and again.
_COUNT_NEW = Query(select(func.count()).select_from(inbox).where(inbox.c.state == _NEW))
_COUNT_DEAD = Query(
    select(func.count()).select_from(inbox).where(inbox.c.state == literal(InboxState.DEAD, OneOf(InboxState)))
)
_FORGET_ONE = Query(update(inbox).where(inbox.c.id == bindparam("which")).values(raw=FORGOTTEN))
# Rows by their primary key, which ascends with the time they were kept: a portion at a time, with no index of its own.
_PORTION = Query(
    select(inbox.c.id)
    .where(inbox.c.id > bindparam("after"), inbox.c.id < bindparam("before"))
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
)
_FORGET_RAW = Query(
    update(inbox)
    .where(
        inbox.c.id > bindparam("after"),
        inbox.c.id <= bindparam("last"),
        inbox.c.state == literal(InboxState.DONE, OneOf(InboxState)),
        literal_column("raw") != FORGOTTEN,
    )
    .values(raw=FORGOTTEN)
)


_FREE_SECOND = Query(
    update(inbox)
    .where(
        inbox.c.id > bindparam("after"),
        inbox.c.id <= bindparam("last"),
        inbox.c.second_key.like("telegram:%:update:%"),
    )
    .values(second_key=None)
)
_FREE_FIRST = Query(
    update(inbox)
    .where(
        inbox.c.id > bindparam("after"),
        inbox.c.id <= bindparam("last"),
        inbox.c.key.like("telegram:%:update:%"),
        inbox.c.key.not_like("%:old:%"),
    )
    .values(key=inbox.c.key + ":old:" + inbox.c.id)
)


def id_of(order: datetime, now: datetime) -> str | None:
    """Return the id of an event that its platform dates so: a lane's open events are handled in the order of their ids.
    None for a time that can't be true, or so long ago that the payload might be emptied at once."""
    return dated(order) if now - RAW_LIFE / 2 < order <= now else None


class Inbox:
    """The incoming events of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, row: dict[str, object]) -> bool:
        """Keep a new event (all columns by name); False if its natural key, or its second one, is known."""
        return self._run.change(_ADD, **row) == 1

    def next(self, lane: str) -> Waiting | None:
        """Return the oldest open event of a lane."""
        row = self._run.one(_NEXT, lane=lane)
        return None if row is None else Waiting(*row)

    def has_older(self, lane: str, event: str) -> bool:
        """Return whether something older than `event` is still open in the lane."""
        return self._run.one(_OLDER, lane=lane, id=event) is not None

    def open_lanes(self) -> list[str]:
        """Return all lanes with open events, longest waiting first."""
        return [str(row[0]) for row in self._run.all(_LANES)]

    def close(self, event: str, state: InboxState, at: datetime, why: str | None = None) -> bool:
        """Take an open event out of its lane; False if somebody else did."""
        if self._run.change(_CLOSE, which=event, new_state=state, done=at, why=why) != 1:
            return False
        self._forget_late(event, state, at)
        return True

    def close_first(self, event: str, at: datetime) -> bool:
        """Take an open event out of its lane as done; False if somebody else did, or something older is open there."""
        if self._run.change(_CLOSE_FIRST, which=event, done=at) != 1:
            return False
        self._forget_late(event, InboxState.DONE, at)
        return True

    def retry(self, event: str, again: datetime, why: str) -> None:
        """Count a failed try and keep the lane waiting until `again` (UTC)."""
        self._run.change(_RETRY, which=event, again=again, why=why)

    def replay(self, event: str) -> bool:
        """Put a dead letter back into its lane."""
        return self._run.change(_REPLAY, which=event) == 1

    def discard(self, event: str, state: InboxState, at: datetime, why: str) -> bool:
        """Give a dead letter up for good, with the reason."""
        if self._run.change(_DISCARD, which=event, new_state=state, done=at, why=why) != 1:
            return False
        self._forget_late(event, state, at)
        return True

    def move_lane(self, old: str, new: str) -> None:
        """Let open events of an account go on in its person's lane."""
        self._run.change(_MOVE_LANE, old=old, new=new)

    def dead(self, most: int = 50) -> list[DeadLetter]:
        """Return the oldest events set aside, at most `most`."""
        return [DeadLetter(*row) for row in self._run.all(_DEAD, most=most)]

    def count(self, state: InboxState) -> int:
        """Return how many events are in this state."""
        row: Row | None
        match state:
            case InboxState.NEW:
                row = self._run.one(_COUNT_NEW)
            case InboxState.DEAD:
                row = self._run.one(_COUNT_DEAD)
            case _:
                row = self._run.one(_COUNT, state=state)
        return int(row[0]) if row else 0

    def free_update_ids(self, after: str, before: datetime, most: int) -> str | None:
        """Let Telegram's update ids from before then be used again; messages keep their own keys. Goes through at most
        `most` events kept after the event `after`, and returns the last of them, None if there were none."""
        last = self._portion(after, before, most)
        if last is not None:
            self._run.change(_FREE_SECOND, after=after, last=last)
            self._run.change(_FREE_FIRST, after=after, last=last)
        return last

    def forget_raw(self, after: str, before: datetime, most: int) -> str | None:
        """Empty the payloads of events kept before then, unless they are still to be handled or set aside; their keys
        stay. Portions as above."""
        last = self._portion(after, before, most)
        if last is not None:
            self._run.change(_FORGET_RAW, after=after, last=last)
        return last

    def _portion(self, after: str, before: datetime, most: int) -> str | None:
        rows = self._run.all(_PORTION, after=after, before=_first_id(before), most=most)
        return str(rows[-1][0]) if rows else None

    def _forget_late(self, event: str, state: InboxState, at: datetime) -> None:
        """Empty the payload of an event that is dealt with when those of its time have been emptied already."""
        if state is InboxState.DONE and event < _first_id(at - RAW_LIFE):
            self._run.change(_FORGET_ONE, which=event)


def _first_id(at: datetime) -> str:
    """Return what sorts before every id drawn from then on."""
    return f"{to_milliseconds(at):012x}"

"""What managers have to look after with a client who was not content, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Table, bindparam, literal, select, update

from storage.clients import clients  # noqa: F401 - the table referred to
from storage.people import people  # noqa: F401 - the table referred to
from storage.query import Query, Runner, among, insert_new
from storage.schema import metadata
from storage.sealing import sealed_for
from storage.tasks import history, tasks
from storage.types import ERASE, KEEP, MASK, EncryptedJson, EncryptedText, Moment, OneOf, column
from storage.vocabulary import ClientId, FollowUpState, PersonId, TaskId

MOST_LINES = 60
_STATE = OneOf(FollowUpState)

follow_ups = Table(
    "follow_ups",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("key", String(80), KEEP, unique=True),
    column("client_id", String(32), MASK, ForeignKey("clients.id")),
    column("said", EncryptedJson, ERASE),
    column("state", _STATE, KEEP),
    column("person_id", String(32), KEEP, ForeignKey("people.id"), nullable=True),
    column("words", EncryptedText, ERASE, nullable=True),
    column("created_at", Moment, KEEP),
    column("ended_at", Moment, KEEP, nullable=True),
    Index("ix_follow_ups_client", "client_id", "id"),
    info=sealed_for(("client_id", "clients")),
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A client to be talked to. `key` is natural and unique for ever (`low:RATING:RATING`). `said` has each rating: the
    ids of its task, of who gave it (`by`) and of whose work it was (`worker`), the `stars` and the `words`. `person_id`
    is the manager who takes care of it, `words` what came of it. Times are UTC."""

    id: str
    key: str
    client_id: ClientId
    said: list[dict[str, Any]]
    state: FollowUpState
    person_id: PersonId | None
    words: str | None
    created_at: datetime
    ended_at: datetime | None


_ADD = insert_new(follow_ups)
_TAKE = Query(select(follow_ups).where(follow_ups.c.id == bindparam("id")).with_for_update())
_LOOK = Query(select(follow_ups).where(follow_ups.c.id == bindparam("id")))
_LAST = Query(
    select(follow_ups)
    .where(follow_ups.c.client_id == bindparam("client"))
    .order_by(follow_ups.c.id.desc())
    .limit(1)
    .with_for_update()
)
_OPEN = Query(
    select(follow_ups)
    .where(follow_ups.c.state == literal(FollowUpState.OPEN, _STATE))
    .order_by(follow_ups.c.id)
    .limit(bindparam("most"))
)
_SAVE = Query(
    update(follow_ups)
    .where(follow_ups.c.id == bindparam("which"))
    .values(
        said=bindparam("new_said", type_=follow_ups.c.said.type),
        state=bindparam("new_state", type_=_STATE),
        person_id=bindparam("new_person_id"),
        words=bindparam("new_words", type_=follow_ups.c.words.type),
        ended_at=bindparam("new_ended_at", type_=Moment),
    )
)
_RATED = Query(
    select(history.c.id, history.c.task_id, history.c.move, history.c.facts)
    .select_from(tasks.join(history, history.c.task_id == tasks.c.id))
    .where(tasks.c.client_id == bindparam("client"), among(history.c.move, ("rated", "reopened")))
    .order_by(history.c.id.desc())
    .limit(bindparam("most"))
)


class FollowUps:
    """The follow-ups of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, one: FollowUp) -> bool:
        """Keep a new one; False if its key was ever used before."""
        return self._run.change(_ADD, **{name: getattr(one, name) for name in FollowUp.__slots__}) == 1

    def look(self, which: str) -> FollowUp | None:
        """Return one to be shown."""
        row = self._run.one(_LOOK, id=which)
        return None if row is None else FollowUp(*row)

    def take(self, which: str) -> FollowUp | None:
        """Return one that will be changed, locked for this transaction."""
        row = self._run.one(_TAKE, id=which)
        return None if row is None else FollowUp(*row)

    def last(self, client: ClientId) -> FollowUp | None:
        """Return a client's newest, locked for this transaction."""
        row = self._run.one(_LAST, client=client)
        return None if row is None else FollowUp(*row)

    def open(self, most: int = 50) -> Sequence[FollowUp]:
        """Return those of which nothing has come yet, oldest first."""
        return [FollowUp(*row) for row in self._run.all(_OPEN, most=most)]

    def save(self, one: FollowUp) -> None:
        """Keep what was said, who takes care, and what came of it."""
        self._run.change(
            _SAVE,
            which=one.id,
            new_said=one.said,
            new_state=one.state,
            new_person_id=one.person_id,
            new_words=one.words,
            new_ended_at=one.ended_at,
        )

    def rated(self, client: ClientId, most: int = MOST_LINES) -> list[tuple[str, TaskId, int | None]]:
        """Return a client's latest ratings and reopenings in the order of time: the line's id, the task, and the stars;
        None for a reopening."""
        rows = self._run.all(_RATED, client=client, most=most)
        return [
            (str(line), TaskId(task), None if move == "reopened" else int(facts.get("stars") or 0))
            for line, task, move, facts in reversed(rows)
        ]

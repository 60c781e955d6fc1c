"""Erasures of clients: what is being erased, how far it has come, and what of it is told in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import String, Table, bindparam, literal, select, update

from storage.people import people  # noqa: F401 - the table referred to
from storage.query import Query, Runner, insert
from storage.schema import metadata
from storage.types import KEEP, Json, Moment, OneOf, column
from storage.vocabulary import ClientId, ErasureState, PersonId

_STATE = OneOf(ErasureState)
_DONE = literal(ErasureState.DONE, _STATE)

erasures = Table(
    "erasures",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("client_id", String(32), KEEP, unique=True),
    column("asked_by", String(32), KEEP, nullable=True),
    column("asked_at", Moment, KEEP),
    column("state", _STATE, KEEP),
    column("since", Moment, KEEP),
    column("counts", Json, KEEP),
)


@dataclass(frozen=True, slots=True)
class Erasure:
    """The erasure of a client. `asked_by` is None for the command line; `since` tells from when on it is in this state,
    `counts` how many rows of each table were blanked or taken out, and files. Times are UTC."""

    id: str
    client_id: ClientId
    asked_by: PersonId | None
    asked_at: datetime
    state: ErasureState
    since: datetime
    counts: Mapping[str, int] = field(default_factory=dict)


_ADD = insert(erasures)
_ALL = Query(select(erasures).order_by(erasures.c.id))
_OPEN = Query(select(erasures).where(erasures.c.state != _DONE).order_by(erasures.c.id))
_LOOK = Query(select(erasures).where(erasures.c.id == bindparam("id")))
_OF = Query(select(erasures).where(erasures.c.client_id == bindparam("client")))
_MOVE = Query(
    update(erasures)
    .where(erasures.c.id == bindparam("which"))
    .values(state=bindparam("new_state", type_=_STATE), since=bindparam("at", type_=Moment))
)
_COUNT = Query(
    update(erasures).where(erasures.c.id == bindparam("which")).values(counts=bindparam("new_counts", type_=Json))
)


class Erasures:
    """The erasures of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, erasure: Erasure) -> None:
        """Keep that a client is to be erased."""
        self._run.add(_ADD, erasure)

    def look(self, erasure: str) -> Erasure | None:
        """Return one."""
        row = self._run.one(_LOOK, id=erasure)
        return None if row is None else Erasure(*row)

    def of(self, client: ClientId) -> Erasure | None:
        """Return the erasure of a client."""
        row = self._run.one(_OF, client=client)
        return None if row is None else Erasure(*row)

    def open(self) -> list[Erasure]:
        """Return those that aren't done, oldest first."""
        return [Erasure(*row) for row in self._run.all(_OPEN)]

    def all(self) -> list[Erasure]:
        """Return all there were, oldest first."""
        return [Erasure(*row) for row in self._run.all(_ALL)]

    def move(self, erasure: Erasure, state: ErasureState, at: datetime) -> None:
        """Keep how far an erasure has come."""
        self._run.change(_MOVE, which=erasure.id, new_state=state, at=at)

    def count(self, erasure: str, what: str, number: int, *, anew: bool = False) -> None:
        """Keep how many more of something are gone; `anew`: how many in all."""
        kept = self.look(erasure)
        if kept is not None and number:
            counts = {**kept.counts, what: number if anew else kept.counts.get(what, 0) + number}
            self._run.change(_COUNT, which=erasure, new_counts=counts)

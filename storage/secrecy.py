"""Who has been bound to secrecy, since when, and who recorded it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Table, bindparam, select, update

from storage.people import people  # noqa: F401 - the table referred to
from storage.query import Query, Runner, insert
from storage.schema import metadata
from storage.types import KEEP, Moment, column
from storage.vocabulary import PersonId

obligations = Table(
    "secrecy_obligations",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("person_id", String(32), KEEP, ForeignKey("people.id")),
    column("signed_on", String(10), KEEP),
    column("recorded_by", String(32), KEEP, ForeignKey("people.id")),
    column("recorded_at", Moment, KEEP),
    column("ended_by", String(32), KEEP, ForeignKey("people.id"), nullable=True),
    column("ended_at", Moment, KEEP, nullable=True),
    Index("ix_secrecy_obligations_person", "person_id"),
)


@dataclass(frozen=True, slots=True)
class Obligation:
    """That somebody was bound to secrecy (§ 203 StGB): the date of the signature (ISO), who recorded and who ended it,
    when (UTC)."""

    id: str
    person_id: PersonId
    signed_on: str
    recorded_by: PersonId
    recorded_at: datetime
    ended_by: PersonId | None = None
    ended_at: datetime | None = None


_ADD = insert(obligations)
_OF = Query(
    select(obligations)
    .where(obligations.c.person_id == bindparam("person"), obligations.c.ended_at.is_(None))
    .order_by(obligations.c.id.desc())
)
_END = Query(
    update(obligations)
    .where(obligations.c.person_id == bindparam("person"), obligations.c.ended_at.is_(None))
    .values(ended_by=bindparam("by"), ended_at=bindparam("at", type_=Moment))
)


class Secrecy:
    """The secrecy obligations of one unit of work."""

    __slots__ = ("_known", "_run")

    def __init__(self, run: Runner) -> None:
        self._run = run
        self._known: dict[PersonId, Obligation | None] = {}  # read once in a unit of work, unless one changes

    def in_force(self, person: PersonId) -> Obligation | None:
        """Return what somebody is bound by; None if by nothing."""
        if person not in self._known:
            row = self._run.one(_OF, person=person)
            self._known[person] = None if row is None else Obligation(*row)
        return self._known[person]

    def add(self, obligation: Obligation) -> None:
        """Keep that somebody was bound."""
        self._known.clear()
        self._run.add(_ADD, obligation)

    def end(self, person: PersonId, by: PersonId, at: datetime) -> bool:
        """Let somebody be bound by nothing any more; False if they were not."""
        self._known.clear()
        return self._run.change(_END, person=person, by=by, at=at) > 0

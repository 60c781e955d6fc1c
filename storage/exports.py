"""Exports that were asked for: who gets what is kept of whom, and since when. What is in one is looked up when it is
sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Table, bindparam, select

from storage.people import people  # noqa: F401 - the table referred to
from storage.query import Query, Runner, insert
from storage.schema import metadata
from storage.types import KEEP, Moment, column
from storage.vocabulary import ClientId, PersonId

exports = Table(
    "exports",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("client_id", String(32), KEEP, nullable=True),
    column("person_id", String(32), KEEP, ForeignKey("people.id")),
    column("asked_at", Moment, KEEP),
    Index("ix_exports_person", "person_id", "asked_at"),
)


@dataclass(frozen=True, slots=True)
class Export:
    """What `person_id` gets: all that is kept of a client, or, without one, of themselves. UTC."""

    id: str
    client_id: ClientId | None
    person_id: PersonId
    asked_at: datetime


_ADD = insert(exports)
_LOOK = Query(select(exports).where(exports.c.id == bindparam("id")))
_OWN = Query(
    select(exports)
    .where(
        exports.c.person_id == bindparam("person"),
        exports.c.client_id.is_(None),
        exports.c.asked_at > bindparam("since", type_=Moment),
    )
    .order_by(exports.c.asked_at.desc())
    .limit(1)
)


class Exports:
    """The exports of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, export: Export) -> None:
        """Keep that somebody gets an export."""
        self._run.add(_ADD, export)

    def look(self, export: str) -> Export | None:
        """Return one."""
        row = self._run.one(_LOOK, id=export)
        return None if row is None else Export(*row)

    def own_since(self, person: PersonId, since: datetime) -> Export | None:
        """Return the newest that somebody asked for of themselves after a moment (UTC)."""
        row = self._run.one(_OWN, person=person, since=since)
        return None if row is None else Export(*row)

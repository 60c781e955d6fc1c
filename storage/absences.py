"""When assistants are away: asked about, planned, under way, over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Table, bindparam, or_, select, update

from storage.people import people  # noqa: F401 - the table referred to
from storage.query import Query, Runner, among, insert
from storage.schema import metadata
from storage.sealing import sealed_for
from storage.types import ERASE, KEEP, EncryptedJson, Moment, OneOf, column
from storage.vocabulary import AbsenceState, PersonId

absences = Table(
    "absences",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("person_id", String(32), KEEP, ForeignKey("people.id")),
    column("state", OneOf(AbsenceState), KEEP),
    column("offers", EncryptedJson, ERASE),
    column("starts_at", Moment, KEEP),
    column("ends_at", Moment, KEEP, nullable=True),
    column("created_at", Moment, KEEP),
    Index("ix_absences_person", "person_id", "state"),
    info=sealed_for(),
)


@dataclass(frozen=True, slots=True)
class Absence:
    """When somebody is away (UTC); `ends_at` is None until they say that they are back, and once they are it is when
    that was. `offers` are the times that
    were understood, as the rules note them, the one that counts first; none for who is just away."""

    id: str
    person_id: PersonId
    state: AbsenceState
    offers: list[Any]
    starts_at: datetime
    ends_at: datetime | None
    created_at: datetime


_ADD = insert(absences)
_TAKE = Query(select(absences).where(absences.c.id == bindparam("id")).with_for_update())
_SAVE = Query(
    update(absences)
    .where(absences.c.id == bindparam("which"))
    .values(
        state=bindparam("new_state", type_=OneOf(AbsenceState)),
        offers=bindparam("new_offers", type_=absences.c.offers.type),
        starts_at=bindparam("new_start", type_=Moment),
        ends_at=bindparam("new_end", type_=Moment),
    )
)
_OF = Query(
    select(absences)
    .where(
        absences.c.person_id == bindparam("person"),
        among(absences.c.state, [AbsenceState.PLANNED, AbsenceState.ON]),
    )
    .order_by(absences.c.starts_at, absences.c.id)
)
_ASKED = Query(
    select(absences)
    .where(
        absences.c.person_id == bindparam("person"),
        among(absences.c.state, [AbsenceState.ASKED]),
    )
    .order_by(absences.c.created_at.desc(), absences.c.id.desc())
    .limit(1)
)
_ALL = Query(
    select(absences.c.person_id, absences.c.starts_at, absences.c.ends_at).where(
        among(absences.c.state, [AbsenceState.PLANNED, AbsenceState.ON])
    )
)
_BETWEEN = Query(
    select(absences.c.person_id, absences.c.starts_at, absences.c.ends_at)
    .where(
        among(absences.c.state, [AbsenceState.PLANNED, AbsenceState.ON, AbsenceState.OVER]),
        absences.c.starts_at < bindparam("end", type_=Moment),
        or_(absences.c.ends_at.is_(None), absences.c.ends_at > bindparam("begin", type_=Moment)),
    )
    .order_by(absences.c.starts_at, absences.c.id)
)


class Absences:
    """The absences of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, absence: Absence) -> None:
        """Keep a new absence."""
        self._run.add(_ADD, absence)

    def take(self, absence: str) -> Absence | None:
        """Return an absence that will be changed, locked for this transaction."""
        row = self._run.one(_TAKE, id=absence)
        return None if row is None else Absence(*row)

    def save(self, absence: Absence) -> None:
        """Keep how an absence stands, and when it is."""
        self._run.change(
            _SAVE,
            which=absence.id,
            new_state=absence.state,
            new_offers=absence.offers,
            new_start=absence.starts_at,
            new_end=absence.ends_at,
        )

    def of(self, person: PersonId) -> Sequence[Absence]:
        """Return when somebody is or will be away, the next first."""
        return [Absence(*row) for row in self._run.all(_OF, person=person)]

    def asked(self, person: PersonId) -> Absence | None:
        """Return the absence somebody was asked about last and has neither confirmed nor discarded."""
        row = self._run.one(_ASKED, person=person)
        return None if row is None else Absence(*row)

    def all(self) -> list[tuple[PersonId, datetime, datetime | None]]:
        """Return when anybody is or will be away: who, from when and until when (UTC; None until they are back)."""
        return [(PersonId(person), begin, end) for person, begin, end in self._run.all(_ALL)]

    def between(self, begin: datetime, end: datetime) -> list[tuple[PersonId, datetime, datetime | None]]:
        """Return when anybody was, is or will be away at some time between two moments (UTC): who, from when and until
        when (None until they are back)."""
        found = self._run.all(_BETWEEN, begin=begin, end=end)
        return [(PersonId(person), leaves, returns) for person, leaves, returns in found]

"""Which version of the office's terms a client's contact was shown, and agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, PrimaryKeyConstraint, String, Table, bindparam, select, update

from storage.people import people  # noqa: F401 - the table referred to
from storage.query import Query, Runner, insert
from storage.schema import metadata
from storage.types import KEEP, Moment, column
from storage.vocabulary import PersonId

consents = Table(
    "consents",
    metadata,
    column("person_id", String(32), KEEP, ForeignKey("people.id")),
    column("version", String(40), KEEP),
    column("asked_at", Moment, KEEP),
    column("agreed_at", Moment, KEEP, nullable=True),
    PrimaryKeyConstraint("person_id", "version"),
)


@dataclass(frozen=True, slots=True)
class Consent:
    """That somebody was shown a version of the terms, and when they agreed; None: not yet. Times are UTC."""

    person_id: PersonId
    version: str
    asked_at: datetime
    agreed_at: datetime | None = None


_ADD = insert(consents)
_OF = Query(
    select(consents).where(consents.c.person_id == bindparam("person"), consents.c.version == bindparam("version"))
)
_AGREE = Query(
    update(consents)
    .where(consents.c.person_id == bindparam("person"), consents.c.version == bindparam("which"))
    .values(agreed_at=bindparam("at", type_=Moment))
)


class Consents:
    """The consents of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def of(self, person: PersonId, version: str) -> Consent | None:
        """Return what somebody was shown of a version; None if they never were."""
        row = self._run.one(_OF, person=person, version=version)
        return None if row is None else Consent(*row)

    def add(self, consent: Consent) -> None:
        """Keep that somebody was shown a version."""
        self._run.add(_ADD, consent)

    def agree(self, person: PersonId, version: str, at: datetime) -> None:
        """Keep that somebody agreed to a version."""
        self._run.change(_AGREE, person=person, which=version, at=at)

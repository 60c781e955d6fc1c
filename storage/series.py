"""Requests that come again and again, and which of their occurrences became which task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, bindparam, select, update

from storage.people import people
from storage.query import Query, Runner, among, insert, insert_new
from storage.schema import metadata
from storage.sealing import sealed_for
from storage.types import ERASE, KEEP, EncryptedText, Moment, OneOf, column
from storage.vocabulary import DraftId, PersonId, SeriesState, TaskId

series = Table(
    "series",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("person_id", String(32), KEEP, ForeignKey("people.id")),
    column("contact_id", String(32), KEEP, ForeignKey("people.id")),
    column("words", EncryptedText, ERASE),
    column("said", EncryptedText, ERASE),
    column("rule", String(200), KEEP),
    column("zone", String(64), KEEP),
    column("first_wall", String(32), KEEP),
    column("next_wall", String(32), KEEP, nullable=True),
    column("state", OneOf(SeriesState), KEEP),
    column("version", Integer, KEEP),
    column("created_at", Moment, KEEP),
    column("draft_id", String(32), KEEP, nullable=True),
    Index("ix_series_contact", "contact_id", "state"),
    info=sealed_for(("contact_id", "people")),
)
occurrences = Table(
    "series_occurrences",
    metadata,
    column("series_id", String(32), KEEP, ForeignKey("series.id")),
    column("wall", String(32), KEEP),
    column("task_id", String(32), KEEP, nullable=True),
    PrimaryKeyConstraint("series_id", "wall"),
)


@dataclass(frozen=True, slots=True)
class Series:
    """A request of `contact_id` that comes again by a rule (RFC 5545), set up by `person_id`. `first_wall` and
    `next_wall` are times on the wall of `zone` (ISO 8601, no offset); `next_wall` is None once there is none. `said` is
    how they said when. What else each of them has is that of the draft it was made from, if any."""

    id: str
    person_id: PersonId
    contact_id: PersonId
    words: str
    said: str
    rule: str
    zone: str
    first_wall: str
    next_wall: str | None
    state: SeriesState
    version: int
    created_at: datetime
    draft_id: DraftId | None = None


_ADD = insert(series)
_TAKE = Query(select(series).where(series.c.id == bindparam("id")).with_for_update())
_SAVE = Query(
    update(series)
    .where(series.c.id == bindparam("which"))
    .values(
        next_wall=bindparam("new_wall"),
        state=bindparam("new_state", type_=OneOf(SeriesState)),
        version=bindparam("new_version"),
    )
)
_CURRENT = among(series.c.state, [SeriesState.ACTIVE, SeriesState.PAUSED])
_OF = Query(
    select(series)
    .where(_CURRENT, series.c.contact_id == bindparam("contact"))
    .order_by(series.c.id)
    .limit(bindparam("most"))
)
_ALL = Query(
    select(series)
    .join(people, people.c.id == series.c.contact_id)
    .where(_CURRENT, (people.c.team_id == bindparam("team")) | (bindparam("team").is_(None)))
    .order_by(series.c.id)
    .limit(bindparam("most"))
)
_OCCUR = insert_new(occurrences)


class AllSeries:
    """The recurring requests of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, one: Series) -> None:
        """Keep a new one."""
        self._run.add(_ADD, one)

    def take(self, which: str) -> Series | None:
        """Return one that will be changed, locked for this transaction."""
        row = self._run.one(_TAKE, id=which)
        return None if row is None else Series(*row)

    def save(self, one: Series) -> None:
        """Keep when it comes next, how it stands, and its version."""
        self._run.change(_SAVE, which=one.id, new_wall=one.next_wall, new_state=one.state, new_version=one.version)

    def of(self, contact: PersonId, most: int) -> Sequence[Series]:
        """Return a contact's own that have not ended, oldest first."""
        return [Series(*row) for row in self._run.all(_OF, contact=contact, most=most)]

    def of_team(self, team: str | None, most: int) -> Sequence[Series]:
        """Return those of a team's clients (None: of all) that have not ended, oldest first."""
        return [Series(*row) for row in self._run.all(_ALL, team=team, most=most)]

    def occurs(self, which: str, wall: str, task: TaskId | None) -> bool:
        """Keep what became of one occurrence: a task, or for None nothing; False if that was kept before."""
        return self._run.change(_OCCUR, series_id=which, wall=wall, task_id=task) == 1

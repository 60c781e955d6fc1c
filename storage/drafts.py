"""Requests on their way to becoming tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Table, bindparam, literal, select, update

from storage.query import Query, Runner, insert, insert_new
from storage.schema import metadata
from storage.sealing import DAY, sealed_for
from storage.types import ERASE, KEEP, EncryptedJson, EncryptedText, Moment, OneOf, column
from storage.vocabulary import BookingId, DraftId, DraftState, PersonId, Priority, TaskId

drafts = Table(
    "drafts",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("person_id", String(32), KEEP, ForeignKey("people.id")),
    column("words", EncryptedText, ERASE),
    column("files", EncryptedJson, ERASE),
    column("source", String(120), ERASE),
    column("state", OneOf(DraftState), KEEP),
    column("task_id", String(32), KEEP, nullable=True),
    column("created_at", Moment, KEEP),
    column("touched_at", Moment, KEEP, nullable=True),
    column("parts", EncryptedJson, ERASE, nullable=True),
    column("title", EncryptedText, ERASE, nullable=True),
    column("category", String(40), KEEP, nullable=True),
    column("priority", OneOf(Priority), KEEP, nullable=True),
    column("wish", EncryptedText, ERASE, nullable=True),
    column("answers", EncryptedJson, ERASE, nullable=True),
    column("contact_id", String(32), KEEP, nullable=True),
    column("asks", Boolean, KEEP, nullable=True),
    column("wished", EncryptedJson, ERASE, nullable=True),
    column("booking_id", String(32), KEEP, nullable=True),
    Index("ix_drafts_source", "source"),
    Index("ix_drafts_person", "person_id", "state"),
    info=sealed_for(otherwise=DAY),
)
sources = Table(
    "draft_sources",
    metadata,
    column("source", String(200), ERASE, primary_key=True),
    column("draft_id", String(32), KEEP, ForeignKey("drafts.id"), index=True),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A request not sent yet. `source` is `platform:workspace:chat:message` of the words it came from; `wished` is how
    the time was understood that it is wished for, and what else it may be; `booking_id` the appointment it is for;
    `task_id` what became of it, and of one still open the closed or cancelled task that it replies to.
    Words that follow at once join it, by `touched_at`; None if nothing is to."""

    id: DraftId
    person_id: PersonId
    words: str
    files: list[dict[str, Any]]
    source: str
    state: DraftState
    task_id: TaskId | None
    created_at: datetime
    touched_at: datetime | None = None
    parts: list[list[str]] | None = None
    title: str | None = None
    category: str | None = None
    priority: Priority | None = None
    wish: str | None = None
    answers: dict[str, str] | None = None
    contact_id: PersonId | None = None
    asks: bool | None = None
    wished: dict[str, Any] | None = None
    booking_id: BookingId | None = None


_ADD = insert(drafts)
_TAKE = Query(select(drafts).where(drafts.c.id == bindparam("id")).with_for_update())
_OF_SOURCE = Query(
    select(drafts).where(drafts.c.source == bindparam("source")).order_by(drafts.c.id.desc()).limit(1).with_for_update()
)
_ADD_SOURCE = insert_new(sources)
_JOINED_BY = Query(
    select(drafts)
    .where(drafts.c.id == select(sources.c.draft_id).where(sources.c.source == bindparam("source")).scalar_subquery())
    .with_for_update()
)
_CLOSE = Query(
    update(drafts)
    .where(drafts.c.id == bindparam("which"))
    .values(state=bindparam("new_state"), task_id=bindparam("task"))
)
_CHANGEABLE = (
    "words",
    "files",
    "touched_at",
    "parts",
    "title",
    "category",
    "priority",
    "wish",
    "answers",
    "contact_id",
    "asks",
    "wished",
    "booking_id",
)
_SAVE = Query(
    update(drafts)
    .where(drafts.c.id == bindparam("which"))
    .values(**{name: bindparam(f"new_{name}") for name in _CHANGEABLE})
)
_LATEST = Query(
    select(drafts)
    .where(
        drafts.c.person_id == bindparam("person"),
        drafts.c.state == literal(DraftState.OPEN, OneOf(DraftState)),
    )
    .order_by(drafts.c.id.desc())
    .limit(1)
    .with_for_update()
)
_OPEN_OF = Query(
    select(drafts)
    .where(
        drafts.c.person_id == bindparam("person"),
        drafts.c.state == literal(DraftState.OPEN, OneOf(DraftState)),
    )
    .order_by(drafts.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_UNPLACED = Query(
    select(drafts)
    .where(
        drafts.c.person_id == bindparam("person"),
        drafts.c.state == literal(DraftState.OPEN, OneOf(DraftState)),
        drafts.c.asks.is_(True),
        drafts.c.created_at >= bindparam("since", type_=Moment),
    )
    .order_by(drafts.c.id.desc())
    .limit(1)
)


class Drafts:
    """The drafts of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, draft: Draft) -> None:
        """Keep a new draft."""
        self._run.add(_ADD, draft)

    def take(self, draft: DraftId) -> Draft | None:
        """Return a draft that will be changed, locked for this transaction."""
        row = self._run.one(_TAKE, id=draft)
        return None if row is None else Draft(*row)

    def take_of(self, source: str) -> Draft | None:
        """Return the draft made from the message `source`, or joined by it, locked."""
        row = self._run.one(_OF_SOURCE, source=source) or self._run.one(_JOINED_BY, source=source)
        return None if row is None else Draft(*row)

    def add_source(self, source: str, draft: DraftId) -> None:
        """Keep that a further message joined a draft."""
        self._run.change(_ADD_SOURCE, source=source, draft_id=draft)

    def close(self, draft: DraftId, state: DraftState, task: TaskId | None = None) -> None:
        """End a draft: sent (with the task it became) or discarded."""
        self._run.change(_CLOSE, which=draft, new_state=state, task=task)

    def save(self, draft: Draft) -> None:
        """Keep what changed in an open draft."""
        values = {f"new_{name}": getattr(draft, name) for name in _CHANGEABLE}
        self._run.change(_SAVE, which=draft.id, **values)

    def take_latest(self, person: PersonId) -> Draft | None:
        """Return the open draft a person began last, locked."""
        row = self._run.one(_LATEST, person=person)
        return None if row is None else Draft(*row)

    def open_of(self, person: PersonId, most: int = 10) -> list[Draft]:
        """Return what a person began and has neither sent nor placed, the newest first."""
        return [Draft(*row) for row in self._run.all(_OPEN_OF, person=person, most=most)]

    def unplaced(self, person: PersonId, since: datetime) -> Draft | None:
        """Return what a person wrote last, since then, and was asked about, but hasn't said where it belongs."""
        row = self._run.one(_UNPLACED, person=person, since=since)
        return None if row is None else Draft(*row)

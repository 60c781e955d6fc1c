"""Calendar feeds: whose appointments a secret address shows. Of the address only a hash is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Table, bindparam, delete, select

from storage.people import people  # noqa: F401 - the table referred to
from storage.query import Query, Runner, upsert
from storage.schema import metadata
from storage.types import ERASE, KEEP, Moment, column
from storage.vocabulary import PersonId

feeds = Table(
    "booking_feeds",
    metadata,
    column("person_id", String(32), KEEP, ForeignKey("people.id"), primary_key=True),
    column("key_hash", String(64), ERASE, unique=True),
    column("made_at", Moment, KEEP),
)

_SET = upsert(feeds, ["person_id"], ["key_hash", "made_at"])
_END = Query(delete(feeds).where(feeds.c.person_id == bindparam("which")))
_OF = Query(select(feeds.c.made_at).where(feeds.c.person_id == bindparam("person")))
_WHOSE = Query(select(feeds.c.person_id).where(feeds.c.key_hash == bindparam("key_hash")))


class Feeds:
    """The calendar feeds of one unit of work; each person has one at most."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def set(self, person: PersonId, key_hash: str, now: datetime) -> None:
        """Let a person's feed be found by the hash of this key (64 hex digits) and by no other any more."""
        self._run.change(_SET, person_id=person, key_hash=key_hash, made_at=now)

    def end(self, person: PersonId) -> bool:
        """Let a person have no feed; return whether they had one."""
        return self._run.change(_END, which=person) == 1

    def made_at(self, person: PersonId) -> datetime | None:
        """Return since when (UTC) a person's address counts, None if they have none."""
        row = self._run.one(_OF, person=person)
        return None if row is None else row[0]

    def whose(self, key_hash: str) -> PersonId | None:
        """Return whose feed it is, None for a key that is unknown or counts no more."""
        row = self._run.one(_WHOSE, key_hash=key_hash)
        return None if row is None else PersonId(row[0])

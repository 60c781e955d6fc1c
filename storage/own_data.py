"""What is kept of one person, as they may have it: of a client's contact what is theirs and what of their client they
may see, of the office's own people what is about them. What isn't named here isn't handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, true

from storage.catalogue import metadata
from storage.exporting import plain
from storage.query import Query, Runner
from storage.vocabulary import ClientId, FileState, PersonId

Ids = Mapping[str, Sequence[str]]
"""By table, the ids of the rows somebody may see: `people` (themselves), `tasks`, `bookings`."""


@dataclass(frozen=True, slots=True)
class Part:
    """The columns of a table that are handed out, of the rows whose column `by` holds one of the ids of a table; also
    those that lead nowhere by it yet, and whose `owner` somebody is."""

    by: str
    of: str
    columns: tuple[str, ...]
    owner: str | None = None


_SELF = {
    "people": Part("id", "people", ("name", "role", "language", "zone", "quiet", "created_at")),
    "addresses": Part("person_id", "people", ("platform", "account", "created_at")),
    "consents": Part("person_id", "people", ("version", "asked_at", "agreed_at")),
    "memberships": Part("person_id", "people", ("role", "since", "until")),
    "reminders": Part("person_id", "people", ("words", "at", "state", "created_at")),
    "exports": Part("person_id", "people", ("asked_at",)),
}
OF_STAFF: Mapping[str, Part] = {
    **_SELF,
    "absences": Part("person_id", "people", ("state", "starts_at", "ends_at", "created_at")),
    "secrecy_obligations": Part("person_id", "people", ("signed_on", "recorded_at", "ended_at")),
}
OF_CONTACTS: Mapping[str, Part] = {
    **_SELF,
    "tasks": Part(
        *("id", "tasks"),
        (
            *("id", "number", "title", "words", "category", "priority", "wish", "answers", "state", "result"),
            *("minutes", "rating", "rating_words", "created_at", "acknowledged_at", "done_at", "ended_at"),
        ),
    ),
    "task_messages": Part("task_id", "tasks", ("task_id", "words", "at")),
    "files": Part("task_id", "tasks", ("id", "task_id", "name", "mime", "size", "created_at"), owner="owner_id"),
    "bookings": Part(
        *("id", "bookings"),
        (
            *("number", "service", "state", "guests", "words", "answers", "place", "starts_at", "ends_at", "zone"),
            *("created_at", "ended_at"),
        ),
    ),
    "booking_waits": Part("person_id", "people", ("service", "since", "until", "state", "created_at")),
    "booking_plans": Part("person_id", "people", ("service", "first", "weeks", "times", "created_at")),
    "series": Part("contact_id", "people", ("words", "said", "zone", "state", "created_at")),
    "drafts": Part("person_id", "people", ("words", "title", "wish", "state", "created_at")),
}
LEFT_OUT = ("task_notes", "task_history", "outbox", "inbox", "audit")
"""What is kept besides, and isn't handed out so; why, is told with what is."""

_TABLES = metadata.tables
_ONLY = {
    "files": and_(_TABLES["files"].c.internal.is_(False), _TABLES["files"].c.state == FileState.HERE),
    "task_messages": _TABLES["task_messages"].c.deleted_at.is_(None),
}


def parts(client: ClientId | None) -> Mapping[str, Part]:
    """Return what is handed out to a contact of a client, or to somebody of the office."""
    return OF_STAFF if client is None else OF_CONTACTS


def rows(run: Runner, table: str, part: Part, ids: Ids) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON can have them, times in ISO 8601 (UTC)."""
    found: list[Any] = [row for each in ids.get(part.of, ()) for row in run.all(_reading(table, part.by), id=each)]
    for each in ids["people"] if part.owner else ():
        found += run.all(_reading(table, part.owner or "", unless=part.by), id=each)
    names = _named(table, part)
    return [dict(zip(names, map(plain, row), strict=True)) for row in found]


def candidates(run: Runner, table: str, person: PersonId, client: ClientId | None) -> list[str]:
    """Return the ids of the `tasks` or `bookings` that may concern a contact: theirs, and all of their client; which of
    them they may see is for the policy to say."""
    return [str(row[0]) for row in run.all(_concerning(table), person=person, client=client)]


@cache
def _concerning(table: str) -> Query:
    kept = _TABLES[table]
    theirs = or_(kept.c.contact_id == bindparam("person"), kept.c.client_id == bindparam("client"))
    return Query(select(kept.c.id).where(theirs).order_by(kept.c.id))


@cache
def _reading(table: str, by: str, unless: str | None = None) -> Query:
    kept = _TABLES[table]
    part = OF_CONTACTS.get(table) or OF_STAFF[table]
    key = kept.primary_key
    only = and_(_ONLY.get(table, true()), true() if unless is None else kept.c[unless].is_(None))
    return Query(
        select(*(kept.c[name] for name in _named(table, part)))
        .where(kept.c[by] == bindparam("id"), only)
        .order_by(*key)
    )


def _named(table: str, part: Part) -> tuple[str, ...]:
    assert set(part.columns) <= set(_TABLES[table].c.keys())  # a column that is gone must be noticed
    return part.columns

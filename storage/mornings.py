"""When an assistant's morning list comes: a column of theirs, with a change of its own."""

from __future__ import annotations

from sqlalchemy import bindparam, update

from storage.people import people
from storage.query import Query, Runner
from storage.vocabulary import PersonId

_SET = Query(update(people).where(people.c.id == bindparam("who")).values(morning=bindparam("at")))


def set_morning(run: Runner, person: PersonId, at: str | None) -> None:
    """Keep when a person's morning list comes (`07:30`, on their wall); None: never."""
    run.change(_SET, who=person, at=at)

"""Who was what in which team, from when until when. Written with each change of a person, so that figures of the past
don't ask who is there now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, PrimaryKeyConstraint, String, Table, bindparam, delete, select, update

from storage.clients import teams  # noqa: F401 - the table referred to
from storage.query import Query, Runner, upsert
from storage.schema import metadata
from storage.types import KEEP, Moment, OneOf, column
from storage.vocabulary import PersonId, Role, TeamId

memberships = Table(
    "memberships",
    metadata,
    column("person_id", String(32), KEEP, ForeignKey("people.id")),
    column("since", Moment, KEEP),
    column("until", Moment, KEEP, nullable=True),
    column("role", OneOf(Role), KEEP),
    column("team_id", String(32), KEEP, ForeignKey("teams.id"), nullable=True),
    PrimaryKeyConstraint("person_id", "since"),
)


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody had rights in a role and a team from `since` until just before `until` (UTC), None for until now."""

    person_id: PersonId
    since: datetime
    until: datetime | None
    role: Role
    team_id: TeamId | None


_MINE = (memberships.c.person_id == bindparam("who"), memberships.c.until.is_(None))
_OPEN = Query(select(memberships).where(*_MINE))
_END = Query(update(memberships).where(*_MINE).values(until=bindparam("at", type_=Moment)))
_DROP = Query(delete(memberships).where(*_MINE))
_BEGIN = upsert(memberships, key=["person_id", "since"], change=["until", "role", "team_id"])


def note(run: Runner, person: PersonId, role: Role | None, team: TeamId | None) -> None:
    """Keep what a person is from now on, and in which team; no role for somebody without rights. What began in this
    very moment was never so."""
    row = run.one(_OPEN, who=person)
    before = None if row is None else Membership(*row)
    if before is not None:
        if (before.role, before.team_id) == (role, team):
            return
        if before.since < run.at:
            run.change(_END, who=person, at=run.at)
        else:
            run.change(_DROP, who=person)
    if role is not None:
        run.add(_BEGIN, Membership(person, run.at, None, role, team))

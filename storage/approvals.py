"""What one person began and a second has to confirm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Table, bindparam, select, update

from storage.people import people  # noqa: F401 - the table referred to
from storage.query import Query, Runner, among, insert
from storage.schema import metadata
from storage.sealing import DAY, sealed_for
from storage.types import ERASE, KEEP, EncryptedJson, Moment, OneOf, column
from storage.vocabulary import ApprovalState, PersonId

approvals = Table(
    "approvals",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("action", String(40), KEEP),
    column("about", String(120), KEEP),
    column("what", EncryptedJson, ERASE),
    column("asked_by", String(32), KEEP, ForeignKey("people.id")),
    column("asked_at", Moment, KEEP),
    column("expires_at", Moment, KEEP),
    column("state", OneOf(ApprovalState), KEEP),
    column("decided_by", String(32), KEEP, ForeignKey("people.id"), nullable=True),
    column("decided_at", Moment, KEEP, nullable=True),
    info=sealed_for(otherwise=DAY),
)


@dataclass(frozen=True, slots=True)
class Approval:
    """An action of the house with what its button was about, and `what` it is in words (a packed sentence). Times are
    UTC."""

    id: str
    action: str
    about: str
    what: list[Any]
    asked_by: PersonId
    asked_at: datetime
    expires_at: datetime
    state: ApprovalState
    decided_by: PersonId | None = None
    decided_at: datetime | None = None


_ADD = insert(approvals)
_WAITING = Query(
    select(approvals)
    .where(
        approvals.c.action == bindparam("action"),
        approvals.c.about == bindparam("about"),
        approvals.c.asked_by == bindparam("by"),
        among(approvals.c.state, (ApprovalState.ASKED,)),
        approvals.c.expires_at > bindparam("now", type_=Moment),
    )
    .with_for_update()
)
_TAKE = Query(select(approvals).where(approvals.c.id == bindparam("id")).with_for_update())
_DECIDE = Query(
    update(approvals)
    .where(approvals.c.id == bindparam("which"))
    .values(
        state=bindparam("new_state", type_=OneOf(ApprovalState)),
        decided_by=bindparam("new_decided_by"),
        decided_at=bindparam("at", type_=Moment),
    )
)


class Approvals:
    """The approvals of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, approval: Approval) -> None:
        """Keep what waits for a second person."""
        self._run.add(_ADD, approval)

    def waiting(self, action: str, about: str, by: PersonId, now: datetime) -> Approval | None:
        """Return what somebody has begun already and nobody has decided yet, locked for this transaction."""
        rows = self._run.all(_WAITING, action=action, about=about, by=by, now=now)
        return Approval(*rows[0]) if rows else None

    def take(self, approval: str) -> Approval | None:
        """Return one, locked for this transaction."""
        row = self._run.one(_TAKE, id=approval)
        return None if row is None else Approval(*row)

    def decide(self, approval: str, state: ApprovalState, by: PersonId, at: datetime) -> None:
        """Keep what the second person said."""
        self._run.change(_DECIDE, which=approval, new_state=state, new_decided_by=by, at=at)

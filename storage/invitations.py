"""Invitations by mail: a row for each appointment and address. It says which state of the appointment is to be told
there and which was; that one is being handed over is committed first, so that a repeat is known to be one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Table, bindparam, func, select, update

from storage.bookings import bookings  # noqa: F401 - the table referred to
from storage.query import Query, Runner, among, insert
from storage.schema import metadata, partial_index
from storage.sealing import sealed_for
from storage.types import ERASE, KEEP, EncryptedText, Moment, OneOf, column
from storage.vocabulary import BookingId, InvitationState

invitations = Table(
    "invitations",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("booking_id", String(32), KEEP, ForeignKey("bookings.id"), index=True),
    column("name", EncryptedText, ERASE),
    column("address", EncryptedText, ERASE),
    column("language", String(35), KEEP),
    column("state", OneOf(InvitationState), KEEP),
    column("wanted", Integer, KEEP),
    column("first", Integer, KEEP, nullable=True),
    column("told", Integer, KEEP, nullable=True),
    column("doubts", Integer, KEEP),
    column("attempts", Integer, KEEP),
    column("next_at", Moment, KEEP, nullable=True),
    column("trouble", String(40), KEEP, nullable=True),
    info=sealed_for(("booking_id", "bookings")),
)
partial_index("ix_invitations_next", invitations.c.next_at, where=invitations.c.next_at.is_not(None))
partial_index("ix_invitations_sending", invitations.c.id, where=invitations.c.state == "sending")


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody who is told of an appointment by mail. `wanted` is the SEQUENCE they are to know, `first` and `told` the
    first and the newest one that may have reached them (None: nothing ever went there); `doubts` counts how often
    nobody knows whether it did, `attempts` how often it could not go. `next_at` is when it is due (UTC), None: nothing
    is."""

    id: str
    booking_id: BookingId
    name: str
    address: str
    language: str
    state: InvitationState
    wanted: int
    first: int | None = None
    told: int | None = None
    doubts: int = 0
    attempts: int = 0
    next_at: datetime | None = None
    trouble: str | None = None


_FIELDS = tuple(Invitation.__slots__)
_CHANGEABLE = ("state", "wanted", "first", "told", "doubts", "attempts", "next_at", "trouble")
_SELECTED = select(*(invitations.c[name] for name in _FIELDS))
_ADD = insert(invitations)
_OF = Query(_SELECTED.where(invitations.c.booking_id == bindparam("booking")).order_by(invitations.c.id))
_LOOK = Query(_SELECTED.where(invitations.c.id == bindparam("id")))
_TAKE = Query(_SELECTED.where(invitations.c.id == bindparam("id")).with_for_update())
_SAVE = Query(
    update(invitations)
    .where(invitations.c.id == bindparam("which"))
    .values(**{name: bindparam(f"new_{name}") for name in _CHANGEABLE})
)
_DUE = Query(
    select(invitations.c.id)
    .where(invitations.c.next_at <= bindparam("now", type_=Moment))
    .order_by(invitations.c.next_at, invitations.c.id)
    .limit(bindparam("most"))
)
_NEXT = Query(select(func.min(invitations.c.next_at, type_=Moment)).where(invitations.c.next_at.is_not(None)))
_SENDING = Query(select(invitations.c.id).where(among(invitations.c.state, (InvitationState.SENDING,))))
_WAITING = Query(select(func.count()).where(invitations.c.next_at.is_not(None)))


class Invitations:
    """The invitations by mail of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, invitation: Invitation) -> None:
        """Keep a new one."""
        self._run.change(_ADD, **{name: getattr(invitation, name) for name in _FIELDS})

    def of(self, booking: BookingId) -> list[Invitation]:
        """Return those of an appointment, oldest first."""
        return [Invitation(*row) for row in self._run.all(_OF, booking=booking)]

    def look(self, invitation_id: str) -> Invitation | None:
        """Return one to be shown or told."""
        row = self._run.one(_LOOK, id=invitation_id)
        return None if row is None else Invitation(*row)

    def take(self, invitation_id: str) -> Invitation | None:
        """Return one to be changed."""
        row = self._run.one(_TAKE, id=invitation_id)
        return None if row is None else Invitation(*row)

    def save(self, invitation: Invitation) -> None:
        """Keep what has changed of one."""
        changes = {f"new_{name}": getattr(invitation, name) for name in _CHANGEABLE}
        self._run.change(_SAVE, which=invitation.id, **changes)

    def due(self, now: datetime, most: int) -> list[str]:
        """Return the ids of those to be told now, what waits longest first."""
        return [str(each) for (each,) in self._run.all(_DUE, now=now, most=most)]

    def next_due(self) -> datetime | None:
        """Return when the next one is to be told (UTC), None if all are."""
        row = self._run.one(_NEXT)
        return row[0] if row else None

    def sending(self) -> list[str]:
        """Return the ids of those that are being handed over, or were when a process ended."""
        return [str(each) for (each,) in self._run.all(_SENDING)]

    def waiting(self) -> int:
        """Return how many are to be told, now or later."""
        row = self._run.one(_WAITING)
        return int(row[0]) if row else 0

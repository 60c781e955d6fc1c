"""The waiting list: who would like an appointment that isn't free, and what each is offered when something frees up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Table, bindparam, select, update

from storage.bookings import bookings  # noqa: F401 - the table referred to
from storage.query import Query, Row, Runner, among, insert
from storage.schema import metadata
from storage.types import KEEP, MASK, Moment, OneOf, column
from storage.vocabulary import BookingId, ClientId, PersonId, WaitState

waits = Table(
    "booking_waits",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("person_id", String(32), MASK, ForeignKey("people.id")),
    column("client_id", String(32), MASK, ForeignKey("clients.id"), nullable=True),
    column("service", String(30), KEEP),
    column("minutes", Integer, KEEP),
    column("host", String(40), KEEP, nullable=True),
    column("since", Moment, KEEP),
    column("until", Moment, KEEP),
    column("state", OneOf(WaitState), KEEP),
    column("booking_id", String(32), KEEP, ForeignKey("bookings.id"), nullable=True),
    column("created_at", Moment, KEEP),
    Index("ix_booking_waits_service", "service", "state", "id"),
    Index("ix_booking_waits_person", "person_id", "state"),
)


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody waits for a service to be free between two moments (UTC), with one host or any. `booking_id` is the hold
    that they are, or were last, offered."""

    id: str
    person_id: PersonId
    client_id: ClientId | None
    service: str
    minutes: int
    host: str | None
    since: datetime
    until: datetime
    state: WaitState
    booking_id: BookingId | None
    created_at: datetime


_ADD = insert(waits)
_TAKE = Query(select(waits).where(waits.c.id == bindparam("id")).with_for_update())
_OF_BOOKING = Query(
    select(waits).where(waits.c.booking_id == bindparam("booking"), among(waits.c.state, (WaitState.OFFERED,)))
)
_NEXT = Query(
    select(waits)
    .where(
        waits.c.service == bindparam("service"),
        among(waits.c.state, (WaitState.WAITING,)),
        waits.c.since <= bindparam("starts_at", type_=Moment),
        waits.c.until > bindparam("starts_at", type_=Moment),
    )
    .order_by(waits.c.id)
    .limit(bindparam("most"))
)
_OF = Query(
    select(waits)
    .where(waits.c.person_id == bindparam("person"), among(waits.c.state, (WaitState.WAITING, WaitState.OFFERED)))
    .order_by(waits.c.id)
    .limit(bindparam("most"))
)
_CHANGE = Query(
    update(waits)
    .where(waits.c.id == bindparam("which"))
    .values(state=bindparam("new_state", type_=OneOf(WaitState)), booking_id=bindparam("new_booking_id"))
)


class Waits:
    """The waiting list of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def add(self, wait: Wait) -> None:
        """Put somebody on the list."""
        self._run.add(_ADD, wait)

    def take(self, wait: str) -> Wait | None:
        """Return an entry that will be changed, locked for this transaction."""
        return _one(self._run.one(_TAKE, id=wait))

    def offered(self, booking: BookingId) -> Wait | None:
        """Return who is offered this hold now, None for a hold of somebody's own."""
        return _one(self._run.one(_OF_BOOKING, booking=booking))

    def waiting(self, service: str, starts_at: datetime, most: int) -> list[Wait]:
        """Return who waits for a service at such a moment (UTC), longest first."""
        return [Wait(*row) for row in self._run.all(_NEXT, service=service, starts_at=starts_at, most=most)]

    def of(self, person: PersonId, most: int) -> list[Wait]:
        """Return what somebody waits for, or is offered, longest first."""
        return [Wait(*row) for row in self._run.all(_OF, person=person, most=most)]

    def save(self, wait: Wait) -> None:
        """Keep how an entry stands, and what it is offered."""
        self._run.change(_CHANGE, which=wait.id, new_state=wait.state, new_booking_id=wait.booking_id)


def _one(row: Row | None) -> Wait | None:
    return None if row is None else Wait(*row)

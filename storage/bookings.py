"""Appointments, whose time they take, and their history. Two of one host can't overlap (`booking_guard`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    or_,
    select,
    text,
    type_coerce,
    update,
)

from storage.booking_guard import guard
from storage.clients import clients  # noqa: F401 - the table referred to
from storage.hosts import hosts as _hosts  # noqa: F401 - as above
from storage.numbers import next_number
from storage.people import people  # noqa: F401 - as above
from storage.query import Query, Row, Runner, among, insert
from storage.schema import metadata, partial_index
from storage.sealing import sealed_for
from storage.types import ERASE, KEEP, MASK, EncryptedJson, EncryptedText, Json, Moment, OneOf, column
from storage.vocabulary import GIVEN_UP, BookingId, BookingState, ClientId, PersonId

FIRST_NUMBER = 1

bookings = Table(
    "bookings",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("number", Integer, MASK, unique=True, nullable=True),
    column("service", String(30), KEEP),
    column("state", OneOf(BookingState), KEEP),
    column("client_id", String(32), MASK, ForeignKey("clients.id"), nullable=True),
    column("contact_id", String(32), MASK, ForeignKey("people.id"), nullable=True),
    column("booked_by", String(32), MASK, ForeignKey("people.id"), nullable=True),
    column("guests", EncryptedJson, ERASE),
    column("words", EncryptedText, ERASE, nullable=True),
    column("answers", EncryptedJson, ERASE),
    column("place", EncryptedText, ERASE, nullable=True),
    column("starts_at", Moment, MASK),
    column("ends_at", Moment, MASK),
    column("zone", String(64), KEEP),
    column("uid", String(64), KEEP),
    column("sequence", Integer, KEEP),
    column("version", Integer, KEEP),
    column("hold_until", Moment, KEEP, nullable=True),
    column("proposed_at", Moment, KEEP, nullable=True),
    column("reason", EncryptedText, ERASE, nullable=True),
    column("overridden", Json, KEEP),
    column("series_id", String(32), KEEP, nullable=True),
    column("recurrence_at", Moment, KEEP, nullable=True),
    column("created_at", Moment, MASK),
    column("ended_at", Moment, MASK, nullable=True),
    CheckConstraint("starts_at < ends_at", name="ck_bookings_not_empty"),
    info=sealed_for(("client_id", "clients"), stays=True),
)
Index("ix_bookings_contact", bookings.c.contact_id, bookings.c.ends_at)
Index("ix_bookings_client", bookings.c.client_id, bookings.c.ends_at)
partial_index("ix_bookings_series", bookings.c.series_id, where=bookings.c.series_id.is_not(None))
partial_index("ix_bookings_held", bookings.c.booked_by, where=bookings.c.state == "held")

parts = Table(
    "booking_parts",
    metadata,
    column("booking_id", String(32), KEEP, ForeignKey("bookings.id")),
    column("host_id", String(40), KEEP, ForeignKey("hosts.id")),
    column("service", String(30), KEEP),
    column("starts_at", Moment, KEEP),
    column("ends_at", Moment, KEEP),
    column("kept_from", Moment, KEEP),
    column("kept_until", Moment, KEEP),
    column("hold_until", Moment, KEEP, nullable=True),
    column("blocks", Boolean, KEEP),
    PrimaryKeyConstraint("booking_id", "host_id"),
    CheckConstraint(
        "starts_at < ends_at AND kept_from <= starts_at AND ends_at <= kept_until", name="ck_booking_parts_not_empty"
    ),
)
# As the index says it: SQLite doesn't see that `blocks = 1` is the same.
BLOCKS = text("booking_parts.blocks")
# All that is asked about a calendar, so that it is read in one go.
_SPAN = (parts.c.kept_from, parts.c.starts_at, parts.c.ends_at, parts.c.hold_until, parts.c.service, parts.c.booking_id)
partial_index(
    "ix_booking_parts_busy",
    parts.c.host_id,
    parts.c.kept_until,
    *_SPAN,
    parts.c.blocks,  # SQLite looks it up otherwise, although the condition says it
    where=literal_column("blocks"),
)
partial_index("ix_booking_parts_held", parts.c.host_id, parts.c.hold_until, where=parts.c.hold_until.is_not(None))
guard(parts)

history = Table(
    "booking_history",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("booking_id", String(32), KEEP, ForeignKey("bookings.id"), index=True),
    column("move", String(24), KEEP),
    column("by", String(32), MASK, ForeignKey("people.id"), nullable=True),
    column("facts", EncryptedJson, ERASE),
    column("at", Moment, MASK),
    info=sealed_for(("booking_id", "bookings")),
)


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment. Times are UTC, `zone` is the one it was made in. `number` comes with the confirmation or request;
    a hold has none, and ends at `hold_until`. `guests` are others who come, as `{"name", "mail", "phone"}`; a caller
    without an account is the first of them. `overridden` names the rules that staff did not mind. `uid` is the
    calendar's name of it for life, or of its series, in which it is the one of `recurrence_at`."""

    id: BookingId
    number: int | None
    service: str
    state: BookingState
    client_id: ClientId | None
    contact_id: PersonId | None
    booked_by: PersonId | None
    guests: list[dict[str, str]]
    words: str | None
    answers: dict[str, str]
    place: str | None
    starts_at: datetime
    ends_at: datetime
    zone: str
    uid: str
    sequence: int
    version: int
    hold_until: datetime | None
    proposed_at: datetime | None
    reason: str | None
    overridden: list[str]
    series_id: str | None
    recurrence_at: datetime | None
    created_at: datetime
    ended_at: datetime | None

    @property
    def reference(self) -> str:
        """Return what people call it, such as A-17; nothing while it is only held."""
        return "" if self.number is None else f"A-{self.number}"

    @property
    def blocks(self) -> bool:
        """Return whether its time can't be given to somebody else."""
        return self.state not in GIVEN_UP


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a booking's history."""

    move: str
    by: PersonId | None
    at: datetime
    facts: dict[str, Any]


_CHANGEABLE = (
    "number",
    "state",
    "client_id",
    "contact_id",
    "zone",
    "guests",
    "words",
    "answers",
    "place",
    "starts_at",
    "ends_at",
    "hold_until",
    "proposed_at",
    "reason",
    "overridden",
    "ended_at",
)
_CALENDAR = ("state", "starts_at", "ends_at", "place", "guests")
"""What others see of it in their calendars: a change of these raises `sequence`."""

_BOOKING = select(bookings)
_LOOK = Query(_BOOKING.where(bookings.c.id == bindparam("id")))
_TAKE = Query(_BOOKING.where(bookings.c.id == bindparam("id")).with_for_update())
_BY_NUMBER = Query(_BOOKING.where(bookings.c.number == bindparam("number")))
_ADD = insert(bookings)
_CHANGE = Query(
    update(bookings)
    .where(bookings.c.id == bindparam("which"), bookings.c.version == bindparam("seen"))
    .values(
        **{name: bindparam(f"new_{name}") for name in _CHANGEABLE},
        version=bookings.c.version + 1,
        sequence=bookings.c.sequence + bindparam("raised"),
    )
)
_ADD_PART = insert(parts)
_DROP_PARTS = Query(delete(parts).where(parts.c.booking_id == bindparam("booking")))
_SET_PARTS = Query(
    update(parts)
    .where(parts.c.booking_id == bindparam("booking"))
    .values(blocks=bindparam("new_blocks"), hold_until=bindparam("new_hold_until", type_=Moment))
)
_HOSTS = Query(select(parts.c.host_id).where(parts.c.booking_id == bindparam("booking")).order_by(parts.c.host_id))
_BEGIN, _END, _FROM, _UNTIL = (
    type_coerce(parts.c[name], BigInteger) for name in ("starts_at", "ends_at", "kept_from", "kept_until")
)
_THEN = (
    parts.c.host_id == bindparam("host"),
    BLOCKS,
    parts.c.kept_until > bindparam("since", type_=BigInteger),
    parts.c.kept_from < bindparam("until", type_=BigInteger),
    or_(parts.c.hold_until.is_(None), parts.c.hold_until > bindparam("now", type_=Moment)),
)
_TAKEN = Query(select(_BEGIN, _END, _FROM, _UNTIL, parts.c.service, parts.c.booking_id).where(*_THEN))
_EARLIEST = _BEGIN - bindparam("after", type_=BigInteger)
_LATEST = _END + bindparam("before", type_=BigInteger)
# Neither `min` of SQLite nor `least` of PostgreSQL, as neither has the other's.
_CLOSED = Query(
    select(case((_FROM < _EARLIEST, _FROM), else_=_EARLIEST), case((_UNTIL > _LATEST, _UNTIL), else_=_LATEST)).where(
        *_THEN
    )
)
_NEXT_EXPIRY = Query(
    select(func.min(parts.c.hold_until, type_=Moment)).where(
        parts.c.host_id == bindparam("host"),
        BLOCKS,
        parts.c.kept_until > bindparam("now", type_=Moment),
        parts.c.hold_until > bindparam("now", type_=Moment),
    )
)
_OVER = Query(
    select(parts.c.booking_id).where(
        parts.c.host_id == bindparam("host"), BLOCKS, parts.c.hold_until <= bindparam("now", type_=Moment)
    )
)
_LAST_GIVEN = Query(
    select(func.max(bookings.c.created_at, type_=Moment))
    .select_from(parts.join(bookings, bookings.c.id == parts.c.booking_id))
    .where(parts.c.host_id == bindparam("host"), BLOCKS)
)
_HELD_BY = Query(
    select(bookings.c.id)
    .where(bookings.c.booked_by == bindparam("who"), among(bookings.c.state, (BookingState.HELD,)))
    .order_by(bookings.c.id)
)
_STANDING = (BookingState.PENDING, BookingState.CONFIRMED)
_OF_HOST = Query(
    _BOOKING.where(
        bookings.c.id.in_(
            select(parts.c.booking_id).where(
                parts.c.host_id == bindparam("host"),
                BLOCKS,
                parts.c.kept_until > bindparam("since", type_=Moment),
                parts.c.kept_from < bindparam("until", type_=Moment),
            )
        ),
        bookings.c.ends_at > bindparam("since", type_=Moment),
        bookings.c.starts_at < bindparam("until", type_=Moment),
        bookings.c.number.is_not(None),
    )
    .order_by(bookings.c.starts_at, bookings.c.id)
    .limit(bindparam("most"))
)


def _coming(*conditions: Any) -> Query:
    return Query(
        _BOOKING.where(
            *conditions, among(bookings.c.state, _STANDING), bookings.c.ends_at > bindparam("since", type_=Moment)
        )
        .order_by(bookings.c.starts_at, bookings.c.id)
        .limit(bindparam("most"))
    )


_OF_CONTACT = _coming(bookings.c.contact_id == bindparam("contact"))
_OF_CLIENT = _coming(bookings.c.client_id == bindparam("client"))
_OF_SERIES = Query(_BOOKING.where(bookings.c.series_id == bindparam("series")).order_by(bookings.c.recurrence_at))
_ATTENDED = Query(
    _BOOKING.where(
        bookings.c.contact_id == bindparam("contact"),
        among(bookings.c.state, (*_STANDING, BookingState.DONE)),
        bookings.c.ends_at > bindparam("since", type_=Moment),
    )
    .order_by(bookings.c.starts_at, bookings.c.id)
    .limit(bindparam("most"))
)
_ADD_STEP = insert(history)
_STEPS = Query(
    select(history.c.move, history.c.by, history.c.at, history.c.facts)
    .where(history.c.booking_id == bindparam("booking"))
    .order_by(history.c.id)
)


class Bookings:
    """The appointments of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def next_number(self) -> int:
        """Draw the next booking's number; never drawn twice, kept only with the transaction."""
        return next_number(self._run, "booking", FIRST_NUMBER)

    def look(self, booking: BookingId) -> Booking | None:
        """Return a booking to be shown, not changed."""
        return _one(self._run.one(_LOOK, id=booking))

    def take(self, booking: BookingId) -> Booking | None:
        """Return a booking that will be changed, locked for this transaction; its hosts are locked before."""
        return _one(self._run.one(_TAKE, id=booking))

    def by_number(self, number: int) -> Booking | None:
        """Return the booking people call A-`number`, not locked."""
        return _one(self._run.one(_BY_NUMBER, number=number))

    def add(self, booking: Booking, hosts: Sequence[str], kept: tuple[datetime, datetime]) -> None:
        """Keep a new booking and the time it takes of these hosts, who are locked; `kept` is it with the distances
        before and after. The database refuses what is too near to another one."""
        self._run.add(_ADD, booking)
        self._add_parts(booking, hosts, kept)

    def save(self, booking: Booking, before: Booking) -> bool:
        """Keep a changed booking if it is still as `before`; False if somebody was faster. Its version is raised in the
        same statement, and with a change that calendars show its sequence; its hosts' time follows its state."""
        raised = any(getattr(booking, name) != getattr(before, name) for name in _CALENDAR)
        changed = self._run.change(
            _CHANGE,
            which=booking.id,
            seen=before.version,
            raised=int(raised),
            **{f"new_{name}": getattr(booking, name) for name in _CHANGEABLE},
        )
        self._run.change(_SET_PARTS, booking=booking.id, new_blocks=booking.blocks, new_hold_until=booking.hold_until)
        return changed == 1

    def replace_parts(self, booking: Booking, hosts: Sequence[str], kept: tuple[datetime, datetime]) -> None:
        """Let a booking take other time, or that of other hosts, all of them locked."""
        self._run.change(_DROP_PARTS, booking=booking.id)
        self._add_parts(booking, hosts, kept)

    def _add_parts(self, booking: Booking, hosts: Sequence[str], kept: tuple[datetime, datetime]) -> None:
        for host in hosts:
            self._run.change(
                _ADD_PART,
                booking_id=booking.id,
                host_id=host,
                service=booking.service,
                starts_at=booking.starts_at,
                ends_at=booking.ends_at,
                kept_from=kept[0],
                kept_until=kept[1],
                hold_until=booking.hold_until,
                blocks=booking.blocks,
            )

    def hosts(self, booking: BookingId) -> tuple[str, ...]:
        """Return the names of the hosts whose time it takes, or took, in order of the alphabet."""
        return tuple(str(host) for (host,) in self._run.all(_HOSTS, booking=booking))

    def taken(self, host: str, since: int, until: int, now: datetime) -> list[Row]:
        """Return what is booked of a host between two instants (milliseconds since 1970), distances included: begin,
        end, kept from, kept until, service, id. A hold that is over is none."""
        return self._run.all(_TAKEN, host=host, since=since, until=until, now=now)

    def closed(self, host: str, span: Span, now: datetime, before: int, after: int) -> list[Span]:
        """Return between which two instants each booking of a host leaves no time for another one that needs these
        distances before and after it; all in milliseconds, the instants since 1970. Otherwise as `taken`, of which it
        reads a third."""
        since, until = span
        found: list[Any] = self._run.all(
            _CLOSED, host=host, since=since, until=until, now=now, before=before, after=after
        )
        return found

    def next_expiry(self, host: str, now: datetime) -> datetime | None:
        """Return when the next hold of a host's time ends by itself, None if nothing is held."""
        row = self._run.one(_NEXT_EXPIRY, host=host, now=now)
        return row[0] if row else None

    def holds_over(self, host: str, now: datetime) -> list[BookingId]:
        """Return the holds of a host's time that are over and still kept."""
        return [BookingId(booking) for (booking,) in self._run.all(_OVER, host=host, now=now)]

    def held_by(self, who: PersonId) -> list[BookingId]:
        """Return what somebody holds, over or not."""
        return [BookingId(booking) for (booking,) in self._run.all(_HELD_BY, who=who)]

    def last_given(self, host: str) -> datetime | None:
        """Return when a host was given a booking last, None if never."""
        row = self._run.one(_LAST_GIVEN, host=host)
        return row[0] if row else None

    def of_host(self, host: str, since: datetime, until: datetime, most: int) -> list[Booking]:
        """Return what a host has between two moments (UTC), without holds, in order of time."""
        return _all(self._run.all(_OF_HOST, host=host, since=since, until=until, most=most))

    def of_contact(self, contact: PersonId, since: datetime, most: int) -> list[Booking]:
        """Return a contact's appointments, asked for and confirmed, that end after a moment (UTC); the next first."""
        return _all(self._run.all(_OF_CONTACT, contact=contact, since=since, most=most))

    def attended(self, contact: PersonId, since: datetime, most: int) -> list[Booking]:
        """Return what `of_contact` returns and what took place since, in order of time."""
        return _all(self._run.all(_ATTENDED, contact=contact, since=since, most=most))

    def of_client(self, client: ClientId, since: datetime, most: int) -> list[Booking]:
        """Return a client's appointments, whoever of them comes; as `of_contact`."""
        return _all(self._run.all(_OF_CLIENT, client=client, since=since, most=most))

    def of_series(self, series: str) -> list[Booking]:
        """Return the bookings of a series in order, given up or not."""
        return _all(self._run.all(_OF_SERIES, series=series))

    def add_step(self, step_id: str, booking: BookingId, step: Step) -> None:
        """Append a line to a booking's history."""
        self._run.change(
            _ADD_STEP, id=step_id, booking_id=booking, move=step.move, by=step.by, facts=step.facts, at=step.at
        )

    def steps(self, booking: BookingId) -> list[Step]:
        """Return a booking's history, oldest first."""
        return [Step(*row) for row in self._run.all(_STEPS, booking=booking)]


def _one(row: Row | None) -> Booking | None:
    return None if row is None else Booking(*row)


def _all(rows: Iterable[Row]) -> list[Booking]:
    return [Booking(*row) for row in rows]

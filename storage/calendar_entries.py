"""What is to be written into hosts' own calendars: a row for each host and UID, which is kept in the transaction that
changes the appointment. The newest state counts, so nothing is written twice or in the wrong order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    bindparam,
    case,
    func,
    select,
    update,
)

from storage.bookings import bookings, parts
from storage.hosts import hosts  # noqa: F401 - the table referred to
from storage.query import Query, Runner, among, insert_new
from storage.schema import metadata
from storage.types import KEEP, Moment, column
from storage.vocabulary import GIVEN_UP, BookingId, BookingState

entries = Table(
    "calendar_entries",
    metadata,
    column("host_id", String(40), KEEP, ForeignKey("hosts.id")),
    column("uid", String(64), KEEP),
    column("wanted", Integer, KEEP),
    column("written", Integer, KEEP),
    column("etag", String(200), KEEP, nullable=True),
    column("next_at", Moment, KEEP, nullable=True),
    column("attempts", Integer, KEEP),
    column("trouble", String(40), KEEP, nullable=True),
    PrimaryKeyConstraint("host_id", "uid"),
    Index("ix_calendar_entries_due", "host_id", "next_at"),
    Index("ix_calendar_entries_uid", "uid"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An object in a host's calendar: the state that is wanted and the one that was written last, by number (0: never
    written); its ETag if the server said it."""

    host: str
    uid: str
    wanted: int
    written: int
    etag: str | None
    attempts: int


_WANT = Query(
    update(entries)
    .where(entries.c.uid == bindparam("which"))
    .values(wanted=entries.c.wanted + 1, next_at=bindparam("at", type_=Moment), attempts=0)
)
_ADD = insert_new(entries)
_DUE = Query(
    select(
        *(entries.c[name] for name in ("host_id", "uid", "wanted", "written", "etag", "attempts")),
    )
    .where(entries.c.host_id == bindparam("host"), entries.c.next_at <= bindparam("now", type_=Moment))
    .order_by(entries.c.next_at)
    .limit(bindparam("most"))
)
_NEXT = Query(select(func.min(entries.c.next_at, type_=Moment)).where(entries.c.host_id == bindparam("host")))
_WAITING = Query(
    select(func.count(), func.max(entries.c.attempts)).where(
        entries.c.host_id == bindparam("host"), entries.c.next_at.is_not(None)
    )
)
_OURS = Query(select(entries.c.uid).where(entries.c.host_id == bindparam("host")))
_MINE = (entries.c.host_id == bindparam("host"), entries.c.uid == bindparam("which"))
_DONE = Query(
    update(entries)
    .where(*_MINE)
    .values(
        written=bindparam("seen"),
        etag=bindparam("new_etag"),
        attempts=0,
        trouble=None,
        next_at=case((entries.c.wanted == bindparam("seen"), None), else_=entries.c.next_at),
    )
)
_LATER = Query(
    update(entries)
    .where(*_MINE)
    .values(
        attempts=entries.c.attempts + 1,
        trouble=bindparam("why"),
        next_at=bindparam("at", type_=Moment),
    )
)
_KEPT = (*(state for state in BookingState if state not in GIVEN_UP and state is not BookingState.HELD),)
_BOOKED = Query(
    select(bookings.c.id)
    .select_from(bookings.join(parts, parts.c.booking_id == bookings.c.id))
    .where(bookings.c.uid == bindparam("which"), parts.c.host_id == bindparam("host"), among(bookings.c.state, _KEPT))
    .order_by(bookings.c.starts_at, bookings.c.id)
)


class CalendarEntries:
    """What is to be in hosts' calendars, in one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def want(self, uid: str, names: Iterable[str], now: datetime) -> None:
        """Let the calendars of these hosts, and all in which it is already, show an appointment as it is now."""
        self._run.change(_WANT, which=uid, at=now)
        for host in names:
            self._run.change(
                _ADD, host_id=host, uid=uid, wanted=1, written=0, etag=None, next_at=now, attempts=0, trouble=None
            )

    def due(self, host: str, now: datetime, most: int) -> list[Entry]:
        """Return what is to be written into a host's calendar now, what waits longest first."""
        return [Entry(*row) for row in self._run.all(_DUE, host=host, now=now, most=most)]

    def next_due(self, host: str) -> datetime | None:
        """Return when something is to be written into a host's calendar next, None if all is."""
        row = self._run.one(_NEXT, host=host)
        return row[0] if row else None

    def waiting(self, host: str) -> tuple[int, int]:
        """Return how much is still to be written into a host's calendar, and how often one of it was tried at most."""
        row = self._run.one(_WAITING, host=host)
        return (int(row[0]), int(row[1] or 0)) if row else (0, 0)

    def ours(self, host: str) -> frozenset[str]:
        """Return the UIDs that we wrote into a host's calendar, now or once."""
        return frozenset(str(uid) for (uid,) in self._run.all(_OURS, host=host))

    def booked(self, host: str, uid: str) -> list[BookingId]:
        """Return the appointments of this UID that take a host's time, in order; none: it is to be deleted."""
        return [BookingId(booking) for (booking,) in self._run.all(_BOOKED, host=host, which=uid)]

    def done(self, entry: Entry, etag: str | None) -> None:
        """Note that the state `entry` wants is in the calendar; what changed meanwhile stays to be written."""
        self._run.change(_DONE, host=entry.host, which=entry.uid, seen=entry.wanted, new_etag=etag)

    def later(self, entry: Entry, at: datetime, why: str) -> None:
        """Note that it could not be written, and when to try again (UTC)."""
        self._run.change(_LATER, host=entry.host, which=entry.uid, at=at, why=why)

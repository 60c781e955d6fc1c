"""Those whose time can be booked, by their name in the settings: a row each to wait at, and what no setting says: other
hours on single dates, absences, journeys, and what their other calendars say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

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
    delete,
    select,
    type_coerce,
    update,
)

from storage.query import Query, Runner, insert, insert_new, upsert
from storage.schema import metadata
from storage.sealing import sealed_for
from storage.types import ERASE, KEEP, EncryptedText, Moment, column

hosts = Table(
    "hosts",
    metadata,
    column("id", String(40), KEEP, primary_key=True),
    column("version", Integer, KEEP),
    column("told", Boolean, KEEP),
)
absences = Table(
    "host_absences",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("host_id", String(40), KEEP, ForeignKey("hosts.id")),
    column("starts_at", Moment, KEEP),
    column("ends_at", Moment, KEEP),
    column("reason", EncryptedText, ERASE, nullable=True),
    CheckConstraint("starts_at < ends_at", name="ck_host_absences_not_empty"),
    Index("ix_host_absences_host", "host_id", "ends_at"),
    info=sealed_for(),
)
days = Table(
    "host_days",
    metadata,
    column("host_id", String(40), KEEP, ForeignKey("hosts.id")),
    column("day", String(10), KEEP),
    column("windows", String(120), KEEP),
    PrimaryKeyConstraint("host_id", "day"),
)
travels = Table(
    "host_travels",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("host_id", String(40), KEEP, ForeignKey("hosts.id")),
    column("first_day", String(10), KEEP),
    column("last_day", String(10), KEEP),
    column("zone", String(64), KEEP),
    CheckConstraint("first_day <= last_day", name="ck_host_travels_not_empty"),
    Index("ix_host_travels_host", "host_id", "last_day"),
)
calendars = Table(
    "host_calendars",
    metadata,
    column("host_id", String(40), KEEP, ForeignKey("hosts.id")),
    column("source", String(60), KEEP),
    column("read_at", Moment, KEEP),
    column("mark", String(200), KEEP, nullable=True),
    PrimaryKeyConstraint("host_id", "source"),
)
busy = Table(
    "host_busy",
    metadata,
    column("id", String(32), KEEP, primary_key=True),
    column("host_id", String(40), KEEP, ForeignKey("hosts.id")),
    column("source", String(60), KEEP),
    column("starts_at", Moment, KEEP),
    column("ends_at", Moment, KEEP),
    column("object", String(64), KEEP, nullable=True),
    CheckConstraint("starts_at < ends_at", name="ck_host_busy_not_empty"),
    Index("ix_host_busy_host", "host_id", "ends_at"),
    Index("ix_host_busy_source", "host_id", "source"),
)

Span = tuple[int, int]
"""From one instant up to another, in milliseconds since 1970 (UTC)."""


class Journey(NamedTuple):
    """A host lives by another clock on these local dates (ISO, both included)."""

    first_day: str
    last_day: str
    zone: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An outside calendar of a host: when it was read last (UTC), and the mark (such as a sync token) to go on from."""

    source: str
    read_at: datetime
    mark: str | None


_VERSIONS = Query(select(hosts.c.id, hosts.c.version))
_LOCK = Query(select(hosts.c.version).where(hosts.c.id == bindparam("id")).with_for_update(key_share=True))
_ADD = insert_new(hosts)
_TOLD = Query(select(hosts.c.id).where(hosts.c.told))
_TELL = Query(update(hosts).where(hosts.c.id == bindparam("which")).values(told=True, version=hosts.c.version + 1))
_TOUCH = Query(update(hosts).where(hosts.c.id == bindparam("which")).values(version=hosts.c.version + 1))


def _spans(table: Table) -> Query:
    return Query(
        select(type_coerce(table.c.starts_at, BigInteger), type_coerce(table.c.ends_at, BigInteger)).where(
            table.c.host_id == bindparam("host"),
            table.c.ends_at > bindparam("since", type_=BigInteger),
            table.c.starts_at < bindparam("until", type_=BigInteger),
        )
    )


_AWAY, _BUSY = _spans(absences), _spans(busy)
_ADD_ABSENCE = insert(absences)
_END_ABSENCE = Query(delete(absences).where(absences.c.id == bindparam("which")))
_DAYS = Query(
    select(days.c.day, days.c.windows).where(days.c.host_id == bindparam("host"), days.c.day >= bindparam("first"))
)
_SET_DAY = upsert(days, ["host_id", "day"], ["windows"])
_CLEAR_DAY = Query(delete(days).where(days.c.host_id == bindparam("host"), days.c.day == bindparam("which_day")))
_TRAVELS = Query(
    select(travels.c.first_day, travels.c.last_day, travels.c.zone)
    .where(travels.c.host_id == bindparam("host"), travels.c.last_day >= bindparam("first"))
    .order_by(travels.c.id.desc())
)
_ADD_TRAVEL = insert(travels)
_CALENDARS = Query(
    select(calendars.c.source, calendars.c.read_at, calendars.c.mark).where(calendars.c.host_id == bindparam("host"))
)
_SET_CALENDAR = upsert(calendars, ["host_id", "source"], ["read_at", "mark"])
_ADD_BUSY = insert(busy)
_SAID = Query(
    select(busy.c.object, busy.c.starts_at, busy.c.ends_at).where(
        busy.c.host_id == bindparam("host"), busy.c.source == bindparam("source")
    )
)
_DROP_OBJECT = Query(
    delete(busy).where(
        busy.c.host_id == bindparam("host"),
        busy.c.source == bindparam("which_source"),
        busy.c.object == bindparam("which"),
    )
)
_DROP_BUSY = Query(delete(busy).where(busy.c.host_id == bindparam("host"), busy.c.source == bindparam("which_source")))


class Hosts:
    """The hosts of one unit of work. Every change of what is in a host's calendar raises the host's version, by which
    what was computed from it is known to be out of date."""

    __slots__ = ("_run", "_told", "touched")

    def __init__(self, run: Runner) -> None:
        self._run = run
        self._told: frozenset[str] | None = None
        self.touched: set[str] = set()  # what this transaction has changed

    def versions(self) -> dict[str, int]:
        """Return how often each host's calendar was changed; who is missing never had anything in it."""
        return {str(host): int(version) for host, version in self._run.all(_VERSIONS)}

    def lock(self, names: Iterable[str]) -> None:
        """Let one transaction at a time change the calendars of these hosts, always taken in one order: so nobody waits
        in a circle. Comes before any row of their bookings is read to be changed."""
        for name in sorted(set(names)):
            if self._run.one(_LOCK, id=name) is None:
                self._run.change(_ADD, id=name, version=0, told=False)
                self._run.one(_LOCK, id=name)

    def touch(self, names: Iterable[str]) -> None:
        """Note that the calendars of these hosts, who are locked, are changed."""
        for name in sorted(set(names)):
            self._run.change(_TOUCH, which=name)
            self.touched.add(name)

    def told(self, host: str) -> bool:
        """Return whether anything but bookings was ever kept of a host's calendar: if not, nothing need be read."""
        if self._told is None:
            self._told = frozenset(str(name) for (name,) in self._run.all(_TOLD))
        return host in self._told

    def _tell(self, host: str) -> None:
        self._run.change(_TELL, which=host)
        self._told = None
        self.touched.add(host)

    def away(self, host: str, since: int, until: int) -> list[Span]:
        """Return a host's absences that touch an interval."""
        return [(begin, end) for begin, end in self._run.all(_AWAY, host=host, since=since, until=until)]

    def add_absence(self, absence: str, host: str, starts_at: datetime, ends_at: datetime, reason: str | None) -> None:
        """Keep that a host is away from one moment (UTC) to another."""
        self.lock([host])
        self._run.change(_ADD_ABSENCE, id=absence, host_id=host, starts_at=starts_at, ends_at=ends_at, reason=reason)
        self._tell(host)

    def end_absence(self, absence: str, host: str) -> None:
        """Take an absence back."""
        self.lock([host])
        self._run.change(_END_ABSENCE, which=absence)
        self._tell(host)

    def other_days(self, host: str, first: str) -> list[tuple[str, str]]:
        """Return the dates (ISO) from one on whose windows are other than the week's; no windows: closed."""
        return [(day, windows) for day, windows in self._run.all(_DAYS, host=host, first=first)]

    def set_day(self, host: str, day: str, windows: str | None) -> None:
        """Keep a date's own windows (`09:00-12:00,14:00-15:00`, nothing for closed); None: as every week."""
        self.lock([host])
        if windows is None:
            self._run.change(_CLEAR_DAY, host=host, which_day=day)
        else:
            self._run.change(_SET_DAY, host_id=host, day=day, windows=windows)
        self._tell(host)

    def journeys(self, host: str, first: str) -> list[Journey]:
        """Return the journeys that are not over on a local date (ISO), the one told last first."""
        return [Journey(*row) for row in self._run.all(_TRAVELS, host=host, first=first)]

    def add_journey(self, journey_id: str, host: str, journey: Journey) -> None:
        """Keep that a host lives by another clock for some days."""
        self.lock([host])
        self._run.change(_ADD_TRAVEL, id=journey_id, host_id=host, **journey._asdict())
        self._tell(host)

    def readings(self, host: str) -> list[Reading]:
        """Return a host's outside calendars, and when each was read."""
        return [Reading(*row) for row in self._run.all(_CALENDARS, host=host)]

    def busy(self, host: str, since: int, until: int) -> list[Span]:
        """Return what a host's outside calendars say, as far as it touches an interval."""
        return [(begin, end) for begin, end in self._run.all(_BUSY, host=host, since=since, until=until)]

    def keep_busy(self, host: str, reading: Reading, spans: Iterable[tuple[str, datetime, datetime]]) -> None:
        """Keep what an outside calendar says now, instead of what it said before: id, begin and end (UTC) of each."""
        self.change_busy(host, reading, [(*span, "") for span in spans], None)

    def change_busy(
        self,
        host: str,
        reading: Reading,
        spans: Iterable[tuple[str, datetime, datetime, str]],
        changed: Iterable[str] | None,
    ) -> None:
        """Keep what the objects of an outside calendar say now: id, begin and end (UTC), and the object it comes from.
        `changed` are the objects that say something else than before, or nothing any more; None: all of them. Where
        nothing is other than before, the host's calendar counts as unchanged."""
        self.lock([host])
        said = {(str(what), begin, end) for what, begin, end in self._run.all(_SAID, host=host, source=reading.source)}
        now = {(what, begin, end): span_id for span_id, begin, end, what in spans}
        of = None if changed is None else set(changed)
        before = said if of is None else {each for each in said if each[0] in of}
        first = all(each.source != reading.source for each in self.readings(host))
        self._run.change(_SET_CALENDAR, host_id=host, source=reading.source, read_at=reading.read_at, mark=reading.mark)
        if before != set(now):
            if of is None:
                self._run.change(_DROP_BUSY, host=host, which_source=reading.source)
            for what in of or ():
                self._run.change(_DROP_OBJECT, host=host, which_source=reading.source, which=what)
            self._add_busy(host, reading.source, now)
        if first or before != set(now):
            self._tell(host)

    def _add_busy(self, host: str, source: str, spans: Mapping[tuple[str, datetime, datetime], str]) -> None:
        rows = [
            {"id": span_id, "host_id": host, "source": source, "starts_at": begin, "ends_at": end, "object": what}
            for (what, begin, end), span_id in spans.items()
        ]
        if rows:
            self._run.change_each(_ADD_BUSY, rows)

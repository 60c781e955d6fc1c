"""The calendar of one host: what was booked is written into it, and what it says about busy times is read. It speaks
with the server in threads of its own, writes only what committed rows ask for, and never twice at a time: one process
holds the lease of a calendar."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.calendars.busy import Stretch, Unreadable, busy_of
from bot.calendars.dav import Changed, DavCalendar, Found, Trouble
from bot.calendars.plan import Plan
from bot.clock import Clock, rest
from bot.database import Database
from bot.health import Counters
from bot.i18n import Wording
from bot.logs import event
from handlers.bookings import ics
from handlers.bookings.feeds import entry as described
from handlers.chat.context import Office
from storage.bookings import Booking
from storage.calendar_entries import Entry
from storage.engine import StoreBusy
from storage.hosts import Reading
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role

T = TypeVar("T")
SOURCE = "caldav"
AT_ONCE = 20
BACK_OFF = (5.0, 30.0, 120.0, 600.0, 900.0)
SAFETY_SECONDS = 15.0
STORE_PAUSE = 1.0
ROUNDS = 3  # if somebody changes the same object between our look and our write, again and again
PAST = timedelta(days=1)
WHOLE_AFTER = timedelta(hours=24)  # repeating events are computed so far ahead; the span moves on with the days
MARGIN = timedelta(days=3)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Busy:
    """What was read: the next sync token; whether that is all there is or what changed; by object its stretches (none:
    it is gone, or nothing of it counts); how many objects nobody could read."""

    token: str | None
    whole: bool
    stretches: dict[str, list[Stretch]]
    unreadable: int


class HostCalendar:
    """One host's calendar at work."""

    def __init__(
        self,
        plan: Plan,
        calendar: DavCalendar,
        database: Database,
        clock: Clock,
        office: Office,
        wording: Wording,
        counters: Counters,
        threads: Executor,
    ) -> None:
        self.plan = plan
        self._calendar = calendar
        self._database = database
        self._clock = clock
        self._office = office
        self._wording = wording
        self._counters = counters
        self._threads = threads
        self._wake = asyncio.Event()
        self._rounds = asyncio.Condition()
        self._read_again: datetime | None = None
        self._whole_at: datetime | None = None
        self._failed = 0
        self.read_at: datetime | None = None
        self.waiting = 0
        self.unreadable = 0
        self.trouble: str | None = None

    def wake(self) -> None:
        """Look for what is to be written."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled."""
        await self._look_back()
        while True:
            self._wake.clear()
            try:
                await self.write_due()
                await self.read_if_due()
            except StoreBusy:
                await self._clock.sleep(STORE_PAUSE)
                continue
            async with self._rounds:
                self._rounds.notify_all()
            await self._rest()

    def facts(self) -> dict[str, object]:
        """Return how the calendar is, for whoever looks after the machine."""
        now = self._clock.now()
        age = None if self.read_at is None else round((now - self.read_at).total_seconds())
        return {
            "read_seconds_ago": age if self.plan.reads else None,
            "waiting": self.waiting,
            "unreadable": self.unreadable,
            "trouble": self.trouble,
        }

    async def next_round(self) -> None:
        """Wait until all that is due has been written and read once more."""
        async with self._rounds:
            await self._rounds.wait()

    async def _look_back(self) -> None:
        readings = await self._database.read(lambda uow: uow.hosts.readings(self.plan.host))
        self.read_at = next((each.read_at for each in readings if each.source == SOURCE), None)

    async def _rest(self) -> None:
        """Wait until something is to be written, at most a safety's length."""
        now = self._clock.now()
        following = await self._database.read(lambda uow: uow.entries.next_due(self.plan.host))
        ends = [
            now + timedelta(seconds=SAFETY_SECONDS),
            *(at for at in (following, self._read_again) if at is not None),
        ]
        await rest(self._clock, max(0.05, (min(ends) - self._clock.now()).total_seconds()), self._wake)

    async def _threaded(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    # --- writing ---

    async def write_due(self) -> None:
        """Write what waits; the rest waits on if the server is in trouble."""
        if not self.plan.writes:
            return
        while due := await self._database.read(lambda uow: uow.entries.due(self.plan.host, uow.now, AT_ONCE)):
            for entry in due:
                if not await self._write(entry):
                    break
            else:
                continue
            break
        self.waiting, _ = await self._database.read(lambda uow: uow.entries.waiting(self.plan.host))

    async def _write(self, entry: Entry) -> bool:
        """Bring one object up to date; return whether the server took it."""
        found = await self._database.read(partial(_booked, entry))
        try:
            etag = await self._threaded(partial(self._brought, entry, found))
        except Trouble as trouble:
            self._note(trouble.code)
            pause = max(trouble.after, BACK_OFF[min(entry.attempts, len(BACK_OFF) - 1)])
            again = self._clock.now() + timedelta(seconds=pause)
            await self._database.write(partial(_later, entry, again, trouble.code))
            return False
        await self._database.write(lambda uow: uow.entries.done(entry, etag))
        self._note(None)
        self._counters.add("calendar_writes_total", what="written" if found else "deleted")
        return True

    def _brought(self, entry: Entry, found: Sequence[tuple[Booking, str | None]]) -> str | None:
        """Let the calendar hold what is booked; return the ETag it has then. Killed before that is kept, it finds its
        own work and does it again."""
        name = name_of(entry.uid)
        if not found:
            self._deleted(name, entry.etag)
            return None
        content = ics.stored([booking for booking, _ in found], self._described(found), self._clock.now())
        if entry.written == 0 or entry.etag is not None:
            try:
                return self._calendar.put(name, content, entry.etag)
            except Changed:
                self._counters.add("calendar_conflicts_total")
        for _ in range(ROUNDS):
            there = self._calendar.get(name)
            try:
                if there is None:
                    return self._calendar.put(name, content, None)
                return self._calendar.put(name, ics.merged(content, there.content), there.etag or "*")
            except Changed:
                continue
        raise Trouble("conflict")

    def _deleted(self, name: str, etag: str | None) -> None:
        try:
            self._calendar.delete(name, etag)
        except Changed:
            # The host changed it. It is cancelled all the same.
            self._calendar.delete(name, None)

    def _described(self, found: Sequence[tuple[Booking, str | None]]) -> ics.Described:
        entry = described(self._office, [booking for booking, _ in found])
        say = partial(self._wording.say, language=self._office.language, zone=self._office.zone)
        title, name = say(entry.title), found[0][1]
        place = "" if entry.place is None else say(entry.place)
        return ics.Described(f"{title} · {name}" if self.plan.names and name else title, place=place)

    # --- reading ---

    async def read_if_due(self) -> None:
        """Read the calendar if it is time for it; in trouble again after a growing pause."""
        now = self._clock.now()
        if not self.plan.reads or (self._read_again is not None and now < self._read_again):
            return
        try:
            await self.read(now)
        except Trouble as trouble:
            self._note(trouble.code)
            pause = min(float(self.plan.every), BACK_OFF[min(self._failed, len(BACK_OFF) - 1)])
            self._failed += 1
            self._read_again = now + timedelta(seconds=max(trouble.after, pause))
            return
        self._failed = 0
        self._note(None)
        self._read_again = now + timedelta(seconds=self.plan.every)

    async def read(self, now: datetime) -> None:
        """Read what the calendar says about busy times, and keep it. Raises Trouble."""
        host = self._office.desk.hosts[self.plan.host]
        ahead = [each.window_days for each in self._office.desk.services.values() if host.name in each.hosts]
        span = (now - PAST, now + timedelta(days=max(ahead, default=60)) + WHOLE_AFTER + MARGIN)
        token, ours = await self._database.read(self._known)
        if self._whole_at is None or now - self._whole_at >= WHOLE_AFTER:
            token = None
        busy = await self._threaded(partial(self._asked, token, span, host.opening.zone, ours))
        await self._database.write(partial(self._keep, busy, now))
        self._whole_at = now if busy.whole else self._whole_at
        self.read_at, self.unreadable = now, busy.unreadable
        self._counters.add("calendar_reads_total", how="whole" if busy.whole else "changes")

    def _known(self, uow: UnitOfWork) -> tuple[str | None, frozenset[str]]:
        mark = next((each.mark for each in uow.hosts.readings(self.plan.host) if each.source == SOURCE), None)
        return mark, uow.entries.ours(self.plan.host)

    def _asked(self, token: str | None, span: Stretch, zone: ZoneInfo, ours: frozenset[str]) -> Busy:
        """Return what changed since a token; all of the span without one, or if the server doesn't know it any more.
        The next token is asked for before all is read: what changes meanwhile is read again."""
        changes = self._calendar.changes(token) if token is not None else None
        if changes is not None:
            there, gone = self._calendar.named(changes.changed), changes.gone
            missing = {*changes.changed, *gone} - {each.path for each in there}
            return _busy(changes.token, there, missing, span, zone, ours)
        fresh = self._calendar.changes(None)
        return _busy(None if fresh is None else fresh.token, self._calendar.between(*span), None, span, zone, ours)

    def _keep(self, busy: Busy, now: datetime, uow: UnitOfWork) -> None:
        token = busy.token if busy.token is None or len(busy.token) <= 200 else None
        spans = [
            (uow.new_id(), begin, end, key) for key, stretches in busy.stretches.items() for begin, end in stretches
        ]
        changed = None if busy.whole else list(busy.stretches)
        uow.hosts.change_busy(self.plan.host, Reading(SOURCE, now, token), spans, changed)

    def _note(self, trouble: str | None) -> None:
        if trouble != self.trouble:
            level = logging.INFO if trouble is None else logging.WARNING
            event(log, "calendar", level=level, host=self.plan.host, trouble=trouble)
        self.trouble = trouble


def name_of(uid: str) -> str:
    """Return the name of an object in the calendar, from its UID."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", uid) + ".ics"


def key_of(path: str) -> str:
    """Return by what an object is known that a busy time comes from."""
    return hashlib.sha256(path.encode("utf-8", "replace")).hexdigest()


def _later(entry: Entry, at: datetime, why: str, uow: UnitOfWork) -> None:
    uow.entries.later(entry, at, why)


def _booked(entry: Entry, uow: UnitOfWork) -> list[tuple[Booking, str | None]]:
    """Return the appointments of an entry, each with the name of who comes."""
    found = [uow.bookings.look(booking) for booking in uow.entries.booked(entry.host, entry.uid)]
    return [(booking, _comes(booking, uow)) for booking in found if booking is not None]


def _comes(booking: Booking, uow: UnitOfWork) -> str | None:
    """Return who comes, None where nobody outside may know it: under professional secrecy, or restricted."""
    terms = None if booking.client_id is None else uow.clients.terms(booking.client_id)
    if terms is not None and (terms.secrecy or terms.restricted):
        return None
    person = None if booking.contact_id is None else uow.people.by_id(booking.contact_id)
    if person is not None and person.role is Role.CLIENT:
        return person.name
    return next((guest["name"] for guest in booking.guests if guest.get("name")), None)


def _busy(
    token: str | None,
    there: Sequence[Found],
    missing: set[str] | None,
    span: Stretch,
    zone: ZoneInfo,
    ours: frozenset[str],
) -> Busy:
    stretches: dict[str, list[Stretch]] = {key_of(path): [] for path in missing or ()}
    unreadable = 0
    for each in there:
        try:
            stretches[key_of(each.path)] = busy_of(each.content, span, zone, ours)
        except Unreadable:
            unreadable += 1
    return Busy(token, missing is None, stretches, unreadable)

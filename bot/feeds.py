"""Calendar feeds over HTTP: who knows a secret key reads its owner's appointments. Wrong keys and keys taken back are
answered alike; what is drawn is drawn in a thread, and not too often."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import partial

from bot.clock import Clock
from bot.database import Database
from bot.health import Counters
from bot.i18n import Wording
from handlers.bookings import feeds, ics
from handlers.bookings.feeds import Entry
from handlers.chat.context import Office
from handlers.chat.outgoing import Text
from storage.engine import StoreBusy
from storage.people import Person
from storage.unit_of_work import UnitOfWork

ABSENT: tuple[int, dict[str, str]] = (404, {})
BUSY_SECONDS = 60
OFTEN = 10  # a program that reads one feed may do so ten times at once, then every ten seconds
OFTEN_SECONDS = 10.0
WRONG = 50  # keys that nobody has, from wherever: so many at once, then five a second
WRONG_SECONDS = 0.2
REMEMBERED = 10_000  # feeds, for which right keys are told from wrong ones while those are refused

Answer = tuple[int, Mapping[str, str], bytes]
Found = tuple[Person, Sequence[Entry]]


class Budget:
    """How often something may be done: `most` at once, and once more after each `seconds`."""

    def __init__(self, clock: Clock, most: int, seconds: float) -> None:
        self._clock = clock
        self._most = most
        self._seconds = seconds
        self._left = float(most)
        self._at = clock.monotonic()

    def spent(self) -> bool:
        """Return whether it may not be done now."""
        now = self._clock.monotonic()
        self._left = min(self._most, self._left + (now - self._at) / self._seconds)
        self._at = now
        return self._left < 1

    def spend(self) -> None:
        """Note that it was done."""
        self._left -= 1


class Feeds:
    """All calendar feeds of an office."""

    def __init__(self, database: Database, clock: Clock, office: Office, wording: Wording, counters: Counters) -> None:
        self._database = database
        self._clock = clock
        self._office = office
        self._wording = wording
        self._counters = counters
        self._wrong = Budget(clock, WRONG, WRONG_SECONDS)
        self._known: OrderedDict[str, Budget] = OrderedDict()

    async def answer(self, key: str, seen: str) -> Answer:
        """Return status, headers and body for a key: 200, 304 if the caller has it already (`seen`, an ETag), 404 for
        a key that opens nothing, 429 if it is asked for too often, 503 while the store can't be read."""
        name = feeds.hashed(key)
        budget = self._known.get(name, self._wrong)
        if budget.spent():
            return self._counted(429, {"Retry-After": str(BUSY_SECONDS)})
        try:
            found = await self._database.read(partial(self._look, key))
        except StoreBusy:
            return self._counted(503, {"Retry-After": str(BUSY_SECONDS)})
        if found is None:
            self._known.pop(name, None)
            self._wrong.spend()
            return self._counted(*ABSENT)
        self._budget(name).spend()
        body, mark = await asyncio.to_thread(self._drawn, found)
        headers = {
            "Cache-Control": "private, max-age=300",
            "ETag": mark,
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
            "X-Content-Type-Options": "nosniff",
        }
        if mark in {each.strip().removeprefix("W/") for each in seen.split(",")}:
            return self._counted(304, headers)
        kind = {
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": 'inline; filename="calendar.ics"',
        }
        return self._counted(200, {**headers, **kind}, body)

    def _look(self, key: str, uow: UnitOfWork) -> Found | None:
        person = feeds.owner(uow, key)
        return None if person is None else (person, feeds.entries(uow, self._office, person))

    def _budget(self, name: str) -> Budget:
        """Return how often the feed of a right key may be read."""
        budget = self._known.setdefault(name, Budget(self._clock, OFTEN, OFTEN_SECONDS))
        self._known.move_to_end(name)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return budget

    def _drawn(self, found: Found) -> tuple[bytes, str]:
        """Return a feed and its ETag, which leaves out when it was drawn."""
        person, entries = found
        say = partial(self._wording.say, language=person.language, zone=person.zone)
        groups = [
            (entry.bookings, ics.Described(say(entry.title), place="" if entry.place is None else say(entry.place)))
            for entry in entries
        ]
        body = ics.feed(groups, say(Text("feed-name", office=self._office.name)), self._clock.now())
        lines = [line for line in body.split(b"\r\n") if not line.startswith(b"DTSTAMP")]
        return body, f'"{hashlib.sha256(b"".join(lines)).hexdigest()[:32]}"'

    def _counted(self, status: int, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        self._counters.add("calendar_feeds_total", status=str(status))
        return status, headers, body

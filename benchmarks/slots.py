"""Free slots of 50 hosts over 60 days with 10,000 bookings: cold, with every row read from the database, and warm;
beside a plain loop that looks at each slot of each host, which must find the same."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.report import Line, median, share
from bot.collecting import spare_what_stays
from handlers.bookings import free
from handlers.chat.context import Context, Office
from handlers.rules.business_hours import BusinessHours
from handlers.rules.slots.desk import Desk, Host
from handlers.rules.slots.free import Starts
from handlers.rules.slots.opening import Opening, instant, moment
from handlers.rules.slots.service import MINUTE, Service
from storage.bookings import Booking
from storage.engine import Store, open_store
from storage.migrate import migrate
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import BookingId, BookingState

HOSTS, DAYS, EACH = 50, 60, 200
COLD, WARM = 100, 500
NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)
WEEKS = (
    "Mon-Fri 08:00-12:00,13:00-17:00",
    "Mon-Thu 09:00-18:00",
    "Mon-Fri 07:00-15:00",
    "Tue-Sat 10:00-19:00",
    "Mon-Fri 08:30-12:30,14:00-18:00",
)
BEFORE, LENGTH, AFTER, STEP = (timedelta(minutes=each) for each in (5, 30, 10, 15))
Spent = tuple[float, float]
"""Seconds by the clock, and of processor time."""

Taken = Mapping[str, list[tuple[datetime, datetime]]]


def lines(folder: Path) -> list[Line]:
    """Return how long an answer takes, cold and warm, and how many times longer the plain loop does."""
    url = f"sqlite:///{folder}/office.db"
    migrate(url)
    store = open_store(url, lambda: NOW)
    store.start()
    try:
        office = Office("Office", "en", "Europe/Berlin", desk=_desk())
        taken = _booked(store, office)
        spare_what_stays()
        cold = [_asked(store, office, _everything, forget=True) for _ in range(COLD)]
        warm = [_asked(store, office, _everything) for _ in range(WARM)]
        first = [_asked(store, office, _first_twenty) for _ in range(WARM)]
        naive = _naive(store, office, taken)
    finally:
        gc.unfreeze()
        store.stop()
    ratio = naive / median([wall for wall, _ in warm])
    what = "slots: 50 hosts, 60 days, 10,000 bookings"
    return [
        _within(f"{what}, cold p99", cold, 0.05),
        _within(f"{what}, warm p99", warm, 0.005),
        _within("slots: the first 20 with their hosts, warm p99", first, 0.005),
        Line(
            f"{what}, whole",
            _ms(median([wall for wall, _ in warm])),
            f"plain loop {naive:.2f} s",
            ratio,
            "≥ 1000",
            ratio >= 1000,
        ),
    ]


def _within(what: str, spent: list[Spent], bar: float) -> Line:
    took, busy = [wall for wall, _ in spent], [processor for _, processor in spent]
    usual = f"median {_ms(median(took))}; of processor time {_ms(median(busy))}, p99 {_ms(share(busy, 0.99))}"
    return Line(what, _ms(share(took, 0.99)), usual, None, f"≤ {bar * 1000:.0f} ms", share(took, 0.99) <= bar)


def _desk() -> Desk:
    hours = [Opening(BusinessHours.parse("Europe/Berlin", week)) for week in WEEKS]
    names = [f"host-{number:02}" for number in range(HOSTS)]
    hosts = {name: Host(name, {"": name}, hours[number % len(hours)]) for number, name in enumerate(names)}
    minutes = [int(each / timedelta(minutes=1)) * MINUTE for each in (BEFORE, LENGTH, AFTER, STEP)]
    before, length, after, step = minutes
    talk = Service(
        "talk", {"": "Talk"}, (length,), (tuple(names),), before=before, after=after, step=step, window_days=DAYS
    )
    return Desk({"talk": talk}, hosts)


def _booked(store: Store, office: Office) -> Taken:
    """Fill the calendars: half hours at full hours, so that none is too near to another."""
    chance = random.Random(20260302)
    first = NOW.replace(hour=0)
    taken: dict[str, list[tuple[datetime, datetime]]] = {}
    for name in office.desk.hosts:
        hours = chance.sample(
            [first + timedelta(days=day, hours=hour) for day in range(DAYS) for hour in range(6, 18)], EACH
        )
        taken[name] = [(at, at + LENGTH) for at in sorted(hours)]
    store.run(lambda uow: _write(uow, taken))
    return taken


def _write(uow: UnitOfWork, taken: Taken) -> None:
    uow.hosts.lock(taken)
    for name, spans in taken.items():
        for begin, end in spans:
            uow.bookings.add(_booking(uow, begin, end), [name], (begin - BEFORE, end + AFTER))
    uow.hosts.touch(taken)


def _booking(uow: UnitOfWork, begin: datetime, end: datetime) -> Booking:
    booking_id = BookingId(uow.new_id())
    fields: dict[str, Any] = dict.fromkeys(Booking.__slots__)
    fields |= {"id": booking_id, "service": "talk", "state": BookingState.CONFIRMED, "guests": [], "answers": {}}
    fields |= {"starts_at": begin, "ends_at": end, "created_at": NOW, "zone": "UTC", "uid": booking_id}
    fields |= {"sequence": 0, "version": 1, "overridden": []}
    return Booking(**fields)


def _asked(store: Store, office: Office, ask: Callable[[Context], object], *, forget: bool = False) -> Spent:
    """Return how many seconds a question takes inside its transaction."""
    if forget:
        office.desk.rows.clear()

    def unit(uow: UnitOfWork) -> Spent:
        started, busy = time.perf_counter(), time.thread_time()
        ask(Context(uow, office))
        return time.perf_counter() - started, time.thread_time() - busy

    return store.run(unit, reading=True)


def _everything(ctx: Context) -> Starts:
    service = ctx.office.desk.services["talk"]
    return free.when(ctx, service, service.length)


def _first_twenty(ctx: Context) -> object:
    service = ctx.office.desk.services["talk"]
    return free.first_free(ctx, service, service.length, ctx.now, 20)


def _naive(store: Store, office: Office, taken: Taken) -> float:
    """Return how many seconds the plain loop takes; it has to find the same."""
    ours = store.run(lambda uow: list(_everything(Context(uow, office)).listed(0, 10**15)), reading=True)
    started = time.perf_counter()
    found = _looked_at_each(office, taken)
    seconds = time.perf_counter() - started
    if sorted(found) != [moment(at) for at in ours]:
        raise AssertionError("the two find different slots")
    return seconds


def _looked_at_each(office: Office, taken: Taken) -> set[datetime]:
    gap = max(BEFORE, AFTER)
    last = next(iter(office.desk.hosts.values())).opening.day_of(instant(NOW)) + timedelta(days=DAYS)
    found = set()
    for name, host in office.desk.hosts.items():
        for begin, end in host.opening.hours.intervals(NOW):
            if begin.astimezone(host.opening.zone).date() > last:
                break
            at = begin
            while at + LENGTH <= end:
                if at >= NOW and all(at + LENGTH + gap <= one or other + gap <= at for one, other in taken[name]):
                    found.add(at)
                at += STEP
    return found


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"

"""A desk with hosts whose time can be booked, the people who book it, and a clock that is put forward: for tests of
appointments on a real database, below the chat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import select

from bot.clock import Clock
from handlers.bookings.claiming import Wish
from handlers.chat.context import Context, Office
from handlers.chat.dispatch import handle_timer, react
from handlers.chat.incoming import TimerDue
from handlers.features import HOUSE
from handlers.rules.business_hours import BusinessHours
from handlers.rules.slots.desk import Desk, Host
from handlers.rules.slots.opening import Opening
from handlers.rules.slots.service import MINUTE, Service
from storage.bookings import parts
from storage.engine import Store, open_store
from storage.people import Address, Person
from storage.query import Query
from storage.timers import Timer
from storage.types import to_milliseconds
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import BookingId, ClientId, PersonId, PersonState, Role

T = TypeVar("T")
MONDAY = datetime(2026, 6, 1, 6, tzinfo=UTC)
NINE = MONDAY + timedelta(hours=1)  # the desk opens: 09:00 in Berlin
OPENING = Opening(BusinessHours.parse("Europe/Berlin", "Mon-Fri 09:00-17:00"))
_PARTS = Query(select(parts).where(parts.c.blocks))


@dataclass
class Scene:
    """A store at work, with a clock of its own and a desk that each test sets up for itself. With `tells` everybody
    concerned hears of what happens, as in the chat, and calendars follow."""

    store: Store
    people: dict[str, Person] = field(default_factory=dict)
    office: Office = field(default_factory=lambda: Office("Office", "en", "Europe/Berlin"))
    at: datetime = MONDAY
    tests: int = 0
    tells: bool = False

    def fresh(self) -> None:
        """Begin another test: the same people and database, Monday morning again, nothing booked of anybody's."""
        self.at = MONDAY
        self.tests += 1

    def service(self, *groups: Sequence[str], **more: Any) -> Service:
        """Return a service of half an hour; hosts are named for this test alone."""
        named = tuple(tuple(self.host(name) for name in group) for group in groups or (("ben",),))
        values = {"label": {"": "Talk"}, "lengths": (30 * MINUTE, 60 * MINUTE), "groups": named, **more}
        service = Service(f"talk{self.tests}", **values)
        hosts = {name: Host(name, {"": name}, OPENING, person="Ben") for name in service.hosts}
        desk = Desk({service.name: service}, hosts)
        self.office = replace(self.office, desk=desk)
        return service

    def host(self, name: str) -> str:
        """Return a host's name in this test."""
        return f"{name}-{self.tests}"

    def wish(self, service: Service, minutes: int = 0, who: str = "Anna", **more: Any) -> Wish:
        """Return a wish for so many minutes after nine."""
        return Wish(service, NINE + timedelta(minutes=minutes), service.length, self.people[who], **more)

    def run(self, who: str | None, act: Callable[..., T], *args: Any, **more: Any) -> T:
        """Let a person, or the clock, do something in a transaction of its own."""
        return self.store.run(lambda uow: act(self.context(uow, who), *args, **more))

    def context(self, uow: UnitOfWork, who: str | None) -> Context:
        """Return what a handler has in hand."""
        who_acts = None if who is None else self.people[who]
        return Context(uow, self.office, who=who_acts, react=react(HOUSE) if self.tells else None)

    def restart(self, url: str) -> None:
        """End the store and open another one on the same database, as after a kill: what was in memory is gone."""
        self.store.stop()
        self.store = open_store(url, lambda: self.at, workers=2)
        self.store.start()

    def until(self, at: datetime) -> list[str]:
        """Put the clock forward and let what is due of this test's bookings fire; return the kinds that did."""
        self.at = at
        due = self.store.run(lambda uow: uow.timers.due(at, 1000))
        return [timer.kind for timer in due if self.store.run(partial(self._fire, timer))]

    def _fire(self, timer: Timer, uow: UnitOfWork) -> bool:
        booking = uow.bookings.look(BookingId(timer.about))
        if (
            booking is None
            or booking.service not in self.office.desk.services
            or not uow.timers.fire(timer.key, self.at)
        ):
            return False
        due = TimerDue(timer.key, timer.kind, timer.about, timer.due_at, timer.facts)
        handle_timer(uow, due, self.office, HOUSE)
        return True

    def overlaps(self) -> int:
        """Return how many pairs of one host's bookings are too near to one another, looked for the plain way."""
        rows = [dict(zip(parts.c.keys(), row, strict=True)) for row in self.store.run(lambda uow: uow.run.all(_PARTS))]
        by_host: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            by_host.setdefault(row["host_id"], []).append(row)
        return sum(_near(one, other) for theirs in by_host.values() for one in theirs for other in theirs)


def _near(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["booking_id"] >= other["booking_id"]:
        return False
    first, second = sorted((one, other), key=lambda row: to_milliseconds(row["starts_at"]))
    gap = max(first["kept_until"] - first["ends_at"], second["starts_at"] - second["kept_from"])
    return bool(second["starts_at"] < first["ends_at"] + gap)


class SceneClock(Clock):
    """The scene's time."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def now(self) -> datetime:
        return self._scene.at

    def monotonic(self) -> float:
        return self._scene.at.timestamp()

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody waits here")


def opened(url: str, workers: int = 4, clients: int = 2) -> Scene:
    """Return a scene on a database that has our tables: Ben and Mia work here, Anna and others are clients."""
    scene = Scene(open_store(url, lambda: scene.at, workers=workers))
    scene.store.start()
    named = {"Ben": Role.ASSISTANT, "Mia": Role.MANAGER, "Anna": Role.CLIENT}
    named |= {f"Client {number}": Role.CLIENT for number in range(clients)}
    for name, role in named.items():
        scene.people[name] = scene.store.run(partial(_person, name, role))
    return scene


def _person(name: str, role: Role, uow: UnitOfWork) -> Person:
    uow.clients.ensure_teams(["Office"], uow.new_id)
    theirs = uow.clients.ensure(ClientId(uow.new_id()), f"{name} Ltd", name.lower(), uow.now)
    person = Person(
        id=PersonId(uow.new_id()),
        name=name,
        role=role,
        state=PersonState.ACTIVE,
        client_id=theirs if role is Role.CLIENT else None,
        team_id=uow.clients.first_team(),
        language="en",
        zone="Europe/Berlin",
        zone_known=True,
        guest=False,
        told_at=None,
        created_at=uow.now,
    )
    uow.people.add(person)
    uow.people.add_address(Address(uow.new_id(), person.id, "telegram", "", name, name, open=True, created_at=uow.now))
    return person

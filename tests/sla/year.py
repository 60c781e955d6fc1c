"""A year of an office in virtual time: what people do goes through the same actions as their messages and presses, what
is due through the same handlers as the scheduler's timers; only platforms are missing."""

from __future__ import annotations

import hashlib
import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import update

from bot.scheduler import look
from handlers.chat.context import Context, Office, Refused
from handlers.chat.dispatch import handle_timer, react
from handlers.chat.incoming import Sender, TimerDue
from handlers.features import HOUSE
from handlers.rules.states import MoveNotAllowed
from storage.engine import Store, open_store
from storage.outbox import outbox
from storage.people import Address, Person
from storage.query import Query
from storage.sla import RuleVersion
from storage.timers import Timer
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, OutboxState, PersonId, PersonState, Role, TeamId
from tests.databases import fresh_sqlite
from tests.sla import year_settings
from tests.virtual import VirtualStore

T = TypeVar("T")

BEGIN = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
END = datetime(2027, 3, 2, 7, 0, tzinfo=UTC)
ALL_SENT = Query(update(outbox).where(outbox.c.state == OutboxState.NEW).values(state=OutboxState.SENT))
Step = Callable[[Context], None]


@dataclass(frozen=True, slots=True)
class Outage:
    """When the office was down."""

    begin: datetime
    end: datetime


class Year:
    """The office and its year. `later` puts down what somebody will do; `run` lets it come."""

    def __init__(self, folder: Path, seed: int, url: str | None = None) -> None:
        """Open the office on a SQLite file of its own in `folder`, or on the migrated database at `url`."""
        self.chance = random.Random(seed)
        self.now = BEGIN
        self.url = url
        self.path = Path() if url else Path(fresh_sqlite(folder).removeprefix("sqlite:///"))
        self.outages: list[Outage] = []
        self.alarms: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.fired = 0
        self._agenda: list[tuple[datetime, int, str, Callable[[], None]]] = []
        self._number = count()
        self.office: Office
        self.store: Store
        self.open()
        self.assistants = [self.joins(Role.ASSISTANT, name, team) for name, team in year_settings.ASSISTANTS.items()]
        self.managers = [
            self.joins(Role.MANAGER, name, year_settings.DAY, quiet) for name, quiet in year_settings.MANAGERS.items()
        ]
        self.contacts = [self._contact(number) for number in range(year_settings.CLIENTS)]

    # --- the office ---

    def open(self) -> None:
        """Start as the program does: settings read anew, their rules kept."""
        self.office = year_settings.office(self.now)
        self.store = self.another_store()
        self.store.start()
        levels = self.office.levels
        assert levels is not None

        def prepare(uow: UnitOfWork) -> None:
            uow.clients.ensure_teams([year_settings.DAY, year_settings.EVENING], uow.new_id)
            for kind, name, version, body in levels.rules():
                uow.sla.add_rule(RuleVersion(kind, name, version, dict(body), uow.now))

        self.store.run(prepare)

    def another_store(self) -> Store:
        """Return a store of the office's database, not started."""
        if self.url is None:
            return VirtualStore(self.path, lambda: self.now)
        return open_store(self.url, lambda: self.now, workers=2)

    def restart(self) -> None:
        """Stop, and start again."""
        self.store.stop()
        self.open()

    def is_down(self, outage: Outage) -> None:
        """Be down for a while: nobody is heard, nothing fires; what people did meanwhile waits."""
        self.outages.append(outage)
        self.store.stop()
        waiting = [one for one in self._agenda if one[0] < outage.end]
        self._agenda = [one for one in self._agenda if one[0] >= outage.end]
        for at, number, what, act in waiting:
            # Heard in their order within the second after the start; timers that are due come before, between or after.
            heard = outage.end + timedelta(milliseconds=self.chance.randrange(1000))
            self._agenda.append((max(heard, at), number, what, act))
        heapq.heapify(self._agenda)
        self.now = outage.end
        self.open()

    # --- people ---

    def joins(self, role: Role, name: str, team: str, quiet: str | None = None, client: str = "") -> Person:
        """Return a new person, reached at the terminal under their name."""

        def unit(uow: UnitOfWork) -> Person:
            account = None
            if client:
                key = hashlib.sha256(client.encode()).hexdigest()
                account = uow.clients.ensure(ClientId(uow.new_id()), client, key, uow.now)
            team_id = uow.clients.team(TeamId(uow.new_id()), team)
            facts: dict[str, Any] = {"language": "de", "zone": "Europe/Berlin", "zone_known": True, "guest": False}
            person = Person(
                PersonId(uow.new_id()),
                name,
                role,
                PersonState.ACTIVE,
                account,
                team_id,
                told_at=None,
                created_at=uow.now,
                quiet=quiet,
                **facts,
            )
            uow.people.add(person)
            low = name.lower()
            uow.people.add_address(
                Address(uow.new_id(), person.id, "console", "", low, low, open=True, created_at=uow.now)
            )
            return person

        return self.store.run(unit)

    def _contact(self, number: int) -> Person:
        team = year_settings.EVENING if number % 4 == 3 else year_settings.DAY
        person = self.joins(Role.CLIENT, f"contact-{number}", team, client=f"client-{number}")
        if number % 3 == 0 and person.client_id is not None:
            client = person.client_id
            self.store.run(lambda uow: uow.clients.set_plan(client, "gold"))
        return person

    # --- what happens ---

    def later(self, at: datetime, what: str, act: Callable[[], None]) -> None:
        """Put down that something is done then; `what` is its name for the count."""
        at = at.replace(microsecond=at.microsecond // 1000 * 1000)
        heapq.heappush(self._agenda, (max(at, self.now), next(self._number), what, act))

    def acts(self, who: Person, step: Step) -> bool:
        """Let somebody do something in a unit of work; False if it was refused, and then nothing is kept."""

        def unit(uow: UnitOfWork) -> Context:
            known = uow.people.by_id(who.id)
            assert known is not None
            sender = Sender("console", "", who.name.lower(), who.name.lower())
            ctx = Context(uow, self.office, sender=sender, who=known, react=react(HOUSE), commands=HOUSE.listed)
            step(ctx)
            return ctx

        try:
            ctx = self.store.run(unit)
        except Refused as refusal:
            self.refused[refusal.text.name] += 1
            return False
        except MoveNotAllowed:  # somebody was faster: a button that is gone by now
            self.refused["move"] += 1
            return False
        if ctx.effects.alarm:
            self.alarms[ctx.effects.alarm] += 1
        return True

    def run(self, until: datetime) -> None:
        """Let everything come that was put down until then."""
        while self._agenda and self._agenda[0][0] < until:
            at, _, what, act = heapq.heappop(self._agenda)
            hasty = self.chance.random() < 0.1  # what is due in the same second is thought of after it
            self._timers(at - timedelta(seconds=1) if hasty else at)
            self.now = max(self.now, at)
            act()
            self.done[what] += 1
        self._timers(until)
        self.now = until

    def _timers(self, until: datetime) -> None:
        while True:
            due, _ = self.store.run(lambda uow: look(uow, until))
            if not due:
                return
            for timer in due:
                if timer.due_at > until:
                    continue
                self.now = max(self.now, timer.due_at)
                self.store.run(lambda uow, timer=timer: self.fire(timer, uow))  # type: ignore[misc]  # bound early
                break

    def fire(self, timer: Timer, uow: UnitOfWork) -> None:
        """Fire a timer, unless somebody else has, as the scheduler does."""
        if not uow.timers.fire(timer.key, uow.now):
            return
        self.fired += 1
        due = TimerDue(timer.key, timer.kind, timer.about, timer.due_at, timer.facts)
        ctx = handle_timer(uow, due, self.office, HOUSE)
        if ctx.effects.alarm:
            self.alarms[ctx.effects.alarm] += 1

    def sends(self) -> None:
        """Let everything that waits be sent."""
        self.store.run(lambda uow: uow.run.change(ALL_SENT))

    def read(self, unit: Callable[[UnitOfWork], T]) -> T:
        """Return what a reading unit finds."""
        return self.store.run(unit, reading=True)

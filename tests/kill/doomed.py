"""An office whose process is killed again and again while people use it; the servers and the people live on."""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from bot.clock import SystemClock
from storage.engine import open_store
from storage.people import Address, Person
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import ClientId, PersonId, PersonState, Role
from tests.cast import SlackPerson, TelegramPerson
from tests.kill.aim import Aim
from tests.kill.people import Assistant, Client, Screen, SlackScreen, TelegramScreen
from tests.kill.running import Cold, Life, WarmParent
from tests.standins.slack import SlackStandIn
from tests.standins.telegram import TelegramStandIn

ZONE = "Europe/Berlin"
CAST = (
    ("Anna", Role.CLIENT, "telegram"),
    ("Cleo", Role.CLIENT, "slack"),
    ("Ben", Role.ASSISTANT, "telegram"),
    ("Eva", Role.ASSISTANT, "slack"),
    ("Mia", Role.MANAGER, "telegram"),
)
SETTLING = 60.0  # the last process must have nothing left to do by then
STOPPING = 30.0
CONFIG = """\
[office]
name = "Office Berlin"
time_zone = "{zone}"
[database]
url = "{database}"
[telegram]
token = "{telegram.token}"
base_url = "{telegram.base_url}"
[slack]
bot_token = "{slack.bot_token}"
app_token = "{slack.app_token}"
signing_secret = "{slack.signing_secret}"
base_url = "{slack.base_url}"
[limits]
telegram_per_second = 1000
person_per_minute = 0
presses_per_minute = 0
strangers_per_minute = 0
all_per_minute = 0
telegram_per_chat = 1000
slack_per_second = 1000
slack_per_channel = 1000
[log]
level = "warning"
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """How an office is to suffer: how often in all, how many of these as cold starts, and by which chance."""

    database: str
    kills: int
    cold: int
    seed: int
    long_every: int = 12


@dataclass
class DoomedOffice:
    """One office. `await suffer(parent)` runs it through all its kills to its quiet end; then it can be looked at."""

    plan: Plan
    folder: Path
    killed_at: list[float] = field(default_factory=list)
    aims: Counter[str] = field(default_factory=Counter)
    served: int = 0
    settled_in: float = 0.0

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.chance = random.Random(self.plan.seed)
        self.telegram = TelegramStandIn()
        self.slack = SlackStandIn()
        self.aim = Aim(self.telegram, self.slack, self.chance)
        self.log = self.folder / "office.log"
        self.config = self.folder / "config.toml"
        self.screens: dict[str, Screen] = {}
        self.roles: dict[str, Role] = {}
        self.clients: list[Client] = []
        self._server: psycopg.Connection[Any] | None = None

    async def suffer(self, parent: WarmParent) -> None:
        """Live through everything."""
        async with self.telegram, self.slack:
            self._open()
            if self.plan.database.startswith("postgresql:"):
                self._server = psycopg.connect(self.plan.database, autocommit=True)
            closing = asyncio.Event()
            clients = [asyncio.create_task(client.lives(closing)) for client in self.clients]
            staff = [screen for name, screen in self.screens.items() if self.roles[name] is Role.ASSISTANT]
            assistants = [asyncio.create_task(Assistant(screen, self.aim.acted.set).lives()) for screen in staff]
            try:
                await self._kills(parent)
                closing.set()
                await self._end(parent, clients)
            finally:
                if self._server is not None:
                    self._server.close()
                for task in (*clients, *assistants):
                    task.cancel()
                ended = await asyncio.gather(*clients, *assistants, return_exceptions=True)
            for error in ended:
                if isinstance(error, Exception):
                    raise error

    # --- opening ---

    def _open(self) -> None:
        written = CONFIG.format(zone=ZONE, database=self.plan.database, telegram=self.telegram, slack=self.slack)
        self.config.write_text(written)
        store = open_store(self.plan.database, SystemClock().now, workers=1)
        store.start()
        try:
            store.run(lambda uow: uow.clients.ensure_teams(["Office"], uow.new_id))
            for name, role, on in CAST:
                self._admit(store.run, name, role, on)
        finally:
            store.stop()

    def _admit(self, run: Any, name: str, role: Role, on: str) -> None:
        screen: Screen
        if on == "telegram":
            somebody = TelegramPerson(self.telegram, name)
            somebody.user.started = True
            account = ("telegram", "", str(somebody.user.id), str(somebody.user.id))
            screen = TelegramScreen(somebody)
        else:
            someone = SlackPerson(self.slack, name)
            account = ("slack", self.slack.workspace.team, someone.user.id, someone.user.dm)
            screen = SlackScreen(someone)
        self.screens[name], self.roles[name] = screen, role
        run(lambda uow: _add_person(uow, name, role, account))
        if role is Role.CLIENT:
            chance = random.Random(f"{self.plan.seed}-{name}")
            self.clients.append(Client(screen, chance, self.aim.acted.set))

    # --- dying ---

    async def _kills(self, parent: WarmParent) -> None:
        cold = set(self.chance.sample(range(self.plan.kills), self.plan.cold))
        for number, way in enumerate(self.aim.plan(self.plan.kills, self.plan.long_every)):
            calls = len(self.telegram.calls)
            starts = Cold.start if number in cold else parent.start
            life = await starts(self.config, self.log)
            self.served += await self.aim.wait(way, calls)
            life.kill()
            self.aims["cold" if number in cold else way] += 1
            assert await life.gone() == signal.SIGKILL, f"the office ended by itself:\n{self.last_words()}"
            await self.telegram.http.deserted()  # a call it made last may be read after its end
            self.killed_at.append(time.monotonic())
            self._let_leases_run_out()

    def _let_leases_run_out(self) -> None:
        """Let the 15 s have passed after which another process takes over: a killed one gives nothing back."""
        if self._server is not None:
            self._server.execute("UPDATE leases SET until = 0")

    # --- the quiet end ---

    async def _end(self, parent: WarmParent, clients: list[asyncio.Task[None]]) -> None:
        began = time.monotonic()
        life = await parent.start(self.config, self.log)
        try:
            async with asyncio.timeout(SETTLING):
                await asyncio.gather(*clients)
                while self.unfinished():  # noqa: ASYNC110 - a database wakes nobody
                    await asyncio.sleep(0.1)
            self.settled_in = time.monotonic() - began
        except TimeoutError:
            life.kill()
            await life.gone()
            raise AssertionError(f"not settled in {SETTLING} s: {self.unfinished()}\n{self.last_words()}") from None
        await self._stop(life)

    async def _stop(self, life: Life) -> None:
        life.ask_to_stop()
        try:
            async with asyncio.timeout(STOPPING):
                assert await life.gone() == 0, f"not ended by itself:\n{self.last_words()}"
        except TimeoutError:
            life.kill()
            await life.gone()
            raise AssertionError(f"not stopped in {STOPPING} s:\n{self.last_words()}") from None

    def unfinished(self) -> dict[str, int]:
        """Return what is still to be done, by kind, as the database says while the office runs."""
        questions: dict[str, LiteralString] = {
            "events": "SELECT count(*) FROM inbox WHERE state = 'new'",
            "messages": "SELECT count(*) FROM outbox WHERE state IN ('new', 'sending')",
            "tasks": "SELECT count(*) FROM tasks WHERE state <> 'done'",
        }
        return {what: count for what, question in questions.items() if (count := self._ask(question))}

    def _ask(self, question: LiteralString) -> int:
        if self._server is not None:
            found = self._server.execute(question).fetchone()
            return int(found[0]) if found else 0
        path = self.plan.database.removeprefix("sqlite:///")
        reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return int(reader.execute(question).fetchone()[0])
        finally:
            reader.close()

    def last_words(self) -> str:
        """Return the end of the office's log."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""


def _add_person(uow: UnitOfWork, name: str, role: Role, account: tuple[str, str, str, str]) -> None:
    client = None
    if role is Role.CLIENT:
        client = uow.clients.ensure(ClientId(uow.new_id()), f"Practice of {name}", f"key of {name}", uow.now)
    person = Person(
        id=PersonId(uow.new_id()),
        name=name,
        role=role,
        state=PersonState.ACTIVE,
        client_id=client,
        team_id=uow.clients.first_team(),
        language="en",
        zone=ZONE,
        zone_known=True,
        guest=False,
        told_at=None,
        created_at=uow.now,
    )
    uow.people.add(person)
    platform, workspace, user, chat = account
    address: dict[str, Any] = {"platform": platform, "workspace": workspace, "account": user, "chat": chat}
    found = Address(id=uow.new_id(), person_id=person.id, open=True, created_at=uow.now, **address)
    uow.people.add_address(found)
    uow.people.set_told_at(person.id, found.id)

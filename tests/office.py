"""A whole office for stories: stand-in Telegram and Slack servers, the real client libraries, one of the databases."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import socket
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.app import App, WebPlan
from bot.calendars.dav import Account
from bot.calendars.plan import Plan as Plan_
from bot.filestore import MEGABYTE, FileStore
from bot.flood import FloodLimits
from bot.i18n import Wording
from bot.mail.account import Account as MailAccount
from bot.platforms.base import Limits, Platform
from bot.platforms.console import ConsolePlatform
from bot.platforms.slack import SlackPlatform
from bot.platforms.telegram import TelegramPlatform
from handlers.chat.context import Office as OfficeFacts
from handlers.features import HOUSE
from handlers.people.actions import NewInvite, invite
from handlers.rules.business_hours import BusinessHours
from handlers.rules.categories import Category
from handlers.rules.digests import Digests
from handlers.rules.service_levels import ServiceLevels
from handlers.rules.slots.desk import Desk
from storage.engine import Store, open_store
from storage.vocabulary import Role
from tests.cast import PATIENCE, ConsolePerson, Person, SlackPerson, TelegramPerson
from tests.clocks import RunningClock
from tests.standins.slack import SlackStandIn
from tests.standins.telegram import TelegramStandIn
from tests.vaults import safe_in

UNLIMITED = Limits(per_second=0, per_chat=0)
ZONE = "Europe/Berlin"
SECRET = "hook-secret"
WITH_WORDS = frozenset(name for name, spec in HOUSE.commands.items() if spec.with_words)


A_WEEK = timedelta(days=7)
ON_ASKING = Digests(day=None)  # by themselves they would come on a day the tests happen to run


@dataclass
class Plan:
    """How an office is set up for a test."""

    database: str  # migrated
    telegram: str | None = "polling"  # or webhook, None
    slack: str | None = "socket"  # or http, None
    console: bool = False
    limits: Limits = UNLIMITED
    hours: str | None = None
    language: str = "en"
    teams: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    levels: ServiceLevels | None = None
    desk: Desk = field(default_factory=Desk)
    feeds: bool = False
    keeps_keys: bool = False  # rounds of keys, erasures and retention
    calendars: Sequence[tuple[Plan_, Account]] = ()
    mail: MailAccount | None = None
    flood: FloodLimits | None = None  # people of stories write faster than anybody
    most_bytes: int = 20 * MEGABYTE  # of one file
    digests: Digests = ON_ASKING
    close_after: timedelta = A_WEEK  # a result nobody answers
    start: datetime | None = None  # by the office's clock; None: now
    alter: Callable[[list[Platform]], None] = field(default=lambda platforms: None)


class Office:
    """An office and the servers it talks to. `await office.open()` first, `close()` last (the fixture does)."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.clock = RunningClock(plan.start)
        self.telegram = TelegramStandIn(clock=self.clock.timestamp)
        self.slack = SlackStandIn(clock=self.clock.timestamp)
        self.slack.workspace.trigger_seconds = PATIENCE  # a busy machine takes its time
        self.slack.signer.clock = RunningClock().timestamp  # Bolt compares with the machine's own clock
        self.lines: list[str] = []
        self.changed = asyncio.Condition()
        self.console = ConsolePlatform(self._print, self.clock.now)
        self.port = free_port()
        self.files = Path(tempfile.mkdtemp(prefix="files-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
        self.app: App
        self._tasks: set[asyncio.Task[Any]] = set()

    # --- opening and closing ---

    async def open(self) -> None:
        """Start the servers and the office."""
        if self.plan.telegram:
            await self.telegram.start()
        if self.plan.slack:
            await self.slack.start()
        await self.start()

    async def start(self) -> None:
        """Start the office alone (after `stop` or `kill`)."""
        self.app = self.new_app()
        await self.app.start()
        if self.plan.slack == "http":
            self.slack.mode = "http"
            self.slack.request_url = f"http://127.0.0.1:{self.port}/slack/events"
        if self.plan.slack == "socket":
            await self.slack.connected(1)
        await self._heard()

    async def _heard(self, bound: float = 60.0) -> None:
        """Wait until lines at the terminal and commands by HTTP are taken in: nobody keeps or repeats those."""
        async with asyncio.timeout(bound):
            while not all(_takes_in(connection.platform) for connection in self.app.connections):  # noqa: ASYNC110 - nobody announces it
                await asyncio.sleep(0.005)  # platforms have nothing to wait on

    async def stop(self) -> None:
        """Stop the office in order; the servers stay."""
        await self.app.stop()

    async def kill(self) -> None:
        """End the office as a SIGKILL would: whatever is on its way in memory is gone, what is committed stays."""
        for connection in self.app.connections:
            for task in list(connection.relay._in_hand.values()):  # noqa: SLF001 - a kill asks nobody
                task.cancel()
        for lane in list(self.app.inbox._lanes.values()):  # noqa: SLF001 - as above
            lane.cancel()
        await self.app.kill()
        await asyncio.to_thread(self.app._store.stop)  # noqa: SLF001 - as above

    async def restart(self) -> None:
        """Stop and start."""
        await self.stop()
        await self.start()

    async def close(self) -> None:
        """Stop everything."""
        await self.app.stop()
        for task in self._tasks:
            task.cancel()
        await self.telegram.stop()
        await self.slack.stop()
        await asyncio.to_thread(shutil.rmtree, self.files)
        assert not self.reply_keyboards(), "a reply keyboard stays below the chat when its question is gone"

    def reply_keyboards(self) -> list[object]:
        """Return what else than buttons of its own a message on Telegram brought to a chat; nothing, in any story."""
        sent = [call.params.get("reply_markup") for call in self.telegram.calls]
        return [markup for markup in sent if markup and "inline_keyboard" not in str(markup)]

    def new_app(self) -> App:
        """Return a further process of this office (PostgreSQL), not started."""
        platforms = self._platforms()
        self.plan.alter(platforms)
        web = self.plan.telegram == "webhook" or self.plan.slack == "http" or self.plan.feeds
        hours = BusinessHours.parse(ZONE, self.plan.hours) if self.plan.hours else None
        facts = OfficeFacts("Office Berlin", self.plan.language, ZONE, hours=hours, categories=self.plan.categories)
        safe = safe_in(self.files, self.clock.now)
        return App(
            open_store(self.plan.database, self.clock.now, workers=4, vault=safe.vault),
            self.clock,
            replace(
                facts,
                levels=self.plan.levels,
                digests=self.plan.digests,
                close_after=self.plan.close_after,
                desk=replace(
                    self.plan.desk,
                    feeds=f"http://127.0.0.1:{self.port}/calendars" if self.plan.feeds else None,
                    mails=self.plan.mail is not None,
                ),
                platforms=frozenset(each.name for each in platforms),
            ),
            platforms,
            teams=self.plan.teams,
            web=WebPlan("127.0.0.1", self.port) if web else None,
            wording=Wording(),
            files=FileStore(self.files, safe.keys, most_bytes=self.plan.most_bytes),
            keys=safe.keys if self.plan.keeps_keys else None,
            calendars=self.plan.calendars,
            mail=self.plan.mail,
            flood=self.plan.flood,
        )

    def store(self) -> Store:
        """Return a store of the office's database, not started."""
        return open_store(
            self.plan.database, self.clock.now, workers=4, vault=safe_in(self.files, self.clock.now).vault
        )

    def _platforms(self) -> list[Platform]:
        platforms: list[Platform] = []
        if self.plan.telegram:
            platforms.append(self.telegram_platform())
        if self.plan.slack:
            platforms.append(self.slack_platform())
        if self.plan.console:
            platforms.append(self.console)
        return platforms

    def telegram_platform(self) -> TelegramPlatform:
        """Return a connection to the Telegram stand-in."""
        hook = self.plan.telegram == "webhook"
        return TelegramPlatform(
            token=self.telegram.token,
            base_url=self.telegram.base_url,
            base_file_url=self.telegram.base_file_url,
            mode="webhook" if hook else "polling",
            webhook_url=f"http://127.0.0.1:{self.port}/telegram" if hook else None,
            webhook_secret=SECRET if hook else None,
            clock=self.clock,
            limits=self.plan.limits,
            poll_seconds=5,
        )

    def slack_platform(self) -> SlackPlatform:
        """Return a connection to the Slack stand-in."""
        return SlackPlatform(
            bot_token=self.slack.bot_token,
            app_token=self.slack.app_token,
            signing_secret=self.slack.signing_secret,
            mode=self.plan.slack or "socket",
            base_url=self.slack.base_url,
            clock=self.clock,
            limits=self.plan.limits,
            commands=frozenset(HOUSE.commands),
            commands_with_words=WITH_WORDS,
            opens_form=HOUSE.opens_form,
        )

    def _print(self, line: str) -> None:
        self.lines.append(line)
        self._spawn(self._notify())

    async def _notify(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # --- people ---

    def person(self, name: str, on: str, *, language: str = "en", **facts: Any) -> Person:
        """Return somebody the office doesn't know yet."""
        if on == "telegram":
            return TelegramPerson(self.telegram, name, language)
        if on == "slack":
            return SlackPerson(self.slack, name, language, **facts)
        return ConsolePerson(self.console, self.lines, self.changed, name, self._spawn)

    async def invited(self, role: Role, name: str, *, client: str | None = None, **options: Any) -> NewInvite:
        """Return a fresh invite."""
        return await self.app.database.write(partial(invite, role=role, name=name, client=client, **options))

    async def manager(
        self, name: str = "Mia", *, on: str = "telegram", language: str = "en", confirmed_by: Person | None = None
    ) -> Person:
        """Return a manager who has joined; the first needs nobody's confirmation."""
        return await self._joined(Role.MANAGER, name, on, language, confirmed_by)

    async def assistants(self, *names: str, on: str = "slack", language: str = "en", by: Person) -> list[Person]:
        """Return assistants who have joined and were confirmed by manager `by`, in order."""
        return [await self._joined(Role.ASSISTANT, name, on, language, by) for name in names]

    async def client(
        self, name: str = "Anna", *, on: str = "telegram", language: str = "en", client: str = "Dr. Weber"
    ) -> Person:
        """Return a client's contact who has joined."""
        return await self._joined(Role.CLIENT, name, on, language, None, client)

    async def _joined(
        self, role: Role, name: str, on: str, language: str, by: Person | None, client: str | None = None
    ) -> Person:
        new = await self.invited(role, name, client=client)
        person = self.person(name, on, language=language)
        person.commands("start" if on != "slack" else "join", new.code)
        if by is not None:
            await by.sees(f"{name} ")
            await by.sees_button("Confirm")
            by.presses("Confirm")
            await by.sees("Confirmed by", count=1)
        await person.sees("Office Berlin", count=2 if by is not None else 1)
        return person

    # --- time ---

    def later(self, seconds: float) -> None:
        """Move time on."""
        self.clock.move(seconds)

    async def quiet(self, bound: float = 60.0) -> None:
        """Wait until the office has nothing in hand, and nothing is on its way to it from a platform that it hears."""
        async with asyncio.timeout(bound):
            calm = 0
            while calm < 3:
                await asyncio.sleep(0.005)
                calm = calm + 1 if self.app.quiet and not self._expects() else 0

    def _expects(self) -> bool:
        state = self.app.inbox.state()
        heard = {name for name, facts in state.items() if facts["ok"]}
        if "telegram" in heard and self.telegram.pending:
            return True
        # What was not acknowledged comes again when Slack likes.
        return "slack" in heard and not all(each.finished or each.attempts for each in self.slack.deliveries)


def _takes_in(platform: Platform) -> bool:
    if isinstance(platform, ConsolePlatform):
        return platform._intake is not None  # noqa: SLF001 - the terminal tells nobody
    if isinstance(platform, SlackPlatform) and platform.mode == "http":
        return platform._listening.open  # noqa: SLF001 - nor does HTTP
    if isinstance(platform, TelegramPlatform) and platform._mode == "webhook":  # noqa: SLF001 - as above
        return platform._post is not None  # noqa: SLF001 - as above
    return True


async def together(*works: Coroutine[Any, Any, Any]) -> Sequence[Any]:
    """Do several things at once."""
    return await asyncio.gather(*works)


def free_port() -> int:
    """Return a loopback port nobody listens on, below those that outgoing connections are given meanwhile. Each of
    the workers has its own share of them: nobody else takes one while the office it is for is being restarted."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 12
    while True:
        port = 20_000 + worker * 1_000 + random.randrange(1_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port

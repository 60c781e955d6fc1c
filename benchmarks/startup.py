"""How long until the office serves, and how much memory it has after a thousand requests: as it is, and with all
imports at the top. Both are real processes against stand-in servers, by turns, and not the first of an installation:
the compiled code is there."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import payloads
from benchmarks.office import people
from benchmarks.report import Line, median
from bot.clock import SystemClock
from storage.migrate import migrate
from storage.sqlite import SqliteStore
from tests.standins.slack import SlackStandIn
from tests.standins.telegram import TelegramStandIn, TelegramUser

ROUNDS = 5
CLIENTS = 20
REQUESTS = 1_000
PATIENCE = 120.0
OURS, EAGER = "bot", "benchmarks.eager"
MIB = 1024
MIGRATING = asyncio.Lock()  # Alembic works on one database at a time


@dataclass(frozen=True, slots=True)
class World:
    """The servers outside, and the configuration that names them."""

    telegram: TelegramStandIn
    slack: SlackStandIn
    folder: Path
    both: bool = True

    def configured(self, name: str) -> Path:
        """Return a configuration with a migrated database of its own, people in it."""
        database = self.folder / f"{name}.db"
        migrate(f"sqlite:///{database}")
        store = SqliteStore(str(database), SystemClock().now)
        store.start()
        store.run(partial(people, CLIENTS))
        store.stop()
        file = self.folder / f"{name}.toml"
        file.write_text(self._text(database), encoding="utf-8")
        return file

    def _text(self, database: Path) -> str:
        text = f"""
            [office]
            name = "Office"
            time_zone = "Europe/Berlin"
            [database]
            url = "sqlite:///{database}"
            [telegram]
            token = "{self.telegram.token}"
            base_url = "{self.telegram.base_url}"
            [limits]
            telegram_per_second = 1000
            person_per_minute = 0
            presses_per_minute = 0
            telegram_per_chat = 1000
            [log]
            level = "error"
            """
        slack = f"""
            [slack]
            bot_token = "{self.slack.bot_token}"
            app_token = "{self.slack.app_token}"
            base_url = "{self.slack.base_url}"
            """
        return text + (slack if self.both else "")


def lines(folder: Path) -> list[Line]:
    """Return start-up times (medians) and memory."""
    return asyncio.run(_lines(folder))


async def _lines(folder: Path) -> list[Line]:
    starts: dict[str, list[float]] = {OURS: [], EAGER: []}
    for module in starts:
        await _start(folder / f"{module}-first", module)
    for number in range(ROUNDS):
        for module, found in starts.items():
            found.append(await _start(folder / f"{module}{number}", module))
    ours, eager = median(starts[OURS]), median(starts[EAGER])
    ratio = median([one / other for one, other in zip(starts[OURS], starts[EAGER], strict=True)])
    shown = [
        Line("start to serving", f"{ours:.2f} s", f"all imports first {eager:.2f} s", ratio, "≤ 0.5", ratio <= 0.5)
    ]
    for both, what in ((False, "Telegram"), (True, "Telegram and Slack")):
        places = [(folder / f"{module}{both}", module) for module in (OURS, EAGER)]
        mine, other = await asyncio.gather(*(_memory(place, module, both=both) for place, module in places))
        least = mine / other
        text = f"{mine:.0f} MiB"
        met = least <= 0.5 if not both else mine <= 150
        bar = "≤ 0.5" if not both else "≤ 150 MiB"
        shown.append(
            Line(f"memory after 1,000 requests, {what}", text, f"all imports first {other:.0f} MiB", least, bar, met)
        )
    return shown


async def _start(folder: Path, module: str) -> float:
    """Return the seconds until a message that waits is in the inbox: fetched, committed, confirmed by the next poll."""
    async with _world(folder, both=True) as world:
        config = await asyncio.to_thread(world.configured, "start")
        world.telegram.user("Anna", id=payloads.FIRST_USER).says("Please order flowers")
        began = time.perf_counter()
        async with _running(module, config, folder.parent):
            await world.telegram.drained(timeout=PATIENCE)
            seconds = time.perf_counter() - began
            await world.telegram.called("sendMessage", timeout=PATIENCE)
        return seconds


async def _memory(folder: Path, module: str, *, both: bool) -> float:
    """Return the resident memory in MiB after a thousand requests."""
    async with _world(folder, both=both) as world:
        async with MIGRATING:
            config = await asyncio.to_thread(world.configured, "memory")
        clients = [world.telegram.user("Anna", id=payloads.FIRST_USER + number) for number in range(CLIENTS)]
        async with _running(module, config, folder.parent) as pid:
            if both:
                await world.slack.connected(1, timeout=PATIENCE)
            await asyncio.gather(*map(_requests, clients))
            return _resident(pid)


async def _requests(client: TelegramUser) -> None:
    for number in range(1, REQUESTS // CLIENTS + 1):
        client.says(f"{payloads.WORDS} ({number})")
        await client.sees(f"({number})", timeout=PATIENCE)
        if number == 2:  # asked whether it is about the first one; the answer is remembered
            client.presses("New request")
        await client.until(lambda: "Send request" in _labels(client), "a draft", timeout=PATIENCE)
        client.presses("Send request")
        await client.sees("T-", count=number, timeout=PATIENCE)


def _labels(client: TelegramUser) -> list[str]:
    return [button.label for message in client.messages for row in message.buttons for button in row]


@contextlib.asynccontextmanager
async def _world(folder: Path, *, both: bool) -> AsyncIterator[World]:
    folder.mkdir()
    async with TelegramStandIn() as telegram, SlackStandIn() as slack:
        yield World(telegram, slack, folder, both)


@contextlib.asynccontextmanager
async def _running(module: str, config: Path, compiled: Path) -> AsyncIterator[int]:
    """Run the process; its compiled code is kept below `compiled`, whatever the environment says about that."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ["PYTHONPYCACHEPREFIX"] = str(compiled / "compiled")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, "run", "--config", str(config), env=environ
    )
    try:
        yield process.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGTERM)
        await process.wait()


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / MIB

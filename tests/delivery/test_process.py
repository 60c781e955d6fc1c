"""The office as a process: SIGTERM under load, and the command line beside it and without it (O01, O02, O05)."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.platforms.slack_manifest import SCOPES
from tests.delivery.conftest import OpenSetting
from tests.delivery.setting import Setting, reached, read_by, until
from tests.vaults import keys_in, master_file

HOUSE = Path(__file__).resolve().parents[2]
CONFIG = """
[office]
name = "Office Berlin"
time_zone = "Europe/Berlin"
[database]
url = "{url}"
[keys]
master = "file:{master}"
store = "{keys}"
[telegram]
token = "{telegram}"
base_url = "{telegram_url}"
base_file_url = "{telegram_files}"
[slack]
bot_token = "{bot}"
app_token = "{app}"
base_url = "{slack_url}"
[web]
port = {port}
[limits]
telegram_per_second = 1000
person_per_minute = 0
presses_per_minute = 0
strangers_per_minute = 0
all_per_minute = 0
telegram_per_chat = 1000
"""


class Process:
    """An office run by `python -m bot run`."""

    def __init__(self, setting: Setting, folder: Path) -> None:
        office = setting.office
        self.port = office.port
        self.config = folder / "config.toml"
        self.log = folder / "log"
        self.config.write_text(
            CONFIG.format(
                url=office.plan.database,
                master=master_file(folder),
                keys=keys_in(office.files),
                telegram=office.telegram.token,
                telegram_url=office.telegram.base_url,
                telegram_files=office.telegram.base_file_url,
                bot=office.slack.bot_token,
                app=office.slack.app_token,
                slack_url=office.slack.base_url,
                port=office.port,
            )
        )
        self._process: asyncio.subprocess.Process

    async def start(self) -> None:
        """Start it without waiting for anything."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *_bot("run", self.config), stdout=log, stderr=log, cwd=HOUSE, env=_environment()
            )

    async def health(self, status: int) -> dict[str, Any]:
        """Wait for this status of its health; return what it says."""
        async with asyncio.timeout(60), aiohttp.ClientSession() as session:
            while self._process.returncode is None:
                try:
                    async with session.get(f"http://127.0.0.1:{self.port}/health") as answer:
                        said: dict[str, Any] = await answer.json()
                        if answer.status == status:
                            return said
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)
        raise AssertionError(self.log.read_text())

    async def metrics(self) -> str:
        """Return its counters."""
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self.port}/metrics") as answer:
            return await answer.text()

    def terminate(self) -> None:
        """Send SIGTERM."""
        self._process.terminate()

    async def ended(self, seconds: float) -> int:
        """Return its exit code; it has this long."""
        async with asyncio.timeout(seconds):
            return await self._process.wait()

    async def end(self) -> None:
        """Make sure that it is gone."""
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def command(self, *words: str) -> tuple[int, str, str]:
        """Run a command of the command line as a process; return its exit code and what it printed on both outputs."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *_bot(*words, self.config), stdout=pipe, stderr=pipe, cwd=HOUSE, env=_environment()
        )
        out, err = await process.communicate()
        return int(process.returncode or 0), out.decode(), err.decode()

    async def typed(self, *words: str) -> tuple[int, str, str]:
        """Run a command as `command` does, in this process: no other one's office is here, and no start is paid for."""
        done = await asyncio.to_thread(CliRunner().invoke, main, [*words, "--config", str(self.config)])
        return done.exit_code, done.stdout, done.stderr


def _bot(*words: str | Path) -> list[str]:
    *command, config = words
    return [sys.executable, "-m", "bot", *map(str, command), "--config", str(config)]


def _environment() -> dict[str, str]:
    return {**os.environ, "PTB_TIMEDELTA": "true"}


@asynccontextmanager
async def process(setting: Setting, folder: Path) -> AsyncIterator[Process]:
    """Go on with a setting's office as a process of its own."""
    await setting.office.stop()
    own = Process(setting, folder)
    await own.start()
    try:
        yield own
    finally:
        await own.end()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where configuration and log lie."""
    return tmp_path


async def test_o01_sigterm_under_load(sqlite: str, opened: OpenSetting, folder: Path) -> None:
    """SIGTERM in the middle of a hundred messages: it ends within 30 s; the next start loses and repeats nothing."""
    setting = await opened(sqlite, anna="telegram", ben="slack")
    async with process(setting, folder) as own:
        await own.health(200)
        for number in range(100):
            setting.anna.commands("find", f"Wish {number:03}")  # each is answered by itself
        await setting.anna.sees("Wish 010")
        own.terminate()
        assert await own.ended(30) == 0
        assert len(read_by(setting.anna)) < 100
        await own.start()
        anna: Any = setting.anna
        await anna.user.sees("Wish 099", timeout=60)
        own.terminate()
        assert await own.ended(30) == 0
    found = [re.findall(r"Wish \d+", text) for text in read_by(setting.anna)]
    assert found == [[f"Wish {number:03}"] for number in range(100)]
    assert "Possibly a repeat" not in setting.anna.everything()
    assert "Wish" not in own.log.read_text()


async def test_o02_without_network_then_o01_second_sigterm(sqlite: str, opened: OpenSetting, folder: Path) -> None:
    """Started while neither platform answers, it stays and says 503, and serves once they are back. A second SIGTERM,
    while the first waits for a slow answer, ends it at once; nothing is lost."""
    setting = await opened(sqlite, anna="telegram", ben="slack")
    office, held = setting.office, asyncio.Event()
    await office.stop()
    await office.telegram.stop()
    await office.slack.stop()
    async with process(setting, folder) as own:
        said = await own.health(503)
        assert not said["ok"]
        assert said["parts"]["database"]["ok"]
        await office.telegram.start()
        await office.slack.start()
        await own.health(200)
        fault = office.telegram.fault("sendMessage", drop="before", hold=held)
        setting.anna.says("Please order flowers")
        await reached(fault.reached)
        own.terminate()
        await until(lambda: "stopping" in own.log.read_text())
        own.terminate()
        assert await own.ended(5) == 1
        held.set()
        await own.start()
        await setting.anna.sees("Please order flowers")
        assert setting.anna.count("Please order flowers") == 1


async def test_o05_command_line_beside_the_office(sqlite: str, opened: OpenSetting, folder: Path) -> None:
    """Dead letters and invites while the office runs on SQLite: through its door."""
    setting = await opened(sqlite, anna="telegram", mia="slack")
    async with process(setting, folder) as own:
        said = await own.health(200)
        assert said["parts"]["telegram"]["ok"]
        setting.office.telegram.push_raw({"message": "nonsense of Anna"})
        setting.office.telegram.push_raw({"message": "more nonsense"})
        await setting.mia.sees("could not be read")
        code, out, _ = await own.typed("dead-letters", "--json")
        letters = json.loads(out)
        assert code == 0
        assert [letter["what"] for letter in letters] == ["in", "in"]
        assert "nonsense" not in out
        first, second = (letter["id"] for letter in letters)
        (discarded, _, _), (code, out, err) = await asyncio.gather(
            own.typed("dead-letters", "--discard", first, "--reason", "nonsense"),
            own.command("invite", "--role", "client", "--name", "Carla", "--client", "Dr. Klein", "--json"),
        )
        assert discarded == 0
        replayed, _, _ = await own.typed("dead-letters", "--replay", second)
        assert replayed == 0
        assert code == 0, err
        made = json.loads(out)
        assert set(made) == {"code", "telegram_link", "slack_command", "expires_at"}
        assert made["telegram_link"] == f"https://t.me/vorzimmer_bot?start={made['code']}"
        assert made["slack_command"] == f"/office join {made['code']}"
        carla = setting.office.person("Carla", "telegram")
        carla.commands("start", made["code"])
        await carla.sees("Welcome to Office Berlin, Carla")
        metrics = await own.metrics()
        assert "vorzimmer_inbox_taken_total" in metrics
        own.terminate()
        assert await own.ended(30) == 0


async def test_command_line_without_the_office(sqlite: str, opened: OpenSetting, folder: Path) -> None:
    """Invite and check while nothing runs; what is wrong is said, with what to do, and nothing starts."""
    setting = await opened(sqlite, anna="telegram", ben="slack")
    await setting.office.stop()
    own = Process(setting, folder)
    setting.office.slack.scopes.intersection_update(SCOPES)
    (code, out, err), (checked, found, _) = await asyncio.gather(
        own.typed("invite", "--role", "assistant", "--name", "Eva", "--json"), own.command("check")
    )
    assert code == 0, err
    assert json.loads(out)["slack_command"].startswith("/office join ")
    assert checked == 0, found
    assert "all well" in found
    setting.office.telegram.refuse_all()
    setting.office.slack.scopes.discard("im:history")
    written = own.config.read_text()
    (folder / "alarms.log").write_text("2026-03-02T10:00:00Z slack-token 1\n")
    checked, found, _ = await own.typed("check")
    assert checked == 1
    assert "BotFather" in found
    assert "im:history" in found
    assert "alarms reached no manager" in found
    own.config.write_text(written.replace("[web]\nport", "[web]\nprot"))
    code, _, err = await own.typed("run")
    assert code == 1
    assert "prot" in err
    assert "port" in err

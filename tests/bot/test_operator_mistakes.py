"""What the command line says to whoever made a mistake: what happened, in the driver's own words, and what to do."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.check_web import listening
from bot.health import Health
from bot.web import serve

CONFIG = """
[office]
name = "Office"
time_zone = "Europe/Berlin"
[database]
url = "{url}"
[telegram]
token = "123456:ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghi"
base_url = "http://127.0.0.1:1/bot"
"""


def bot(folder: Path, *words: str, url: str = "sqlite:///office.db") -> Result:
    config = folder / "config.toml"
    config.write_text(CONFIG.format(url=url), encoding="utf-8")
    return CliRunner().invoke(main, [*words, "--config", str(config)])


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///folder", "database file"),
        ("sqlite:///words.txt", "file is not a database"),
        ("postgresql://mia:canary-word@127.0.0.1:1/office", "Connection refused"),
    ],
)
@pytest.mark.parametrize("words", [("migrate",), ("backup", "out.backup"), ("invite", "--role=manager", "--name=M")])
def test_a_database_that_cannot_be_used(tmp_path: Path, words: tuple[str, ...], url: str, said: str) -> None:
    """The reason is there in one line, without the password."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "words.txt").write_text("no database, but words\n" * 100, encoding="utf-8")
    done = bot(tmp_path, *words, url=url)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    assert "look at [database] url" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "canary-word" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role=manager", "--name=\u200b"), "--name needs a name"),
        (("--role=manager", "--name=" + "x" * 81), "--name: at most 80 characters"),
        (("--role=client", "--name=Anna", "--client="), "--client needs a name"),
        (("--role=client", "--name=Anna", "--client=\u200b"), "--client needs a name"),
        (("--role=client", "--name=Anna", "--client=" + "x" * 81), "--client: at most 80 characters"),
    ],
)
def test_names_that_cannot_be_kept(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """A name that would be cut or vanish is refused, and no code is made."""
    done = bot(tmp_path, "invite", *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (tmp_path / "office.db").exists()


def test_a_name_is_shown_as_it_is_kept(tmp_path: Path) -> None:
    """Blanks and lines in a name are tidied before anybody reads it."""
    assert bot(tmp_path, "migrate").exit_code == 0
    done = bot(tmp_path, "invite", "--role=manager", "--name= Mia \n Koch ")
    assert done.stdout.startswith("Code for Mia Koch (manager), ")
    made = json.loads(bot(tmp_path, "invite", "--role=client", "--name=Anna", "--json").stdout)
    assert list(made) == ["code", "telegram_link", "slack_command", "expires_at"]


def listener() -> socket.socket:
    """Return a program that listens somewhere and answers nobody."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    return taken


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("127.0.0.1", "another program listens on 127.0.0.1, port {port}: stop it, or set [web] port"),
        ("192.0.2.1", "192.0.2.1 is no address of this machine: set [web] host"),
        ("no such machine", "there is no machine 'no such machine': [web] host must be an address"),
    ],
)
def test_a_place_where_nobody_can_listen(tmp_path: Path, host: str, said: str) -> None:
    """`check` and `run` say which key of [web] is to be changed, and nothing of error numbers."""
    with closing(listener()) as taken:
        port = taken.getsockname()[1]
        config = tmp_path / "config.toml"
        web = f'[web]\nhost = "{host}"\nport = {port}\n'
        config.write_text(CONFIG.format(url="sqlite:///office.db") + web, encoding="utf-8")
        for command, code in (("check", 1), ("run", 1)):
            done = CliRunner().invoke(main, [command, "--config", str(config)])
            assert done.exit_code == code, done.output
            assert said.format(port=port) in done.output
            assert "Errno" not in done.output


async def test_an_office_at_its_own_place_is_well(tmp_path: Path) -> None:
    """While the office runs, `check` finds it where it listens, and has nothing to complain of."""
    office = await serve("127.0.0.1", 0, health=lambda: Health(ok=False, parts={}), metrics=lambda: "")
    try:
        found = await asyncio.to_thread(listening, "127.0.0.1", office.port)
    finally:
        await office.close()
    assert (found.ok, found.what) == (True, "web: an office answers there")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('master = "env:VORZIMMER_NO_SUCH_KEY"', "the master key env:VORZIMMER_NO_SUCH_KEY can't be read"),
        ('master = "file:words"', "words holds no master key: 32 bytes in base64 are wanted"),
        ('master = "file:folder"', "the master key file:"),
        ('master = "credential:key"', "the master key credential:key can't be read"),
        ('store = "postgresql://mia:canary-word@127.0.0.1:1/keys"', "Connection refused"),
    ],
)
def test_keys_are_looked_at_before_the_first_start(tmp_path: Path, keys: str, said: str) -> None:
    """`check` says what is wrong with them while there is no office yet, and makes neither office nor keys."""
    (tmp_path / "words").write_text("no key")
    (tmp_path / "folder").mkdir()
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(url="sqlite:///office.db") + f"[keys]\n{keys}\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert done.exit_code == 1
    assert "BAD  keys" in done.output
    assert said in done.output
    assert "canary-word" not in done.output
    assert {path.name for path in tmp_path.iterdir()} == {"words", "folder", "config.toml"}


def test_a_master_key_that_others_may_read(tmp_path: Path) -> None:
    """`check` says how the file is closed, until it is."""
    assert bot(tmp_path, "invite", "--role=manager", "--name=Mia").exit_code == 0
    key = tmp_path / "office.key"
    assert "ok   keys\n" in bot(tmp_path, "check").output
    key.chmod(0o640)
    assert f"others on this machine may read {key}: chmod 600 {key}" in bot(tmp_path, "check").output


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[audit]\nheads = "config.toml/heads"', "config.toml/heads can't be written: set [audit] heads"),
        (
            '[alarms]\nfile = "config.toml/alarms"',
            "config.toml/alarms can't be read (Not a directory): see [alarms] file",
        ),
        ('[database]\nurl = "sqlite:///config.toml/office.db"', "office.db can't be written: look at [database] url"),
    ],
)
def test_places_that_cannot_be_written(tmp_path: Path, table: str, said: str) -> None:
    """`check` names the key whose file could never be made."""
    named = "[database]" in table
    text = CONFIG.replace('[database]\nurl = "{url}"', "") if named else CONFIG.format(url="sqlite:///office.db")
    config = tmp_path / "config.toml"
    config.write_text(f"{text}{table}\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert done.exit_code == 1
    assert said in done.output


def test_a_lock_that_cannot_be_made(tmp_path: Path) -> None:
    """A database in a folder of somebody else: what to look at, in one line."""
    (tmp_path / "office.db.lock").mkdir()
    done = bot(tmp_path, "migrate")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "office.db.lock can't be written (Is a directory): look at [database] url" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_log_is_not_for_whoever_calls_a_command() -> None:
    """What the store would write to the office's log doesn't stand between the lines of a command."""
    calls = "main(['access'], standalone_mode=False)"
    slow = "logging.getLogger('storage').warning('slow unit of work')"
    line = f"import logging; from bot.__main__ import main; {calls}; {slow}"
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True)
    assert "| role" in done.stdout or "| act" in done.stdout
    assert done.stderr == ""

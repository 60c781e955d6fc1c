"""`python -m bot keys` and what else says where keys are missing: no key is made where words are sealed already."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from sqlalchemy import text as sql

from bot.__main__ import main
from bot.check import findings
from bot.clock import MovableClock
from bot.compose import store_of
from bot.config import load
from storage.keys import SCHEMA
from storage.migrate import engine_for
from storage.people import Person
from storage.vocabulary import ClientId, PersonId, PersonState, Role
from tests.databases import fresh_sqlite

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MIA = Person(
    PersonId("mia"),
    "Mia",
    Role.MANAGER,
    PersonState.ACTIVE,
    client_id=None,
    team_id=None,
    language="en",
    zone="Europe/Berlin",
    zone_known=True,
    guest=False,
    told_at=None,
    created_at=NOW,
)
CONFIG = """
[office]
name = "Office Berlin"
time_zone = "Europe/Berlin"
[telegram]
token = "123456:telegram-canary"
base_url = "http://127.0.0.1:9/bot"
[database]
url = "{url}"
[keys]
master = "file:master.key"
store = "sqlite:///office.keys"
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The folder of an office in which a client and a manager are known by name."""
    (tmp_path / "config.toml").write_text(CONFIG.format(url=fresh_sqlite(tmp_path)))
    store = store_of(load(tmp_path / "config.toml"), lambda: NOW)
    store.start()
    store.run(lambda uow: uow.clients.ensure(ClientId("weber"), "Dr. Weber", "dr. weber", NOW))
    store.run(lambda uow: uow.people.add(MIA))
    store.stop()
    return tmp_path


def said(folder: Path, *words: str) -> tuple[int, str]:
    """Return the exit code and what was printed; nothing ends with a traceback."""
    result = CliRunner().invoke(main, [*words, "--config", str(folder / "config.toml")])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def looked_at(folder: Path) -> list[str]:
    """Return what `check` has to say of keys."""
    found = asyncio.run(findings(load(folder / "config.toml"), MovableClock(NOW)))
    return [finding.todo for finding in found if finding.what == "keys"]


COMMANDS = [
    ("keys", "status"),
    ("keys", "backup", "copy"),
    ("audit", "verify"),
    ("report", "digest", "out.pdf"),
    ("invite", "--role", "manager", "--name", "Eva"),
]


def test_without_the_store_of_keys_nothing_is_made(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where words are sealed with keys that are gone, every command says so, and none begins with new keys."""
    monkeypatch.chdir(office)
    assert looked_at(office) == [""]
    (office / "office.keys").rename(office / "elsewhere")
    for command in COMMANDS:
        code, words = said(office, *command)
        assert code
        assert "are not in sqlite:///" in words
        assert "keys restore" in words
    (todo,) = looked_at(office)
    assert "keys restore" in todo
    assert not (office / "office.keys").exists()
    assert not (office / "copy").exists()


def test_a_backup_restored_without_its_keys_begins_no_new_ones(tmp_path: Path) -> None:
    """An office that nobody of the staff has joined yet: restored on an empty machine it asks for its keys, and once
    they are there all is readable."""
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        (folder / "config.toml").write_text(CONFIG.format(url="sqlite:///office.db"))
    assert said(first, "migrate")[0] == 0
    assert said(first, "invite", "--role", "client", "--name", "Kant")[0] == 0
    assert said(first, "backup", str(tmp_path / "backup"))[0] == 0
    assert said(first, "keys", "backup", str(tmp_path / "keys"))[0] == 0
    code, words = said(second, "restore", str(tmp_path / "backup"))
    assert code
    assert "keys restore" in words
    assert not (second / "master.key").exists()
    assert not (second / "office.keys").exists()
    (second / "master.key").write_bytes((first / "master.key").read_bytes())
    assert said(second, "keys", "restore", str(tmp_path / "keys"))[0] == 0
    assert said(second, "export", str(tmp_path / "out"), "--client", "Kant")[0] == 0


def test_the_only_client_erased_and_restored_is_erased_again(tmp_path: Path) -> None:
    """That the key of an erased client is gone is no loss: the backup from before is restored, and they are erased."""
    (tmp_path / "config.toml").write_text(CONFIG.format(url="sqlite:///office.db"))
    assert said(tmp_path, "migrate")[0] == 0
    assert said(tmp_path, "invite", "--role", "client", "--name", "Kant")[0] == 0
    assert said(tmp_path, "backup", str(tmp_path / "backup"))[0] == 0
    assert said(tmp_path, "erase", "--client", "Kant", "--sure", "Kant")[0] == 0
    for file in tmp_path.glob("office.db*"):
        file.unlink()
    code, words = said(tmp_path, "restore", str(tmp_path / "backup"))
    assert code == 0, words
    assert "1  clients erased again" in words


def test_a_servers_password_is_in_no_message(tmp_path: Path, new_postgres_url: Callable[[], str]) -> None:
    """Where the keys were kept on a PostgreSQL server and are gone, its name is said and not the password."""
    url = new_postgres_url()
    password = urlsplit(url).password
    assert password
    text = CONFIG.format(url=url).replace('"sqlite:///office.keys"', f'"{url}"')
    (tmp_path / "config.toml").write_text(text)
    assert said(tmp_path, "invite", "--role", "client", "--name", "Kant")[0] == 0
    with engine_for(url).begin() as connection:
        connection.execute(sql(f"DROP SCHEMA {SCHEMA} CASCADE"))
    for command in (*COMMANDS, ("check",), ("run",)):
        code, words = said(tmp_path, *command)
        assert code
        assert f"the schema {SCHEMA} of " in words, command
        assert password not in words


def test_without_its_master_key_check_says_what_to_do(office: Path) -> None:
    """A master key that is gone, and one that is another, are findings like all others."""
    master = office / "master.key"
    there = master.read_text()
    master.unlink()
    assert "put the file back from its copy" in looked_at(office)[0]
    assert not master.exists()
    master.write_text(there[::-1].strip("=\n")[:42] + "A=\n")
    assert "is not the one that this office's keys are wrapped with" in looked_at(office)[0]


def test_an_audit_that_was_taken_out_whole_is_said_in_a_line(office: Path, postgres_url: str) -> None:
    """Somebody dropped its table: neither database answers with a traceback, nor that all is well."""
    for url in (None, postgres_url):
        if url is not None:
            (office / "config.toml").write_text(CONFIG.format(url=url).replace("office.keys", "other.keys"))
            assert said(office, "migrate")[0] == 0
        engine = engine_for(load(office / "config.toml").database.url)
        with engine.begin() as connection:
            connection.execute(sql("DROP TABLE audit"))
        engine.dispose()
        for command in ("verify", "show"):
            code, words = said(office, "audit", command)
            assert code == 2
            assert "the database can't be used (" in words
            assert "audit" in words


def test_keys_come_back_from_their_backup(office: Path) -> None:
    """Also where the office was given new ones meanwhile: both are there then, and what was sealed can be read."""
    copy = office / "keys.backup"
    assert said(office, "keys", "backup", str(copy))[0] == 0
    (office / "office.keys").unlink()
    (office / "office.db").rename(office / "away.db")
    store = store_of(load(office / "config.toml"), lambda: NOW)
    store.vault.seal("people|name", "x", "office", "Eva")
    (office / "away.db").rename(office / "office.db")
    code, words = said(office, "keys", "restore", str(copy))
    assert code == 0
    assert "keys added" in words
    assert said(office, "keys", "restore", str(copy)) == (0, "0 keys added\n")
    store = store_of(load(office / "config.toml"), lambda: NOW)
    store.start()
    assert [client.name for client in store.run(lambda uow: uow.clients.all())] == ["Dr. Weber"]
    store.stop()


def test_an_altered_backup_of_keys_brings_none(office: Path) -> None:
    """One character is enough: what can't be unwrapped would stay for ever, as keys that are there are kept."""
    copy = office / "keys.backup"
    assert said(office, "keys", "backup", str(copy))[0] == 0
    (office / "office.keys").unlink()
    kept = copy.read_text()
    at = kept.rindex('"wrapped": "') + 40
    copy.write_text(kept[:at] + ("B" if kept[at] == "A" else "A") + kept[at + 1 :])
    code, words = said(office, "keys", "restore", str(copy))
    assert code
    assert "altered" in words
    copy.write_text(kept)
    code, words = said(office, "keys", "restore", str(copy))
    assert (code, words) == (0, f"{len(kept.splitlines())} keys added\n")


def test_a_key_that_was_damaged_where_it_lies_comes_back(office: Path) -> None:
    """A backup puts a key right that can't be unwrapped any more; all others stay as they are."""
    copy = office / "keys.backup"
    assert said(office, "keys", "backup", str(copy))[0] == 0
    with closing(sqlite3.connect(office / "office.keys")) as there, there:
        there.execute("UPDATE data_keys SET wrapped = 'A' || wrapped WHERE owner LIKE 'client:%'")
    assert said(office, "keys", "restore", str(copy)) == (0, "1 keys added\n")
    store = store_of(load(office / "config.toml"), lambda: NOW)
    store.start()
    assert [client.name for client in store.run(lambda uow: uow.clients.all())] == ["Dr. Weber"]
    store.stop()


def test_keys_under_another_master_are_refused(office: Path) -> None:
    """A backup that the master key here doesn't open changes nothing, nor does a file that is none; each says so."""
    copy = office / "keys.backup"
    said(office, "keys", "backup", str(copy))
    before = said(office, "keys", "status")
    kept = copy.read_text()
    copy.write_text(kept.replace('"master": "', '"master": "0000').replace('"name": "', '"name": "x'))
    code, words = said(office, "keys", "restore", str(copy))
    assert code
    assert "another master key" in words
    for wrong in ("", "Dear all,\n"):
        copy.write_text(wrong)
        code, words = said(office, "keys", "restore", str(copy))
        assert code
        assert "no whole backup of keys" in words
    assert said(office, "keys", "status") == before
    (office / "master.key").unlink()
    (office / "office.keys").unlink()
    code, words = said(office, "keys", "restore", str(copy))
    assert code
    assert "master" in words
    assert not (office / "master.key").exists()

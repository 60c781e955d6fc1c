"""Keys as an operator meets them: made at the first start, changed, renewed, copied, missed, while the office runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.clock import MovableClock
from bot.complaints import ConfigError
from bot.compose import file_store_of, store_of
from bot.config import Settings, load
from bot.database import Database
from bot.key_rounds import HEARD_EVERYWHERE, KeyRounds
from bot.sealed_files import PIECE, FileWriter, opened
from bot.vault import NoKeys, safe_of
from storage.unit_of_work import UnitOfWork
from storage.vault import Unreadable
from storage.vocabulary import ClientId
from tests.databases import fresh_sqlite

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
CONFIG = """
[office]
name = "Office Berlin"
time_zone = "Europe/Berlin"
[telegram]
token = "123456:telegram-canary"
[database]
url = "{url}"
"""
NAME = "Canary Ltd"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of an office that was never started."""
    (tmp_path / "config.toml").write_text(CONFIG.format(url=fresh_sqlite(tmp_path)))
    return load(tmp_path / "config.toml")


def keys(folder: Path, *words: str) -> str:
    """Call the command line; return what it said."""
    done = CliRunner().invoke(main, ["keys", *words, "--config", str(folder / "config.toml")])
    return f"{done.exit_code} {done.output.strip()}"


def name_of_client(settings: Settings) -> str:
    """Open the office anew and return its client's name."""
    return in_office(settings, lambda uow: uow.clients.all()[0].name)


def in_office(settings: Settings, unit: Callable[[UnitOfWork], str]) -> str:
    store = store_of(settings, lambda: NOW, workers=1)
    store.start()
    try:
        return store.run(unit)
    finally:
        store.stop()


def test_another_master_key(settings: Settings, tmp_path: Path) -> None:
    """The first start makes a key file for its owner alone; after `change` it holds another key, the former opens
    nothing, and everything reads the same. A lost or foreign file is said, and never replaced."""
    in_office(settings, lambda uow: uow.clients.ensure(ClientId(uow.new_id()), NAME, NAME, NOW))
    file = tmp_path / "office.key"
    former = file.read_bytes()
    assert (file.stat().st_mode & 0o777, len(former.split())) == (0o600, 1)
    assert keys(tmp_path, "change").startswith("0 ")
    assert file.read_bytes() != former
    assert name_of_client(settings) == NAME
    assert "1 clients" in keys(tmp_path, "status")
    assert "1 master key in use" in keys(tmp_path, "status")
    present = file.read_bytes()
    file.write_bytes(former)
    assert keys(tmp_path, "status").startswith("1 the master key is not the one")
    file.unlink()
    assert keys(tmp_path, "status").startswith(f"1 there is no master key in {file}")
    assert not file.exists()
    file.write_bytes(b"not a key\n")
    assert keys(tmp_path, "status").startswith(f"1 file:{file} holds no master key")
    file.write_bytes(present)
    assert name_of_client(settings) == NAME


def test_a_change_of_the_master_key_that_was_cut_short(settings: Settings, tmp_path: Path) -> None:
    """Between its steps the file holds both keys; then all opens, and calling it again ends it."""
    in_office(settings, lambda uow: uow.clients.ensure(ClientId(uow.new_id()), NAME, NAME, NOW))
    file = tmp_path / "office.key"
    former = file.read_bytes()
    file.write_bytes(b"A" * 43 + b"=\n" + former)
    assert name_of_client(settings) == NAME
    assert keys(tmp_path, "change").startswith("0 ")
    assert file.read_bytes() == b"A" * 43 + b"=\n"
    assert name_of_client(settings) == NAME


def test_copies_of_keys(settings: Settings, tmp_path: Path) -> None:
    """A copy brings back what is missing, opens nothing by itself, and is never overwritten."""
    in_office(settings, lambda uow: uow.clients.ensure(ClientId(uow.new_id()), NAME, NAME, NOW))
    copy = tmp_path / "copy"
    assert keys(tmp_path, "backup", str(copy)).startswith("0 ")
    assert keys(tmp_path, "backup", str(copy)).startswith("1 ")
    safe = safe_of(settings, lambda: NOW)
    safe.keys.destroy([key.name for key in safe.keys.all() if key.owner.startswith("client:")])
    with pytest.raises(Unreadable):
        name_of_client(settings)
    safe.keys.destroy([key.name for key in safe.keys.all()])
    with pytest.raises(NoKeys):
        name_of_client(settings)
    assert "keys added" in keys(tmp_path, "restore", str(copy))
    assert name_of_client(settings) == NAME
    assert keys(tmp_path, "restore", str(tmp_path / "config.toml")).startswith("1 ")


async def test_renewed_keys_are_taken_up_by_the_office(settings: Settings, tmp_path: Path) -> None:
    """Rows and files are sealed again while the office works; the former key goes once every process has heard."""
    clock = MovableClock(NOW)
    safe = safe_of(settings, clock.now)
    store, files = store_of(settings, clock.now, workers=1, safe=safe), file_store_of(settings, safe.keys)
    files.open()
    store.start()
    client = store.run(lambda uow: uow.clients.ensure(ClientId(uow.new_id()), NAME, NAME, NOW))
    file = "0" * 31 + "1"

    async def content() -> object:
        yield b"canary" * 20_000

    await files.keep(file, content(), "office")  # type: ignore[arg-type]  # pieces of any kind will do
    assert b"canary" not in files.path(file).read_bytes()
    rounds = KeyRounds(Database(store), clock, safe.keys, files)
    await rounds.look()
    assert not safe.keys.reads_clear
    former = {key.name for key in safe.keys.all() if key.owner in ("office", f"client:{client}")}
    for owner in ("office", f"client:{client}"):
        safe.keys.renew(owner)
    assert await rounds.look() == 2
    assert former <= {key.name for key in safe.keys.all()}
    clock.move((HEARD_EVERYWHERE + timedelta(seconds=1)).total_seconds())
    assert await rounds.look() == 0
    assert not former & {key.name for key in safe.keys.all()}
    assert (await files.read(file), files.size_of(file)) == (b"canary" * 20_000, 120_000)
    assert store.run(lambda uow: uow.clients.name(client)) == NAME
    store.stop()
    files.close()
    assert keys(tmp_path, "renew").startswith("0 2 keys renewed")
    assert keys(tmp_path, "renew", "--client", "nobody").startswith("1 there is no such key")


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_a_file_is_what_was_sealed_or_nothing(settings: Settings, size: int) -> None:
    """Whole it reads the same; cut, turned round, prolonged, changed, or under another name it is refused."""
    safe = safe_of(settings, lambda: NOW)
    content = bytes(number % 251 for number in range(size))
    writer = FileWriter(safe.keys, "a", "office")
    whole = writer.begin() + writer.add(content[: size // 2]) + writer.add(content[size // 2 :]) + writer.end()

    def read(stored: bytes, name: str = "a") -> bytes:
        return b"".join(opened(safe.keys, name, BytesIO(stored)))

    assert read(whole) == content
    cuts = [whole[:-1], whole[:28], whole[: 28 + PIECE + 16], whole[:40]]
    for wrong in (
        *(cut for cut in cuts if cut != whole),
        whole + b"x",
        whole + whole[28:],
        whole[:50] + b"\0" + whole[51:],
    ):
        if wrong != whole:
            with pytest.raises(Unreadable):
                read(wrong)
    with pytest.raises(Unreadable):
        read(whole, "b")


def test_the_audit_goes_on_with_the_secret_it_was_begun_with(settings: Settings, tmp_path: Path) -> None:
    """A secret in a file of its own, as it was before there were keys, is taken over once; one that is none is said."""
    file, secret = tmp_path / "audit.key", bytes(range(32))
    file.write_text("nonsense")
    with pytest.raises(NoKeys, match="hold the audit"):
        safe_of(settings, lambda: NOW)
    file.write_text(secret.hex())
    assert safe_of(settings, lambda: NOW).audit_secret() == secret
    assert not file.exists(), "it is renamed"
    file.write_text(bytes(32).hex())
    assert safe_of(settings, lambda: NOW).audit_secret() == secret


def test_two_offices_in_one_folder(tmp_path: Path) -> None:
    """Each keeps files, alarms, heads and keys under names of its own; two of usual names are refused."""
    kept = []
    for name in ("office", "vienna"):
        (tmp_path / f"{name}.toml").write_text(CONFIG.format(url=f"sqlite:///{tmp_path / name}.db"))
        found = load(tmp_path / f"{name}.toml")
        kept += [found.files.folder, found.alarms.file, found.audit.heads, found.keys.master, found.keys.store]
    assert len(set(kept)) == len(kept)
    (tmp_path / "vorzimmer.db").touch()
    with pytest.raises(ConfigError) as refused:
        load(tmp_path / "office.toml")
    assert "vorzimmer.db lies in the same folder" in refused.value.complaints[0]


def test_an_office_of_an_unusual_name_keeps_what_it_has(tmp_path: Path) -> None:
    """Files and heads of a time when all offices called them alike stay where they are, and stay that office's; what it
    gets anew has its own name."""
    (tmp_path / "vienna.toml").write_text(CONFIG.format(url=f"sqlite:///{tmp_path / 'vienna.db'}"))
    (tmp_path / "files").mkdir()
    assert Path(load(tmp_path / "vienna.toml").files.folder or "").name == "vienna-files", (
        "it has not begun: not its files"
    )
    (tmp_path / "vienna.db").touch()
    found = load(tmp_path / "vienna.toml")
    assert Path(found.files.folder or "").name == "files"
    assert Path(found.audit.heads or "").name == "vienna-audit.heads"
    (tmp_path / "office.db").touch()
    assert Path(load(tmp_path / "vienna.toml").files.folder or "").name == "vienna-files", "the other's"

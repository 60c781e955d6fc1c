"""The office's vault: finds the master key, opens the store of keys, and makes both at the first start."""

from __future__ import annotations

import os
import secrets
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from bot.config import KeysSettings, Settings
from storage.keys import KEY_BYTES, SCHEMA, KeyStore, Master
from storage.look import key_in_use, key_of_a_client
from storage.vault import AUDIT, Sealing

FORMER_AUDIT_KEY = "audit.key"  # beside the heads
CREDENTIALS = "CREDENTIALS_DIRECTORY"  # where systemd puts what LoadCredential= names


class NoKeys(Exception):
    """The keys of this office are not here: says where they were looked for, and what to do."""


class NoMasterKey(NoKeys):
    """There is no usable master key."""


class Safe:
    """An office's keys and the vault they make."""

    def __init__(self, keys: KeyStore) -> None:
        self.keys = keys
        self.vault = Sealing(keys)

    def audit_secret(self) -> bytes:
        """Return what the audit is chained with. Raises StoreBusy."""
        return self.keys.current(AUDIT).secret


def look_at(settings: Settings, now: Callable[[], datetime], environ: Mapping[str, str] | None = None) -> bool:
    """Look whether an office's keys are there and fit one another, and return whether there are any yet; nothing is
    made. Raises as `safe_of`."""
    environ = os.environ if environ is None else environ
    with closing(_store_of(settings.keys, now)) as store:
        begun = not store.is_empty()
    if begun or any(look(settings.database.url) is not None for look in (key_in_use, key_of_a_client)):
        safe_of(settings, now, environ).keys.close()
    elif not settings.keys.master.startswith("file:") or Path(settings.keys.master.removeprefix("file:")).exists():
        read_master(settings.keys.master, environ)
    return begun


def others_may_read(master: str) -> str | None:
    """Return what is to be done where the file of the master key isn't its owner's alone. What lies below /run was put
    there by whoever runs the machine's services, with rights of their choice."""
    file = Path(master.removeprefix("file:"))
    if not master.startswith("file:") or Path("/run") in file.parents or not file.exists():
        return None
    return f"others on this machine may read {file}: chmod 600 {file}" if file.stat().st_mode & 0o077 else None


def safe_of(settings: Settings, now: Callable[[], datetime], environ: Mapping[str, str] | None = None) -> Safe:
    """Return the office's keys, ready. At the very first start a master key is made where its file is to be, never
    where there were keys already, and no store of keys where words are sealed already. Raises NoKeys, WrongMaster,
    NewerSchema, StoreBusy."""
    used = key_in_use(settings.database.url)
    with closing(_store_of(settings.keys, now)) as store:
        if used is not None:
            lost = not store.has(used)
        else:  # nobody of the staff yet; that one client's key is gone may be an erasure
            lost = store.is_empty() and key_of_a_client(settings.database.url) is not None
    if lost:
        place, back = _place_of(settings.keys.store)
        message = (
            f"the keys that this office's words are sealed with are not in {place}: {back} read their backup with "
            "`python -m bot keys restore FILE`. Without them nothing can be read"
        )
        raise NoKeys(message)
    safe = safe_at(settings.keys, now, os.environ if environ is None else environ)
    if settings.audit.heads is not None:
        _take_over(Path(settings.audit.heads).with_name(FORMER_AUDIT_KEY), safe.keys)
    return safe


def _place_of(store: str) -> tuple[str, str]:
    """Return where a store of keys lies, without the password of a server, and how what is to be done begins."""
    if store.startswith("sqlite:///"):
        return store, "put that file back, or"
    parts = urlsplit(store)
    return (
        f"the schema {SCHEMA} of {parts.path.removeprefix('/')!r} on {parts.hostname or 'this machine'}",
        "they are needed:",
    )


def _take_over(file: Path, keys: KeyStore) -> None:
    """Take the audit's secret from the file that it lay in before there were keys, once; then the file is renamed.
    Raises NoKeys if it holds none, StoreBusy, OSError."""
    if not file.exists():
        return
    try:
        secret = bytes.fromhex(file.read_text("ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        message = (
            f"{file} is to hold the audit's secret, and doesn't: put back its copy, or move it away if there is none"
        )
        raise NoKeys(message)
    if keys.adopt(AUDIT, secret):
        file.rename(file.with_name(f"{FORMER_AUDIT_KEY}.taken-over"))


def safe_before_keys(settings: Settings, now: Callable[[], datetime]) -> Safe:
    """Return the office's keys to put a backup of them back, even where none is left of those that words are sealed
    with; the master key has to be there. Raises NoMasterKey, WrongMaster, StoreBusy."""
    read_master(settings.keys.master, os.environ)
    return safe_at(settings.keys, now, os.environ)


def safe_at(places: KeysSettings, now: Callable[[], datetime], environ: Mapping[str, str]) -> Safe:
    """As `safe_of`, whatever the database holds. Raises NoKeys, WrongMaster, StoreBusy."""
    source = places.master
    path = Path(source.removeprefix("file:"))
    if source.startswith("file:") and not path.exists():
        with closing(_store_of(places, now)) as store:
            fresh = store.is_empty()
        if not fresh:
            message = (
                f"there is no master key in {path}, and without it nothing that this office keeps can be read: put the "
                "file back from its copy, or name another place in [keys] master"
            )
            raise NoMasterKey(message)
        write_master(path, [secrets.token_bytes(KEY_BYTES)])
    keys = KeyStore(places.store, partial(master_of, places, environ), now)
    keys.open()
    return Safe(keys)


def _store_of(places: KeysSettings, now: Callable[[], datetime]) -> KeyStore:
    """Return the store of keys to look what is there, without a master key."""
    return KeyStore(places.store, lambda: Master(bytes(KEY_BYTES)), now)


def master_of(places: KeysSettings, environ: Mapping[str, str]) -> Master:
    """Return the master key, with the one before it where there is one. Raises NoMasterKey."""
    found = read_master(places.master, environ)
    former = read_master(places.former, environ)[0] if places.former else (found[1] if len(found) > 1 else None)
    return Master(found[0], former)


def read_master(source: str, environ: Mapping[str, str]) -> list[bytes]:
    """Return the keys that a source holds, the present one first; a former one may stand below it. Raises
    NoMasterKey."""
    kind, _, name = source.partition(":")
    try:
        if kind == "env":
            text = environ[name]
        elif kind == "credential":
            text = (Path(environ[CREDENTIALS]) / name).read_text("ascii")
        else:
            text = Path(name).read_text("ascii")
    except (KeyError, OSError, UnicodeDecodeError) as error:
        message = f"the master key {source} can't be read ({error}): look at [keys] master"
        raise NoMasterKey(message) from None
    try:
        keys = [b64decode(line, validate=True) for line in text.split()]
    except Error:
        keys = []
    if not 1 <= len(keys) <= 2 or any(len(key) != KEY_BYTES for key in keys):
        message = f"{source} holds no master key: {KEY_BYTES} bytes in base64 are wanted, on a line by themselves"
        raise NoMasterKey(message)
    return keys


def write_master(path: Path, keys: list[bytes]) -> None:
    """Write a key file for its owner alone; it appears whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(b"".join(b64encode(key) + b"\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)

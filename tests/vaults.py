"""The vault that offices in tests have: a real one, its keys in a file, so that a restarted office finds them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.clock import SystemClock
from bot.vault import Safe, write_master
from storage.keys import KeyStore, Master

FILE = "office.keys"
MASTER = Master(hashlib.sha256(b"tests").digest())


def safe_in(folder: Path, now: Callable[[], datetime]) -> Safe:
    """Return the keys in a folder, made at the first call and found again at the next."""
    file = folder / FILE
    if not file.exists():
        file.touch(mode=0o600)
        file.write_bytes(_empty())
    keys = KeyStore(keys_in(folder), lambda: MASTER, now)
    keys.open()
    return Safe(keys)


@cache
def _empty() -> bytes:
    """Return what a store without keys holds; its tables are made once a process."""
    with TemporaryDirectory() as folder:
        keys = KeyStore(keys_in(Path(folder)), lambda: MASTER, SystemClock().now)
        keys.open()
        keys.close()
        return Path(folder, FILE).read_bytes()


def keys_in(folder: Path) -> str:
    """Return where the keys of `safe_in` lie."""
    return f"sqlite:///{folder / FILE}"


def master_file(folder: Path) -> Path:
    """Return a file with the master key of all tests, for a process of its own."""
    path = folder / "master.key"
    write_master(path, [MASTER.key])
    return path

"""What of the audit lies outside the database: the heads, a list of what the last row was and when, by which a cut-off
end is noticed."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from storage.audit_chain import Head

RESTORED = "restored"


def append(file: Path, line: str) -> None:
    """Append a line and wait until it is on the disk. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"{line}\n".encode("ascii", "replace"))
        os.fsync(handle)
    finally:
        os.close(handle)


def written(head: Head) -> str:
    """Return a head as a line: number, hash, time."""
    return f"{head.number} {head.hash} {_time(head.at)}"


def restored(at: datetime) -> str:
    """Return the line that says that an older state was brought back on purpose: heads before it mean nothing more."""
    return f"{RESTORED} - {_time(at)}"


def heads_in(file: Path) -> list[Head]:
    """Return the heads since the last restore, none if there is no file; what can't be read is left out. Raises
    OSError."""
    try:
        lines = file.read_text("ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    heads: list[Head] = []
    for line in lines:
        number, _, rest = line.partition(" ")
        if number == RESTORED:
            heads.clear()
        elif number.isdecimal():
            known, _, at = rest.partition(" ")
            heads.append(Head(int(number), known, datetime.fromisoformat(at)))
    return heads


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")

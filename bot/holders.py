"""Names of processes as holders of leases, from which another process on the same machine can tell that one is gone."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
START = 19  # which field of /proc/PID/stat after the name is the time the process began, in ticks since the boot


def this_process() -> str:
    """Return a name for this process that no other ever has: the running system, process id, its beginning, chance."""
    return ":".join((_system(), str(os.getpid()), _began(os.getpid()), secrets.token_hex(8)))


def is_gone(holder: str) -> bool:
    """Whether the process of that name has surely ended. False where that can't be told from here: another machine or
    container, another boot, or a name from a system that doesn't say."""
    system, _, rest = holder.partition(":")
    number, _, rest = rest.partition(":")
    began = rest.partition(":")[0]
    if not (system and number.isdecimal() and began) or system != _system():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass  # it exists, or another one of that number does, and isn't ours to touch
    now = _began(int(number))
    return bool(now) and now != began  # a newer process got its number


def _system() -> str:
    """Return what names the running kernel and the space its process ids are counted in, empty if that is unknown. A
    space that has ended took its processes with it, so that its name may be used again."""
    with suppress(OSError):
        boot = (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        space = os.readlink(PROC / "self/ns/pid")
        return hashlib.sha256(f"{boot} {space}".encode()).hexdigest()[:16]
    return ""


def _began(number: int) -> str:
    with suppress(OSError, IndexError):
        stat = (PROC / str(number) / "stat").read_text(encoding="utf-8", errors="replace")
        return stat.rpartition(")")[2].split()[START]
    return ""

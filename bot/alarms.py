"""The last alarm there is: when no manager can be told, a line in a local file and a red health say so. Times, kinds
and counts; neither contents nor names."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path

from bot.clock import Clock, rest
from bot.database import Database
from bot.health import Counters
from storage.engine import StoreBusy
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Role

ROUND_SECONDS = 30.0
ANSWER_SECONDS = 5.0
AGAIN_SECONDS = 3600.0  # the same alarm is not written more often than this
NO_WAY = "no-manager-reachable"
BACK = "managers-reachable-again"

log = logging.getLogger(__name__)


class AlarmWatch:
    """Looks every 30 s whether an alarm would reach a manager, and writes down those that reached nobody."""

    def __init__(
        self, database: Database, clock: Clock, counters: Counters, working: Callable[[], Collection[str]]
    ) -> None:
        """`working` names the platforms that can send now; it is empty while nothing can be kept either."""
        self._database = database
        self._clock = clock
        self._counters = counters
        self._working = working
        self.seen: Mapping[str, float] = {}
        self._fresh: dict[str, int] = {}
        self._lost: dict[str, int] = {}
        self._written: dict[str, float] = {}
        self._bad_since: float | None = None
        self._wanted = asyncio.Event()
        self._noted = False
        self._began = False
        self.file: Path | None = None
        self.managers: int | None = None  # not looked yet
        self.ok = True

    async def run(self) -> None:
        """Go round until cancelled."""
        if not self._began and self.file is not None:
            self._began = True
            with contextlib.suppress(OSError):  # `check` says so
                self.ok = await asyncio.to_thread(standing_alarm, self.file) is None
        while True:
            await rest(self._clock, ROUND_SECONDS, self._wanted)
            self._wanted.clear()
            await self._round()

    def look_soon(self) -> None:
        """Go round at once: a platform has come back."""
        self._wanted.set()

    def facts(self) -> Mapping[str, object]:
        """Return what health says of it."""
        return {"ok": self.ok and (self._bad_since is None or self.managers == 0), "managers": self.managers}

    async def _round(self) -> None:
        raised = self._raised()
        if await self._way_is_open():
            if self.ok:
                self._lost.clear()
            self._bad_since = None
            self._fresh = raised  # a way may turn out closed by the very message that was to go there
            await self._well_again()
            return
        for found in (self._fresh, raised):
            for kind, count in found.items():
                self._lost[kind] = self._lost.get(kind, 0) + count
        self._fresh = {}
        now = self._clock.monotonic()
        if self._bad_since is None:
            self._bad_since, self._noted = now, False
        if now - self._bad_since < ROUND_SECONDS:
            return  # a short trouble of a platform: what waits for it goes out afterwards
        # An office to which no manager was let in yet has nobody to tell, and that alone is no trouble.
        if not self._noted and self.managers != 0:
            self._lost[NO_WAY], self._noted = 1, True
        await self._write_down(AGAIN_SECONDS)

    def _raised(self) -> dict[str, int]:
        """Return the alarms since the last round, by kind."""
        now = self._counters.by_label("alarms_total", "code")
        raised = {kind: int(count - self.seen.get(kind, 0)) for kind, count in now.items()}
        self.seen = now
        return {kind: count for kind, count in raised.items() if count > 0}

    async def _way_is_open(self) -> bool:
        """Whether some manager has an address that is open, on a platform that works."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                self.managers, platforms = await self._database.read(_ways_to_managers)
        except (StoreBusy, TimeoutError):
            return False
        return not platforms.isdisjoint(self._working())

    async def _well_again(self) -> None:
        if self.ok:
            return
        await self._write_down(0)
        if not self._lost and await self._append([(BACK, 1)]):
            self.ok = True
            self._written.clear()

    async def _write_down(self, pause: float) -> None:
        now = self._clock.monotonic()
        due = [kind for kind in self._lost if pause <= now - self._written.get(kind, -pause)]
        if not due:
            return
        self.ok = False
        if await self._append([(kind, self._lost[kind]) for kind in due]):
            for kind in due:
                del self._lost[kind]
                self._written[kind] = now

    async def _append(self, alarms: list[tuple[str, int]]) -> bool:
        """Append a line for each alarm; False if that can't be done now."""
        if self.file is None:
            return True
        at = self._clock.now()
        try:
            await asyncio.to_thread(_append, self.file, at, alarms)
        except OSError as error:
            log.error("alarm file can't be written", extra={"facts": {"errno": error.errno or 0}})  # noqa: TRY400 - a full disk is no fault of ours: its number says all
            return False
        return True


def standing_alarm(file: Path) -> str | None:
    """Return the last line of an alarm file if managers could not be reached then, None if all is well or there is no
    file. Raises OSError."""
    try:
        with file.open("rb") as lines:
            lines.seek(max(0, lines.seek(0, os.SEEK_END) - 200))
            tail = lines.read().decode("ascii", "replace").splitlines()
    except FileNotFoundError:
        return None
    return tail[-1] if tail and f" {BACK} " not in tail[-1] else None


def _ways_to_managers(uow: UnitOfWork) -> tuple[int, set[str]]:
    managers = uow.people.active(Role.MANAGER)
    addresses = [address for manager in managers for address in uow.people.addresses(manager.id)]
    return len(managers), {address.platform for address in addresses if address.open}


def _append(file: Path, at: datetime, alarms: list[tuple[str, int]]) -> None:
    moment = at.isoformat(timespec="seconds").replace("+00:00", "Z")
    text = "".join(f"{moment} {kind} {count}\n" for kind, count in alarms)
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, text.encode("ascii", "replace"))
        os.fsync(handle)
    finally:
        os.close(handle)

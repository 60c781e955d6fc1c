"""Offices as processes: forked from the warm parent or started cold, ended by SIGKILL."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Protocol

HOUSE = Path(__file__).resolve().parents[2]


class Life(Protocol):
    """One running office."""

    pid: int

    def kill(self) -> None:
        """Send SIGKILL, this instant."""

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""

    async def gone(self) -> int:
        """Wait until the process has ended; return the number of the signal that ended it, 0 if it ended by itself."""


class WarmParent:
    """The process to fork from; see tests.kill.warm. It belongs to no event loop; `close` ends it and its children."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.warm"], stdin=pipe, stdout=pipe, cwd=HOUSE, text=True
        )
        self._turn = threading.Lock()
        self.seconds = 0.0  # of processor time its children have used
        self._read()

    def close(self) -> None:
        """End it; what was forked from it ends with it."""
        self._process.communicate()

    async def start(self, config: Path, log: Path) -> Life:
        """Fork an office."""
        answer = await self.ask({"start": str(config), "log": str(log)})
        return Forked(self, int(answer["pid"]))

    async def ask(self, command: dict[str, Any]) -> dict[str, Any]:
        """Send a command and return its answer."""
        return await asyncio.to_thread(self._exchange, command)

    def _exchange(self, command: dict[str, Any]) -> dict[str, Any]:
        with self._turn:
            assert self._process.stdin is not None  # a pipe was asked for
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
            return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # as above
        line = self._process.stdout.readline()
        assert line, "the warm parent has died; its last words are on stderr"
        answer: dict[str, Any] = json.loads(line)
        return answer


class Forked:
    """A child of the warm parent. It stays a zombie until `gone`, so that its number is nobody else's."""

    def __init__(self, parent: WarmParent, pid: int) -> None:
        self.pid = pid
        self._parent = parent

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def ask_to_stop(self) -> None:
        os.kill(self.pid, signal.SIGTERM)

    async def gone(self) -> int:
        await _ended(self.pid)
        answer = await self._parent.ask({"gone": self.pid})
        self._parent.seconds += float(answer["seconds"])
        status = int(answer["status"])
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


class Cold:
    """A process of its own, imports and all."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = process.pid

    @classmethod
    async def start(cls, config: Path, log: Path) -> Life:
        """Start `python -m bot run`."""
        nothing = asyncio.subprocess.DEVNULL
        command = [sys.executable, "-m", "bot", "run", "--config", str(config)]
        with log.open("ab") as written:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=nothing, stdout=written, stderr=written, cwd=HOUSE
            )
        return cls(process)

    def kill(self) -> None:
        self._process.kill()

    def ask_to_stop(self) -> None:
        self._process.terminate()

    async def gone(self) -> int:
        return max(0, -await self._process.wait())


async def _ended(pid: int) -> None:
    """Wait until a process has ended, without taking its status from its parent."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    watched = os.pidfd_open(pid)
    try:
        loop.add_reader(watched, ended.set)
        await ended.wait()
    finally:
        loop.remove_reader(watched)
        os.close(watched)

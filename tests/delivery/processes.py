"""A process of a test: started, told what to do line by line, listened to, killed."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


class Process:
    """One running module of the tests, and what it has said."""

    def __init__(self, module: str, *arguments: str) -> None:
        self.name = " ".join((module.rpartition(".")[2], *arguments[:1]))
        self._command = [sys.executable, "-m", module, *arguments]
        self.said: list[str] = []
        self._process: asyncio.subprocess.Process
        self._reading: asyncio.Task[None]

    async def start(self, *options: str) -> None:
        """Start it, or start it again, and wait until it works."""
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            *self._command, *options, stdin=pipe, stdout=pipe, cwd=HOUSE
        )
        self.said.clear()
        self._reading = asyncio.create_task(self._read())
        await self.says("ready")

    async def _read(self) -> None:
        assert self._process.stdout is not None  # a pipe was asked for
        while line := await self._process.stdout.readline():
            self.said.append(line.decode().strip())

    async def says(self, word: str, *, second: str = "") -> str:
        """Return the last line that begins with this word, with this `second` one if named, once there is one."""

        def found() -> list[str]:
            lines = [line for line in self.said if line.startswith(word)]
            return [line for line in lines if line.split()[1:2] == [second]] if second else lines

        async with asyncio.timeout(PATIENCE):
            while not found():
                assert self._process.returncode is None, f"{self.name} has ended: {self.said}"
                await asyncio.sleep(0.01)
        return found()[-1]

    def tell(self, line: str) -> None:
        """Give it a line to obey."""
        assert self._process.stdin is not None  # a pipe was asked for
        self._process.stdin.write(f"{line}\n".encode())

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    async def kill(self) -> None:
        """Kill it, this instant."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        await self._reading

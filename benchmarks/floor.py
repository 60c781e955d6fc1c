"""The floor of a request: its INSERTs and UPDATEs on bare sqlite3, one thread, one connection, one COMMIT a request."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.measured import Measured
from benchmarks.office import Front
from storage.query import Cursor, Runner
from storage.sqlite import WRITER_PRAGMAS
from storage.tasks import FIRST_NUMBER

Change = tuple[str, tuple[Any, ...]]
CHANGES = ("INSERT", "UPDATE", "DELETE")
BY_PERSON = ("assistant_loads", "focus")  # rows that stand there already, a person's own
BY_TASK = ("timers",)  # their keys have the task's in them, and follow it


class _Recorder:
    """A cursor that writes down every change that touched a row."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self.changes: list[Change] = []

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        self._cursor.execute(sql, parameters)
        if sql.startswith(CHANGES):
            self.changes.append((sql, tuple(parameters)))

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        for parameters in rows:
            self.execute(sql, parameters)

    def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    def fetchone(self) -> Any:
        return self._cursor.fetchone()


async def recorded(path: Path) -> list[Change]:
    """Return what the product changes in the migrated database at `path` for one request: its third one, as the first
    two make rows that later ones find. Leaves the database with people in it."""
    front = Front(path, 1)
    await front.open()
    recorder: list[_Recorder] = []
    try:
        await front.request(0, 1)
        await front.request(0, 2)
        with _listening(recorder):
            await front.request(0, 3)
            await front.inbox.drain()
        return [change for one in recorder for change in one.changes]
    finally:
        await front.close()


def _listening(recorders: list[_Recorder]) -> AbstractContextManager[object]:
    """Let every Runner made meanwhile, and every present one, record."""

    def recording(run: Callable[..., Any]) -> Callable[..., Any]:
        def ran(runner: Runner, *args: Any, **values: Any) -> Any:
            recorder = _Recorder(runner._cursor)
            beside = Runner(recorder, runner._dialect, runner.vault)
            beside.at = runner.at
            result = run(beside, *args, **values)
            recorders.append(recorder)
            return result

        return ran

    names = ("change", "one", "change_each", "add", "add_each")
    return mock.patch.multiple(Runner, **{name: recording(getattr(Runner, name)) for name in names})


def replays(changes: Sequence[Change], times: int) -> list[list[Change]]:
    """Return the changes `times` over, each time with keys of its own that grow as the product's do."""
    fresh = _fresh(changes)
    number = next(int(values[1]) for sql, values in changes if sql.startswith("INSERT INTO tasks "))
    return [
        [(sql, tuple(_renewed(value, fresh, number, turn) for value in values)) for sql, values in changes]
        for turn in range(1, times + 1)
    ]


def run(path: Path, turns: Sequence[Sequence[Change]]) -> Measured:
    """Write all turns to the database at `path`: WAL, synchronous=FULL and what else the product sets for its file."""
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=512)
    for pragma in WRITER_PRAGMAS:
        connection.execute(pragma)
    cursor = connection.cursor()
    latencies = []
    began = time.perf_counter()
    for turn in turns:
        started = time.perf_counter()
        cursor.execute("BEGIN IMMEDIATE")
        for sql, values in turn:
            cursor.execute(sql, values)
        cursor.execute("COMMIT")
        latencies.append(time.perf_counter() - started)
    seconds = time.perf_counter() - began
    connection.close()
    return Measured(len(turns), seconds, latencies)


def _fresh(changes: Sequence[Change]) -> dict[str, Callable[[int], str]]:
    """Return the keys these changes made, and what each becomes in a turn."""
    fresh: dict[str, Callable[[int], str]] = {}
    for sql, values in changes:
        if not sql.startswith("INSERT INTO") or sql.split()[2] in (*BY_PERSON, *BY_TASK):
            continue
        key = str(values[0])
        fresh[key] = _later_id(key) if len(key) == 32 else _later_key(key)
        if sql.startswith("INSERT INTO inbox "):
            for natural in filter(None, values[3:5]):
                fresh[str(natural)] = _later_number(str(natural))
    return fresh


def _later_id(key: str) -> Callable[[int], str]:
    return lambda turn: f"{int(key[:12], 16) + turn:012x}{key[12:]}"


def _later_key(key: str) -> Callable[[int], str]:
    second, chance = int(key[:8], 16), key[8:]
    return lambda turn: f"{second + turn:08x}{hashlib.sha256(f'{chance}{turn}'.encode()).hexdigest()[: len(chance)]}"


def _later_number(key: str) -> Callable[[int], str]:
    before, _, last = key.rpartition(":")
    return lambda turn: f"{before}:{int(last) + turn * 2}"


def _renewed(value: Any, fresh: dict[str, Callable[[int], str]], number: int, turn: int) -> Any:
    if isinstance(value, int) and value == number and value > FIRST_NUMBER:
        return value + turn
    if not isinstance(value, str):
        return value
    if value in fresh:
        return fresh[value](turn)
    for key, becomes in fresh.items():
        if len(key) > 20 and key in value:
            value = value.replace(key, becomes(turn))
    return value


def record(path: Path) -> list[Change]:
    """Return `recorded` from outside a loop."""
    return asyncio.run(recorded(path))

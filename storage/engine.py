"""What both databases offer: units of work handed over as functions, run one transaction each, answered after
COMMIT."""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from storage.ids import Ids
from storage.unit_of_work import UnitOfWork
from storage.vault import Clear, Vault

T = TypeVar("T")
Unit = Callable[[UnitOfWork], T]
Hook = Callable[[], None]

log = logging.getLogger("storage")

UNIT_BUDGET_SECONDS = 0.05


def reason(error: BaseException | None) -> str:
    """Return in one line why a database can't be opened, as its driver says it: host, user and file, no password."""
    kind = type(error).__name__
    lines = str(error).splitlines() if kind in {"OperationalError", "DatabaseError"} else []
    return lines[0] if lines else kind


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a unit ended: its ticket, its value or its error, and what is to happen now that it is durable."""

    ticket: object
    value: Any
    error: BaseException | None
    hooks: tuple[Hook, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A unit handed over, with the ticket its outcome is delivered under."""

    unit: Unit[Any]
    ticket: object


Deliver = Callable[[list[Outcome]], None]


class StoreBusy(Exception):
    """The database can't be reached, is full or can't be written: nothing was kept."""


class StoreInUse(Exception):
    """Another process works with this SQLite file, or its disk is no place for one."""


class _Wait:
    """A ticket that a thread waits for."""

    __slots__ = ("_event", "outcome")

    def __init__(self) -> None:
        self._event = threading.Event()
        self.outcome: Outcome | None = None

    def settle(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self._event.set()

    def result(self) -> Outcome:
        self._event.wait()
        return cast("Outcome", self.outcome)


class Store(ABC):
    """A database at work. Units are plain functions of a `UnitOfWork`; they are run on threads of the store's own.

    `vault` seals people's words. `now` is asked once for each unit;
    `deliver` gets the outcomes of units handed over by `submit`, on a store thread.
    """

    name: str

    def __init__(self, now: Callable[[], datetime], vault: Vault | None = None, deliver: Deliver | None = None) -> None:
        self._now = now
        self.secret = b""  # what the audit is chained with: the installation's own, given before `start`
        self.vault = vault or Clear()
        self._ids = Ids()
        self.deliver: Deliver = deliver or (lambda _: None)
        self.slowest_seconds = 0.0

    @abstractmethod
    def start(self) -> None:
        """Open the database. Raises StoreInUse, StoreBusy."""

    @abstractmethod
    def stop(self) -> None:
        """Finish what was handed over and close."""

    @abstractmethod
    def submit(self, unit: Unit[Any], ticket: object, *, reading: bool = False) -> None:
        """Hand over a unit; its outcome comes through `deliver`. A reading unit can't change anything."""

    def submit_together(self, units: Sequence[tuple[Unit[Any], object]]) -> None:
        """Hand over units with their tickets at once. Each still fails alone; they share what can be shared."""
        for unit, ticket in units:
            self.submit(unit, ticket)

    def run(self, unit: Unit[T], *, reading: bool = False) -> T:
        """Run a unit and wait for it; for the command line and tests, never on an event loop."""
        wait = _Wait()
        self.submit(unit, wait, reading=reading)
        outcome = wait.result()
        for hook in outcome.hooks:
            hook()
        if outcome.error is not None:
            raise outcome.error
        return cast("T", outcome.value)

    def _answer(self, outcomes: list[Outcome]) -> None:
        rest = []
        for outcome in outcomes:
            if isinstance(outcome.ticket, _Wait):
                outcome.ticket.settle(outcome)
            else:
                rest.append(outcome)
        if rest:
            self.deliver(rest)

    def _measure(self, started: float) -> None:
        seconds = time.perf_counter() - started
        self.slowest_seconds = max(self.slowest_seconds, seconds)
        if seconds > UNIT_BUDGET_SECONDS:
            log.warning("slow unit of work", extra={"facts": {"ms": round(seconds * 1000)}})


def open_store(
    url: str, now: Callable[[], datetime], *, workers: int = 8, vault: Vault | None = None, secret: bytes = b""
) -> Store:
    """Return the store for `sqlite:///path` or `postgresql://...`, not started; its audit is chained with `secret`. An
    office gives its vault; without one nothing is sealed. Raises ValueError for anything else."""
    store = _store(url, now, workers, vault)
    store.secret = secret
    return store


def _store(url: str, now: Callable[[], datetime], workers: int, vault: Vault | None) -> Store:
    if url.startswith("sqlite:///"):
        from storage.sqlite import SqliteStore

        return SqliteStore(url.removeprefix("sqlite:///"), now, vault)
    if url.startswith("postgresql://"):
        from storage.postgres import PostgresStore

        return PostgresStore(url, now, vault, workers=workers)
    message = "a database url begins with sqlite:/// or postgresql://"
    raise ValueError(message)

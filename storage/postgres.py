"""PostgreSQL: a pool of worker threads, each with one psycopg 3 connection; a lost connection repeats the whole
unit."""

from __future__ import annotations

import contextlib
import queue
import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from storage.engine import Job, Outcome, Store, StoreBusy, Unit, reason
from storage.query import Runner
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault

if TYPE_CHECKING:
    import psycopg

DIALECT: Dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
TRIES = 3
OPTIONS = "-c statement_timeout=10000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000"
# A line that went dead without a word (a router, a host) is noticed in seconds, not in the system's quarter of an hour.
LINE = {"tcp_user_timeout": 15_000, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2}
REPEATABLE = frozenset({"40001", "40P01", "55P03"})


class PostgresStore(Store):
    """One PostgreSQL database."""

    name = "postgresql"

    def __init__(self, url: str, now: Callable[[], datetime], vault: Vault | None = None, *, workers: int = 8) -> None:
        super().__init__(now, vault)
        self._url = url
        self._jobs: queue.SimpleQueue[tuple[Job, bool] | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work_on, name=f"store-{number}", daemon=True) for number in range(workers)
        ]
        self._idle: list[_Worker] = []

    def start(self) -> None:
        """Try the connection and start the workers. Raises StoreBusy."""
        import psycopg

        first = _Worker(self, self._url)
        try:
            first.open()
        except psycopg.Error as error:
            message = f"PostgreSQL can't be reached ({reason(error)}): look at [database] url and at the server"
            raise StoreBusy(message) from error
        self._idle.append(first)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what was handed over and close."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            if thread.is_alive():
                thread.join()
        while self._idle:
            self._idle.pop().close()

    def submit(self, unit: Unit[Any], ticket: object, *, reading: bool = False) -> None:
        """Queue a unit for the next free worker."""
        self._jobs.put((Job(unit, ticket), reading))

    def _work_on(self) -> None:
        while (item := self._jobs.get()) is not None:
            job, reading = item
            worker = self._borrow()
            outcome = worker.run(job, reading=reading)
            self._idle.append(worker)
            self._answer([outcome])

    def _borrow(self) -> _Worker:
        """Return the connection used last: a new one is opened only when all are in use, and a start needs few."""
        try:
            return self._idle.pop()
        except IndexError:
            return _Worker(self, self._url)


class _Worker:
    """One connection, in the hands of one thread at a time."""

    def __init__(self, store: PostgresStore, url: str) -> None:
        self._store = store
        self._url = url
        self._connection: psycopg.Connection[Any] | None = None
        self._pause = threading.Event()

    def open(self) -> psycopg.Connection[Any]:
        """Return the connection, made if need be. Raises psycopg.Error."""
        if self._connection is None:
            self._connection = connect(self._url)
        return self._connection

    def close(self) -> None:
        """Drop the connection; the next unit makes a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):
                connection.close()

    def run(self, job: Job, *, reading: bool) -> Outcome:
        """Run a unit, whole and again where the database asks for it or the connection was lost."""
        import psycopg

        tried = 0
        while True:
            tried += 1
            try:
                return self._once(job, reading=reading)
            except psycopg.Error as error:
                lost = (
                    self._connection is None or self._connection.closed or isinstance(error, psycopg.OperationalError)
                )
                if lost:
                    self.close()
                if tried == TRIES or not (lost or error.sqlstate in REPEATABLE):
                    outcome = StoreBusy(type(error).__name__) if lost else error
                    return Outcome(job.ticket, None, outcome, ())
                self._pause.wait((20 + secrets.randbelow(80)) / 1000 * tried)

    def _once(self, job: Job, *, reading: bool) -> Outcome:
        import psycopg

        started = time.perf_counter()
        connection = self.open()
        try:
            cursor = connection.cursor()
            store = self._store
            uow = UnitOfWork(Runner(cursor, DIALECT, store.vault), store._ids, store._now(), store.secret)  # noqa: SLF001 - its own thread
            value = job.unit(uow)
            if reading:
                uow.only_looked()
                connection.rollback()
            else:
                uow.finish()
                connection.commit()
        except psycopg.Error:
            with contextlib.suppress(psycopg.Error):
                connection.rollback()
            raise
        except Exception as error:  # noqa: BLE001 - delivered to whoever asked
            with contextlib.suppress(psycopg.Error):
                connection.rollback()
            return Outcome(job.ticket, None, error, ())
        self._store._measure(started)  # noqa: SLF001 - its own thread
        return Outcome(job.ticket, value, None, tuple(uow.hooks))


def connect(url: str) -> psycopg.Connection[Any]:
    """Return a connection with our timeouts. Raises psycopg.Error."""
    import psycopg

    return psycopg.connect(url, options=OPTIONS, connect_timeout=5, application_name="vorzimmer", **LINE)  # type: ignore[arg-type]  # libpq's own words

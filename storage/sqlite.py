"""SQLite: exactly one read-write connection, owned by one writer thread that commits together what is queued together.

WAL with synchronous=FULL. Further connections are read-only, so none of them can meet the WAL-reset bug of SQLite
3.7.0 to 3.51.2, which needs two that write or checkpoint (sqlite.org/wal.html#walresetbug)."""

from __future__ import annotations

import contextlib
import fcntl
import os
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from storage.engine import Job, Outcome, Store, StoreBusy, StoreInUse, Unit
from storage.query import Runner
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault

MOST_TOGETHER = 64
READERS = 2
FIXED_FROM = (3, 51, 3)
BACKPORTS = {(3, 50): 7, (3, 44): 6}
NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs", "fuse.glusterfs", "afs"}
)
WRITER_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA temp_store=MEMORY",
)
DIALECT = SQLiteDialect_pysqlite()


def has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """Return whether this SQLite can lose committed pages when two connections write (3.7.0-3.51.2 less backports)."""
    if version < (3, 7, 0) or version >= FIXED_FROM:
        return False
    fixed = BACKPORTS.get(version[:2])
    return fixed is None or version[2] < fixed


def library() -> tuple[str, bool]:
    """Return the version of the SQLite in use, and whether it has the WAL-reset bug."""
    return sqlite3.sqlite_version, has_wal_reset_bug(sqlite3.sqlite_version_info)


def file_system(path: Path) -> str:
    """Return the type of file system `path` (or its nearest existing folder) lies on, `` if it can't be told."""
    real = path.resolve()
    above = {str(real), *map(str, real.parents)}
    best, kind = -1, ""
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    for line in lines:
        _, mount, found, *_ = line.split(" ")
        point = mount.replace("\\040", " ")
        if len(point) > best and point in above:
            best, kind = len(point), found
    return kind


class FileLock:
    """Keeps a second process of ours off the same SQLite file. Held until the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + ".lock")
        self._file: int | None = None

    def take(self) -> None:
        """Take the lock. Raises StoreInUse."""
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            message = (
                f"{self._path} can't be written ({error.strerror}): look at [database] url, and see that its folder "
                "and all files beside the database belong to the bot's user"
            )
            raise StoreInUse(message) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            self._file = None
            name = self._path.with_suffix("")
            message = f"another process is working with {name}: stop it first, or use PostgreSQL to run several"
            raise StoreInUse(message) from error

    def give_back(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def refuse_network_file_system(path: Path) -> None:
    """Raise StoreInUse where `path` lies on a network file system: WAL needs the shared memory of one host."""
    kind = file_system(path)
    if kind in NETWORK_FILE_SYSTEMS:
        message = (
            f"{path} lies on a network file system ({kind}), where SQLite can lose data: use a local disk or PostgreSQL"
        )
        raise StoreInUse(message)


class SqliteStore(Store):
    """One SQLite file, owned by this process while it is open."""

    name = "sqlite"

    def __init__(self, path: str, now: Callable[[], datetime], vault: Vault | None = None) -> None:
        super().__init__(now, vault)
        self.path = Path(path)
        self._lock = FileLock(self.path)
        self._jobs: queue.SimpleQueue[list[Job] | None] = queue.SimpleQueue()
        self._questions: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._connection: sqlite3.Connection | None = None

    def start(self) -> None:
        """Lock and open the file, start the writer and the readers. Raises StoreInUse, StoreBusy."""
        refuse_network_file_system(self.path)
        self._lock.take()
        try:
            self._connection = open_writer(self.path)
        except sqlite3.Error as error:
            self._lock.give_back()
            raise StoreBusy(str(error)) from error
        self._threads = [threading.Thread(target=self._write_on, name="store-writer", daemon=True)]
        self._threads += [
            threading.Thread(target=self._read_on, name="store-reader", daemon=True) for _ in range(READERS)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what was handed over, checkpoint and close."""
        self._jobs.put(None)
        for _ in range(READERS):
            self._questions.put(None)
        for thread in self._threads:
            thread.join()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._lock.give_back()

    def submit(self, unit: Unit[Any], ticket: object, *, reading: bool = False) -> None:
        """Queue a unit for the writer, or for a reader."""
        if reading:
            self._questions.put(Job(unit, ticket))
        else:
            self._jobs.put([Job(unit, ticket)])

    def submit_together(self, units: Sequence[tuple[Unit[Any], object]]) -> None:
        """Queue units for the writer, to share one COMMIT."""
        self._jobs.put([Job(unit, ticket) for unit, ticket in units])

    def _write_on(self) -> None:
        assert self._connection is not None  # set before the thread starts
        writer = _Writer(self, self._connection)
        while (jobs := self._jobs.get()) is not None:
            batch = list(jobs)
            while len(batch) < MOST_TOGETHER and not self._jobs.empty():
                following = self._jobs.get()
                if following is None:
                    self._jobs.put(None)
                    break
                batch += following
            writer.commit(batch)

    def _read_on(self) -> None:
        connection: sqlite3.Connection | None = None
        while (job := self._questions.get()) is not None:
            try:
                connection = connection or open_reader(self.path)
                outcome = self._read(connection, job)
            except sqlite3.Error as error:
                # Whatever is wrong with the file, a connection opened anew knows best what it is by now.
                _drop(connection)
                connection = None
                outcome = Outcome(job.ticket, None, StoreBusy(_reason(error)), ())
            self._answer([outcome])
        if connection is not None:
            connection.close()

    def _read(self, connection: sqlite3.Connection, job: Job) -> Outcome:
        cursor = connection.cursor()
        cursor.execute("BEGIN")
        try:
            uow = UnitOfWork(Runner(cursor, DIALECT, self.vault), self._ids, self._now(), self.secret)
            value = job.unit(uow)
            uow.only_looked()
            return Outcome(job.ticket, value, None, ())
        except Exception as error:
            if _is_trouble(error):
                raise
            return Outcome(job.ticket, None, error, ())
        finally:
            connection.rollback()


class _Voided(Exception):
    """The whole transaction ended in the middle of a batch (full disk, I/O error)."""


class _Writer:
    """Commits batches on the one read-write connection. Lives on the writer thread."""

    def __init__(self, store: SqliteStore, connection: sqlite3.Connection) -> None:
        self._store = store
        self._connection = connection
        self._cursor = connection.cursor()
        self._runner = Runner(self._cursor, DIALECT, store.vault)

    def commit(self, batch: list[Job]) -> None:
        """Run the batch in one transaction, a savepoint each; if the transaction fails, run each unit alone."""
        started = time.perf_counter()
        try:
            self._cursor.execute("BEGIN IMMEDIATE")
            outcomes = [self._one(job, alone=len(batch) == 1) for job in batch]
            if self._connection.in_transaction:
                self._cursor.execute("COMMIT")
        except (sqlite3.Error, _Voided) as error:
            self._roll_back()
            if len(batch) > 1:
                for job in batch:
                    self.commit([job])
                return
            outcomes = [Outcome(batch[0].ticket, None, StoreBusy(_reason(error)), ())]
        self._store._measure(started)  # noqa: SLF001 - the writer is the store's own thread
        self._store._answer(outcomes)  # noqa: SLF001 - as above

    def _one(self, job: Job, *, alone: bool) -> Outcome:
        if not alone:
            self._cursor.execute("SAVEPOINT unit")
        store = self._store
        uow = UnitOfWork(self._runner, store._ids, store._now(), store.secret)  # noqa: SLF001 - as above
        try:
            value = job.unit(uow)
            uow.finish()
        except Exception as error:
            if not self._connection.in_transaction or _ends_transaction(error):
                raise _Voided(_reason(error)) from error
            self._cursor.execute("ROLLBACK" if alone else "ROLLBACK TO unit")
            if not alone:
                self._cursor.execute("RELEASE unit")
            return Outcome(job.ticket, None, error, ())
        if not alone:
            self._cursor.execute("RELEASE unit")
        return Outcome(job.ticket, value, None, tuple(uow.hooks))

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._cursor.execute("ROLLBACK")


def _ends_transaction(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and (code & 0xFF) in {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_NOMEM,
    }


def _is_trouble(error: Exception) -> bool:
    """Whether the database failed and not the question: wrong SQL or values fail the same way each time."""
    if not isinstance(error, sqlite3.Error):
        return False
    ours = isinstance(error, sqlite3.ProgrammingError | sqlite3.InterfaceError | sqlite3.IntegrityError)
    return not ours and getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR


def _drop(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        with contextlib.suppress(sqlite3.Error):
            connection.close()


def _reason(error: BaseException) -> str:
    return getattr(error, "sqlite_errorname", None) or (
        str(error) if isinstance(error, _Voided) else type(error).__name__
    )


def open_writer(path: Path) -> sqlite3.Connection:
    """Return the read-write connection with all its pragmas. The caller holds the file's lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512)
    for pragma in WRITER_PRAGMAS:
        connection.execute(pragma)
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """Return a connection that can neither write nor checkpoint."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA query_only=ON")
    return connection

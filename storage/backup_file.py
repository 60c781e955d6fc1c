"""The backup file: gzip-compressed JSON lines, the same whichever database they came from. Knows no database.

A header (format, schema revision, when, which database), then for each table a line that names it and its columns and a
line for each row, then a trailer with the rows of each table and the SHA-256 of all lines before it."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

FORMAT = "vorzimmer-backup"
VERSION = 1
LONGEST_LINE = 64 * 1024 * 1024
GZIP_MAGIC = b"\x1f\x8b"
SQLITE_MAGIC = b"SQLite format 3\0"

Counts = Mapping[str, int]
Row = list[Any]


class BackupProblem(Exception):
    """A backup or a restore can't be done; the text says why, and what to do."""


class BackupBroken(BackupProblem):
    """This file is no backup of ours, or not a whole one, or it was changed."""


class BackupExists(BackupProblem):
    """There is a file of this name already."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup is of: schema revision, when it was made (ISO 8601), `sqlite` or `postgresql`."""

    revision: str
    created_at: str
    database: str


@dataclass(frozen=True, slots=True)
class TableStart:
    """From here on rows are of this table, their values in the order of `columns`."""

    name: str
    columns: tuple[str, ...]


class Writer:
    """Writes one backup into an open file and counts."""

    def __init__(self, out: BinaryIO, header: Header) -> None:
        self._packed = gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=out, mtime=0)
        self._hash = hashlib.sha256()
        self._table = ""
        self.counts: dict[str, int] = {}
        about = {"revision": header.revision, "created_at": header.created_at, "database": header.database}
        self._put({"format": FORMAT, "version": VERSION, **about})

    def table(self, name: str, columns: list[str]) -> None:
        """Begin a table."""
        self._table = name
        self.counts[name] = 0
        self._put({"table": name, "columns": columns})

    def row(self, values: Row) -> None:
        """Write a row of the table begun last: text, whole numbers, booleans and None only."""
        self.counts[self._table] += 1
        self._put(values)

    def close(self) -> None:
        """Write the trailer."""
        self._put({"counts": self.counts, "sha256": self._hash.hexdigest()})
        self._packed.close()

    def _put(self, line: object) -> None:
        raw = json.dumps(line, separators=(",", ":"), allow_nan=False).encode() + b"\n"
        self._hash.update(raw)
        self._packed.write(raw)


@contextmanager
def new_file(file: Path, header: Header) -> Iterator[Writer]:
    """Write a backup as `file.part`, readable by its owner only; once on the disk, read again and found whole, it
    gets its name. Raises BackupExists, BackupBroken, OSError; whatever is raised, nothing is left behind."""
    if file.exists():
        message = f"{file} exists already, and nothing is overwritten: name a new file, perhaps with the date in it"
        raise BackupExists(message)
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as out:
            writer = Writer(out, header)
            yield writer
            writer.close()
            out.flush()
            os.fsync(out.fileno())
        if check(part) != writer.counts:
            message = f"{part} does not hold what was written: the disk or the memory is failing; nothing was kept"
            raise BackupBroken(message)
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(file.absolute().parent)


def check(file: Path) -> Counts:
    """Read a whole backup and return the rows of each table. Raises BackupBroken, OSError."""
    reader = Reader(file)
    for _ in reader.lines():
        pass
    return reader.counts


class Reader:
    """Reads one backup; what it says counts only once `lines` has come to its end."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.counts: dict[str, int] = {}

    def header(self) -> Header:
        """Return the first line. Raises BackupBroken, OSError."""
        with self._opened() as packed:
            return self._header(self._line(packed))

    def lines(self) -> Iterator[TableStart | Row]:
        """Yield each table's start, then its rows; at the end compare counts and hash. Raises BackupBroken, OSError."""
        self.counts = {}
        table, width = "", 0
        digest = hashlib.sha256()
        with self._opened() as packed:
            raw = self._line(packed)
            self._header(raw)
            while True:
                digest.update(raw)
                raw = self._line(packed)
                match self._parsed(raw):
                    case list() as row if table and len(row) == width:
                        self.counts[table] += 1
                        yield row
                    case {"table": str(table), "columns": list(columns)} if table not in self.counts:
                        width = len(columns)
                        self.counts[table] = 0
                        yield TableStart(table, tuple(str(column) for column in columns))
                    case {"counts": counts, "sha256": str(expected)}:
                        if counts != self.counts or expected != digest.hexdigest():
                            raise self._broken("it was changed: its checksum or its counts are wrong")
                        self._end(packed)
                        return
                    case _:
                        raise self._broken("it has a line that no backup has")

    @contextmanager
    def _opened(self) -> Iterator[gzip.GzipFile]:
        with self._file.open("rb") as plain:
            start = plain.read(len(SQLITE_MAGIC))
            if start == SQLITE_MAGIC:
                message = (
                    f"{self._file} is a copy of a database file, not a backup: such a copy can lack all that was still "
                    "in the -wal file beside it. Give a file that `python -m bot backup` has made"
                )
                raise BackupBroken(message)
            if not start.startswith(GZIP_MAGIC):
                raise self._broken("it was not made by `python -m bot backup`")
            plain.seek(0)
            with gzip.GzipFile(fileobj=plain, mode="rb") as packed:
                yield packed

    def _line(self, packed: gzip.GzipFile) -> bytes:
        raw = self._read(packed)
        if not raw.endswith(b"\n"):
            raise self._broken("it ends too early, perhaps it was not copied whole")
        return raw

    def _end(self, packed: gzip.GzipFile) -> None:
        if self._read(packed):
            raise self._broken("something was added at its end")

    def _read(self, packed: gzip.GzipFile) -> bytes:
        try:
            return packed.readline(LONGEST_LINE)
        except EOFError as error:
            raise self._broken("it ends too early, perhaps it was not copied whole") from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise self._broken("it was changed, or its disk is failing") from error

    def _parsed(self, raw: bytes) -> Any:
        try:
            return json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise self._broken("it was changed") from error

    def _header(self, raw: bytes) -> Header:
        first = self._parsed(raw)
        if not isinstance(first, dict) or first.get("format") != FORMAT:
            raise self._broken("it was not made by `python -m bot backup`")
        if first.get("version") != VERSION:
            raise self._broken("another version of this program made it, in a format that this one can't read")
        return Header(str(first.get("revision")), str(first.get("created_at")), str(first.get("database")))

    def _broken(self, why: str) -> BackupBroken:
        return BackupBroken(f"{self._file} can't be used: {why}. Nothing was changed; take another backup")


def utc(now: datetime) -> str:
    """Return a moment as headers have it. Raises ValueError for a naive one."""
    if now.tzinfo is None:
        message = "a moment needs a time zone"
        raise ValueError(message)
    return now.isoformat(timespec="seconds")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""The file store: one folder, a file for each id, written by one thread. Names come from us alone, never from outside.

A file appears whole or not at all: written under another name, synced, renamed, and its folder synced."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

MEGABYTE = 1024 * 1024
KEPT_FREE = 64 * MEGABYTE  # the database may be on the same disk
PART = ".part"
PROGRAMS = (
    "apk", "app", "bat", "chm", "cmd", "com", "cpl", "dll", "exe", "gadget", "hta", "inf", "iso", "jar", "js", "jse",
    "lnk", "msc", "msi", "msp", "pif", "ps1", "reg", "scr", "sh", "sys", "vb", "vbe", "vbs", "vhd", "wsf", "wsh",
)  # fmt: skip
EXECUTABLE = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
DOS_HEADER = 64  # bytes; with NUL among them, so that a text beginning with MZ is none

TOO_BIG = "too-big"
REFUSED_TYPE = "refused-type"
EMPTY = "empty"

_NAME = re.compile(r"[0-9a-f]{32}")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

P = ParamSpec("P")
T = TypeVar("T")


class FileRefused(Exception):
    """A file that is not wanted, whoever sends it: `code` is too-big, refused-type or empty."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoRoom(Exception):
    """The disk of the file store is full, or nearly so: make room, the file is fetched again later."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies in the store now: its name there, its size in bytes, its SHA-256 (hex)."""

    path: str
    size: int
    checksum: str


def room_in(folder: Path) -> dict[str, object]:
    """Return whether files can be kept in a folder, or in what it would be made in: it can be written (`writable`) and
    the disk has more than is kept free; and how much that is (`free_mb`)."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    writable = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    try:
        free = shutil.disk_usage(there).free
    except OSError:
        free = 0
    return {"ok": writable and free > KEPT_FREE, "writable": writable, "free_mb": free // MEGABYTE}


class FileStore:
    """One folder of files. Its methods may be called from one event loop; `names`, `size_of` and `path` from
    anywhere."""

    def __init__(
        self, folder: Path, *, most_bytes: int = 20 * MEGABYTE, refused_types: Collection[str] = PROGRAMS
    ) -> None:
        """`refused_types` are extensions without their dot; any of them also refuses what is executable by content."""
        self.folder = folder
        self.most_bytes = most_bytes
        self._refused = frozenset(one.lower().lstrip(".") for one in refused_types)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="file-writer")

    def open(self) -> None:
        """Make the folder if need be, for its owner alone. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)

    def facts(self) -> dict[str, object]:
        """Return what health says of it."""
        return room_in(self.folder)

    def close(self) -> None:
        """End the writer; what it has in hand is finished first."""
        self._writer.shutdown()

    def refuse(self, name: str, size: int | None) -> None:
        """Raise FileRefused for what can be known to be unwanted before it is fetched."""
        # Windows drops dots and blanks at the end of a name, so `x.exe.` is a program, too.
        extension = name.rstrip(". \t\r\n\0").rpartition(".")[2].lower()
        if "." in name and extension in self._refused:
            raise FileRefused(REFUSED_TYPE)
        if size is not None and size > self.most_bytes:
            raise FileRefused(TOO_BIG)
        if size == 0:
            raise FileRefused(EMPTY)

    async def keep(self, file: str, pieces: AsyncIterator[bytes]) -> Kept:
        """Write a file piece by piece; one of this id that is there already is replaced. Raises FileRefused, NoRoom,
        OSError, and what `pieces` raises; then nothing is left behind."""
        target = self.path(file)
        # Two processes may fetch the same file for a moment: each writes under a name of its own.
        part = _Part(target.with_name(f"{target.name}.{secrets.token_hex(4)}{PART}"))
        try:
            await self._on_writer(part.open, self.most_bytes)
            size = 0
            digest = hashlib.sha256()
            async for piece in pieces:
                if size == 0 and piece:
                    self._look_at(piece)
                size += len(piece)
                if size > self.most_bytes:
                    raise FileRefused(TOO_BIG)
                digest.update(piece)
                await self._on_writer(part.write, piece)
            if size == 0:
                raise FileRefused(EMPTY)
            await self._on_writer(part.finish, target)
        finally:
            # Also when this task was cancelled: the writer does it in its turn, after what it has in hand.
            self._writer.submit(part.drop)
            if isinstance(pieces, AsyncGenerator):
                await pieces.aclose()  # the rest of what was refused must not keep a connection
        return Kept(target.name, size, digest.hexdigest())

    def path(self, name: str) -> Path:
        """Return where a file lies or would lie. Raises ValueError for a name that isn't ours."""
        if _NAME.fullmatch(name) is None:
            raise ValueError("not a name of the file store")
        return self.folder / name

    def size_of(self, name: str) -> int | None:
        """Return a file's size in bytes, None if it isn't there."""
        try:
            return self.path(name).stat().st_size
        except OSError:
            return None

    async def read(self, name: str) -> bytes:
        """Return a file's content. Raises OSError."""
        return await asyncio.to_thread(self.path(name).read_bytes)

    async def delete(self, name: str) -> None:
        """Delete a file; one that isn't there is no error. Raises OSError."""
        await self._on_writer(_delete, self.path(name))

    async def delete_part(self, name: str) -> None:
        """Delete what a write that was cut short has left. Raises OSError, ValueError for anything else."""
        if not name.endswith(PART) or "/" in name:
            raise ValueError("not a part")
        await self._on_writer(_delete, self.folder / name)

    def names(self, before: float) -> tuple[list[str], list[str]]:
        """Return the files, and what writes cut short have left, that were last changed before then (seconds since
        1970), each sorted. Looks through the whole folder: not for the event loop. Raises OSError."""
        whole: list[str] = []
        parts: list[str] = []
        with os.scandir(self.folder) as entries:
            for entry in entries:
                ours = _NAME.fullmatch(entry.name) is not None
                if not ours and not entry.name.endswith(PART):
                    continue
                with contextlib.suppress(FileNotFoundError):
                    if entry.stat(follow_symlinks=False).st_mtime < before:
                        (whole if ours else parts).append(entry.name)
        return sorted(whole), sorted(parts)

    def _look_at(self, piece: bytes) -> None:
        """Refuse programs under a harmless name."""
        is_windows = piece.startswith(b"MZ") and b"\0" in piece[:DOS_HEADER]
        if self._refused and (is_windows or piece.startswith(EXECUTABLE)):
            raise FileRefused(REFUSED_TYPE)

    async def _on_writer(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await asyncio.wrap_future(self._writer.submit(work, *args, **kwargs))
        except OSError as error:
            if error.errno in _FULL:
                message = f"no room left in {self.folder}"
                raise NoRoom(message) from error
            raise


class _Part:
    """A file being written. Its methods run on the writer."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def open(self, most: int) -> None:
        if shutil.disk_usage(self._path.parent).free < KEPT_FREE + most:
            raise OSError(errno.ENOSPC, "nearly full")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self._handle = os.open(self._path, flags, 0o600)

    def write(self, piece: bytes) -> None:
        assert self._handle is not None  # opened first
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(self._handle, rest) :]

    def finish(self, target: Path) -> None:
        assert self._handle is not None  # opened first
        os.fsync(self._handle)
        self._path.rename(target)
        _sync(target.parent)

    def drop(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            _delete(self._path)


def _delete(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
        _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

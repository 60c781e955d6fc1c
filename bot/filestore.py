"""The file store: one folder, a file for each id, written by one thread. Names come from us alone, never from outside.

A file appears whole or not at all: written under another name, synced, renamed, and its folder synced."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import io
import os
import re
import secrets
import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ParamSpec, TypeVar

from bot.file_types import LOOKED_AT, TAKEN, fits, is_taken
from bot.sealed_files import HEADER, FileWriter, clear_size, key_name, opened
from storage.sealing import OFFICE
from storage.vault import Keys

MEGABYTE = 1024 * 1024
CLIENT_MEGABYTES = 5000
KEPT_FREE = 64 * MEGABYTE  # the database may be on the same disk
PART = ".part"

TOO_BIG = "too-big"
OVER_QUOTA = "over-quota"
REFUSED_TYPE = "refused-type"
EMPTY = "empty"

_NAME = re.compile(r"[0-9a-f]{32}")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

P = ParamSpec("P")
T = TypeVar("T")


class FileRefused(Exception):
    """A file that is not wanted, whoever sends it: `code` is too-big, over-quota, refused-type or empty."""

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


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a file of the store."""

    store: FileStore
    name: str

    def open(self) -> IO[bytes]:
        """Return it, to be read. Raises OSError, Unreadable."""
        return self.store.open_content(self.name)

    def size(self) -> int:
        """Return its size in bytes. Raises OSError."""
        found = self.store.size_of(self.name)
        if found is None:
            raise FileNotFoundError(errno.ENOENT, "not in the file store", self.name)
        return found


class FileStore:
    """One folder of files. Its methods may be called from one event loop; `names`, `size_of` and `path` from
    anywhere."""

    def __init__(
        self,
        folder: Path,
        keys: Keys | None = None,
        *,
        most_bytes: int = 20 * MEGABYTE,
        client_bytes: int = CLIENT_MEGABYTES * MEGABYTE,
        types: Collection[str] = TAKEN,
    ) -> None:
        """`keys` seal what is kept; without them it lies there in clear. `types` are the extensions that are
        taken, without their dots."""
        self.folder = folder
        self._keys = keys
        self.most_bytes = most_bytes
        self.client_bytes = client_bytes
        self._types = frozenset(one.lower().lstrip(".") for one in types)
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
        if not is_taken(name, self._types):
            raise FileRefused(REFUSED_TYPE)
        if size is not None and size > self.most_bytes:
            raise FileRefused(TOO_BIG)
        if size == 0:
            raise FileRefused(EMPTY)

    async def keep(self, file: str, pieces: AsyncIterator[bytes], owner: str = OFFICE, name: str = "") -> Kept:
        """Write a file piece by piece, sealed with its owner's key; one of this id that is there already is replaced.
        What its first bytes show has to fit its name.
        Raises FileRefused, NoRoom, OSError, and what `pieces` raises; then nothing is left behind."""
        target = self.path(file)
        seal = None if self._keys is None else FileWriter(self._keys, file, owner)
        # Two processes may fetch the same file for a moment: each writes under a name of its own.
        part = _Part(target.with_name(f"{target.name}.{secrets.token_hex(4)}{PART}"))
        try:
            await self._on_writer(part.open, self.most_bytes)
            if seal is not None:
                await self._on_writer(part.write, seal.begin())
            size, beginning = 0, b""
            digest = hashlib.sha256()
            async for piece in pieces:
                if len(beginning) < LOOKED_AT:
                    beginning = (beginning + piece)[:LOOKED_AT]
                    if len(beginning) == LOOKED_AT and not fits(name, beginning):
                        raise FileRefused(REFUSED_TYPE)
                size += len(piece)
                if size > self.most_bytes:
                    raise FileRefused(TOO_BIG)
                digest.update(piece)
                await self._on_writer(part.write, piece if seal is None else seal.add(piece))
            if size == 0:
                raise FileRefused(EMPTY)
            if size < LOOKED_AT and not fits(name, beginning):
                raise FileRefused(REFUSED_TYPE)
            if seal is not None:
                await self._on_writer(part.write, seal.end())
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
        """Return the size of a file's content in bytes, None if it isn't there."""
        try:
            with self.path(name).open("rb") as file:
                return clear_size(file.read(HEADER), os.fstat(file.fileno()).st_size)
        except OSError:
            return None

    def content(self, name: str) -> Content:
        """Return a file's content, to be opened when it is sent. Raises ValueError for a name that isn't ours."""
        return Content(self, self.path(name).name)

    def open_content(self, name: str) -> IO[bytes]:
        """Return a file's content, to be read. Raises OSError, Unreadable."""
        with self.path(name).open("rb") as file:
            return io.BytesIO(file.read() if self._keys is None else b"".join(opened(self._keys, name, file)))

    async def read(self, name: str) -> bytes:
        """Return a file's content. Raises OSError, Unreadable."""
        return await asyncio.to_thread(lambda: self.open_content(name).read())

    def key_of(self, name: str) -> str | None:
        """Return the name of the data key a file is sealed with, None if it lies there in clear. Raises OSError."""
        with self.path(name).open("rb") as file:
            return key_name(file.read(HEADER))

    async def renew(self, name: str, owner: str) -> bool:
        """Seal a file again if it isn't sealed with its owner's present key; return whether it was. Raises OSError,
        Unreadable, NoRoom."""
        if self._keys is None:
            return False
        try:
            sealed_with = await asyncio.to_thread(self.key_of, name)
            if sealed_with == self._keys.current(owner).name:
                return False
            content = await self.read(name)
        except FileNotFoundError:
            return False
        await self.keep(name, _whole(content), owner)
        return True

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

    async def _on_writer(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await asyncio.wrap_future(self._writer.submit(work, *args, **kwargs))
        except OSError as error:
            if error.errno in _FULL:
                message = f"no room left in {self.folder}"
                raise NoRoom(message) from error
            raise


async def _whole(content: bytes) -> AsyncGenerator[bytes]:
    yield content


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

"""The file store: files appear whole or not at all, under our own names, for our eyes; what is unwanted is refused."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import filestore
from bot.file_types import LOOKED_AT, TAKEN, fits, is_taken
from bot.filestore import FileRefused, FileStore, NoRoom

ID = "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b"
OTHER = "0190a1b2c3d47e5f8a9b0c1d2e3f4a5c"
MOST = 10_000


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileStore]:
    """An open store for files of up to 10,000 bytes."""
    monkeypatch.setattr(filestore, "KEPT_FREE", 0)
    made = FileStore(tmp_path / "office" / "files", most_bytes=MOST, types=(".PDF", "jpg", "docx", "txt"))
    made.open()
    yield made
    made.close()


async def pieces(*content: bytes) -> AsyncIterator[bytes]:
    for piece in content:
        yield piece


async def test_a_file_is_kept(store: FileStore) -> None:
    """What comes in pieces is there whole, with its size and checksum, and can be read and deleted."""
    kept = await store.keep(ID, pieces(b"one ", b"", b"two"))
    assert (kept.path, kept.size, kept.checksum) == (ID, 7, hashlib.sha256(b"one two").hexdigest())
    assert await store.read(ID) == b"one two"
    assert store.size_of(ID) == 7
    await store.delete(ID)
    await store.delete(ID)
    assert store.size_of(ID) is None
    assert list(store.folder.iterdir()) == []


async def test_nobody_else_can_read(store: FileStore) -> None:
    """The folder and the files are for their owner alone, whatever the umask says."""
    before = os.umask(0)
    try:
        await store.keep(ID, pieces(b"secret"))
    finally:
        os.umask(before)
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(store.path(ID).stat().st_mode) == 0o600


def test_an_open_folder_is_closed(tmp_path: Path) -> None:
    """A folder that others could look into is shut."""
    (tmp_path / "files").mkdir(mode=0o777)
    made = FileStore(tmp_path / "files")
    made.open()
    made.close()
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a", "", ID.upper(), f"{ID}/x", f"{ID}\0", f"{ID}\n"]
)
async def test_b09_names_from_outside_are_none(store: FileStore, name: str) -> None:
    """Only an id of ours leads anywhere."""
    for use in (store.path, store.size_of):
        with pytest.raises(ValueError, match="not a name"):
            use(name)
    with pytest.raises(ValueError, match="not a name"):
        await store.keep(name, pieces(b"x"))
    with pytest.raises(ValueError, match="not a name"):
        await store.read(name)


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("run.exe", 5, "refused-type"),
        ("Rechnung.pdf.EXE", None, "refused-type"),
        ("run.exe. .", 5, "refused-type"),
        ("x.js", 5, "refused-type"),
        ("plan.pdf", MOST + 1, "too-big"),
        ("plan.pdf", 0, "empty"),
    ],
)
def test_b10_refused_before_it_is_fetched(store: FileStore, name: str, size: int | None, code: str) -> None:
    """Type and size are looked at where they are known."""
    with pytest.raises(FileRefused) as refused:
        store.refuse(name, size)
    assert refused.value.code == code


@pytest.mark.parametrize("name", ["plan.pdf", "exe", "", "photo.exe.jpg", "Grüße 🌷.docx"])
def test_not_refused(store: FileStore, name: str) -> None:
    """Ordinary files, and those without a name or an extension, are taken."""
    store.refuse(name, None)
    store.refuse(name, MOST)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ([b"x" * MOST, b"y"], "too-big"),
        ([], "empty"),
        ([b"MZ\x90\0" + b"x" * 100], "refused-type"),
        ([b"", b"\x7fELF\x02"], "refused-type"),
    ],
)
async def test_b10_refused_while_it_comes(store: FileStore, content: list[bytes], code: str) -> None:
    """A size that was a lie, nothing at all, and programs under a harmless name leave nothing behind."""
    with pytest.raises(FileRefused) as refused:
        await store.keep(ID, pieces(*content))
    assert refused.value.code == code
    await settled(store)


async def test_as_much_as_is_allowed(store: FileStore) -> None:
    """The limit itself is allowed; a text that begins like a program is one still."""
    assert (await store.keep(ID, pieces(b"x" * MOST))).size == MOST
    assert (await store.keep(OTHER, pieces(b"MZ is a text"))).size == 12


async def test_cut_short(store: FileStore) -> None:
    """A connection that breaks leaves nothing behind, and what was there before stays."""
    await store.keep(ID, pieces(b"before"))

    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await store.keep(ID, broken())
    await settled(store, ID)
    assert await store.read(ID) == b"before"


async def test_cancelled(store: FileStore) -> None:
    """An office that stops in the middle leaves nothing behind."""
    begun = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"half"
        begun.set()
        await asyncio.get_running_loop().create_future()

    task = asyncio.ensure_future(store.keep(ID, slow()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await settled(store)


@pytest.mark.parametrize("at", ["open", "write", "fsync"])
async def test_full_disk(store: FileStore, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """S03: wherever the disk is full, it is said so, nothing half is left, and there is no harm once there is room."""
    original: Any = getattr(os, at)

    def full(*arguments: Any, **options: Any) -> Any:
        if at != "open" or str(arguments[0]).endswith(".part"):
            raise OSError(errno.ENOSPC, "full")
        return original(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, at, full)
        with pytest.raises(NoRoom, match="no room left"):
            await store.keep(ID, pieces(b"content"))
        await settled(store)
    assert (await store.keep(ID, pieces(b"content"))).size == 7


async def test_room_is_left_for_the_database(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is nearly full takes no files any more."""
    monkeypatch.setattr(filestore, "KEPT_FREE", 2**60)
    with pytest.raises(NoRoom):
        await store.keep(ID, pieces(b"content"))
    await settled(store)


async def test_many_at_once(store: FileStore) -> None:
    """Several files that come at the same time don't mix, nor do two tries at the same one."""
    names = [f"{number:032x}" for number in range(8)]
    twice = [*names, *names]
    await asyncio.gather(*(store.keep(name, pieces(*[name.encode()] * 20)) for name in twice))
    for name in names:
        assert await store.read(name) == name.encode() * 20
    await settled(store, *names)


async def test_what_is_listed(store: FileStore) -> None:
    """Files and leftovers are listed by age; what isn't ours is never touched."""
    await store.keep(ID, pieces(b"x"))
    (store.folder / f"{OTHER}.0000.part").write_bytes(b"left")
    (store.folder / "README").write_text("not ours")
    assert store.names(before=0) == ([], [])
    assert store.names(before=2**40) == ([ID], [f"{OTHER}.0000.part"])
    await store.delete_part(f"{OTHER}.0000.part")
    assert sorted(path.name for path in store.folder.iterdir()) == [ID, "README"]
    for name in ("README", "../x.part"):
        with pytest.raises(ValueError, match="not a part"):
            await store.delete_part(name)


async def settled(store: FileStore, *names: str) -> None:
    """Wait until the writer has done all it was given, then look what is there."""
    await store.delete(OTHER)
    assert sorted(path.name for path in store.folder.iterdir()) == sorted(names)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", b"%PDF-1.7\n" + b"x" * 100),
        ("plan.pdf", b"a scan that no signature tells"),
        ("letter.docx", b"PK\x03\x04\x14\0" + b"x" * 100),
        ("note.txt", b"BM is what they call it"),
        ("note.txt", b"ID3 tags are in this song"),
        ("voice.ogg", b"OggS\0\x02" + b"x" * 100),
        ("photo.heic", b"\0\0\0\x18ftypheic" + b"x" * 60),
        ("", b"\x89PNG\r\n\x1a\n" + b"x" * 60),
    ],
)
def test_what_a_file_is_fits_its_name(name: str, content: bytes) -> None:
    """What can be recognised is what its name says; what can't is taken under an allowed name."""
    assert is_taken(name, TAKEN)
    assert fits(name, content[:LOOKED_AT])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", b"\x89PNG\r\n\x1a\n"),
        ("plan.pdf", b"PK\x03\x04"),
        ("photo.jpg", b"<svg onload=alert(1)>"),
        ("note.txt", b"\xef\xbb\xbf  <!DOCTYPE HTML><script>"),
        ("note.txt", b"#!/bin/sh\nrm -rf ~\n"),
        ("plan.pdf", b"MZ\x90\0"),
        ("", b"\x7fELF"),
        ("photo.jpg", b"%PDF-1.4 <script>"),
    ],
)
def test_b10_one_kind_under_another_name(name: str, content: bytes) -> None:
    """B10: programs, scripts, pages, and one kind that calls itself another."""
    assert not fits(name, content)


@pytest.mark.parametrize("name", ["run.exe", "page.html", "picture.svg", "x.js", "x.tar.gz", "macro.docm", "x.scr. ."])
def test_other_extensions_are_not_taken(name: str) -> None:
    """What is not on the list is refused before it is fetched."""
    assert not is_taken(name, TAKEN)

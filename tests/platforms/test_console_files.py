"""Files at the terminal: a path typed is a file sent, and a file received is a line with name and size."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.platforms.base import Message, Never, NotSent, Parcel, Place, Platform
from bot.platforms.console import ConsolePlatform
from handlers.chat.incoming import File, Said
from tests.platforms.telegram_bench import FakeIntake, listening

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANNA = Place("console", "", "anna")


def a_terminal() -> tuple[ConsolePlatform, list[str]]:
    shown: list[str] = []
    return ConsolePlatform(shown.append, lambda: NOW), shown


@pytest.mark.parametrize(
    ("name", "mime", "kind"),
    [
        ("plan.pdf", "application/pdf", "document"),
        ("photo.JPG", "image/jpeg", "photo"),
        ("scan.tiff", "image/tiff", "document"),
        ("note.ogg", "audio/ogg", "voice"),
        ("song.mp3", "audio/mpeg", "audio"),
        ("film.mp4", "video/mp4", "video"),
        ("README", "", "document"),
    ],
)
async def test_typed_and_fetched(tmp_path: Path, name: str, mime: str, kind: str) -> None:
    """`file:PATH words` is a file with words; its content is read from the path."""
    path = tmp_path / name
    path.write_bytes(b"content" * 20_000)
    terminal, _ = a_terminal()
    intake = FakeIntake()
    async with listening(terminal, intake):
        await terminal.says("anna", f'file:"{path}" Please print', "1")
    heard = terminal.understand(json.loads(intake.arrivals[0].raw), NOW).heard
    assert heard == Said("Please print", "1", (File(str(path), name, mime, 140_000, kind),))
    assert b"".join([piece async for piece in terminal.fetch(str(path))]) == b"content" * 20_000


@pytest.mark.parametrize(("size", "said"), [(0, "0 B"), (999, "999 B"), (1400, "1.4 kB"), (2_000_000, "2.0 MB")])
async def test_received(tmp_path: Path, size: int, said: str) -> None:
    """A file is a line with name and size, and the words below."""
    path = tmp_path / "0123"
    path.write_bytes(bytes(size))
    terminal, shown = a_terminal()
    assert await terminal.send_file(ANNA, Parcel(path, "plan.pdf"), Message(("Here it is",), title="Task 7")) == "1"
    assert await terminal.send_file(ANNA, Parcel(bytes(size), "two\nlines.pdf"), Message(())) == "2"
    assert shown == [
        f"anna ◂ file: plan.pdf ({said})",
        "anna ◂   Task 7",
        "anna ◂   Here it is",
        f"anna ◂ file: two lines.pdf ({said})",
    ]


async def test_what_is_not_there(tmp_path: Path) -> None:
    """A path without a file fails as on the other platforms."""
    terminal, shown = a_terminal()
    with pytest.raises(Never, match="file-unknown"):
        await anext(terminal.fetch(str(tmp_path / "not")))
    with pytest.raises(Never, match="file-unknown"):
        await anext(terminal.fetch(str(tmp_path)))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotSent):
        await anext(terminal.fetch(str(tmp_path / "file" / "x")))
    with pytest.raises(Never, match="file-missing"):
        await terminal.send_file(ANNA, Parcel(tmp_path / "not", "a"), Message(()))
    with pytest.raises(NotSent):
        await terminal.send_file(ANNA, Parcel(tmp_path / "file" / "x", "a"), Message(()))
    assert shown == []


async def test_what_a_terminal_has_not() -> None:
    """No home, no menu, no typing."""
    terminal, shown = a_terminal()
    platform: Platform = terminal
    assert not platform.has_home
    await platform.show_work(ANNA)
    await platform.set_menu("anna", [("new", "New request")])
    with pytest.raises(Never, match="no-home"):
        await platform.show_home(ANNA, Message(()))
    assert shown == []

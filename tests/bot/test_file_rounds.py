"""Rounds through the file store: what is past its time goes, all else stays; what is missing is found."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot import filestore
from bot.database import Database
from bot.file_rounds import FileRounds, missing
from bot.filestore import FileStore
from storage.drafts import drafts
from storage.engine import open_store
from storage.files import StoredFile
from storage.people import people
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import DraftId, DraftState, PersonId
from tests.clocks import RunningClock
from tests.databases import fresh_sqlite
from tests.storage.kit import put

DISCARDED, OPEN = DraftId("discarded"), DraftId("open")


@dataclass
class Room:
    """A database, a file store, and the rounds between them."""

    database: Database
    files: FileStore
    clock: RunningClock
    rounds: FileRounds
    missing: Callable[[], list[str]]

    async def keeps(self, draft: DraftId | None, *, marked: bool = True) -> str:
        """Keep a file, and mark it as here; return its id."""

        def unit(uow: UnitOfWork) -> str:
            file = StoredFile(
                uow.new_id(), "telegram", "", "F1", "photo", "x", "", 7, PersonId("anna"), uow.now, draft_id=draft
            )
            uow.files.add(file)
            return file.id

        file = await self.database.write(unit)

        async def pieces() -> AsyncIterator[bytes]:
            yield b"content"

        kept = await self.files.keep(file, pieces())
        if marked:
            await self.database.write(
                lambda uow: uow.files.mark_here(file, kept.path, kept.checksum, kept.size, uow.now)
            )
        return file

    def there(self) -> list[str]:
        return sorted(path.name for path in self.files.folder.iterdir())

    def ages(self, days: float) -> None:
        """Let everything in the store be older."""
        for path in self.files.folder.iterdir():
            then = path.stat().st_mtime - days * 86400
            os.utime(path, (then, then))


@pytest.fixture(params=["sqlite", "postgresql"])
async def room(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Room]:
    """A room on each kind of database, with Anna and two drafts of hers, one discarded 15 days ago."""
    monkeypatch.setattr(filestore, "KEPT_FREE", 0)
    monkeypatch.setattr("bot.file_rounds.PORTION", 2)
    url = fresh_sqlite(tmp_path) if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    clock = RunningClock()
    put(url, people, {"id": "anna"})
    put_drafts(url, clock)
    store = open_store(url, clock.now, workers=2)
    store.start()
    files = FileStore(tmp_path / "files")
    files.open()
    database = Database(store)
    yield Room(database, files, clock, FileRounds(database, clock, files), partial(missing, store, files))
    files.close()
    store.stop()


def put_drafts(url: str, clock: RunningClock) -> None:
    then = clock.now() - timedelta(days=15)
    common = {"person_id": "anna", "touched_at": then}
    put(
        url,
        drafts,
        {"id": DISCARDED, "state": DraftState.DISCARDED, **common},
        {"id": OPEN, "state": DraftState.OPEN, **common},
    )


async def test_discarded_files_go(room: Room) -> None:
    """Files of a request that was discarded 14 days ago go, row and content, however many; others stay."""
    gone = [await room.keeps(DISCARDED) for _ in range(5)]
    stay = [await room.keeps(OPEN), await room.keeps(None), await room.keeps(None, marked=False)]
    room.ages(30)
    assert await room.rounds.tidy() == 5
    assert room.there() == sorted(stay)
    for file in gone:
        assert await room.database.read(partial(_is_there, file)) is False
    assert await room.rounds.tidy() == 0


async def test_files_nobody_knows_go_after_two_days(room: Room) -> None:
    """What a crash left behind goes, but not at once: a backup restored by mistake must not cost the files since."""
    stay = [await room.keeps(None) for _ in range(3)]
    unknown = [await room.keeps(None) for _ in range(3)]
    for file in unknown:
        await room.database.write(partial(_forget, file))
    (room.files.folder / f"{stay[0]}.0abc.part").write_bytes(b"half")
    (room.files.folder / "note.txt").write_bytes(b"not ours")
    assert await room.rounds.tidy() == 0
    room.ages(1.5)
    assert await room.rounds.tidy() == 1
    room.ages(1)
    assert await room.rounds.tidy() == 3
    assert room.there() == sorted([*stay, "note.txt"])


async def test_rounds_are_made_every_hour(room: Room) -> None:
    """The rounds are made by themselves."""
    await room.keeps(DISCARDED)
    running = asyncio.ensure_future(room.rounds.run())
    async with asyncio.timeout(30):
        while room.there():
            room.clock.move(1800)
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_missing_files_are_found(room: Room) -> None:
    """After a restore: what the database says is here but isn't, or isn't whole."""
    files = [await room.keeps(None) for _ in range(5)]
    await room.keeps(None, marked=False)
    assert await _in_thread(room.missing) == []
    room.files.path(files[1]).unlink()
    room.files.path(files[4]).write_bytes(b"short")
    assert await _in_thread(room.missing) == [files[1], files[4]]


async def _in_thread(work: Callable[[], list[str]]) -> list[str]:
    return await asyncio.to_thread(work)


def _is_there(file: str, uow: UnitOfWork) -> bool:
    return uow.files.look(file) is not None


def _forget(file: str, uow: UnitOfWork) -> None:
    uow.files.forget(file)

"""What goes with a message: the thread it hangs in, what it is about, its file; and homes that have their own page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import filestore
from bot.enclosures import lane_of
from bot.filestore import FileStore
from bot.platforms.base import Message, Parcel, Place, Unknown
from handlers.chat.context import Context
from handlers.chat.outgoing import Card
from handlers.chat.rows import outbox_row
from handlers.chat.wire import pack
from storage.files import StoredFile
from storage.outbox import Pending, outbox
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import OutboxState
from tests.databases import fresh_sqlite
from tests.relaying import OFFICE, Bench, Wire, bench, words

LONG = "flowers " * 900


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database of each kind in turn."""
    if request.param == "sqlite":
        return fresh_sqlite(tmp_path)
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FileStore]:
    """An open file store."""
    monkeypatch.setattr(filestore, "KEPT_FREE", 0)
    made = FileStore(tmp_path / "kept")
    made.open()
    yield made
    made.close()


@dataclass
class Post(Wire):
    """A platform that notes replies, files and homes, too."""

    has_home: bool = True
    replies: list[tuple[str, str | None]] = field(default_factory=list)
    parcels: list[tuple[str, Parcel, str]] = field(default_factory=list)
    homes: list[tuple[Place, str]] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)
    found: str | None = None
    shown: list[str] = field(default_factory=list)
    working: asyncio.Event = field(default_factory=asyncio.Event)

    async def show_work(self, to: Place) -> None:
        self.shown.append(to.chat)
        self.working.set()

    async def send(self, to: Place, message: Message) -> str:
        self.replies.append((message.text()[:20], message.reply_to))
        return await super().send(to, message)

    async def send_file(self, to: Place, parcel: Parcel, caption: Message) -> str:
        if self.troubles:
            raise self.troubles.pop(0)
        self.parcels.append((to.chat, parcel, caption.text()))
        self.replies.append((caption.text()[:20], caption.reply_to))
        return f"file-{len(self.parcels)}"

    async def show_home(self, to: Place, message: Message) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.homes.append((to, message.text()))

    async def find(self, to: Place, mark: str, since: Any) -> str | None:
        return self.found


async def settles(office: Bench, **facts: Any) -> None:
    """Say something to Anna, and wait until it is sent."""
    what = facts.pop("what")
    await office.database.write(lambda uow: Context(uow, OFFICE).tell(office.anna, what, **facts))
    office.relay.written()
    await office.until(lambda: office.relay.quiet)


async def kept(office: Bench, store: FileStore, content: bytes) -> str:
    """Keep a file of Anna's as if it had been fetched; return its id."""

    def unit(uow: UnitOfWork) -> str:
        file = StoredFile(
            uow.new_id(), "telegram", "", "F1", "photo", "Grüße.png", "image/png", 5, office.anna.id, uow.now
        )
        uow.files.add(file)
        return file.id

    file = await office.database.write(unit)

    async def pieces() -> AsyncIterator[bytes]:
        yield content

    done = await store.keep(file, pieces())
    await office.database.write(lambda uow: uow.files.mark_here(file, done.path, done.checksum, done.size, uow.now))
    office.relay.files = store
    return file


async def state(office: Bench) -> OutboxState:
    found: OutboxState = (await office.rows(outbox.c.state))[-1][0]
    return found


async def thread(office: Bench, message_id: str, chat: str = "D1") -> str | None:
    return await office.database.read(lambda uow: uow.outbox.thread("slack", "T1", chat, message_id))


async def test_words_below_a_card(either: str) -> None:
    """What belongs to a card answers its message, every part of it; what belongs to none, or to one that hangs nowhere,
    answers nothing."""
    wire = Post()
    async with bench(either, wire) as office:
        await settles(office, what=words("before"), thread="task:1")
        await settles(office, what=Card("task:1", words("the card")))
        await settles(office, what=words("below"), thread="task:1")
        await settles(office, what=words("beside"))
        await settles(office, what=words(LONG), thread="task:1")
        assert wire.replies[:4] == [("before", None), ("the card", None), ("below", "2"), ("beside", None)]
        assert len(wire.replies) > 5
        assert {reply for _, reply in wire.replies[4:]} == {"2"}


async def test_what_a_message_was_about(either: str) -> None:
    """Every message about a task is known by its id, in each part, wherever its chat goes."""
    wire = Post()
    async with bench(either, wire) as office:
        await settles(office, what=Card("task:1", words("the card")), about="task-1")
        await settles(office, what=words("nothing in particular"))
        await settles(office, what=words(LONG), about="task-2")
        assert [await thread(office, str(number)) for number in (1, 2, 3, 4)] == ["task-1", None, "task-2", "task-2"]
        await settles(office, what=Card("task:1", words("as it is now")), about="task-1")
        assert wire.edited == [("1", "as it is now")]
        assert await thread(office, "1") == "task-1"
        await office.database.write(lambda uow: uow.outbox.move_chat("slack", "T1", "D1", "D2"))
        assert await thread(office, "1") is None
        assert await thread(office, "1", "D2") == "task-1"


async def test_a_file_goes_with_its_words(either: str, store: FileStore) -> None:
    """A document goes out from the store under its own name, with its words, into the thread, and is about its task."""
    wire = Post()
    async with bench(either, wire) as office:
        await settles(office, what=Card("task:1", words("the card")))
        file = await kept(office, store, b"12345")
        await settles(office, what=words("look"), file=file, thread="task:1", about="task-1")
        assert wire.parcels == [("D1", Parcel(store.content(file), "Grüße.png", "image/png", "photo"), "look")]
        assert wire.replies[-1] == ("look", "1")
        assert await thread(office, "file-1") == "task-1"
        assert await state(office) is OutboxState.SENT


@pytest.mark.parametrize("harm", ["gone", "short", "no store", "still coming", "unknown"])
async def test_a_file_that_is_not_there(either: str, store: FileStore, harm: str) -> None:
    """A document that can't be sent is a dead message and an alarm; its words alone would be a lie."""
    wire = Post()
    alarms: list[str] = []
    async with bench(either, wire) as office:
        office.relay.alarm = lambda code, **facts: alarms.append(f"{code} {facts['why']}")
        file = await kept(office, store, b"12345")
        match harm:
            case "gone":
                store.path(file).unlink()
            case "short":
                store.path(file).write_bytes(b"1")
            case "no store":
                office.relay.files = None
            case "still coming":
                await office.database.write(lambda uow: _comes_again(uow, file))
            case _:
                file = "0" * 32
        await settles(office, what=words("look"), file=file)
        assert await state(office) is OutboxState.FAILED
        assert (wire.parcels, wire.sent) == ([], [])
        assert alarms == ["message-refused file-missing"]


def _comes_again(uow: UnitOfWork, file: str) -> None:
    found = uow.files.take(file)
    assert found is not None
    uow.files.forget(file)
    uow.files.add(StoredFile(file, "telegram", "", "F1", "photo", "x", "", 5, found.owner_id, uow.now))


async def test_a_file_whose_fate_is_unknown(either: str, store: FileStore) -> None:
    """D21 for documents: the answer was lost, the message is found, and is not sent again."""
    wire = Post(troubles=[Unknown()], found="file-7")
    async with bench(either, wire) as office:
        file = await kept(office, store, b"12345")
        await office.database.write(
            lambda uow: Context(uow, OFFICE).tell(office.anna, words("look"), file=file, about="task-1")
        )
        office.relay.written()
        await office.until(lambda: not wire.troubles)
        office.clock.move(10)
        await office.until(lambda: office.relay.quiet)
        assert wire.parcels == []
        assert await state(office) is OutboxState.SENT
        assert await thread(office, "file-7") == "task-1"


async def test_a_home_with_a_page(either: str) -> None:
    """It is drawn for the person's account, as often as it changes, and never posted; trouble only delays it."""
    wire = Post()
    async with bench(either, wire) as office:
        for title in ("one", "two"):
            await _home(office, title)
            await office.until(lambda title=title: wire.homes[-1:] == [(Place("slack", "T1", "D1", "U1"), title)])  # type: ignore[misc]  # defaults bind the loop's values now
        wire.troubles = [Unknown()]
        await _home(office, "three")
        await office.until(lambda: not wire.troubles)
        office.clock.move(10)
        await office.until(lambda: len(wire.homes) == 3)
        await office.until(lambda: office.relay.quiet)
        assert wire.sent == wire.edited == []
        assert await state(office) is OutboxState.SENT


async def test_a_home_elsewhere(either: str) -> None:
    """Where there are no pages it is a card: posted once, then edited."""
    wire = Post(has_home=False)
    async with bench(either, wire) as office:
        for title in ("one", "two"):
            await _home(office, title)
            await office.until(lambda: office.relay.quiet)
        assert (wire.sent, wire.edited, wire.homes) == ([("D1", "one")], [("1", "two")], [])


async def test_a_home_that_waits_holds_up_nobody(either: str) -> None:
    """A home may wait some seconds for a newer one; the chat goes on meanwhile."""
    wire = Post()
    async with bench(either, wire) as office:
        await _home(office, "later", seconds=5)
        await settles(office, what=words("now"))
        assert wire.sent == [("D1", "now")]
        assert wire.homes == []
        office.clock.move(10)
        await office.until(lambda: len(wire.homes) == 1)


async def _home(office: Bench, title: str, seconds: float = 0) -> None:
    """Let Anna's home be drawn, in some seconds."""

    def unit(uow: UnitOfWork) -> None:
        content = {"home": True, "title": pack(words(title)), "lines": []}
        row = outbox_row(uow, ("slack", "T1", "D1"), "en", OFFICE.zone, content=content)
        row.update(person_id=office.anna.id, card=f"home:{office.anna.id}")
        uow.outbox.add({**row, "not_before": uow.now + timedelta(seconds=seconds)})

    await office.database.write(unit)
    office.relay.written()


def test_lanes() -> None:
    """Only homes have a lane beside their chat's."""
    row = Pending("1", "slack", "T1", "D1", "1-dialogue", None, "task:1", OutboxState.NEW, 0, None)  # type: ignore[arg-type]  # values of several types, by name
    home = Pending("1", "slack", "T1", "D1", "1-dialogue", None, "home:P", OutboxState.NEW, 0, None)  # type: ignore[arg-type]  # values of several types, by name
    assert (lane_of(row), lane_of(row, "D2")) == ("D1", "D2")
    assert lane_of(home) != "D1"
    assert lane_of(home) != lane_of(home, "D2")

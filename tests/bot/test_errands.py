"""Errands: each file is fetched once and told to the features in the transaction that marks it, whatever goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from bot import filestore
from bot.database import Database
from bot.errands import Errands
from bot.filestore import FileStore
from bot.health import Counters
from bot.platforms.base import Busy, Limits, Never, NotSent
from handlers.chat.context import Context, Office
from handlers.chat.effects import Effects
from handlers.chat.feature import Feature
from handlers.chat.outgoing import Text
from handlers.chat.router import House
from handlers.events import FileArrived, FileFailed
from storage.engine import Store, open_store
from storage.files import StoredFile
from storage.people import Person
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import FileState, PersonId, PersonState, Role
from tests.clocks import RunningClock
from tests.databases import fresh_sqlite

OFFICE = Office("Office Berlin", "en", "Europe/Berlin")
BOUND = 30.0
MOST = 100_000
QUOTA = 300_000


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database of each kind."""
    if request.param == "sqlite":
        return fresh_sqlite(tmp_path)
    return str(request.getfixturevalue("postgres_url"))


@dataclass
class Wire:
    """A platform with files; `troubles` are raised first, one a try. A handle that isn't there is gone."""

    name: str = "slack"
    workspace: str = "T1"
    largest_file: int = MOST
    limits: Limits = field(default_factory=lambda: Limits(0, 0))
    files: dict[str, list[bytes]] = field(default_factory=dict)
    troubles: list[Exception] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    hold: asyncio.Event | None = None
    halfway: asyncio.Event = field(default_factory=asyncio.Event)

    async def fetch(self, handle: str) -> AsyncIterator[bytes]:
        self.asked.append(handle)
        if self.troubles:
            raise self.troubles.pop(0)
        if handle not in self.files:
            raise Never("gone")
        for piece in self.files[handle]:
            yield piece
            self.halfway.set()
            if self.hold is not None:
                await self.hold.wait()


class Bench:
    """Errands at work on a store, with one person whose files they are."""

    def __init__(self, url: str, folder: Path, clock: RunningClock, wire: Wire) -> None:
        self.clock = clock
        self.wire = wire
        self.store: Store = open_store(url, clock.now, workers=2)
        self.files = FileStore(
            folder, most_bytes=MOST, client_bytes=QUOTA, types=("pdf", "png", "txt", "jpg", "docx", "ogg")
        )
        self.told: list[FileArrived | FileFailed] = []
        self.breaks = 0
        self.effects: list[Effects] = []
        self.alarms: list[str] = []

    def start(self) -> None:
        """Begin to work."""
        self.store.start()
        self.files.open()
        self.database = Database(self.store)
        self.errands = Errands(
            self.wire, self.database, self.clock, self.files, OFFICE, self.house(), Counters()  # type: ignore[arg-type]  # values of several types, by name
        )  # fmt: skip
        self.errands.committed = self.effects.append
        self.errands.alarm = lambda code, **facts: self.alarms.append(code)
        self._running = asyncio.ensure_future(self.errands.run())

    async def end(self) -> None:
        """End at once, as a lease that is lost would."""
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        await self.errands.drain()
        self.files.close()
        self.store.stop()

    def house(self) -> House:
        """Return a house with a feature that says on the person's chat what became of a file."""

        def heard(ctx: Context, event: FileArrived | FileFailed) -> None:
            if self.breaks > 0:
                self.breaks -= 1
                raise RuntimeError("a bug")
            self.told.append(event)
            ctx.say_and_leave(("slack", "T1", "D1"), Text("words", words=event.file.name))
            ctx.set_timer(f"seen:{event.file.id}", "files.seen", event.file.id, ctx.now)

        return House.of([Feature("files", reactions={FileArrived: heard, FileFailed: heard})])

    async def comes(self, handle: str, *, name: str = "plan.pdf", size: int | None = None) -> str:
        """Let somebody send a file; return its id."""

        def unit(uow: UnitOfWork) -> str:
            person = Person(
                PersonId(uow.new_id()), "Anna", Role.CLIENT, PersonState.ACTIVE, None, None, "en", OFFICE.zone,
                zone_known=True, guest=False, told_at=None, created_at=uow.now,
            )  # fmt: skip
            uow.people.add(person)
            file = StoredFile(
                uow.new_id(),
                self.wire.name,
                "T1",
                handle,
                "document",
                name,
                "application/pdf",
                size,
                person.id,
                uow.now,
            )
            uow.files.add(file)
            return file.id

        file = await self.database.write(unit)
        self.errands.wake()
        return file

    async def look(self, file: str) -> StoredFile:
        found = await self.database.read(lambda uow: uow.files.look(file))
        assert found is not None
        return found

    async def ends(self, file: str) -> StoredFile:
        """Wait until a file is here or failed."""
        return await self.until(file, lambda found: found.state is not FileState.COMING)

    async def until(self, file: str, fact: Callable[[StoredFile], bool]) -> StoredFile:
        async with asyncio.timeout(BOUND):
            while not fact(found := await self.look(file)):  # noqa: ASYNC110 - nobody announces it
                await asyncio.sleep(0.005)
        return found


@asynccontextmanager
async def bench(url: str, tmp_path: Path, wire: Wire | None = None) -> AsyncIterator[Bench]:
    made = Bench(url, tmp_path / "files", RunningClock(), wire or Wire())
    made.start()
    try:
        yield made
    finally:
        await made.end()


@pytest.fixture(autouse=True)
def _room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filestore, "KEPT_FREE", 0)


async def test_a_file_arrives(url: str, tmp_path: Path) -> None:
    """It is fetched, marked and told in one go, and what the feature says goes out after the commit."""
    async with bench(url, tmp_path, Wire(files={"F1": [b"one ", b"two"]})) as office:
        file = await office.ends(await office.comes("F1", size=7))
        assert (file.state, file.size, file.error) == (FileState.HERE, 7, None)
        assert file.path is not None
        assert await office.files.read(file.path) == b"one two"
        assert office.told == [FileArrived(file)]
        (effects,) = office.effects
        assert effects.written == 1
        assert effects.earliest_timer is not None
        assert [row.chat for row in await office.database.read(lambda uow: uow.outbox.pending("slack", "T1"))] == ["D1"]


async def test_many_arrive_each_once(url: str, tmp_path: Path) -> None:
    """Twenty files at once: each is asked for and told once."""
    async with bench(url, tmp_path, Wire(files={f"F{number}": [b"x" * 50] * 9 for number in range(20)})) as office:
        files = [await office.comes(f"F{number}") for number in range(20)]
        for file in files:
            assert (await office.ends(file)).state is FileState.HERE
        assert sorted(office.wire.asked) == sorted(office.wire.files)
        assert sorted(event.file.id for event in office.told) == sorted(files)


@pytest.mark.parametrize(
    ("name", "size", "content", "code", "asked"),
    [
        ("plan.pdf", MOST + 1, b"x", "too-big", False),
        ("plan.pdf", None, b"x" * (MOST + 1), "too-big", True),
        ("run.exe", 1, b"x", "refused-type", False),
        ("plan.pdf", 0, b"", "empty", False),
        ("plan.pdf", 5, None, "gone", True),
    ],
)
async def test_a_file_fails(
    url: str, tmp_path: Path, name: str, size: int | None, content: bytes | None, code: str, *, asked: bool
) -> None:
    """What is unwanted, or gone, fails at once with its reason; what needn't be fetched for that isn't (B10)."""
    wire = Wire(files={} if content is None else {"F1": [content]})
    async with bench(url, tmp_path, wire) as office:
        file = await office.ends(await office.comes("F1", name=name, size=size))
        assert (file.state, file.error, file.path) == (FileState.FAILED, code, None)
        assert office.told == [FileFailed(file)]
        assert bool(wire.asked) is asked


@pytest.mark.parametrize(
    ("word", "code"),
    [("file_gone", "gone"), ("file-unknown", "gone"), ("file_too_big", "too-big"), ("file_elsewhere", "elsewhere")],
)
async def test_platforms_words_become_ours(tmp_path: Path, word: str, code: str) -> None:
    """Whatever a platform calls it, features hear one word for one thing."""
    async with bench(fresh_sqlite(tmp_path), tmp_path, Wire(troubles=[Never(word)])) as office:
        assert (await office.ends(await office.comes("F1"))).error == code


async def test_the_platform_moves_less_than_we_allow(url: str, tmp_path: Path) -> None:
    """A file larger than the platform hands out is refused without a try."""
    async with bench(url, tmp_path, Wire(largest_file=10)) as office:
        assert (await office.ends(await office.comes("F1", size=11))).error == "too-big"
        assert office.wire.asked == []


@pytest.mark.parametrize("trouble", [NotSent("no network"), Busy(5), ConnectionResetError(), TimeoutError()])
async def test_trouble_is_tried_again(url: str, tmp_path: Path, trouble: Exception) -> None:
    """What may go better later is tried again, after a while."""
    async with bench(url, tmp_path, Wire(files={"F1": [b"x"]}, troubles=[trouble])) as office:
        file = await office.comes("F1")
        waiting = await office.until(file, lambda found: found.attempts == 1)
        assert waiting.state is FileState.COMING
        assert waiting.not_before > office.clock.now()
        office.clock.move(10)
        assert (await office.ends(file)).state is FileState.HERE
        assert len(office.told) == 1


async def test_after_a_day_it_is_given_up(url: str, tmp_path: Path) -> None:
    """For 24 hours a file is tried for, in growing steps; then it has failed."""
    async with bench(url, tmp_path, Wire(troubles=[NotSent("no network")] * 1000)) as office:
        file = await office.comes("F1")
        found = await office.look(file)
        for times in range(1, 60):
            found = await office.until(
                file, lambda seen, times=times: seen.attempts >= times or seen.state is FileState.FAILED  # type: ignore[misc]  # defaults bind the loop's values now
            )  # fmt: skip
            if found.state is FileState.FAILED:
                break
            office.clock.move((found.not_before - office.clock.now()).total_seconds() + 1)
        assert found.error == "not-fetched"
        assert 40 < len(office.wire.asked) < 60
        assert office.told == [FileFailed(found)]


async def test_a_full_disk_is_said_and_waited_for(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S03: without room nothing is lost: there is an alarm, and the file comes once there is room again."""
    monkeypatch.setattr(filestore, "KEPT_FREE", 2**60)
    async with bench(url, tmp_path, Wire(files={"F1": [b"x"]})) as office:
        file = await office.comes("F1")
        assert (await office.until(file, lambda found: found.attempts == 1)).error == "no-room"
        assert office.alarms == ["files-full"]
        monkeypatch.setattr(filestore, "KEPT_FREE", 0)
        office.clock.move(10)
        found = await office.ends(file)
        assert (found.state, found.error) == (FileState.HERE, None)


async def test_cut_short_it_is_fetched_again(url: str, tmp_path: Path) -> None:
    """A process that ends in the middle of a file: the next one fetches it whole, and it is told once."""
    wire = Wire(files={"F1": [b"one ", b"two"]}, hold=asyncio.Event())
    first = Bench(url, tmp_path / "files", RunningClock(), wire)
    first.start()
    file = await first.comes("F1")
    await asyncio.wait_for(wire.halfway.wait(), BOUND)
    await first.end()
    assert first.told == []
    assert list((tmp_path / "files").iterdir()) == []
    wire.hold = None
    async with bench(url, tmp_path, wire) as second:
        found = await second.ends(file)
        assert found.path is not None
        assert await second.files.read(found.path) == b"one two"
        assert len(second.told) == 1
    assert wire.asked == ["F1", "F1"]


async def test_killed_before_it_was_marked(url: str, tmp_path: Path) -> None:
    """A file that lies there already, but was not marked, is fetched again and is there once."""
    async with bench(url, tmp_path) as office:
        file = await office.comes("F1", name="x")
        office.wire.files["F2"] = [b"whole"]
        await office.ends(file)
        second = await office.comes("F2")
        (office.files.folder / second).write_bytes(b"half")
        found = await office.ends(second)
        assert found.path is not None
        assert await office.files.read(found.path) == b"whole"
        assert [path.name for path in office.files.folder.iterdir()] == [second]


async def test_two_processes_mark_a_file_once(url: str, tmp_path: Path) -> None:
    """Should two have fetched the same file, because a lease was lost, only one marks and tells it."""
    async with bench(url, tmp_path, Wire(files={"F1": [b"x"]}, hold=asyncio.Event())) as office:
        file = await office.comes("F1")
        await asyncio.wait_for(office.wire.halfway.wait(), BOUND)
        other = await office.database.write(lambda uow: uow.files.mark_here(file, file, "sum", 1, uow.now))
        assert other is not None
        assert office.wire.hold is not None
        office.wire.hold.set()
        async with asyncio.timeout(BOUND):
            while not office.errands.quiet:  # noqa: ASYNC110 - nobody announces it
                await asyncio.sleep(0.005)
        assert office.told == []
        assert (await office.look(file)).checksum == "sum"


async def test_a_feature_that_fails_costs_no_file(url: str, tmp_path: Path) -> None:
    """Nothing is marked that was not told: an error in a feature puts the file off."""
    async with bench(url, tmp_path, Wire(files={"F1": [b"x"]})) as office:
        office.breaks = 1
        file = await office.comes("F1")
        assert (await office.until(file, lambda found: found.attempts == 1)).state is FileState.COMING
        assert office.effects == []
        office.clock.move(10)
        assert (await office.ends(file)).state is FileState.HERE
        assert len(office.told) == 1


async def test_other_connections_files_are_left_alone(url: str, tmp_path: Path) -> None:
    """Only files of one's own workspace are fetched."""
    async with bench(url, tmp_path, Wire(files={"F1": [b"x"], "F2": [b"y"]})) as office:
        office.wire.workspace = "T2"
        theirs = await office.comes("F1")
        office.wire.workspace = "T1"
        office.errands.wake()
        assert (await office.ends(theirs)).state is FileState.HERE
        assert office.wire.asked == ["F1"]


def _moved(uow: UnitOfWork, file: str) -> None:
    uow.files.retry_later(file, uow.now, "again")


async def test_a_late_try_changes_nothing(url: str, tmp_path: Path) -> None:
    """What is here or failed stays so, whatever a slow process still says."""
    async with bench(url, tmp_path, Wire(files={"F1": [b"x"]})) as office:
        before = await office.ends(await office.comes("F1"))
        await office.database.write(partial(_moved, file=before.id))
        assert await office.database.write(lambda uow: uow.files.mark_failed(before.id, "late")) is None
        assert await office.look(before.id) == before

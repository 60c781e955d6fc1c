"""P03–P06, P15: a client is erased: rows blanked or gone by their labels, files deleted, keys destroyed; whatever is
killed or restored in between."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from bot import filestore
from bot.database import Database
from bot.filestore import FileStore
from bot.rights.erasing import Eraser
from handlers.chat.context import Context, Office
from handlers.privacy import actions, screens
from storage.belonging import OF_NOBODY, WAYS
from storage.catalogue import metadata
from storage.engine import Store, open_store
from storage.erasing import BLANKS, blanked, goes
from storage.keys import OwnerErased, digest_of
from storage.migrate import engine_for
from storage.query import Query
from storage.renewal import renew_portion, sealed_tables
from storage.types import EncryptedJson, Sealed
from storage.unit_of_work import UnitOfWork
from storage.vault import CLIENT
from storage.vocabulary import ClientId, ErasureState
from tests.clocks import RunningClock
from tests.databases import fresh_sqlite
from tests.storage.kit import WORDS, fill
from tests.vaults import safe_in

ANNA = "clients-0"
OWNER = CLIENT + ANNA
HOURS = 25 * 3600.0
THEIRS, OTHERS = f"{WORDS} 0", f"{WORDS} 2"


def test_p01_every_table_says_whose_its_rows_are() -> None:
    """A new table is either some client's by a way, or nobody's for a reason; what stays has a blank for each required
    column of JSON."""
    assert WAYS.keys() | OF_NOBODY.keys() == metadata.tables.keys()
    assert not WAYS.keys() & OF_NOBODY.keys()
    for name in WAYS:
        table = metadata.tables[name]
        if not goes(table):
            json = [each for each in blanked(table) if isinstance(each.type, EncryptedJson) and not each.nullable]
            assert all(f"{name}.{each.name}" in BLANKS for each in json), name


@dataclass
class Room:
    """A database with made-up rows of three clients, all sealed, its keys and files."""

    url: str
    store: Store
    files: FileStore
    safe: Any
    clock: RunningClock

    def __post_init__(self) -> None:
        self.database = Database(self.store)

    def eraser(self) -> Eraser:
        return Eraser(self.database, self.safe.keys, self.files, OFFICE)

    async def begins(self) -> None:
        await self.database.write(lambda uow: actions.begin(Context(uow, OFFICE), ClientId(ANNA), None))

    async def state(self) -> ErasureState | None:
        found = await self.database.read(lambda uow: uow.erasures.of(ClientId(ANNA)))
        return None if found is None else found.state

    async def erased(self) -> None:
        """Do it all, however long that takes on a database of several processes."""
        while await self.eraser().look():
            self.clock.move(HOURS)

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        with engine_for(self.url).connect() as connection:
            return {
                name: [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))]
                for name in metadata.tables
            }


OFFICE = Office("Office", "en", "Europe/Berlin")


@pytest.fixture(params=["sqlite", "postgresql"])
async def room(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Room]:
    """A room on each kind of database."""
    monkeypatch.setattr(filestore, "KEPT_FREE", 0)
    url = fresh_sqlite(tmp_path) if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    fill(url)
    with engine_for(url).begin() as connection:
        for number in range(3):
            which = text("UPDATE files SET path = :path WHERE id = :id")
            connection.execute(which, {"path": str(number) * 32, "id": f"files-{number}"})
    clock = RunningClock()
    safe = safe_in(tmp_path, clock.now)
    store = open_store(url, clock.now, workers=1, vault=safe.vault, secret=safe.audit_secret())
    store.start()
    files = FileStore(tmp_path / "files", safe.keys)
    files.open()
    for number in range(3):
        files.path(str(number) * 32).write_bytes(b"sealed")
    room = Room(url, store, files, safe, clock)
    for table in sealed_tables():
        await room.database.write(lambda uow, table=table: renew_portion(uow.run, safe.keys, table))  # type: ignore[misc]  # a lambda's default has no type
    yield room
    files.close()
    store.stop()


async def test_p03_p04_nothing_readable_stays(room: Room) -> None:
    """Afterwards no row of the client holds a word, nothing is sealed with their key, which is gone; other clients have
    all they had. The evidence of orders stays whole, without content, and the certificate says why."""
    names = [key.name for key in room.safe.keys.all() if key.owner == OWNER]
    before, ordered = room.dump(), await room.database.read(_evidence)
    await room.begins()
    await room.erased()
    assert await room.state() is ErasureState.DONE
    assert len(ordered) == 6
    assert await room.database.read(_evidence) == ordered
    done = await room.database.read(lambda uow: uow.erasures.of(ClientId(ANNA)))
    assert done is not None
    assert "certificate-why" in [line.name for line in screens.certified(done, None, OFFICE, str)]
    after = room.dump()
    assert names
    assert not any(name in str(row) for name in names for rows in after.values() for row in rows)
    for name in WAYS:
        for row in before[name]:
            if not any("-0" in str(value) for value in row) and name not in {"cards", "threads", "topics", "inbox"}:
                assert any(row[0] == kept[0] for kept in after[name]), (name, row[0])
    read = await room.database.read(_everything)
    assert not any(THEIRS in row for rows in read.values() for row in rows)
    assert all(any(OTHERS in row for row in rows) for rows in read.values())
    assert sorted(path.name[0] for path in room.files.folder.iterdir()) == ["1", "2"]
    with pytest.raises(OwnerErased):
        await room.database.write(lambda uow: uow.clients.rename(ClientId(ANNA), "Anna again", "anna"))


def _evidence(uow: UnitOfWork) -> list[Any]:
    """Return what is kept of orders: numbers, times, minutes, stars."""
    orders, visits = (metadata.tables[name].c for name in ("tasks", "bookings"))
    ordered = (orders.number, orders.created_at, orders.acknowledged_at, orders.done_at, orders.minutes, orders.rating)
    visited = (visits.number, visits.starts_at, visits.ends_at, visits.created_at)
    return [
        tuple(row)
        for columns in (ordered, visited)
        for row in uow.run.all(Query(select(*columns).order_by(columns[0])))
    ]


def _everything(uow: UnitOfWork) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for name in ("tasks", "clients", "people", "task_messages", "bookings"):
        words = [column for column in metadata.tables[name].columns if isinstance(column.type, Sealed)]
        found[name] = [tuple(row) for row in uow.run.all(Query(select(*words)))]
    return found


async def test_p06_killed_at_each_step_it_goes_on(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after any transaction, the next start goes on; it is done at the very end only."""
    await room.begins()
    write = room.database.write
    allowed = 0

    class Killed(Exception):
        """The process ends here."""

    async def counted(unit: Callable[[UnitOfWork], Any]) -> Any:
        nonlocal allowed
        if allowed == 0:
            raise Killed
        allowed -= 1
        return await write(unit)

    monkeypatch.setattr(room.database, "write", counted)
    kills = 0
    while await room.state() is not ErasureState.DONE:
        allowed = 7 + kills * 13
        assert room.safe.keys.erased_at(OWNER) is None or await room.state() is not ErasureState.ENDED
        try:
            await room.eraser().look()
            room.clock.move(HOURS)
        except Killed:
            kills += 1
    assert kills >= 3


async def test_p05_a_restored_copy_is_unreadable_and_erased_again(room: Room) -> None:
    """Keys kept from before the erasure don't come back, and the client in an older copy of the database, which nobody
    can read, is erased again."""
    keys = io.StringIO()
    room.safe.keys.write_to(keys)
    older = room.dump()
    await room.begins()
    await room.erased()
    keys.seek(0)
    assert room.safe.keys.read_from(keys) == 0
    with engine_for(room.url).begin() as connection:  # the copy of that time comes back
        for table in reversed(metadata.sorted_tables):
            if not table.name.startswith("audit"):
                connection.execute(table.delete())
        for table in metadata.sorted_tables:
            if not table.name.startswith("audit") and older[table.name]:
                marks = ", ".join(f":{column.name}" for column in table.columns)
                statement = text(f'INSERT INTO "{table.name}" VALUES ({marks})')
                names = [column.name for column in table.columns]
                connection.execute(statement, [dict(zip(names, row, strict=True)) for row in older[table.name]])
    assert await room.eraser().again() == 1
    await room.erased()
    assert await room.state() is ErasureState.DONE
    assert not any(THEIRS in row for rows in (await room.database.read(_everything)).values() for row in rows)
    assert digest_of(OWNER) in room.safe.keys.erased_owners()

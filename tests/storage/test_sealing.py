"""People's words in the database: sealed for their table, column, row and owner, readable through the store alone."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Text, bindparam, select, text, type_coerce, update

from storage import query
from storage.catalogue import metadata
from storage.clients import clients
from storage.engine import Store, open_store
from storage.keys import KeyStore, Master, WrongMaster
from storage.migrate import engine_for
from storage.query import Query
from storage.renewal import renew_portion, sealed_tables
from storage.sealing import rule_of, unless_empty
from storage.tasks import tasks
from storage.types import BlindIndex, Sealed
from storage.unit_of_work import UnitOfWork
from storage.vault import Sealing, Unreadable
from tests.databases import fresh_sqlite
from tests.storage.kit import NOW, fill

CANARY = "Grüße 🌷".encode()
FIRST, SECOND = (Master(hashlib.sha256(name).digest()) for name in (b"first", b"second"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return a migrated database of each kind."""
    return fresh_sqlite(tmp_path) if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    """Return a store of keys."""
    made = KeyStore(f"sqlite:///{tmp_path / 'office.keys'}", lambda: FIRST, lambda: NOW)
    made.open()
    return made


@pytest.fixture
def store(url: str, keys: KeyStore) -> Iterator[Store]:
    """Return a store at work over a database with made-up rows in every table, kept before there were keys."""
    fill(url)
    made = open_store(url, lambda: NOW, workers=1, vault=Sealing(keys))
    made.start()
    yield made
    made.stop()


def seal_everything(store: Store, keys: KeyStore, most: int = 100) -> int:
    """Seal again what needs it; return how many rows that were."""
    renewed = 0
    for table in sealed_tables():
        after: str | None = ""
        while after is not None:
            done = store.run(lambda uow, table=table, after=after: renew_portion(uow.run, keys, table, after, most))  # type: ignore[misc]  # a lambda's default has no type
            assert done.unreadable == ()
            renewed, after = renewed + done.renewed, done.last
    return renewed


def everything(store: Store) -> dict[str, list[Any]]:
    """Return all words of all tables, as the office reads them."""

    def unit(uow: UnitOfWork) -> dict[str, list[Any]]:
        found = {}
        for name in sealed_tables():
            table = metadata.tables[name]
            words = [column for column in table.columns if isinstance(column.type, Sealed)]
            forgotten = [type_coerce(words[0], Text) != "-"]
            found[name] = [
                tuple(row) for row in uow.run.all(Query(select(*words).where(*forgotten).order_by(*table.primary_key)))
            ]
        return found

    return store.run(unit, reading=True)


def as_they_lie(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return what the columns of people's words hold."""
    found = {}
    with engine_for(url).connect() as connection:
        for name in sealed_tables():
            kinds = [
                column.name for column in metadata.tables[name].columns if isinstance(column.type, Sealed | BlindIndex)
            ]
            rows = connection.execute(text(f'SELECT {", ".join(kinds)} FROM "{name}"'))
            found[name] = [tuple(row) for row in rows]
    return found


def test_every_table_says_whose_key_seals_it() -> None:
    """A table with people's words has one key column and an owner's rule; no other table has a rule."""
    for table in metadata.sorted_tables:
        has_words = any(isinstance(column.type, Sealed) for column in table.columns)
        assert has_words == ("owner" in table.info), table.name
        if has_words:
            assert len(table.primary_key) == 1, table.name
            assert all(column in table.c for column, _ in rule_of(table).steps), table.name


def test_what_was_kept_in_clear_is_sealed_and_reads_the_same(url: str, store: Store, keys: KeyStore) -> None:
    """Every row of every table: sealed a portion at a time, once, with nothing left in clear and nothing changed."""
    before = everything(store)
    assert seal_everything(store, keys) > 0
    assert seal_everything(store, keys) == 0
    assert everything(store) == before
    for rows in as_they_lie(url).values():
        assert all(value is None or value[0] in "1~" for row in rows for value in row)
    keys.all_sealed()
    assert everything(store) == before


def test_many_rows_are_opened_as_each_alone(
    store: Store, keys: KeyStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Read by columns or row by row, in clear and sealed: the same words; and one whose key is gone is refused."""
    for _ in range(2):
        monkeypatch.setattr(query, "MANY", 1)
        by_columns = everything(store)
        monkeypatch.setattr(query, "MANY", 1_000_000)
        assert everything(store) == by_columns
        seal_everything(store, keys)
    keys.destroy([key.name for key in keys.all() if key.owner.startswith("client:")])
    monkeypatch.setattr(query, "MANY", 1)
    with caplog.at_level(logging.CRITICAL), pytest.raises(Unreadable, match="its key is gone"):
        everything(store)


def test_what_holds_nothing_need_not_be_opened(store: Store) -> None:
    """Lists and objects without anything are told from the shortest others by their length alone."""
    kept = Query(update(tasks).where(tasks.c.id == bindparam("which")).values(files=bindparam("files")))
    read = Query(select(unless_empty(tasks.c.files)).where(tasks.c.id == bindparam("which")))
    which = store.run(lambda uow: uow.run.all(Query(select(tasks.c.id))), reading=True)[0][0]
    kinds: tuple[object, ...] = ([], {}, [1], [0, "x" * 40], 100)
    for files in kinds:

        def unit(uow: UnitOfWork, files: object = files) -> object:
            uow.run.change(kept, which=which, files=files)
            return uow.run.all(read, which=which)[0][0]

        assert store.run(unit) == (files or None)


def test_nothing_is_in_clear_in_the_file(tmp_path: Path, keys: KeyStore) -> None:
    """Neither the database nor its log has a byte of what was written by the store."""
    path = fresh_sqlite(tmp_path)
    store = open_store(path, lambda: NOW, vault=Sealing(keys))
    store.start()
    store.run(lambda uow: uow.clients.ensure("c1", CANARY.decode(), CANARY.decode(), NOW))  # type: ignore[arg-type]  # a plain id will do
    assert store.run(lambda uow: uow.clients.all(), reading=True)[0].name == CANARY.decode()
    assert store.run(lambda uow: uow.clients.ensure("c2", "x", CANARY.decode(), NOW)) == "c1"  # type: ignore[arg-type]  # a plain id will do
    files = list(tmp_path.iterdir())
    assert any(file.name.endswith("-wal") for file in files)
    for file in files:
        assert CANARY not in file.read_bytes(), file
    store.stop()


def test_p10_moved_cut_and_altered_values_are_refused(
    url: str, store: Store, keys: KeyStore, caplog: pytest.LogCaptureFixture
) -> None:
    """P10: a value from another row, column or client, a shorter one, one with a changed letter, one in clear: each is
    refused and alarms, and says where it was, not what."""
    seal_everything(store, keys)
    keys.all_sealed()
    column = type_coerce(tasks.c.words, Text)
    with engine_for(url).connect() as connection:
        words = {row[0]: row[1] for row in connection.execute(select(tasks.c.id, column))}
        title = connection.execute(select(type_coerce(tasks.c.title, Text)).where(tasks.c.title.is_not(None))).scalar()
        name = connection.execute(select(type_coerce(clients.c.name, Text))).scalar()
    mine, other = sorted(words)[:2]
    whole = words[mine]
    flipped = whole[:-6] + ("A" if whole[-6] != "A" else "B") + whole[-5:]
    cut = (whole[:-4], whole[:20], whole[:9], "")
    wrongs: tuple[Any, ...] = (words[other], title, name, *cut, flipped, "0in clear", "2" + whole[1:])
    for wrong in wrongs:
        with engine_for(url).begin() as connection:
            lay(connection, mine, wrong)
        caplog.clear()
        with caplog.at_level(logging.ERROR, "storage"), pytest.raises(Unreadable, match=rf"tasks\|words\|{mine}"):
            store.run(lambda uow: uow.tasks.look(mine))
        assert [record.message for record in caplog.records] == ["sealed words refused"]
    with engine_for(url).begin() as connection:
        lay(connection, mine, whole)
    assert store.run(lambda uow: uow.tasks.look(mine)) is not None


def lay(connection: Any, task: str, value: str) -> None:
    """Put a value into a task's row behind the store's back."""
    connection.execute(text("UPDATE tasks SET words = :value WHERE id = :task"), {"value": value, "task": task})


def test_p09_a_renewed_key_lets_the_former_go(url: str, store: Store, keys: KeyStore) -> None:
    """P09: after each portion, with writes in between, everything reads the same; at the end the former keys are gone
    and still everything does."""
    seal_everything(store, keys)
    before = everything(store)
    former = {key.name for key in keys.all() if key.owner.startswith("client:") or key.owner == "office"}
    for owner in {key.owner for key in keys.all() if key.name in former}:
        keys.renew(owner)
    for table in sealed_tables():
        after: str | None = ""
        while after is not None:
            done = store.run(lambda uow, table=table, after=after: renew_portion(uow.run, keys, table, after, 1))  # type: ignore[misc]  # a lambda's default has no type
            after = done.last
        store.run(lambda uow: uow.clients.rename("clients-1", "New", f"new {table}"))  # type: ignore[arg-type]  # noqa: B023 - a plain id will do; run at once
    before["clients"][1] = ("New",)
    assert everything(store) == before
    keys.destroy(sorted(former))
    assert everything(store) == before
    assert not former & {value[1:9] for rows in as_they_lie(url).values() for row in rows for value in row if value}


def test_a_destroyed_key_makes_its_words_unreadable_for_ever(store: Store, keys: KeyStore) -> None:
    """What a client's key sealed is gone with it, what others' keys sealed is not."""
    seal_everything(store, keys)
    keys.destroy([key.name for key in keys.all() if key.owner == "client:clients-0"])
    with pytest.raises(Unreadable, match="its key is gone"):
        store.run(lambda uow: uow.clients.name("clients-0"))  # type: ignore[arg-type]  # a plain id will do
    assert store.run(lambda uow: uow.clients.name("clients-2"))  # type: ignore[arg-type]  # a plain id will do


def changing(path: Path, present: Callable[[], Master]) -> KeyStore:
    """Return a process's view of the keys."""
    made = KeyStore(f"sqlite:///{path}", present, lambda: NOW)
    made.open()
    return made


def test_another_master_key_killed_at_each_step(tmp_path: Path) -> None:
    """While the master key is changed, after however many keys, a process at work and a new one read everything and
    make new keys; at the end the former master key opens nothing and isn't needed."""
    path, masters = tmp_path / "office.keys", [FIRST]
    at_work = changing(path, lambda: masters[-1])
    made = {f"client:{number}": at_work.current(f"client:{number}").secret for number in range(120)}
    masters.append(Master(SECOND.key, FIRST.key))
    left: list[int] = []
    for number in range(4):
        steps = changing(path, lambda: masters[-1]).wrap_anew()
        left.append(next(steps))
        steps.close()  # killed here
        fresh = changing(path, lambda: masters[-1])
        assert {owner: fresh.current(owner).secret for owner in made} == made
        made[f"client:new-{number}"] = at_work.current(f"client:new-{number}").secret
    assert left == [20, 0, 0, 0]
    masters.append(SECOND)
    alone = changing(path, lambda: SECOND)
    assert {owner: alone.current(owner).secret for owner in made} == made
    with pytest.raises(WrongMaster):
        changing(path, lambda: FIRST)

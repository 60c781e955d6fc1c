"""What both stores promise: a unit is whole or not there, a failing one fails alone, a full disk leaves no half."""

from __future__ import annotations

import logging
import resource
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from storage.engine import Outcome, Store, StoreBusy
from storage.ids import Ids
from storage.sqlite import MOST_TOGETHER
from storage.tasks import Step, Task
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Confidentiality, PersonId, TaskId, TaskState, TeamId
from tests.storage.kit import NOW, fill, sqlite_file, started

WRITERS = 8


@pytest.fixture
def store(office: str) -> Iterator[Store]:
    """A started store of each kind, with tables."""
    store = started(office)
    yield store
    store.stop()


@pytest.fixture
def sqlite_store(new_office: Any) -> Iterator[Store]:
    """A started SQLite store with tables and some rows."""
    url = new_office("sqlite")
    fill(url)
    store = started(url)
    yield store
    store.stop()


def together(store: Store, units: list[Any]) -> list[Outcome]:
    """Run units that wait in the queue at the same moment; return their outcomes, in the order of the units."""
    outcomes: dict[int, Outcome] = {}
    done, release = threading.Event(), threading.Event()

    def deliver(batch: list[Outcome]) -> None:
        for outcome in batch:
            outcomes[int(str(outcome.ticket))] = outcome
        if len(outcomes) == len(units) + 1:
            done.set()

    store.deliver = deliver
    store.submit(lambda uow: release.wait(30), -1)
    for number, unit in enumerate(units):
        store.submit(unit, number)
    release.set()
    assert done.wait(30)
    return [outcomes[number] for number in range(len(units))]


def marked(store: Store, *names: str) -> list[str | None]:
    """Return what is kept under these names."""
    return store.run(lambda uow: [uow.marks.get(name) for name in names], reading=True)


def test_a_failing_unit_fails_alone(store: Store) -> None:
    """Of units committed together one fails: it leaves nothing and its hooks are dropped, all others are kept."""
    hooks: list[int] = []

    def unit(number: int) -> Any:
        def work(uow: UnitOfWork) -> int:
            uow.marks.set(f"mark-{number}", "kept")
            uow.after_commit(lambda: hooks.append(number))
            if number % 5 == 2:
                raise KeyError(number)
            if number % 5 == 4:
                uow.outbox.hang("", "", "", "", None, uow.now)  # type: ignore[arg-type]  # NOT NULL
            return number

        return work

    outcomes = together(store, [unit(number) for number in range(MOST_TOGETHER + 10)])
    for outcome in outcomes:
        for hook in outcome.hooks:
            hook()
    for number, outcome in enumerate(outcomes):
        fails = number % 5 in {2, 4}
        assert (outcome.error is not None) == fails
        assert (outcome.value == number) != fails
        assert marked(store, f"mark-{number}") == [None if fails else "kept"]
    assert sorted(hooks) == [number for number in range(len(outcomes)) if number % 5 not in {2, 4}]


def test_reading_units_change_nothing(store: Store) -> None:
    """What a unit writes that was only to look is refused (SQLite) or rolled back (PostgreSQL)."""
    with suppress(Exception):
        store.run(lambda uow: uow.marks.set("mark", "written"), reading=True)
    assert marked(store, "mark") == [None]


def test_units_are_run_in_order(sqlite_store: Store) -> None:
    """The one writer of SQLite takes units in the order they were handed over."""
    order: list[int] = []
    outcomes = together(sqlite_store, [lambda uow, number=number: order.append(number) for number in range(200)])
    assert all(outcome.error is None for outcome in outcomes)
    assert order == list(range(200))


def test_ids_ascend(store: Store) -> None:
    """Ids drawn by one process ascend with the commits, also while the clock stands or goes back."""
    drawn = [store.run(lambda uow: [uow.new_id() for _ in range(3)]) for _ in range(50)]
    flat = [one for batch in drawn for one in batch]
    assert flat == sorted(set(flat))
    ids = Ids()
    moments = [1_000, 2_000, 1_000, 1_000, 5_000, 1]
    several = [ids.next(moment) for moment in moments for _ in range(5_000)]
    assert several == sorted(set(several))
    with ThreadPoolExecutor(8) as threads:
        side_by_side = list(threads.map(lambda _: ids.next(7_000), range(2_000)))
    assert len(set(side_by_side)) == 2_000


def test_slow_units_are_noted(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """A unit beyond its budget is logged with its time, not with what it did."""
    with caplog.at_level(logging.WARNING):
        store.run(lambda uow: threading.Event().wait(0.08))
    assert "slow unit of work" in caplog.text
    assert store.slowest_seconds >= 0.08


def test_s06_eight_writers(store: Store, office: str) -> None:
    """Eight writers count in one row, and change one task: no update is lost."""
    fill(office)
    each = 25
    task = _task(store)
    store.run(lambda uow: uow.tasks.add(task))
    drawn: list[int] = []

    def count(uow: UnitOfWork) -> None:
        drawn.append(uow.tasks.next_number())

    def reword(uow: UnitOfWork) -> None:
        found = uow.tasks.take(task.id)
        assert found is not None
        longer = replace(found, words=found.words + "x")
        if not uow.tasks.save(longer, seen=found.version):
            raise AssertionError("locked, and yet changed by somebody else")

    def write(_: int) -> None:
        for _ in range(each):
            store.run(count)
            store.run(reword)

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(write, range(WRITERS)))
    last = store.run(lambda uow: uow.tasks.next_number())
    assert last - min(drawn) == WRITERS * each
    found = store.run(lambda uow: uow.tasks.look(task.id), reading=True)
    assert found is not None
    assert len(found.words) == WRITERS * each
    assert found.version == 1 + WRITERS * each


def test_rights_ask_of_a_task_as_it_is(store: Store, office: str) -> None:
    """What rights ask of a task is true in the unit of work that files it, after a change in it, and in the next."""
    fill(office)
    task = _task(store)
    internal = replace(task, confidentiality=Confidentiality.INTERNAL)

    def classes(uow: UnitOfWork) -> Confidentiality | None:
        standing = uow.tasks.standing(task.id)
        assert standing is not None
        assert (standing.contact_id, standing.team_id) == (task.contact_id, task.team_id)
        return standing.confidentiality

    def file(uow: UnitOfWork) -> list[Confidentiality | None]:
        uow.tasks.add(task)
        filed = classes(uow)
        assert uow.tasks.save(internal, seen=task.version)
        return [filed, classes(uow)]

    assert store.run(file) == [None, Confidentiality.INTERNAL]
    assert store.run(classes, reading=True) is Confidentiality.INTERNAL


# --- a full disk, a file that can't be written -----------------------------------------------------------------------


def _task(store: Store, words: str = "") -> Task:
    def people(uow: UnitOfWork) -> tuple[TeamId, PersonId]:
        rows = uow.run._cursor  # noqa: SLF001 - any person and team will do
        rows.execute("SELECT min(id) FROM teams")
        team = str(rows.fetchone()[0])
        rows.execute("SELECT min(id) FROM people")
        return TeamId(team), PersonId(str(rows.fetchone()[0]))

    team, person = store.run(people, reading=True)
    number = store.run(lambda uow: uow.tasks.next_number())
    return Task(
        id=TaskId(store.run(lambda uow: uow.new_id())),
        number=100_000 + number,
        client_id=None,
        contact_id=person,
        team_id=team,
        words=words,
        files=[],
        state=TaskState.QUEUED,
        assistant_id=None,
        result=None,
        note=None,
        version=1,
        created_at=NOW,
        assigned_at=None,
        acknowledged_at=None,
        done_at=None,
    )


def _file(task: Task, uow: UnitOfWork) -> None:
    """Write in several tables, a page or more in each."""
    uow.marks.set(f"before:{task.id}", "x" * 5_000)
    uow.tasks.add(task)
    uow.tasks.add_step(uow.new_id(), task.id, Step("filed", None, NOW, {"words": "y" * 5_000}))
    uow.marks.set(f"after:{task.id}", "z" * 5_000)


def _whole_or_nothing(store: Store, task: Task, *, kept: bool) -> None:
    def look(uow: UnitOfWork) -> list[bool]:
        found = uow.tasks.look(task.id)
        return [
            uow.marks.get(f"before:{task.id}") is not None,
            found is not None,
            len(uow.tasks.steps(task.id)) == 1,
            uow.marks.get(f"after:{task.id}") is not None,
        ]

    assert store.run(look, reading=True) == [kept] * 4


def _pragma(store: Store, pragma: str) -> int:
    def unit(uow: UnitOfWork) -> int:
        cursor = uow.run._cursor  # noqa: SLF001 - only a test sets pragmas while it works
        cursor.execute(f"PRAGMA {pragma}")
        return int((cursor.fetchone() or [0])[0])

    return store.run(unit)


def test_s03_no_room_for_another_page(sqlite_store: Store) -> None:
    """With room for 0, 1, 2 … pages a unit is kept whole or not at all, with the reason; with room it goes on."""
    store = sqlite_store
    kept = refused = 0
    for room in range(14):
        task = _task(store, "w" * 5_000)
        _pragma(store, f"max_page_count={_pragma(store, 'page_count') + room}")
        error = _filed(store, task)
        kept, refused = kept + (error == ""), refused + ("SQLITE_FULL" in error)
        _whole_or_nothing(store, task, kept=error == "")
        _pragma(store, "max_page_count=1000000")
        assert _filed(store, _task(store, "w" * 5_000)) == ""
    assert kept > 0
    assert refused > 3
    assert kept + refused == 14
    assert _integrity(store) == "ok"


def _filed(store: Store, task: Task) -> str:
    """File a task; return why that could not be kept, empty if it was."""
    try:
        store.run(lambda uow: _file(task, uow))
    except StoreBusy as error:
        return str(error)
    return ""


def test_s03_in_a_batch_the_small_ones_stay(sqlite_store: Store) -> None:
    """Of units committed together the one that needs too much room fails, those beside it are kept."""
    store = sqlite_store
    big, sizes = _task(store, "w" * 50_000), [1, 2, 3, 4]
    _pragma(store, f"max_page_count={_pragma(store, 'page_count') + 4}")
    units: list[Any] = [lambda uow, n=n: uow.marks.set(f"small-{n}", "kept") for n in sizes]
    units.insert(2, lambda uow: _file(big, uow))
    outcomes = together(store, units)
    assert [isinstance(outcome.error, StoreBusy) for outcome in outcomes] == [False, False, True, False, False]
    assert marked(store, *(f"small-{n}" for n in sizes)) == ["kept"] * 4
    _whole_or_nothing(store, big, kept=False)
    _pragma(store, "max_page_count=1000000")
    store.run(lambda uow: _file(big, uow))
    _whole_or_nothing(store, big, kept=True)


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond `size`: what a full disk does to the write-ahead log."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_s03_log_cannot_grow(sqlite_store: Store) -> None:
    """The log of SQLite can't grow by 0, 3, 6 … more kilobytes: nothing is half kept, and afterwards all goes on."""
    store = sqlite_store
    log = Path(f"{store.path}-wal")  # type: ignore[attr-defined]  # an SQLite store
    kept = refused = 0
    for room in range(0, 60_000, 3_000):
        task = _task(store, "w" * 5_000)
        with files_at_most(log.stat().st_size + room):
            error = _filed(store, task)
        kept, refused = kept + (error == ""), refused + ("SQLITE_" in error)
        _whole_or_nothing(store, task, kept=error == "")
        store.run(lambda uow: uow.marks.set("goes on", "yes"))
    assert kept > 0
    assert refused > 3
    assert kept + refused == 20
    assert _integrity(store) == "ok"


def test_s04_read_only(sqlite_store: Store) -> None:
    """A store that can't be written says so for each unit, answers questions, and goes on once it can."""
    _pragma(sqlite_store, "query_only=ON")
    for _ in range(3):
        with pytest.raises(StoreBusy, match="SQLITE_READONLY"):
            sqlite_store.run(lambda uow: uow.marks.set("mark", "kept"))
    assert marked(sqlite_store, "mark") == [None]
    sqlite_store._connection.execute("PRAGMA query_only=OFF")  # type: ignore[attr-defined]  # noqa: SLF001 - it is idle
    sqlite_store.run(lambda uow: uow.marks.set("mark", "kept"))
    assert marked(sqlite_store, "mark") == ["kept"]


def test_file_of_a_stopped_store_is_free(office: str, kind: str) -> None:
    """A stopped store has finished what was handed over, and another one may begin."""
    first = started(office)
    outcomes: list[Outcome] = []
    first.deliver = outcomes.extend
    for number in range(100):
        first.submit(partial(_mark, f"m{number}"), number)
    first.stop()
    assert len(outcomes) == 100
    second = started(office)
    assert marked(second, "m99") == ["kept"]
    second.stop()
    if kind == "sqlite":
        assert sqlite_file(office).exists()


def _mark(name: str, uow: UnitOfWork) -> None:
    uow.marks.set(name, "kept")


def _integrity(store: Store) -> str:
    def unit(uow: UnitOfWork) -> str:
        cursor = uow.run._cursor  # noqa: SLF001 - only a test asks
        cursor.execute("PRAGMA integrity_check")
        return str(cursor.fetchone()[0])

    return store.run(unit, reading=True)

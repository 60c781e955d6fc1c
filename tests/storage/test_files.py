"""Files as rows: whose they are, who may see them, what is due, and what is past its time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from storage import clients
from storage.drafts import drafts
from storage.engine import Store, Unit
from storage.files import LONGEST_HANDLE, LONGEST_MIME, StoredFile
from storage.people import people
from storage.tasks import tasks
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import DraftId, DraftState, FileState, PersonId, TaskId
from tests.storage.kit import NOW, WORDS, put, started

T = TypeVar("T")
HOUR = timedelta(hours=1)
ANNA, T1, T2 = PersonId("anna"), TaskId("task-1"), TaskId("task-2")
D1, D2, D3 = DraftId("draft-1"), DraftId("draft-2"), DraftId("draft-3")


class Shelf:
    """A store at work, and short ways to it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def run(self, unit: Unit[T]) -> T:
        return self.store.run(unit)

    def add(self, **facts: object) -> StoredFile:
        """Keep a file of Anna's."""

        def unit(uow: UnitOfWork) -> StoredFile:
            plain = StoredFile(uow.new_id(), "telegram", "", "F1", "photo", WORDS, "image/png", 7, ANNA, NOW)
            file = replace(plain, **facts)  # type: ignore[arg-type]  # fields of StoredFile
            uow.files.add(file)
            return file

        return self.run(unit)


@pytest.fixture
def shelf(office: str) -> Iterator[Shelf]:
    """A shelf on each kind of database, with Anna, three drafts and two tasks."""
    put(office, people, {"id": ANNA})
    put(office, clients.teams, {"id": "team"})
    put(office, tasks, *({"id": task, "contact_id": ANNA, "team_id": "team"} for task in (T1, T2)))
    old = NOW - timedelta(days=20)
    put(
        office,
        drafts,
        {"id": D1, "person_id": ANNA, "state": DraftState.DISCARDED, "touched_at": old},
        {"id": D2, "person_id": ANNA, "state": DraftState.DISCARDED, "touched_at": None, "created_at": NOW},
        {"id": D3, "person_id": ANNA, "state": DraftState.SENT, "touched_at": old},
    )
    store = started(office)
    yield Shelf(store)
    store.stop()


def test_as_it_was_kept(shelf: Shelf) -> None:
    """Everything comes back as it was given, looked at or taken."""
    file = shelf.add(draft_id=D1, task_id=T1, message_id="m", internal=True, size=None)
    assert shelf.run(lambda uow: uow.files.look(file.id)) == file
    assert shelf.run(lambda uow: uow.files.take(file.id)) == file
    assert shelf.run(lambda uow: uow.files.look("none")) is None
    assert shelf.run(lambda uow: uow.files.take("none")) is None


def test_what_a_platform_said_too_much_of_is_cut(shelf: Shelf) -> None:
    """Whatever a platform names a file, the event it came with is not lost."""
    file = shelf.add(handle="h\0" * 1000, mime="m" * 1000, kind="k" * 1000, name="n\0" * 1000)
    found = shelf.run(lambda uow: uow.files.look(file.id))
    assert found is not None
    assert (found.handle, found.mime, len(found.kind)) == ("h" * LONGEST_HANDLE, "m" * LONGEST_MIME, 16)


def test_whose_files(shelf: Shelf) -> None:
    """Files are found by draft, task and message, in the order they came; internal ones only when asked for."""
    first, second = shelf.add(draft_id=D1), shelf.add(draft_id=D1)
    note = shelf.add(task_id=T1, internal=True, message_id="note")
    shelf.add(draft_id=D2)
    assert shelf.run(lambda uow: uow.files.of_draft(D1)) == [first, second]
    assert shelf.run(lambda uow: uow.files.attach(D1, T1)) == 2
    first, second = replace(first, task_id=T1), replace(second, task_id=T1)
    assert shelf.run(lambda uow: uow.files.of_task(T1)) == [first, second]
    assert shelf.run(lambda uow: uow.files.of_task(T1, with_internal=True)) == [first, second, note]
    assert shelf.run(lambda uow: uow.files.of_task(T2, with_internal=True)) == []
    assert shelf.run(lambda uow: uow.files.of_message("note")) == [note]


def test_what_is_due(shelf: Shelf) -> None:
    """Only what is coming over one's own connection, and whose time has come, longest due first."""
    later = shelf.add(not_before=NOW + timedelta(seconds=5))
    second, first = shelf.add(not_before=NOW), shelf.add(not_before=NOW - timedelta(days=1))
    shelf.add(workspace="T1")
    shelf.add(platform="slack")
    gone = shelf.add()
    assert shelf.run(lambda uow: uow.files.mark_failed(gone.id, "gone")) == replace(
        gone, state=FileState.FAILED, error="gone"
    )
    due = shelf.run(lambda uow: uow.files.due("telegram", "", NOW, NOW + HOUR, 10))
    assert due == [first, second]
    assert shelf.run(lambda uow: uow.files.due("telegram", "", NOW, NOW + HOUR, 1)) == [first]
    shelf.run(lambda uow: uow.files.retry_later(first.id, NOW + timedelta(seconds=9), "why"))
    shelf.run(lambda uow: uow.files.mark_here(second.id, second.id, "sum", 9, NOW))
    assert shelf.run(lambda uow: uow.files.due("telegram", "", NOW, NOW + HOUR, 10)) == []
    back = NOW - timedelta(days=1)
    assert first.id in {one.id for one in shelf.run(lambda uow: uow.files.due("telegram", "", back, back + HOUR, 10))}
    assert shelf.run(lambda uow: uow.files.next_due("telegram", "")) == later.not_before
    assert shelf.run(lambda uow: uow.files.next_due("telegram", "T9")) is None
    kept = shelf.run(lambda uow: uow.files.look(first.id))
    assert kept is not None
    assert (kept.attempts, kept.error) == (1, "why")


def test_marked_once(shelf: Shelf) -> None:
    """What has arrived or failed is not marked again."""
    file = shelf.add()
    here = shelf.run(lambda uow: uow.files.mark_here(file.id, "path", "sum", 9, NOW))
    assert here == replace(file, state=FileState.HERE, path="path", checksum="sum", size=9, fetched_at=NOW)
    assert shelf.run(lambda uow: uow.files.mark_here(file.id, "other", "sum", 9, NOW)) is None
    assert shelf.run(lambda uow: uow.files.mark_failed(file.id, "late")) is None
    shelf.run(lambda uow: uow.files.retry_later(file.id, NOW, "late"))
    assert shelf.run(lambda uow: uow.files.look(file.id)) == here


def test_what_is_past_its_time(shelf: Shelf) -> None:
    """Files of drafts discarded long ago, unless they became a task's; all others stay."""
    old = shelf.add(draft_id=D1)
    for facts in ({"draft_id": D1, "task_id": T1}, {"draft_id": D2}, {"draft_id": D3}, {"task_id": T1}, {}):
        shelf.add(**facts)
    before = NOW - timedelta(days=14)
    assert shelf.run(lambda uow: uow.files.of_discarded(before, 10)) == [old]
    shelf.run(lambda uow: uow.files.forget(old.id))
    assert shelf.run(lambda uow: uow.files.of_discarded(before, 10)) == []
    assert shelf.run(lambda uow: uow.files.look(old.id)) is None


def test_what_is_known_and_what_should_be_here(shelf: Shelf) -> None:
    """Ids between two, and files that should lie in the store, portion by portion."""
    ids = [shelf.add().id for _ in range(5)]
    assert shelf.run(lambda uow: uow.files.known_between(ids[1], ids[3])) == set(ids[1:4])
    for file in ids[:3]:
        shelf.run(lambda uow, file=file: uow.files.mark_here(file, file, "sum", 9, NOW))  # type: ignore[misc]  # defaults bind the loop's values now
    assert [file.id for file in shelf.run(lambda uow: uow.files.here_after("", 2))] == ids[:2]
    assert [file.id for file in shelf.run(lambda uow: uow.files.here_after(ids[1], 2))] == ids[2:3]

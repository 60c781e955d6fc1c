"""Backups are whole, taken while the office works, and go into either database; what is not a backup is refused."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import stat
import threading
import zlib
from datetime import timedelta
from pathlib import Path

import pytest

from storage import backup as keeping
from storage import migrate as schema
from storage.backup import BackupBroken, BackupExists, NotEmpty, backup, restore
from storage.backup_file import Header, Writer
from storage.bookings import bookings
from storage.catalogue import metadata
from storage.clients import teams
from storage.engine import Store, StoreBusy, StoreInUse
from storage.inbox import inbox
from storage.invitations import invitations
from storage.marks import leases, marks
from storage.migrate import NewerSchema, head, migrate
from storage.outbox import outbox
from storage.timers import timers
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import InboxState, InvitationState, OutboxState, TeamId, TimerState
from tests.databases import fresh_sqlite
from tests.storage.conftest import NewUrl
from tests.storage.kit import KINDS, NOW, content, fill, put, sqlite_file, sqlite_url, started

BOUND = 60.0


def lines(file: Path) -> list[str]:
    """Return the lines of a backup."""
    with gzip.open(file, "rt", encoding="utf-8") as packed:
        return packed.read().splitlines()


# --- round trips ---


@pytest.mark.parametrize("source", KINDS)
@pytest.mark.parametrize("target", KINDS)
def test_everything_comes_back(source: str, target: str, new_office: NewUrl, new_url: NewUrl, tmp_path: Path) -> None:
    """Every value of every table comes back, from either database into either, and the counts are right."""
    old, new = new_office(source), new_url(target)
    fill(old, 3)
    counts = backup(old, tmp_path / "all", NOW)
    assert counts == dict.fromkeys(set(metadata.tables) - {"leases"}, 3)
    assert restore(new, tmp_path / "all", NOW) == counts
    expected = content(old) | {"leases": []}
    assert content(new) == expected
    backup(new, tmp_path / "again", NOW)
    assert lines(tmp_path / "again")[1:-1] == lines(tmp_path / "all")[1:-1]


def test_more_rows_than_fit_in_one_go(new_office: NewUrl, new_url: NewUrl, tmp_path: Path) -> None:
    """Rows are read and written in portions; the edges of the portions lose none."""
    old, middle, new = new_office("sqlite"), new_url("postgresql"), new_url("sqlite")
    put(old, teams, *({"id": f"team-{number}", "name": str(number)} for number in range(2 * keeping.BATCH + 1)))
    backup(old, tmp_path / "one", NOW)
    restore(middle, tmp_path / "one", NOW)
    backup(middle, tmp_path / "two", NOW)
    restore(new, tmp_path / "two", NOW)
    assert content(new) == content(old)


def test_an_older_schema_is_brought_up_to_date(
    office: str, new_url: NewUrl, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup from before an upgrade is restored as it was, and migrated like a database of that age."""
    fill(office, 2)
    backup(office, tmp_path / "old", NOW)
    folder = tmp_path / "migrations"
    shutil.copytree(schema.VERSIONS.parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9000_more.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f'revision, down_revision, branch_labels, depends_on = "9000", "{head()}", None, None\n'
        'def upgrade():\n    op.add_column("teams", sa.Column("colour", sa.Text(), server_default="blue"))\n'
    )
    monkeypatch.setattr(schema, "VERSIONS", folder / "versions")
    new = new_url(kind)
    restore(new, tmp_path / "old", NOW)
    found = content(new)
    assert found["alembic_version"] == [("9000",)]
    assert {row[-1] for row in found["teams"]} == {"blue"}
    assert found["tasks"] == content(office)["tasks"]


def test_a_database_that_was_only_started_is_empty(office: str, tmp_path: Path) -> None:
    """What the program writes by itself at its first start is no reason to refuse, and is replaced."""
    fill(office, 1)
    backup(office, tmp_path / "all", NOW)
    expected = content(office) | {"leases": []}
    with schema.engine_for(office).begin() as connection:
        metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE alembic_version")
    migrate(office)
    put(office, teams, {"id": "other", "name": "Office"})
    put(office, leases, {"name": "serve:telegram"})
    restore(office, tmp_path / "all", NOW)
    assert content(office) == expected


def test_progress_is_told(new_office: NewUrl, new_url: NewUrl, tmp_path: Path) -> None:
    """Both say each table with its rows; a restore also what it stopped."""
    office = new_office("sqlite")
    fill(office, 2)
    told: list[tuple[str, int]] = []
    counts = backup(office, tmp_path / "all", NOW, progress=lambda *said: told.append(said))
    assert dict(told) == counts
    told.clear()
    restore(new_url("sqlite"), tmp_path / "all", NOW, progress=lambda *said: told.append(said))
    assert dict(told) == {**counts, "parked messages": 0, "cancelled timers": 0}


# --- S14 ---


class Busy:
    """An office at work: each unit adds a team and a failed code, so both tables always have equally many rows."""

    def __init__(self, store: Store) -> None:
        self.committed = 0
        self._store = store
        self._more = threading.Condition()
        self._end = False
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _work(self) -> None:
        while not self._end:
            self._store.run(self._unit)
            with self._more:
                self.committed += 1
                self._more.notify_all()

    def _unit(self, uow: UnitOfWork) -> None:
        number = self.committed + 1
        uow.clients.team(TeamId(uow.new_id()), str(number))
        uow.people.note_failed_code(uow.new_id(), str(number), uow.now)

    def go_on(self, units: int) -> None:
        """Return when so many more units are committed."""
        with self._more:
            wanted = self.committed + units
            assert self._more.wait_for(lambda: self.committed >= wanted, BOUND)

    def stop(self) -> None:
        """End after the unit in hand."""
        self._end = True
        self._thread.join(BOUND)


def test_s14_backups_under_load(office: str, kind: str, new_url: NewUrl, tmp_path: Path) -> None:
    """Each backup taken while the office writes holds exactly what one moment between two commits had."""
    store = started(office)
    busy = Busy(store)
    taken: list[tuple[Path, int]] = []
    try:
        for number in range(2):
            busy.go_on(25)
            file, before = tmp_path / f"backup-{number}", busy.committed
            counts = backup(office, file, NOW)
            assert counts["teams"] == counts["failed_codes"]
            assert before <= counts["teams"] <= busy.committed + 1
            taken.append((file, counts["teams"]))
    finally:
        busy.stop()
        store.stop()
    assert [rows for _, rows in taken] == sorted({rows for _, rows in taken})
    for file, rows in taken:
        new = new_url(kind)
        restore(new, file, NOW)
        found = content(new)
        assert {name for _, name in found["teams"]} == {str(number) for number in range(1, rows + 1)}
        assert {account for _, account, _ in found["failed_codes"]} == {str(number) for number in range(1, rows + 1)}


# --- S15 ---


def test_s15_nothing_is_sent_or_fired_again(office: str, kind: str, new_url: NewUrl, tmp_path: Path) -> None:
    """After a restore no message that waited goes out and no timer that was due fires; what people wrote is handled."""
    put(
        office,
        outbox,
        {"id": "waits", "state": OutboxState.NEW},
        {"id": "on-its-way", "state": OutboxState.SENDING},
        {"id": "arrived", "state": OutboxState.SENT},
    )
    put(
        office,
        timers,
        {"key": "was-due", "state": TimerState.OPEN, "due_at": NOW - timedelta(days=1)},
        {"key": "is-due", "state": TimerState.OPEN, "due_at": NOW + timedelta(days=30)},
        {"key": "is-later", "state": TimerState.OPEN, "due_at": NOW + timedelta(days=31)},
        {"key": "fired", "state": TimerState.FIRED, "due_at": NOW - timedelta(days=1)},
    )
    put(office, inbox, {"id": "open", "state": InboxState.NEW, "lane": "anna"}, {"state": InboxState.DONE})
    put(office, marks, {"name": "telegram:offset:1", "value": "7"}, {"name": "slack:T1:swept", "value": "5.0"})
    put(office, leases, {"name": "serve:telegram"})
    put(office, bookings, {})
    waits = {"next_at": NOW, "wanted": 4, "told": 3, "first": 1}
    put(office, invitations, {"id": "waits", "state": InvitationState.WAITING, **waits})
    put(office, invitations, {"id": "later", "state": InvitationState.WAITING, "next_at": None})
    put(office, invitations, {"id": "on-its-way", "state": InvitationState.SENDING, "next_at": None})
    backup(office, tmp_path / "old", NOW)
    new, later = new_url(kind), NOW + timedelta(days=30)
    restore(new, tmp_path / "old", later)
    found = content(new)
    states = {row[0]: row[11] for row in found["outbox"]}
    assert states == {"waits": OutboxState.PARKED, "on-its-way": OutboxState.PARKED, "arrived": OutboxState.SENT}
    assert {row[18] for row in found["outbox"] if row[11] == OutboxState.PARKED} == {"restored"}
    assert {row[0]: row[5] for row in found["invitations"]} == {
        "waits": InvitationState.TOLD,
        "later": InvitationState.WAITING,
        "on-its-way": InvitationState.TOLD,
    }
    assert {row[6:9] for row in found["invitations"] if row[0] == "waits"} == {(4, 1, 4)}
    assert {row[0]: row[5] for row in found["timers"]} == {
        "was-due": TimerState.CANCELLED,
        "is-due": TimerState.CANCELLED,
        "is-later": TimerState.OPEN,
        "fired": TimerState.FIRED,
    }
    assert found["marks"] == content(office)["marks"]
    assert found["leases"] == []
    store = started(new)
    try:
        place = store.run(lambda uow: uow.outbox.look("waits"), reading=True)
        assert place is not None
        assert store.run(lambda uow: uow.outbox.pending(place.platform, place.workspace), reading=True) == []
        assert store.run(lambda uow: uow.timers.due(later, 10), reading=True) == []
        assert store.run(lambda uow: uow.inbox.open_lanes(), reading=True) == ["anna"]
    finally:
        store.stop()


# --- what is no backup ---


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a small SQLite office and its backup."""
    folder = tmp_path_factory.mktemp("small")
    url = fresh_sqlite(folder, "good.db")
    fill(url, 2)
    backup(url, folder / "good", NOW)
    return folder


@pytest.fixture
def good(tmp_path: Path, small: Path) -> Path:
    """Return a backup of a small SQLite office, which lies beside it."""
    shutil.copytree(small, tmp_path, dirs_exist_ok=True)
    return tmp_path / "good"


def test_s16_a_copied_database_file_is_refused(new_office: NewUrl, new_url: NewUrl, tmp_path: Path) -> None:
    """A copy of the main file lacks what is in the write-ahead log, and passes SQLite's own check: it is no backup."""
    url = new_office("sqlite")
    store = started(url)
    try:
        store.run(lambda uow: uow.clients.team(TeamId(uow.new_id()), "only in the log"))
        shutil.copyfile(sqlite_file(url), tmp_path / "copy")
    finally:
        store.stop()
    assert b"only in the log" not in (tmp_path / "copy").read_bytes()
    shutil.copyfile(sqlite_file(url), tmp_path / "whole")
    for file in (tmp_path / "copy", tmp_path / "whole"):
        target = new_url("sqlite")
        with pytest.raises(BackupBroken, match=r"copy of a database file.*`python -m bot backup`"):
            restore(target, file, NOW)
        assert not sqlite_file(target).exists()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "not made by"),
        (b"PGDMP\x01\x0e", "not made by"),
        (gzip.compress(b"hello\n"), "changed"),
        (gzip.compress(b"hello"), "too early"),
        (gzip.compress(b"[1]\n"), "not made by"),
        (gzip.compress(b'{"format":"other"}\n'), "not made by"),
        (gzip.compress(b'{"format":"vorzimmer-backup","version":2}\n'), "another version"),
    ],
    ids=["empty", "dump", "words", "line", "list", "format", "version"],  # the bytes themselves hold the time
)
def test_foreign_files_are_refused(raw: bytes, says: str, new_url: NewUrl, tmp_path: Path) -> None:
    """Other files are recognised before the database is looked at."""
    (tmp_path / "file").write_bytes(raw)
    target = new_url("sqlite")
    with pytest.raises(BackupBroken, match=says):
        restore(target, tmp_path / "file", NOW)
    assert not sqlite_file(target).exists()


def test_a_truncated_backup_is_refused(good: Path, new_url: NewUrl) -> None:
    """Wherever a copy broke off, even in its last byte, it is noticed and nothing is made."""
    raw, target = good.read_bytes(), new_url("sqlite")
    for length in (*range(2, len(raw), 97), len(raw) - 8, len(raw) - 1):
        good.write_bytes(raw[:length])
        with pytest.raises(BackupBroken):
            restore(target, good, NOW)
    assert not sqlite_file(target).exists()


def test_a_changed_backup_is_refused(good: Path, new_url: NewUrl) -> None:
    """A byte that flipped anywhere behind gzip's own header is noticed and nothing is made."""
    raw, target = good.read_bytes(), new_url("sqlite")
    for place in (*range(10, len(raw), 61), len(raw) - 1):
        changed = bytearray(raw)
        changed[place] ^= 0x10
        if _says(bytes(changed)) == _says(raw):
            continue  # a bit that only fills up the last byte of the stream
        good.write_bytes(changed)
        with pytest.raises(BackupBroken):
            restore(target, good, NOW)
    assert not sqlite_file(target).exists()


def _says(packed: bytes) -> bytes | None:
    try:
        return gzip.decompress(packed)
    except (OSError, EOFError, zlib.error):
        return None


def test_repacked_changes_are_refused(good: Path, new_url: NewUrl) -> None:
    """Whoever unpacks, changes and packs again is noticed too: a row changed, left out, added behind the end."""
    whole, target = lines(good), new_url("sqlite")
    row = next(number for number, line in enumerate(whole) if line.startswith("["))
    for changed in (
        [line.replace("Gr", "gr") if number == row else line for number, line in enumerate(whole)],
        whole[:row] + whole[row + 1 :],
        [*whole[:-1], json.dumps({"counts": json.loads(whole[-1])["counts"], "sha256": "0" * 64})],
        [*whole, whole[row]],
        [*whole[:row], "[]", *whole[row:]],
        whole[:-1],
    ):
        good.write_bytes(gzip.compress("".join(f"{line}\n" for line in changed).encode()))
        with pytest.raises(BackupBroken):
            restore(target, good, NOW)
    assert not sqlite_file(target).exists()


def test_a_newer_schema_is_refused(new_url: NewUrl, tmp_path: Path) -> None:
    """A backup of a newer version is for that version."""
    with (tmp_path / "newer").open("wb") as out:
        Writer(out, Header("9999", "2026-03-29T00:30:00+00:00", "sqlite")).close()
    target = new_url("sqlite")
    with pytest.raises(NewerSchema, match="9999"):
        restore(target, tmp_path / "newer", NOW)
    assert not sqlite_file(target).exists()


def test_unknown_columns_are_refused(url: str, tmp_path: Path) -> None:
    """A backup whose tables are not those of its schema is refused, and the database stays without tables."""
    with (tmp_path / "odd").open("wb") as out:
        writer = Writer(out, Header(head(), "2026-03-29T00:30:00+00:00", "sqlite"))
        writer.table("teams", ["id", "colour"])
        writer.row(["1", "blue"])
        writer.close()
    with pytest.raises(BackupBroken, match="table teams"):
        restore(url, tmp_path / "odd", NOW)
    assert content(url) == {}


def test_rows_that_do_not_fit_together_are_refused(url: str, tmp_path: Path) -> None:
    """A row that belongs to nobody is refused, and the database stays without tables."""
    with (tmp_path / "odd").open("wb") as out:
        writer = Writer(out, Header(head(), "2026-03-29T00:30:00+00:00", "sqlite"))
        writer.table("assistant_loads", ["person_id", "last_assigned_at"])
        writer.row(["nobody", 1])
        writer.close()
    with pytest.raises(BackupBroken, match="don't fit together"):
        restore(url, tmp_path / "odd", NOW)
    assert content(url) == {}


# --- where it may not go ---


def test_an_office_is_not_overwritten(office: str, good: Path) -> None:
    """A database with somebody's work in it is refused, told what to do, and unchanged."""
    put(office, inbox, {"state": InboxState.NEW})
    before = content(office)
    with pytest.raises(NotEmpty, match=r"inbox.*move the file away.*make an empty database"):
        restore(office, good, NOW)
    assert content(office) == before


def test_another_programs_tables_are_not_touched(url: str, good: Path) -> None:
    """A table of ours by name only is somebody else's."""
    with schema.engine_for(url).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE people (id INTEGER)")
    with pytest.raises(NotEmpty, match="another program"):
        restore(url, good, NOW)
    assert content(url) == {"people": []}


def test_a_running_office_is_not_restored_into(office: str, good: Path) -> None:
    """While the office works with a database, nothing is restored into it."""
    before = content(office)
    store = started(office)
    try:
        store.run(lambda uow: uow.outbox.count(OutboxState.NEW))
        with pytest.raises(StoreInUse):
            restore(office, good, NOW)
    finally:
        store.stop()
    assert content(office) == before


def test_a_log_without_its_database_is_not_mixed_in(good: Path, new_url: NewUrl) -> None:
    """If only the main file was moved away, its log would be written into the new one."""
    target = new_url("sqlite")
    sqlite_file(target).with_name(f"{sqlite_file(target).name}-wal").write_bytes(b"log")
    with pytest.raises(NotEmpty, match="-wal is left"):
        restore(target, good, NOW)


def test_a_restore_that_ends_midway_leaves_nothing(url: str, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of a restore is one transaction: tables, rows and what keeps old messages back."""

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(keeping, "_send_nothing_again", fail)
        with pytest.raises(KeyboardInterrupt):
            restore(url, good, NOW)
    assert content(url) == {}
    restore(url, good, NOW)
    assert len(content(url)["tasks"]) == 2


# --- the file itself ---


def test_only_its_owner_may_read_it(good: Path, new_url: NewUrl) -> None:
    """A backup holds what people wrote; so does what is made of it."""
    target = new_url("sqlite")
    restore(target, good, NOW)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (good, sqlite_file(target))] == [0o600, 0o600]


def test_no_file_is_overwritten(good: Path) -> None:
    """A name that is taken is refused: it might be the database itself."""
    database = good.with_name("good.db")
    before = database.read_bytes()
    with pytest.raises(BackupExists, match="name a new file"):
        backup(sqlite_url(database), database, NOW)
    assert database.read_bytes() == before


def test_a_backup_that_can_not_be_written_leaves_nothing(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file has its name only once it is on the disk."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        backup(sqlite_url(good.with_name("good.db")), good.with_name("next"), NOW)
    assert not list(good.parent.glob("next*"))


def test_a_backup_that_was_not_kept_as_written_is_refused(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written is read again before it gets its name."""
    monkeypatch.setattr("storage.backup_file.check", lambda _: {"teams": 1})
    with pytest.raises(BackupBroken, match="failing"):
        backup(sqlite_url(good.with_name("good.db")), good.with_name("next"), NOW)
    assert not list(good.parent.glob("next*"))


def test_there_must_be_something_to_back_up(new_url: NewUrl, tmp_path: Path) -> None:
    """A wrong address is said, not answered with an empty backup."""
    missing, bare = new_url("sqlite"), new_url("postgresql")
    with pytest.raises(StoreBusy, match="no database file"):
        backup(missing, tmp_path / "one", NOW)
    with pytest.raises(StoreBusy, match="is empty"):
        backup(bare, tmp_path / "one", NOW)
    assert not list(tmp_path.glob("one*"))

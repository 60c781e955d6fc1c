"""The audit: only grows, tells who did what without names, and shows each kind of meddling (P11)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.audit import PERSON, AuditLost, Fact
from storage.audit_chain import Broken, Head
from storage.engine import Store, open_store
from storage.migrate import engine_for, upgrade
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import PersonState, Role
from tests.databases import fresh_sqlite
from tests.storage.kit import NOW

SECRET = b"s" * 32
FREE = {
    "sqlite": ["DROP TRIGGER audit_kept_update", "DROP TRIGGER audit_kept_delete"],
    "postgresql": ["DROP TRIGGER audit_kept ON audit", "DROP TRIGGER audit_kept_whole ON audit"],
}
MEDDLING = {
    "deleted": (["DELETE FROM audit WHERE number = 2"], Broken(2, "missing")),
    "changed": (["UPDATE audit SET action = 'nothing' WHERE number = 2"], Broken(2, "changed")),
    "changed in what it tells": (["UPDATE audit SET facts = '{}' WHERE number = 2"], Broken(2, "changed")),
    "reordered": (
        [f"UPDATE audit SET number = {to} WHERE number = {which}" for which, to in ((2, 99), (3, 2), (99, 3))],
        Broken(2, "changed"),
    ),
    "cut off": (["DELETE FROM audit WHERE number > 2"], Broken(3, "cut-off")),
    "cut off whole": (["DELETE FROM audit"], Broken(1, "cut-off")),
    "its end taken away": (["DELETE FROM marks WHERE name = 'audit-end'"], Broken(4, "end-not-noted")),
    "its end forged": (
        ["DELETE FROM audit WHERE number > 2", "UPDATE marks SET value = 'x' WHERE name = 'audit-end'"],
        Broken(2, "end-not-noted"),
    ),
    "cut off in front": (
        [
            "INSERT INTO audit_anchors (number, hash, seal, at) "
            "SELECT number, hash, hash, at FROM audit WHERE number = 2",
            "DELETE FROM audit WHERE number <= 2",
        ],
        Broken(2, "start-forged"),
    ),
}


_END = "SELECT value FROM marks WHERE name = 'audit-end'"


def opened(url: str, secret: bytes = SECRET) -> Store:
    store = open_store(url, lambda: NOW, workers=2, secret=secret)
    store.start()
    return store


def four_rows(url: str) -> Head:
    """Write four rows about two people; return the head."""
    store = opened(url)
    try:
        for number in range(4):
            store.run(partial(noted, number=number))
        head = store.run(lambda uow: uow.audit.head(), reading=True)
    finally:
        store.stop()
    assert head is not None
    return head


def noted(uow: UnitOfWork, number: int) -> None:
    uow.audit.by = f"person-{number % 2}"
    facts: dict[str, Fact] = {"role": Role.MANAGER, "state": PersonState.ACTIVE, "count": number}
    uow.audit.record("person-role", PERSON, "person-1", facts=facts, values={"name": "Anna"})


def verified(url: str, heads: list[Head], secret: bytes = SECRET) -> Broken | None:
    store = opened(url, secret)
    try:
        return store.run(lambda uow: uow.audit.first_fault(heads), reading=True)
    finally:
        store.stop()


def test_p11_meddling_is_found(office: str) -> None:
    """A row deleted, changed, reordered, the end or the beginning cut off: each is found, with the first bad row."""
    head = four_rows(office)
    assert verified(office, [head]) is None
    assert verified(office, [head], b"another") == Broken(1, "changed")
    engine = engine_for(office)
    with engine.begin() as connection:
        for statement in FREE[connection.dialect.name]:
            connection.execute(text(statement))
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT * FROM audit ORDER BY number")).mappings().all()
        end = connection.execute(text(_END)).scalar_one()
    for name, (statements, expected) in MEDDLING.items():
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
        assert verified(office, []) == expected, name
        assert verified(office, [head]) == (Broken(3, "cut-off") if name == "its end forged" else expected), name
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM audit_anchors"))
            connection.execute(text("DELETE FROM marks WHERE name = 'audit-end'"))
            connection.execute(text("INSERT INTO marks (name, value) VALUES ('audit-end', :end)"), {"end": end})
            connection.execute(text("DELETE FROM audit"))
            columns = ", ".join(f":{column}" for column in kept[0])
            connection.execute(text(f"INSERT INTO audit VALUES ({columns})"), [dict(row) for row in kept])
    assert verified(office, [head]) is None
    assert verified(office, [Head(4, "0" * 64, NOW)]) == Broken(4, "not-the-one-of-the-head")


@pytest.mark.parametrize(
    ("meddling", "expected"),
    [
        ("DELETE FROM audit WHERE number > 3", Broken(4, "missing")),
        ("DELETE FROM audit", Broken(1, "missing")),
        ("DELETE FROM marks WHERE name = 'audit-end'", Broken(5, "out-of-order")),
        ("UPDATE marks SET value = '2 0 0' WHERE name = 'audit-end'", Broken(5, "out-of-order")),
    ],
)
def test_p11_a_cut_off_end_stays_one(office: str, meddling: str, expected: Broken) -> None:
    """Rows written after an end was cut off hide nothing: the gap stays, without any head in a second place."""
    four_rows(office)
    engine = engine_for(office)
    with engine.begin() as connection:
        for statement in (*FREE[connection.dialect.name], meddling):
            connection.execute(text(statement))
    assert verified(office, []) is not None
    store = opened(office)
    try:
        store.run(partial(noted, number=5))
        store.run(partial(noted, number=6))
    finally:
        store.stop()
    assert verified(office, []) == expected


def test_an_older_office_notes_its_end_with_its_next_row(office: str) -> None:
    """Rows from before the end was noted: said until the next one, then all is as ever."""
    four_rows(office)
    with engine_for(office).begin() as connection:
        connection.execute(text("UPDATE marks SET value = 'not-yet' WHERE name = 'audit-end'"))
    assert verified(office, []) == Broken(4, "end-not-noted")
    store = opened(office)
    try:
        assert store.run(lambda uow: uow.audit.end_to_be_noted, reading=True)
        store.run(partial(noted, number=5))
        assert not store.run(lambda uow: uow.audit.end_to_be_noted, reading=True)
    finally:
        store.stop()
    assert verified(office, []) is None


@pytest.mark.parametrize("rows", [0, 1])
def test_an_upgrade_says_that_the_end_is_to_be_noted(tmp_path: Path, rows: int) -> None:
    """Where there were rows before schema 36 their end is noted with the next one; where there were none, from the
    first on."""
    with engine_for(f"sqlite:///{tmp_path}/office.db").begin() as connection:
        upgrade(connection, "0035")
        for number in range(rows):
            connection.execute(text(f"INSERT INTO audit VALUES ({number}, 0, '', '', '', '', '{{}}', NULL, '', '')"))
        upgrade(connection)
        assert list(connection.execute(text(_END)).scalars()) == ["not-yet"] * rows


@pytest.mark.parametrize(
    "change",
    [
        "at = '2026-01-01T00:00:00Z'",
        "at = 9e18",
        "facts = 'no facts'",
        "facts = x'ff'",
        "actor = x'ff'",
        "hash = 5",
        "digest = 1.5",
        "previous = x'00'",
        "facts = '[]'",
        "action = 7.5",
    ],
)
def test_p11_what_is_of_no_kind_is_found(tmp_path: Path, change: str) -> None:
    """SQLite keeps any value in any column: what nobody could have written is a changed row, and no accident."""
    office = fresh_sqlite(tmp_path)
    head = four_rows(office)
    with engine_for(office).begin() as connection:
        for statement in (*FREE["sqlite"], f"UPDATE audit SET {change} WHERE number = 3"):
            connection.execute(text(statement))
    assert verified(office, [head]) == Broken(3, "changed")


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit WHERE number = 4"])
def test_the_databases_refuse_to_change_it(office: str, statement: str) -> None:
    """A mistake of ours, or a hand at the database's own prompt, changes no row by chance."""
    four_rows(office)
    with pytest.raises(DBAPIError, match="only grows"), engine_for(office).begin() as connection:
        connection.execute(text(statement))


def test_rows_hold_no_names_and_outlive_a_persons_key(office: str) -> None:
    """A person's rows are found by their key; once it is destroyed nobody can, and the chain is whole."""
    head = four_rows(office)
    store = opened(office)
    try:
        known = store.run(lambda uow: uow.audit.pseudonym("person-1"), reading=True)
        assert known is not None
        rows = store.run(lambda uow: list(uow.audit.rows(NOW, known)), reading=True)
        assert [row.number for row in rows] == [1, 2, 3, 4]  # by them, or about them
        assert [row.actor == known for row in rows] == [False, True, False, True]
        assert "person-1" not in repr(rows)
        assert "Anna" not in repr(rows)
        store.run(lambda uow: uow.audit.forget("person-1"))
        assert store.run(lambda uow: uow.audit.pseudonym("person-1"), reading=True) is None
    finally:
        store.stop()
    assert verified(office, [head]) is None


def test_what_is_past_its_time_goes_behind_an_anchor(office: str) -> None:
    """Retention takes the oldest rows out, in portions; what is left is a whole chain, its beginning proven."""
    head = four_rows(office)
    store = opened(office)
    try:
        assert store.run(lambda uow: uow.audit.forget_before(NOW, 10)) == 0
        assert store.run(lambda uow: uow.audit.forget_before(NOW + timedelta(seconds=1), 3)) == 3
        rows = store.run(lambda uow: [row.number for row in uow.audit.rows(NOW)], reading=True)
        assert rows == [4, 5]
    finally:
        store.stop()
    assert verified(office, [head]) is None


def test_no_audit_no_action(office: str) -> None:
    """If the row can't be written, nothing of what it tells happens; nor can a unit that only looks note anything."""
    store = opened(office)
    try:
        store.run(lambda uow: uow.marks.set("before", "there"))

        def both(uow: UnitOfWork) -> None:
            uow.marks.set("after", "there")
            uow.audit.record("x" * 10, "task", "t", values={"unwritable": object()})

        with pytest.raises(TypeError):
            store.run(both)
        assert store.run(lambda uow: uow.marks.get("before")) == "there"
        assert store.run(lambda uow: uow.marks.get("after")) is None
        with pytest.raises(AuditLost):
            store.run(lambda uow: uow.audit.record("task-looked-at", "task", "t"), reading=True)
    finally:
        store.stop()

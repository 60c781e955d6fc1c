"""Forgetting goes in portions, finds its rows by an index or a key, and forgets what it should and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Text, select, type_coerce

from bot.database import Database
from bot.housekeeping import PORTION, tidy
from storage import sqlite
from storage.audit import AUDIT_LIFE, audit
from storage.dialogs import buttons
from storage.engine import Store, StoreBusy, open_store
from storage.ids import Ids
from storage.inbox import RAW_LIFE, inbox
from storage.invites import failed_codes
from storage.outbox import outbox
from storage.people import people
from storage.query import Query
from storage.types import Sealed, to_milliseconds
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import InboxState, OutboxState
from tests.storage.kit import NOW, fill, put, started

OLD = NOW - timedelta(days=40)
MANY = 3 * PORTION + 7


@pytest.fixture
def store(office: str) -> Iterator[Store]:
    """A started store of each kind, with tables."""
    store = started(office)
    yield store
    store.stop()


def ids(at: datetime, number: int) -> list[str]:
    """Return keys drawn at a moment."""
    drawn = Ids()
    return [drawn.next(to_milliseconds(at)) for _ in range(number)]


def events(at: datetime, number: int, state: InboxState, key: str) -> list[dict[str, Any]]:
    """Return inbox rows kept at a moment."""
    done = at if state is InboxState.DONE else None
    return [
        {
            "id": one,
            "at": at,
            "state": state,
            "done_at": done,
            "raw": "words",
            "second_key": None,
            "key": f"{key}:{one}",
        }
        for one in ids(at, number)
    ]


def table(store: Store, *columns: Any) -> list[tuple[Any, ...]]:
    """Return rows as they are."""
    query = Query(select(*(type_coerce(one, Text) if isinstance(one.type, Sealed) else one for one in columns)))
    return [tuple(row) for row in store.run(lambda uow: uow.run.all(query), reading=True)]


async def test_payloads_are_forgotten_in_portions(office: str, store: Store) -> None:
    """Hundreds of old payloads go; what is set aside and what is young stays; no unit touches more than a portion."""
    put(office, inbox, *events(OLD, MANY, InboxState.DONE, "a"), *events(OLD, 3, InboxState.DEAD, "b"))
    put(office, inbox, *events(NOW - timedelta(days=3), 5, InboxState.DONE, "c"))
    database = Database(store)
    touched = _counting(database)
    await tidy(database)
    left = sorted(key[0] for key, raw in table(store, inbox.c.key, inbox.c.raw) if raw != "-")
    assert left == ["b"] * 3 + ["c"] * 5
    assert max(touched) <= 2 * PORTION
    again = _counting(database)
    await tidy(database)
    assert sum(again) == 0


async def test_what_is_dealt_with_late_is_forgotten_at_once(office: str, store: Store) -> None:
    """A dead letter older than payloads live is discarded, another is handled: neither keeps its words."""
    rows = events(NOW - RAW_LIFE - timedelta(days=1), 2, InboxState.DEAD, "d")
    put(office, inbox, *rows)
    await tidy(Database(store))
    first, second = (str(row["id"]) for row in rows)

    def unit(uow: UnitOfWork) -> None:
        assert uow.inbox.discard(first, InboxState.DONE, NOW, "answered by phone")
        assert uow.inbox.replay(second)
        assert uow.inbox.close(second, InboxState.DONE, NOW)

    assert {raw for (raw,) in table(store, inbox.c.raw)} == {"0words"}
    store.run(unit)
    assert {raw for (raw,) in table(store, inbox.c.raw)} == {"-"}


async def test_update_ids_are_freed_in_portions(office: str, store: Store) -> None:
    """Telegram may use its numbers again after a week; natural keys of messages stay."""
    updates = events(OLD, MANY, InboxState.DONE, "telegram::update")
    messages = events(OLD, 4, InboxState.DONE, "telegram::message")
    for row in messages:
        row["second_key"] = f"telegram::update:m{row['id']}"
    young = events(NOW - timedelta(days=1), 4, InboxState.DONE, "telegram::update")
    put(office, inbox, *updates, *messages, *young)
    await tidy(Database(store))
    keys = table(store, inbox.c.key, inbox.c.second_key)
    assert sum(":old:" in key for key, _ in keys) == MANY
    assert all(second is None for _, second in keys)
    assert {str(row["key"]) for row in (*messages, *young)} <= {key for key, _ in keys}


async def test_buttons_and_codes_are_forgotten_in_portions(office: str, store: Store) -> None:
    """Expired buttons and old failures go, however many; the others stay."""
    fill(office, 1)
    ((person,),) = table(store, people.c.id)
    held = {"person_id": person, "expires_at": OLD}
    put(office, buttons, *({**held, "key": f"{number:05}"} for number in range(MANY)))
    put(office, buttons, {**held, "key": "99999", "expires_at": NOW + timedelta(days=1)})
    put(office, failed_codes, *({"id": one, "at": OLD} for one in ids(OLD, MANY)))
    put(office, failed_codes, {"id": ids(NOW, 1)[0], "at": NOW})
    database = Database(store)
    touched = _counting(database)
    await tidy(database)
    assert {at for (at,) in table(store, buttons.c.expires_at)} == {NOW + timedelta(days=1)}
    assert all(at >= NOW for (at,) in table(store, failed_codes.c.at))
    assert max(touched) <= PORTION + 1


def _counting(database: Database) -> list[int]:
    """Return a list that grows by the number of rows each unit of work changes."""
    touched: list[int] = []
    real = database.write

    async def write(unit: Callable[[UnitOfWork], Any]) -> Any:
        def counted(uow: UnitOfWork) -> Any:
            change, sums = type(uow.run).change, [0]
            inner = uow.run

            class Counting:
                def __getattr__(self, name: str) -> Any:
                    return getattr(inner, name)

                def change(self, query: Query, **values: Any) -> int:
                    found = change(inner, query, **values)
                    sums[0] += found if "tidied" not in str(values.get("name", "")) else 0
                    return found

            for noun in (uow.inbox, uow.people, uow.dialogs):
                noun._run = Counting()  # type: ignore[assignment]  # noqa: SLF001 - all changes go through it
            value = unit(uow)
            touched.append(sums[0])
            return value

        return await real(counted)

    database.write = write  # type: ignore[method-assign]  # played over for this test
    return touched


def test_what_is_asked_every_round_uses_an_index(new_office: Callable[[str], str]) -> None:
    """The counts and lists asked again and again need not go through all that was ever sent or heard, nor
    through all clients."""
    url = new_office("sqlite")
    file = sqlite3.connect(url.removeprefix("sqlite:///"))
    from storage import channels
    from storage import inbox as inboxes
    from storage import outbox as outboxes

    asked = {
        "ix_outbox_given_up": (outboxes._FAILED, outboxes._COUNT_FAILED),  # noqa: SLF001 - their plans are what matters
        "ix_outbox_open": (outboxes._PENDING, outboxes._PLACES),  # noqa: SLF001 - as above
        "ix_outbox_card": (outboxes._ANY_UNTRIED, outboxes._SUPERSEDE),  # noqa: SLF001 - as above
        "ix_outbox_drawings": (outboxes._ON_ITS_WAY, outboxes._HANGS),  # noqa: SLF001 - as above
        "ix_inbox_dead": (inboxes._DEAD, inboxes._COUNT_DEAD),  # noqa: SLF001 - as above
        "ix_inbox_open": (inboxes._LANES, inboxes._COUNT_NEW),  # noqa: SLF001 - as above
        "ix_clients_limited": (channels._LIMITED,),  # noqa: SLF001 - as above
    }
    for index, queries in asked.items():
        for query in queries:
            sql = query.plan(sqlite.DIALECT).sql
            plan = file.execute(f"EXPLAIN QUERY PLAN {sql}", ["x"] * sql.count("?")).fetchall()
            assert any(index in str(step[-1]) for step in plan), (index, plan)
    file.close()


def test_failed_messages_and_parked_ones_are_listed(office: str, store: Store) -> None:
    """What was given up and what nobody knows about stand in one list, oldest first."""
    first, second, third = ids(OLD, 3)
    states = {first: OutboxState.PARKED, second: OutboxState.FAILED, third: OutboxState.SENT}
    put(office, outbox, *({"id": one, "state": state, "key": None} for one, state in states.items()))
    assert [letter.id for letter in store.run(lambda uow: uow.outbox.failed(), reading=True)] == [first, second]
    assert store.run(lambda uow: uow.outbox.count(OutboxState.FAILED), reading=True) == 1


def test_a_reader_in_trouble_says_so_in_our_words(new_office: Callable[[str], str]) -> None:
    """A driver's error while reading is the store's own: whoever waits for a busy store waits here, too."""
    url = new_office("sqlite")
    store = open_store(url, lambda: NOW)
    store.start()

    def broken(uow: UnitOfWork) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_IOERR, "SQLITE_IOERR"
        raise error

    try:
        for _ in range(3):
            with pytest.raises(StoreBusy, match="SQLITE_IOERR"):
                store.run(broken, reading=True)
        assert store.run(lambda uow: uow.marks.get("nothing"), reading=True) is None
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            store.run(lambda uow: uow.run._cursor.execute("SELECT 1 FROM nowhere"), reading=True)  # noqa: SLF001 - nonsense
    finally:
        store.stop()


async def test_audit_rows_go_after_three_years(office: str, store: Store) -> None:
    """What is older than claims can be made goes, all of it, behind an anchor; what is younger stays."""
    rows = [{"at": NOW - AUDIT_LIFE - timedelta(days=1)}] * (PORTION + 3)  # numbered from 0
    put(office, audit, *rows, {"at": NOW - AUDIT_LIFE})
    await tidy(Database(store))
    left = [
        (row.number, row.action)
        for row in store.run(lambda uow: list(uow.audit.rows(NOW - 2 * AUDIT_LIFE)), reading=True)
    ]
    assert [number for number, _ in left] == [PORTION + 3, PORTION + 4, PORTION + 5]
    assert [action for _, action in left][1:] == ["audit-forgotten"] * 2

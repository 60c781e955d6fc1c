"""P07: what is past its time goes, to the day, and only that; what lives on under the key of a day that goes is sealed
anew."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Text, select, text, type_coerce

from bot.database import Database
from bot.rights.retention import Retention, counted
from handlers.rules.retention import Periods
from storage.bookings import bookings
from storage.catalogue import metadata
from storage.conversation import messages
from storage.drafts import drafts
from storage.engine import open_store
from storage.keys import KeyStore
from storage.migrate import engine_for
from storage.outbox import outbox
from storage.people import people
from storage.query import Query
from storage.renewal import renew_portion, sealed_tables
from storage.sealing import DAY
from storage.series import series
from storage.tasks import tasks
from storage.vocabulary import BookingState, ClientId, DraftState, OutboxState, TaskState
from tests.clocks import RunningClock
from tests.databases import fresh_sqlite
from tests.storage.kit import put
from tests.vaults import safe_in

BEGAN = datetime(2026, 1, 10, 11, tzinfo=UTC)
ZONE = "Europe/Berlin"
GONE = "gone"


@dataclass
class Room:
    """A database that began on 10 January 2026, at noon in Berlin."""

    database: Database
    keys: KeyStore
    clock: RunningClock
    rounds: Retention

    def moves(self, words: str) -> None:
        """Let it be that moment on Berlin's clocks, in winter."""
        self.clock.jump((datetime.fromisoformat(f"{words}+00:00") - self.clock.now()).total_seconds() - 3600)

    async def words(self, name: str, column: str) -> dict[str, Any]:
        """Return what a column holds, by the rows' ids."""
        table = metadata.tables[name]
        query = Query(select(table.c.id, table.c[column]))
        return dict(await self.database.read(lambda uow: [tuple(row) for row in uow.run.all(query)]))


@pytest.fixture(params=["sqlite", "postgresql"])
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Room]:
    """A room on each kind of database, with what a retention has to judge."""
    url = fresh_sqlite(tmp_path) if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    with engine_for(url).begin() as connection:
        connection.execute(text("INSERT INTO teams (id, name) VALUES ('t', 'Office')"))
        for client in ("usual", "short"):
            days = 7 if client == "short" else None
            row = "INSERT INTO clients (id, name, name_key, created_at, keep_days) VALUES (:id, '0x', :id, 0, :days)"
            connection.execute(text(row), {"id": client, "days": days})
    put(url, people, {"id": "anna", "client_id": "usual"})
    shared = {"contact_id": "anna", "team_id": "t", "booking_id": None, "ended_at": BEGAN}
    states = {"old": TaskState.CLOSED, "short": TaskState.CANCELLED, "open": TaskState.ACKNOWLEDGED}
    whose = {"old": "usual", "short": "short", "open": "usual"}
    rows = [{"id": which, "client_id": whose[which], "state": state, **shared} for which, state in states.items()]
    put(url, tasks, *rows)
    put(url, messages, *({"id": f"m-{which}", "task_id": which, "author_id": "anna"} for which in states))
    kept = {"client_id": "usual", "contact_id": "anna", "booked_by": "anna", "state": BookingState.DONE}
    put(
        url,
        bookings,
        {"id": "a", **kept, "starts_at": BEGAN - timedelta(hours=1), "ends_at": BEGAN, "words": "wisdom tooth"},
    )
    touched = {"person_id": "anna", "created_at": BEGAN, "touched_at": BEGAN}
    put(url, drafts, {"id": "unfinished", **touched, "state": DraftState.OPEN})
    put(url, drafts, {"id": "template", **touched, "state": DraftState.OPEN, "words": "every week"})
    put(url, series, {"id": "s", "person_id": "anna", "contact_id": "anna", "draft_id": "template"})
    to = {"person_id": None, "about": None, "created_at": BEGAN, "chat": "7"}
    put(url, outbox, {"id": "sent", **to, "key": "k1", "state": OutboxState.SENT})
    put(url, outbox, {"id": "waits", **to, "key": "k2", "state": OutboxState.NEW, "content": {"lines": ["later"]}})
    clock = RunningClock(BEGAN)
    safe = safe_in(tmp_path, clock.now)
    store = open_store(url, clock.now, workers=1, vault=safe.vault, secret=safe.audit_secret())
    store.start()
    database = Database(store)
    for table in sealed_tables():
        await database.write(lambda uow, table=table: renew_portion(uow.run, safe.keys, table))  # type: ignore[misc]  # a lambda's default has no type
    yield Room(database, safe.keys, clock, Retention(database, clock, safe.keys, None, Periods(), ZONE))
    store.stop()


async def test_p07_to_the_day(room: Room) -> None:
    """A day before its limit everything is there, on the day after it is gone; what is open stays; evidence goes after
    eight years from the end of the calendar year."""
    room.moves("2026-01-17T23:50")
    assert (await room.rounds.look())["requests"] == 0
    room.moves("2026-01-18T00:10")
    assert (await room.rounds.look())["requests"] == 1, "the client with a week of its own"
    said = await room.words("tasks", "words")
    assert said["short"] == ""
    assert said["old"]
    room.moves("2026-04-11T00:50")  # an hour on: summer time
    assert await room.database.read(lambda uow: counted(Periods(), ZONE, room.clock.now(), uow)) == {
        **dict.fromkeys(("requests", "appointments", "messages", "approvals", "dialogs", "buttons", "drafts"), 0),
        **dict.fromkeys(("evidence-requests", "evidence-appointments"), 0),
        **{"requests": 1, "messages": 1, "drafts": 1},
    }
    await room.rounds.look()
    said, told = await room.words("tasks", "words"), await room.words("task_messages", "words")
    assert (said["old"], told["m-old"]) == ("", "")
    assert said["open"]
    assert told["m-open"]
    assert (await room.words("bookings", "words"))["a"] == "wisdom tooth"
    room.moves("2026-07-11T00:50")
    await room.rounds.look()
    assert (await room.words("bookings", "words"))["a"] is None
    room.moves("2034-12-31T23:50")
    assert (await room.rounds.look())["evidence-requests"] == 0
    room.moves("2035-01-01T00:10")
    assert (await room.rounds.look())["evidence-requests"] == 2
    assert set(await room.words("tasks", "words")) == {"open"}
    assert await room.words("bookings", "words") == {}


async def test_p07_keys_of_days_go_and_what_lives_stays_readable(room: Room) -> None:
    """After fourteen days the key is destroyed: an unfinished draft and the content of what was sent are gone; a
    template and a message that still waits are sealed with today's key."""
    first = [key.name for key in room.keys.all() if key.owner.startswith(DAY)]
    room.moves("2026-01-24T11:30")
    assert (await room.rounds.look())["keys"] == 0
    room.moves("2026-01-26T12:30")
    gone = await room.rounds.look()
    assert (gone["drafts"], gone["messages"], gone["keys"]) == (1, 1, len(first))
    assert first
    assert not set(first) & {key.name for key in room.keys.all()}
    assert await room.words("drafts", "words") == {"template": "every week"}
    assert await room.words("outbox", "content") == {"sent": {}, "waits": {"lines": ["later"]}}
    stored = Query(select(type_coerce(drafts.c.words, Text)))
    today = room.keys.current(f"{DAY}:2026-01-26").name
    assert str((await room.database.read(lambda uow: uow.run.one(stored)) or [""])[0])[1:9] == today


async def test_p07_days_of_a_client(room: Room) -> None:
    """A client's own days are kept, with a line in the audit, and asked from then on."""
    await room.database.write(lambda uow: uow.clients.set_keep_days(ClientId("usual"), 30))
    assert await room.database.read(lambda uow: uow.clients.keep_days()) == {"short": 7, "usual": 30}

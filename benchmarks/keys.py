"""What sealing costs beside requests (see `requests`): other keys for a large office, and a search by words in one."""

from __future__ import annotations

import gc
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.report import Line, median, share
from bot.collecting import spare_what_stays
from handlers.tasks.searching import MOST_READ, Search
from storage import bulk
from storage.ids import dated
from storage.keys import KEY_BYTES, KeyStore, Master
from storage.migrate import migrate
from storage.renewal import Portion, renew_portion, sealed_tables
from storage.search import Reach
from storage.sqlite import SqliteStore
from storage.unit_of_work import UnitOfWork
from storage.vault import CLIENT, Sealing
from storage.vocabulary import PersonState, Role, TaskState

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
CLIENTS = 200
TASKS = 200_000
FIELDS = 5 * TASKS
SEARCHED = MOST_READ
WORDS = "Please move Thursday's call with the tax adviser to next week, in the afternoon if that suits them. " * 2
ROUNDS = 20


def lines(folder: Path) -> list[Line]:
    """Return the figures."""
    return [_searched(folder / "some.db"), _renewed(folder / "many.db")]


def _renewed(path: Path) -> Line:
    keys, store = _office(path, TASKS)
    try:
        for owner in {key.owner for key in keys.all() if key.owner.startswith(CLIENT)}:
            keys.renew(owner)
        began, renewed = time.perf_counter(), 0
        for table in sealed_tables():
            after: str | None = ""
            while after is not None:
                done = store.run(partial(_portion, keys, table, after))
                renewed, after = renewed + done.renewed, done.last
        took = time.perf_counter() - began
    finally:
        store.stop()
    assert renewed >= TASKS
    return Line(f"{FIELDS:,} fields sealed with new keys", f"{took:.0f} s", bar="≤ 300 s", met=took <= 300)


def _searched(path: Path) -> Line:
    _, store = _office(path, SEARCHED)
    took, busy = [], []
    try:
        spare_what_stays()
        for number in range(ROUNDS):
            began, busy_began = time.perf_counter(), time.process_time()
            search = Search((f"nowhere{number}",), Reach.ALL, "", inside=True, most=10)
            while store.run(search.step, reading=True):
                pass
            took.append(time.perf_counter() - began)
            busy.append(time.process_time() - busy_began)
    finally:
        gc.unfreeze()
        store.stop()
    slow, usual, alone = (f"{seconds * 1000:.0f} ms" for seconds in (share(took, 0.95), median(took), median(busy)))
    return Line(
        f"a word that is nowhere, among {SEARCHED:,} tasks, p95",
        f"{slow}, median {usual}, of processor time {alone}",
        bar="≤ 1 s",
        met=share(took, 0.95) <= 1,
    )


def _office(path: Path, tasks: int) -> tuple[KeyStore, SqliteStore]:
    migrate(f"sqlite:///{path}")
    keys = KeyStore(f"sqlite:///{path.with_suffix('.keys')}", partial(Master, bytes(KEY_BYTES)), lambda: NOW)
    keys.open()
    store = SqliteStore(str(path), lambda: NOW, Sealing(keys))
    store.start()
    store.run(_people)
    for first in range(0, tasks, 5000):
        store.run(partial(_tasks, first))
    return keys, store


def _portion(keys: KeyStore, table: str, after: str, uow: UnitOfWork) -> Portion:
    return renew_portion(uow.run, keys, table, after)


def _people(uow: UnitOfWork) -> None:
    bulk.add(uow.run, "teams", [{"id": "t", "name": "Office"}])
    names = range(CLIENTS)
    bulk.add(
        uow.run,
        "clients",
        [{"id": f"c{one}", "name": f"Client {one}", "name_key": f"client {one}", "created_at": NOW} for one in names],
    )
    person = {"state": PersonState.ACTIVE, "language": "en", "zone": "UTC", "zone_known": True, "guest": False}
    of = {**person, "role": Role.CLIENT, "created_at": NOW}
    bulk.add(uow.run, "people", [{**of, "id": f"p{one}", "name": "Anna", "client_id": f"c{one}"} for one in names])


def _tasks(first: int, uow: UnitOfWork) -> None:
    rows = []
    for number in range(first, first + 5000):
        one = number % CLIENTS
        at = NOW - timedelta(seconds=10_000_000 - number)
        words = {
            "words": WORDS,
            "files": [],
            "title": "A call with the tax adviser",
            "wish": "on Friday",
            "result": WORDS,
        }
        rows.append(
            {
                **words,
                "id": dated(at, number),
                "number": number + 1001,
                "client_id": f"c{one}",
                "contact_id": f"p{one}",
                "team_id": "t",
                "state": TaskState.CLOSED,
                "version": 1,
                "created_at": at,
            }
        )
    bulk.add(uow.run, "tasks", rows)

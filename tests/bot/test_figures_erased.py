"""Figures of weeks that are over stay what they were when one of the clients is erased: only words go."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import bindparam, select

from bot.database import Database
from bot.rights.erasing import Eraser
from bot.seed.writing import write
from handlers.chat.context import Context
from handlers.privacy import actions
from handlers.reports.facts import figures_of
from handlers.rules.kpi.facts import Dimension
from handlers.rules.kpi.figures import Figures
from handlers.rules.kpi.measure import Measured
from handlers.rules.kpi.periods import month, week
from storage import erasing
from storage.engine import Store, open_store
from storage.query import Query
from storage.tasks import tasks
from storage.vocabulary import ClientId
from tests.bot.figures_again import BERLIN
from tests.bot.seeded import UNTIL, office, small
from tests.clocks import RunningClock
from tests.databases import fresh_sqlite
from tests.vaults import safe_in

PERIODS = [
    week(date(2026, 9, 14), BERLIN),
    week(date(2026, 10, 20), BERLIN),
    week(date(2026, 11, 10), BERLIN),
    month(date(2026, 10, 1), BERLIN),
]
DAY = 86_400.0
_WORDS = Query(select(tasks.c.words).where(tasks.c.client_id == bindparam("client")))


async def test_an_erasure_changes_no_figure(tmp_path: Path) -> None:
    """The client with most requests is erased: whose work it was, of which kind it was, where it came from, how long it
    took and what was promised is the same in every week that is over."""
    clock = RunningClock(UNTIL)
    safe = safe_in(tmp_path, clock.now)
    store = open_store(fresh_sqlite(tmp_path), clock.now, vault=safe.vault, secret=safe.audit_secret())
    store.start()
    try:
        write(store, office(), small(400))
        before = _figures(store)
        client = max(before[-1].by(Dimension.CLIENT).items(), key=lambda each: len(each[1].tasks))[0]
        assert client is not None
        store.run(lambda uow: actions.begin(Context(uow, office()), ClientId(client), None))
        eraser = Eraser(Database(store), safe.keys, None, office())
        while await eraser.look():
            clock.move(DAY)
        assert store.run(lambda uow: {str(row[0]) for row in uow.run.all(_WORDS, client=client)}) == {""}
        assert _figures(store) == before
    finally:
        store.stop()


def test_what_was_closed_without_a_line(tmp_path: Path) -> None:
    """Requests of a client whose words nobody can read any more end without a line in their history: they are cancelled
    in the week in which that was, and none of them is open or overdue afterwards."""
    clock = RunningClock(UNTIL)
    store = open_store(fresh_sqlite(tmp_path), clock.now)
    store.start()
    try:
        write(store, office(), small(400))
        this = week(UNTIL.date(), BERLIN)
        following = week(UNTIL.date() + timedelta(days=3), BERLIN)
        (before,) = store.run(lambda uow: figures_of(uow, office(), [this], uow.now), reading=True)
        client, theirs = max(before.by(Dimension.CLIENT).items(), key=lambda each: each[1].open.n)
        store.run(lambda uow: erasing.close(uow.run, str(client), uow.now + timedelta(minutes=1)))
        clock.move(8 * DAY)
        found = store.run(lambda uow: figures_of(uow, office(), [this, following], uow.now), reading=True)
        now, later = (each.only(Dimension.CLIENT, client) for each in found)
        assert theirs.open.n > 1
        assert Counter(now.cancelled.refs) == Counter(theirs.cancelled.refs) + Counter(theirs.open.refs)
        assert (now.open.n, later.was_open.n, later.overdue()) == (0, 0, [])
        assert found[0].open == found[1].was_open
    finally:
        store.stop()


def _figures(store: Store) -> list[Figures]:
    """Return the figures without words and without when this is asked."""
    found = store.run(lambda uow: figures_of(uow, office(), PERIODS, uow.now), reading=True)
    return [replace(each, tasks=tuple(_without_words(task) for task in each.tasks)) for each in found]


def _without_words(task: Measured) -> Measured:
    return task._replace(ratings=tuple(replace(each, words=None) for each in task.ratings))

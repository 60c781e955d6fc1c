"""Calendar feeds below HTTP: what a key opens, which keys open nothing, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.database import Database
from bot.feeds import OFTEN, OFTEN_SECONDS, WRONG, WRONG_SECONDS, Feeds
from bot.health import Counters
from bot.i18n import Wording
from handlers.bookings import actions, feeds, series
from handlers.rules.slots.series import Series
from storage.bookings import Booking
from storage.feeds import feeds as table
from storage.migrate import migrate
from storage.query import Query
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import PersonId, PersonState
from tests.clocks import RunningClock
from tests.storage.booking_scene import MONDAY, NINE, Scene, opened
from tests.storage.kit import KINDS

vobject = pytest.importorskip("vobject", reason="vobject is not installed: `make setup-dev` does that")
KEY = "k" * 43


@pytest.fixture(params=KINDS)
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """A desk on a database of each kind."""
    url = f"sqlite:///{tmp_path}/o.db" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    migrate(url)
    made = opened(url)
    yield made
    made.store.stop()


class StillClock(RunningClock):
    """Seconds pass only when told."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


def _feeds(scene: Scene, clock: StillClock) -> Feeds:
    return Feeds(Database(scene.store), clock, scene.office, Wording(), Counters())


def _has(scene: Scene, who: str, key: str) -> None:
    def unit(uow: UnitOfWork) -> None:
        uow.feeds.set(scene.people[who].id, feeds.hashed(key), uow.now)

    scene.store.run(unit)


def kept(found: object) -> Booking:
    """Return what was booked."""
    assert isinstance(found, Booking), found
    return found


def _events(body: bytes) -> list[Any]:
    read = vobject.readOne(body.decode())
    read.validate(raiseException=True)
    return list(read.contents.get("vevent", []))


async def test_what_a_key_opens(scene: Scene) -> None:
    """A client's feed has their appointments and nobody else's, a series as one that repeats; the host's has all, and
    what is only held is in neither. Nothing but a hash of the key is kept."""
    service = scene.service()
    booked = kept(scene.run("Anna", actions.book, scene.wish(service)))
    other = kept(scene.run("Client 0", actions.book, scene.wish(service, 60, "Client 0")))
    scene.run("Anna", actions.hold, scene.wish(service, 180))
    weekly = Series(NINE + timedelta(hours=4), ZoneInfo("Europe/Berlin"), 1, 3)
    planned = kept(scene.run("Anna", series.book, scene.wish(service, 240), weekly)[0])
    _has(scene, "Anna", KEY)
    _has(scene, "Ben", "b" * 43)
    office = _feeds(scene, StillClock())
    status, headers, body = await office.answer(KEY, "")
    assert status == 200
    found = _events(body)
    assert {event.uid.value for event in found} == {booked.uid, planned.uid}
    assert [event.rrule.value for event in found if "rrule" in event.contents] == ["FREQ=WEEKLY;COUNT=3;INTERVAL=1"]
    assert (await office.answer(KEY, f'"x", W/{headers["ETag"]}'))[0] == 304
    _, _, hosts = await office.answer("b" * 43, "")
    assert {event.uid.value for event in _events(hosts)} == {booked.uid, other.uid, planned.uid}
    hashes = scene.store.run(lambda uow: uow.run.all(Query(select(table.c.key_hash))))
    assert all(len(row[0]) == 64 and KEY not in row[0] for row in hashes)


async def test_keys_that_open_nothing_sound_alike(scene: Scene) -> None:
    """A key that never was, one that was replaced, one taken back, and that of somebody who has no access any more."""
    office = _feeds(scene, StillClock())
    for who, key in (("Anna", "old"), ("Anna", KEY), ("Ben", "ended"), ("Mia", "gone")):
        _has(scene, who, key)
    scene.store.run(partial(_ends, scene.people["Ben"].id))
    assert (await office.answer("gone", ""))[0] == 200
    scene.store.run(lambda uow: uow.people.set_state(scene.people["Mia"].id, PersonState.REMOVED))
    answers = [await office.answer(key, "") for key in ("never", "old", "ended", "gone", "é\udc80" * 2000)]
    assert answers == [(404, {}, b"")] * 5
    assert (await office.answer(KEY, ""))[0] == 200


def _ends(person: PersonId, uow: UnitOfWork) -> None:
    assert uow.feeds.end(person)
    assert not uow.feeds.end(person)


async def test_not_too_often(scene: Scene) -> None:
    """Whoever tries keys is put off, and doesn't put off those who have one; each of these may read so often."""
    clock = StillClock(MONDAY)
    office = _feeds(scene, clock)
    _has(scene, "Anna", KEY)
    assert (await office.answer(KEY, ""))[0] == 200
    tried = [(await office.answer(f"wrong {number}", ""))[0] for number in range(WRONG + 2)]
    assert tried == [404] * WRONG + [429, 429]
    read = [(await office.answer(KEY, ""))[0] for _ in range(OFTEN)]
    assert read == [200] * (OFTEN - 1) + [429]
    clock.seconds += OFTEN_SECONDS + WRONG_SECONDS
    assert [(await office.answer(key, ""))[0] for key in (KEY, KEY, "wrong")] == [200, 429, 404]

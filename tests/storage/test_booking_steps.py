"""A hold, a confirmation, a move and a cancellation that end at any statement: nothing of them is left, no timer, no
message, no time of anybody's; and the same again succeeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from handlers.bookings import actions, waiting
from handlers.rules.slots.service import MINUTE
from storage.bookings import Booking, bookings, history, parts
from storage.hosts import hosts
from storage.migrate import engine_for
from storage.numbers import numbers
from storage.outbox import outbox
from storage.query import Runner
from storage.timers import timers
from storage.waits import waits
from tests.storage.booking_scene import MONDAY, NINE, Scene, opened

Act = Callable[[], Any]
LEFT = (bookings, parts, history, hosts, waits, numbers, timers, outbox)


class Ended(Exception):
    """The work ends here."""


@pytest.fixture
def scene(office: str) -> Iterator[Scene]:
    """A scene on each kind of database."""
    whole = opened(office)
    whole.fresh()
    yield whole
    whole.store.stop()


@contextmanager
def ended_at(statement: int) -> Iterator[list[int]]:
    """End the work at its n-th statement; yield how many there were."""
    seen = [0]
    with pytest.MonkeyPatch.context() as patch:
        for name in ("one", "all", "change"):
            patch.setattr(Runner, name, _counted(getattr(Runner, name), seen, statement))
        yield seen


def _counted(run: Callable[..., Any], seen: list[int], last: int) -> Callable[..., Any]:
    def counted(self: Runner, query: object, **values: Any) -> Any:
        seen[0] += 1
        if seen[0] == last:
            raise Ended
        return run(self, query, **values)

    return counted


def content(url: str) -> list[list[tuple[Any, ...]]]:
    """Return all rows that an appointment may leave."""
    with engine_for(url).connect() as connection:
        return [sorted((tuple(row) for row in connection.execute(select(table))), key=repr) for table in LEFT]


def nothing_is_left(url: str, act: Act) -> Booking:
    """End an act at each of its statements; each time all rows are what they were. Then let it come to its end."""
    before = content(url)
    statement = 0
    while True:
        statement += 1
        with ended_at(statement) as seen:
            try:
                found = act()
            except Ended:
                assert content(url) == before, f"statement {statement}"
                continue
        assert seen[0] == statement - 1
        assert statement > 10
        assert isinstance(found, Booking)
        return found


def test_ended_at_each_statement(scene: Scene, office: str) -> None:
    """Held, confirmed, moved, cancelled with somebody waiting: whole or not at all, at every step."""
    service = scene.service(remind_before=(timedelta(minutes=30),))
    held = nothing_is_left(office, lambda: scene.run("Anna", actions.hold, scene.wish(service, 60)))
    booked = nothing_is_left(office, lambda: scene.run("Anna", actions.confirm, held.id))
    later = NINE + timedelta(minutes=90)
    moved = nothing_is_left(office, lambda: scene.run("Anna", actions.move, booked.id, later))
    scene.run("Client 0", waiting.join, service, 30 * MINUTE, MONDAY, NINE + timedelta(hours=4))
    nothing_is_left(office, lambda: scene.run("Anna", actions.cancel, moved.id))
    assert scene.until(NINE + timedelta(hours=4)) == ["bookings.hold-over"], "of what was offered; nobody is reminded"
    assert scene.overlaps() == 0

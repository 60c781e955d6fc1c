"""A hold, a confirmation, a move and a cancellation that end at any statement, and an office that is started again
after each: nothing of them is left or all, no timer, no message, no time of anybody's; no reminder of what was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, select

from handlers.bookings import actions, record, waiting
from handlers.rules.slots.service import MINUTE
from storage.bookings import Booking, bookings, history, parts
from storage.calendar_entries import entries
from storage.dialogs import buttons
from storage.hosts import hosts
from storage.numbers import numbers
from storage.outbox import outbox
from storage.query import Runner
from storage.timers import timers
from storage.waits import waits
from tests.storage.booking_scene import MONDAY, NINE, Scene, opened

Act = Callable[..., Any]
LEFT = (bookings, parts, history, hosts, waits, numbers, timers, outbox, entries, buttons)
MINUTES = timedelta(minutes=1)


class Ended(Exception):
    """The work ends here."""


@dataclass
class Mortal:
    """A scene whose office is killed again and again."""

    scene: Scene
    url: str
    engine: Engine

    def content(self) -> list[list[tuple[Any, ...]]]:
        """Return all rows that an appointment may leave."""
        with self.engine.connect() as reader:
            return [sorted((tuple(row) for row in reader.execute(select(table))), key=repr) for table in LEFT]

    def dies_at_each(self, who: str, act: Act, *args: Any) -> Booking:
        """End an act at each of its statements; each time all rows are what they were. Then let it come to its end,
        and the office end right after its COMMIT: what it did is what is there."""
        before = self.content()
        statement = 0
        while True:
            statement += 1
            with ended_at(statement) as seen:
                try:
                    found = self.scene.run(who, act, *args)
                except Ended:
                    assert self.content() == before, f"statement {statement}"
                    continue
            break
        assert seen[0] == statement - 1
        assert statement > 10
        assert isinstance(found, Booking)
        self.scene.restart(self.url)
        assert self.scene.store.run(lambda uow: uow.bookings.look(found.id)) == found
        return found


@pytest.fixture
def mortal(office: str) -> Iterator[Mortal]:
    """A scene on each kind of database, where everybody hears of everything and Ben's calendar follows."""
    scene, engine = opened(office), create_engine(office.replace("postgresql:", "postgresql+psycopg:"))
    scene.fresh()
    scene.tells = True
    yield Mortal(scene, office, engine)
    engine.dispose()
    scene.store.stop()


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


def test_ended_at_each_step(mortal: Mortal) -> None:
    """Held, confirmed, moved, cancelled with somebody waiting: whole or not at all, at every step. Of the reminders
    only those of the appointment as it stands are told, and none of one that is cancelled."""
    scene = mortal.scene
    service = scene.service(remind_before=(60 * MINUTES, 30 * MINUTES))
    desk = scene.office.desk
    scene.office = replace(
        scene.office, desk=replace(desk, hosts={name: replace(host, writes=True) for name, host in desk.hosts.items()})
    )
    held = mortal.dies_at_each("Anna", actions.hold, scene.wish(service, 60))
    booked = mortal.dies_at_each("Anna", actions.confirm, held.id)
    moved = mortal.dies_at_each("Anna", actions.move, booked.id, NINE + 90 * MINUTES)
    assert scene.until(NINE + 29 * MINUTES) == [], "at nine it would have been the one from before the move"
    assert scene.until(NINE + 30 * MINUTES) == [record.REMIND]
    scene.run("Client 0", waiting.join, service, 30 * MINUTE, MONDAY, NINE + timedelta(hours=4))
    mortal.dies_at_each("Anna", actions.cancel, moved.id)
    assert scene.until(NINE + timedelta(hours=4)) == [record.HOLD_OVER], "of what was offered; nobody is reminded"
    assert scene.overlaps() == 0

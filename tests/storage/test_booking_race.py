"""Twenty clients want one time at once, round after round, on both databases: one gets it, the others what is free
instead, and nobody waits in a circle.

`make test` plays 500 rounds and `make test-long` 5,000 on each. `make race-test` plays ROUNDS (100000) in portions of
SECONDS (1500) that go on where the last one stopped; .race-test/ keeps how many are done, remove it to begin again. How
long the answers took is printed: 99 of 100 should come within a second."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import column, select, table, text

from handlers.bookings import actions
from handlers.bookings.claiming import Denied, Wish
from handlers.chat.context import Context
from handlers.rules.slots.desk import Desk
from handlers.rules.slots.service import Service
from storage.bookings import Booking
from storage.engine import Outcome
from storage.migrate import migrate
from storage.query import Query
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import BookingState
from tests.databases import fresh_sqlite
from tests.storage.booking_scene import Scene, opened
from tests.storage.kit import KINDS

CLIENTS = 20
WORKERS = 20
BOUND = 60.0
ROUNDS_OF = {"few": 500, "many": 5_000}
OFTEN = [pytest.param("few"), pytest.param("many", marks=pytest.mark.long)]
often = pytest.mark.parametrize("often", OFTEN)
ROUNDS, PORTION = int(os.environ.get("ROUNDS", "100000")), float(os.environ.get("SECONDS", "1500"))
DONE = Path(__file__).parents[2] / ".race-test"
_DEADLOCKS = Query(
    select(column("deadlocks")).select_from(table("pg_stat_database")).where(text("datname = current_database()"))
)
Act = Callable[[Context], object]


@pytest.fixture(params=KINDS)
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A database of each kind in which nothing has happened, with as many connections as clients."""
    if request.param == "sqlite":
        url = fresh_sqlite(tmp_path_factory.mktemp("race"))
    else:
        url = request.getfixturevalue("empty_postgres_url")
        migrate(url)
    opening = opened(url, workers=WORKERS, clients=CLIENTS)
    opening.fresh()
    yield opening
    opening.store.stop()


@dataclass(slots=True)
class Answer:
    """What somebody got."""

    who: str
    outcome: Outcome

    @property
    def booking(self) -> Booking | None:
        """Return what they got, if they did. Anything that went wrong is raised."""
        if self.outcome.error is not None:
            raise self.outcome.error
        return self.outcome.value if isinstance(self.outcome.value, Booking) else None

    @property
    def denied(self) -> Denied:
        """Return what they were told instead."""
        assert isinstance(self.outcome.value, Denied), self.outcome
        return self.outcome.value


class Together:
    """Lets people act at once: on PostgreSQL each in a transaction that has begun before any of them goes on. `seconds`
    are how long after all had begun each answer came."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.seconds: list[float] = []
        self.outcomes: queue.SimpleQueue[tuple[Outcome, float]] = queue.SimpleQueue()
        scene.store.deliver = self._deliver

    def _deliver(self, some: list[Outcome]) -> None:
        for outcome in some:
            self.outcomes.put((outcome, time.perf_counter()))

    def act(self, acts: list[tuple[str, Act]]) -> list[Answer]:
        """Let each person act, and return what each got."""
        line = threading.Barrier(len(acts) + 1) if self.scene.store.name != "sqlite" else None
        begun = time.perf_counter()
        for who, act in acts:
            self.scene.store.submit(self._unit(who, act, line), who)
        if line is not None:
            line.wait(BOUND)
            begun = time.perf_counter()
        found = [self.outcomes.get(timeout=BOUND) for _ in acts]
        self.seconds += [at - begun for _, at in found]
        return [Answer(str(outcome.ticket), outcome) for outcome, _ in found]

    def _unit(self, who: str, act: Act, line: threading.Barrier | None) -> Callable[[UnitOfWork], object]:
        first = [True]

        def unit(uow: UnitOfWork) -> object:
            if line is not None and first:  # a unit that is run again must not wait for the others a second time
                first.clear()
                line.wait(BOUND)
            return act(self.scene.context(uow, who))

        return unit


def holds(wish: Wish) -> Act:
    """Return the act of holding a time."""
    return lambda ctx: actions.hold(ctx, replace(wish, contact=ctx.who))


def books(wish: Wish) -> Act:
    """Return the act of booking a time."""
    return lambda ctx: actions.book(ctx, replace(wish, contact=ctx.who))


def one_winner(scene: Scene, answers: list[Answer]) -> None:
    """Check that one got it, and that the others heard why not and what is free instead; and give it up again."""
    [winner] = [answer for answer in answers if answer.booking is not None]
    for answer in answers:
        if answer is not winner:
            assert answer.denied.why
            assert answer.denied.alternatives
    assert winner.booking is not None
    if winner.booking.state is BookingState.HELD:
        scene.run(winner.who, actions.release, winner.booking.id)
    else:
        assert isinstance(scene.run("Mia", actions.cancel, winner.booking.id), Booking)


def deadlocks(scene: Scene) -> int:
    """Return how many transactions PostgreSQL ended because they waited in a circle, also those that were repeated."""
    if scene.store.name == "sqlite":
        return 0
    row = scene.store.run(lambda uow: uow.run.one(_DEADLOCKS), reading=True)
    assert row is not None  # a count has one
    return int(row[0])


def one_slot(scene: Scene, together: Together, service: Service) -> None:
    """Twenty tap the same time."""
    wish = scene.wish(service)
    one_winner(scene, together.act([(f"Client {number}", holds(wish)) for number in range(CLIENTS)]))


def overlapping(scene: Scene, together: Together, service: Service) -> None:
    """Twenty want times of different lengths which all have a quarter of an hour in common."""
    wishes = [replace(scene.wish(service, begin), length=length) for begin in (0, 15) for length in service.lengths]
    acts = [(f"Client {number}", books(wishes[number % len(wishes)])) for number in range(CLIENTS)]
    one_winner(scene, together.act(acts))


def any_assistant(scene: Scene, together: Together, service: Service) -> None:
    """Of two assistants one is taken: the other gets one of the twenty."""
    taken = scene.run("Anna", actions.book, scene.wish(replace(service, groups=((service.hosts[0],),)), 120))
    assert isinstance(taken, Booking)
    wish = scene.wish(service, 120)
    one_winner(scene, together.act([(f"Client {number}", books(wish)) for number in range(CLIENTS)]))
    assert isinstance(scene.run("Mia", actions.cancel, taken.id), Booking)


def two_confirm(scene: Scene, together: Together, service: Service) -> None:
    """Two held the same time one after the other, both too long, and confirm at once."""
    held = []
    for number in range(2):
        found = scene.run(f"Client {number}", actions.hold, scene.wish(service, 240))
        assert isinstance(found, Booking)
        held.append(found)
        scene.at += timedelta(minutes=5)
    scene.at += timedelta(minutes=5)
    acts: list[tuple[str, Act]] = [(f"Client {number}", partial(_confirms, found)) for number, found in enumerate(held)]
    one_winner(scene, together.act(acts))
    scene.at -= timedelta(minutes=15)


def _confirms(held: Booking, ctx: Context) -> object:
    return actions.confirm(ctx, held.id)


Play = Callable[[int], None]


@pytest.fixture
def together(scene: Scene) -> Together:
    """The twenty."""
    return Together(scene)


@pytest.fixture
def play(scene: Scene, together: Together) -> Play:
    """Plays the round of a number: one time, overlapping times, one assistant left, two confirmations."""
    alone = scene.service(("ben",), window_days=3)
    either = replace(alone, name="either", groups=((*alone.hosts, scene.host("eva")),))
    desk = scene.office.desk
    hosts = {**desk.hosts, scene.host("eva"): replace(desk.hosts[alone.hosts[0]], name=scene.host("eva"))}
    scene.office = replace(scene.office, desk=Desk({alone.name: alone, "either": either}, hosts))
    rounds = [(one_slot, alone), (overlapping, alone), (any_assistant, either), (two_confirm, alone)]

    def one(number: int) -> None:
        what, service = rounds[number % len(rounds)]
        what(scene, together, service)
        if number % 100 == 0:
            faultless(scene)

    return one


def faultless(scene: Scene) -> None:
    """Check that no two appointments overlap, and that no transactions waited in a circle."""
    assert scene.overlaps() == 0
    assert deadlocks(scene) == 0


def slowest(seconds: list[float]) -> str:
    """Return how long 99 of 100 answers took at most."""
    return f"{len(seconds)} answers: p99 {sorted(seconds)[len(seconds) * 99 // 100]:.3f} s"


@often
def test_one_winner_each_time(scene: Scene, together: Together, play: Play, often: str) -> None:
    """One winner in each round, no overlap, no deadlock."""
    for number in range(ROUNDS_OF[often]):
        play(number)
    faultless(scene)
    print(f"{ROUNDS_OF[often]} rounds, {slowest(together.seconds)}")


@pytest.mark.race
def test_one_winner_in_thousands_of_rounds(
    scene: Scene, together: Together, play: Play, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same for as long as a portion lasts."""
    kept = DONE / scene.store.name
    DONE.mkdir(exist_ok=True)
    begun = done = int(kept.read_text()) if kept.exists() else 0
    end = time.monotonic() + PORTION
    while done < ROUNDS and time.monotonic() < end:
        play(done)
        done += 1
        if done % 100 == 0:
            kept.write_text(str(done))
    faultless(scene)
    kept.write_text(str(done))
    if done > begun:
        with capsys.disabled():
            print(f"\n{scene.store.name}: {done} of {ROUNDS} rounds, {slowest(together.seconds)}")

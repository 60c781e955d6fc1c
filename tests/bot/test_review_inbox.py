# ruff: noqa: SLF001 - seen from inside, at the very moment in question
"""The inbox at close quarters: what happens to an event while something else happens at the same moment."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.database import Database
from bot.health import Counters
from bot.i18n import Wording
from bot.inbox import MOST_KEPT, Inbox
from bot.platforms.base import Arrival
from handlers.chat.context import Context, Office
from handlers.chat.feature import CommandSpec, Feature
from handlers.chat.incoming import Command, Event, Pressed, Said, Sender, Submitted
from handlers.chat.router import House
from handlers.people import FEATURE as PEOPLE
from handlers.people.actions import invite
from handlers.rules.policy import Act
from storage.engine import open_store
from storage.outbox import outbox
from storage.query import Query
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import InboxState, Role
from tests.clocks import RunningClock
from tests.databases import fresh_sqlite

OFFICE = Office("Office Berlin", "en", "Europe/Berlin")
BOUND = 30.0
ACCOUNT = "console::anna"


class Mouth:
    """A platform that understands what tests put into it."""

    name = "console"
    workspace = ""
    prefix = "/"

    def understand(self, raw: Mapping[str, Any], at: datetime) -> Event:
        sender = Sender("console", "", "anna", "anna", name="Anna")
        if "press" in raw:
            return Event(sender, Pressed(raw["press"]), at)
        if "odd" in raw:
            raise ValueError("nonsense")
        if "form" in raw:
            return Event(sender, Submitted(raw["form"]), at)
        text = str(raw["text"])
        name, _, words = text.removeprefix("/").partition(" ")
        return Event(sender, Command(name, words) if text.startswith("/") else Said(text, "1"), at)

    def ticket(self, raw: Mapping[str, Any]) -> object | None:
        return None

    async def profile(self, sender: Sender) -> Sender:
        return sender

    def __init__(self) -> None:
        self.answered: list[tuple[object, str | None]] = []

    async def answer(self, ticket: object, text: str | None) -> None:
        self.answered.append((ticket, text))


class Bench:
    """An inbox at work."""

    def __init__(self, inbox: Inbox, database: Database, clock: RunningClock, mouth: Mouth) -> None:
        self.mouth = mouth
        self.inbox = inbox
        self.database = database
        self.clock = clock
        self._count = 0

    def arrival(self, ticket: object | None = None, **raw: str) -> Arrival:
        self._count += 1
        now = self.clock.now()
        return Arrival("console", "", f"console:{self._count}", ACCOUNT, json.dumps(raw), now, ticket=ticket)

    async def opens(self) -> int:
        return await self.database.read(lambda uow: uow.inbox.count(InboxState.NEW))

    async def said(self) -> list[str]:
        rows = await self.database.read(lambda uow: uow.run.all(Query(select(outbox.c.content).order_by(outbox.c.id))))
        said = [content for (content,) in rows if "menu" not in content]
        return [content["lines"][0][0] if "title" not in content else content["title"][0] for content in said]

    async def until(self, fact: Callable[[], object]) -> None:
        async with asyncio.timeout(BOUND):
            while not fact():  # noqa: ASYNC110 - nobody announces it
                await asyncio.sleep(0.005)


def stumble(ctx: Context, words: str) -> None:
    """A handler with a fault of its own."""
    raise ValueError("a fault of our own")


HOUSE = House.of([PEOPLE, Feature("faults", commands={"stumble": CommandSpec(stumble, Act.USE)})])


@asynccontextmanager
async def bench(url: str) -> AsyncIterator[Bench]:
    clock = RunningClock()
    store = open_store(url, clock.now, workers=2)
    store.start()
    database = Database(store)
    inbox = Inbox(database, clock, OFFICE, HOUSE, Wording(), Counters())
    mouth = Mouth()
    inbox.serve(mouth)  # type: ignore[arg-type]  # as much of a platform as is asked for here
    try:
        yield Bench(inbox, database, clock, mouth)
    finally:
        await inbox.drain()
        store.stop()


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """The address of a migrated SQLite file."""
    return fresh_sqlite(tmp_path)


def a_code(uow: UnitOfWork) -> str:
    return invite(uow, Role.CLIENT, "Anna", client="Dr. Weber").code


async def test_an_arrival_while_its_lane_is_looked_up(sqlite: str) -> None:
    """A lane finds nothing in the table, and before it has gone home something arrives: it is handled all the same."""
    async with bench(sqlite) as office:
        real = office.database.read
        event = office.arrival(text="hello")

        async def read(unit: Any) -> Any:
            found = await real(unit)
            office.database.read = real  # type: ignore[method-assign]  # played over for this test
            await office.inbox.take([event])
            return found

        office.database.read = read  # type: ignore[method-assign]  # played over for this test
        office.inbox._start(ACCOUNT)
        await office.until(lambda: office.inbox.quiet)
        assert await office.opens() == 0


async def test_what_came_with_a_code_is_handled_in_the_new_lane(sqlite: str) -> None:
    """After a restart a stranger's lane holds a code and a command: the command moves to the person's lane, and on."""
    async with bench(sqlite) as office:
        code = await office.database.write(a_code)
        office.inbox._closing = True  # kept, but not begun: as if the process had ended here
        await office.inbox.take([office.arrival(text=f"/start {code}"), office.arrival(text="/help")])
        office.inbox._closing = False
        await office.inbox.recover()
        await office.until(lambda: office.inbox.quiet)
        assert await office.opens() == 0


async def test_verdicts_are_not_kept_for_ever(sqlite: str) -> None:
    """Whoever waits for a verdict and gets it leaves nothing behind."""
    async with bench(sqlite) as office:
        for _ in range(20):
            (kept,) = await office.inbox.take([office.arrival(form="none")])
            assert kept is not None
            assert await office.inbox.verdict(kept, BOUND) is not None
        assert not office.inbox._verdicts
        assert not office.inbox._late
        office.inbox._closing = True  # kept, but not handled
        await office.inbox.take([office.arrival(ticket=number, text="/help") for number in range(MOST_KEPT + 10)])
        assert len(office.inbox._tickets) == MOST_KEPT


async def test_a_lane_that_is_sooner_than_who_handed_the_event_in_has_its_ticket(either: str) -> None:
    """An event is handled before its platform hears that it was kept: whoever waits in front of it is answered."""
    async with bench(either) as office:
        real = office.database.write

        async def slow_to_answer(unit: Any) -> Any:
            office.database.write = real  # type: ignore[method-assign]  # played over for this test
            kept = await real(unit)
            await office.until(lambda: office.inbox.quiet)
            return kept

        office.database.write = slow_to_answer  # type: ignore[method-assign]  # played over for this test
        await office.inbox.take([office.arrival(ticket="spinner", press="key")])
        assert office.mouth.answered == [("spinner", None)]


async def test_a_handlers_value_error_is_tried_again_and_told(sqlite: str) -> None:
    """A ValueError in a handler is a fault like any other: tried again, then set aside, and its sender is told."""
    async with bench(sqlite) as office:
        code = await office.database.write(a_code)
        await office.inbox.take([office.arrival(text=f"/start {code}")])
        await office.until(lambda: office.inbox.quiet)
        await office.inbox.take([office.arrival(text="/stumble")])
        async with asyncio.timeout(BOUND):
            while not office.inbox.quiet:
                office.clock.move(1)
                await asyncio.sleep(0.01)
        (letter,) = await office.database.read(lambda uow: uow.inbox.dead())
        assert letter.error.startswith("ValueError")
        assert (await office.said())[-1] == "event-failed"


async def test_a_hook_that_fails_holds_up_nobody(sqlite: str) -> None:
    """What is to happen after one unit's commit fails: the units committed with it are answered."""
    async with bench(sqlite) as office:

        def broken() -> None:
            raise RuntimeError("a fault of our own")

        first = asyncio.ensure_future(office.database.write(lambda uow: uow.after_commit(broken)))
        rest = [asyncio.ensure_future(office.database.write(lambda uow: 1)) for _ in range(20)]
        async with asyncio.timeout(BOUND):
            await first
            assert await asyncio.gather(*rest) == [1] * 20


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database of each kind in turn."""
    if request.param == "sqlite":
        return fresh_sqlite(tmp_path)
    return str(request.getfixturevalue("postgres_url"))


async def test_what_one_person_sends_at_one_moment_keeps_its_order(either: str) -> None:
    """Two envelopes come side by side, and the database is slower with the first: it is kept and handled first."""
    async with bench(either) as office:
        real, handled = office.database.write, []
        understand = office.mouth.understand

        async def slow_at_first(unit: Any) -> Any:
            office.database.write = real  # type: ignore[method-assign]  # played over for this test
            await asyncio.sleep(0.05)
            return await real(unit)

        def noting(raw: Mapping[str, Any], at: datetime) -> Event:
            handled.append(raw["text"])
            return understand(raw, at)

        office.mouth.understand = noting  # type: ignore[method-assign]  # played over for this test
        office.database.write = slow_at_first  # type: ignore[method-assign]  # played over for this test
        words = [str(number) for number in range(12)]
        kept = await asyncio.gather(*(office.inbox.take([office.arrival(text=one)]) for one in words))
        ids = [str(inbox_id) for (inbox_id,) in kept]
        assert ids == sorted(ids)
        await moved_on(office)
        assert list(dict.fromkeys(handled)) == words
        assert not office.inbox._turns._last


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whatever anybody does fail."""

    def fail(*_: object, **__: object) -> None:
        raise KeyError("a fault of our own")

    monkeypatch.setattr("bot.inbox.handle", fail)


async def moved_on(office: Bench) -> None:
    """Wait until all is dealt with, time moving on."""
    async with asyncio.timeout(BOUND):
        while not office.inbox.quiet:
            office.clock.move(1)
            await asyncio.sleep(0.01)


@pytest.mark.usefixtures("faulty")
async def test_whoever_pressed_in_vain_is_told_where_they_pressed(sqlite: str) -> None:
    """A press that fails three times is set aside: its spinner ends, with the number it was kept under."""
    async with bench(sqlite) as office:
        (kept,) = await office.inbox.take([office.arrival(ticket="spinner", press="key")])
        assert kept is not None
        await moved_on(office)
        ((ticket, text),) = office.mouth.answered
        assert ticket == "spinner"
        assert text is not None
        assert f"kept and reported (no. {kept[-6:]})" in text
        assert await office.said() == ["event-failed"]


@pytest.mark.usefixtures("faulty")
async def test_whoever_sent_a_form_in_vain_is_told_in_its_window(sqlite: str) -> None:
    """A form that fails three times is set aside: its window says so."""
    async with bench(sqlite) as office:
        (kept,) = await office.inbox.take([office.arrival(ticket="window", form="none")])
        assert kept is not None
        waiting = asyncio.ensure_future(office.inbox.verdict(kept, BOUND))
        await moved_on(office)
        verdict = await waiting
        assert verdict is not None
        assert verdict.refused
        assert verdict.text is not None
        assert "kept and reported" in verdict.text
        assert not office.inbox._tickets


@pytest.mark.usefixtures("faulty")
async def test_a_failing_command_is_excused_once(sqlite: str) -> None:
    """What was typed is answered in the chat; its ticket ends without a second answer."""
    async with bench(sqlite) as office:
        await office.inbox.take([office.arrival(ticket="line", text="/help")])
        await moved_on(office)
        assert office.mouth.answered == [("line", None)]
        assert await office.said() == ["event-failed"]


async def test_a_press_nobody_can_read_ends_its_spinner(sqlite: str) -> None:
    """A payload that can't be understood is set aside at once, and whoever waits hears it in the office's language."""
    async with bench(sqlite) as office:
        await office.inbox.take([office.arrival(ticket="spinner", odd="x")])
        await moved_on(office)
        ((_, text),) = office.mouth.answered
        assert text is not None
        assert "kept and reported" in text

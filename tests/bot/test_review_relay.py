# ruff: noqa: SLF001 - seen from inside, at the very moment in question
"""The relay at close quarters: what happens to a message while something else happens at the same moment."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.platforms.base import Never
from handlers.chat.context import Context
from handlers.chat.outgoing import Card, Urgency
from storage.engine import StoreBusy
from storage.outbox import outbox
from storage.people import Person
from storage.query import Query
from storage.tasks import Task
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Confidentiality, OutboxState, TaskId, TaskState, TeamId
from tests.databases import fresh_sqlite
from tests.relaying import BOUND, OFFICE, Wire, bench, words


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """The address of a migrated SQLite file."""
    return fresh_sqlite(tmp_path)


async def test_a_message_just_sent_does_not_hold_up_its_chat(sqlite: str) -> None:
    """A look at the table that saw a message on its way, and ends after it arrived, is no reason to wait."""
    wire = Wire()
    async with bench(sqlite, wire) as office:
        arrived, looking = asyncio.Event(), asyncio.Event()

        async def hold() -> None:
            looking.set()
            await arrived.wait()

        wire.before = hold
        await office.tells(words("first"))
        await looking.wait()
        wire.before = None
        real = office.database.read

        async def slow_read(unit: Any) -> Any:
            found = await real(unit)
            arrived.set()
            await office.until(lambda: not office.relay._in_hand)
            return found

        office.database.read = slow_read  # type: ignore[method-assign]  # played over for this test
        office.relay.look_again()
        await office.until(lambda: len(wire.sent) == 1)
        await office.until(lambda: office.relay.quiet)
        office.database.read = real  # type: ignore[method-assign]  # played over for this test
        began = office.clock.monotonic()
        await office.tells(words("second"))
        await office.until(lambda: len(wire.sent) == 2)
        assert office.clock.monotonic() - began < 4


async def test_what_went_to_another_connection_meanwhile_is_left_to_that(sqlite: str) -> None:
    """A look at the table that saw a message here, and ends after the other platform was given it: it is not ours."""
    wire = Wire()
    async with bench(sqlite, wire) as office:
        await office.until(lambda: office.relay.quiet)
        real = office.database.read

        async def slow_read(unit: Any) -> Any:
            found = await real(unit)
            await office.database.write(_reroute)
            return found

        def _reroute(uow: UnitOfWork) -> None:
            for row in uow.outbox.pending("slack", "T1"):
                uow.outbox.reroute(row.id, "telegram", "", "5", "user_disabled")

        office.database.read = slow_read  # type: ignore[method-assign]  # played over for this test
        await office.tells(words("first"))
        await office.until(lambda: office.relay.quiet)
        office.database.read = real  # type: ignore[method-assign]  # played over for this test
        assert wire.sent == []
        assert await office.rows(outbox.c.platform, outbox.c.state) == [("telegram", OutboxState.NEW)]


async def test_a_card_hangs_where_its_chat_went_meanwhile(sqlite: str) -> None:
    """While a card is on its way to `user:U1`, that chat gets its real name: the next drawing edits, not posts anew."""
    wire = Wire()
    async with bench(sqlite, wire, chat="user:U1") as office:

        async def rename() -> None:
            wire.before = None
            await office.database.write(_rename)

        def _rename(uow: UnitOfWork) -> None:
            address = uow.people.address("slack", "T1", "U1")
            assert address is not None
            uow.people.set_chat(address.id, "D1")
            uow.outbox.move_chat("slack", "T1", "user:U1", "D1")

        wire.before = rename
        await office.tells(Card("task:1", words("one")))
        await office.until(lambda: office.relay.quiet)
        await office.tells(Card("task:1", words("two")))
        await office.until(lambda: office.relay.quiet)
        assert wire.edited == [("1", "two")]


async def test_an_edit_of_a_long_card_shows_its_new_title(sqlite: str) -> None:
    """A card longer than one message: what changes is its title, and that must reach the reader."""
    wire = Wire()
    long = "flowers " * 600
    async with bench(sqlite, wire) as office:
        await office.tells(Card("draft:1", words("Your request"), [words(long)]))
        await office.until(lambda: office.relay.quiet)
        await office.tells(Card("draft:1", words("Accepted as T-1001"), [words(long), words("Ben cares")]))
        await office.until(lambda: office.relay.quiet)
        shown = [text for _, text in wire.edited] + [text for _, text in wire.sent[2:]]
        assert any("T-1001" in text for text in shown)
        assert any("Ben cares" in text for text in shown)


async def test_a_group_that_lets_nobody_speak_is_left_too(sqlite: str) -> None:
    """The bot may not write in the group it was put into: it leaves all the same."""
    wire = Wire(refuses=Never("no-rights", unreachable=True))
    async with bench(sqlite, wire) as office:
        await office.database.write(lambda uow: Context(uow, OFFICE).say_and_leave(("slack", "T1", "C1"), words("bye")))
        office.relay.written()
        await office.until(lambda: wire.left == ["C1"])


async def test_a_replaced_drawing_leaves_its_urgency(sqlite: str) -> None:
    """The first notice of a task is urgent; a change of its card, made before it went out, must not make it wait."""
    wire = Wire(workspace="")
    async with bench(sqlite, wire) as office:
        wire.workspace = "T1"
        await office.database.write(lambda uow: _two_drawings(uow, office.anna))
        first, second = await office.rows(outbox.c.urgency, outbox.c.state)
        assert first == (str(Urgency.URGENT), OutboxState.SUPERSEDED)
        assert second[0] == str(Urgency.URGENT)
        assert second[1] is not OutboxState.SUPERSEDED  # the relay may have it in hand already


def _two_drawings(uow: UnitOfWork, anna: Person) -> None:
    Context(uow, OFFICE).tell(anna, Card("task:1", words("one")), urgency=Urgency.URGENT)
    Context(uow, OFFICE).tell(anna, Card("task:1", words("two")))


async def test_a_store_that_is_busy_after_the_platforms_yes_costs_no_repeat(sqlite: str) -> None:
    """The message has arrived and the note of it can't be written just now: the note is repeated, not the message."""
    wire = Wire(name="telegram", workspace="", reconciles=False)
    async with bench(sqlite, wire) as office:
        real = office.database.write
        fails = 2

        async def busy() -> None:
            async def write(unit: Any) -> Any:
                nonlocal fails
                if fails:
                    fails -= 1
                    raise StoreBusy
                return await real(unit)

            office.database.write = write  # type: ignore[method-assign]  # played over for this test

        wire.before = busy
        await office.tells(words("one"))
        async with asyncio.timeout(BOUND):
            while await office.database.read(lambda uow: uow.outbox.count(OutboxState.SENT)) < 1:
                office.clock.move(1)
                await asyncio.sleep(0.01)
        assert wire.sent == [(wire.sent[0][0], "one")]


async def test_drain_takes_no_further_turn(sqlite: str) -> None:
    """At the end what is on its way arrives; what would still follow after ten seconds stays for the next start."""
    wire = Wire(parallel=1)
    async with bench(sqlite, wire) as office:
        reached, let_go = asyncio.Event(), asyncio.Event()

        async def hold() -> None:
            reached.set()
            await let_go.wait()

        wire.before = hold
        for number in range(5):
            await office.tells(words(str(number)))
        await reached.wait()
        draining = asyncio.ensure_future(office.relay.drain())

        async def late() -> None:
            office.clock.move(20)

        wire.before = late
        let_go.set()
        await draining
        await office.until(lambda: not office.relay._in_hand)
        assert len(wire.sent) == 2


async def test_a_parked_message_replayed_is_looked_up_first(sqlite: str) -> None:
    """What was parked because nobody could tell whether it arrived may have arrived: the platform is asked again."""
    wire = Wire(workspace="")
    async with bench(sqlite, wire) as office:
        wire.workspace = "T1"
        await office.tells(words("one"))
        ((row, _),) = await office.rows(outbox.c.id, outbox.c.state)

        def park(uow: UnitOfWork) -> datetime | None:
            uow.outbox.claim(row, "slack", "T1", uow.now)
            uow.outbox.end(row, OutboxState.PARKED, "unknown", uow.now)
            assert uow.outbox.replay(row, uow.now)
            claimed = uow.outbox.claim(row, "slack", "T1", uow.now)
            assert claimed is not None
            return claimed.sending_since

        assert await office.database.write(park) is not None


async def test_hold_of_a_workspace_learned_late_is_recalled(sqlite: str) -> None:
    """A connection that finds out which workspace it is only after the start still keeps the pause asked for before."""
    wire = Wire(workspace="")
    async with bench(sqlite, wire) as office:
        until = office.clock.now().replace(year=office.clock.now().year + 1)
        await office.database.write(lambda uow: uow.marks.set("hold:slack:T1", until.isoformat()))
        wire.workspace = "T1"
        await office.tells(words("one"))
        await office.until(lambda: office.relay.waiting == 1 or wire.sent)
        await office.until(lambda: office.relay.quiet)
        assert wire.sent == []


async def test_what_waited_and_is_not_for_its_reader_any_more_is_not_sent(sqlite: str) -> None:
    """A message about a task that has become internal while it waited never leaves; what tells its reader so, and
    everything else, does."""
    wire = Wire()
    async with bench(sqlite, wire) as office:

        def written(uow: UnitOfWork) -> None:
            team, ctx = uow.clients.team(TeamId(uow.new_id()), "Office"), Context(uow, OFFICE)
            new = Task(
                TaskId(uow.new_id()), 1001, None, office.anna.id, team, "Roses", [], TaskState.QUEUED,
                None, None, None, 1, uow.now, None, None, None, None,
            )  # fmt: skip
            uow.tasks.add(new)
            for words_, about in (("of the task", new.id), ("of nothing", None)):
                ctx.tell(office.anna, words(words_), about=about)
            card = Card("draft:1", words("the card"))
            ctx.tell(office.anna, card, about=new.id)
            ctx.leave_behind(office.anna, replace(card, title=words("kept inside")), about=new.id)
            uow.run.change(Query(update(outbox).values(created_at=uow.now - timedelta(minutes=1))))
            assert uow.tasks.save(replace(new, confidentiality=Confidentiality.INTERNAL), new.version)

        await office.database.write(written)
        office.relay.written()
        await office.until(lambda: len(wire.sent) == 2 and office.relay.quiet)
        assert [text for _, text in wire.sent] == ["of nothing", "kept inside"]

"""Of the drawings of a card the newest is what stays: an older one that was refused, put off or replayed gives way."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.leases import LENGTH
from bot.platforms.base import Message, Never, NotSent, Place, Unknown
from handlers.chat.context import Context
from handlers.chat.outgoing import Card, Urgency
from storage.outbox import Outbox, outbox
from storage.people import Address
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import OutboxState
from tests.databases import fresh_sqlite
from tests.relaying import OFFICE, Bench, Wire, bench, words

NEW, SENT, SUPERSEDED = OutboxState.NEW, OutboxState.SENT, OutboxState.SUPERSEDED


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database of each kind in turn."""
    if request.param == "sqlite":
        return fresh_sqlite(tmp_path)
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """The address of a migrated SQLite file."""
    return fresh_sqlite(tmp_path)


def card(text: str) -> Card:
    """Return a drawing of the one card there is."""
    return Card("task:1", words(text))


async def states(office: Bench) -> list[OutboxState]:
    """Return what became of each row, oldest first."""
    return [state for (state,) in await office.rows(outbox.c.state)]


async def becomes(office: Bench, *expected: OutboxState) -> None:
    """Wait until the rows are in these states, time moving on."""
    async with asyncio.timeout(30):
        while (await states(office)) != list(expected):
            office.clock.move(1)
            await asyncio.sleep(0.01)


async def test_a_replayed_drawing_does_not_overwrite_a_newer_one(either: str) -> None:
    """The first drawing was refused, the second is shown; the first is replayed by hand, and nothing changes."""
    wire = Wire(refuses=Never("odd", unreachable=False))
    async with bench(either, wire) as office:
        await office.tells(card("one"))
        await becomes(office, OutboxState.FAILED)
        wire.refuses = None
        await office.tells(card("two"))
        await becomes(office, OutboxState.FAILED, SENT)
        ((first,), _) = await office.rows(outbox.c.id)
        assert await office.database.write(lambda uow: uow.outbox.replay(first, uow.now))
        office.relay.look_again()
        await becomes(office, SUPERSEDED, SENT)
        assert wire.sent == [("D1", "two")]
        assert wire.edited == []


async def test_a_drawing_put_off_gives_way_to_a_newer_one(either: str) -> None:
    """The first could not be sent and waits; the second is all that is shown, and as urgent as the first was."""
    wire = Wire(refuses=NotSent("no route"))
    async with bench(either, wire) as office:
        await office.tells(card("one"), Urgency.URGENT)
        await office.until(lambda: office.relay._agenda.wait(0) is not None)  # noqa: SLF001 - it waits for its next try
        await office.tells(card("two"))
        wire.refuses = None
        await becomes(office, SUPERSEDED, SENT)
        assert (wire.sent, wire.edited) == ([("D1", "two")], [])


async def test_a_drawing_that_may_have_arrived_leaves_its_mark(sqlite: str) -> None:
    """Nobody knows whether the first arrived: the second takes its place and says that it may be a repeat."""
    wire = Wire(name="telegram", workspace="", reconciles=False, refuses=Unknown("cut off"))
    async with bench(sqlite, wire) as office:
        await office.tells(card("one"))
        await office.until(lambda: office.relay._unknown)  # noqa: SLF001 - its first try is over
        await office.tells(card("two"))
        wire.refuses = None
        await becomes(office, SUPERSEDED, SENT)
        ((_, text),) = wire.sent
        assert "repeat" in text
        assert text.startswith("two")


class Remembering(Wire):
    """A platform that takes each message, but cuts the line before it says so, until told otherwise."""

    async def send(self, to: Place, message: Message) -> str:
        await super().send(to, message)
        raise Unknown("cut off")

    async def find(self, to: Place, mark: str, since: object) -> str | None:
        return "1" if self.sent else None


async def test_a_drawing_that_has_arrived_is_edited(either: str) -> None:
    """Where the platform can be asked, the first is found, and the second edits it: one message, nothing repeated."""
    wire = Remembering()
    async with bench(either, wire) as office:
        await office.tells(card("one"))
        await office.until(lambda: office.relay._unknown)  # noqa: SLF001 - its first try is over
        await office.tells(card("two"))
        await becomes(office, SENT, SENT)
        assert (wire.sent, wire.edited) == ([("D1", "one")], [("1", "two")])


async def test_a_drawing_waiting_elsewhere_gives_way(either: str) -> None:
    """A card waits for Telegram, which is away; its person goes on at Slack and is shown it there: once is enough."""
    wire = Wire(name="telegram", workspace="", refuses=NotSent("no route"))
    async with bench(either, wire) as office:

        def second(uow: UnitOfWork) -> None:
            uow.people.add_address(
                Address(uow.new_id(), office.anna.id, "slack", "T1", "U9", "D9", open=True, created_at=uow.now)
            )

        await office.database.write(second)
        await office.tells(card("one"))
        await office.until(lambda: office.relay._agenda.wait(0) is not None)  # noqa: SLF001 - it waits for its next try

        def at_slack(uow: UnitOfWork) -> None:
            address = uow.people.address("slack", "T1", "U9")
            assert address is not None
            Context(uow, OFFICE).tell_at(address, office.anna, card("two"), Urgency.DIALOGUE)

        office.clock.move(0.01)
        await office.database.write(at_slack)
        wire.refuses = None
        await becomes(office, SUPERSEDED, NEW)
        assert wire.sent == []


async def test_a_card_that_is_posted_anew_while_it_is_first_sent(either: str) -> None:
    """The first drawing arrives after the card was let go: the newer one is a message of its own, and what follows is
    drawn there."""
    wire = Wire()
    async with bench(either, wire) as office:

        async def posted_anew() -> None:
            wire.before = None
            await office.database.write(lambda uow: Context(uow, OFFICE).tell_anew(office.anna, card("two")))
            office.relay.written()

        wire.before = posted_anew
        await office.tells(card("one"))
        await becomes(office, SENT, SENT)
        assert (wire.sent, wire.edited) == ([("D1", "one"), ("D1", "two")], [])
        await office.tells(card("three"))
        await becomes(office, SENT, SENT, SENT)
        assert wire.edited == [("2", "three")]


async def test_who_comes_last_is_corrected(sqlite: str) -> None:
    """While the first is on its way its chat gets another name, under which the second is faster: the first, come
    late, is drawn anew."""
    wire = Wire()
    async with bench(sqlite, wire, chat="user:U1") as office:

        async def overtaken() -> None:
            wire.before = None
            await office.database.write(_rename)
            await office.tells(card("two"))
            await office.until(lambda: ("D1", "two") in wire.sent)
            async with asyncio.timeout(30):
                while (await states(office))[-1] is not SENT:  # noqa: ASYNC110 - nobody announces it
                    await asyncio.sleep(0.005)

        wire.before = overtaken
        await office.tells(card("one"))
        await becomes(office, SENT, SENT)
        await office.until(lambda: wire.edited)
        assert [text for _, text in wire.sent] == ["two", "one"]
        assert wire.edited == [("2", "two")]


def _rename(uow: UnitOfWork) -> None:
    address: Any = uow.people.address("slack", "T1", "U1")
    uow.people.set_chat(address.id, "D1")
    uow.outbox.move_chat("slack", "T1", "user:U1", "D1")


async def test_a_process_without_its_lease_sends_nothing(either: str) -> None:
    """It stood still for longer than its lease; another has taken over: what it still has in hand stays there."""
    wire = Wire()
    async with bench(either, wire, leased=True) as office:
        await office.tells(card("one"))
        await becomes(office, SENT)

        def taken_over(uow: UnitOfWork) -> None:
            uow.marks.let_go("serve", "me")
            assert uow.marks.hold("serve", "another", LENGTH) is not None

        await office.database.write(taken_over)
        await office.tells(card("two"))
        await office.until(lambda: office.relay.waiting == 1)
        for _ in range(20):
            office.clock.move(0.2)
            await asyncio.sleep(0.01)
        assert (wire.sent, wire.edited) == ([("D1", "one")], [])
        assert await states(office) == [SENT, NEW]


async def test_standing_still_between_claim_and_sending(either: str) -> None:
    """A process stands still after it has claimed a message: it makes sure of its lease before it sends. As nothing
    has left, nothing is marked as a repeat later."""
    wire = Wire(name="telegram", workspace="", reconciles=False)
    async with bench(either, wire, leased=True) as office:
        real, stood = office.database.write, asyncio.Event()

        async def stand_still(unit: Any) -> Any:
            found = await real(unit)
            if getattr(found, "row", None) is not None:
                office.clock.move(LENGTH.total_seconds())
                office.database.write = real  # type: ignore[method-assign]  # played over for this test
                stood.set()
            return found

        office.database.write = stand_still  # type: ignore[method-assign]  # played over for this test
        await real(lambda uow: Context(uow, OFFICE).tell(office.anna, card("one")))
        office.relay.written()
        await stood.wait()
        await office.until(lambda: not office.relay._in_hand)  # noqa: SLF001 - as above
        assert wire.sent == []
        assert await states(office) == [NEW]
        async with asyncio.timeout(30):
            while not await office.renew():  # noqa: ASYNC110 - nobody announces it
                await asyncio.sleep(0.005)
        await becomes(office, SENT)
        assert wire.sent == [("D1", "one")]


async def test_undoing_a_claim_touches_nobody_elses(either: str) -> None:
    """Who stood still takes back its own claim only: its successor has claimed the message since."""
    async with bench(either, Wire(workspace="")) as office:
        office.wire.workspace = "T2"

        def story(uow: UnitOfWork) -> list[OutboxState]:
            Context(uow, OFFICE).tell(office.anna, card("one"))
            (row,) = uow.outbox.pending("slack", "T1")
            seen = []
            first = uow.outbox.claim(row.id, "slack", "T1", uow.now)
            assert first is not None
            uow.outbox.claim(row.id, "slack", "T1", uow.now)
            for claimed in (first, uow.outbox.look(row.id)):
                assert claimed is not None
                uow.outbox.unclaim(replace(claimed, attempts=claimed.attempts - (claimed is not first)))
                seen += [pending.state for pending in uow.outbox.pending("slack", "T1")]
            return seen

        assert await office.database.write(story) == [OutboxState.SENDING, NEW]


async def test_a_card_follows_that_is_sent_just_then(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A card changes while another connection notes that it has arrived: the change is shown."""
    wire, asked, sent, real = Wire(refuses=NotSent("no route")), threading.Event(), threading.Event(), Outbox.card
    changing: list[int] = []

    def in_between(self: Outbox, *place: str) -> str | None:
        found = real(self, *place)
        if found is None and changing == [threading.get_ident()]:
            asked.set()
            sent.wait(30)
        return found

    def change_it(uow: UnitOfWork) -> None:
        changing.append(threading.get_ident())
        Context(uow, OFFICE).redraw(office.anna, card("two"))

    async with bench(postgres_url, wire) as office:
        await office.tells(card("one"))
        await office.until(lambda: office.relay._agenda.wait(0) is not None)  # noqa: SLF001 - it waits for its next try
        monkeypatch.setattr(Outbox, "card", in_between)
        change = asyncio.ensure_future(office.database.write(change_it))
        await office.until(lambda: asked.is_set() or change.done())
        monkeypatch.undo()
        wire.refuses = None
        async with asyncio.timeout(30):
            while not wire.sent:
                office.clock.move(1)
                await asyncio.sleep(0.01)
        await office.until(lambda: not office.relay._in_hand)  # noqa: SLF001 - it has noted what it sent
        sent.set()
        await change
        office.relay.look_again()
        await office.until(lambda: [*wire.sent, *wire.edited][-1][-1] == "two")


async def test_a_card_that_is_posted_anew_while_it_is_edited(either: str) -> None:
    """The edit arrives after the card was taken down: the newer drawing is a message of its own, and the one before
    says that it goes on there."""
    wire = Wire()
    async with bench(either, wire) as office:

        async def posted_anew() -> None:
            wire.meanwhile = None
            await office.database.write(lambda uow: Context(uow, OFFICE).tell_anew(office.anna, card("three")))
            office.relay.written()

        await office.tells(card("one"))
        await becomes(office, SENT)
        wire.meanwhile = posted_anew
        await office.tells(card("two"))
        await becomes(office, SENT, SENT, SENT, SENT)
        assert wire.sent == [("D1", "one"), ("D1", "three")]
        (two, farewell) = wire.edited
        assert two == ("1", "two")
        assert farewell[0] == "1"
        assert "newer message" in farewell[1]
        await office.tells(card("four"))
        await becomes(office, SENT, SENT, SENT, SENT, SENT)
        assert wire.edited[-1] == ("2", "four")


@pytest.mark.parametrize("redrawn", [False, True])
async def test_a_card_that_is_taken_back_hangs_where_it_hung(either: str, *, redrawn: bool) -> None:
    """A card is to be posted again and taken back before it is sent: where it hung it goes on, and nothing says that
    it goes on in a newer message, which there is not."""
    wire = Wire()
    async with bench(either, wire) as office:

        async def anew_and_back() -> None:
            wire.before = None
            await office.database.write(lambda uow: Context(uow, OFFICE).tell_anew(office.anna, card("two")))
            await office.database.write(back)
            office.relay.written()

        def back(uow: UnitOfWork) -> None:
            Context(uow, OFFICE).take_back(office.anna, "task:1")
            if redrawn:
                Context(uow, OFFICE).redraw(office.anna, card("three"))

        await office.tells(card("one"))
        await becomes(office, SENT)
        wire.before = anew_and_back
        await office.tells(words("something else"))
        await becomes(office, SENT, SENT, SUPERSEDED, SUPERSEDED, *([SENT] if redrawn else []))
        assert wire.sent == [("D1", "one"), ("D1", "something else")]
        assert wire.edited == ([("1", "three")] if redrawn else [])
        await office.tells(card("four"))
        await office.until(lambda: ("1", "four") in wire.edited)


async def test_a_card_that_is_taken_back_hangs_where_it_hung_last(either: str) -> None:
    """Somebody of two platforms: the card hung on one, then was posted again on the other. It is to be posted once more
    and taken back: it goes on there alone, and the first message stays what it is."""
    async with bench(either, Wire()) as office:
        telegram = ("telegram", "", "7")

        def shown_on_telegram(uow: UnitOfWork) -> None:
            place = ("telegram", "", "U7", "7")
            address = Address(uow.new_id(), office.anna.id, *place, open=True, created_at=uow.now)
            uow.people.add_address(address)
            Context(uow, OFFICE).tell_at(address, office.anna, card("one"), Urgency.DIALOGUE)
            (row,) = uow.outbox.pending("telegram", "")
            assert uow.outbox.claim(row.id, "telegram", "", uow.now)
            uow.outbox.sent(row.id, "70", uow.now)
            uow.outbox.hang(*telegram, "task:1", "70", uow.now)

        def anew_and_back(uow: UnitOfWork) -> None:
            Context(uow, OFFICE).tell_anew(office.anna, card("three"))
            Context(uow, OFFICE).take_back(office.anna, "task:1")

        def hangs(uow: UnitOfWork) -> list[str | None]:
            return [uow.outbox.card(*place, "task:1") for place in (telegram, ("slack", "T1", "D1"))]

        await office.database.write(shown_on_telegram)
        office.clock.move(1)
        await office.database.write(lambda uow: Context(uow, OFFICE).tell_anew(office.anna, card("two")))
        office.relay.written()
        await becomes(office, SENT, SENT, NEW)  # the farewell waits: nobody serves Telegram here
        assert await office.database.read(hangs) == [None, "1"]
        await office.database.write(anew_and_back)
        assert await office.database.read(hangs) == [None, "1"]


async def test_a_lease_that_was_anothers_begins_a_new_epoch(either: str) -> None:
    """Renewed in time a lease keeps its epoch; given back and taken again, it has another, and the old one is over."""
    async with bench(either, Wire()) as office:

        def story(uow: UnitOfWork) -> list[object]:
            marks = uow.marks
            first, second = marks.hold("x", "me", LENGTH), marks.hold("x", "me", LENGTH)
            assert first is not None
            seen: list[object] = [first == second, marks.holds("x", "me", first), marks.holds("x", "other", first)]
            marks.let_go("x", "me")
            seen.append(marks.holds("x", "me", first))
            third = marks.hold("x", "me", LENGTH)
            seen += [third == first, marks.holds("x", "me", first)]
            return seen

        assert await office.database.write(story) == [True, True, False, False, False, False]

"""Files that are made when they are sent: once for each message, never twice, and not at all when they lost their
sense."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot import working
from bot.makers import Maker, Wanted
from bot.platforms.base import NotSent, Parcel, Unknown
from handlers.chat.context import Context
from handlers.chat.outgoing import Document
from storage.outbox import outbox
from storage.vocabulary import OutboxState
from tests.bot.test_enclosures import Post, settles, state
from tests.databases import fresh_sqlite
from tests.relaying import BOUND, OFFICE, bench, words

PLAN = Document(words("Here it is"), words("plan.pdf"), "tests.plan", {"month": "2026-10", "page": 2})


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database of each kind in turn."""
    if request.param == "sqlite":
        return fresh_sqlite(tmp_path)
    return str(request.getfixturevalue("postgres_url"))


class Press:
    """A maker that notes what it was told, and makes `content`."""

    def __init__(self, content: bytes | None = b"%PDF") -> None:
        self.content = content
        self.wanted: list[Wanted] = []

    async def make(self, wanted: Wanted) -> bytes | None:
        self.wanted.append(wanted)
        return self.content


async def test_made_and_sent_with_its_words(either: str) -> None:
    """The maker hears the facts and the reader; what it made goes out under its name with its words."""
    wire, press = Post(), Press()
    async with bench(either, wire) as office:
        office.relay.makers = {"tests.plan": Maker("application/pdf", press.make)}
        await settles(office, what=PLAN)
        assert wire.parcels == [("D1", Parcel(b"%PDF", "plan.pdf", "application/pdf"), "Here it is")]
        assert press.wanted == [Wanted({"month": "2026-10", "page": 2}, office.anna.id, "en", OFFICE.zone)]
        assert await state(office) is OutboxState.SENT


async def test_told_once_for_its_key(either: str) -> None:
    """Said twice with one key it is made and sent once."""
    wire, press = Post(), Press()
    async with bench(either, wire) as office:
        office.relay.makers = {"tests.plan": Maker("application/pdf", press.make)}
        for _ in range(2):
            await settles(office, what=PLAN, key="plan:2026-10")
        assert (len(wire.parcels), len(press.wanted)) == (1, 1)


async def test_who_waits_for_a_file_sees_that_it_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the maker is at work the chat shows so, until the file comes; of one made at once it shows nothing."""
    monkeypatch.setattr(working, "WITHIN", 0.0)
    wire, press, busy = Post(), Press(), asyncio.Event()

    async def takes_long(wanted: Wanted) -> bytes | None:
        await asyncio.wait_for(wire.working.wait(), BOUND)
        busy.set()
        return await press.make(wanted)

    async with bench(fresh_sqlite(tmp_path), wire) as office:
        office.relay.makers = {"tests.plan": Maker("application/pdf", takes_long)}
        await settles(office, what=PLAN)
        assert (busy.is_set(), wire.shown, len(wire.parcels)) == (True, ["D1"], 1)
        monkeypatch.undo()
        office.relay.makers = {"tests.plan": Maker("application/pdf", press.make)}
        await settles(office, what=PLAN)
        assert (wire.shown, len(wire.parcels)) == (["D1"], 2)


async def test_what_lost_its_sense(either: str) -> None:
    """A maker that has nothing to make any more lets the message fall, words and all, without trouble for anybody."""
    wire = Post()
    async with bench(either, wire) as office:
        alarms: list[str] = []
        office.relay.alarm = lambda code, **facts: alarms.append(code)
        office.relay.makers = {"tests.plan": Maker("application/pdf", Press(None).make)}
        await settles(office, what=PLAN)
        await settles(office, what=words("goes on"))
        assert await office.rows(outbox.c.state) == [(OutboxState.SUPERSEDED,), (OutboxState.SENT,)]
        assert (wire.parcels, wire.sent, alarms) == ([], [("D1", "goes on")], [])


@pytest.mark.parametrize("trouble", ["nobody makes it", "the maker fails"])
async def test_what_can_not_be_made(either: str, trouble: str) -> None:
    """A file that nobody can make is a dead message and an alarm; what comes after it goes on."""
    wire = Post()

    async def fails(wanted: Wanted) -> bytes | None:
        raise ValueError(wanted.language)

    async with bench(either, wire) as office:
        alarms: list[str] = []
        office.relay.alarm = lambda code, **facts: alarms.append(code)
        if trouble == "the maker fails":
            office.relay.makers = {"tests.plan": Maker("application/pdf", fails)}
        await settles(office, what=PLAN)
        await settles(office, what=words("goes on"))
        assert await office.rows(outbox.c.state) == [(OutboxState.FAILED,), (OutboxState.SENT,)]
        assert (wire.parcels, wire.sent, alarms) == ([], [("D1", "goes on")], ["message-refused"])


@pytest.mark.parametrize(("found", "sent"), [("file-7", 0), (None, 1)])
async def test_after_an_unknown_end(either: str, found: str | None, sent: int) -> None:
    """The answer was lost: what arrived is found and not sent again, what didn't is made and sent once more."""
    wire, press = Post(troubles=[Unknown()], found=found), Press()
    async with bench(either, wire) as office:
        office.relay.makers = {"tests.plan": Maker("application/pdf", press.make)}
        await office.database.write(lambda uow: Context(uow, OFFICE).tell(office.anna, PLAN))
        office.relay.written()
        await office.until(lambda: not wire.troubles)
        office.clock.move(10)
        await office.until(lambda: office.relay.quiet)
        assert len(wire.parcels) == sent
        assert await state(office) is OutboxState.SENT


async def test_made_anew_for_each_try(either: str) -> None:
    """What surely did not go is tried again with what is true then."""
    wire, press = Post(troubles=[NotSent()]), Press()
    async with bench(either, wire) as office:
        office.relay.makers = {"tests.plan": Maker("application/pdf", press.make)}
        await office.database.write(lambda uow: Context(uow, OFFICE).tell(office.anna, PLAN))
        office.relay.written()
        await office.until(lambda: not wire.troubles and office.relay.quiet)
        press.content = b"%PDF newer"
        office.clock.move(120)
        await office.until(lambda: office.relay.quiet)
        assert [parcel.content for _, parcel, _ in wire.parcels] == [b"%PDF newer"]

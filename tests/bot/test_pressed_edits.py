"""An edit that answers a press is counted by no limit of the platform: it waits for nobody's turn, but for a hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.platforms.base import Limits, Place
from storage.vocabulary import OutboxState
from tests.bot.test_newest_drawing import becomes, card
from tests.databases import fresh_sqlite
from tests.relaying import Wire, bench

LONG = 100.0  # seconds between two messages
SENT, NEW = OutboxState.SENT, OutboxState.NEW


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """The address of a migrated SQLite file."""
    return fresh_sqlite(tmp_path)


async def test_who_pressed_waits_for_nobodys_turn(sqlite: str) -> None:
    """The next message may go in a long while: the card that was pressed changes at once."""
    wire = Wire(limits=Limits(1 / LONG, 0), pressed={"1"})
    async with bench(sqlite, wire) as office:
        await office.tells(card("one"))
        await becomes(office, SENT)
        await office.tells(card("two"))
        await becomes(office, SENT, SENT)
        assert wire.edited == [("1", "two")]


async def test_others_wait_for_theirs(sqlite: str) -> None:
    """A card that nobody pressed waits until it is its turn."""
    wire = Wire(limits=Limits(1 / LONG, 0))
    async with bench(sqlite, wire) as office:
        await office.tells(card("one"))
        await becomes(office, SENT)
        await office.tells(card("two"))
        await office.until(lambda: office.relay._agenda._ahead == 1)  # noqa: SLF001 - it is in hand, and waits
        assert wire.edited == []
        office.clock.move(LONG + 1)
        await becomes(office, SENT, SENT)
        assert wire.edited == [("1", "two")]


async def test_a_hold_holds_for_all(sqlite: str) -> None:
    """A platform that wants to be left alone, since a card is in hand, is left alone, whoever pressed."""
    wire = Wire(limits=Limits(1_000, 0), pressed={"1"})
    async with bench(sqlite, wire) as office:
        asked: list[str] = []

        def held_meanwhile(to: Place, message_id: str) -> bool:
            if not asked:
                office.relay._agenda.hold_all(office.clock.monotonic() + LONG)  # noqa: SLF001 - what a Retry-After does
            asked.append(message_id)
            return True

        wire.answers_press = held_meanwhile  # type: ignore[method-assign]  # played over for this test
        await office.tells(card("one"))
        await becomes(office, SENT)
        await office.tells(card("two"))
        await office.until(lambda: asked)
        await becomes(office, SENT, NEW)
        assert wire.edited == []
        office.clock.move(LONG + 1)
        await becomes(office, SENT, SENT)
        assert wire.edited == [("1", "two")]

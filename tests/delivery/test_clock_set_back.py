"""A clock that was set back by an hour or a day while the office was down: what was put off for a moment then waits for
that moment, and not for the hour or the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import still
from bot.limits import LONGEST_PAUSE, hold_from, left_of, pause_of
from bot.platforms.base import NotSent
from storage.outbox import Pending
from storage.vocabulary import OutboxState
from tests.bot.test_review_inbox import bench as listening
from tests.relaying import Wire, bench, words

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
BACK = [timedelta(hours=1), timedelta(days=1)]
back_by = pytest.mark.parametrize("back", BACK, ids=["an hour", "a day"])


@back_by
def test_no_pause_is_longer_than_it_was(back: timedelta) -> None:
    """Kept pauses, read by a clock that was set back, take as long as when they were asked for, or as the longest."""
    end = NOW + timedelta(seconds=20)
    assert still(end, NOW + timedelta(seconds=15), 20) == 5
    assert still(end, NOW + timedelta(seconds=21), 20) == 0
    assert still(end, NOW - back, 20) == 20
    hold = hold_from(NOW, 45)
    assert [left_of(hold, NOW + timedelta(seconds=gone)) for gone in (0, 44, 46)] == [45, 1, 0]
    assert left_of(hold, NOW - back) == 45
    row = Pending("1", "slack", "T1", "D1", "1-dialogue", NOW, None, OutboxState.NEW, 0, NOW)
    assert pause_of(row, NOW - back) == 0
    put_off = replace(row, not_before=end)
    assert [pause_of(put_off, NOW), pause_of(put_off, NOW - back)] == [20, 20]
    tried = Pending("1", "slack", "T1", "D1", "1-dialogue", end, None, OutboxState.NEW, 1, NOW)
    assert [pause_of(tried, NOW), pause_of(tried, NOW - back)] == [20, LONGEST_PAUSE]


@back_by
async def test_messages_go_out(sqlite: str, back: timedelta) -> None:
    """What waited when the office ended goes out at once when it begins again, and so does what is written then."""
    wire = Wire(parallel=0)
    async with bench(sqlite, wire) as office:
        await office.tells(words("one"))
        anna, ended = office.anna, office.clock.now()
    wire.parallel = 8
    async with bench(sqlite, wire, start=ended - back, anna=anna) as office:
        await office.until(lambda: len(wire.sent) == 1)
        wire.parallel = 0  # so that the second look finds the first row still there
        await office.tells(words("two"))
        await office.until(lambda: office.relay.waiting == 1)
    wire.parallel = 8
    async with bench(sqlite, wire, start=ended - 2 * back, anna=anna) as office:
        await office.until(lambda: len(wire.sent) == 2)
    assert [text for _, text in wire.sent] == ["one", "two"]


@back_by
async def test_messages_that_were_tried_go_out(sqlite: str, back: timedelta) -> None:
    """One that was put off after a failed try goes out within a quarter of an hour, and with it what waits behind."""
    wire = Wire(refuses=NotSent())
    async with bench(sqlite, wire) as office:
        await office.tells(words("one"))
        await office.until(lambda: office.relay.quiet)
        anna, ended = office.anna, office.clock.now()
    wire.refuses = None
    async with bench(sqlite, wire, start=ended - back, anna=anna) as office:
        await office.until(lambda: office.relay.waiting == 1)
        await office.tells(words("two"))
        await office.until(lambda: office.relay.waiting == 2)
        office.clock.move(LONGEST_PAUSE)
        await office.until(lambda: len(wire.sent) == 2)
    assert sorted(text for _, text in wire.sent) == ["one", "two"]


@back_by
async def test_what_people_said_is_heard(sqlite: str, back: timedelta) -> None:
    """An event that was to be tried again is tried after seconds, not when the clock is there again."""
    async with listening(sqlite) as office:
        office.inbox._closing = True  # noqa: SLF001 - kept, but not begun: as if the process had ended here
        (kept,) = await office.inbox.take([office.arrival(text="/help")])
        assert kept is not None
        again = office.clock.now() + back
        await office.database.write(lambda uow: uow.inbox.retry(kept, again, "fault"))
        office.inbox._closing = False  # noqa: SLF001 - as above
        await office.inbox.recover()
        office.clock.move(5)
        await office.until(lambda: office.inbox.quiet)
        assert await office.opens() == 0

"""Appointments with real processes: two of them on one PostgreSQL and one CalDAV calendar."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.delivery.processes import PATIENCE, Process
from tests.radicale import Calendars, calendars
from tests.storage.booking_scene import opened

WISHES = (0, 15, 60, 75)  # minutes after nine, each half an hour long: of two that overlap one can be had


@pytest.fixture
async def clerks(postgres: str, tmp_path: Path) -> AsyncIterator[tuple[list[Process], Calendars]]:
    """Two processes at work, and the calendar that both of them know."""
    scene = opened(postgres)
    scene.store.stop()
    with calendars(tmp_path / "collections") as server:
        both = [Process("tests.delivery.booking_clerk", postgres, server.account.url) for _ in range(2)]
        await asyncio.gather(*(each.start() for each in both))
        yield both, server
        for each in both:
            await each.kill()


async def _shown(server: Calendars, uids: set[str]) -> None:
    """Wait until the host's calendar has these appointments and no others, each once."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = [each.content for each in await asyncio.to_thread(server.shows)]
            if len(found) == len(uids) and all(any(uid in content for content in found) for uid in uids):
                return
            await asyncio.sleep(0.1)


async def test_two_processes_book_into_one_calendar(clerks: tuple[list[Process], Calendars]) -> None:
    """Both want the same times at once: each is booked by one of them, and one of two that overlap. One process writes
    them all into the host's calendar, each once; it is killed, and the other one goes on."""
    both, server = clerks
    for each in both:
        for minutes in WISHES:
            each.tell(f"book {minutes}")
    said = [[await each.says("", second=str(minutes)) for minutes in WISHES] for each in both]
    booked = {line.split()[2] for lines in said for line in lines if line.startswith("booked")}
    assert len(booked) == 2
    assert sum(line.startswith("booked") for lines in said for line in lines) == 2
    await _shown(server, booked)
    # One whose answer came too late may be put again, where there is none yet.
    puts = [conditions for method, conditions in server.requests if method == "PUT"]
    assert len(puts) >= 2
    assert all("HTTP_IF_NONE_MATCH" in conditions for conditions in puts)
    writer = next(each for each in both if "writes" in each.said)
    await writer.kill()
    other = next(each for each in both if each is not writer)
    assert "writes" not in other.said
    other.tell("book 120")
    later = await other.says("booked", second="120")
    await _shown(server, {*booked, later.split()[2]})

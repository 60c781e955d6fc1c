"""Hosts' own calendars on a real CalDAV server: what is booked stands there, what stands there isn't offered, and a
calendar that can't be read says so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.calendars.plan import Plan
from tests.cast import Person
from tests.office import ZONE
from tests.radicale import Calendars, calendars
from tests.stories.booking_steps import books_first, first_free, talk_with_ben
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, cards, in_turn, until
from tests.stories.kit import makes_sure

HOUR = 3_600_000
PLAN = Plan("ben", writes=True, reads=True, names=False, every=300)
BOUND = 30.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Calendars]:
    """A CalDAV server with a calendar of Ben's."""
    with calendars(tmp_path / "collections") as made:
        yield made


async def _shown(day: Day, server: Calendars, count: int, text: str = "") -> list[str]:
    """Wait until Ben's calendar has so many objects, with a text in one of them; return them."""
    assert day.office.app.calendars is not None
    (host,) = day.office.app.calendars.hosts
    async with asyncio.timeout(BOUND):
        while True:
            found = [each.content for each in await asyncio.to_thread(server.shows)]
            if len(found) == count and any(text in each for each in found or [text]):
                return found
            await host.next_round()


def _written(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(ZONE)):%Y%m%dT%H%M%S}"


@in_turn
async def test_booked_into_the_hosts_calendar(
    open_office: OpenOffice, server: Calendars, client_on: str, staff_on: str, language: str
) -> None:
    """An appointment stands once in the host's calendar, without names; cancelled it is gone."""
    accounts = [(PLAN, server.account)]
    desk = talk_with_ben({"writes": True, "reads": True})
    day = await begin(open_office, client_on, staff_on, language, desk=desk, calendars=accounts)
    booked = await books_first(day, day.anna, "A-1")
    (content,) = await _shown(day, server, 1, booked.uid)
    assert f"DTSTART;TZID={booked.zone}:{_written(booked.starts_at)}" in content
    assert "A-1" in content
    assert "METHOD" not in content
    assert "Anna" not in content
    await day.presses(day.anna, "booking-cancel", "A-1 · ")
    await makes_sure(day.anna, day.t("yes"))
    await until(day.anna, lambda: bool(cards(day.anna, day.t("booking-state-cancelled"))), "cancelled")
    await _shown(day, server, 0)


@in_turn
async def test_busy_elsewhere_is_not_offered(
    open_office: OpenOffice, server: Calendars, client_on: str, staff_on: str, language: str
) -> None:
    """What the host has in their calendar is not offered, from the next look on; once it is deleted there, it is
    offered again."""
    desk = talk_with_ben({"writes": True, "reads": True})
    day = await begin(open_office, client_on, staff_on, language, desk=desk, calendars=[(PLAN, server.account)])
    before = await first_free(day, day.anna)
    since = day.office.clock.now()
    server.keeps("everything", f"DTSTART:{since:%Y%m%dT%H%M%SZ}", f"DTEND:{since + timedelta(days=5):%Y%m%dT%H%M%SZ}")
    await _read_again(day)
    assert set(await first_free(day, day.anna)).isdisjoint(before)
    server.drops("everything")
    await _read_again(day)
    assert set(before) & set(await first_free(day, day.anna)), "offered again, but for what is too soon by now"


@in_turn
async def test_a_stale_calendar_is_said_and_not_offered(
    open_office: OpenOffice, server: Calendars, client_on: str, staff_on: str, language: str
) -> None:
    """A calendar that could not be read for too long: nobody is offered that host's time if the service wants it so,
    and `/agenda` says how old what is known is; read again, all is as before."""
    host = {"writes": True, "reads": True, "stale_after": HOUR}
    desk = talk_with_ben(host, unverified=False)
    day = await begin(open_office, client_on, staff_on, language, desk=desk, calendars=[(PLAN, server.account)])
    await _read_again(day)
    before = await first_free(day, day.anna)
    await _agenda_says(day, day.ben, "calendar-read")
    server.down = True
    day.office.clock.move(2 * 3600)
    await _agenda_says(day, day.ben, "calendar-stale")
    day.anna.commands("book")
    await day.reads(day.anna, "book-nothing-free")
    server.down = False
    await _read_again(day)
    assert set(before) & set(await first_free(day, day.anna)), "offered again, but for what is too soon by now"
    await _agenda_says(day, day.mia, "calendar-read")


async def _agenda_says(day: Day, who: Person, name: str) -> None:
    said = day.t(name, host="Ben", at="§").partition("§")
    who.commands("agenda")
    await until(who, lambda: bool(cards(who, said[0])) and bool(cards(who, said[2])), name)


async def _read_again(day: Day) -> None:
    """Let the calendar be read once more, and wait for that."""
    assert day.office.app.calendars is not None
    (host,) = day.office.app.calendars.hosts
    day.office.clock.move(PLAN.every + 1)
    asked = day.office.clock.now()
    async with asyncio.timeout(BOUND):
        while host.read_at is None or host.read_at < asked:
            await host.next_round()

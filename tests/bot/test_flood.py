"""A06 and A16: one account that writes or presses more than anybody can costs no other anything."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.flood import MOST_ACCOUNTS, Allowance, Flood, FloodLimits, Kind
from bot.forgeries import Forgeries
from bot.platforms.base import Arrival
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import InboxState, Role
from tests.cast import Person as Somebody
from tests.databases import fresh_sqlite
from tests.office import Office, Plan
from tests.stories.kit import joined

MINUTE = 60


def admitted(flood: Flood, account: str, moments: list[float], *, press: bool = False, stranger: bool = False) -> int:
    return [flood.too_much(account, at, press=press, stranger=stranger) for at in moments].count(None)


def test_so_many_at_once_and_so_many_a_minute() -> None:
    """Forty at once, then twenty a minute; presses have an allowance of their own, so has everybody else."""
    flood = Flood(FloodLimits())
    assert admitted(flood, "anna", [0.0] * 100) == 40
    assert admitted(flood, "anna", [MINUTE] * 100) == 20
    assert admitted(flood, "anna", [MINUTE * 10] * 100) == 40
    assert admitted(flood, "anna", [MINUTE * 10] * 100, press=True) == 100
    assert admitted(flood, "ben", [MINUTE * 10] * 40) == 40
    assert admitted(flood, "anna", [0.0] * 100) == 0  # a clock that goes back gives nothing


def test_what_waited_at_the_platform_did_not_come_at_once() -> None:
    """Somebody who wrote steadily while the office was away loses nothing: the platform's own times count."""
    flood = Flood(FloodLimits())
    assert admitted(flood, "anna", [number * 5.0 for number in range(500)]) == 500


def test_strangers_share_an_allowance_and_memory_is_bounded() -> None:
    """Thirty thousand new accounts get as much as all strangers together may, and no more memory than ten thousand
    take; who is known goes on."""
    flood = Flood(FloodLimits())
    let_in = sum(admitted(flood, f"new-{number}", [0.0], stranger=True) for number in range(30_000))
    assert (let_in, len(flood)) == (120, MOST_ACCOUNTS)
    assert admitted(flood, "anna", [0.0]) == 1
    assert flood.too_much("one-more", 0.0, press=False, stranger=True) is Kind.STRANGERS


def test_nothing_is_limited_where_the_settings_say_so() -> None:
    """0 takes any number."""
    none = Allowance(0, 0)
    assert admitted(Flood(FloodLimits(none, none, none, none)), "anna", [0.0] * 10_000, stranger=True) == 10_000


async def test_what_can_not_be_read_is_kept_aside_however_much(tmp_path: Path) -> None:
    """If a platform changes its form, what everybody sends is unreadable at once: all of it is kept."""
    office = Office(Plan(fresh_sqlite(tmp_path), telegram=None, slack=None, console=True, flood=FloodLimits()))
    await office.open()
    try:
        broken = [
            Arrival(
                "telegram", "", f"telegram:1:{number}", "telegram::0", '""', office.clock.now(), broken="unreadable"
            )
            for number in range(100)
        ]
        intake = office.app._intake  # noqa: SLF001 - what platforms hand their events to
        assert None not in await intake.take(broken)
        said = [replace(one, key=f"{one.key}:said", account="telegram::7", broken=None) for one in broken]
        assert (await intake.take(said)).count(None) == 60
    finally:
        await office.close()


def looked_up(tries: int) -> tuple[int, int]:
    """Return how many of so many forged presses within an hour were looked for in the database, and the alarms."""
    flood, forgeries = Flood(FloodLimits()), Forgeries()
    looked = alarms = 0
    for number in range(tries):
        at = number * 3600 / tries
        if flood.too_much("eve", at, press=True, stranger=False) is None and not forgeries.shut("eve", at):
            looked += 1
            alarms += forgeries.note("eve", at)
    return looked, alarms


def test_a06_forged_buttons() -> None:
    """Of 100,000 tries within an hour twenty are looked up, and managers hear of it once."""
    assert looked_up(100_000) == (20, 1)


@pytest.mark.long
def test_a06_a_million_forged_buttons() -> None:
    """Of a million as well."""
    assert looked_up(1_000_000) == (20, 1)


async def test_a16_one_who_writes_without_end(tmp_path: Path) -> None:
    """A thousand messages in six seconds from one client: about forty are kept, one notice says so, managers hear of
    it, and what another client asks meanwhile is taken in and confirmed."""
    office = Office(Plan(fresh_sqlite(tmp_path), slack=None, flood=FloodLimits()))
    await office.open()
    try:
        mia = await joined(office, Role.MANAGER, "Mia", "telegram")
        eve = await joined(office, Role.CLIENT, "Eve", "telegram", client="Eve & Sons")
        anna = await joined(office, Role.CLIENT, "Anna", "telegram")
        for number in range(1000):
            eve.says(f"Please answer {number}")
            if number == 500:
                anna.says("Please book a table")
        await anna.sees("Please book a table")
        await eve.sees("too much at once")
        await mia.sees("more than anybody can write")
        counters = office.app.counters
        async with asyncio.timeout(30):
            while counters.value("flood_refused_total", kind="person") < 900:  # noqa: ASYNC110 - counters tell nobody
                await asyncio.sleep(0.01)
        assert eve.count("too much at once") == 1
        count = partial(_kept, InboxState.NEW), partial(_kept, InboxState.DONE)
        kept = sum([await office.app.database.read(one) for one in count])
        assert 41 <= kept <= 70  # Eve's forty and what a slow machine gave her since, and Anna's one
    finally:
        await office.close()


@pytest.mark.long
async def test_a16_others_wait_no_longer(tmp_path: Path) -> None:
    """While one account writes 10,000 messages a minute, for a minute, others are confirmed as soon as before: p95 at
    most twice what it was, or a quarter of a second; and the process hardly grows."""
    office = Office(Plan(fresh_sqlite(tmp_path), slack=None, flood=FloodLimits(), telegram="webhook"))
    await office.open()
    try:
        await joined(office, Role.MANAGER, "Mia", "telegram")
        eve = await joined(office, Role.CLIENT, "Eve", "telegram", client="Eve & Sons")
        others = [await joined(office, Role.CLIENT, f"Anna {number}", "telegram") for number in range(20)]
        alone = [await _seconds(anna, number) for number, anna in enumerate(others * 2)]
        before = _megabytes()
        writing = asyncio.create_task(_writes(eve))
        beside: list[float] = []
        while not writing.done():
            beside.append(await _seconds(others[len(beside) % 20], 100 + len(beside)))
            await asyncio.sleep(0.15)  # they have limits, too
        sent = await writing
        assert sent == 10_000
        assert len(beside) >= 20
        assert _p95(beside) <= max(2 * _p95(alone), 0.25), (_p95(alone), _p95(beside))
        assert _megabytes() - before < 256
        print(f"p95 alone {_p95(alone):.3f} s, beside {_p95(beside):.3f} s of {len(beside)}")
    finally:
        await office.close()


async def _writes(eve: Somebody) -> int:
    """Write 10,000 messages, evenly over a minute."""
    began = time.monotonic()
    for number in range(10_000):
        eve.says(f"Please answer {number}")
        await asyncio.sleep(max(0.0, began + (number + 1) * 0.006 - time.monotonic()))
    return 10_000


async def _seconds(anna: Somebody, number: int) -> float:
    """Return how long somebody waits for the card of what they wrote."""
    began = time.monotonic()
    anna.says(f"Please book table {number:04}.")
    await anna.sees(f"table {number:04}.")
    return time.monotonic() - began


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


def _megabytes() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 2**20


def _kept(state: InboxState, uow: UnitOfWork) -> int:
    return uow.inbox.count(state)

"""Leases when the database stumbles: service goes on while the lease lasts, and never longer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.leases import LENGTH, RENEW_SECONDS, Lease
from storage.engine import StoreBusy
from tests.clocks import RunningClock

BOUND = 30.0


class Stumbling:
    """A database that grants every lease, and answers late or not at all when told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.busy = False
        self.silent: asyncio.Event | None = None

    async def write(self, unit: Any) -> int:
        self.asked += 1
        if self.silent is not None:
            await self.silent.wait()
        if self.busy:
            raise StoreBusy
        return 1  # nobody else ever has it: one epoch


class Service:
    """What is served while the lease is held."""

    def __init__(self) -> None:
        self.begun = 0
        self.running = False

    async def run(self) -> None:
        self.begun += 1
        self.running = True
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.running = False


@asynccontextmanager
async def kept(database: Stumbling, clock: RunningClock) -> AsyncIterator[Service]:
    lease, service = Lease("telegram", "me", database, clock), Service()  # type: ignore[arg-type]  # grants leases only
    keeping = asyncio.ensure_future(lease.keep(service.run))
    await until(lambda: service.running)
    try:
        yield service
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await lease.let_go()


async def until(fact: Callable[[], object]) -> None:
    async with asyncio.timeout(BOUND):
        while not fact():  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.002)


async def test_a_short_trouble_of_the_database_interrupts_nothing() -> None:
    """One renewal fails, the next goes well: whoever is served does not notice."""
    database, clock = Stumbling(), RunningClock()
    async with kept(database, clock) as service:
        database.busy = True
        asked = database.asked
        clock.move(RENEW_SECONDS)
        await until(lambda: database.asked > asked)
        database.busy = False
        clock.move(RENEW_SECONDS)
        await until(lambda: database.asked > asked + 1)
        clock.move(RENEW_SECONDS)
        await until(lambda: database.asked > asked + 2)
        assert service.begun == 1
        assert service.running


async def test_a_database_that_fails_for_longer_ends_the_service() -> None:
    """No renewal until the lease may have ended: somebody else may be serving now."""
    database, clock = Stumbling(), RunningClock()
    async with kept(database, clock) as service:
        database.busy = True
        clock.move(LENGTH.total_seconds())
        await until(lambda: not service.running)
        database.busy = False
        clock.move(RENEW_SECONDS)
        await until(lambda: service.running)


async def test_a_database_that_does_not_answer_ends_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """A renewal that hangs, on a dead line for instance, does not keep the service up beyond the lease."""
    monkeypatch.setattr("bot.leases.LENGTH", timedelta(seconds=0.8))
    monkeypatch.setattr("bot.leases.RENEW_SECONDS", 0.1)
    database, clock = Stumbling(), RunningClock()
    async with kept(database, clock) as service:
        database.silent = asyncio.Event()
        await until(lambda: not service.running)
        database.silent.set()
        await until(lambda: service.running)


async def test_after_a_sleep_of_the_machine_it_goes_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lease has ended meanwhile, so the service ends; if nobody else has come it begins again without waiting."""
    monkeypatch.setattr("bot.leases.RENEW_SECONDS", 1000.0)
    database, clock = Stumbling(), RunningClock()
    async with kept(database, clock) as service:
        database.silent = asyncio.Event()
        clock.move(2 * LENGTH.total_seconds())
        await until(lambda: not service.running)
        database.silent.set()
        await until(lambda: service.begun == 2 and service.running)

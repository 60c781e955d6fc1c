"""The bridge from the event loop to the store's threads: hand over a unit of work, await what it returned after
COMMIT."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

from storage.engine import Outcome, Store
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")
log = logging.getLogger("database")


class Database:
    """A started store, seen from one event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loop = asyncio.get_running_loop()
        store.deliver = self._deliver

    @property
    def name(self) -> str:
        """Return `sqlite` or `postgresql`."""
        return self._store.name

    async def write(self, unit: Callable[[UnitOfWork], T]) -> T:
        """Run a unit in a transaction; its hooks have run when this returns. Raises what the unit raised, StoreBusy."""
        ticket: asyncio.Future[T] = self._loop.create_future()
        self._store.submit(unit, ticket)
        return await ticket

    async def read(self, unit: Callable[[UnitOfWork], T]) -> T:
        """Run a unit that only looks, away from the writer."""
        ticket: asyncio.Future[T] = self._loop.create_future()
        self._store.submit(unit, ticket, reading=True)
        return await ticket

    def _deliver(self, outcomes: list[Outcome]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._settle, outcomes)

    @staticmethod
    def _settle(outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            ticket = outcome.ticket
            assert isinstance(ticket, asyncio.Future)  # only this class submits without waiting
            # The caller wakes first: what it notes at once (a ticket) is there when the hooks' work begins.
            if not ticket.done():
                if outcome.error is None:
                    ticket.set_result(outcome.value)
                else:
                    ticket.set_exception(outcome.error)
            for hook in outcome.hooks:
                try:
                    hook()
                except Exception:
                    log.exception("hook failed")  # those who were committed together with it must be answered

"""The bridge from the event loop to the store's threads: hand over a unit of work, await what it returned after
COMMIT."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar, cast

from storage.engine import Outcome, Store
from storage.unit_of_work import UnitOfWork
from storage.vault import Unreadable

T = TypeVar("T")
log = logging.getLogger("database")


class _Together(Generic[T]):
    """What is known of units handed over together; `ended` is set once that is all."""

    def __init__(self, ended: asyncio.Future[None], number: int) -> None:
        self.ended = ended
        self.results: list[T | BaseException | None] = [None] * number
        self._left = number

    def note(self, place: int, outcome: Outcome) -> None:
        """Keep how one ended."""
        self.results[place] = outcome.value if outcome.error is None else outcome.error
        self._left -= 1
        if not self._left and not self.ended.done():
            self.ended.set_result(None)


class _Part(NamedTuple):
    """The ticket of one of them."""

    together: _Together[Any]
    place: int


class Database:
    """A started store, seen from one event loop; `refused` hears there of words that are not what was sealed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loop = asyncio.get_running_loop()
        store.deliver = self._deliver
        store.vault.refused = self._hear_of_refused
        self.refused: Callable[[Unreadable], None] = lambda _: None

    @property
    def name(self) -> str:
        """Return `sqlite` or `postgresql`."""
        return self._store.name

    async def write(self, unit: Callable[[UnitOfWork], T]) -> T:
        """Run a unit in a transaction; its hooks have run when this returns. Raises what the unit raised, StoreBusy."""
        ticket: asyncio.Future[T] = self._loop.create_future()
        self._store.submit(unit, ticket)
        return await ticket

    def _hear_of_refused(self, found: Unreadable) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended; the log has it
            self._loop.call_soon_threadsafe(lambda: self.refused(found))

    async def write_each(self, units: Sequence[Callable[[UnitOfWork], T]]) -> list[T | BaseException]:
        """Run units in a transaction each; return what each returned or raised, in their order. For many small ones:
        the event loop is busy once for all of them, not once for each."""
        together: _Together[T] = _Together(self._loop.create_future(), len(units))
        if units:
            self._store.submit_together([(unit, _Part(together, place)) for place, unit in enumerate(units)])
            await together.ended
        return cast("list[T | BaseException]", together.results)

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
            # The caller wakes first: what it notes at once (a ticket) is there when the hooks' work begins.
            if isinstance(ticket, _Part):
                ticket.together.note(ticket.place, outcome)
            else:
                assert isinstance(ticket, asyncio.Future)  # only this class submits without waiting
                _answer(ticket, outcome)
            for hook in outcome.hooks:
                try:
                    hook()
                except Exception:  # those who were committed together with it must be answered
                    log.exception("hook failed")


def _answer(ticket: asyncio.Future[Any], outcome: Outcome) -> None:
    if ticket.done():
        return
    if outcome.error is None:
        ticket.set_result(outcome.value)
    else:
        ticket.set_exception(outcome.error)

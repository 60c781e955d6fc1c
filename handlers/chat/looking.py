"""Looking up what takes long: before the transaction that uses it and a stretch at a time, so that nobody's writing
waits for it."""

from __future__ import annotations

from typing import Protocol, TypeVar

from storage.unit_of_work import UnitOfWork


class Look(Protocol):
    """A question to the database. Two are equal if they ask the same, whatever is known of the answer."""

    def step(self, uow: UnitOfWork) -> bool:
        """Read the next stretch in a transaction that can't change anything; return whether there is more to read."""


class LookFirst(Exception):
    """A handler needs what a look finds: nothing is kept, and the event is handled again once the look has ended."""

    def __init__(self, look: Look) -> None:
        super().__init__(type(look).__name__)
        self.look = look


AnyLook = TypeVar("AnyLook", bound=Look)


def looked_up(known: Look | None, wanted: AnyLook) -> AnyLook:
    """Return the `wanted` look with its answer, if it is what is `known`. Raises LookFirst if it is still to be
    done."""
    if isinstance(known, type(wanted)) and known == wanted:
        return known
    raise LookFirst(wanted)

"""A database whose process is killed before a certain thing is kept: what it did outside by then is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from bot.database import Database
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")


class Killed(BaseException):
    """The process ends here."""


class MortalDatabase(Database):
    """A database of a process that can be killed."""

    _lives: int | None = None

    async def write(self, unit: Callable[[UnitOfWork], T]) -> T:
        if self._lives is not None:
            if not self._lives:
                raise Killed
            self._lives -= 1
        return await super().write(unit)

    @contextmanager
    def killed_after(self, writes: int) -> Iterator[None]:
        """Let the process be killed once it has kept so many things more. What is done inside must come to that."""
        self._lives = writes
        with pytest.raises(Killed):
            yield
        self._lives = None

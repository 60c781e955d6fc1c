"""Whose turn it was: the time of a task shared out between office, client, and hours in which nobody works. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from handlers.rules.business_hours import BusinessHours
from handlers.rules.sla_history import FINISHED, WAITING, History, Pause, pauses_of

SECOND = timedelta(seconds=1)


class Turns(NamedTuple):
    """Whole seconds of an interval: open ones with the office, open ones with the client, and those outside hours."""

    office: int
    client: int
    outside: int

    @property
    def total(self) -> int:
        """Return the length of the interval."""
        return self.office + self.client + self.outside


def turns(history: History, hours: BusinessHours, start: datetime, end: datetime) -> Turns:
    """Return whose turn it was between two aware moments; all three together are the real time between them.

    It is the client's turn while the office waits for them and while a finished task may still be sent back; what is
    put aside is the office's. What happens after `end` is left out. Nothing where `end` is not after `start`.
    """
    return turns_between(pauses_of([event for event in history if event.at <= end]), hours, start, end)


def turns_between(pauses: Sequence[Pause], hours: BusinessHours, start: datetime, end: datetime) -> Turns:
    """Return the same from the pauses of a history, which may go on after `end`."""
    if end <= start:
        return Turns(0, 0, 0)
    theirs = [(pause.begin, pause.end or end) for pause in pauses if pause.kind in {WAITING, FINISHED}]
    opened = hours.elapsed(start, end)
    office = hours.elapsed(start, end, theirs) if theirs else opened
    return Turns(office, opened - office, (end - start) // SECOND - opened)

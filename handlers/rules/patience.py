"""How long a question to a client waits for its answer: when they are reminded of it, and when it is given up. In open
time, as all that people wait for. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from handlers.rules.business_hours import BusinessHours

HOUR = 3600


class Due(NamedTuple):
    """When (UTC) the client is asked again, or, where it `ends`, what was asked about is given up."""

    at: datetime
    ends: bool


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds of open time after the question: `reminders` in ascending order; `longest` until what was asked about is
    given up, None for never."""

    reminders: tuple[int, ...] = (8 * HOUR, 24 * HOUR)
    longest: int | None = 120 * HOUR

    def __post_init__(self) -> None:
        """Refuse what is in no order, or given up before its client is reminded; the error names the key."""
        if sorted(set(self.reminders)) != [*self.reminders] or any(seconds <= 0 for seconds in self.reminders):
            raise ValueError("ask_again: must be ascending durations, each more than 0m")
        if self.longest is not None and self.longest <= max(self.reminders, default=0):
            raise ValueError("give_up_after: must be more than the last of ask_again")

    def following(self, asked: datetime, reminded: datetime | None, hours: BusinessHours) -> Due | None:
        """Return what comes next of a question asked at an aware moment, after the last reminder if there was any; None
        for nothing. Reminders that came due before another one was told, because nobody was there, are one with it.
        Nothing is given up sooner after the last reminder than was meant, however late that came."""
        coming = (hours.add(asked, seconds) for seconds in self.reminders)
        at = next((at for at in coming if reminded is None or at > reminded), None)
        if at is not None:
            return Due(at, ends=False)
        if self.longest is None:
            return None
        at = hours.add(asked, self.longest)
        if reminded is not None and self.reminders:
            at = max(at, hours.add(reminded, self.longest - self.reminders[-1]))
        return Due(at, ends=True)

    def ends(self, asked: datetime, reminded: datetime, hours: BusinessHours) -> datetime | None:
        """Return when it is given up unless an answer comes, as far as a reminder can tell; None for never."""
        following = self.following(asked, reminded, hours)
        if following is not None and following.ends:
            return following.at
        return None if self.longest is None else hours.add(asked, self.longest)

"""Reachability as coverage: how much of the promised hours somebody was on duty, times how many of those who asked in
them had an answer within the target. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from handlers.rules.business_hours import Interval
from handlers.rules.kpi.facts import DutyFacts
from handlers.rules.kpi.office_hours import OfficeHours
from handlers.rules.kpi.periods import Period
from handlers.rules.kpi.values import Share

SECOND = timedelta(seconds=1)


class Ask(NamedTuple):
    """Somebody asked for an answer that was due at `due` and came at `answered_at`, None if it has not."""

    ref: str
    at: datetime
    due: datetime
    answered_at: datetime | None

    @property
    def decided_at(self) -> datetime:
        """Return when it was answered or came to be too late."""
        return self.due if self.answered_at is None else min(self.due, self.answered_at)

    @property
    def in_time(self) -> bool:
        """Whether the answer came within the target; exactly at its end is within."""
        return self.answered_at is not None and self.answered_at <= self.due


@dataclass(frozen=True, slots=True)
class Coverage:
    """Open seconds of a period: all that were `promised`, and those with somebody on duty (None where duty isn't
    recorded). `gaps` are promised stretches with nobody on duty. `answered` is who of those that asked in promised
    hours had an answer within the target, each in the period in which that was decided; `waited` are the others."""

    promised: int
    staffed: int | None
    gaps: tuple[Interval, ...]
    answered: Share
    waited: tuple[str, ...]

    @property
    def n(self) -> int:
        """Return how many asked."""
        return self.answered.n

    @property
    def percent(self) -> Fraction | None:
        """Return how reachable the office was, 0 to 100: hours with somebody on duty of those promised, times answers
        within the target of all; None where fewer than five asked, or nothing was promised."""
        share = self.answered.percent
        if share is None or not self.promised:
            return None
        return share * Fraction(self.promised if self.staffed is None else self.staffed, self.promised)

    @property
    def reached(self) -> int | None:
        """Return the same in whole seconds of those promised."""
        return None if self.percent is None else int(self.percent * self.promised / 100)


def coverage(
    hours: OfficeHours,
    period: Period,
    now: datetime,
    asks: Iterable[Ask],
    duties: Sequence[DutyFacts] | None = None,
    since: datetime | None = None,
) -> Coverage:
    """Return how reachable the office was in a period until `now` (UTC), by the hours that were promised then; without
    `duties` nothing is known of who was there, and only answers tell. Nothing was promised before `since`."""
    end = min(period.end, now)
    begin = min(max(period.begin, since or period.begin), end)
    counted = [ask for ask in asks if period.begin <= ask.decided_at <= period.until(now) and hours.is_open(ask.at)]
    opened = list(hours.intervals(begin, end))
    gaps = [] if duties is None else list(gaps_between(opened, duties))
    return Coverage(
        promised=_length(opened) // SECOND,
        staffed=None if duties is None else (_length(opened) - _length(gaps)) // SECOND,
        gaps=tuple(gaps),
        answered=Share(tuple(ask.ref for ask in counted if ask.in_time), tuple(ask.ref for ask in counted)),
        waited=tuple(ask.ref for ask in counted if not ask.in_time),
    )


def gaps_between(opened: Iterable[Interval], duties: Sequence[DutyFacts]) -> Iterable[Interval]:
    """Yield the parts of open stretches (UTC, in order) with nobody on duty, in order."""
    on_duty = sorted((duty.begin, duty.end) for duty in duties)
    for opens, closes in opened:
        at = opens
        for came, went in on_duty:
            if came > at:
                yield at, min(came, closes)
            at = max(at, went)
            if at >= closes:
                break
        if at < closes:
            yield at, closes


def _length(stretches: Iterable[Interval]) -> timedelta:
    return sum((end - begin for begin, end in stretches), timedelta())

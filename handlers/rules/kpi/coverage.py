"""Reachability as coverage: of the hours that were promised, those in which somebody was on duty and nobody was left
waiting beyond the target. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from handlers.rules.business_hours import BusinessHours, Interval
from handlers.rules.kpi.facts import DutyFacts
from handlers.rules.kpi.periods import Period
from handlers.rules.kpi.values import percentage


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody asked for an answer that was due at `due` and came at `answered_at`, None if it has not."""

    ref: str
    at: datetime
    due: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Open seconds of a period: all that were `promised`, those with somebody on duty (None where duty isn't recorded),
    and those `reached`: with somebody on duty and nobody waiting beyond the target. `gaps` are promised stretches with
    nobody on duty, `asks` how many asked in promised hours, `waited` who of them had to wait too long."""

    promised: int
    staffed: int | None
    reached: int
    gaps: tuple[Interval, ...]
    asks: tuple[str, ...]
    waited: tuple[str, ...]

    @property
    def percent(self) -> Fraction | None:
        """Return `reached` of `promised`, 0 to 100; None where fewer than five asked, or nothing was promised."""
        if percentage(0, len(self.asks)) is None or not self.promised:
            return None
        return Fraction(100 * self.reached, self.promised)


def coverage(
    hours: BusinessHours, period: Period, now: datetime, asks: Iterable[Ask], duties: Sequence[DutyFacts] | None = None
) -> Coverage:
    """Return how reachable the office was in a period until `now` (UTC); without `duties` nothing is known of who was
    there, and only waiting tells."""
    begin, end = period.begin, min(period.end, now)
    in_hours = [ask for ask in asks if begin <= ask.at < end and hours.is_open(ask.at)]
    waits = [(ask.ref, ask.due, min(ask.answered_at or end, end)) for ask in in_hours]
    waits = [(ref, due, until) for ref, due, until in waits if due < until]
    gaps = [] if duties is None else list(gaps_between(hours, begin, end, duties))
    return Coverage(
        promised=hours.elapsed(begin, end),
        staffed=None if duties is None else hours.elapsed(begin, end, gaps),
        reached=hours.elapsed(begin, end, [*gaps, *((due, until) for _, due, until in waits)]),
        gaps=tuple(gaps),
        asks=tuple(ask.ref for ask in in_hours),
        waited=tuple(ref for ref, _, _ in waits),
    )


def gaps_between(
    hours: BusinessHours, begin: datetime, end: datetime, duties: Sequence[DutyFacts]
) -> Iterable[Interval]:
    """Yield the open stretches between two moments (UTC) with nobody on duty, in order."""
    on_duty = sorted((duty.begin, duty.end) for duty in duties)
    for opens, closes in hours.intervals(begin):
        if opens >= end:
            return
        at, until = max(opens, begin), min(closes, end)
        for came, went in on_duty:
            if came > at:
                yield at, min(came, until)
            at = max(at, went)
            if at >= until:
                break
        if at < until:
            yield at, until

"""May this be booked, and if not, which rules say no: the one answer for offering, holding, confirming, moving and
booking by staff. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from handlers.rules.slots.diary import Diary, Taken, counts, first_step, forbidden
from handlers.rules.slots.opening import ONE_DAY, Span, joined, without
from handlers.rules.slots.service import Bookers, Service


class Rule(StrEnum):
    """What can say no. The order is that in which it is said."""

    PAST = "past"
    LENGTH = "length"
    BOOKER = "booker"
    PLAN = "plan"
    NOTICE = "notice"
    TOO_FAR = "too-far"
    TAKEN = "taken"
    TOO_CLOSE = "too-close"
    BUSY = "busy"
    AWAY = "away"
    CLOSED = "closed"
    STEP = "step"
    DAY_FULL = "day-full"
    WEEK_FULL = "week-full"
    UNVERIFIED = "unverified"


HARD = frozenset({Rule.PAST, Rule.TAKEN, Rule.TOO_CLOSE})
"""What nobody can override: time that is over or belongs to another booking."""


@dataclass(frozen=True, slots=True)
class No:
    """A rule that says no. `host` is whose, None for one of the service; `until` an instant from which this rule would
    not say it any more, `limit` the number that is reached."""

    rule: Rule
    host: str | None = None
    until: int | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Booker:
    """Who books: staff or not, and the plan of the client it is for."""

    staff: bool
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants: a service, from when and for how long (milliseconds). `moved` is the booking that would be
    moved there: it doesn't stand in its own way."""

    service: Service
    start: int
    length: int
    moved: str | None = None

    @property
    def end(self) -> int:
        """Return the first instant after it."""
        return self.start + self.length


def of_service(wanted: Wanted, now: int, booker: Booker) -> list[No]:
    """Return the rules that say no whoever the host would be."""
    return list(_of_service(wanted, now, booker))


def _of_service(wanted: Wanted, now: int, booker: Booker) -> Iterator[No]:
    service = wanted.service
    if wanted.start < now:
        yield No(Rule.PAST)
    if wanted.length not in service.lengths:
        yield No(Rule.LENGTH)
    if service.bookers is Bookers.STAFF and not booker.staff:
        yield No(Rule.BOOKER)
    if service.plans and booker.plan not in service.plans:
        yield No(Rule.PLAN)
    earliest = now + (service.move_notice if wanted.moved else service.notice)
    if now <= wanted.start < earliest:
        yield No(Rule.NOTICE, until=earliest)


def of_host(wanted: Wanted, diary: Diary, now: int) -> list[No]:
    """Return the rules that say no with this host. Days and limits are the host's, on their wall."""
    return [*_of_calendar(wanted, diary, now), *_of_hours(wanted, diary), *_of_limits(wanted, diary)]


def _of_calendar(wanted: Wanted, diary: Diary, now: int) -> Iterator[No]:
    service = wanted.service
    opening = diary.opening
    furthest = opening.day_of(now) + timedelta(days=service.window_days)
    if opening.day_of(wanted.start) > furthest:
        yield No(Rule.TOO_FAR, diary.host, until=opening.day_span(furthest)[1])
    others = [each for each in diary.taken if each.booking != wanted.moved]
    if any(each.begin < wanted.end and each.end > wanted.start for each in others):
        yield No(Rule.TAKEN, diary.host)
    elif any(begin < wanted.start < end for begin, end in _near(wanted, others)):
        yield No(Rule.TOO_CLOSE, diary.host)
    if _meets(diary.busy, wanted):
        yield No(Rule.BUSY, diary.host)
    if diary.unverified and not service.unverified:
        yield No(Rule.UNVERIFIED, diary.host)


def _near(wanted: Wanted, others: Sequence[Taken]) -> Iterator[Span]:
    return (forbidden(each, wanted.service, wanted.length) for each in others)


def _meets(spans: Sequence[Span], wanted: Wanted) -> bool:
    return any(begin < wanted.end and end > wanted.start for begin, end in spans)


def _of_hours(wanted: Wanted, diary: Diary) -> Iterator[No]:
    windows = diary.opening.windows(wanted.start, wanted.end)
    whole = joined(windows)
    if not any(begin <= wanted.start and wanted.end <= end for begin, end in whole):
        yield No(Rule.CLOSED, diary.host)
        return
    if not any(begin <= wanted.start and wanted.end <= end for begin, end in without(whole, diary.away)):
        yield No(Rule.AWAY, diary.host)
    if not any(_is_step(wanted, window, diary) for window in windows):
        yield No(Rule.STEP, diary.host)


def _is_step(wanted: Wanted, window: Span, diary: Diary) -> bool:
    first = first_step(window, wanted.service, diary.opening)
    return first <= wanted.start < window[1] and (wanted.start - first) % wanted.service.step == 0


def _of_limits(wanted: Wanted, diary: Diary) -> Iterator[No]:
    service = wanted.service
    if service.per_day is None and service.per_week is None:
        return
    opening = diary.opening
    day = opening.day_of(wanted.start)
    days = [opening.day_of(each.begin) for each in counts(diary, service, wanted.moved)]
    if service.per_day is not None and days.count(day) >= service.per_day:
        yield No(Rule.DAY_FULL, diary.host, opening.day_span(day)[1], service.per_day)
    monday = day - timedelta(days=day.weekday())
    same_week = sum(1 for each in days if each - timedelta(days=each.weekday()) == monday)
    if service.per_week is not None and same_week >= service.per_week:
        sunday = monday + 6 * ONE_DAY
        yield No(Rule.WEEK_FULL, diary.host, opening.day_span(sunday)[1], service.per_week)


def too_late(start: int, notice: int, now: int) -> No | None:
    """Return why a booking can't be moved or cancelled any more by the client, None if it can; `notice` is the
    service's for that, in milliseconds before the booking begins."""
    return No(Rule.NOTICE, until=start - notice) if now > start - notice else None

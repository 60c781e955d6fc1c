"""What a host has in an interval: bookings, what other calendars say, absences; and what a booking needs of it. Pure.

The distance between two bookings is the longer of the first one's time after and the second one's time before, never
their sum. What outside calendars say, and absences, have no distances of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handlers.rules.slots.opening import Opening, Span
from handlers.rules.slots.service import Align, Service


class Taken(NamedTuple):
    """A booking as it stands in a host's diary. `kept_from` and `kept_until` are its times with the distances before
    and after it; `booking` is its id."""

    begin: int
    end: int
    kept_from: int
    kept_until: int
    service: str
    booking: str


@dataclass(frozen=True, slots=True)
class Diary:
    """One host, and what they have in the interval that is asked about (with a day around it, a week where the service
    has limits). `unverified`: their outside calendar was not read for longer than the settings allow."""

    host: str
    opening: Opening
    taken: Sequence[Taken] = ()
    busy: Sequence[Span] = ()
    away: Sequence[Span] = ()
    unverified: bool = False


def forbidden(taken: Taken, service: Service, length: int) -> Span:
    """Return between which instants a booking of `length` can't start beside another one: later than the first and
    earlier than the second is too near."""
    begin, end = closes(taken, service)
    return begin - length, end


def closes(taken: Taken, service: Service) -> Span:
    """Return the span that no booking of the service may touch because of another one."""
    begin, end, kept_from, kept_until, _, _ = taken
    return min(begin - service.after, kept_from), max(end + service.before, kept_until)


def first_step(window: Span, service: Service, opening: Opening) -> int:
    """Return the first start of a window: its beginning, or the next full step on the wall there."""
    begin = window[0]
    if service.align is Align.WINDOW:
        return begin
    offset = opening.offset_at(begin)
    return begin + -(begin + offset) % service.step


def counts(diary: Diary, service: Service, but: str | None) -> Iterator[Taken]:
    """Yield the bookings that count towards the service's limits, without the one that is moved."""
    return (each for each in diary.taken if each.service == service.name and each.booking != but)

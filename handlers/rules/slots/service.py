"""What can be booked: a service with its lengths, distances, limits and who must be there. Pure.

Durations are whole milliseconds, as instants are in this folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from handlers.rules.categories import Question

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Align(StrEnum):
    """Where the steps of a service are counted from: the opening of the host's window, or the local midnight."""

    WINDOW = "window"
    CLOCK = "clock"


class Bookers(StrEnum):
    """Who may book a service: clients and staff, or staff alone."""

    CLIENTS = "clients"
    STAFF = "staff"


Group = tuple[str, ...]
"""Names of hosts, one of whom is needed; in the order of the settings."""


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of appointment. `groups` says who is needed: one host of each group, so that `((ben, eva),)` is either of
    two, `((ben,), (eva,))` both, and `((ben, eva), (room,))` either in that room. `window_days` is how many local
    dates of the host after today can be booked. A limit of None is none. `plans` is empty for any. Words are by
    language. `unverified` tells whether a host is offered whose outside calendar could not be read for too long."""

    name: str
    label: Mapping[str, str]
    lengths: tuple[int, ...]
    groups: tuple[Group, ...]
    before: int = 0
    after: int = 0
    step: int = 15 * MINUTE
    align: Align = Align.WINDOW
    notice: int = 0
    window_days: int = 60
    per_day: int | None = None
    per_week: int | None = None
    bookers: Bookers = Bookers.CLIENTS
    plans: tuple[str, ...] = ()
    confirmed_by_host: bool = False
    move_notice: int = 0
    cancel_notice: int = 0
    remind_before: tuple[timedelta, ...] = (timedelta(hours=24), timedelta(hours=1))
    place: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    unverified: bool = True

    @property
    def length(self) -> int:
        """Return the length that is meant where none is said."""
        return self.lengths[0]

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return every host that may be needed, each once."""
        return tuple(dict.fromkeys(host for group in self.groups for host in group))

    def with_host(self, name: str) -> Service | None:
        """Return the service with this host and no other of their groups; None if they don't give it."""
        if name not in self.hosts:
            return None
        groups = tuple((name,) if name in group else group for group in self.groups)
        return replace(self, groups=groups)


def combinations(groups: tuple[Group, ...], free: Mapping[str, bool]) -> Iterator[tuple[str, ...]]:
    """Yield the hosts who could do it together, nobody twice, of those who are `free`; in the order of the groups."""
    if not groups:
        yield ()
        return
    for host in groups[0]:
        if free.get(host, False):
            for others in combinations(groups[1:], {**free, host: False}):
                yield (host, *others)

"""What the settings say of bookings: services, and the hosts who give them. Pure; but it remembers what was computed of
each host's calendar, by that calendar's version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.rules.slots.free import Starts
from handlers.rules.slots.opening import Opening
from handlers.rules.slots.service import MINUTE, Service

MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Host:
    """Whose time can be booked: an assistant (`person` is their name), a client's calendar that the office keeps
    (`client` is that account's name), or a room or another thing (neither). `stale_after` is how old what an outside
    calendar said may be, in milliseconds; None: any age. `reads` and `writes` tell whether busy times are read from a
    calendar of theirs, and appointments written into it."""

    name: str
    label: Mapping[str, str]
    opening: Opening
    person: str | None = None
    client: str | None = None
    stale_after: int | None = None
    reads: bool = False
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """When one host can begin a service, as of a version of their calendar; good until a hold in it ends by itself."""

    version: int
    until: int | None
    starts: Starts


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that can be booked. `hold` is how long a chosen time is kept for somebody, `offer` how long it is for
    somebody on the waiting list; milliseconds. `feeds` is the address below which calendar feeds are found, None where
    there are none; `mails` tells whether others can be invited by mail."""

    services: Mapping[str, Service] = field(default_factory=dict)
    hosts: Mapping[str, Host] = field(default_factory=dict)
    feeds: str | None = None
    mails: bool = False
    hold: int = 5 * MINUTE
    offer: int = 30 * MINUTE
    rows: dict[tuple[object, ...], Row] = field(default_factory=dict, repr=False, compare=False)

    @property
    def writes(self) -> frozenset[str]:
        """Return the names of the hosts into whose calendars appointments are written."""
        return frozenset(host.name for host in self.hosts.values() if host.writes)

    def service(self, name: str) -> Service | None:
        """Return the service of this name; None if the settings don't know it any more."""
        return self.services.get(name)

    def remember(self, key: tuple[object, ...], row: Row) -> Row:
        """Keep a row, and forget all if there are too many: they are quickly made anew."""
        if len(self.rows) >= MOST_ROWS:
            self.rows.clear()
        self.rows[key] = row
        return row

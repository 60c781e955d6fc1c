"""The settings of what can be booked: services, the hosts who give them, rooms and other things; and the `Desk` that
they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.config_categories import FieldSettings, Words
from bot.config_values import Duration, Hours, Leads, PositiveDuration, Secret, Table, Url, Zone, one_of, overlapping
from handlers.rules.business_hours import BusinessHours
from handlers.rules.business_hours_notation import overlaps, read_exceptions
from handlers.rules.service_levels import Calendar, ServiceLevels
from handlers.rules.slots.desk import Desk, Host
from handlers.rules.slots.opening import Opening, Travel
from handlers.rules.slots.service import SECOND, Align, Bookers, Group, Service
from handlers.rules.wall_time import zone_named

if TYPE_CHECKING:
    from bot.config import Settings


def _journeys(lines: list[str]) -> list[str]:
    for line in lines:
        _journey(line)
    return lines


def _journey(line: str) -> Travel:
    """Return what `2026-06-02..2026-06-05 America/New_York` says; raise ValueError naming the line."""
    dates, _, zone = line.strip().partition(" ")
    first, _, last = dates.partition("..")
    try:
        travel = Travel(date.fromisoformat(first), date.fromisoformat(last or first), zone_named(zone.strip()))
    except ValueError as error:
        raise ValueError(f"{line!r}: {error}; expected 2026-06-02..2026-06-05 America/New_York") from None
    if travel.last < travel.first:
        raise ValueError(f"{line!r} ends before it begins")
    return travel


def _exceptions(lines: list[str]) -> list[str]:
    read_exceptions(lines)
    return lines


def _some(lengths: list[int]) -> list[int]:
    if not lengths:
        raise ValueError('is empty; give it at least one duration, for instance ["30m"]')
    return lengths


class CaldavSettings(Table):
    """A host's own calendar on a CalDAV server; `url` is that of the calendar itself, `every` in seconds."""

    url: Url
    user: Annotated[str, Field(min_length=1, max_length=200)]
    password: Secret
    write: bool = True
    names: bool = False
    busy: bool = True
    every: PositiveDuration = 300


class OpenSettings(Table):
    """When something can be booked: a calendar of the settings (the office's where none is named), of which `zone` and
    `week` may be others here, with `exceptions` of its own. `caldav` is a calendar of its own elsewhere, `stale_after`
    how old (in seconds) what was read there may be."""

    label: Words | None = None
    calendar: str | None = None
    zone: Zone | None = None
    week: Hours | None = None
    exceptions: Annotated[list[str], AfterValidator(_exceptions)] = Field(default_factory=list)
    stale_after: PositiveDuration | None = None
    caldav: CaldavSettings | None = None

    @model_validator(mode="after")
    def _apart(self) -> OpenSettings:
        if self.week is not None:
            clashes = [clash for clash in overlaps(self.week, self.exceptions) if clash not in overlaps(self.week)]
            if clashes:
                raise ValueError(f"exceptions: {overlapping(clashes)}")
        return self

    def hours(self, base: Calendar) -> tuple[str, str, tuple[str, ...]]:
        """Return zone, week and exceptions as `BusinessHours.parse` takes them."""
        body = base.body
        exceptions = (*body["exceptions"], *self.exceptions)
        return self.zone or body["zone"], self.week or body["week"], exceptions


class HostSettings(OpenSettings):
    """Somebody whose time can be booked; its name is the table's own. `person` is an assistant's name, `client` that of
    a client whose calendar the office keeps. `travels` are dates on which the host lives by another clock."""

    person: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    client: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    travels: Annotated[list[str], AfterValidator(_journeys)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_of_both(self) -> HostSettings:
        if (self.person is None) == (self.client is None):
            raise ValueError("whose time is it? give it either person or client")
        return self


class ResourceSettings(OpenSettings):
    """A room or another thing that can be booked; its name is the table's own."""


class ServiceSettings(Table):
    """Something that can be booked; its name is the table's own. Durations in seconds."""

    label: Words
    lengths: Annotated[list[PositiveDuration], AfterValidator(_some)]
    hosts: list[str] = Field(default_factory=list)
    together: bool = False
    resources: list[str] = Field(default_factory=list)
    place: Words | None = None
    before: Duration = 0
    after: Duration = 0
    step: PositiveDuration = 900
    align: Annotated[Align, BeforeValidator(one_of(Align))] = Align.WINDOW
    notice: Duration = 0
    window_days: Annotated[int, Field(ge=0, le=730)] = 60
    per_day: Annotated[int, Field(ge=1)] | None = None
    per_week: Annotated[int, Field(ge=1)] | None = None
    bookers: Annotated[Bookers, BeforeValidator(one_of(Bookers))] = Bookers.CLIENTS
    plans: list[str] = Field(default_factory=list)
    confirmed_by_host: bool = False
    move_notice: Duration = 0
    cancel_notice: Duration = 0
    remind_before: Leads = (86_400, 3_600)
    unverified: bool = True
    fields: list[FieldSettings] = Field(default_factory=list)

    @model_validator(mode="after")
    def _given_by_somebody(self) -> ServiceSettings:
        if not self.hosts and not self.resources:
            raise ValueError("hosts: nobody gives it; name a [hosts.NAME], or a [resources.NAME] in resources")
        for key in ("hosts", "resources"):
            names = getattr(self, key)
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise ValueError(f"{key}: {twice} is there twice")
        return self

    def groups(self) -> tuple[Group, ...]:
        """Return who is needed: all hosts or one of them, and one of the resources."""
        hosts = tuple((host,) for host in self.hosts) if self.together else (tuple(self.hosts),)
        return tuple(group for group in (*hosts, tuple(self.resources)) if group)

    def service(self, name: str) -> Service:
        """Return the service as the rules know it."""
        durations = {key: getattr(self, key) * SECOND for key in DURATIONS}
        same: dict[str, Any] = {key: getattr(self, key) for key in SAME}
        return Service(
            name=name,
            lengths=tuple(length * SECOND for length in self.lengths),
            groups=self.groups(),
            plans=tuple(self.plans),
            remind_before=tuple(timedelta(seconds=lead) for lead in self.remind_before),
            place=self.place or {},
            questions=tuple(field.question() for field in self.fields),
            **durations,
            **same,
        )


STALE_AFTER = 7_200
DURATIONS = ("before", "after", "step", "notice", "move_notice", "cancel_notice")
SAME = ("label", "align", "window_days", "per_day", "per_week", "bookers", "confirmed_by_host", "unverified")


def desk_of(settings: Settings, levels: ServiceLevels) -> Desk:
    """Return everything that can be booked. Hosts with the same hours share them, and what is remembered of them."""
    shared: dict[tuple[object, ...], Opening] = {}
    hosts = {
        name: Host(
            name,
            table.label or {"": table.person or table.client or name},
            _opening(table, table.travels, levels, shared),
            table.person,
            table.client,
            *_outside(table),
        )
        for name, table in settings.hosts.items()
    }
    things = {
        name: Host(name, table.label or {"": name}, _opening(table, (), levels, shared), None, None, *_outside(table))
        for name, table in settings.resources.items()
    }
    public = None if settings.web is None else settings.web.public_url
    services = {name: table.service(name) for name, table in settings.services.items()}
    feeds = None if public is None else f"{public}/calendars"
    return Desk(services, {**hosts, **things}, feeds, mails=settings.mail is not None)


def _outside(table: OpenSettings) -> tuple[int | None, bool, bool]:
    """Return how old what an outside calendar said may be (milliseconds), and whether one is read and written."""
    caldav = table.caldav
    reads = caldav is not None and caldav.busy
    seconds = table.stale_after or (STALE_AFTER if reads else None)
    return None if seconds is None else seconds * SECOND, reads, caldav is not None and caldav.write


def _opening(
    table: OpenSettings, travels: Sequence[str], levels: ServiceLevels, shared: dict[tuple[object, ...], Opening]
) -> Opening:
    zone, week, exceptions = table.hours(levels.calendar(table.calendar))
    key = (zone, week, exceptions, tuple(travels))
    if key not in shared:
        shared[key] = Opening(BusinessHours.parse(zone, week, exceptions), [_journey(line) for line in travels])
    return shared[key]


def one_calendar_twice(settings: Settings) -> list[str]:
    """Return the complaints about a calendar that two hosts have: each would take the other's appointments for its own
    busy times, and two would write at once."""
    tables = {**settings.hosts, **settings.resources}
    owners: dict[str, str] = {}
    found = []
    for name, table in tables.items():
        url = None if table.caldav is None else table.caldav.url.rstrip("/")
        if url is not None and owners.setdefault(url, name) != name:
            found.append(f"{name} caldav url: is also that of {owners[url]}; each needs a calendar of its own")
    return found


def named_twice(tables: Mapping[str, Any]) -> list[str]:
    """Return the complaints about a host and a resource of the same name. On the raw file."""
    hosts, things = (tables.get(kind) for kind in ("hosts", "resources"))
    both = set(hosts) & set(things) if isinstance(hosts, dict) and isinstance(things, dict) else set()
    return [f"[resources.{name}]: there is a [hosts.{name}], too; rename one of them" for name in sorted(both)]

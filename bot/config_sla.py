"""The settings of what is promised: policies, escalation chains, who answers for a team; and the `ServiceLevels` that
they and the calendars make together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import BeforeValidator, Field, PlainValidator, model_validator

from bot.complaints import nearest
from bot.config_calendars import OFFICE, CalendarSettings
from bot.config_values import Duration, PositiveDuration, Table, one_of, seconds_of
from handlers.rules.cutoff import Cutoff
from handlers.rules.escalation import DEFAULT, HOUR, Chain, Condition, Receiver, Step
from handlers.rules.lease import Lease
from handlers.rules.service_levels import Duty, Level, ServiceLevels, policy_of
from handlers.rules.sla_policy import FRACTIONS, Anchor, Applies, Before, Budget, Clock, Policy, Target
from storage.vocabulary import Priority

if TYPE_CHECKING:
    from bot.config import Settings

Read = TypeVar("Read")

STANDARD = policy_of("standard", {Clock.ACKNOWLEDGE: Budget(HOUR)})
"""What an office promises whose settings have no `[sla.NAME]`: somebody takes it up within one open hour."""

Asked = tuple[str | None, str | None, str | None]
"""Category, priority and plan of the tasks a policy is for; None means any."""

LEASE_DAYS = 90
CUTOFF = ("by", "same_day", "next_day")
BEFORE = ("before", "of")
SHAPES = (
    'must be a duration such as "1h 30m", or { by = "14:00", same_day = "18:00", next_day = "12:00" }, '
    'or { before = "2h", of = "deadline" }'
)


# --- tables --------------------------------------------------------------------------------------------------------


def _target(given: object) -> Target:
    """Return what is promised: so much open time, a cut-off rule, or so much open time before something."""
    if isinstance(given, dict):
        unknown = next((key for key in given if key not in CUTOFF + BEFORE), None)
        if unknown is not None:
            raise ValueError(f"there is no such key {unknown}{nearest(unknown, CUTOFF + BEFORE) or '; it ' + SHAPES}")
        if set(given) == set(CUTOFF) and all(isinstance(value, str) for value in given.values()):
            return Cutoff.parse(**given)
        if set(given) == set(BEFORE):
            return Before(_at("before", seconds_of, given["before"]), _at("of", one_of(Anchor), given["of"]))
        raise ValueError(SHAPES)
    try:
        seconds = seconds_of(given)
    except ValueError as error:
        raise ValueError(str(error) if isinstance(given, str) else SHAPES) from None
    if not seconds:
        raise ValueError("must be more than 0m")
    return Budget(seconds)


def _at(key: str, read: Callable[[object], Read], given: object) -> Read:
    """Return what is read; an error names the key inside the table."""
    try:
        return read(given)
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from None


Promise = Annotated[Target, PlainValidator(_target)]


class PolicySettings(Table):
    """What is promised for some tasks; its name is the table's own. Tasks of any category, priority or plan are meant
    where none is listed; clocks without a target promise nothing."""

    calendar: str | None = None
    escalation: str | None = None
    categories: list[str] = Field(default_factory=list)
    priorities: list[Annotated[Priority, BeforeValidator(one_of(Priority))]] = Field(default_factory=list)
    plans: list[Annotated[str, Field(min_length=1)]] = Field(default_factory=list)
    acknowledge: Promise | None = None
    first_response: Promise | None = None
    next_update: Promise | None = None
    resolution: Promise | None = None
    warnings: list[float] = Field(default_factory=lambda: [*FRACTIONS])

    @model_validator(mode="after")
    def _keepable(self) -> PolicySettings:
        if not self._targets():
            clocks = ", ".join(_key(clock) for clock in Clock)
            raise ValueError(f"promises nothing; give it at least one of {clocks}")
        self.policy("")
        return self

    def policy(self, name: str) -> Policy:
        """Return the policy as the rules know it."""
        return policy_of(name, self._targets(), self.warnings)

    def _targets(self) -> dict[Clock, Target]:
        given = {clock: getattr(self, _key(clock)) for clock in Clock}
        return {clock: target for clock, target in given.items() if target is not None}


def _key(clock: Clock) -> str:
    return clock.value.replace("-", "_")


class StepSettings(Table):
    """One step of a chain, as `handlers.rules.escalation.Step` says; durations in seconds."""

    condition: Annotated[Condition, BeforeValidator(one_of(Condition))]
    role: Annotated[Receiver, BeforeValidator(one_of(Receiver))]
    fraction: float | None = None
    wait: Duration = 0
    repeat: int = 0
    every: PositiveDuration = HOUR
    business: bool = True

    @model_validator(mode="after")
    def _possible(self) -> StepSettings:
        self.step()
        return self

    def step(self) -> Step:
        """Return the step as the rules know it."""
        return Step(**dict(self))


class EscalationSettings(Table):
    """Who is told, in this order; its name is the table's own."""

    steps: list[StepSettings]

    @model_validator(mode="after")
    def _somebody(self) -> EscalationSettings:
        if not self.steps:
            raise ValueError("steps: the chain has no receiver; give it at least one step")
        return self

    def chain(self, name: str) -> Chain:
        """Return the chain as the rules know it."""
        return Chain(name, tuple(step.step() for step in self.steps))


Person = Annotated[str, Field(min_length=1, max_length=100)]


class TeamSettings(Table):
    """A team of assistants; its name is the table's own. `lead`, `deputy` and `emergency` are names of people; `lease`
    is in seconds."""

    lead: Person | None = None
    deputy: Person | None = None
    emergency: Person | None = None
    calendar: str | None = None
    escalation: str | None = None
    lease: PositiveDuration | None = None
    lease_days: int | None = Field(default=None, ge=1, le=3650)

    @model_validator(mode="after")
    def _leased(self) -> TeamSettings:
        if self.lease_days is not None and self.lease is None:
            raise ValueError("lease_days goes with lease; give that, too, or leave lease_days out")
        return self


# --- what they make ------------------------------------------------------------------------------------------------


def service_levels_of(settings: Settings, now: datetime) -> ServiceLevels:
    """Return what these settings promise, holidays written out as of an aware `now` (`config_calendars.years_around`).

    Versions follow from what is said alone, see `service_levels`: a calendar with holidays or a feed has a new one each
    year. Raises ValueError, NoOpenTime where nothing opens any more that did when the settings were read."""
    office = settings.office
    tables = {OFFICE: CalendarSettings(), **settings.calendars}  # the office's own stays the first
    calendars = {
        name: table.calendar(name, now, zone=office.time_zone, week=office.hours, language=office.language)
        for name, table in tables.items()
    }
    chains = {DEFAULT.name: DEFAULT} | {name: table.chain(name) for name, table in settings.escalations.items()}
    levels = [level for name in settings.sla for level in _levels(settings, name, chains)]
    return ServiceLevels(
        calendars,
        tuple(levels) if settings.sla else (Level(Applies(STANDARD)),),
        {name: _duty(team, chains) for name, team in settings.teams.items()},
        plans_of(settings),
        chains[DEFAULT.name],
    )


def plans_of(settings: Settings) -> tuple[str, ...]:
    """Return the plans that a client can have: those that something is promised for, then those services are for."""
    promised = [plan for policy in settings.sla.values() for plan in policy.plans]
    booked = [plan for service in settings.services.values() for plan in service.plans]
    return tuple(dict.fromkeys(promised + booked))


def asked_of(settings: Settings, name: str) -> list[Asked]:
    """Return the categories, priorities and plans a policy is for, each combination; None for any."""
    table = settings.sla[name]
    naming = [category for category, kind in settings.categories.items() if kind.sla == name]
    priorities = [priority.value for priority in table.priorities]
    return [*product(_or_any([*table.categories, *naming]), _or_any(priorities), _or_any(table.plans))]


def _or_any(words: list[str]) -> list[str | None]:
    """Return each word once, in order; None, which means any, for none."""
    return [*dict.fromkeys(words)] if words else [None]


def _levels(settings: Settings, name: str, chains: Mapping[str, Chain]) -> Iterator[Level]:
    table = settings.sla[name]
    policy = table.policy(name)
    chain = chains[table.escalation] if table.escalation else None
    for asked in asked_of(settings, name):
        yield Level(Applies(policy, *asked), table.calendar, chain)


def _duty(team: TeamSettings, chains: Mapping[str, Chain]) -> Duty:
    chain = chains[team.escalation] if team.escalation else None
    longest = timedelta(days=LEASE_DAYS if team.lease_days is None else team.lease_days)
    lease = Lease(team.lease, longest) if team.lease else None
    return Duty(team.lead, team.deputy, team.emergency, team.calendar, chain, lease)

"""What the office promises: the calendars, policies and chains of its settings, and which of them a task falls under.
Pure; a version is the fingerprint of what a rule says, so that the same words are the same version everywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from handlers.rules.business_hours import BusinessHours
from handlers.rules.escalation import DEFAULT, Chain
from handlers.rules.lease import Lease
from handlers.rules.sla_policy import FRACTIONS, Applies, Clock, Policy, Target

CALENDAR, POLICY = "calendar", "policy"


def version_of(body: Mapping[str, Any]) -> int:
    """Return the version of a rule that says this: 28 bits of a fingerprint of its JSON."""
    written = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return int(hashlib.sha256(written.encode()).hexdigest()[:7], 16)


def policy_of(name: str, targets: Mapping[Clock, Target], warnings: Sequence[float] = FRACTIONS) -> Policy:
    """Return a policy whose version is that of everything else it says, name included: the same settings are always the
    same version, whatever else the file says and in whatever order. Raises ValueError as `Policy`."""
    policy = Policy(name, 0, targets, tuple(warnings))
    body = {key: value for key, value in policy.to_json().items() if key != "version"}
    return replace(policy, version=version_of(body))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Business hours with a name. `body` is what is kept of them: `zone`, `week` and `exceptions` in the notation of
    `BusinessHours.parse`. `closed` names closed dates for explanations by language, the office's first, empty where
    they have no name; it is no part of the version."""

    name: str
    body: Mapping[str, Any]
    closed: Mapping[date, Mapping[str, str]] = field(default_factory=dict)
    version: int = field(init=False)
    hours: BusinessHours = field(init=False)

    def __post_init__(self) -> None:
        """Read the notation. Raises ValueError naming the part that can't be read, NoOpenTime."""
        hours = BusinessHours.parse(self.body["zone"], self.body["week"], self.body["exceptions"])
        object.__setattr__(self, "hours", hours)
        object.__setattr__(self, "version", version_of(self.body))


@dataclass(frozen=True, slots=True)
class Level:
    """A policy with what the settings put beside it: for which tasks, by which calendar, with which chain. Without a
    calendar or chain of its own, those of the task's team hold, then the office's."""

    applies: Applies
    calendar: str | None = None
    chain: Chain | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Who answers for a team: the names of its lead, of the deputy who steps in for an assistant, and of the contact
    for emergencies; the calendar and chain of its tasks where their promise names none; and how long what its
    assistants took on may lie still, None for as long as it likes."""

    lead: str | None = None
    deputy: str | None = None
    emergency: str | None = None
    calendar: str | None = None
    chain: Chain | None = None
    lease: Lease | None = None


@dataclass(frozen=True, slots=True)
class Promised:
    """What holds for one task."""

    policy: Policy
    calendar: Calendar
    chain: Chain


@dataclass(frozen=True, slots=True)
class ServiceLevels:
    """Everything the settings promise. `calendars` has the office's own first, under the name `office`; `chain` holds
    where neither a level nor a team has one."""

    calendars: Mapping[str, Calendar]
    levels: tuple[Level, ...] = ()
    duties: Mapping[str, Duty] = field(default_factory=dict)
    plans: tuple[str, ...] = ()
    chain: Chain = DEFAULT

    def promised(self, category: str | None, priority: str, plan: str | None, team: str) -> Promised | None:
        """Return what holds for a task with these, None if nothing is promised: the level that asks for most of
        category, priority and plan, of equals the first."""
        fitting = [level for level in self.levels if level.applies.fits(category, priority, plan)]
        if not fitting:
            return None
        level = max(fitting, key=lambda each: each.applies.narrowness)
        duty = self.duty(team)
        return Promised(
            level.applies.policy,
            self.calendar(level.calendar or duty.calendar),
            level.chain or duty.chain or self.chain,
        )

    @property
    def leases(self) -> bool:
        """Return whether anything taken on may be taken back."""
        return any(duty.lease is not None for duty in self.duties.values())

    def duty(self, team: str) -> Duty:
        """Return who answers for the team of this name."""
        return self.duties.get(team, Duty())

    def calendar(self, name: str | None) -> Calendar:
        """Return the calendar of this name, the office's for none."""
        return self.calendars[name] if name else next(iter(self.calendars.values()))

    def rules(self) -> Iterator[tuple[str, str, int, Mapping[str, Any]]]:
        """Yield kind, name, version and body of every rule that tasks may refer to."""
        for calendar in self.calendars.values():
            yield CALENDAR, calendar.name, calendar.version, calendar.body
        for policy in {level.applies.policy.name: level.applies.policy for level in self.levels}.values():
            yield POLICY, policy.name, policy.version, policy.to_json()


def reference(name: str, version: int) -> str:
    """Return how a task refers to a version of a rule: `name@version`."""
    return f"{name}@{version}"


def referred(reference_: str) -> tuple[str, int]:
    """Return name and version of a reference."""
    name, _, version = reference_.rpartition("@")
    return name, int(version)

"""What is promised: policies with a target for each clock, and which of them a task falls under. Pure data, kept as
JSON with each task, so that a later change of the configuration changes no promise made before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from handlers.rules.cutoff import Cutoff

FRACTIONS = (0.75, 0.9)


class Clock(StrEnum):
    """What can be promised in time."""

    ACKNOWLEDGE = "acknowledge"
    FIRST_RESPONSE = "first-response"
    NEXT_UPDATE = "next-update"
    RESOLUTION = "resolution"


class Anchor(StrEnum):
    """What a target can be relative to."""

    APPOINTMENT = "appointment"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Budget:
    """So many seconds of open time after the clock starts."""

    seconds: int

    def __post_init__(self) -> None:
        """Refuse a budget that is used up before it begins."""
        if self.seconds <= 0:
            raise ValueError(f"seconds: {self.seconds} is not above 0")


@dataclass(frozen=True, slots=True)
class Before:
    """So many seconds of open time before something; while that has no date, nothing is promised."""

    seconds: int
    of: Anchor

    def __post_init__(self) -> None:
        """Refuse a target after what it should be before."""
        if self.seconds < 0:
            raise ValueError(f"seconds: {self.seconds} is negative")


Target = Budget | Cutoff | Before


@dataclass(frozen=True, slots=True)
class Policy:
    """A named promise in one version. `warnings` are fractions of what lies between start and due in open time."""

    name: str
    version: int
    targets: Mapping[Clock, Target]
    warnings: tuple[float, ...] = FRACTIONS

    def __post_init__(self) -> None:
        """Refuse what can't be kept or watched; the error names the key."""
        if not self.targets:
            raise ValueError("targets: nothing is promised")
        if any(not 0 < fraction < 1 for fraction in self.warnings) or sorted(set(self.warnings)) != [*self.warnings]:
            raise ValueError(f"warnings: {list(self.warnings)} are not fractions between 0 and 1 in ascending order")

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        targets = {clock.value: _target_json(target) for clock, target in self.targets.items()}
        return {"name": self.name, "version": self.version, "targets": targets, "warnings": [*self.warnings]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Policy:
        """Return what `to_json` wrote, or a configuration said; raise ValueError naming the key that is wrong."""
        targets: dict[Clock, Target] = {}
        for name, target in data["targets"].items():
            if name not in set(Clock):
                raise ValueError(f"targets.{name}: no such clock, expected one of {', '.join(Clock)}")
            try:
                targets[Clock(name)] = _target(target)
            except ValueError as error:
                raise ValueError(f"targets.{name}.{error}") from error
        return cls(data["name"], data["version"], targets, tuple(data.get("warnings", FRACTIONS)))


@dataclass(frozen=True, slots=True)
class Applies:
    """Which tasks a policy is for; None means any."""

    policy: Policy
    category: str | None = None
    priority: str | None = None
    plan: str | None = None

    def fits(self, category: str | None, priority: str, plan: str | None) -> bool:
        """Return whether a task with these is meant."""
        asked = ((self.category, category), (self.priority, priority), (self.plan, plan))
        return all(wanted is None or wanted == given for wanted, given in asked)

    @property
    def narrowness(self) -> int:
        """Return how many of the three are asked for."""
        return sum(wanted is not None for wanted in (self.category, self.priority, self.plan))


def choose(rules: Sequence[Applies], category: str | None, priority: str, plan: str | None) -> Policy | None:
    """Return the policy of a task: the one that asks for most of its category, priority and plan, of equals the first;
    None if there is none for it."""
    fitting = [rule for rule in rules if rule.fits(category, priority, plan)]
    return max(fitting, key=lambda rule: rule.narrowness).policy if fitting else None


def _target_json(target: Target) -> dict[str, Any]:
    match target:
        case Budget(seconds=seconds):
            return {"seconds": seconds}
        case Before(seconds=seconds, of=of):
            return {"seconds": seconds, "before": of.value}
        case Cutoff(by=by, same_day=same_day, next_day=next_day):
            return {"by": f"{by:%H:%M}", "same_day": f"{same_day:%H:%M}", "next_day": f"{next_day:%H:%M}"}


def _target(data: Mapping[str, Any]) -> Target:
    match dict(data):
        case {"seconds": int(seconds), "before": str(anchor), **rest} if not rest:
            if anchor not in set(Anchor):
                raise ValueError(f"before: {anchor!r} is not one of {', '.join(Anchor)}")
            return Before(seconds, Anchor(anchor))
        case {"seconds": int(seconds), **rest} if not rest:
            return Budget(seconds)
        case {"by": str(by), "same_day": str(same_day), "next_day": str(next_day), **rest} if not rest:
            return Cutoff.parse(by, same_day, next_day)
    raise ValueError(f"target: {dict(data)} is neither seconds, nor seconds and before, nor by, same_day and next_day")

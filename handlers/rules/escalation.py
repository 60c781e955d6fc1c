"""Who is told when a promise is in danger or broken: a chain of steps as data, snapshotted with each task, and the
instants at which its steps are due. Pure; who has a role just now is the caller's knowledge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from handlers.rules.business_hours import BusinessHours
from handlers.rules.sla import ClockState
from handlers.rules.sla_policy import Clock

Word = TypeVar("Word", bound=StrEnum)

HOUR = 3600
MOST_REPEATS = 100


class Condition(StrEnum):
    """What a step waits for."""

    NOT_ACKNOWLEDGED = "not-acknowledged"
    AT_RISK = "at-risk"
    BREACHED = "breached"
    NOT_DONE = "not-done"


CLOCKS = {Condition.NOT_ACKNOWLEDGED: Clock.ACKNOWLEDGE, Condition.NOT_DONE: Clock.RESOLUTION}
"""The conditions that concern one clock alone, whatever is promised for it."""


class Receiver(StrEnum):
    """Whom a step tells."""

    ASSISTANT = "assistant"
    DEPUTY = "deputy"
    TEAM_LEAD = "team-lead"
    MANAGER = "manager"
    EMERGENCY_CONTACT = "emergency-contact"


@dataclass(frozen=True, slots=True)
class Step:
    """Tell `role` once `condition` holds and `wait` seconds more have passed, then `repeat` times more every `every`
    seconds. `fraction` is of the promise's time, for AT_RISK. Seconds are of open time, or real ones if not `business`.

    NOT_ACKNOWLEDGED concerns the acknowledge clock and NOT_DONE the resolution clock, both from their beginning; the
    other two concern every clock.
    """

    condition: Condition
    role: Receiver
    fraction: float | None = None
    wait: int = 0
    repeat: int = 0
    every: int = HOUR
    business: bool = True

    def __post_init__(self) -> None:
        """Refuse what can't be done, naming the key."""
        if self.wait < 0:
            raise ValueError(f"wait: {self.wait} is negative")
        if not 0 <= self.repeat <= MOST_REPEATS:
            raise ValueError(f"repeat: {self.repeat} is not between 0 and {MOST_REPEATS}")
        if self.every <= 0:
            raise ValueError(f"every: {self.every} is not above 0")
        if self.condition is Condition.AT_RISK and (self.fraction is None or not 0 < self.fraction < 1):
            raise ValueError(f"fraction: {self.fraction} is not between 0 and 1, as at-risk asks for")
        if self.condition is not Condition.AT_RISK and self.fraction is not None:
            raise ValueError(f"fraction: only at-risk has one, not {self.condition}")


@dataclass(frozen=True, slots=True)
class Chain:
    """Steps in the order in which they are tried when somebody is missing."""

    name: str
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        """Refuse a chain that tells nobody."""
        if not self.steps:
            raise ValueError("steps: the chain has no receiver")

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {"name": self.name, "steps": [_step_json(step) for step in self.steps]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Chain:
        """Return what `to_json` wrote, or a configuration said; raise ValueError naming the key that is wrong."""
        return cls(str(data.get("name", "")), tuple(_steps(data.get("steps", []))))


DEFAULT = Chain(
    "default",
    (
        Step(Condition.AT_RISK, Receiver.ASSISTANT, fraction=0.75),
        Step(Condition.AT_RISK, Receiver.TEAM_LEAD, fraction=0.9),
        Step(Condition.BREACHED, Receiver.MANAGER, repeat=5),
    ),
)
"""The assistant at 75 %, the lead at 90 %, the manager at the breach and each of the five business hours after it."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A step of a chain (its place, from 0), due at an instant (UTC); `occurrence` is 0, then 1 and on for repeats."""

    step: int
    occurrence: int
    role: Receiver
    at: datetime


def plan(
    chain: Chain, state: ClockState, hours: BusinessHours, *, repeats: bool = True, until: datetime | None = None
) -> list[Alert]:
    """Return what a chain says about one round of a clock, by instant: what should have been told, and what will be
    unless something happens. Without `repeats` only the first time of each step; with `until` no more of a step than
    the first time after that instant.

    Only what lies before the round's end counts, and while it stands still nothing does that lies after its beginning
    to stand. A breach that is recorded but no longer follows from the history is told as any other.
    """
    over = min((at for at in (state.ended_at, state.paused_since) if at is not None), default=None)
    kept: list[Alert] = []
    for place, step in enumerate(chain.steps):
        for alert in _alerts(place, step, state, hours, step.repeat if repeats else 0):
            if over is not None and alert.at >= over and alert.at != state.paused_since:
                break  # what follows is later still
            kept.append(alert)
            if until is not None and alert.at > until:
                break
    return sorted(kept, key=lambda alert: (alert.at, alert.step, alert.occurrence))


def receiver(chain: Chain, step: int, somebody: Callable[[Receiver], bool]) -> Receiver | None:
    """Return whom a step tells: its own role if `somebody` has it, else that of the next step whose role somebody has;
    None if there is nobody left, which must be seen by whoever runs the installation."""
    return next((each.role for each in chain.steps[step:] if somebody(each.role)), None)


def _alerts(place: int, step: Step, state: ClockState, hours: BusinessHours, repeats: int) -> Iterator[Alert]:
    begin = _holds_from(step, state, hours)
    if begin is None:
        return
    for occurrence in range(repeats + 1):
        seconds = step.wait + occurrence * step.every
        if not seconds:  # nothing waits for the office to open where no time has to pass
            at = begin
        elif step.business:
            at = hours.add(begin, seconds, state.pauses)
        else:
            at = begin + timedelta(seconds=seconds)
        yield Alert(place, occurrence, step.role, at)


def _holds_from(step: Step, state: ClockState, hours: BusinessHours) -> datetime | None:
    """Return when a step's condition begins to hold, None if it never does as far as is known."""
    match step.condition:
        case Condition.AT_RISK if step.fraction is not None:
            at = state.reached(step.fraction, hours)
            return at if at is not None and state.due is not None and at < state.due else _standing(at, state)
        case Condition.BREACHED:
            return state.breached_at or state.due
        case Condition.NOT_ACKNOWLEDGED if state.clock is Clock.ACKNOWLEDGE:
            return state.started_at
        case Condition.NOT_DONE if state.clock is Clock.RESOLUTION:
            return state.started_at
        case _:
            return None


def _standing(at: datetime | None, state: ClockState) -> datetime | None:
    """Return a point that was reached before the round began to stand still."""
    return at if at is not None and state.due is None and state.paused_since is not None else None


def _steps(written: Sequence[Mapping[str, Any]]) -> Iterator[Step]:
    for number, data in enumerate(written):
        known = dict(data)
        try:
            if not known.get("role"):
                raise ValueError("role: the step has no receiver")
            known["role"] = _one_of(Receiver, "role", known["role"])
            known["condition"] = _one_of(Condition, "condition", known.get("condition"))
            yield Step(**known)
        except TypeError as error:
            raise ValueError(f"steps.{number}: {error}") from error
        except ValueError as error:
            raise ValueError(f"steps.{number}.{error}") from error


def _one_of(words: type[Word], key: str, name: object) -> Word:
    try:
        return words(str(name))
    except ValueError:
        raise ValueError(f"{key}: {name!r} is not one of {', '.join(words)}") from None


def _step_json(step: Step) -> dict[str, Any]:
    return {
        "condition": step.condition.value,
        "role": step.role.value,
        **({} if step.fraction is None else {"fraction": step.fraction}),
        "wait": step.wait,
        "repeat": step.repeat,
        "every": step.every,
        "business": step.business,
    }

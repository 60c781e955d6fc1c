"""What a line of a task's history means for its clocks. One table: whatever puts the work into other hands or goes on
with it ends the waiting, for from then on it is the office's turn. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from handlers.rules import sla_history as event
from handlers.rules.sla_history import Event
from handlers.rules.sla_policy import Anchor, Clock, Policy


class Step(Protocol):
    """A line of a task's history as the store keeps it: its name, who did it (None for the office), when, and facts."""

    @property
    def move(self) -> str: ...
    @property
    def by(self) -> str | None: ...
    @property
    def at(self) -> datetime: ...
    @property
    def facts(self) -> dict[str, Any]: ...


DEADLINE = "deadline"
"""The fact that says by when a task is wished for, ISO 8601; empty where nobody can tell."""

APPOINTMENT = "appointment"
"""The fact that says when the appointment begins that a task is for, ISO 8601; empty where there is none any more.
Beside it BOOKING is the appointment's reference."""

BOOKING = "booking"

NO_ANSWER = "no-answer"
"""The fact that says that what a client said was no answer: they are waited for as before."""

PLATFORM = "platform"
"""The fact that says on which platform a request came."""

TAKEN_FROM = "taken-from"
"""The fact that says whom a task was taken from when it came to another team; empty where nobody had it."""

Policies = Mapping[str, Policy]
"""The policies a history refers to, by `name@version`."""


def events_of(step: Step, policies: Policies) -> tuple[Event, ...]:
    """Return the events of one line, none for what doesn't concern a clock."""
    read = _READINGS.get(step.move)
    return () if read is None else read(step, policies)


def _filed(step: Step, policies: Policies) -> tuple[Event, ...]:
    # What was filed before anything was promised has no policy; such a task has no promise either.
    if "policy" not in step.facts:
        return ()
    filed = event.Filed(step.at, policies[step.facts["policy"]])
    dates = _wished(step, policies) if step.facts.get(DEADLINE) else ()
    return (filed, *dates, *(_tied(step, policies) if step.facts.get(APPOINTMENT) else ()))


def _wished(step: Step, _: Policies) -> tuple[Event, ...]:
    return (event.Anchored(step.at, Anchor.DEADLINE, _moment(step, DEADLINE)),)


def _tied(step: Step, _: Policies) -> tuple[Event, ...]:
    return (event.Anchored(step.at, Anchor.APPOINTMENT, _moment(step, APPOINTMENT), step.facts.get(BOOKING, "")),)


def _moment(step: Step, fact: str) -> datetime | None:
    written = step.facts.get(fact)
    return datetime.fromisoformat(written) if written else None


def _changed(step: Step, policies: Policies) -> tuple[Event, ...]:
    return (event.PolicyChanged(step.at, policies[step.facts["policy"]], step.facts["why"]),)


def _asked(step: Step, _: Policies) -> tuple[Event, ...]:
    return event.Answered(step.at), event.WaitingBegan(step.at, step.by or "", step.facts.get("question", ""))


def _said(step: Step, _: Policies) -> tuple[Event, ...]:
    return () if step.facts.get(NO_ANSWER) else (event.WaitingEnded(step.at),)


def _paused(step: Step, _: Policies) -> tuple[Event, ...]:
    return (event.Paused(step.at, step.by or "", step.facts.get("reason", "")),)


def _extended(step: Step, _: Policies) -> tuple[Event, ...]:
    until = datetime.fromisoformat(step.facts["until"])
    clock = Clock(step.facts["clock"])
    return (event.Extended(step.at, clock, until, step.by or "", step.facts.get("reason", "")),)


def _breached(step: Step, _: Policies) -> tuple[Event, ...]:
    due = datetime.fromisoformat(step.facts["due"])
    return (event.BreachRecorded(step.at, Clock(step.facts["clock"]), int(step.facts["round"]), due),)


def _going_on(step: Step, _: Policies) -> tuple[Event, ...]:
    return event.WaitingEnded(step.at), event.Resumed(step.at)


def _assigned(step: Step, policies: Policies) -> tuple[Event, ...]:
    return *_going_on(step, policies), event.Assigned(step.at)


def _returned(step: Step, policies: Policies) -> tuple[Event, ...]:
    return *_going_on(step, policies), event.Returned(step.at)


def _other_team(step: Step, policies: Policies) -> tuple[Event, ...]:
    return _returned(step, policies) if step.facts.get(TAKEN_FROM) else ()


_READINGS: Mapping[str, Callable[[Step, Policies], tuple[Event, ...]]] = {
    "filed": _filed,
    "policy": _changed,
    "wish": _wished,
    "appointment": _tied,
    "assigned": _assigned,
    "acknowledged": lambda step, _: (event.Acknowledged(step.at),),
    "declined": _returned,
    "given-back": _returned,
    "returned": _returned,
    "team": _other_team,
    "asked": _asked,
    "client-said": _said,
    "staff-said": lambda step, _: (event.Answered(step.at),),
    "paused": _paused,
    "resumed": _going_on,
    "done": lambda step, _: (event.Done(step.at),),
    "sent-back": lambda step, _: (event.SentBack(step.at),),
    "reopened": lambda step, _: (event.Reopened(step.at),),
    "cancelled": lambda step, _: (event.Cancelled(step.at),),
    "extended": _extended,
    "breached": _breached,
}

MEANT = frozenset(_READINGS)
"""The moves that mean something for clocks."""

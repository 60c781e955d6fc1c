"""What figures are computed from: tasks with their histories, bookings, calls and who was on duty. Pure data; moments
are aware UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from handlers.rules.business_hours import BusinessHours
from handlers.rules.clock_events import Step
from handlers.rules.sla_policy import Anchor, Before, Clock, Policy

NOTHING_PROMISED = Policy("nothing", 0, {Clock.RESOLUTION: Before(0, Anchor.APPOINTMENT)}, ())
"""What a task's clocks run under that nothing is promised for: they measure, and are never due."""


class Dimension(StrEnum):
    """What figures can be told apart by."""

    CLIENT = "client"
    ASSISTANT = "assistant"
    CATEGORY = "category"
    TEAM = "team"
    PLATFORM = "platform"
    PRIORITY = "priority"


class Subject(NamedTuple):
    """Which task, and what it is counted under. `ref` is what people call it, `client` and `assistant` are ids, `team`
    is the team's name, as histories have it, `platform` is where the request came; None where there is none."""

    ref: str
    client: str | None = None
    assistant: str | None = None
    category: str | None = None
    team: str | None = None
    platform: str | None = None
    priority: str | None = None

    def under(self, dimension: Dimension) -> str | None:
        """Return what it is counted under."""
        found: str | None = getattr(self, dimension.value)
        return found


class TaskFacts(NamedTuple):
    """A task as it was kept: all lines of its history in their order, the policies and calendars these refer to
    (`name@version`), and what it is after all of them: what it is counted under and the business hours that its time
    counts by. `words` go with its latest rating,
    for one whose line doesn't have them."""

    subject: Subject
    steps: Sequence[Step]
    hours: BusinessHours
    policies: Mapping[str, Policy] = MappingProxyType({})
    words: str | None = None
    calendars: Mapping[str, BusinessHours] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class BookingFacts:
    """An appointment as it was kept: the lines of its history in their order, and when it begins after all of them.
    `notice` is how many seconds before that today's settings want it cancelled, None if they don't know it; for
    cancellings of which the history doesn't say what was asked for."""

    ref: str
    steps: Sequence[Step]
    begin: datetime
    notice: int | None = None


@dataclass(frozen=True, slots=True)
class CallFacts:
    """A call that came at `at`, and waited for so many seconds until it was answered or the caller hung up."""

    ref: str
    at: datetime
    waited: int
    answered: bool


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """Somebody was on duty from `begin` until just before `end`."""

    person: str
    begin: datetime
    end: datetime

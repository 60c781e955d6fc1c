"""The service level of the telephone: four definitions in use, which differ by how they treat callers who hang up.
Nothing records calls yet, so no report has it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from handlers.rules.kpi.facts import CallFacts
from handlers.rules.kpi.values import Share


class Definition(StrEnum):
    """Which calls are in time, of which calls. Short is a caller who hung up within the target."""

    OFFERED = "offered"  # in time / all that came
    WITHOUT_SHORT = "without-short"  # in time / all that came but those hung up within the target
    ANSWERED = "answered"  # in time / answered
    SHORT_MET = "short-met"  # in time or hung up within the target / all that came


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls against a target: references of those answered within it and later, hung up within it and later. Exactly
    the target is within."""

    in_time: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @classmethod
    def against(cls, calls: Iterable[CallFacts], target: int) -> Calls:
        """Return calls sorted by a target in seconds."""
        found: dict[tuple[bool, bool], list[str]] = {}
        for call in calls:
            found.setdefault((call.answered, call.waited <= target), []).append(call.ref)
        kinds = ((True, True), (True, False), (False, True), (False, False))
        return cls(*(tuple(found.get(kind, ())) for kind in kinds))

    @property
    def offered(self) -> tuple[str, ...]:
        """Return all that came."""
        return self.in_time + self.late + self.short + self.lost

    def level(self, definition: Definition) -> Share:
        """Return the service level by one of the definitions, which belongs beside the figure."""
        match definition:
            case Definition.OFFERED:
                return Share(self.in_time, self.offered)
            case Definition.WITHOUT_SHORT:
                return Share(self.in_time, self.in_time + self.late + self.lost)
            case Definition.ANSWERED:
                return Share(self.in_time, self.in_time + self.late)
            case Definition.SHORT_MET:
                return Share(self.in_time + self.short, self.offered)

    def abandoned(self, *, short: bool = True) -> Share:
        """Return who hung up, of all that came; without `short` those who hung up within the target don't count at
        all."""
        if short:
            return Share(self.short + self.lost, self.offered)
        return Share(self.lost, self.in_time + self.late + self.lost)

"""What a task was counted under at the end of a period, and by which hours: what holds now, with what was changed since
taken back. So the figures of a period that is over stay as they were. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.rules.business_hours import BusinessHours
from handlers.rules.clock_events import TAKEN_FROM, Step
from handlers.rules.kpi.facts import Subject, TaskFacts

_TOLD_BEFORE = frozenset({"team", "category", "priority"})
"""Lines that say under `before` what a task was counted under until then."""

_OUT_OF_HANDS = frozenset({"declined", "given-back", "returned", "sent-back", "reopened"})
"""Lines after which nobody has a task, unless another line says who gets it."""

CALENDAR = "calendar"
"""The line that says by which calendar a task's time counts from then on, and the fact that does, as in the first."""

_CHANGING = _TOLD_BEFORE | _OUT_OF_HANDS | {"assigned", "acknowledged"}


def as_of(subject: Subject, known: Sequence[Step], later: Sequence[Step]) -> Subject:
    """Return what a task is counted under where only its `known` lines have happened; `subject` is what it is after the
    `later` ones too, and what it is taken for where lines say nothing any more, as an erasure emptied them."""
    if not any(step.move in _CHANGING for step in later):
        return subject
    before = {name: getattr(subject, name) for name in _TOLD_BEFORE}
    for step in reversed(later):
        if step.move in before and "before" in step.facts:
            before[step.move] = step.facts["before"] or None
    return subject._replace(assistant=_assistant(known, subject.assistant), **before)


def hours_of(task: TaskFacts, known: Sequence[Step], later: Sequence[Step]) -> BusinessHours:
    """Return the business hours that a task's time counted by where only its `known` lines have happened."""
    if not any(step.move == CALENDAR for step in later):
        return task.hours
    named = [step.facts[CALENDAR] for step in known if CALENDAR in step.facts]
    return task.calendars.get(named[-1], task.hours) if named else task.hours


def _assistant(steps: Sequence[Step], otherwise: str | None) -> str | None:
    for step in reversed(steps):
        if step.move == "assigned":
            to: str | None = step.facts.get("to", otherwise)
            return to
        if step.move == "acknowledged":
            return step.by
        if step.move in _OUT_OF_HANDS or (step.move == "team" and step.facts.get(TAKEN_FROM)):
            return None
    return None

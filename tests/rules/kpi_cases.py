"""What the tests of figures have in common: histories as the store keeps them, written down shortly."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from handlers.rules.kpi.facts import Subject, TaskFacts
from handlers.rules.kpi.periods import Period, week
from storage.tasks import Step
from storage.vocabulary import PersonId
from tests.rules.sla_cases import HOURS, STANDARD, ZONE, local

BERLIN = ZoneInfo(ZONE)
POLICIES = {"standard@3": STANDARD}
FILED: dict[str, Any] = {"policy": "standard@3", "calendar": "office@1"}

Line = tuple[str, str] | tuple[str, str, dict[str, Any]]


def week_of(text: str) -> Period:
    """Return the week that a local date such as `01-12` lies in."""
    return week(date.fromisoformat(f"2026-{text}"), BERLIN)


def steps(lines: Iterable[Line], by: str = "ben") -> list[Step]:
    """Return a history from lines such as `("01-12 08:00", "done", {"minutes": "5"})`."""
    return [Step(line[1], PersonId(by), local(line[0]), dict(line[2]) if len(line) > 2 else {}) for line in lines]


def task(ref: str, *lines: Line, by: str = "ben", words: str | None = None, **subject: str) -> TaskFacts:
    """Return a task with this history, of a client and an assistant if nothing else is said."""
    about = {"client": "weber", "assistant": by, **subject}
    return TaskFacts(Subject(ref, **about), steps(lines, by), HOURS, POLICIES, words)

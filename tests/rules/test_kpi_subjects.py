"""Whom and what a task is counted under in a period: what it was at the end of that."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.rules.business_hours import BusinessHours
from handlers.rules.kpi.facts import Dimension, Subject
from handlers.rules.kpi.figures import Figures, figures
from handlers.rules.sla_policy import Clock
from tests.rules.kpi_cases import FILED, Line, task, week_of
from tests.rules.sla_cases import HOUR, HOURS, ZONE

FIRST, SECOND = week_of("01-12"), week_of("01-19")
LATER = datetime(2026, 3, 1, tzinfo=UTC)
GIVEN: tuple[Line, ...] = (("01-12 08:00", "filed", FILED), ("01-12 08:00", "assigned", {"to": "ben"}))
NOW = {"team": "Travel", "category": "trips", "priority": "high", "assistant": "zoe"}


def both(*lines: Line, **subject: str) -> list[Subject]:
    """Return what a task with this history is counted under in the first week and in the second."""
    found: list[Figures] = figures([task("T-1", *lines, **{**NOW, **subject})], [FIRST, SECOND], LATER)
    return [each.tasks[0].subject for each in found]


def test_what_was_changed_later_was_not_yet() -> None:
    """Another team, category, priority and assistant in the second week leave the first as it was."""
    first, second = both(
        *GIVEN,
        ("01-19 08:00", "category", {"before": "", "now": "post"}),
        ("01-19 09:00", "category", {"before": "post", "now": "trips"}),
        ("01-20 08:00", "priority", {"before": "normal", "now": "high"}),
        ("01-21 08:00", "team", {"before": "Office", "now": "Travel", "taken-from": "ben"}),
        ("01-21 08:00", "assigned", {"to": "zoe"}),
    )
    assert (first.team, first.category, first.priority, first.assistant) == ("Office", None, "normal", "ben")
    assert (second.team, second.category, second.priority, second.assistant) == ("Travel", "trips", "high", "zoe")


def test_changes_within_a_week() -> None:
    """What it is at the end of a week counts for the whole of it, so that all that adds up in one place adds up."""
    moved: Line = ("01-14 08:00", "team", {"before": "Office", "now": "Travel", "taken-from": "ben"})
    tasks = [task("T-1", *GIVEN, moved, ("01-14 08:00", "assigned", {"to": "zoe"}), **NOW)]
    tasks += [task("T-2", *GIVEN, **{**NOW, "team": "Office", "assistant": "ben"})]
    (found,) = figures(tasks, [FIRST], LATER)
    received = {team: part.received.refs for team, part in found.by(Dimension.TEAM).items()}
    assert received == {"Office": ("T-2",), "Travel": ("T-1",)}
    assert {person: load.open.refs for person, load in found.load().items()} == {"ben": ("T-2",), "zoe": ("T-1",)}


HANDS: dict[str, tuple[tuple[Line, ...], str | None]] = {
    "nobody yet": ((("01-12 08:00", "filed", FILED),), None),
    "given": (GIVEN, "ben"),
    "taken by a colleague": ((*GIVEN, ("01-12 09:00", "acknowledged")), "eva"),
    "declined": ((*GIVEN, ("01-12 09:00", "declined", {"reason": "ill"})), None),
    "given back": ((*GIVEN, ("01-12 09:00", "given-back", {"reason": "ill"})), None),
    "lapsed": ((*GIVEN, ("01-12 09:00", "returned", {"whose": "ben", "seconds": "60"})), None),
    "handed over": (
        (*GIVEN, ("01-12 09:00", "handed-over", {"to": "eva"}), ("01-12 09:00", "assigned", {"to": "eva"})),
        "eva",
    ),
    "given to another team's": (
        (
            *GIVEN,
            ("01-12 09:00", "reassigned", {"to": "zoe", "before": "ben"}),
            ("01-12 09:00", "assigned", {"to": "zoe"}),
            ("01-12 09:00", "team", {"before": "Office", "now": "Travel", "taken-from": ""}),
        ),
        "zoe",
    ),
    "in another team's queue": (
        (*GIVEN, ("01-12 09:00", "team", {"before": "Office", "now": "Travel", "taken-from": "ben"})),
        None,
    ),
    "done": ((*GIVEN, ("01-12 09:00", "acknowledged"), ("01-12 10:00", "done")), "eva"),
    "sent back into the queue": (
        (*GIVEN, ("01-12 10:00", "done"), ("01-13 10:00", "sent-back", {"complaint": "wrong"})),
        None,
    ),
    "emptied by an erasure": ((("01-12 08:00", "filed", FILED), ("01-12 08:00", "assigned")), "zoe"),
}


@pytest.mark.parametrize("how", HANDS)
def test_who_had_it(how: str) -> None:
    """Who had a task at the end of a week is read from its history, whoever has it now."""
    lines, expected = HANDS[how]
    subject = Subject("T-1", "weber", **NOW)
    later: Line = ("01-21 08:00", "assigned", {"to": "zoe"})
    found = figures([task("T-1", *lines, later, by="eva", **NOW)], [FIRST], LATER)[0].tasks[0].subject
    assert found == subject._replace(assistant=expected, team="Travel")


def test_other_hours_from_the_second_week_on() -> None:
    """Other business hours, noted in the second week, leave the times and the overdue of the first as they were; from
    then on all counts by them."""
    longer = BusinessHours.parse(ZONE, "Mon-Fri 06:00-20:00")
    acknowledged = task(
        "T-1",
        *GIVEN,
        ("01-12 14:00", "acknowledged"),
        ("01-19 08:00", "calendar", {"calendar": "office@2"}),
        ("01-19 09:00", "done"),
    )._replace(hours=longer, calendars={"office@1": HOURS, "office@2": longer})
    first, second = figures([acknowledged], [FIRST, SECOND], LATER)
    assert first.timing(Clock.ACKNOWLEDGE).spread.values == ((5 * HOUR, "T-1"),)
    assert second.timing(Clock.RESOLUTION).spread.p50 == (12 + 4 * 14 + 3) * HOUR
    before = acknowledged._replace(steps=acknowledged.steps[:3], hours=HOURS)
    assert figures([before], [FIRST], LATER)[0].tasks == first.tasks

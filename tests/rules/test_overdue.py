"""A task is overdue once the office was open for more than an hour and nobody acknowledged it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.business_hours import BusinessHours
from handlers.rules.overdue import ACKNOWLEDGE_WITHIN, is_overdue
from storage.vocabulary import TaskState

HOURS = BusinessHours.parse("Europe/Berlin", "Mon-Fri 08:00-12:00,13:00-17:00")
WAITING = [TaskState.QUEUED, TaskState.ASSIGNED]
HELD = [state for state in TaskState if state not in WAITING]


def utc(text: str) -> datetime:
    """Read `2026-01-12 07:00` as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("created", "now", "overdue"),
    [
        # a Monday in January, open from 07:00 to 11:00 and from 12:00 to 16:00 UTC
        ("2026-01-12 08:00", "2026-01-12 09:00", False),  # to the minute
        ("2026-01-12 08:00", "2026-01-12 09:00:01", True),
        ("2026-01-12 05:00", "2026-01-12 07:59", False),  # came before the office opened
        ("2026-01-12 05:00", "2026-01-12 08:01", True),
        ("2026-01-12 10:30", "2026-01-12 12:20", False),  # the break doesn't count
        ("2026-01-12 10:30", "2026-01-12 12:31", True),
        ("2026-01-12 15:30", "2026-01-12 23:00", False),  # nor does the night
        ("2026-01-12 15:30", "2026-01-13 07:20", False),
        ("2026-01-12 15:30", "2026-01-13 07:31", True),
        ("2026-01-16 15:30", "2026-01-18 20:00", False),  # nor the weekend
        ("2026-01-16 15:30", "2026-01-19 07:31", True),
        ("2026-01-16 20:00", "2026-01-19 07:59", False),
        # the night the clock goes forward: Monday opens an hour earlier by UTC
        ("2026-03-28 10:00", "2026-03-30 07:00", False),
        ("2026-03-28 10:00", "2026-03-30 07:01", True),
    ],
)
def test_only_open_hours_count(created: str, now: str, overdue: bool) -> None:
    """What the office is closed isn't waiting: breaks, nights and weekends don't count."""
    for state in WAITING:
        assert is_overdue(state, utc(created), utc(now), HOURS) is overdue


@pytest.mark.parametrize("state", HELD)
def test_what_somebody_has_taken_is_not_overdue(state: TaskState) -> None:
    """Once acknowledged, or ended, a task can wait as long as it likes."""
    assert not is_overdue(state, utc("2026-01-05 08:00"), utc("2026-02-05 08:00"), HOURS)
    assert not is_overdue(state, utc("2026-01-05 08:00"), utc("2026-02-05 08:00"), None)


@pytest.mark.parametrize("state", WAITING)
def test_without_hours_every_hour_counts(state: TaskState) -> None:
    """An office without hours is always open."""
    at = utc("2026-01-10 23:30")
    assert not is_overdue(state, at, at + ACKNOWLEDGE_WITHIN, None)
    assert is_overdue(state, at, at + ACKNOWLEDGE_WITHIN + timedelta(seconds=1), None)


def test_an_office_that_never_opens_has_nothing_overdue() -> None:
    """A pattern that opens nowhere makes nothing overdue, and raises nothing."""
    closed = BusinessHours.parse("Europe/Berlin", "Mon 08:00-09:00", [f"hol 2026-01-{day:02}" for day in (5, 12)])
    assert not is_overdue(TaskState.QUEUED, utc("2026-01-01 08:00"), utc("2026-01-18 08:00"), closed)


moments = st.integers(0, 60 * 24 * 21).map(lambda minutes: utc("2026-03-16 00:00") + timedelta(minutes=minutes))


@given(moments, moments, moments)
def test_once_overdue_always_overdue(created: datetime, one: datetime, other: datetime) -> None:
    """Time only makes it worse, and no task is overdue before an hour is over, hours or not."""
    first, second = sorted((one, other))
    if is_overdue(TaskState.QUEUED, created, first, HOURS):
        assert is_overdue(TaskState.QUEUED, created, second, HOURS)
        assert is_overdue(TaskState.QUEUED, created, first, None)
        assert first - created > ACKNOWLEDGE_WITHIN

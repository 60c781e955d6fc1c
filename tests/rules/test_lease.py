"""When a task that was taken on has lain still for too long: open time, signs of life, and when no time passes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from handlers.rules.business_hours import BusinessHours
from handlers.rules.lease import Event, Lease, Sign, Standing, standing
from tests.rules.sla_cases import HOUR, local

HOURS = BusinessHours.parse("Europe/Berlin", "Mon-Fri 09:00-17:00", ["hol 2026-04-06"])
LEASE = Lease(8 * HOUR, timedelta(days=90))
WEDNESDAY = local("2026-04-01 10:00")


def _after(*events: Event) -> Standing | None:
    return standing(LEASE, HOURS, [Event(WEDNESDAY, Sign.TAKEN), *events])


def _at(text: str, sign: Sign, **facts: object) -> Event:
    return Event(local(text), sign, **facts)  # type: ignore[arg-type]  # fields of Event


def _due(*events: Event) -> datetime | None:
    found = _after(*events)
    return None if found is None else found.due


def test_it_counts_in_open_time() -> None:
    """Eight hours after Wednesday at ten are Thursday at ten; over Easter Monday the second eight end on Tuesday."""
    assert _due() == local("2026-04-02 10:00")
    asked = _after(_at("2026-04-03 10:00", Sign.ASKED))
    assert asked == Standing(WEDNESDAY, WEDNESDAY, local("2026-04-07 10:00"), local("2026-04-03 10:00"))


def test_a_sign_of_life_begins_it_anew() -> None:
    """What was done counts, before the question and after it."""
    assert _due(_at("2026-04-01 15:00", Sign.ACTED)) == local("2026-04-02 15:00")
    answered = _after(_at("2026-04-02 10:00", Sign.ASKED), _at("2026-04-02 11:00", Sign.ACTED))
    assert answered is not None
    assert (answered.asked_at, answered.due) == (None, local("2026-04-03 11:00"))


def test_later_is_later() -> None:
    """Snoozed, the question comes again at that time; then there is as long to answer as ever."""
    until = local("2026-04-02 14:00")
    asked, snoozed = _at("2026-04-02 10:00", Sign.ASKED), _at("2026-04-02 10:05", Sign.SNOOZED, until=until)
    assert _due(asked, snoozed) == until
    assert _due(asked, snoozed, Event(until, Sign.ASKED)) == local("2026-04-03 14:00")


@pytest.mark.parametrize(
    ("held", "goes_on", "runs"),
    [
        (_at("2026-04-01 12:00", Sign.HELD, waits=True), Sign.ANSWERED, True),
        (_at("2026-04-01 12:00", Sign.HELD, waits=True), Sign.RESUMED, True),
        (_at("2026-04-01 12:00", Sign.HELD), Sign.RESUMED, True),
        (_at("2026-04-01 12:00", Sign.HELD), Sign.ANSWERED, False),
        (_at("2026-04-01 12:00", Sign.HELD, waits=True), Sign.ACTED, False),
    ],
)
def test_while_it_rests_no_time_passes(held: Event, goes_on: Sign, *, runs: bool) -> None:
    """The client's answer ends the waiting for them, not a pause; a note ends neither. Then it begins anew."""
    assert _due(held) is None
    assert _due(held, _at("2026-04-08 12:00", goes_on)) == (local("2026-04-09 12:00") if runs else None)


def test_what_the_client_says_is_no_sign_of_life() -> None:
    """It is the assistant who is waited for."""
    assert _due(_at("2026-04-01 15:00", Sign.ANSWERED)) == local("2026-04-02 10:00")


def test_it_ends_with_whoever_had_it() -> None:
    """Handed over, given back or done there is none; who takes it on has a new one."""
    gone = _at("2026-04-01 15:00", Sign.ENDED)
    assert _due(gone, _at("2026-04-01 16:00", Sign.ACTED)) is None
    assert _due(gone, _at("2026-04-02 09:00", Sign.TAKEN)) == local("2026-04-02 17:00")


@pytest.mark.parametrize(("seconds", "days"), [(0, 90), (-1, 90), (HOUR, 0)])
def test_what_is_no_lease(seconds: int, days: int) -> None:
    """It lasts, and may be renewed, for some time."""
    with pytest.raises(ValueError, match="more than 0"):
        Lease(seconds, timedelta(days=days))

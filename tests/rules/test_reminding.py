"""Reminders in people's words: what they are about, when they are due, and the moments that snoozing offers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.rules import whens
from handlers.rules.business_hours import BusinessHours
from handlers.rules.reminding import deadline_by, next_morning, next_working_day, read

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=BERLIN)
OFFICE = BusinessHours.parse("Europe/Berlin", "Mon-Fri 08:00-17:00", ["hol 2026-11-23"])


def berlin(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "number", "at", "words"),
    [
        ("T-1042 tomorrow 9:00 call back", 1042, berlin(21, 9), "call back"),
        ("T-1042 morgen 9 Uhr zurückrufen", 1042, berlin(21, 9), "zurückrufen"),
        ("#7 in 2 hours: the invoice", 7, berlin(20, 12), "the invoice"),
        ("call the plumber about T-1042 tomorrow", 1042, berlin(21, 9), "call the plumber about"),
        ("übermorgen Rechnung prüfen", None, berlin(22, 9), "Rechnung prüfen"),
        ("me tomorrow morning to call", None, berlin(21, 8), "to call"),
        ("heute die Blumen", None, berlin(20, 11), "die Blumen"),
        ("bis nächsten Mittwoch Angebot", None, berlin(25, 9), "Angebot"),
        ("Montag den Müller um 10 Uhr anrufen", None, berlin(23, 10), "den Müller anrufen"),
        ("on Monday please call Dr Brown at 10 am", None, berlin(23, 10), "please call Dr Brown"),
        ("Montag Müller um 10 Uhr anrufen", None, berlin(23, 10), "Müller anrufen"),
        ("Terminal T3 tomorrow 14:00", None, berlin(21, 14), "Terminal T3"),
    ],
)
@pytest.mark.parametrize("languages", [("en", "de"), ("de", "en")])
def test_what_people_write(text: str, number: int | None, at: datetime, words: str, languages: tuple[str, str]) -> None:
    """Task, moment and words are told apart in either language, whichever the reader has chosen."""
    found = read(text, languages, FRIDAY, BERLIN)
    assert (found.number, found.at, found.words) == (number, at, words)


def test_doubt_is_offered() -> None:
    """At three may be in the night: what else may be meant is there to be chosen."""
    found = read("at 3 call", ("en",), FRIDAY, BERLIN)
    assert (found.at, found.others) == (berlin(20, 15), (berlin(21, 3),))


def test_a_repetition_is_told() -> None:
    """Every Monday is the next one, and known to have been meant again and again."""
    found = read("every Monday the bins", ("en",), FRIDAY, BERLIN)
    assert (found.at, found.repeats) == (berlin(23, 9), True)


@pytest.mark.parametrize(("text", "past"), [("yesterday call", True), ("in 20 years", True), ("call Mr May", False)])
def test_no_moment(text: str, past: bool) -> None:
    """A time that is over or too far away is told from no time at all."""
    found = read(text, ("en", "de"), FRIDAY, BERLIN)
    assert (found.at, found.past, found.words) == (None, past, text)


def test_snoozing_over_a_weekend_and_a_holiday() -> None:
    """Tomorrow morning is tomorrow; the next working day is when the office opens, else a weekday at nine."""
    assert next_morning(FRIDAY, BERLIN) == berlin(21, 9)
    assert next_working_day(FRIDAY, BERLIN, OFFICE) == berlin(24, 8)
    assert next_working_day(FRIDAY, BERLIN, None) == berlin(23, 9)


def test_mornings_follow_the_clocks() -> None:
    """Nine in the morning stays nine on the wall when the clocks change that night."""
    evening = datetime(2026, 10, 24, 20, 0, tzinfo=BERLIN)
    assert next_morning(evening, BERLIN).astimezone(BERLIN).date() == date(2026, 10, 25)
    assert next_morning(evening, BERLIN) - evening == timedelta(hours=14)


@pytest.mark.parametrize(
    ("wish", "with_hours", "without"),
    [
        ("by Thursday 5pm", berlin(26, 17), berlin(26, 17)),
        ("bis Mittwoch", berlin(25, 17), berlin(25, 18)),
        ("2026-12-01", berlin(1, 17, month=12), berlin(1, 18, month=12)),
        ("tomorrow", berlin(20, 17), berlin(21, 18)),
        ("morgen 14 Uhr", berlin(21, 14), berlin(21, 14)),
        ("as soon as possible", None, None),
        ("gestern", None, None),
        ("next week", None, None),
    ],
)
def test_by_when(wish: str, with_hours: datetime | None, without: datetime | None) -> None:
    """A wish is a deadline where it names an instant or a day; a day ends when the office closes, on one when it
    doesn't open when it closed last."""
    when = whens.read(wish, ("de", "en"), FRIDAY).when
    assert (when and deadline_by(when, FRIDAY, OFFICE)) == with_hours
    assert (when and deadline_by(when, FRIDAY, None)) == without

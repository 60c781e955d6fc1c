"""A time for which another day, or another time of day, is picked."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from handlers.rules import picking, whens
from handlers.rules.whens import When

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 11, 10, 20, tzinfo=BERLIN)


def at(day: int, hour: int = 0, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def said(words: str) -> When:
    """Return what somebody's words mean, as it is kept."""
    when = whens.read(words, ("en",), NOW).when
    assert when is not None
    kept = whens.parsed(when.noted())
    assert kept is not None
    return kept


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("tomorrow", at(20), at(21)),
        ("next week", at(20), at(21)),
        ("tomorrow 14:30", at(20, 14, 30), None),
        ("by Friday 14:00", None, at(20, 14)),
        ("by Friday", None, at(21)),
        ("from Friday", at(20), None),
        ("tomorrow 14:00-15:30", at(20, 14), at(20, 15, 30)),
    ],
)
def test_another_day(words: str, start: datetime | None, end: datetime | None) -> None:
    """It keeps its time of day, its length, and whether it is a deadline; days become the one that was picked."""
    moved = picking.on_day(said(words), date(2026, 3, 20), NOW)
    assert (moved.start, moved.end) == (start, end)
    assert moved.kind == said(words).kind or (moved.kind, moved.grain) == ("date", "day")


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("tomorrow", at(12, 9, 15), None),
        ("tomorrow 14:30", at(12, 9, 15), None),
        ("by Friday", None, at(13, 9, 15)),
        ("by Friday 14:00", None, at(13, 9, 15)),
        ("from Friday", at(13, 9, 15), None),
        ("next week", at(16, 9, 15), None),
    ],
)
def test_another_time_of_day(words: str, start: datetime | None, end: datetime | None) -> None:
    """It stays on its day, of several on the first, and a deadline on the last."""
    moved = picking.at_clock(said(words), time(9, 15), NOW)
    assert (moved.start, moved.end, moved.grain) == (start, end, "minute")


def test_nothing_was_meant_yet() -> None:
    """A day is that day; a time of day the next one, today or tomorrow."""
    assert picking.on_day(None, date(2026, 3, 20), NOW) == whens.day(date(2026, 3, 20), NOW)
    assert picking.at_clock(None, time(11), NOW).start == at(11, 11)
    assert picking.at_clock(None, time(10), NOW).start == at(12, 10)


def test_clocks_change() -> None:
    """On a day on which a time of day is skipped it is the first moment after; its time on the wall stays otherwise."""
    moved = picking.on_day(said("tomorrow 2:30 am"), date(2026, 3, 29), NOW)
    assert moved.start == at(29, 3)
    assert picking.on_day(said("tomorrow 14:30"), date(2026, 7, 1), NOW).start == at(1, 14, 30, month=7)


def test_first_and_last_day() -> None:
    """A stretch begins or ends with the day that was picked; where that leaves nothing, it is that day."""
    three = said("12–14 March")
    assert picking.begins(three, date(2026, 3, 13), NOW) == When(at(13), at(15), "day", "interval")
    assert picking.begins(three, date(2026, 3, 14), NOW).kind == "date"
    assert picking.begins(three, date(2026, 3, 20), NOW) == whens.day(date(2026, 3, 20), NOW)
    assert picking.ends(three, date(2026, 3, 20), NOW) == When(at(12), at(21), "day", "interval")
    assert picking.ends(three, date(2026, 3, 11), NOW) == whens.day(date(2026, 3, 11), NOW)
    assert picking.ends(said("from Friday"), date(2026, 3, 20), NOW) == When(at(13), at(21), "day", "interval")
    assert picking.begins(said("from Friday"), date(2026, 3, 20), NOW) == When(at(20), None, "day", "from")
    assert picking.ends(said("until Friday noon"), date(2026, 3, 20), NOW) == When(None, at(21), "day", "deadline")


@pytest.mark.parametrize("text", ["", "2026-3-1", "2026-02-30", "tomorrow", "2026-03-10", "2040-01-01", "09:30"])
def test_what_is_no_day(text: str) -> None:
    """No date, one that is over, and one that is too far away."""
    assert picking.day_of(text, NOW) is None
    assert picking.day_of("2026-03-11", NOW) == NOW.date()


def test_what_is_no_time_of_day() -> None:
    """Only what a clock shows is one."""
    assert [picking.clock_of(text) for text in ("25:00", "9", "2026-03-11", "")] == [None] * 4
    assert picking.clock_of("09:30") == time(9, 30)
    assert picking.over(said("tomorrow"), at(13))
    assert not picking.over(said("tomorrow"), at(12, 23))

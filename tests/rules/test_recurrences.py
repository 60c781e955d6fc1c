"""What comes again and again: read from words, at the right times on the wall, and what an outage missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.recurrences import following, instant, missed, read
from handlers.rules.whens import times

BERLIN = ZoneInfo("Europe/Berlin")
WEDNESDAY = datetime(2026, 3, 11, 10, 20, tzinfo=BERLIN)
RULES = (
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR",
    "FREQ=MONTHLY;BYDAY=1MO",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
)


def wall(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute)  # noqa: DTZ001 - on the wall


@pytest.mark.parametrize(
    ("text", "words", "walls"),
    [
        ("jeden Montag 9 Uhr Kaffee bestellen", "Kaffee bestellen", [wall(3, 16), wall(3, 23), wall(3, 30)]),
        ("every Monday: order coffee", "order coffee", [wall(3, 16), wall(3, 23), wall(3, 30)]),
        ("order coffee every first Monday of the month at 10", "order coffee", [wall(4, 6, 10), wall(5, 4, 10)]),
        ("water every 31st of the month", "water", [wall(3, 31), wall(4, 30), wall(5, 31)]),
        ("jeden Montag bitte um 10 Uhr Kaffee", "bitte Kaffee", [wall(3, 16, 10), wall(3, 23, 10)]),
        ("daily at 02:30 the backup", "the backup", [wall(3, 12, 2, 30), wall(3, 13, 2, 30)]),
    ],
)
def test_what_people_write(text: str, words: str, walls: list[datetime]) -> None:
    """Words and times are told apart; without a time of day it is nine; a day that a month lacks is its last."""
    found = read(text, times(text, ("en", "de"), WEDNESDAY))
    assert found is not None
    assert (found.words, found.too_often) == (words, False)
    assert following(found.rule, found.first, BERLIN, WEDNESDAY, len(walls)) == walls


def test_what_is_none_or_too_much() -> None:
    """One time is no repetition; every hour is more than an office does; a rule ends with its last day."""
    once, hourly = "on Monday order coffee", "every hour call"
    assert read(once, times(once, ("en",), WEDNESDAY)) is None
    often = read(hourly, times(hourly, ("en",), WEDNESDAY))
    assert often is not None
    assert often.too_often
    assert following("FREQ=DAILY;UNTIL=20260313", wall(3, 12), BERLIN, WEDNESDAY, 9) == [wall(3, 12), wall(3, 13)]
    end = "FREQ=DAILY;UNTIL=20260313T225959Z"
    assert following(end, wall(3, 12), BERLIN, WEDNESDAY, 9) == [wall(3, 12), wall(3, 13)]


def test_clock_changes() -> None:
    """Nine stays nine on the wall; a time that clocks skip is the first instant after the gap, one they show twice the
    first of both."""
    for month, day, hour in ((3, 28, 8), (3, 29, 7), (10, 24, 7), (10, 25, 8)):
        assert instant(wall(month, day), BERLIN) == datetime(2026, month, day, hour, tzinfo=UTC)
    assert instant(wall(3, 29, 2, 30), BERLIN) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert instant(wall(10, 25, 2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(st.sampled_from(RULES), st.integers(0, 23), st.integers(0, 300), st.integers(0, 100))
def test_each_time_once(rule: str, hour: int, later: int, down: int) -> None:
    """Going on from one to the next finds each time once, in order, and an outage misses just those within it."""
    begin = WEDNESDAY + timedelta(days=later)
    ahead = following(rule, wall(1, 1, hour), BERLIN, begin, 6)
    assert ahead == sorted(set(ahead))
    assert len(ahead) == 6
    for one, behind in pairwise(ahead):
        assert instant(one, BERLIN) > begin
        assert following(rule, wall(1, 1, hour), BERLIN, instant(one, BERLIN), 1) == [behind]
    now = instant(ahead[0], BERLIN) + timedelta(days=down)
    gone = missed(rule, wall(1, 1, hour), BERLIN, ahead[0], now)
    assert gone[0] == ahead[0]
    assert instant(gone[-1], BERLIN) <= now < instant(following(rule, wall(1, 1, hour), BERLIN, now, 1)[0], BERLIN)

"""One time that somebody means: which of several counts, when to ask, and how it is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import whens
from handlers.rules.dates.understanding import Grain, Kind
from handlers.rules.whens import When, parsed, quick, read

BERLIN = ZoneInfo("Europe/Berlin")
WEDNESDAY = datetime(2026, 3, 11, 10, 20, tzinfo=BERLIN)
BOTH = ("en", "de")


def berlin(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("words", "start", "end", "sure"),
    [
        ("nächsten Dienstag um halb zehn", berlin(3, 17, 9, 30), None, True),
        ("Am Freitag brauche ich um 9 Uhr ein Taxi", berlin(3, 13, 9), None, True),
        ("on Friday I need a cab at 9 am", berlin(3, 13, 9), None, True),
        ("by Friday please, the flight on 3 April", None, berlin(3, 14), True),
        ("04/05/2026", berlin(4, 5), berlin(4, 6), False),
        ("03/04/2026", berlin(4, 3), berlin(4, 4), False),
        ("Friday, and Friday again", berlin(3, 13), berlin(3, 14), True),
    ],
)
def test_the_time_that_counts(words: str, start: datetime | None, end: datetime | None, sure: bool) -> None:
    """A deadline goes before other times, what is to come before what is over; in doubt there is more to choose."""
    found = read(words, BOTH, WEDNESDAY)
    assert found.when is not None
    assert (found.when.start, found.when.end, found.sure, found.asks) == (start, end, sure, not sure)
    assert bool(found.others) is not sure


@pytest.mark.parametrize(
    "words",
    ["nicht am 3. April", "not on 3 April", "Bitte nicht am 3.4.", "am 3. April geht es nicht", "3 April doesn't work"],
)
def test_what_is_ruled_out(words: str) -> None:
    """A day that is ruled out in one language is no time in the other either."""
    assert read(words, BOTH, WEDNESDAY).offers == read(words, BOTH[::-1], WEDNESDAY).offers == ()


def test_one_hour_of_several_days() -> None:
    """Each of the days can be chosen."""
    found = read("mo, mi, fr um 8", BOTH, WEDNESDAY)
    assert [when.start for when in found.offers] == [berlin(3, 16, 8), berlin(3, 18, 8), berlin(3, 13, 8)]
    assert found.asks


def test_what_is_no_one_time() -> None:
    """Of several times each is offered; nothing, at once, and again and again are no time; what is over says so."""
    several = read("on 3 April or 5 April", BOTH, WEDNESDAY)
    assert several.when is None
    assert [each.first_day for each in several.offers] == [berlin(4, 3).date(), berlin(4, 5).date()]
    assert not read("roses", BOTH, WEDNESDAY).found
    for words in ("as soon as possible", "jeden Montag"):
        assert read(words, BOTH, WEDNESDAY).found
        assert read(words, BOTH, WEDNESDAY).offers == ()
    over = read("gestern", BOTH, WEDNESDAY)
    assert (over.past, over.asks) == (True, True)


@given(st.integers(0, 400))
def test_quick_choices(ahead: int) -> None:
    """Today, tomorrow and the Monday after today, whole days on the reader's wall, clock changes included."""
    now = WEDNESDAY + timedelta(days=ahead)
    today, tomorrow, monday = (quick(name, now) for name in whens.QUICK)
    assert today is not None
    assert tomorrow is not None
    assert monday is not None
    assert today.first_day == today.last_day == now.date()
    assert tomorrow.start == today.end
    assert monday.first_day is not None
    assert monday.first_day.weekday() == 0
    assert 1 <= (monday.first_day - now.date()).days <= 7
    assert quick("someday", now) is None


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - a wall time, meant without a zone
    lambda at: at.replace(microsecond=0).astimezone(BERLIN)
)


@given(st.builds(When, MOMENTS, st.none() | MOMENTS, st.sampled_from(get_args(Grain)), st.sampled_from(get_args(Kind))))
def test_kept_and_read_again(when: When) -> None:
    """What is kept is the same time when read again, and short enough for its column."""
    kept = when.noted()
    again = parsed(kept)
    assert again is not None
    assert [at and at.timestamp() for at in (again.start, again.end)] == [
        at and at.timestamp() for at in (when.start, when.end)
    ]
    assert (again.grain, again.kind) == (when.grain, when.kind)
    assert again.noted() == kept
    assert (again.first_day, again.last_day) == (when.first_day, when.last_day)
    assert len(kept) <= 100


@given(st.text(max_size=90) | st.just("date day 2026-03-01 -") | st.just("date day - -"))
def test_words_are_no_kept_time(words: str) -> None:
    """Nobody's words are taken for one that was kept."""
    assert parsed(words) is None


def test_an_instant_in_utc() -> None:
    """Seconds are enough: what is shorter is cut."""
    found = read("in 2 hours", BOTH, WEDNESDAY.replace(microsecond=7)).when
    assert found is not None
    assert parsed(found.noted()) == found
    assert found.start is not None
    assert found.start.astimezone(UTC) == (WEDNESDAY + timedelta(hours=2)).astimezone(UTC)

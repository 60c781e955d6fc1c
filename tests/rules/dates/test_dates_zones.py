"""Times said with their zone: told by the reader's clocks, on Wednesday, 11 March 2026, at 10:20 in Berlin."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.dates import understand
from tests.rules.dates.saying import BERLIN, WEDNESDAY, meant, read

SUMMER = datetime(2026, 7, 1, 9, 0, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("language", "phrase", "wanted"),
    [
        ("de", "15 Uhr MEZ", "2026-03-11T15:00"),
        ("de", "Freitag um 9 Uhr Londoner Zeit", "2026-03-13T10:00"),
        ("de", "morgen 14:30 Uhr (UTC)", "2026-03-12T15:30"),
        ("de", "Freitag von 9 bis 11 Uhr New Yorker Zeit", "2026-03-13T14:00 > 2026-03-13T16:00"),
        ("en", "10:00 UTC", "2026-03-11T11:00"),
        ("en", "at 3pm EDT", "2026-03-11T20:00"),
        ("en", "tomorrow 9 am London time", "2026-03-12T10:00"),
        ("en", "by 5pm ET Friday", " > 2026-03-13T22:00"),
        ("en", "2026-03-12T10:00:00Z", "2026-03-12T11:00"),
        ("en", "2026-03-12T10:00:00+05:30", "2026-03-12T05:30"),
        ("en", "Friday 14:00 UTC+2", "2026-03-13T13:00"),
        ("en", "Friday 9:00 GMT - 10:30 GMT", "2026-03-13T10:00 > 2026-03-13T11:30"),
        ("en", "9am Eastern time on 20 March", "2026-03-20T14:00"),
    ],
)
def test_zones(language: str, phrase: str, wanted: str) -> None:
    """A zone behind a clock time counts, for both ends of a range."""
    found = read(phrase, language)
    assert (meant(phrase, language), found.span) == (wanted, (0, len(phrase)))


@pytest.mark.parametrize(
    ("phrase", "said", "wanted"),
    [
        ("10 Uhr z. B. im Büro", "10 Uhr", "2026-03-12T10:00"),
        ("9:30 +49 171 123456", "9:30", "2026-03-12T09:30"),
        ("Ankunft 9:30+1", "9:30", "2026-03-12T09:30"),
        ("um 9:30 Uhr ist Zeit", "um 9:30 Uhr", "2026-03-12T09:30"),
    ],
)
def test_not_zones(phrase: str, said: str, wanted: str) -> None:
    """What looks like a zone behind a time and is none."""
    begin, end = read(phrase).span
    assert (phrase[begin:end], meant(phrase)) == (said, wanted)


def test_a_zone_not_kept_then() -> None:
    """ "EST" in summer means what it says, with a doubt and what New York's clocks would say."""
    found = understand("tomorrow 3pm EST", language="en", now=SUMMER)
    assert found is not None
    assert (found.start, found.doubt) == (datetime(2026, 7, 2, 20, 0, tzinfo=UTC), ("zone",))
    assert [other.start for other in found.alternatives] == [datetime(2026, 7, 2, 19, 0, tzinfo=UTC)]


def test_a_repetition_on_another_day() -> None:
    """A repetition whose day would be another one here is read by the reader's clocks, with a doubt."""
    found = read("every Monday 8pm PDT", "en")
    assert (found.rule, found.doubt) == ("FREQ=WEEKLY;BYDAY=MO", ("zone",))
    assert found.start == datetime(2026, 3, 16, 20, 0, tzinfo=BERLIN)


@given(
    st.integers(0, 700).map(lambda ahead: date(2026, 3, 12) + timedelta(ahead)),
    st.integers(0, 24 * 60 - 1),
    st.sampled_from([("UTC", "UTC"), ("London time", "Europe/London"), ("ET", "America/New_York")]),
)
def test_times_come_back(day: date, minutes: int, zone: tuple[str, str]) -> None:
    """A date and time in a zone is that instant, whatever the reader's zone, or moved with a doubt if there is none."""
    said, place = zone
    hour, minute = divmod(minutes, 60)
    wall = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(place))
    for now in (WEDNESDAY, WEDNESDAY.astimezone(ZoneInfo("Asia/Tokyo"))):
        found = understand(f"{day} {hour:02}:{minute:02} {said}", language="en", now=now)
        assert found is not None
        assert found.start is not None
        assert found.start.astimezone(UTC) == wall.astimezone(UTC) or "gap" in found.doubt

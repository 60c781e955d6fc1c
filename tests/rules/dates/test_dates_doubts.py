"""Where more than one reading is possible: the doubt has a name, and the other reading is offered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.rules.dates import understand, understand_all
from tests.rules.dates.saying import BERLIN, WEDNESDAY, meant, read


def test_order_of_day_and_month() -> None:
    """Bare English reads the month first, says that it doubts, and offers the day first."""
    found = read("on 4/5/2026", "en")
    assert (found.start, found.doubt) == (datetime(2026, 4, 5, tzinfo=BERLIN), ("day_month_order",))
    assert [other.start for other in found.alternatives] == [datetime(2026, 5, 4, tzinfo=BERLIN)]
    assert all(other.alternatives == () for other in found.alternatives)


@pytest.mark.parametrize(
    ("language", "wanted"),
    [("en-US", "2026-04-05"), ("en-GB", "2026-05-04"), ("de", "2026-05-04"), ("de-AT", "2026-05-04")],
)
def test_order_by_region(language: str, wanted: str) -> None:
    """A reader's region decides the order, without doubt."""
    found = read("4/5/2026", language)
    assert (meant("4/5/2026", language), found.doubt) == (wanted, ())


def test_order_by_weekday() -> None:
    """A weekday that fits only one order decides, too; so does a month above twelve."""
    assert meant("Monday 4/5/2026", "en") == "2026-05-04"
    assert meant("Friday 8.5.", "en") == "2026-05-08"
    assert (meant("13/5", "en"), read("13/5", "en").doubt) == ("2026-05-13", ())


def test_in_eight_days() -> None:
    """Who says "in acht Tagen" may count today as well and mean a week; other counts, and English, leave no doubt."""
    found = read("in acht Tagen um 10")
    assert (meant("in acht Tagen um 10"), found.doubt) == ("2026-03-19T10:00", ("eight_days",))
    assert [one.start for one in found.alternatives] == [WEDNESDAY.replace(day=18, hour=10, minute=0)]
    assert read("in 7 Tagen").doubt == read("in vierzehn Tagen").doubt == read("in 8 days", "en").doubt == ()


def test_half_of_the_day() -> None:
    """An hour from one to six is one of the afternoon; the early one is offered."""
    found = read("morgen um vier")
    assert (found.start, found.doubt) == (datetime(2026, 3, 12, 16, tzinfo=BERLIN), ("am_pm",))
    assert [other.start for other in found.alternatives] == [datetime(2026, 3, 12, 4, tzinfo=BERLIN)]


@pytest.mark.parametrize("phrase", ["morgen um 16 Uhr", "morgen um 04:00", "morgen um vier nachmittags", "morgen um 9"])
def test_no_half_to_doubt(phrase: str) -> None:
    """24-hour writing, a part of day, or an hour of the morning leave no doubt."""
    assert read(phrase).doubt == ()


def test_this_or_next_week() -> None:
    """ "Next Friday", said on a Wednesday, is that of next week; the one of this week is offered."""
    found = read("next Friday", "en")
    assert (meant("next Friday", "en"), found.doubt) == ("2026-03-20", ("this_or_next_week",))
    assert [other.start for other in found.alternatives] == [datetime(2026, 3, 13, tzinfo=BERLIN)]
    assert read("next Monday", "en").doubt == ()


def test_one_hour_of_several_days() -> None:
    """Days that are counted up before one hour are one expression: the first of them, in doubt, with the others; only
    "jeden" makes them come again and again."""
    found = read("bitte mo, mi oder fr um 8")
    at = [datetime(2026, 3, day, 8, tzinfo=BERLIN) for day in (16, 18, 13)]
    assert (found.start, found.doubt, found.span) == (at[0], ("several",), (6, 25))
    assert [other.start for other in found.alternatives] == at[1:]
    assert read("jeden Mo, Mi und Fr um 8").rule == "FREQ=WEEKLY;BYDAY=MO,WE,FR"


@pytest.mark.parametrize("phrase", ["Montag 9 Uhr bis Mittwoch", "von Montag bis Mittwoch 12 Uhr"])
def test_an_hour_of_one_end_only(phrase: str) -> None:
    """A range over days that says the hour of one end takes the whole day at the other, in doubt."""
    assert read(phrase).doubt == ("missing_hour",)
    assert read("Montag 9 Uhr bis Mittwoch 12 Uhr").doubt == read("Montag bis Mittwoch").doubt == ()
    assert read("Montagabend bis Mittwochmittag").doubt == read("Montag 9 bis 12 Uhr").doubt == ()


def test_a_time_that_does_not_exist() -> None:
    """A time inside the spring gap is the first moment after it, with a doubt."""
    found = read("am 29.3. um 02:30")
    assert found.start is not None
    assert (found.start.astimezone(UTC), found.doubt) == (datetime(2026, 3, 29, 1, tzinfo=UTC), ("gap",))


def test_a_time_that_exists_twice() -> None:
    """A time inside the autumn fold is the first of both, with a doubt."""
    found = read("am 25.10. um 02:30")
    assert found.start is not None
    assert (found.start.astimezone(UTC), found.doubt) == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), ("fold",))


def test_hours_are_counted_as_they_pass() -> None:
    """Two hours from 01:30 in the night of the change are two hours, whatever the clocks do."""
    now = datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)
    found = read("in zwei Stunden", now=now)
    assert found.start is not None
    assert found.start.astimezone(UTC) - now.astimezone(UTC) == timedelta(hours=2)


def test_results_are_in_the_zone_of_now() -> None:
    """Whoever reads in New York is answered in New York's time."""
    zone = ZoneInfo("America/New_York")
    found = read("tomorrow 9am", "en", datetime(2026, 3, 11, 10, tzinfo=zone))
    assert found.start == datetime(2026, 3, 12, 9, tzinfo=zone)


def test_a_long_text_is_cut() -> None:
    """What is found in a text of which the end was not read is in doubt; what stands behind the end is not found."""
    text = "morgen um 10 Uhr " + "bla " * 1100 + "Freitag"
    assert [one.doubt for one in understand_all(text, language="de", now=WEDNESDAY)] == [("truncated",)]


def test_far_into_a_text() -> None:
    """Expressions are found wherever they stand in the part that is read, once each, with their places."""
    text = ("lorem " * 70 + "Freitag um 15 Uhr ") * 8
    found = understand_all(text, language="de", now=WEDNESDAY)
    assert [text[slice(*one.span)] for one in found] == ["Freitag um 15 Uhr"] * 8


def test_several_times_in_one_text() -> None:
    """All times of a text come from left to right."""
    text = "Am Freitag um 9 oder lieber Montag ab 14 Uhr?"
    found = understand_all(text, language="de", now=WEDNESDAY)
    assert [text[slice(*one.span)] for one in found] == ["Am Freitag um 9", "Montag ab 14 Uhr"]


@pytest.mark.parametrize(
    ("phrase", "language", "region", "wanted"),
    [
        ("Fronleichnam", "de", "DE-BY", "2026-06-04"), ("Fronleichnam", "de", "DE-BE", "nothing"), ("Fronleichnam",
        "de", None, "nothing"),
        ("Karfreitag", "de", None, "2026-04-03"), ("Buß- und Bettag", "de", "DE-SN",
        "2026-11-18"), ("Christi Himmelfahrt", "de", None, "2026-05-14"),
        ("Nationalfeiertag", "de-AT", None, "2026-10-26"), ("Thanksgiving", "en", "US",
        "2026-11-26"), ("Thanksgiving", "en", None, "nothing"),
        ("Boxing Day", "en", "GB", "2026-12-26"), ("Easter Monday", "en", "DE-BY", "2026-04-06"), ("Ostern 2027",
        "de", None, "2027-03-28"),
    ],
)  # fmt: skip
def test_holidays(phrase: str, language: str, region: str | None, wanted: str) -> None:
    """A holiday has its name where it is kept: by the region given, for German else in the whole country."""
    assert meant(phrase, language, region=region) == wanted


def test_a_day_that_does_not_exist() -> None:
    """A date that no calendar has is not understood."""
    assert understand("am 31.2.2026", language="de", now=WEDNESDAY) is None


def test_now_needs_a_zone() -> None:
    """Without a zone nobody could say when it is."""
    with pytest.raises(ValueError, match="zone"):
        understand("morgen", language="de", now=datetime(2026, 3, 11, 10))  # noqa: DTZ001 - a wall time, meant without a zone

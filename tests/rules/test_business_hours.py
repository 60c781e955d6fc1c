"""Business hours by table: notation, ordinary weeks, nights, changes of the clock, holidays, shifts and breaks."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.business_hours import BusinessHours, NoOpenTime, first_instant

OFFICE = "Mon-Thu 08:00-12:00,13:00-17:00; Fri 08:00-14:00"
BERLIN = "Europe/Berlin"
NIGHT = "Mon-Fri 22:00-30:00"
ALWAYS = "daily 00:00-24:00"


def utc(text: str) -> datetime:
    """Read `2026-01-12 07:00`, optionally with seconds, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def open_seconds(hours: BusinessHours, begin: datetime, end: datetime) -> float:
    """Add up what is open between two moments."""
    until = takewhile(lambda interval: interval[0] < end, hours.intervals(begin))
    return sum((min(last, end) - max(first, begin)).total_seconds() for first, last in until)


# --- opening -------------------------------------------------------------------------------------------------------

OPENINGS = [
    # zone, week, exceptions, at, next opening
    (BERLIN, OFFICE, (), "2026-01-12 06:59:59", "2026-01-12 07:00"),  # just before
    (BERLIN, OFFICE, (), "2026-01-12 07:00", "2026-01-12 07:00"),  # the first instant is inside
    (BERLIN, OFFICE, (), "2026-01-12 10:59:59", "2026-01-12 10:59:59"),  # the last one too
    (BERLIN, OFFICE, (), "2026-01-12 11:00", "2026-01-12 12:00"),  # the end is outside: lunch
    (BERLIN, OFFICE, (), "2026-01-16 13:00", "2026-01-19 07:00"),  # Friday's end, over the weekend
    (
        BERLIN,
        OFFICE,
        ("hol 2026-04-03", "hol 2026-04-06"),
        "2026-04-02 15:00",
        "2026-04-07 06:00",
    ),  # Easter, summer time
    (BERLIN, OFFICE, ("shift 2026-12-24 08:00-12:00",), "2026-12-24 11:00", "2026-12-25 07:00"),  # half day
    (BERLIN, OFFICE, ("hol 2026-01-17", "shift 2026-01-17 10:00-11:00"), "2026-01-16 13:00", "2026-01-17 09:00"),
    (BERLIN, OFFICE, ("break 2026-01-12 08:00-10:00",), "2026-01-12 06:00", "2026-01-12 09:00"),
    (
        BERLIN,
        OFFICE,
        ("shift 2026-01-12 09:00-11:00", "break 2026-01-12 08:30-10:00"),
        "2026-01-12 06:00",
        "2026-01-12 09:00",
    ),
    (BERLIN, OFFICE, ("break 2026-01-11 23:00-33:00",), "2026-01-12 06:00", "2026-01-12 08:00"),  # over midnight
    (BERLIN, NIGHT, (), "2026-01-12 23:30", "2026-01-12 23:30"),  # past midnight
    (BERLIN, NIGHT, (), "2026-01-17 04:59:59", "2026-01-17 04:59:59"),  # Friday's night runs into Saturday
    (BERLIN, NIGHT, (), "2026-01-17 05:00", "2026-01-19 21:00"),
    (BERLIN, NIGHT, ("hol 2026-01-13",), "2026-01-13 04:00", "2026-01-13 04:00"),  # begun the evening before
    (BERLIN, NIGHT, ("hol 2026-01-13",), "2026-01-13 05:00", "2026-01-14 21:00"),
    (BERLIN, NIGHT, ("break 2026-01-13 02:00-04:00",), "2026-01-13 01:30", "2026-01-13 03:00"),  # cuts the night before
    (BERLIN, "Sun 02:30-05:00", (), "2026-03-28 12:00", "2026-03-29 01:00"),  # the edge does not exist: after the gap
    (BERLIN, "Sun 02:30-05:00", (), "2026-10-24 12:00", "2026-10-25 00:30"),  # the edge exists twice: the first
    (BERLIN, "Sun 02:00-03:00", (), "2026-03-23 12:00", "2026-04-05 00:00"),  # wholly in the gap: that week none
    (BERLIN, "daily 09:00-17:00", (), "2026-03-29 00:00", "2026-03-29 07:00"),  # V01
    (BERLIN, "daily 09:00-17:00", (), "2026-10-25 00:00", "2026-10-25 08:00"),  # V02
    ("America/New_York", "daily 13:00-18:00", (), "2026-03-08 05:00", "2026-03-08 17:00"),  # V07
    ("America/New_York", "daily 13:00-18:00", (), "2026-11-01 05:00", "2026-11-01 18:00"),  # V08
    ("Australia/Lord_Howe", "daily 02:15-05:00", (), "2026-10-03 12:00", "2026-10-03 15:30"),  # V15: a gap of 30 min
    ("Africa/Cairo", "Fri 00:00-06:00", (), "2026-04-23 12:00", "2026-04-23 22:00"),  # V16: midnight does not exist
    ("Asia/Kathmandu", "daily 09:00-10:00", (), "2026-07-01 00:00", "2026-07-01 03:15"),  # V17
    ("America/Regina", "daily 09:00-10:00", (), "2026-07-01 12:00", "2026-07-01 15:00"),  # V18
    ("Pacific/Apia", "Fri 09:00-17:00", (), "2011-12-30 12:00", "2012-01-05 19:00"),  # a whole Friday was skipped
    ("Etc/UTC", "Mon+Wed 09:00-17:00", (), "2026-01-12 17:00", "2026-01-14 09:00"),
    ("Etc/UTC", "Fri-Mon 09:00-17:00", (), "2026-01-15 12:00", "2026-01-16 09:00"),  # over the week's end
    ("Etc/UTC", "Mon 08:00-10:00; Mon 09:00-12:00", (), "2026-01-12 11:00", "2026-01-12 11:00"),
    ("Etc/UTC", ALWAYS, (), "2026-01-12 00:00", "2026-01-12 00:00"),
]


@pytest.mark.parametrize(("zone", "week", "exceptions", "at", "expected"), OPENINGS)
def test_next_opening(zone: str, week: str, exceptions: tuple[str, ...], at: str, expected: str) -> None:
    """The next opening is the first open instant, and `open` means that this is now."""
    hours = BusinessHours.parse(zone, week, exceptions)
    assert hours.next_opening(utc(at)) == utc(expected)
    assert hours.next_opening(utc(at)).tzinfo is UTC
    assert hours.is_open(utc(at)) is (at == expected)


def test_asked_in_another_zone() -> None:
    """The moment may come in any zone; the answer is in UTC."""
    hours = BusinessHours.parse(BERLIN, OFFICE)
    at = datetime(2026, 1, 12, 3, 0, tzinfo=ZoneInfo("America/New_York"))
    assert hours.is_open(at)
    assert hours.next_opening(at).tzinfo is UTC


def test_naive_moments_are_refused() -> None:
    """A moment without a zone is no moment."""
    with pytest.raises(ValueError, match="aware"):
        BusinessHours.parse(BERLIN, OFFICE).is_open(datetime(2026, 1, 12, 9))  # noqa: DTZ001 - what this is about


def test_nothing_opens() -> None:
    """Hours that never open are an error, not a wall clock."""
    hours = BusinessHours.parse("Etc/UTC", "Mon 09:00-10:00")
    every_monday = frozenset(date(2026, 1, 5) + timedelta(weeks=week) for week in range(80))
    closed = BusinessHours(hours.zone, hours.week, every_monday)
    with pytest.raises(NoOpenTime, match="400 days"):
        closed.next_opening(utc("2026-01-05 00:00"))
    assert not closed.is_open(utc("2026-01-05 09:30"))


# --- how long ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("week", "begin", "end", "hours"),
    [
        ("Sun 01:00-05:00", "2026-03-28 00:00", "2026-03-30 00:00", 3),  # C35
        ("Sun 01:00-05:00", "2026-10-24 00:00", "2026-10-26 00:00", 5),  # C36
        (NIGHT, "2026-03-28 06:00", "2026-03-30 00:00", 0),  # C38
        ("daily 22:00-30:00", "2026-03-28 12:00", "2026-03-29 12:00", 7),  # C39
        ("daily 22:00-30:00", "2026-10-24 12:00", "2026-10-25 12:00", 9),  # C40
        (ALWAYS, "2026-03-28 23:00", "2026-03-29 22:00", 23),  # V06
        (ALWAYS, "2026-10-24 22:00", "2026-10-25 23:00", 25),  # V06
        ("daily 20:00-32:00; daily 06:00-10:00", "2026-01-12 00:00", "2026-01-19 00:00", 14 * 7),  # overlaps count once
    ],
)
def test_real_time_counts(week: str, begin: str, end: str, hours: int) -> None:
    """Inside a window real elapsed time counts, also when clocks change, and never twice."""
    assert open_seconds(BusinessHours.parse(BERLIN, week), utc(begin), utc(end)) == hours * 3600


@given(
    st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 1440)), min_size=1, max_size=4),
    st.integers(0, 730 * 24 * 60).map(lambda minutes: utc("2026-01-01") + timedelta(minutes=minutes)),
    st.sampled_from([BERLIN, "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_intervals_are_ordered_and_apart(windows: list[tuple[int, int]], at: datetime, zone: str) -> None:
    """Intervals lie one after another, end after the moment asked about, and each is open at its first instant only."""
    written = ",".join(f"{_clock(begin)}-{_clock(begin + length)}" for begin, length in windows)
    hours = BusinessHours.parse(zone, f"daily {written}", ["break 2026-03-29 01:30-09:00", "hol 2026-10-25"])
    intervals = [interval for interval, _ in zip(hours.intervals(at), range(20), strict=False)]
    assert all(begin < end for begin, end in intervals)
    assert all(end <= begin for (_, end), (begin, _) in pairwise(intervals))
    assert intervals[0][1] > at
    assert all(hours.is_open(begin) for begin, _ in intervals)
    for (_, end), (begin, _) in pairwise(intervals):
        assert hours.is_open(end) is (begin == end)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@pytest.mark.parametrize(
    ("zone", "wall", "expected"),
    [
        (BERLIN, "2026-03-29 02:30", "2026-03-29 01:00"),  # V03
        (BERLIN, "2026-03-29 03:00", "2026-03-29 01:00"),
        (BERLIN, "2026-03-29 01:59", "2026-03-29 00:59"),
        (BERLIN, "2026-10-25 02:30", "2026-10-25 00:30"),  # V04
        ("Asia/Beirut", "2026-03-29 00:00", "2026-03-28 22:00"),  # V16
        ("America/Havana", "2026-03-08 00:00", "2026-03-08 05:00"),  # V16
        ("Atlantic/Azores", "2026-03-29 00:00", "2026-03-29 01:00"),  # V16
        ("Pacific/Apia", "2011-12-30 09:00", "2011-12-30 10:00"),
    ],
)
def test_first_instant(zone: str, wall: str, expected: str) -> None:
    """A wall time in a gap is the first instant after it; one shown twice is the first."""
    assert first_instant(datetime.fromisoformat(wall), ZoneInfo(zone)) == utc(expected)


# --- notation ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "week", ["mon-fri 8:00-17:00", " Mon - Fri  08:00 - 17:00 ; ", "Mon–Fri 08:00–17:00", "Mon+Tue+Wed-Fri 08:00-17:00"]
)
def test_forgiving_notation(week: str) -> None:
    """Blanks, small letters and typographic dashes are how people write."""
    assert BusinessHours.parse(BERLIN, week) == BusinessHours.parse(BERLIN, "Mon-Fri 08:00-17:00")


@pytest.mark.parametrize(
    ("week", "part"),
    [
        ("", "no window"),
        (" ; ", "no window"),
        ("Mon-Fry 08:00-17:00", "'Fry' in 'Mon-Fry 08:00-17:00' is not a day"),
        ("Mon 08:00-17:00; Tuesday 8-5", "'Tuesday' in 'Tuesday 8-5' is not a day"),
        ("Mon 8-17", "'8-17' in 'Mon 8-17' is not a window"),
        ("Mon", "'' in 'Mon' is not a window"),
        ("Mon 08:00-12:00,", "'' in 'Mon 08:00-12:00,' is not a window"),
        ("Mon 08:60-17:00", "'08:60-17:00' in 'Mon 08:60-17:00' has a time"),
        ("Mon 24:00-25:00", "has a time that no clock shows"),
        ("Mon 08:00-48:01", "has a time that no clock shows"),
        ("Mon 17:00-08:00", "ends before it begins; past midnight is written"),
        ("Mon 08:00-08:00", "ends before it begins"),
        ("08:00-17:00", "'08:00' in '08:00-17:00' is not a day"),
        ("Mon ٠٩:00-17:00", "'٠٩:00-17:00' in 'Mon ٠٩:00-17:00' is not a window"),
    ],
)
def test_bad_week(week: str, part: str) -> None:
    """What can't be read is named."""
    with pytest.raises(ValueError, match=re.escape(part)):
        BusinessHours.parse(BERLIN, week)


@pytest.mark.parametrize(
    ("exception", "part"),
    [
        ("holiday 2026-01-01", "'holiday' in 'holiday 2026-01-01' is not an exception"),
        ("hol 1.1.2026", "'1.1.2026' in 'hol 1.1.2026' is not a date"),
        ("hol 20260101", "'20260101' in 'hol 20260101' is not a date"),
        ("hol 2026-W10-1", "'2026-W10-1' in 'hol 2026-W10-1' is not a date"),
        ("hol 2026-01-01 08:00-09:00", "a holiday has no windows"),
        ("shift 2026-01-01", "'' in 'shift 2026-01-01' is not a window"),
    ],
)
def test_bad_exception(exception: str, part: str) -> None:
    """An exception that can't be read is named, too."""
    with pytest.raises(ValueError, match=re.escape(part)):
        BusinessHours.parse(BERLIN, OFFICE, [exception])


@pytest.mark.parametrize("zone", ["Europe/Berln", "", "../etc/passwd", "/etc/localtime"])
def test_bad_zone(zone: str) -> None:
    """A zone that does not exist is named."""
    with pytest.raises(ValueError, match="unknown time zone"):
        BusinessHours.parse(zone, OFFICE)

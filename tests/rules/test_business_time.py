"""Durations in open time: the rows of the SLA clock, and everything that changes clocks, against counted seconds."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.business_hours import BusinessHours, NoOpenTime
from tests.rules.second_by_second import Hours, Seconds
from tests.rules.vectors import outside_vectors

BERLIN = "Europe/Berlin"
OFFICE = "Mon-Thu 08:00-12:00,13:00-17:00; Fri 08:00-14:00"
NINE_TO_FIVE = "Mon-Fri 09:00-17:00"
NIGHT = "Mon-Fri 22:00-30:00"
NIGHTLY = "daily 22:00-30:00"
BIZ = "Mon+Wed+Fri 09:00-17:00; Tue+Thu 10:00-16:00; Sat 11:00-14:30"
SHORT = "Mon+Fri 09:00-17:00; Sat 10:00-15:00"
LONG = "Mon+Fri 00:00-24:00; Sat 11:00-15:00"

Pauses = Sequence[tuple[str, str]]


def utc(text: str) -> datetime:
    """Read `2026-01-12 07:00`, optionally with seconds and parts of one, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def spans(pauses: Pauses) -> list[tuple[datetime, datetime]]:
    """Read pairs of instants."""
    return [(utc(begin), utc(end)) for begin, end in pauses]


# --- rows of the SLA clock -------------------------------------------------------------------------------------------

ADDED = [
    # row, zone, week, exceptions, start, seconds, pauses, expected
    ("C01", "Etc/UTC", BIZ, (), "2006-01-04 15:58:30", 90, (), "2006-01-04 16:00"),
    ("C02", "Etc/UTC", BIZ, (), "2006-01-04 14:30", 5400, (), "2006-01-04 16:00"),
    ("C03", "Etc/UTC", BIZ, (), "2006-01-04 13:00", 10800, (), "2006-01-04 16:00"),
    ("C04", "Etc/UTC", BIZ, (), "2006-01-02 09:00", 1800, (), "2006-01-02 09:30"),
    ("C05", "Etc/UTC", BIZ, (), "2006-01-03 00:00", 0, (), "2006-01-03 10:00"),
    (
        "C09",
        "Etc/UTC",
        BIZ,
        ("hol 2006-01-16", "hol 2006-01-18", "shift 2006-01-04 08:00-12:00", "shift 2006-01-06 09:00-10:00"),
        "2006-01-04 00:00",
        18000,
        (),
        "2006-01-05 11:00",
    ),
    ("C11", "UTC", NINE_TO_FIVE, (), "1991-11-15 14:00:42", 7200, (), "1991-11-15 16:00:42"),
    ("C12", "UTC", NINE_TO_FIVE, (), "1991-11-15 16:30:42", 2700, (), "1991-11-18 09:15:42"),
    ("C13", "UTC", NINE_TO_FIVE, (), "1991-11-15 16:59:42", 120, (), "1991-11-18 09:01:42"),
    ("C14", "Asia/Tokyo", NINE_TO_FIVE, (), "1991-11-15 07:00", 10800, (), "1991-11-18 02:00"),
    ("C15", "UTC", "Mon 07:00-12:00,13:00-18:00", (), "1991-11-11 05:00", 21600, (), "1991-11-11 14:00"),
    ("C16", "UTC", "Mon 00:00-24:00", (), "2014-04-07 23:59:30", 60, (), "2014-04-14 00:00:30"),
    ("C17", "Europe/Paris", "Sun 09:00-17:00", (), "2020-03-28 23:00", 0, (), "2020-03-29 07:00"),
    ("C18", "Europe/Paris", "Sun 09:00-17:00", (), "2020-10-24 22:00", 0, (), "2020-10-25 08:00"),
    ("C19", "UTC", NINE_TO_FIVE, (), "2010-08-04 09:35", 28800, (), "2010-08-05 09:35"),
    ("C20", "UTC", NINE_TO_FIVE, (), "2010-04-09 16:50", 3600, (), "2010-04-12 09:50"),
    ("C21", "UTC", NINE_TO_FIVE, ("hol 2010-07-05",), "2010-07-02 16:50", 3600, (), "2010-07-06 09:50"),
    ("C22", "UTC", NINE_TO_FIVE, (), "2010-04-12 09:50", 10800, (), "2010-04-12 12:50"),
    ("C23", "UTC", SHORT, (), "2010-12-24 15:00", 32400, (), "2010-12-27 11:00"),
    ("C24", "UTC", SHORT, (), "2010-12-24 08:00", 54000, (), "2010-12-27 11:00"),
    ("C25", "UTC", LONG, (), "2010-12-24 15:00", 86400, (), "2010-12-27 11:00"),
    ("C26", "UTC", "Fri 09:00-17:00", (), "2010-12-24 08:00", 28800, (), "2010-12-24 17:00"),
    ("C27", "UTC", LONG, (), "2010-12-25 08:00", 54000, (), "2010-12-27 11:00"),
    ("C28", BERLIN, OFFICE, (), "2026-01-12 10:30", 3600, (), "2026-01-12 12:30"),
    ("C29", BERLIN, OFFICE, (), "2026-01-16 12:30", 3600, (), "2026-01-19 07:30"),
    ("C30", BERLIN, OFFICE, (), "2026-01-16 12:00", 3600, (), "2026-01-16 13:00"),
    ("C31", BERLIN, OFFICE, ("hol 2026-04-03", "hol 2026-04-06"), "2026-04-02 14:30", 3600, (), "2026-04-07 06:30"),
    (
        "C32",
        BERLIN,
        OFFICE,
        ("shift 2026-12-24 08:00-12:00", "hol 2026-12-25", "hol 2026-12-26", "hol 2027-01-01"),
        "2026-12-24 10:30",
        3600,
        (),
        "2026-12-28 07:30",
    ),
    ("C33", BERLIN, OFFICE, (), "2026-03-27 12:30", 3600, (), "2026-03-30 06:30"),
    ("C34", BERLIN, OFFICE, (), "2026-10-23 11:30", 3600, (), "2026-10-26 07:30"),
    ("C37", BERLIN, NIGHT, (), "2026-01-12 22:30", 14400, (), "2026-01-13 02:30"),
    (
        "C41",
        BERLIN,
        OFFICE,
        (),
        "2026-01-12 10:00",
        7200,
        (("2026-01-12 11:30", "2026-01-12 12:30"),),
        "2026-01-12 13:30",
    ),
    (
        "C42",
        BERLIN,
        OFFICE,
        (),
        "2026-01-16 12:00",
        3600,
        (("2026-01-16 12:45", "2026-01-19 09:15"),),
        "2026-01-19 09:30",
    ),
    (
        "C43",
        BERLIN,
        OFFICE,
        (),
        "2026-01-12 07:30",
        3600,
        (("2026-01-12 08:00", "2026-01-12 09:00"), ("2026-01-12 08:30", "2026-01-12 09:30")),
        "2026-01-12 10:00",
    ),
    (
        "C44",
        BERLIN,
        OFFICE,
        (),
        "2026-01-12 07:30",
        3600,
        (("2026-01-12 08:00", "2026-01-12 08:00"),),
        "2026-01-12 08:30",
    ),
]

ELAPSED = [
    # row, zone, week, exceptions, start, end, expected seconds
    ("C06", "Etc/UTC", BIZ, (), "2006-01-01 00:00", "2006-01-08 00:00", 142200),
    ("C07", "Etc/UTC", BIZ, (), "2006-01-05 12:00", "2006-01-06 12:00", 25200),
    ("C08", "Etc/UTC", BIZ, (), "2006-01-08 00:00", "2006-01-01 00:00", 0),
    (
        "C10",
        "Etc/UTC",
        BIZ,
        ("break 2006-01-02 10:00-11:30,13:00-14:00",),
        "2006-01-02 00:00",
        "2006-01-03 00:00",
        19800,
    ),
    ("C35", BERLIN, "Sun 01:00-05:00", (), "2026-03-28 00:00", "2026-03-30 00:00", 10800),
    ("C36", BERLIN, "Sun 01:00-05:00", (), "2026-10-24 00:00", "2026-10-26 00:00", 18000),
    ("C38", BERLIN, NIGHT, (), "2026-03-28 06:00", "2026-03-30 00:00", 0),
    ("C39", BERLIN, NIGHTLY, (), "2026-03-28 12:00", "2026-03-29 12:00", 25200),
    ("C40", BERLIN, NIGHTLY, (), "2026-10-24 12:00", "2026-10-25 12:00", 32400),
]


@pytest.mark.parametrize(
    ("zone", "week", "exceptions", "start", "seconds", "pauses", "expected"),
    [pytest.param(*row[1:], id=row[0]) for row in ADDED],
)
def test_added(
    zone: str, week: str, exceptions: Sequence[str], start: str, seconds: int, pauses: Pauses, expected: str
) -> None:
    """A deadline is where the seconds of the promise are used up, and exactly so many have passed by then."""
    hours = BusinessHours.parse(zone, week, exceptions)
    due = hours.add(utc(start), seconds, spans(pauses))
    assert (due, due.tzinfo) == (utc(expected), UTC)
    assert hours.elapsed(utc(start), due, spans(pauses)) == seconds


@pytest.mark.parametrize(
    ("zone", "week", "exceptions", "start", "end", "expected"),
    [pytest.param(*row[1:], id=row[0]) for row in ELAPSED],
)
def test_elapsed(zone: str, week: str, exceptions: Sequence[str], start: str, end: str, expected: int) -> None:
    """Only what is open counts, as real time."""
    assert BusinessHours.parse(zone, week, exceptions).elapsed(utc(start), utc(end)) == expected


def test_rows_kept_outside() -> None:
    """Every row of the table beside the project comes out, and none of them is missing here."""
    rows = [json.loads(line) for line in outside_vectors("sla_clock.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["id"] for row in rows} == {row[0] for row in [*ADDED, *ELAPSED]}
    wrong = {row["id"]: found for row in rows if (found := _answer(row)) != row["expected"]}
    assert wrong == {}


def _answer(row: dict[str, Any]) -> object:
    hours = BusinessHours.parse(row["zone"], row["week"], row["exceptions"])
    start = datetime.fromisoformat(row["start"])
    pauses = [(datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in row["pauses"]]
    if row["op"] == "add":
        return f"{hours.add(start, int(row['seconds']), pauses):%Y-%m-%dT%H:%M:%SZ}"
    return hours.elapsed(start, datetime.fromisoformat(row["end"]), pauses)


# --- edges -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "seconds", "pauses", "expected"),
    [
        ("2026-01-12 07:00:00.25", 60, (), "2026-01-12 07:01:00.25"),  # a fraction is kept
        ("2026-01-12 06:59:59.75", 60, (), "2026-01-12 07:01"),  # none is left of one before the opening
        ("2026-01-16 12:59:30.5", 60, (), "2026-01-19 07:00:30.5"),  # 29.5 s on Friday, the rest on Monday
        ("2026-01-16 13:00", 0, (), "2026-01-19 07:00"),  # the end of a window is closed
        ("2026-01-12 08:00", 0, [("2026-01-12 08:00", "2026-01-12 09:00")], "2026-01-12 09:00"),
        (
            "2026-01-12 07:00",
            3600,
            [("2026-01-12 08:00", "2026-01-12 09:00")],
            "2026-01-12 08:00",
        ),  # used up at a pause
        ("2026-01-12 07:00", 3600, [("2026-01-12 09:00", "2026-01-12 08:00")], "2026-01-12 08:00"),  # ends before begun
        ("2026-01-12 07:00", 3601, [("2026-01-12 08:00", "2026-01-12 09:00")], "2026-01-12 09:00:01"),
        ("2026-01-12 07:00", 3600, [("2020-01-01 00:00", "2026-01-12 07:00:30.5")], "2026-01-12 08:00:30.5"),
        ("2026-01-12 07:00", 3600, [("2026-01-12 07:30", "2029-01-12 07:30")], "2029-01-12 08:00"),  # for years
    ],
)
def test_edges(start: str, seconds: int, pauses: Pauses, expected: str) -> None:
    """Fractions stay, ends are ends, and a pause that ends before it begins is none."""
    assert BusinessHours.parse(BERLIN, OFFICE).add(utc(start), seconds, spans(pauses)) == utc(expected)


@pytest.mark.parametrize(
    ("start", "end", "pauses", "expected"),
    [
        ("2026-01-12 07:00:00.75", "2026-01-12 07:00:10.5", (), 9),  # 9.75 s
        ("2026-01-12 07:00:00.75", "2026-01-12 07:00:01.25", (), 0),
        ("2026-01-12 07:00", "2026-01-12 07:00:10", [("2026-01-12 07:00:01", "2026-01-12 07:00:01.5")], 9),
        ("2026-01-12 07:00", "2026-01-12 08:00", [("2020-01-01 00:00", "2030-01-01 00:00")], 0),
        ("2026-01-12 08:00", "2026-01-12 07:00", [("2026-01-12 07:30", "2026-01-12 07:40")], 0),  # ends before begun
    ],
)
def test_elapsed_edges(start: str, end: str, pauses: Pauses, expected: int) -> None:
    """Parts of a second are added up exactly and rounded down once, at the end."""
    assert BusinessHours.parse(BERLIN, OFFICE).elapsed(utc(start), utc(end), spans(pauses)) == expected


def test_naive_and_negative_are_refused() -> None:
    """A moment without a zone is no moment, also as a pause; a duration is not negative."""
    hours, at, naive = BusinessHours.parse(BERLIN, OFFICE), utc("2026-01-12 07:00"), utc("2026-01-12 08:00")
    naive = naive.replace(tzinfo=None)
    for asked in (
        lambda: hours.add(naive, 60),
        lambda: hours.elapsed(naive, at),
        lambda: hours.elapsed(at, naive),
        lambda: hours.add(at, 60, [(at, naive)]),
        lambda: hours.elapsed(at, at, [(naive, at)]),
    ):
        with pytest.raises(ValueError, match="aware"):
            asked()
    with pytest.raises(ValueError, match="not negative"):
        hours.add(at, -1)


def test_other_zones_are_understood() -> None:
    """Moments may come in any zone, also in the hour that is shown twice; the answer is in UTC."""
    hours = BusinessHours.parse(BERLIN, "daily 00:00-24:00")
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo(BERLIN))
    assert hours.elapsed(twice, twice.replace(fold=1)) == 3600
    assert hours.add(twice, 3600) == utc("2026-10-25 01:30")


def test_a_window_of_two_days() -> None:
    """A window that began the day before yesterday, as it is in UTC, is found where it still runs."""
    hours = BusinessHours.parse("Pacific/Honolulu", "Mon 00:00-48:00")
    at = datetime(2026, 1, 13, 23, 0, tzinfo=ZoneInfo("Pacific/Honolulu"))
    assert next(hours.intervals(at)) == (utc("2026-01-12 10:00"), utc("2026-01-14 10:00"))
    assert hours.is_open(at)
    assert hours.add(at, 3600) == utc("2026-01-14 10:00")


# --- nothing opens ---------------------------------------------------------------------------------------------------


def mondays(count: int) -> list[str]:
    """Return holidays on so many Mondays in a row."""
    return [f"hol {date(2026, 1, 5) + timedelta(weeks=week)}" for week in range(count)]


def test_hours_that_never_open_are_refused() -> None:
    """A week without a window, or a closure of more than 400 days, is an error when it is set up."""
    with pytest.raises(NoOpenTime, match="no window"):
        BusinessHours.parse("UTC", "")
    with pytest.raises(NoOpenTime, match="no window"):
        BusinessHours.parse("UTC", " ; ", ["shift 2026-12-24 08:00-12:00"])
    with pytest.raises(NoOpenTime, match="400 days after 2025-12-29"):
        BusinessHours.parse("UTC", "Mon 09:00-10:00", mondays(57))
    with pytest.raises(NoOpenTime, match="400 days"):
        BusinessHours.parse("UTC", "Mon 09:00-10:00", [f"break{line[3:]} 08:00-11:00" for line in mondays(80)])


def test_many_exceptions_are_no_closure() -> None:
    """A year with nearly every Monday closed, or with holidays for a century, is odd but opens."""
    start = utc("2025-12-29 10:00")
    assert BusinessHours.parse("UTC", "Mon 09:00-10:00", mondays(56)).add(start, 0) == utc("2027-02-01 09:00")
    shifted = BusinessHours.parse("UTC", "Mon 09:00-10:00", [*mondays(80), "shift 2026-10-05 09:00-10:00"])
    assert shifted.add(start, 3600) == utc("2026-10-05 10:00")
    century = [f"hol {year}-{day}" for year in range(1950, 2050) for day in ("01-01", "05-01", "12-25", "12-26")]
    assert BusinessHours.parse("UTC", "Mon 09:00-10:00", century).add(start, 3601) == utc("2026-01-05 09:00:01") + WEEK


WEEK = timedelta(weeks=1)


def test_a_closure_on_the_way_is_an_error() -> None:
    """Hours made without parsing say so when the way of a deadline leads through such a closure, and only then."""
    hours = BusinessHours.parse("UTC", "Mon 09:00-10:00")
    closed = BusinessHours(hours.zone, hours.week, frozenset(date.fromisoformat(line[4:]) for line in mondays(80)))
    before, after = utc("2025-12-22 00:00"), utc("2027-07-19 09:00")
    assert closed.elapsed(before, after) == 2 * 3600
    assert closed.add(before, 2 * 3600) == utc("2025-12-29 10:00")
    for start, seconds in ((before, 2 * 3600 + 1), (utc("2025-12-29 10:00"), 0), (utc("2026-05-01 00:00"), 1)):
        with pytest.raises(NoOpenTime, match="400 days"):
            closed.add(start, seconds)
    assert closed.add(utc("2026-07-01 00:00"), 0) == after


@pytest.mark.parametrize("start", ["0001-01-01 00:00", "1583-10-15 12:00", "1893-03-31 12:00", "9999-06-01 00:00"])
def test_any_year(start: str) -> None:
    """Years are not counted from 1970 nor up to 2037; local mean time before zones existed has odd seconds."""
    hours = BusinessHours.parse(BERLIN, NINE_TO_FIVE)
    begin = utc(start)
    due = hours.add(begin, 100 * 3600)
    assert timedelta(days=15) < due - begin < timedelta(days=20)
    assert hours.elapsed(begin, due) == 100 * 3600
    assert hours.elapsed(begin, due - timedelta(seconds=1)) == 100 * 3600 - 1


def test_the_end_of_all_dates() -> None:
    """What would be due after the year 9999 is an error."""
    hours = BusinessHours.parse("UTC", NINE_TO_FIVE)
    for seconds in (100 * 3600, 10**12, 10**18):
        with pytest.raises(NoOpenTime, match="nothing opens"):
            hours.add(utc("9999-12-20 00:00"), seconds)


# --- counted second by second ----------------------------------------------------------------------------------------

ZONES = [
    BERLIN,
    "America/New_York",
    "America/Havana",
    "America/Santiago",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
]

# Windows over midnight, within and around the hours in which clocks change.
DAILY: list[Hours] = [[(0, 190), (1380, 1440)], [(1320, 1800)], [(15, 45), (120, 150), (165, 200), (1410, 1470)]]


def changes(zone: ZoneInfo) -> list[datetime]:
    """Return the midnights (UTC) before each change of the clock from 2020 to 2040, and a few in June."""
    days = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=number) for number in range(21 * 366)]
    offsets = [day.astimezone(zone).utcoffset() for day in days]
    changed = [day for day, now, then in zip(days, offsets, offsets[1:], strict=False) if now != then]
    return changed + [datetime(year, 6, 3, tzinfo=UTC) for year in range(2020, 2041, 7)]


@pytest.mark.parametrize("first", [0, *(pytest.param(first, marks=pytest.mark.long) for first in range(1, 5))])
@pytest.mark.parametrize("zone", ZONES)
def test_every_change_of_the_clock(zone: str, first: int) -> None:
    """Around each change from 2020 to 2040 deadlines and elapsed times are what counting every second gives. Every
    fifth change, from `first`."""
    place = ZoneInfo(zone)
    chance = random.Random(f"{zone} {first}")
    parsed = [BusinessHours.parse(zone, "daily " + ",".join(_written(window) for window in daily)) for daily in DAILY]
    for number, midnight in islice(enumerate(changes(place)), first, None, 5):
        hours, week = parsed[number % len(DAILY)], [DAILY[number % len(DAILY)]] * 7
        counted = Seconds(midnight - timedelta(days=1), 4).of_week(place, week)
        for _ in range(4):
            start = midnight + timedelta(seconds=chance.randrange(-3600, 86_400))
            end = start + timedelta(seconds=chance.randrange(86_400))
            seconds = counted.elapsed(start, end)
            assert hours.elapsed(start, end) == seconds, (zone, start, end)
            assert hours.add(start, seconds) == counted.add(start, seconds), (zone, start, seconds)


def _written(window: tuple[int, int]) -> str:
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in window)


BEGIN = utc("2026-03-26 00:00")
DAYS = 8

windows = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(1, 1440)).map(lambda window: (window[0], sum(window))), max_size=3
)
seconds_of_days = st.integers(0, DAYS * 86_400)
instants = seconds_of_days.map(lambda seconds: BEGIN + timedelta(seconds=seconds))
dates = st.integers(-2, DAYS + 1).map(lambda days: BEGIN.date() + timedelta(days=days))


@given(
    st.sampled_from([BERLIN, "Asia/Beirut", "Atlantic/Azores", "Pacific/Chatham", "UTC"]),
    st.lists(windows, min_size=7, max_size=7).filter(any),
    st.lists(dates, max_size=2),
    st.dictionaries(dates, windows.filter(bool), max_size=2),
    st.dictionaries(dates, windows.filter(bool), max_size=2),
    st.lists(st.tuples(instants, instants), max_size=3),
    instants,
    seconds_of_days,
)
def test_anything_is_counted_right(
    zone: str,
    week: list[Hours],
    holidays: list[date],
    shifts: dict[date, Hours],
    breaks: dict[date, Hours],
    pauses: list[tuple[datetime, datetime]],
    start: datetime,
    length: int,
) -> None:
    """Whatever the windows, exceptions and pauses, overlapping as they like: the answer is what counting gives."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    text = "; ".join(f"{name} {_list(day)}" for name, day in zip(names, week, strict=True) if day)
    exceptions = [f"hol {day}" for day in holidays]
    exceptions += [f"shift {day} {_list(hours)}" for day, hours in shifts.items()]
    exceptions += [f"break {day} {_list(hours)}" for day, hours in breaks.items()]
    hours = BusinessHours.parse(zone, text, exceptions)
    counted = Seconds(BEGIN, DAYS).of_week(ZoneInfo(zone), week, holidays, shifts, breaks)
    for pause in pauses:
        counted.paint(*pause, 0)
    end = min(start + timedelta(seconds=length), BEGIN + timedelta(days=DAYS))
    assert hours.elapsed(start, end, pauses) == counted.elapsed(start, end)
    due = counted.add(start, length)
    if due is not None:
        assert hours.add(start, length, pauses) == due


def _list(hours: Hours) -> str:
    return ",".join(_written(window) for window in hours)


far = st.datetimes(datetime(2018, 1, 1), datetime(2032, 1, 1)).map(lambda at: at.replace(tzinfo=UTC, fold=0))  # noqa: DTZ001 - drawn as UTC


@given(st.sampled_from(ZONES), st.lists(st.tuples(far, st.integers(0, 3 * 10**6)), min_size=1, max_size=3))
def test_the_table_grows_without_seams(zone: str, asked: list[tuple[datetime, int]]) -> None:
    """In whatever order moments years apart are asked about, the answers are those of hours that are asked once."""
    exceptions = [f"hol {year}-05-01" for year in range(2018, 2034)]
    used = BusinessHours.parse(zone, OFFICE, exceptions)
    for start, seconds in asked:
        fresh = BusinessHours.parse(zone, OFFICE, exceptions)
        due = used.add(start, seconds)
        assert fresh.add(start, seconds) == due
        assert used.elapsed(start, due) == fresh.elapsed(start, due) == seconds
        assert not seconds or used.elapsed(start, due - timedelta(seconds=1)) == seconds - 1


def test_a_far_jump_starts_a_new_table() -> None:
    """Moments centuries apart are answered without counting what lies between them, and the first ones again."""
    hours = BusinessHours.parse(BERLIN, OFFICE)
    for start in ("2026-01-12 07:00", "1926-01-11 07:00", "2126-01-14 07:00", "2026-01-12 07:00"):
        assert hours.add(utc(start), 3600) == utc(start) + timedelta(hours=1)

"""Closed dates: regions with their switches, own closing days, and feeds of other calendars."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from handlers.rules.business_hours import BusinessHours
from handlers.rules.holidays import closing_days, feed_days, holiday_lines, regional_holidays

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def day(text: str) -> date:
    """Read `12-24` as a date of 2026."""
    return date.fromisoformat(f"2026-{text}")


# --- regions ---------------------------------------------------------------------------------------------------------


def test_regions_differ() -> None:
    """What is closed in Bavaria is not all closed in Berlin; names come in the language asked for."""
    bavaria, berlin = (regional_holidays("DE", place, [2026], language="de") for place in ("BY", "BE"))
    assert bavaria[day("01-06")] == "Heilige Drei Könige"
    assert set(bavaria) - set(berlin) == {day("01-06"), day("06-04"), day("11-01")}
    assert set(berlin) - set(bavaria) == {day("03-08")}
    assert list(bavaria) == sorted(bavaria)
    assert regional_holidays("DE", None, [2026, 2027], language="en_US")[date(2027, 3, 26)] == "Good Friday"


def test_switches() -> None:
    """Single dates are switched off and on; one of a year that nobody asked about is no mistake."""
    saxony = regional_holidays("DE", "SN", [2026], ["-2026-10-31", "+2026-12-24 Heiligabend", "-2025-10-31"])
    assert day("10-31") not in saxony
    assert saxony[day("12-24")] == "Heiligabend"


@pytest.mark.parametrize(
    ("country", "subdivision", "switch", "part"),
    [
        ("XX", None, "+2026-12-24", "no holidays are known for XX"),
        ("DE", "BX", "+2026-12-24", "no holidays are known for DE-BX"),
        ("DE", "BE", "-2026-10-31", "2026-10-31 is no holiday here"),
        ("DE", "BE", "2026-12-24", "'2026-12-24' is not a switch"),
        ("DE", "BE", "+24.12.2026", "'24.12.2026' in '+24.12.2026' is not a date"),
        ("DE", "BE", "", "'' is not a switch"),
        ("DE", "BE", "+", "'' in '+' is not a date"),
    ],
)
def test_what_cannot_be_meant(country: str, subdivision: str | None, switch: str, part: str) -> None:
    """A region nobody knows and a switch without effect are named."""
    with pytest.raises(ValueError, match=re.escape(part)):
        regional_holidays(country, subdivision, [2026], [switch])


def test_holidays_close_the_office() -> None:
    """The dates go into business hours as they are."""
    closed = holiday_lines([*regional_holidays("DE", "BY", [2026]), *closing_days(["2026-04-07 Trip"])])
    hours = BusinessHours.parse("Europe/Berlin", "Mon-Fri 08:00-17:00", closed)
    thursday = hours.next_opening(hours.add(hours.next_opening(_noon(day("04-02"))), 0))
    assert hours.add(thursday, 10 * 3600).date() == day("04-08")
    assert holiday_lines([day("12-24"), day("05-01"), day("12-24")]) == ["hol 2026-05-01", "hol 2026-12-24"]


def _noon(when: date) -> datetime:
    return datetime(when.year, when.month, when.day, 12, tzinfo=UTC)


# --- own closing days ------------------------------------------------------------------------------------------------


def test_closing_days() -> None:
    """Single days and ranges, with a name or without."""
    assert closing_days(["2026-12-30..2027-01-01 Winter break", "2026-05-15  Bridge day", "2026-06-05"]) == {
        day("05-15"): "Bridge day",
        day("06-05"): "",
        day("12-30"): "Winter break",
        day("12-31"): "Winter break",
        date(2027, 1, 1): "Winter break",
    }


@pytest.mark.parametrize("line", ["", "24.12.2026", "2026-12-24..", "2026-12-24..2026-12-23", "2026-01-01..2028-01-01"])
def test_bad_closing_days(line: str) -> None:
    """What can't be read, or can't be meant, is named."""
    with pytest.raises(ValueError, match=re.escape(repr(line))):
        closing_days([line])


# --- feeds -----------------------------------------------------------------------------------------------------------


def feed(*events: str) -> str:
    """Return a feed with these events, each given as its lines joined by `|`."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Town//Holidays//EN"]
    for number, event in enumerate(events):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{number}@town.example",
            "DTSTAMP:20250101T000000Z",
            *event.split("|"),
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


@pytest.mark.parametrize(
    ("event", "days"),
    [
        ("DTSTART;VALUE=DATE:20260501|SUMMARY:x", ["05-01"]),  # without an end: that day
        ("DTSTART;VALUE=DATE:20260501|DTEND;VALUE=DATE:20260502|SUMMARY:x", ["05-01"]),  # the end is exclusive
        ("DTSTART;VALUE=DATE:20261231|SUMMARY:x", ["12-31"]),  # the last day belongs to the range
        ("DTSTART;VALUE=DATE:20261230|DTEND;VALUE=DATE:20270103|SUMMARY:x", ["12-30", "12-31"]),  # over the last day
        ("DTSTART;VALUE=DATE:20251230|DTEND;VALUE=DATE:20260102|SUMMARY:x", ["01-01"]),  # from before the first
        ("DTSTART;VALUE=DATE:20200501|RRULE:FREQ=YEARLY|SUMMARY:x", ["05-01"]),
        ("DTSTART;VALUE=DATE:20200501|RRULE:FREQ=YEARLY;UNTIL=20251231|SUMMARY:x", []),
        ("DTSTART;VALUE=DATE:20200501|RRULE:FREQ=YEARLY;UNTIL=20261231T000000Z|SUMMARY:x", ["05-01"]),
        ("DTSTART;VALUE=DATE:20200501|RRULE:FREQ=YEARLY|EXDATE;VALUE=DATE:20260501|SUMMARY:x", []),
        ("DTSTART;VALUE=DATE:20201118|RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=WE;BYMONTHDAY=16,17,18,19,20,21,22|SUMMARY:x",
         ["11-18"]),  # the day of repentance
        ("DTSTART;VALUE=DATE:20200229|RRULE:FREQ=YEARLY|SUMMARY:x", []),  # a 29 February that the year doesn't have
        ("DTSTART;VALUE=DATE:20260501|STATUS:CANCELLED|SUMMARY:x", []),
        ("DTSTART;VALUE=DATE:20270501|SUMMARY:x", []),
    ],
)  # fmt: skip
def test_feeds(event: str, days: list[str]) -> None:
    """Whole days, ranges, yearly rules and their exceptions close the dates they cover, within the range."""
    found = feed_days(feed(event), *YEAR)
    assert found.days == {day(text): "x" for text in days}
    assert found.left_out == ()


def test_feeds_as_bytes_with_names() -> None:
    """A feed is bytes in UTF-8 with folded lines; what has a time of day is named and closes nothing."""
    text = feed(
        "DTSTART;VALUE=DATE:20260106|SUMMARY:Heilige Drei K\r\n önige", "DTSTART:20260107T100000Z|SUMMARY:Party"
    )
    found = feed_days(text.encode(), *YEAR)
    assert found.days == {day("01-06"): "Heilige Drei Könige"}
    assert found.left_out == ("Party",)
    assert feed_days(feed(), *YEAR).days == {}


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "<html>Not found</html>",
        b"\xff\xfe\x00",
        feed("SUMMARY:x"),
        feed("DTSTART;VALUE=DATE:2026|SUMMARY:x"),
        feed("DTSTART;VALUE=DATE:20260501|RRULE:FREQ=SOMETIMES|SUMMARY:x"),
    ],
)
def test_bad_feeds(bad: str | bytes) -> None:
    """What is no feed is said to be none, instead of an office that never closes."""
    with pytest.raises(ValueError, match="no iCalendar feed"):
        feed_days(bad, *YEAR)

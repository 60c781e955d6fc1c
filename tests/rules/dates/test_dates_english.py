"""English expressions, in the ways clients type them, and what they mean on Wednesday, 11 March 2026, at 10:20."""

from __future__ import annotations

import pytest

from tests.rules.dates.saying import meant, read

CLOCKS = {
    "at half past ten": "2026-03-11T10:30", "half eleven": "2026-03-11T11:30", "quarter to eleven": "2026-03-11T10:45",
    "a quarter past 4 pm": "2026-03-11T16:15", "at noon": "2026-03-11T12:00", "at midnight": "2026-03-12",
    "12 am": "2026-03-12",
    "12pm": "2026-03-11T12:00", "ten to three": "2026-03-11T14:50", "at 3": "2026-03-11T15:00",
    "8 o'clock in the evening": "2026-03-11T20:00",
    "10.45 a.m.": "2026-03-11T10:45", "at 1630": "2026-03-11T16:30", "7 in the morning": "2026-03-12T07:00",
    "nine thirty pm": "2026-03-11T21:30",
    "@ 4:15pm": "2026-03-11T16:15", "around 5pm": "2026-03-11T17:00", "5ish": "2026-03-11T17:00",
}  # fmt: skip
DAYS = {
    "today": "2026-03-11", "tomorow": "2026-03-12", "the day after tomorrow": "2026-03-13", "Friday": "2026-03-13",
    "on fri": "2026-03-13",
    "next Tuesday": "2026-03-17", "Tuesday next week": "2026-03-17", "this Saturday": "2026-03-14",
    "in a fortnight": "2026-03-25",
    "Friday week": "2026-03-20", "a week from Friday": "2026-03-20", "Monday in two weeks": "2026-03-30",
    "3 days from now": "2026-03-14",
    "March 20": "2026-03-20", "20 March": "2026-03-20", "the 1st of May": "2026-05-01",
    "May 3rd, 2027": "2027-05-03", "Dec 24": "2026-12-24",
    "on the 17th": "2026-03-17", "the 20th of next month": "2026-04-20", "2026-05-04": "2026-05-04",
    "13/8": "2026-08-13",
    "first Monday in May": "2026-05-04", "last Friday of April": "2026-04-24", "twenty-first of June": "2026-06-21",
    "Jul 4th": "2026-07-04",
    "two weeks from tomorrow": "2026-03-26", "Weds 18 March": "2026-03-18", "Wendesday 18 March": "2026-03-18",
}  # fmt: skip
TIMES_OF_DAYS = {
    "tomorrow at 3pm": "2026-03-12T15:00", "3pm tomorrow": "2026-03-12T15:00", "Friday 9:30": "2026-03-13T09:30",
    "May 4 at 14:00": "2026-05-04T14:00",
    "tonight at 8": "2026-03-11T20:00", "half past two on Monday": "2026-03-16T14:30",
    "in two and a half hours": "2026-03-11T12:50",
    "in half an hour": "2026-03-11T10:50", "in an hour": "2026-03-11T11:20", "45 minutes from now": "2026-03-11T11:05",
    "Thu, 19 Mar 2026 16:05": "2026-03-19T16:05", "Monday morning at 8": "2026-03-16T08:00",
    "next Friday at noon": "2026-03-20T12:00",
    "2026-05-04T14:30": "2026-05-04T14:30",
}  # fmt: skip
RANGES = {
    "from 3 to 5 pm on Friday": "2026-03-13T15:00 > 2026-03-13T17:00", "Monday to Wednesday": "2026-03-16 > 2026-03-19",
    "March 16-20": "2026-03-16 > 2026-03-21", "16 to 20 March": "2026-03-16 > 2026-03-21",
    "between April 3 and April 5": "2026-04-03 > 2026-04-06",
    "from the 3rd to the 5th of April": "2026-04-03 > 2026-04-06",
    "tomorrow 9-11am": "2026-03-12T09:00 > 2026-03-12T11:00",
    "11 to 3pm tomorrow": "2026-03-12T11:00 > 2026-03-12T15:00",
    "Friday between 2 and 4": "2026-03-13T14:00 > 2026-03-13T16:00",
    "Monday 10am for 2 hours": "2026-03-16T10:00 > 2026-03-16T12:00", "next three days": "2026-03-12 > 2026-03-15",
    "Dec 30 - Jan 2": "2026-12-30 > 2027-01-03", "10pm to 2am": "2026-03-11T22:00 > 2026-03-12T02:00",
    "5 May 9am to 6 May 5pm": "2026-05-05T09:00 > 2026-05-06T17:00",
}  # fmt: skip
PERIODS = {
    "week 14": "2026-03-30 > 2026-04-06", "next week": "2026-03-16 > 2026-03-23",
    "this weekend": "2026-03-14 > 2026-03-16",
    "next month": "2026-04-01 > 2026-05-01", "in May": "2026-05-01 > 2026-06-01",
    "October 2027": "2027-10-01 > 2027-11-01",
    "end of April": "2026-04-21 > 2026-05-01", "the week after next": "2026-03-23 > 2026-03-30",
    "Q3 2026": "2026-07-01 > 2026-10-01",
    "the week of May 4": "2026-05-04 > 2026-05-11", "second week of May": "2026-05-11 > 2026-05-18",
    "next year": "2027-01-01 > 2028-01-01",
}  # fmt: skip
PARTS = {
    "tomorrow afternoon": "2026-03-12T13:00 > 2026-03-12T17:00",
    "Friday evening": "2026-03-13T18:00 > 2026-03-13T22:00",
    "this afternoon": "2026-03-11T13:00 > 2026-03-11T17:00",
    "late afternoon on Monday": "2026-03-16T16:00 > 2026-03-16T18:00",
    "tonight": "2026-03-11T18:00 > 2026-03-11T23:00", "the morning of May 4": "2026-05-04T08:00 > 2026-05-04T12:00",
}  # fmt: skip
BOUNDS = {
    "by Friday": " > 2026-03-14", "before Friday": " > 2026-03-13", "until 5pm": " > 2026-03-11T17:00",
    "tomorrow afternoon before 4": " > 2026-03-12T16:00",
    "by the end of the month": " > 2026-04-01", "from April 15": "2026-04-15 > ", "after 4pm": "2026-03-11T16:00 > ",
    "Friday after 4": "2026-03-13T16:00 > ",
    "no later than Monday": " > 2026-03-17", "by noon tomorrow": " > 2026-03-12T12:00",
    "3pm or later": "2026-03-11T15:00 > ",
}  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "wanted"), [*{**CLOCKS, **DAYS, **TIMES_OF_DAYS, **RANGES, **PERIODS, **PARTS, **BOUNDS}.items()]
)
def test_english(phrase: str, wanted: str) -> None:
    """Each phrase means what a secretary would write into the diary."""
    assert meant(phrase, "en") == wanted


@pytest.mark.parametrize(
    ("phrase", "rule", "first"),
    [
        ("every Monday at 9am", "FREQ=WEEKLY;BYDAY=MO", "2026-03-16T09:00"),
        ("every other Tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-03-17"),
        ("every 3 weeks on Friday", "FREQ=WEEKLY;INTERVAL=3;BYDAY=FR", "2026-03-13"),
        ("daily at 8:00", "FREQ=DAILY", "2026-03-12T08:00"),
        ("every weekday at 4pm", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-03-11T16:00"),
        ("every first Monday of the month", "FREQ=MONTHLY;BYDAY=1MO", "2026-04-06"),
        ("every month on the 15th", "FREQ=MONTHLY;BYMONTHDAY=15", "2026-03-15"),
        ("every year on May 3", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3", "2026-05-03"),
        ("on Mondays and Thursdays at 5pm", "FREQ=WEEKLY;BYDAY=MO,TH", "2026-03-12T17:00"),
    ],
)
def test_repetitions(phrase: str, rule: str, first: str) -> None:
    """What comes again and again becomes a rule with its first occurrence."""
    found = read(phrase, "en")
    assert (found.kind, found.rule, meant(phrase, "en")) == ("recurring", rule, first)


@pytest.mark.parametrize(
    "phrase", ["yesterday", "last Friday", "two days ago", "last week", "an hour ago", "March 3, 2019"]
)
def test_the_past(phrase: str) -> None:
    """What is over is understood, and marked."""
    assert read(phrase, "en").past


def test_good_friday() -> None:
    """The holiday is no greeting, and a greeting no holiday."""
    assert meant("see you on Good Friday", "en", region="GB") == "2026-04-03"
    assert meant("good Friday all", "en") == "nothing"

"""Which period and whom somebody asks figures about, in their own words. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from handlers.rules.kpi.periods import Period, days, month, week

THIS_WEEK, LAST_WEEK, THIS_MONTH, LAST_MONTH = "this-week", "last-week", "this-month", "last-month"
CHOICES = (THIS_WEEK, LAST_WEEK, THIS_MONTH, LAST_MONTH)
_PHRASES = {
    LAST_WEEK: ("last week", "week before", "letzte woche", "vorige woche", "vorwoche"),
    LAST_MONTH: ("last month", "letzter monat", "letzten monat", "voriger monat", "vormonat"),
    THIS_MONTH: ("this month", "month", "dieser monat", "diesen monat", "monat"),
    THIS_WEEK: ("this week", "week", "now", "diese woche", "woche", "jetzt"),
}


def period_of(choice: str, day: date, zone: ZoneInfo) -> Period:
    """Return the period that one of the CHOICES means on a local date. Raises KeyError for anything else."""
    periods = {
        THIS_WEEK: lambda: week(day, zone),
        LAST_WEEK: lambda: week(day, zone).before(),
        THIS_MONTH: lambda: month(day, zone),
        LAST_MONTH: lambda: month(day, zone).before(),
    }
    return periods[choice]()


def last_months(day: date, zone: ZoneInfo) -> Period:
    """Return the three months up to a local date: from the first of the month before the last to the day itself."""
    first = day.replace(day=1)
    for _ in range(2):
        first = (first - timedelta(days=1)).replace(day=1)
    return days(first, day, zone)


def asked(words: str) -> tuple[str | None, str]:
    """Return which of the CHOICES some words begin or end with, None if with none, and the rest: whom it is about."""
    said = " ".join(words.split())
    for choice, phrases in _PHRASES.items():
        for phrase in phrases:
            plain = said.casefold()
            if plain == phrase:
                return choice, ""
            if plain.startswith(f"{phrase} "):
                return choice, said[len(phrase) :].strip()
            if plain.endswith(f" {phrase}"):
                return choice, said[: -len(phrase)].strip()
    return None, said

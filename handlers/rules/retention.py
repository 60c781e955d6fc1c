"""How long what is kept (delivery-and-safety, 6.3): in whole days of the office's calendar, evidence in whole calendar
years (§ 147 (4) AO)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.rules.wall_time import first_instant

LEAST_DAYS, MOST_DAYS = 7, 365
PASSING_DAYS = 14
"""Of what only passes through: drafts, forms, pressed buttons, messages, payloads, keys of days."""


@dataclass(frozen=True, slots=True)
class Periods:
    """How long the words and files of ended requests and of past appointments are kept, in days; and evidence of
    orders, in years from the end of the calendar year."""

    request_days: int = 90
    appointment_days: int = 180
    evidence_years: int = 8


def kept_since(now: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the moment (UTC) such that what ended before it was kept for so many whole days after the day it ended on;
    it goes when the next day begins on the office's clocks."""
    return _midnight(now.astimezone(zone).date() - timedelta(days=days), zone)


def evidence_since(now: datetime, years: int, zone: ZoneInfo) -> datetime:
    """Return the moment (UTC) such that what ended before it was kept for so many years after the end of the calendar
    year it ended in."""
    return _midnight(date(now.astimezone(zone).year - years, 1, 1), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return first_instant(datetime.combine(day, time()), zone)

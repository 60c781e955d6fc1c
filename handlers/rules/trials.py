"""A trial with a client: when they are asked how it goes, and when somebody has to decide what becomes of it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from handlers.rules.business_hours import BusinessHours
from handlers.rules.kpi.periods import ONE_DAY, WEEK_DAYS
from handlers.rules.mornings import works_on
from handlers.rules.wall_time import first_instant

LENGTHS = (2, 4, 6, 8, 12)
"""For how many weeks a trial is agreed on."""
EXTENSIONS = (1, 2, 4)
TODAY, MONDAY, MONTH = "today", "monday", "month"
BEGINNINGS = (TODAY, MONDAY, MONTH)

_ASKS = re.compile(
    r"\b(?:bitte|please|könnt?en sie|kannst du|könntest du|(?:can|could|would) you|(?:i|we) need|"
    r"(?:i|we) would like (?!to (?:stay|go on|carry on|continue|keep|extend|stop|leave|end)\b)|"
    r"(?:ich|wir) (?:brauchen?|hätten? gern)|bestellen|buchen|order|book)\b|\?\s*$",
    re.IGNORECASE,
)
ASKS_AT, REMINDS_AT = time(10), time(9)
BEFORE_THE_END = 3
"""Days before the last one on which managers are reminded; from then on no week is asked about, but the whole."""
MOST_CLOSED = 30


class Kind(StrEnum):
    """What happens at a milestone: clients are asked at the start, after each week and at the end; managers are told
    that it is to be decided, and that it is over and was not."""

    START = "start"
    WEEK = "week"
    END = "end"
    DECIDE = "decide"
    OVER = "over"


QUESTIONS = (Kind.START, Kind.WEEK, Kind.END)


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that happens at `at` (UTC). `name` is the same for ever, however the trial is extended: `start`,
    `week-2`, `end:2026-12-18`."""

    name: str
    kind: Kind
    at: datetime


def kind_of(name: str) -> tuple[Kind, int]:
    """Return the kind of the milestone of a name, and the number of a week, else 0. Raises ValueError for other
    names."""
    kind, _, number = name.partition(":")[0].partition("-")
    return Kind(kind), int(number or 0)


def begins(choice: str, today: date) -> date:
    """Return the first day that one of the BEGINNINGS means on a local date. Raises KeyError for anything else."""
    days = {
        TODAY: today,
        MONDAY: today + timedelta(days=WEEK_DAYS - today.weekday()),
        MONTH: (today.replace(day=1) + timedelta(days=31)).replace(day=1),
    }
    return days[choice]


def last_day(first: date, weeks: int) -> date:
    """Return the last day of a trial of so many weeks, or of so many more behind the day before `first`."""
    return first + timedelta(days=weeks * WEEK_DAYS - 1)


def weeks_of(first: date, last: date) -> int:
    """Return how many weeks a trial has, a begun one counted whole."""
    return ((last - first).days + WEEK_DAYS) // WEEK_DAYS


def week_on(first: date, last: date, day: date) -> int:
    """Return in which week of a trial a day lies, 1 for the first; 0 before it, and the last one after it."""
    return 0 if day < first else weeks_of(first, min(day, last))


def milestones(first: date, last: date, hours: BusinessHours | None, zone: ZoneInfo) -> list[Milestone]:
    """Return all that happens in a trial of these days, in order. Where the office is closed it happens on the next
    working day, what has to be before the end on the one before; without `hours` work is from Monday to Friday."""
    end = _open_day(last, -1, hours, not_before=first)
    decide = _open_day(last - BEFORE_THE_END * ONE_DAY, -1, hours, not_before=first)
    found = [_at("start", Kind.START, _open_day(first, 1, hours), ASKS_AT, zone)]
    for number in range(1, weeks_of(first, last) + 1):
        day = _open_day(first + number * WEEK_DAYS * ONE_DAY, 1, hours)
        if day < decide:
            found.append(_at(f"week-{number}", Kind.WEEK, day, ASKS_AT, zone))
    found.append(_at(f"decide:{last}", Kind.DECIDE, decide, REMINDS_AT, zone))
    found.append(_at(f"end:{last}", Kind.END, end, ASKS_AT, zone))
    found.append(_at(f"over:{last}", Kind.OVER, _open_day(last + ONE_DAY, 1, hours), REMINDS_AT, zone))
    return sorted(found, key=lambda each: each.at)


def overtaken(all_: list[Milestone], one: Milestone, now: datetime) -> bool:
    """Return whether a question came so late, after an outage, that a later one is due by `now` as well: then it is
    left out."""
    return any(each.kind in QUESTIONS and one.at < each.at <= now for each in all_)


def is_to_be_decided(all_: list[Milestone], now: datetime) -> bool:
    """Return whether the last days of a trial have begun."""
    return any(each.kind is Kind.DECIDE and each.at <= now for each in all_)


def may_be_request(words: str) -> bool:
    """Return whether words that follow a question may ask for something instead of answering it."""
    return _ASKS.search(words) is not None


def _at(name: str, kind: Kind, day: date, at: time, zone: ZoneInfo) -> Milestone:
    return Milestone(name, kind, first_instant(datetime.combine(day, at), zone))


def _open_day(day: date, step: int, hours: BusinessHours | None, not_before: date = date.min) -> date:
    """Return the nearest working day from a day on, forwards or backwards; the day itself if there is none near."""
    days = [day + number * step * ONE_DAY for number in range(MOST_CLOSED)]
    return next((each for each in days if each >= not_before and works_on(each, hours)), max(day, not_before))

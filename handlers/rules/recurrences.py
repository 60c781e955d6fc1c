"""What comes again and again by an RFC 5545 rule: which times on the wall, and what of them was missed. Pure.

A day of the month that a month lacks is its last one. A time that clocks skip is the first instant after the gap, one
they show twice the first of both (`wall_time`)."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Any, Protocol, cast
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from handlers.rules.dates import Understanding
from handlers.rules.wall_time import first_instant
from handlers.rules.whens import WHOLE_DAYS

MORNING = time(9)
ONE_DAY = timedelta(days=1)
SURE_DAYS = 28
MOST_MISSED = 1000
TOO_OFTEN = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})
_DAY = re.compile(r"BYMONTHDAY=(\d+)")
_FREQUENCY = re.compile(r"FREQ=([A-Z]+)")
_UNTIL = re.compile(r"UNTIL=(\d{8})(?:T\d{6}Z?)?")


class _Rule(Protocol):
    def xafter(self, dt: datetime, count: int | None = ..., inc: bool = ...) -> Iterator[datetime]: ...


@dataclass(frozen=True, slots=True)
class Repeated:
    """What somebody wants again and again: the words for it, how they said when, its rule, the first time on the wall
    (naive). `too_often`: more than once a day."""

    words: str
    said: str
    rule: str
    first: datetime
    too_often: bool


def read(text: str, found: Sequence[Understanding]) -> Repeated | None:
    """Return what a text wants again and again, of which these are the times (`whens.times`); None if it names no
    repetition. Without a time of day it comes at nine in the morning."""
    one = next((one for one in found if one.rule is not None), None)
    if one is None or one.rule is None or one.start is None:
        return None
    first = one.start.replace(tzinfo=None, fold=0)
    if one.grain in WHOLE_DAYS:
        first = datetime.combine(first.date(), MORNING)
    kept = [(0, one.span[0]), *one.between, (one.span[1], len(text))]
    words = [words for begin, end in kept if (words := text[begin:end].strip(" ,;:–-\n"))]
    frequency = _FREQUENCY.search(one.rule)
    often = frequency is None or frequency[1] in TOO_OFTEN or "BYHOUR" in one.rule
    return Repeated(" ".join(words), text[slice(*one.span)], one.rule, first, often)


def noted(repeated: Repeated) -> dict[str, Any]:
    """Return it as JSON that `recalled` reads."""
    return {**asdict(repeated), "first": repeated.first.isoformat()}


def recalled(kept: Mapping[str, Any]) -> Repeated:
    """Return what `noted` wrote, whatever else stands beside it."""
    first = datetime.fromisoformat(kept["first"])
    return Repeated(kept["words"], kept["said"], kept["rule"], first, kept["too_often"])


def following(rule: str, first: datetime, zone: ZoneInfo, after: datetime, most: int) -> list[datetime]:
    """Return the next times on the wall (naive) whose instants are later than an aware moment, at most so many; fewer
    where the rule ends. `first` is the first time on the wall."""
    # A time that clocks skipped may come after its own time on the wall.
    since = after.astimezone(zone).replace(tzinfo=None, fold=0) - ONE_DAY
    coming = (wall for wall in _parsed(rule, first).xafter(since, inc=True) if first_instant(wall, zone) > after)
    return list(islice(coming, most))


def missed(rule: str, first: datetime, zone: ZoneInfo, since: datetime, now: datetime) -> list[datetime]:
    """Return the times on the wall from `since` (naive, itself one) whose instants are not later than `now`; of very
    many the last ones."""
    gone = takewhile(lambda wall: first_instant(wall, zone) <= now, _parsed(rule, first).xafter(since, inc=True))
    return list(deque(gone, MOST_MISSED))


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return when (UTC) clocks show a time on the wall."""
    return first_instant(wall, zone).astimezone(UTC)


def _parsed(rule: str, first: datetime) -> _Rule:
    """Return the rule to be asked. Its end counts with all of its day, on the wall."""
    on_the_wall = _UNTIL.sub(r"UNTIL=\1T235959", rule)
    return cast(_Rule, rrulestr(_DAY.sub(_in_every_month, on_the_wall), dtstart=first))


def _in_every_month(match: re.Match[str]) -> str:
    day = int(match[1])
    if day <= SURE_DAYS:
        return match[0]
    return f"BYMONTHDAY={','.join(str(each) for each in range(SURE_DAYS, day + 1))};BYSETPOS=-1"

"""A time as somebody is taken to have meant it: read from their words, kept as a short text, shown to be confirmed.
Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast, get_args
from zoneinfo import ZoneInfo

from handlers.rules.dates import Understanding, understand_all
from handlers.rules.dates.understanding import Grain, Kind
from handlers.rules.wall_time import first_instant

MOST_OFFERED = 3
ONE_DAY = timedelta(days=1)
MONDAY = 0
WHOLE_DAYS = frozenset({"day", "weekend", "week", "month", "quarter", "year"})
TODAY, TOMORROW, NEXT_MONDAY = "today", "tomorrow", "next-monday"
QUICK = (TODAY, TOMORROW, NEXT_MONDAY)
_OPEN = "-"
_KINDS, _GRAINS = frozenset(get_args(Kind)), frozenset(get_args(Grain))


@dataclass(frozen=True, slots=True)
class When:
    """A time that was meant: `start`, `end` (aware), `grain` and `kind` as in `Understanding`. Whole days belong to the
    zone they were meant in and end with the first moment after."""

    start: datetime | None
    end: datetime | None
    grain: Grain
    kind: Kind

    @property
    def whole_days(self) -> bool:
        """Whether it says days and no time of day."""
        return self.grain in WHOLE_DAYS

    @property
    def first_day(self) -> date | None:
        """The date it begins on, where it was meant."""
        return None if self.start is None else self.start.date()

    @property
    def last_day(self) -> date | None:
        """The last date it takes in, where it was meant."""
        if self.end is None:
            return None
        return (self.end - ONE_DAY).date() if self.whole_days else self.end.date()

    @property
    def is_one_day(self) -> bool:
        """Whether it is a day, or a part of one."""
        return self.grain == "part_of_day" or (self.grain == "day" and self.first_day == self.last_day)

    def noted(self) -> str:
        """Return it as a text that `parsed` reads; at most 90 characters."""
        ends = [_OPEN if at is None else at.isoformat(timespec="seconds") for at in (self.start, self.end)]
        return " ".join((self.kind, self.grain, *ends))

    def token(self) -> str:
        """Return a short name for it, as buttons carry it."""
        return hashlib.sha256(self.noted().encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Reading:
    """What some words say about time. `when` is None if nothing, or if several times are named and none stands out;
    `others` may have been meant instead. `sure`: there is no doubt about `when`. `past`: it is over. `found`: a time is
    named at all, though perhaps one that says nothing (as soon as possible) or comes again and again."""

    when: When | None = None
    others: tuple[When, ...] = ()
    sure: bool = False
    past: bool = False
    found: bool = False

    @property
    def offers(self) -> tuple[When, ...]:
        """What can be chosen, best first."""
        return (() if self.when is None else (self.when,)) + self.others

    @property
    def asks(self) -> bool:
        """Whether somebody should say which time they mean."""
        return bool(self.offers) and (self.past or not self.sure)


def kept(when: When, words: str) -> str:
    """Return a time with the words it was said in as one text; `parsed` and `said` read it."""
    return f"{when.noted()}\n{words}" if words else when.noted()


def said(text: str) -> str:
    """Return the words of what `kept` wrote, empty if there are none; any other text as it is."""
    return text if parsed(text) is None else text.partition("\n")[2]


def parsed(text: str) -> When | None:
    """Return the time that `When.noted` or `kept` wrote, None for any other text."""
    parts = text.partition("\n")[0].split(" ")
    if len(parts) != 4 or parts[0] not in _KINDS or parts[1] not in _GRAINS:
        return None
    try:
        start, end = (None if part == _OPEN else datetime.fromisoformat(part) for part in parts[2:])
    except ValueError:
        return None
    known = [at for at in (start, end) if at is not None]
    if not known or any(at.tzinfo is None for at in known):
        return None
    return When(start, end, cast(Grain, parts[1]), cast(Kind, parts[0]))


def times(text: str, languages: Sequence[str], now: datetime) -> list[Understanding]:
    """Return the times in a text, in the language that makes most of it, the first where several do."""
    found = [understand_all(text, language=language, now=now) for language in languages]
    return max(found, key=_characters, default=[])


def _characters(found: Sequence[Understanding]) -> int:
    return sum(end - begin for one in found for begin, end in one.stretches)


def read(text: str, languages: Sequence[str], now: datetime) -> Reading:
    """Return what some words say about one time; `now` is aware, in the reader's zone. See `one_of`."""
    return one_of(times(text, languages, now), now)


def one_of(found: Sequence[Understanding], now: datetime) -> Reading:
    """Return what words say about one time, of which these are the `times`.

    Of several times the one that is a deadline counts, else none: then all are offered. What comes again and again is
    no time of its own.
    """
    once = [one for one in found if one.kind != "recurring" and not _at_once(one, now)]
    coming = [one for one in once if not _over(one)] or once[:1]
    bounds = [one for one in coming if one.kind == "deadline"]
    if len(coming) > 1 and len(bounds) != 1:
        offered = tuple(dict.fromkeys(_meant(one) for one in coming))[:MOST_OFFERED]
        return Reading(others=offered, found=True) if len(offered) > 1 else Reading(offered[0], (), True, found=True)
    if not coming:
        return Reading(found=bool(found))
    return _of_one(bounds[0] if bounds else coming[0])


def quick(name: str, now: datetime) -> When | None:
    """Return the day that a quick choice means, None for an unknown one; `now` is aware, in the reader's zone."""
    if name not in QUICK:
        return None
    ahead = {TODAY: 0, TOMORROW: 1, NEXT_MONDAY: (MONDAY - now.weekday() - 1) % 7 + 1}[name]
    return day(now.date() + ahead * ONE_DAY, now)


def day(on: date, now: datetime) -> When:
    """Return a whole day; `now` is aware, in the zone the day is meant in."""
    return When(_midnight(on, now), _midnight(on + ONE_DAY, now), "day", "date")


def _of_one(one: Understanding) -> Reading:
    """Return what one time means; a reading that is still to come goes before one that is over."""
    readings = sorted((one, *one.alternatives), key=_over)
    offered = tuple(dict.fromkeys(map(_meant, readings)))[: MOST_OFFERED + 1]
    return Reading(offered[0], offered[1:], len(offered) == 1, _over(readings[0]), found=True)


def _meant(one: Understanding) -> When:
    start, end = (None if at is None else at.replace(microsecond=0) for at in (one.start, one.end))
    return When(start, end, one.grain, one.kind)


def _over(one: Understanding) -> bool:
    return one.past


def _at_once(one: Understanding, now: datetime) -> bool:
    """Whether it only says that there is no time to lose."""
    return one.kind == "from" and one.start is not None and one.start <= now


def _midnight(on: date, now: datetime) -> datetime:
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)  # `now` is in the reader's zone
    return first_instant(datetime.combine(on, time()), zone).astimezone(zone)

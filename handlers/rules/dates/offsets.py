"""The grammar of lengths counted from now, from a day or from a clock time: "in zwei Stunden", "three weeks from
tomorrow", "vor zwei Tagen", "an hour before noon"."""

from __future__ import annotations

from handlers.rules.dates.clocks import clock_at
from handlers.rules.dates.days import day_at
from handlers.rules.dates.leads import Lead, ends_clause
from handlers.rules.dates.numerals import count_at, length_at
from handlers.rules.dates.tokens import Tokens
from handlers.rules.dates.values import (
    CLEAR,
    Bound,
    Clock,
    Day,
    Length,
    Offset,
    RelativeDay,
    Shifted,
    Unit,
    Weekday,
    Which,
)

Found = tuple[Offset | Day | Clock, int]
BEHIND = {"over"}
BEFORE = {"under", "ago"}
DAY_MINUTES = 24 * 60


def offset_at(t: Tokens, lead: Lead, *, german: bool) -> Found | None:
    """Read an offset behind its small words, or a day or clock time so long from another."""
    i = lead.end
    found = length_at(t, i)
    if found is None:
        if t[i].roles.get("unit") == Unit.DAY and (lead.on or t[i].word == "day"):
            return _from_a_day(t, i + 1, Length(days=1))
        return _either(t, lead) or _weekdays_on(t, i)
    length, j = found
    behind = t[j].roles
    if "hence" in behind:
        return Offset(length), j + 1
    if "past_tail" in behind:
        return Offset(length, -1), j + 1
    if lead.since:
        return Offset(length, -1), j
    nights = t[j - 1].roles.get("unit") is Unit.NIGHT
    if not nights and not (lead.inside and "on" in behind) and not (lead.during and behind.get("bound") == Bound.FROM):
        shifted = _from_a_day(t, j, length) or (None if german or lead.inside else _on_a_day(t, j, length))
        if shifted is not None:
            return shifted
    if length.seconds and not lead.inside and not lead.during and (clock := _from_a_clock(t, j, length)):
        return clock
    if lead.ago and lead.bound == Bound.BEFORE and not lead.at:
        return Offset(length, -1), j
    if lead.within:
        return Offset(length, within=True), j
    if lead.bound == Bound.AFTER and not lead.ago and ends_clause(t, j) and "terse" not in t[j - 1].roles:
        return Offset(length), j
    return (Offset(length), _past_time(t, j)) if lead.inside else None


def _past_time(t: Tokens, j: int) -> int:
    """Return where "in two weeks' time" ends."""
    k = j + 1 if t[j].word in {"'", "’"} else j
    return k + 1 if t[k].word == "time" else j


def _either(t: Tokens, lead: Lead) -> Found | None:
    """Read a length from one count to another: "in 2-3 days", "in zwei bis drei Wochen"."""
    low = count_at(t, lead.end) if lead.inside else None
    if low is None or not ("sep" in t[low[1]].roles or "or" in t[low[1]].roles or t[low[1]].word == ","):
        return None
    high = length_at(t, low[1] + 1)
    many = count_at(t, low[1] + 1)
    if high is None or many is None or many[0] <= low[0]:
        return None
    least = _part(high[0], low[0], many[0])
    return Offset(least, most=high[0]), high[1]


def _part(length: Length, low: int, high: int) -> Length:
    return Length(
        length.months * low // high,
        length.days * low // high,
        length.seconds * low // high,
        length.workdays * low // high,
        length.grain,
    )


def _from_a_day(t: Tokens, j: int, length: Length) -> Found | None:
    """Read "from tomorrow", "vor Ostern", "after today", "on Friday" behind a length of days or more."""
    roles = t[j].roles
    if length.seconds or not ({"over", "under", "ago", "on"} & roles.keys()):
        return None
    if "on" in roles and t[j].word != "on":
        return None
    k = j + 1
    while k < j + 3 and "on" in t[k].roles:
        k += 1
    day = day_at(t, k)
    if day is None and t[k].roles.get("unit") == Unit.DAY:
        found = _from_a_day(t, k + 1, Length(days=1))
        day = (found[0], found[1]) if found is not None and isinstance(found[0], Shifted) else None
    if day is None or (t[j].word == "on" and not isinstance(day[0], Weekday)):
        return None
    sign = -1 if BEFORE & roles.keys() else 1
    return Shifted(day[0], length, sign), day[1]


def _on_a_day(t: Tokens, j: int, length: Length) -> Found | None:
    """Read the day straight behind whole weeks: "a week today", "two weeks tomorrow", "a fortnight Monday"."""
    if length.seconds or length.months or not length.days or length.days % 7:
        return None
    if not {"day", "weekday"} & t[j].roles.keys() or "short" in t[j].roles:
        return None
    day = day_at(t, j)
    return (Shifted(day[0], length), day[1]) if day and isinstance(day[0], (RelativeDay, Weekday)) else None


def _from_a_clock(t: Tokens, j: int, length: Length) -> Found | None:
    """Read "before noon", "nach 15 Uhr" behind a length of hours or minutes: the clock time so long from it."""
    roles = t[j].roles
    if not (BEHIND | BEFORE) & roles.keys():
        return None
    found = clock_at(t, j + 1)
    if found is None or found[0].strength is not CLEAR or length.days or length.months:
        return None
    clock = found[0]
    hour = clock.hour if clock.half is None else clock.hour % 12 + 12 * clock.half
    minutes = length.seconds // 60
    total = hour * 60 + clock.minute + (-minutes if BEFORE & roles.keys() else minutes)
    if not 0 <= total < DAY_MINUTES:
        return None
    return Clock(total // 60, total % 60, sure=clock.sure or clock.half is not None), found[1]


def _weekdays_on(t: Tokens, i: int) -> Found | None:
    """Read "two Mondays later", "4 tuesdays from now", "two Fridays ago"."""
    many = count_at(t, i)
    if many is None or "weekday" not in t[many[1]].roles or "short" in t[many[1]].roles:
        return None
    weekday, behind = t[many[1]].roles["weekday"], t[many[1] + 1].roles
    weeks = max(many[0] - 1, 0)
    if "past_tail" in behind:
        return Shifted(Weekday(weekday, Which.LAST), Length(days=7 * weeks), -1), many[1] + 2
    return (Weekday(weekday, later=weeks), many[1] + 2) if "hence" in behind else None

"""The grammar of lengths counted from now or from a day: "in zwei Stunden", "three weeks from tomorrow", "vor zwei
Tagen"."""

from __future__ import annotations

from handlers.rules.dates.days import day_at
from handlers.rules.dates.leads import Lead
from handlers.rules.dates.numerals import count_at, length_at
from handlers.rules.dates.tokens import Tokens
from handlers.rules.dates.values import Bound, Day, Length, Offset, Shifted, Unit, Weekday

Found = tuple[Offset | Day, int]


def offset_at(t: Tokens, lead: Lead) -> Found | None:
    """Read an offset behind its small words, or a day so long from another."""
    i = lead.end
    found = length_at(t, i)
    if found is None:
        if t[i].roles.get("unit") == Unit.DAY and lead.on:
            return _from_a_day(t, i + 1, Length(days=1))
        return _weekdays_on(t, i)
    length, j = found
    behind = t[j].roles
    if "hence" in behind:
        return Offset(length), j + 1
    if "past_tail" in behind:
        return Offset(length, -1), j + 1
    if not (lead.inside and "on" in behind) and not (lead.during and behind.get("bound") == Bound.FROM):
        shifted = _from_a_day(t, j, length)
        if shifted is not None:
            return shifted
    if lead.ago and lead.bound == Bound.BEFORE and not lead.at:
        return Offset(length, -1), j
    if lead.within:
        return Offset(length, within=True), j
    return (Offset(length), j) if lead.inside else None


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
    if day is None or (t[j].word == "on" and not isinstance(day[0], Weekday)):
        return None
    sign = -1 if {"under", "ago"} & roles.keys() else 1
    return Shifted(day[0], length, sign), day[1]


def _weekdays_on(t: Tokens, i: int) -> Found | None:
    """Read "two Mondays later", "4 tuesdays from now"."""
    many = count_at(t, i)
    if (
        many is None
        or "weekday" not in t[many[1]].roles
        or "short" in t[many[1]].roles
        or "hence" not in t[many[1] + 1].roles
    ):
        return None
    return Weekday(t[many[1]].roles["weekday"], later=max(many[0] - 1, 0)), many[1] + 2

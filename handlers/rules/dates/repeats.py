"""The grammar of what comes again and again: "jeden Montag", "every other Tuesday", "montags", "täglich", "alle zwei
Wochen"."""

from __future__ import annotations

from handlers.rules.dates.numerals import count_at, ordinal_at
from handlers.rules.dates.tokens import Tokens
from handlers.rules.dates.values import Part, Repeat, Unit
from handlers.rules.dates.wordlists import words_of

Found = tuple[Repeat, Part | None, int]
WEEKDAYS = (0, 1, 2, 3, 4)
REPEATED = {
    Unit.MINUTE,
    Unit.HOUR,
    Unit.DAY,
    Unit.WEEK,
    Unit.MONTH,
    Unit.QUARTER,
    Unit.YEAR,
    Unit.WORKDAY,
    Unit.WEEKEND,
}

# "Three times daily" is no rule that a calendar knows.
OFTEN = words_of("x twice thrice zweimal dreimal viermal fünfmal mehrmals")
COUNTED = frozenset({"which", "number", "digits", "few", "quantity"})


def repeat_at(t: Tokens, i: int) -> Found | None:
    """Read a repetition and the part of day that may be said with it."""
    roles = t[i].roles
    if "every" in roles:
        return _every(t, i + 1)
    if "ordinal" in roles or "nth" in roles or t[i].number is not None:
        return _of_every_month(t, i)
    if "unit_habit" in roles and not (i and (t[i - 1].word in OFTEN or not COUNTED.isdisjoint(t[i - 1].roles))):
        return _of_unit(roles["unit_habit"], roles.get("every_so", 1)), None, i + 1
    if "weekday_habit" in roles:
        days, j = _weekdays(t, i, "weekday_habit")
        if "sep" in t[j].roles and "weekday_habit" in t[j + 1].roles and len(days) == 1:
            last = t[j + 1].roles["weekday_habit"]
            days, j = tuple((days[0] + n) % 7 for n in range((last - days[0]) % 7 + 1)), j + 2
        return Repeat(Unit.WEEK, 1, tuple(sorted(days))), None, j
    if "weekday" in roles and "part_habit" in t[i + 1].roles:
        return Repeat(Unit.WEEK, 1, (roles["weekday"],)), t[i + 1].roles["part"], i + 2
    return None


def _every(t: Tokens, i: int) -> Found | None:
    interval, j = _interval(t, i)
    roles = t[j].roles
    if "weekday" in roles:
        days, end = _weekdays(t, j, "weekday")
        part = t[end - 1].roles.get("part")
        return Repeat(Unit.WEEK, interval, days), part, end
    if "month_day" in t[i].roles:
        return Repeat(Unit.MONTH, 1, monthday=t[i].roles["month_day"]), None, i + 1
    if several := several_nths(t, i):
        first, also, at = several
        weekdays = (t[at].roles["weekday"],)
        return Repeat(Unit.MONTH, 1, weekdays, nth=first, also=also), None, _in_month(t, at + 1) or at + 1
    nth = ordinal_at(t, i) or _dotted(t, i) or ((t[i].roles["nth"], i + 1) if "nth" in t[i].roles else None)
    if nth is not None and interval == 1:
        return _nth(t, nth[1], nth[0])
    if found := _half_hours(t, i):
        return found
    if "part" in roles and ("day" not in roles or interval == 1):
        return Repeat(Unit.DAY, interval), roles["part"], j + 1
    unit = roles.get("unit")
    if unit in REPEATED:
        return _of_unit(Unit(unit), interval), None, j + 1
    return None


def _of_every_month(t: Tokens, i: int) -> Found | None:
    """Read "last day of every month", "first and third Tuesday of every month"."""
    if t[i].roles.get("nth") == -1 and t[i + 1].roles.get("unit") is Unit.DAY:
        last = every_month(t, i + 2)
        return (Repeat(Unit.MONTH, 1, monthday=-1), None, last) if last else None
    found = several_nths(t, i)
    end = every_month(t, found[2] + 1) if found else None
    if found is None or end is None:
        return None
    return Repeat(Unit.MONTH, 1, (t[found[2]].roles["weekday"],), nth=found[0], also=found[1]), None, end


def several_nths(t: Tokens, i: int) -> tuple[int, tuple[int, ...], int] | None:
    """Read "first and third", "1. und 3." before a weekday: the first of them, the others, and where the weekday is."""
    first = ordinal_at(t, i) or _dotted(t, i)
    nths, at = [], first
    while at is not None and -2 < at[0] <= 5:
        nths.append(at[0])
        j = at[1]
        if "weekday" in t[j].roles:
            return (nths[0], tuple(nths[1:]), j) if len(nths) > 1 else None
        joined = "and" in t[j].roles or t[j].word == ","
        at = (ordinal_at(t, j + 1) or _dotted(t, j + 1)) if joined else None
    return None


def _half_hours(t: Tokens, i: int) -> Found | None:
    """Read "alle halbe Stunde", "every half hour"."""
    if "length" in t[i].roles:
        return Repeat(Unit.MINUTE, t[i].roles["length"]), None, i + 1
    if "half" in t[i].roles and t[i + 1].roles.get("unit") == Unit.HOUR:
        return Repeat(Unit.MINUTE, 30), None, i + 2
    return None


def _interval(t: Tokens, i: int) -> tuple[int, int]:
    if "other" in t[i].roles:
        return 2, i + 1
    many = count_at(t, i)
    if (
        many
        and 1 <= many[0] <= 99
        and "article" not in t[i].roles
        and t[many[1]].word != "."
        and "ordinal_tail" not in t[many[1]].roles
    ):
        return many[0], many[1]
    nth = ordinal_at(t, i) or _dotted(t, i)
    if nth and nth[0] == 2 and t[nth[1]].roles.get("unit") not in {None, Unit.DAY} and not _in_month(t, nth[1] + 1):
        return 2, nth[1]
    if nth and nth[0] in {3, 4} and t[nth[1]].roles.get("unit") in REPEATED:
        return nth[0], nth[1]
    if nth and nth[0] == 2 and ({"weekday", "unit"} & t[nth[1]].roles.keys()) and not _in_month(t, nth[1] + 1):
        return 2, nth[1]
    return 1, i


def _dotted(t: Tokens, i: int) -> tuple[int, int] | None:
    number = t[i].number
    return (
        (number, i + 2) if number is not None and number <= 31 and t[i + 1].word == "." and not t[i + 1].gap else None
    )


def _nth(t: Tokens, j: int, nth: int) -> Found | None:
    """Read "first Monday of the month", "15. des Monats" behind "every"."""
    end = _in_month(t, j + 1) or _in_month(t, j)
    if "weekday" in t[j].roles and -2 < nth <= 5:
        return Repeat(Unit.MONTH, 1, (t[j].roles["weekday"],), nth=nth), None, end or j + 1
    if t[j].roles.get("unit") is Unit.WORKDAY and end:
        return Repeat(Unit.MONTH, 1, WEEKDAYS, nth=nth), None, end
    if t[j].roles.get("unit") == Unit.DAY and end and nth == -1:
        return Repeat(Unit.MONTH, 1, monthday=-1), None, end
    if "month" in t[j].roles and 1 <= nth <= 31:
        return Repeat(Unit.YEAR, 1, monthday=nth, month=t[j].roles["month"]), None, j + 1
    return (Repeat(Unit.MONTH, 1, monthday=nth), None, end or j) if 1 <= nth <= 31 and (end or _ends(t, j)) else None


def _ends(t: Tokens, j: int) -> bool:
    """Tell whether nothing follows that the ordinal could belong to: "jeden 15.", not "jeden 2. Ordner"."""
    return not t[j].word[:1].isalpha() or "prep" in t[j].roles or "part" in t[j].roles


def every_month(t: Tokens, j: int) -> int | None:
    """Return where "of every month", "jeden Monats" ends, if it stands there."""
    k = j + 1 if "of" in t[j].roles else j
    return k + 2 if "every" in t[k].roles and t[k + 1].roles.get("unit") is Unit.MONTH else None


def _in_month(t: Tokens, j: int) -> int | None:
    k = j
    while k < j + 3 and {"of", "in", "on", "the", "every"} & t[k].roles.keys():
        k += 1
    return k + 1 if t[k].roles.get("unit") == Unit.MONTH else None


def _weekdays(t: Tokens, j: int, role: str) -> tuple[tuple[int, ...], int]:
    """Read one weekday or several: "Montag, Mittwoch und Freitag"."""
    days = [t[j].roles[role]]
    j += 1
    while True:
        k = j
        while k < j + 2 and ("and" in t[k].roles or t[k].word == ","):
            k += 1
        if k == j or role not in t[k].roles:
            return tuple(sorted(set(days))), j
        days.append(t[k].roles[role])
        j = k + 1


def _of_unit(unit: Unit, interval: int) -> Repeat:
    if unit == Unit.WORKDAY:
        return Repeat(Unit.WEEK, interval, WEEKDAYS)
    if unit == Unit.WEEKEND:
        return Repeat(Unit.WEEK, interval, (5, 6))
    if unit == Unit.QUARTER:
        return Repeat(Unit.MONTH, 3 * interval)
    if unit == Unit.DAY and interval % 7 == 0:
        return Repeat(Unit.WEEK, interval // 7)
    return Repeat(unit, interval)

"""The grammar of periods: weeks, weekends, months, quarters, years, their thirds, and "the next three days"."""

from __future__ import annotations

from handlers.rules.dates.days import day_at
from handlers.rules.dates.fractions import edge_at, half_year_at, season_at
from handlers.rules.dates.numerals import ordinal_at, quantity_at, year_at
from handlers.rules.dates.tokens import Tokens
from handlers.rules.dates.values import (
    Current,
    DayOfMonth,
    Length,
    MonthDay,
    NamedMonth,
    NthWeek,
    Numeric,
    Period,
    Quarter,
    Several,
    Shifted,
    Third,
    Unit,
    Weekday,
    WeekNumber,
    WeekOf,
    Which,
    Year,
)
from handlers.rules.dates.wordlists import words_of

Found = tuple[Period, int]
PERIOD_UNITS = {Unit.WEEKEND, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR}
PARTS_OF_YEARS = frozenset(
    {"edge", "shade", "half_name", "half_year", "half_of_month", "half_part", "season", "current"}
)
HALVED = frozenset({"half_year", "half_of_month", "half_part"})
SEVERAL = words_of("days weeks months years tage tagen wochen monate monaten jahre jahren")
COUNTED_UNITS = {Unit.MINUTE, Unit.HOUR, Unit.DAY, Unit.WEEK, Unit.WEEKEND, Unit.MONTH, Unit.QUARTER, Unit.YEAR}


def period_at(t: Tokens, i: int) -> Found | None:
    """Read one period."""
    token = t[i]
    roles = token.roles
    if "edge_of" in roles:
        return _edge_of(t, i)
    if not PARTS_OF_YEARS.isdisjoint(roles) or not PARTS_OF_YEARS.isdisjoint(t[i + 1].roles):
        found = _part_of_period(t, i)
        if found is not None or not {"edge", "shade"}.isdisjoint(roles):
            return found
    if token.number is not None:
        return _figures(t, i)
    if "quarter_name" in roles or "quarter_word" in roles:
        return _quarter(t, i)
    if "week_of" in roles:
        return _week_of(t, i)
    if "week_word" in roles and (found := _week_number(t, i)):
        return found
    if "nth" in roles and (found := _nth_period(t, i)):
        return found
    if "which" in roles and (found := _which_period(t, i)):
        return found
    if "ordinal" in roles:
        return _nth_period(t, i)
    if "month" in roles:
        return _month(t, i, None)
    if roles.get("unit") in PERIOD_UNITS:
        return _plain_unit(t, i)
    return None


def _edge_of(t: Tokens, i: int) -> Found:
    """Read "midweek", "Monatsende", and which week or month is meant: "midweek next week", "Monatsende April"."""
    edge, unit = t[i].roles["edge_of"], t[i].roles["unit_of"]
    month = "month" in t[i + 1].roles and unit == Unit.MONTH
    whole = period_at(t, i + 1) if month or "which" in t[i + 1].roles else None
    fits = isinstance(whole[0], NamedMonth) or (isinstance(whole[0], Current) and whole[0].unit == unit) if whole else 0
    return (Third(edge, whole[0]), whole[1]) if whole and fits else (Third(edge, Current(unit, 0)), i + 1)


def _part_of_period(t: Tokens, i: int) -> Found | None:
    """Read a third, a half, a season, or what is said to be going on."""
    roles, behind = t[i].roles, t[i + 1].roles
    ranged = "sep" in behind and {"edge", "shade"} & t[i + 2].roles.keys()
    if "edge" in roles or ("shade" in roles and (ranged or {"month", "which"} & behind.keys() or year_at(t, i + 1))):
        return _third(t, i)
    if "current" in roles:
        return Current(roles["current"], 0), i + 1
    if "season" in roles or "season" in behind:
        return season_at(t, i)
    return half_year_at(t, i) or (_third(t, i) if "half_part" in behind else None)


def _which_period(t: Tokens, i: int) -> Found | None:
    which = t[i].roles["which"]
    j = i + 1
    if "month" in t[j].roles:
        return _month(t, j, which)
    unit = t[j].roles.get("unit")
    if unit in {Unit.HOUR, Unit.MINUTE} and which in {Which.NEXT, Which.LAST} and "terse" not in t[j].roles:
        return Several(1, unit, 1 if which > 0 else -1), j + 1
    if t[j].word in SEVERAL and unit is not None and which != Which.THIS:
        return Several(3, unit, -1 if which < 0 else 1), j + 1
    if unit in PERIOD_UNITS:
        steps = 0 if which == Which.COMING and unit == Unit.WEEKEND else min(which, 2) - (which == Which.COMING)
        return Current(unit, steps, which == Which.COMING or (which == Which.NEXT and unit == Unit.WEEKEND)), j + 1
    if "few" in t[j].roles:
        many: tuple[float, int] | None = (3.0, j + 1)
    else:
        many = quantity_at(t, j) if which != Which.THIS and "article" not in t[j].roles else None
    if many and many[0] == int(many[0]) and 1 <= many[0] <= 1000:
        unit = t[many[1]].roles.get("unit")
        if unit in COUNTED_UNITS and "terse" not in t[many[1]].roles:
            return Several(int(many[0]), unit, -1 if which < 0 else 1), many[1] + 1
    return None


def _plain_unit(t: Tokens, i: int) -> Found | None:
    """Read a unit with what makes it one period: "week after next", "der Woche", "am Wochenende"."""
    unit = t[i].roles["unit"]
    if (t[i + 1].word, t[i + 2].word) in {("after", "next"), ("before", "last")}:
        past = t[i + 1].word == "before"
        end = i + 4 if t[i + 3].roles.get("unit") == unit else i + 3
        return Current(unit, -2 if past else 2), end
    if unit == Unit.WEEK and t[i].word in {"week", "woche"} and (week := _week_beside(t, i + 1)):
        return week
    if (
        unit == Unit.WEEKEND
        and t[i + 1].word in {"of", "vom"}
        and (week := _week_of(t, i + 1))
        and isinstance(week[0], WeekOf)
    ):
        return WeekOf(week[0].day, weekend=True), week[1]
    if unit == Unit.WEEK and t[i + 1].word in {"of", "vom", "ab"}:
        return _week_of(t, i + 1)
    if unit == Unit.YEAR and (year := year_at(t, i + 1)):
        return Year(year[0]), year[1]
    before = t[i - 1].roles if i else {}
    if unit == Unit.WEEKEND and t[i].word.startswith("w") and not t[i].word.endswith(("s", "en")):
        return Current(unit, 0, True), i + 1
    if unit not in {Unit.WEEKEND} and t[i].word not in {"weeks", "months", "years"} and "of" in before:
        return None
    return None


def _week_beside(t: Tokens, j: int) -> Found | None:
    """Read "Woche 14", or the week after or before the one of a day: "the week after Easter"."""
    if t[j].number is not None and t[j].digits <= 2 and 1 <= (t[j].number or 0) <= 53 and t[j - 1].word == "woche":
        ends = not t[j + 1].roles and not t[j + 1].word[:1].isalpha() and t[j + 1].word not in {":", "%"}
        return (WeekNumber(t[j].number or 0), j + 1) if ends else None
    if not {"over", "under", "ago"} & t[j].roles.keys() or t[j].word in {"from", "von", "vom"}:
        return None
    k = j + 1
    while k < j + 3 and "on" in t[k].roles:
        k += 1
    day = day_at(t, k)
    if day is None or isinstance(day[0], Weekday):
        return None
    return WeekOf(Shifted(day[0], Length(days=7), 1 if "over" in t[j].roles else -1)), day[1]


def _third(t: Tokens, i: int) -> Found | None:
    """Read the beginning, middle or end of a period: "Ende nächster Woche", "end of March", "mid-May", "late March"."""
    found = edge_at(t, i)
    if found is None:
        return None
    edge, j = found
    if t[j].digits == 4 and (year := year_at(t, j)):
        return Third(edge, Year(year[0])), year[1]
    if "week_word" in t[j].roles and (week := _week_number(t, j)):
        return Third(edge, week[0]), week[1]
    if t[j].roles.get("unit") in PERIOD_UNITS and "which" not in t[j].roles:
        return Third(edge, Current(t[j].roles["unit"], 0)), j + 1
    if "sep" in t[j].roles and (other := _third(t, j + 1)) and isinstance(other[0], Third):
        return Third(edge, other[0].whole), j
    whole = period_at(t, j)
    if whole is not None and not isinstance(whole[0], (Third, Several)):
        return Third(edge, whole[0]), whole[1]
    return None


def _figures(t: Tokens, i: int) -> Found | None:
    """Read month and year in figures, "14. KW", "2nd quarter", a year behind "in"."""
    token, mark, second = t[i], t[i + 1], t[i + 2]
    number = token.number or 0
    if not HALVED.isdisjoint(second.roles):
        return half_year_at(t, i) or _third(t, i)
    if i and not token.gap and t[i - 1].word in {".", ",", ":", "/", "-", "#", "+"} and not t[i - 1].gap:
        return None
    behind = t[i + 3].word if not t[i + 3].gap else ""
    closed = behind not in {"/", "-", ":", "."} or t[i + 4].number is None
    if token.digits == 4 and 1900 <= number <= 2199 and mark.word in {"/", "-"} and "month" in second.roles:
        return NamedMonth(second.roles["month"], number), i + 3
    if mark.word in {"/", "-", "."} and not second.gap and closed and not second.roles.get("unit"):
        if token.digits <= 2 and 1 <= number <= 12 and second.digits == 4 and 1900 <= (second.number or 0) <= 2199:
            return NamedMonth(number, second.number), i + 3
        if token.digits == 4 and 1900 <= number <= 2199 and 1 <= second.digits <= 2 and 1 <= (second.number or 0) <= 12:
            return NamedMonth(second.number or 0, number), i + 3
    j = i + 2 if mark.word == "." and not mark.gap else i + 1
    if "ordinal_tail" in mark.roles and not mark.gap:
        j = i + 2
    if token.digits == 4 and 1900 <= number <= 2199 and "quarter_name" in mark.roles:
        return Quarter(mark.roles["quarter_name"], number), i + 2
    w = i + 2 if mark.word == "-" else i + 1
    if token.digits == 4 and t[w].word == "w" and 1 <= (t[w + 1].number or 0) <= 53 and not t[w + 1].gap:
        return WeekNumber(t[w + 1].number or 0, number), w + 2
    if j > i + 1 or "week_word" in t[j].roles:
        return _counted_period(t, j, number)
    return _year_alone(t, i) if token.digits == 4 and 1900 <= number <= 2199 else None


def _year_alone(t: Tokens, i: int) -> Found | None:
    """Read a year that words around it tell from other numbers: "in 2027", "2027 onwards", "seit 2020"."""
    before = t[i - 1] if i else None
    found = Year(t[i].number or 0), i + 1
    if "suffix_bound" in t[i + 1].roles or (before is not None and "in" in before.roles):
        return found
    bounded = before is not None and ("bound" in before.roles or before.word == "to")
    counted = t[i + 1].word[:1].isalpha() and "prep" not in t[i + 1].roles
    return found if bounded and not counted else None


def _counted_period(t: Tokens, j: int, number: int) -> Found | None:
    roles = t[j].roles
    if (
        "week_word" in roles
        and "ordinal_tail" not in t[j - 1].roles
        and 1 <= number <= 53
        and t[j].word in {"kw", "kalenderwoche", "kalwoche"}
    ):
        return _with_year(t, j + 1, number)
    if roles.get("unit") in {Unit.WEEK, Unit.WEEKEND, Unit.QUARTER, Unit.MONTH} and 1 <= number <= 53:
        return _nth_of(t, j, number)
    return None


def _week_number(t: Tokens, i: int) -> Found | None:
    """Read "KW 12", "week 14", "KW 12/2026"."""
    j = i + 2 if t[i + 1].word in {".", ":", "#"} else i + 1
    if t[i + 1].roles.get("week_word") or t[j].number is None or not 1 <= t[j].digits <= 2:
        return None
    number = t[j].number or 0
    if not 1 <= number <= 53 or t[j + 1].word in {":", "%"} or "quantity" in t[j + 1].roles:
        return None
    return _with_year(t, j + 1, number)


def _with_year(t: Tokens, j: int, week: int) -> Found:
    k = j + 1 if t[j].word in {"/", ",", "in"} or "of" in t[j].roles else j
    year = year_at(t, k)
    if year is not None:
        return WeekNumber(week, year[0]), year[1]
    return WeekNumber(week), j


def _quarter(t: Tokens, i: int) -> Found | None:
    if "quarter_name" in t[i].roles:
        number, j = t[i].roles["quarter_name"], i + 1
    elif t[i + 1].number in {1, 2, 3, 4} and not t[i + 1].gap and t[i + 1].digits == 1:
        number, j = t[i + 1].number or 0, i + 2
    else:
        return None
    k = j + 1 if t[j].word in {"/", ",", "-"} or "of" in t[j].roles else j
    year = year_at(t, k)
    if year is None and t[j].word == "/" and t[k].digits == 2:
        return Quarter(number, t[k].number), k + 1
    return (Quarter(number, year[0]), year[1]) if year else (Quarter(number), j)


def _week_of(t: Tokens, i: int) -> Found | None:
    j = i + 1
    while j < i + 4 and {"on", "the", "of"} & t[j].roles.keys():
        j += 1
    day = day_at(t, j)
    return (WeekOf(day[0]), day[1]) if day and isinstance(day[0], (MonthDay, Numeric, DayOfMonth)) else None


def _nth_period(t: Tokens, i: int) -> Found | None:
    """Read "third week of 2027", "erstes Quartal", "last weekend of October", "zweite Aprilwoche"."""
    nth = t[i].roles.get("nth")
    read = (nth, i + 1) if nth is not None else ordinal_at(t, i)
    if read is not None and "week_of_month" in t[read[1]].roles:
        return NthWeek(read[0], Unit.WEEK, t[read[1]].roles["week_of_month"]), read[1] + 1
    if read is None or t[read[1]].roles.get("unit") not in {Unit.WEEK, Unit.WEEKEND, Unit.QUARTER, Unit.MONTH}:
        return None
    return _nth_of(t, read[1], read[0])


def _nth_of(t: Tokens, j: int, nth: int) -> Found | None:
    unit = t[j].roles["unit"]
    k = j + 1
    while k < j + 4 and {"of", "in", "on", "the"} & t[k].roles.keys():
        k += 1
    whole = _container(t, k)
    if unit == Unit.QUARTER and 1 <= nth <= 4:
        return (Quarter(nth, whole[0], whole[1]), whole[3]) if whole else (Quarter(nth), j + 1)
    if whole is None:
        return None
    year, years, month, end = whole
    if unit == Unit.MONTH:
        return (
            (NamedMonth(nth, year, Which.NEXT if years == 1 else None), end)
            if 1 <= nth <= 12 and month is None
            else None
        )
    if month is None and unit == Unit.WEEK and nth > 0:
        return WeekNumber(nth, year, years), end
    if month is None:
        return None
    return NthWeek(nth, unit, month or None, year, years or 0), end


def _container(t: Tokens, k: int) -> tuple[int | None, int | None, int | None, int] | None:
    """Read the year or month that something is the n-th of: year, years from now, month (0: this one), end."""
    year = year_at(t, k)
    if year is not None:
        return year[0], None, None, year[1]
    month = t[k].roles.get("month")
    if month is not None:
        year = year_at(t, k + 1)
        return (year[0], None, month, year[1]) if year else (None, None, month, k + 1)
    which = t[k].roles.get("which")
    unit = t[k + 1].roles.get("unit") if which is not None else t[k].roles.get("unit")
    end = k + 2 if which is not None else k + 1
    steps = 1 if which == Which.COMING else which or 0
    if unit == Unit.YEAR:
        return None, steps, None, end
    return (None, steps, 0, end) if unit == Unit.MONTH else None


def _month(t: Tokens, i: int, which: Which | None) -> Found:
    """Read a month with its year: "Oktober 2014", "August 99", "next March", "March after next"."""
    month, j = t[i].roles["month"], i + 1
    if t[j].word == "." and not t[j].gap and t[j + 1].number is not None:
        j += 1
    if t[j].word == "after" and t[j + 1].word == "next":
        return NamedMonth(month, None, Which.AFTER_NEXT), j + 2
    k = j + 1 if t[j].word in {"/", "-", ",", "of"} else j
    year = year_at(t, k)
    if year is not None:
        return NamedMonth(month, year[0]), year[1]
    steps = _container(t, j + 1) if "of" in t[j].roles else None
    if steps is not None and steps[1] is not None and steps[2] is None:
        return NamedMonth(
            month, None, {0: Which.THIS, 1: Which.NEXT, -1: Which.LAST}.get(steps[1]), of_year=True
        ), steps[3]
    if t[k].digits == 2 and (t[k].number or 0) > 31:
        return NamedMonth(month, t[k].number), k + 1
    return NamedMonth(month, None, which), i + 1

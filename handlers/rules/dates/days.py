"""The grammar of days: dates in figures and with month names, weekdays, relative days, n-th weekdays, holidays."""

from __future__ import annotations

from handlers.rules.dates.numerals import count_at, length_at, ordinal_at, year_at
from handlers.rules.dates.tokens import Tokens
from handlers.rules.dates.values import (
    DAY,
    MONTH,
    QUARTER,
    WEEK,
    WEEKEND,
    WORKDAY,
    YEAR,
    Day,
    DayOfMonth,
    Holiday,
    Length,
    MonthDay,
    NthWeekday,
    Numeric,
    RelativeDay,
    Shifted,
    Weekday,
    Which,
)
from handlers.rules.dates.wordlists import words_of

Found = tuple[Day, int]
COUNTED = frozenset({"unit", "weekday", "month", "number", "digits", "ordinal", "few", "part", "holiday"})
SEPARATORS = {"-", "/", "."}
MARKS = {".", ",", ":", "%", "/", "€"}
FRACTIONS = frozenset({"week_of_month", "half_of_month", "half_year", "half_part"})
PERIODS = frozenset({WEEK, WEEKEND, QUARTER, MONTH, YEAR})
MOST_LISTED = 5
LISTING = frozenset({"and", "or"})
LISTED = frozenset({"and", "or", "on", "the"})
OF_A_MONTH = frozenset({"of", "the", "on"})
NOT_BEHIND_A_YEAR = frozenset({
    "oclock", "half_day", "half_letter", "sep", "and", "unit", "part", "quantity", "month", "ordinal_tail",
})  # fmt: skip
LAST_OF_MONTH = Shifted(DayOfMonth(1, 1), Length(days=1), -1)
SHORTENED = words_of("jan feb febr mar mär mrz apr jun jul aug sep sept okt oct nov dez dec")


def day_at(t: Tokens, i: int) -> Found | None:
    """Read one day, without the words before it that only introduce it."""
    token = t[i]
    roles = token.roles
    if token.number is not None:
        return _from_figures(t, i)
    if "month" in roles:
        return _month_first(t, i)
    if "weekday" in roles:
        return _weekday(t, i, None)
    if "day" in roles:
        return _relative_day(t, i)
    if "holiday" in roles:
        return _holiday(t, i, None)
    if "month_day" in roles:
        return (DayOfMonth(1) if roles["month_day"] > 0 else LAST_OF_MONTH), i + 1
    if "ordinal" in roles or "nth" in roles or "number" in roles:
        found = _ordinal_day(t, i)
        if found is not None:
            return found
    if "which" in roles:
        return _which_day(t, i)
    return None


def _which_day(t: Tokens, i: int) -> Found | None:
    which = t[i].roles["which"]
    j = i + 1
    behind = t[j].roles
    if "weekday" in behind:
        return _weekday(t, j, which)
    if "month" in behind:
        return _month_first(t, j)
    if "holiday" in behind:
        return _holiday(t, j, which)
    if t[j].number is not None and which in {Which.THIS, Which.NEXT, Which.COMING}:
        found = _from_figures(t, j)
        return found if found and isinstance(found[0], (MonthDay, Numeric)) else None
    if behind.get("unit") == DAY and t[j].word in {"day", "tag"} and which in {Which.THIS, Which.NEXT}:
        return RelativeDay(int(which)), j + 1
    if "day" in behind and "part" not in behind:
        return _relative_day(t, j)
    return None


def _relative_day(t: Tokens, i: int) -> Found:
    days = t[i].roles["day"]
    j = i + 1
    if t[j].roles.get("unit") == DAY and t[i].word.endswith(("n", "r", "e")):
        j += 1
    eight = count_at(t, j + 1) if t[j].word == "in" else None
    if eight and eight[0] in {8, 15} and t[eight[1]].word == "tagen":  # German counts both ends: one or two weeks
        return Shifted(RelativeDay(days), Length(days=eight[0] - 1)), eight[1] + 1
    if t[j].word in {"week", "fortnight"}:
        return Shifted(RelativeDay(days), Length(days=7 if t[j].word == "week" else 14)), j + 1
    return RelativeDay(days), j


def _holiday(t: Tokens, i: int, which: Which | None) -> Found:
    index, j = t[i].roles["holiday"], i + 1
    year = year_at(t, j + 1 if t[j].word in {",", "in", "of"} else j)
    if year is not None:
        return Holiday(str(index), year[0]), year[1]
    return Holiday(str(index), None, which), j


def _weekday(t: Tokens, i: int, which: Which | None) -> Found | None:
    """Read a weekday, and how many weeks on: "Montag in acht Tagen", "Friday in two weeks", "Monday two weeks from
    now"."""
    day, j = t[i].roles["weekday"], i + 1
    short = "short" in t[i].roles
    if short and t[j].word == "." and not t[j].gap:
        j += 1
    k = j + 1 if t[j].word == "," else j
    if "in" in t[k].roles or t[k].word in {"über", "ueber"}:
        length = length_at(t, k + 1)
        if length and (weeks := _weeks(length[0].days)) and not length[0].seconds and not length[0].months:
            return Weekday(day, later=weeks), length[1]
    else:
        length = length_at(t, k)
        if length and length[0].days and length[0].days % 7 == 0 and "hence" in t[length[1]].roles:
            return Weekday(day, weeks=length[0].days // 7), length[1] + 1
    if which is None and t[j].word in {"after", "before"} and t[j + 1].word in {"next", "last"}:
        past = t[j].word == "before"
        return (Weekday(day, Which.BEFORE_LAST) if past else Weekday(day, later=1)), j + 2
    if which is None and t[j].word in {"next", "coming"} and COUNTED.isdisjoint(t[j + 1].roles):
        return Weekday(day), j + 1
    if which in {None, Which.COMING} and t[j].word in {"week", "fortnight"} and not _names_a_week(t, j + 1):
        return Weekday(day, later=1 if t[j].word == "week" else 2), j + 1
    return Weekday(day, which), j


def _names_a_week(t: Tokens, j: int) -> bool:
    """Tell whether "week" is one said behind it: "Wednesday week 15", "Wednesday week after next"."""
    return bool(t[j].roles.get("which")) or t[j].number is not None or (t[j].word, t[j + 1].word) == ("after", "next")


def _weeks(days: int) -> int:
    """Return how many weeks so many days are; eight and fourteen days are one and two, as German counts both ends."""
    return (days + 6) // 7 - (days % 7 == 1) if days % 7 in {0, 1} and days > 1 else 0


def _from_figures(t: Tokens, i: int) -> Found | None:
    token = t[i]
    number = token.number or 0
    if i and not token.gap and _number_goes_on(t, i):
        return None
    if token.digits > 2 or number > 31 or not number:
        return _year_first(t, i) if token.digits == 4 else None
    mark = t[i + 1].word
    if mark in SEPARATORS:
        found = _three_figures(t, i) if t[i + 3].word == mark else None
        found = found or _two_figures(t, i)
        if found is not None:
            return found
    return _day_and_month(t, i)


def _number_goes_on(t: Tokens, i: int) -> bool:
    left = t[i - 1]
    if left.word in {"€", "$", "£", "#", "_", "=", "+", "'"}:
        return True
    return left.word in {".", ",", ":"} and not left.gap and i > 1 and t[i - 2].number is not None


def _year_first(t: Tokens, i: int) -> Found | None:
    """Read year, month, day: ISO 8601, "2015/3/3", "2018 March 18", "2012/aug/10"."""
    year = t[i].number or 0
    mark = t[i + 1].word
    j = i + 2 if mark in SEPARATORS else i + 1
    if not 1900 <= year <= 2199 or (mark in SEPARATORS and t[i + 1].gap):
        return None
    named = t[j].roles.get("month")
    if named is not None:
        k = j + 2 if t[j + 1].word == mark and mark in SEPARATORS else j + 1
        day = count_at(t, k)
        return (MonthDay(named, day[0], year), day[1]) if day and t[k].digits and 1 <= day[0] <= 31 else None
    month, day_token = t[j], t[j + 2]
    if mark not in SEPARATORS or t[j + 1].word != mark or not 1 <= month.digits <= 2 or not 1 <= day_token.digits <= 2:
        return None
    if month.gap or day_token.gap or not 1 <= (month.number or 0) <= 12 or not 1 <= (day_token.number or 0) <= 31:
        return None
    behind = t[j + 3]
    end = j + 4 if behind.word == "t" and not behind.gap else j + 3
    return MonthDay(month.number or 0, day_token.number or 0, year), end


def _three_figures(t: Tokens, i: int) -> Found | None:
    """Read day, month, year or month, day, year with one kind of mark between: "3.3.2015", "3/3/15", "31-10-74"."""
    mark, middle, last, behind = t[i + 1].word, t[i + 2], t[i + 4], t[i + 5]
    if last.digits not in {2, 4} or t[i + 1].gap or t[i + 3].gap:
        return None
    year, dotted = last.number or 0, mark == "."
    if last.digits == 4 and not 1800 <= year <= 2300:
        return None
    if (not dotted and middle.gap) or (last.gap and not (dotted and last.digits == 4)):
        return None
    figures = t[i + 6].number is not None
    if figures and behind.word in {".", ":"} and not behind.gap and not t[i + 6].gap:
        return None
    if behind.word == "%" or (figures and behind.word == mark == "/"):
        return None
    named = middle.roles.get("month")
    if named is not None:
        return MonthDay(named, t[i].number or 0, year), i + 5
    if 1 <= middle.digits <= 2 and _day_and_month_fit(t[i].number or 0, middle.number or 0):
        return Numeric(t[i].number or 0, middle.number or 0, year, dotted=dotted), i + 5
    return None


def _day_and_month_fit(a: int, b: int) -> bool:
    """Tell whether one of two numbers, the first of which can be a day, can be a day and the other one a month."""
    return 1 <= b <= 12 or (a <= 12 and 1 <= b <= 31)


def _two_figures(t: Tokens, i: int) -> Found | None:
    """Read day and month: "8.5.", "24.11 2017", "29/2", "18.7"."""
    mark, second, j = t[i + 1], t[i + 2], i + 3
    if mark.gap or not 1 <= second.digits <= 2:
        return None
    one, two, dotted = t[i].number or 0, second.number or 0, mark.word == "."
    if not _day_and_month_fit(one, two) or (second.gap and not dotted):
        return None
    behind, closed = t[j], False
    if not behind.gap and behind.word in MARKS:
        figures = t[j + 1].number is not None
        closed = dotted and behind.word == "." and not (figures and not t[j + 1].gap)
        if closed:
            j += 1
        elif (figures or behind.word in "%€") and not (behind.word == "," and mark.word == "/"):
            return None
    if mark.word == "/" and "month" in t[j].roles:
        return None
    if mark.word == "/" and t[j].word == "," and t[j + 1].digits == 4:
        return Numeric(one, two, t[j + 1].number), j + 2
    year = t[j]
    if year.digits == 4 and year.gap and 1900 <= (year.number or 0) <= 2199 and "oclock" not in t[j + 1].roles:
        return Numeric(one, two, year.number, dotted=dotted), j + 1
    if mark.word == "-":
        padded = t[i].digits == 2 and second.digits == 2 and (t[i].word[0] == "0" or second.word[0] == "0")
        if (not padded and max(one, two) <= 12) or _month_behind(t, j):
            return None
    return Numeric(one, two, None, dotted=dotted, weak=not closed), j


def _month_behind(t: Tokens, j: int) -> bool:
    """Tell whether a month stands behind, as in "4-22 of April" and "4-22nd April"."""
    while {"of", "on", "ordinal_tail", "dot"} & t[j].roles.keys():
        j += 1
    return "month" in t[j].roles or _month_steps(t, j) is not None


def _day_and_month(t: Tokens, i: int) -> Found | None:
    """Read a day number with what follows: "4. Oktober", "22nd of February 2012", "20 of next month", "the 15th",
    "3."."""
    number = t[i].number or 0
    j = i + 1
    ordinal = "ordinal_tail" in t[j].roles and not t[j].gap
    if ordinal:
        j += 1
    elif t[j].word == "." and not t[j].gap and (t[j + 1].number is None or t[j + 1].gap):
        j += 1
        ordinal = True
    return _after_day_number(t, i, j, number, ordinal=ordinal)


def _after_day_number(t: Tokens, i: int, j: int, number: int, *, ordinal: bool) -> Found | None:
    roles = t[j].roles
    if not 1 <= number <= 31 or not FRACTIONS.isdisjoint(roles):
        return None
    if ordinal and roles.get("unit") is WORKDAY:
        return _nth_workday(t, j + 1, number)
    if not roles:
        return DayOfMonth(number, weak=not ordinal or t[j - 1].word == "."), j
    if ordinal and roles.get("unit") == DAY:
        j += 1
    k = j
    while (
        k < j + 3
        and (t[k].word in {"-", "/", ","} or not OF_A_MONTH.isdisjoint(t[k].roles))
        and "bound" not in t[k].roles
    ):
        k += 1
    spoken = t[j].roles.get("ordinal", 0) if t[i].number is None and "ordinal" in t[i].roles else 0
    if 1 <= spoken <= 12 and t[j].word.endswith(("er", "en")) and COUNTED.isdisjoint(t[j + 1].roles):
        return _with_year(t, j + 1, spoken, number)
    month = t[k].roles.get("month")
    if month is not None and (
        k == j or ordinal or "of" in t[k - 1].roles or "in" in t[k - 1].roles or t[k - 1].word in {"-", "/", ","}
    ):
        return _with_year(t, k + 1, month, number, mark=t[k - 1].word if k > j else "")
    steps = _month_steps(t, k)
    if steps is not None:
        return DayOfMonth(number, steps[0]), steps[1]
    if ordinal and ("weekday" in t[j].roles) and "short" not in t[j].roles:
        return _nth(t, j, number) or (DayOfMonth(number), j)
    if ordinal and t[j].roles.get("unit") in PERIODS:
        return None
    if ordinal and (shared := _shared_month(t, j, number)):
        return shared, j
    return DayOfMonth(number, weak=not ordinal or t[j - 1].word == "."), j


def _shared_month(t: Tokens, j: int, number: int) -> Day | None:
    """Find the month behind the last of several days: "3., 10. und 17. April", "the 5th, 6th and 7th of May"."""
    for _ in range(MOST_LISTED):
        if t[j].word != "," and LISTING.isdisjoint(t[j].roles):
            return None
        j += 1
        while not LISTED.isdisjoint(t[j].roles):
            j += 1
        if not 1 <= t[j].digits <= 2:
            return None
        j += 2 if t[j + 1].word == "." or "ordinal_tail" in t[j + 1].roles else 1
        k = j + 1 if "of" in t[j].roles else j
        if "month" in t[k].roles:
            return _with_year(t, k + 1, t[k].roles["month"], number)[0]
    return None


def _month_steps(t: Tokens, k: int) -> tuple[int, int] | None:
    """Read "next month", "this month", "(des) Monats" behind a day number."""
    roles = t[k].roles
    if roles.get("unit") == MONTH and not OF_A_MONTH.isdisjoint(t[k - 1].roles):
        return 0, k + 1
    which = roles.get("which")
    if which is not None and t[k + 1].roles.get("unit") == MONTH:
        return 1 if which is Which.COMING else int(which), k + 2
    return None


def _with_year(t: Tokens, j: int, month: int, day: int, *, mark: str = "") -> Found:
    """Read the year behind day and month, if there is one, also of two figures where nothing else can be meant.

    `mark` is what stands between day and month: "05-Aug-16" has a year, "Aug 5-16" has none."""
    k = j + 1 if t[j].word in {",", ".", "-", "/"} or t[j].word in {"of", "in"} else j
    if k == j + 1 and t[j].word == "." and t[k].word in {",", "-"}:
        k += 1
    year = year_at(t, k)
    if year is not None and not _clock_mark(t, year[1]):
        return MonthDay(month, day, year[0]), year[1]
    joined = t[j].word in {"-", "/"}
    if t[k].digits == 2 and (t[j].word == mark if joined else _short_year(t, k)):
        return MonthDay(month, day, t[k].number), k + 1
    shortened = t[j].word == "." and not t[j].gap and "month" in t[j - 1].roles and t[j - 1].word in SHORTENED
    return MonthDay(month, day), j + 1 if shortened else j


def _clock_mark(t: Tokens, j: int) -> bool:
    return "oclock" in t[j].roles or "half_day" in t[j].roles or (t[j].word == ":" and not t[j].gap)


def _short_year(t: Tokens, k: int) -> bool:
    """Tell whether two figures can only be a year: nothing behind them makes a clock time or a range of them."""
    behind = t[k + 1]
    if (t[k].number or 0) <= 9 and t[k].word[0] != "0":
        return False
    if behind.word in {":", ".", "/"} and t[k + 2].number is not None and not behind.gap:
        return False
    if not NOT_BEHIND_A_YEAR.isdisjoint(behind.roles) or ("comma" in t[k - 1].roles and (t[k].number or 0) <= 24):
        return False
    return (t[k].number or 0) > 12 or behind.word in {"", ".", ",", ")", "\n"}


def _month_first(t: Tokens, i: int) -> Found | None:
    """Read month and day: "March 3rd, 2015", "märz 3", "Sep-23-2020", "May twenty-first", "June the 28th", "Feb13"."""
    month, j = t[i].roles["month"], i + 1
    if t[j].word == "." and not t[j].gap:
        j += 1
    mark = t[j].word
    if mark in {"-", "/", ","}:
        j += 1
    if "the" in t[j].roles:
        j += 1
    ordinal = ordinal_at(t, j)
    if ordinal is not None:
        number, k = ordinal
    elif t[j].number is not None and t[j].digits <= 2:
        number, k = t[j].number or 0, j + 1
        if _clock_mark(t, k) or (t[k].word == "." and t[k + 1].digits == 2 and not t[k + 1].gap):
            return None
    elif (
        t[j].number is None
        and (spelt := count_at(t, j))
        and "article" not in t[j].roles
        and not _clock_mark(t, spelt[1])
    ):
        number, k = spelt
    else:
        return None
    if not 1 <= number <= 31 or (mark == "," and ordinal is None and t[j].number is None):
        return None
    return _with_year(t, k, month, number, mark=mark)


def _ordinal_day(t: Tokens, i: int) -> Found | None:
    """Read an ordinal in words with what follows: "first of march", "ersten Mai", "dritten Montag im Mai", "the
    first"."""
    nth = t[i].roles.get("nth")
    read = (nth, i + 1) if nth is not None else ordinal_at(t, i)
    if read is None:
        counted = count_at(t, i)
        named = counted is not None and "month" in t[counted[1]].roles and "article" not in t[i].roles
        return _after_day_number(t, i, counted[1], counted[0], ordinal=True) if counted is not None and named else None
    number, j = read
    if "weekday" in t[j].roles:
        return _nth(t, j, number)
    if t[j].roles.get("unit") is WORKDAY:
        return _nth_workday(t, j + 1, number)
    if nth is not None and (t[j].roles.get("unit") == DAY or _month_of(t, j)):
        return _last_day(t, j if _month_of(t, j) else j + 1, Length(days=-nth))
    if nth is not None or ("unit" in t[j].roles and t[j].roles["unit"] != DAY):
        return None
    return _after_day_number(t, i, j, number, ordinal=True)


def _month_of(t: Tokens, j: int) -> bool:
    """Tell whether "des Monats" follows: "am Letzten des Monats"."""
    return t[j].word == "des" and (_month_steps(t, j + 1) is not None)


def _nth_workday(t: Tokens, j: int, nth: int) -> Found | None:
    """Read the month behind "last working day": so many of them before the next month, or from its own beginning."""
    if nth < 0:
        return _last_day(t, j, Length(workdays=-nth))
    found = _first_of(t, j, 0)
    if found is None:
        return None
    return Shifted(Shifted(found[0], Length(days=1), -1), Length(workdays=nth)), found[1]


def _last_day(t: Tokens, j: int, before: Length) -> Found | None:
    """Read the month behind "last day": so long before the next one begins."""
    found = _first_of(t, j, 1)
    return (Shifted(found[0], before, -1), found[1]) if found else None


def _first_of(t: Tokens, j: int, ahead: int) -> Found | None:
    """Read "of May" or "of the month" as the first of that month, or of the one so many months ahead of it."""
    k = j
    while k < j + 3 and {"of", "in", "on"} & t[k].roles.keys():
        k += 1
    month = t[k].roles.get("month")
    if month is not None:
        year = year_at(t, k + 1)
        years, named = divmod(month - 1 + ahead, 12)
        return MonthDay(named + 1, 1, year[0] + years if year else None), year[1] if year else k + 1
    steps = _month_steps(t, k)
    return (DayOfMonth(1, steps[0] + ahead), steps[1]) if steps else None


def _nth_from(t: Tokens, k: int, weekday: int, nth: int) -> Found | None:
    """Read the day behind "second Sunday after"."""
    sign = 1 if "over" in t[k].roles else -1
    while k < len(t) - 2 and "prep" in t[k].roles and "weekday" not in t[k].roles:
        k += 1
    base = day_at(t, k)
    return (Shifted(base[0], Length(days=7 * (nth - 1)), sign, weekday), base[1]) if base else None


def _nth(t: Tokens, j: int, nth: int) -> Found | None:
    """Read the month behind an n-th weekday: "first tuesday in october", "letzten Freitag im Monat"."""
    weekday = t[j].roles["weekday"]
    k = j + 1
    introduced = False
    if nth > 0 and {"over", "under", "ago"} & t[k].roles.keys() and t[k].word not in {"from", "von"}:
        return _nth_from(t, k, weekday, nth)
    while k < j + 4 and {"of", "in", "on"} & t[k].roles.keys():
        introduced, k = True, k + 1
    month = t[k].roles.get("month")
    if month is not None and (introduced or k == j + 1) and nth in {-2, -1, 1, 2, 3, 4, 5}:
        year = year_at(t, k + 2 if t[k + 1].word in {",", "."} else k + 1)
        return NthWeekday(nth, weekday, month, year[0] if year else None), year[1] if year else k + 1
    if "every" in t[k].roles and t[k + 1].roles.get("unit") == MONTH:
        return NthWeekday(nth, weekday), k
    if t[k].roles.get("unit") == MONTH and (introduced or k == j + 1):
        return NthWeekday(nth, weekday), k + 1
    steps = _month_steps(t, k)
    return (NthWeekday(nth, weekday, months=steps[0]), steps[1]) if steps and introduced else None

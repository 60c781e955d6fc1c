"""The grammar of counts, ordinals, years and lengths of time, in figures and in words."""

from __future__ import annotations

from handlers.rules.dates.tokens import COUNT, Tokens
from handlers.rules.dates.values import (
    DAY,
    HOUR,
    MINUTE,
    MONTH,
    NIGHT,
    QUARTER,
    SECOND,
    WEEK,
    WEEKEND,
    WORKDAY,
    YEAR,
    Length,
    Unit,
)

MONTHS_OF = {MONTH: 1, QUARTER: 3, YEAR: 12}
DAYS_OF = {DAY: 1, WEEK: 7, NIGHT: 1}
SECONDS_OF = {SECOND: 1, MINUTE: 60, HOUR: 3600}
LETTERS = {"m": MINUTE, "d": DAY, "w": WEEK, "s": SECOND}
LONGEST_COUNT = 9999
SMALL_UNITS = {SECOND, MINUTE, HOUR}


def count_at(t: Tokens, i: int) -> tuple[int, int] | None:
    """Read a whole number: figures, or words as far as "ninety-nine"."""
    token = t[i]
    if token.number is not None:
        return token.number, i + 1
    value = token.roles.get("number")
    if value is None:
        return None
    if 20 <= value < 100 and value % 10 == 0:
        j = i + 2 if t[i + 1].word == "-" else i + 1
        one = t[j].roles.get("number")
        if one is not None and 1 <= one <= 9 and "article" not in t[j].roles:
            return value + one, j + 1
    return value, i + 1


def ordinal_at(t: Tokens, i: int) -> tuple[int, int] | None:
    """Read an ordinal: "3rd", "13ter", "third", "twenty-first", "einundzwanzigsten"."""
    token = t[i]
    if token.number is not None:
        if "ordinal_tail" in t[i + 1].roles and not t[i + 1].gap:
            return token.number, i + 2
        return None
    value = token.roles.get("ordinal")
    if value is not None:
        return value, i + 1
    ten = token.roles.get("number")
    if ten is not None and ten in {20, 30}:
        j = i + 2 if t[i + 1].word == "-" else i + 1
        one = t[j].roles.get("ordinal")
        if one is not None and 1 <= one <= 9:
            return ten + one, j + 1
    return None


def year_at(t: Tokens, i: int) -> tuple[int, int] | None:
    """Read a year of four figures, or in English words: "nineteen seventy two", "two thousand and eighteen"."""
    token = t[i]
    if token.digits == 4 and token.number is not None:
        return (token.number, i + 1) if 1900 <= token.number <= 2199 else None
    if token.word in {"'", "’"} and t[i + 1].digits == 2 and not t[i + 1].gap:
        return t[i + 1].number or 0, i + 2
    first = token.roles.get("number")
    if first in {19, 20} and (second := count_at(t, i + 1)) and 10 <= second[0] <= 99 and t[i + 1].number is None:
        return first * 100 + second[0], second[1]
    if first == 2 and t[i + 1].word == "thousand":
        j = i + 3 if "and" in t[i + 2].roles else i + 2
        rest = count_at(t, j)
        return (2000 + rest[0], rest[1]) if rest and rest[0] < 100 and t[j].number is None else (2000, i + 2)
    return None


def quantity_at(t: Tokens, i: int) -> tuple[float, int] | None:
    """Read how many: a count with a decimal or half, "a couple of", "a few", "anderthalb"."""
    token = t[i]
    roles = token.roles
    if "halves" in roles:
        return roles["halves"] / 2, i + 1
    if "couple" in roles or "few" in roles:
        return float(roles.get("couple", roles.get("few", 3))), i + 1
    if "article" in roles and ("couple" in t[i + 1].roles or "few" in t[i + 1].roles):
        return quantity_at(t, i + 1)
    if "half" in roles or "half_to" in roles:
        return 0.5, i + (2 if "article" in t[i + 1].roles else 1)
    if "article" in roles and ("half" in t[i + 1].roles or "half_to" in t[i + 1].roles):
        return 0.5, i + 2
    if "three_quarter" in roles:
        return 0.75, i + 1
    if token.word == "drei" and t[i + 1].word == "viertel" and "unit" in t[i + 2].roles:
        return 0.75, i + 2
    if "article" in roles and "three_quarter" in t[i + 1].roles:
        return 0.75, i + 2
    if "article" in roles and t[i + 1].word == "viertel" and "unit" in t[i + 2].roles:
        return 0.25, i + 2
    found = count_at(t, i)
    if found is None or found[0] > LONGEST_COUNT:
        return None
    value, j = found
    return _with_fraction(t, float(value), j)


def _with_fraction(t: Tokens, value: float, j: int) -> tuple[float, int]:
    mark = t[j]
    if mark.word in {",", "."} and not mark.gap and 1 <= t[j + 1].digits <= 2 and not t[j + 1].gap:
        return float(f"{int(value)}.{t[j + 1].word}"), j + 2
    if mark.word == ":" and not mark.gap and t[j + 1].digits == 2 and not t[j + 1].gap:
        hours = t[j + 2].roles.get("unit") == HOUR
        return (value + (t[j + 1].number or 0) / 60, j + 2) if hours else (value, j)
    if mark.number == 1 and mark.gap and t[j + 1].word == "/" and t[j + 2].number == 2 and not t[j + 1].gap:
        return value + 0.5, j + 3
    if mark.word == "½":
        return value + 0.5, j + 1
    if mark.word == "/" and t[j + 1].number in {2, 4} and not mark.gap and value in {1.0, 3.0}:
        return value / (t[j + 1].number or 1), j + 2
    if "halves" in mark.roles and mark.roles["halves"] == 1:
        return value + 0.5, j + 1
    if "and" in mark.roles and t[j + 1].number == 1 and t[j + 2].word == "/" and t[j + 3].number == 2:
        return value + 0.5, j + 4
    if "and" in mark.roles and (half := _and_half(t, j + 1)):
        return value + 0.5, half
    return value, j


def _and_half(t: Tokens, j: int) -> int | None:
    if "article" in t[j].roles and "half" in t[j + 1].roles:
        return j + 2
    return j + 1 if "half" in t[j].roles else None


def length_at(t: Tokens, i: int) -> tuple[Length, int] | None:
    """Read a length of time: "2 hours 30 minutes", "eine Viertelstunde", "a fortnight", "anderthalb Stunden"."""
    found = _simple_length(t, i) if t[i].kinds & COUNT else None
    if found is None:
        return None
    length, j = found
    if "and" in t[j].roles and "article" in t[j + 1].roles and "half" in t[j + 2].roles and "unit" in t[j - 1].roles:
        half = _length(0.5, length.grain)
        if half is not None:
            return _sum(length, half), j + 3
    if length.grain == HOUR and t[j].number is not None and (minutes := _bare_minutes(t, j)):
        return Length(length.months, length.days, length.seconds + 60 * minutes, grain=MINUTE), j + 1
    for _ in range(3):
        k = j + 1 if "and" in t[j].roles or t[j].word == "," else j
        k += "and" in t[k].roles
        more = _simple_length(t, k)
        if more is None or more[0].grain >= length.grain or "article" in t[k].roles:
            break
        length, j = _sum(length, more[0]), more[1]
    return length, j


def _sum(length: Length, added: Length) -> Length:
    return Length(
        length.months + added.months, length.days + added.days, length.seconds + added.seconds, grain=added.grain
    )


def _bare_minutes(t: Tokens, j: int) -> int | None:
    """Read minutes with no unit behind hours: "1h30", "1 Stunde 30"."""
    behind = t[j + 1]
    ends = not behind.roles and not behind.word[:1].isalpha() and behind.word not in {":", "/", "%", "€"}
    return t[j].number if t[j].digits == 2 and (not t[j].gap or ends) and (t[j].number or 60) < 60 else None


def _simple_length(t: Tokens, i: int) -> tuple[Length, int] | None:
    k = i + 1 if "article" in t[i].roles else i
    roles = t[k].roles
    if "length" in roles:
        return Length(seconds=60 * roles["length"], grain=MINUTE), k + 1
    if "length_months" in roles:
        return Length(months=roles["length_months"], grain=MONTH), k + 1
    quantity = quantity_at(t, i)
    if quantity is None:
        return None
    many, j = quantity
    if "approx" in t[j].roles or t[j].word in {"-", "gute", "guten", "knappe", "knappen"}:
        j += 1
    roles = t[j].roles
    if "length" in roles:
        return Length(seconds=int(60 * roles["length"] * many), grain=MINUTE), j + 1
    if "length_days" in roles:
        return Length(days=int(roles["length_days"] * many), grain=WEEK), j + 1
    if "unit" not in roles or roles["unit"] == WEEKEND:
        return _bare_unit(t, j, many)
    if "terse" in roles and t[j].gap and t[j - 1].number is None:
        return None
    length = _length(many, roles["unit"])
    return (length, j + 1) if length else None


def _bare_unit(t: Tokens, j: int, many: float) -> tuple[Length, int] | None:
    """Read units of one letter that stand at their number: "5m", "2d"; and "6 Wo.", which is a question without its
    point or capital."""
    if t[j].word == "wo" and (t[j].capital or (t[j + 1].word == "." and not t[j + 1].gap)):
        length = _length(many, WEEK)
        return (length, j + 1) if length else None
    unit = LETTERS.get(t[j].word)
    if unit is None or t[j].gap or t[j - 1].number is None:
        return None
    length = _length(many, unit)
    return (length, j + 1) if length else None


def _length(many: float, unit: Unit) -> Length | None:
    if unit in MONTHS_OF:
        months = many * MONTHS_OF[unit]
        if months == int(months):
            return Length(months=int(months), grain=unit)
        return Length(months=int(months), days=round((months - int(months)) * 30), grain=DAY)
    if unit == WORKDAY:
        return Length(workdays=int(many), grain=DAY) if many == int(many) else None
    if unit in DAYS_OF:
        days = many * DAYS_OF[unit]
        if unit == WEEK:
            return Length(days=int(days + 0.5), grain=unit if days == int(days) else DAY)
        if days == int(days):
            return Length(days=int(days), grain=unit)
        return Length(seconds=int(days * 86400), grain=HOUR)
    return Length(seconds=int(many * SECONDS_OF[unit]), grain=unit) if unit in SECONDS_OF else None

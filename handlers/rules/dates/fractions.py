"""The grammar of parts of periods: beginning, middle, end, halves, and the seasons of a year."""

from __future__ import annotations

from handlers.rules.dates.numerals import ordinal_at, year_at
from handlers.rules.dates.tokens import Tokens
from handlers.rules.dates.values import Current, Edge, NamedMonth, Season, Third, Unit, Which, Year

HALVES = {1: Edge.FIRST_HALF, 2: Edge.SECOND_HALF, -1: Edge.SECOND_HALF}


def edge_at(t: Tokens, i: int) -> tuple[Edge, int] | None:
    """Read which part of a period is meant, up to the period: "Ende", "mid", "late", "first half of"."""
    roles = t[i].roles
    if "edge" in roles or "shade" in roles:
        edge = roles["edge"] if "edge" in roles else (Edge.BEGINNING if roles["shade"] < 0 else Edge.END)
        return edge, _past_small_words(t, i + 1)
    nth, j = _counted(t, i)
    if nth in HALVES and "half_part" in t[j].roles:
        return HALVES[nth], _past_small_words(t, j + 1)
    return None


def _counted(t: Tokens, i: int) -> tuple[int, int]:
    """Read which half is meant: "letzte", "second", "2nd", "2."; 0 if none is."""
    if "nth" in t[i].roles:
        return t[i].roles["nth"], i + 1
    number = t[i].number
    if number is not None and t[i + 1].word == "." and not t[i + 1].gap:
        return number, i + 2
    return ordinal_at(t, i) or (0, i + 1)


def _past_small_words(t: Tokens, i: int) -> int:
    j = i
    while j < i + 4 and ({"of", "on", "the", "in", "approx", "dash"} & t[j].roles.keys()) and "unit" not in t[j].roles:
        j += 1
    return j


def half_year_at(t: Tokens, i: int) -> tuple[Third, int] | None:
    """Read "H1 2026", "erstes Halbjahr", "zweite Jahreshälfte 2027", "erste Aprilhälfte"."""
    roles = t[i].roles
    if "half_name" in roles:
        year, end = _year(t, i + 1)
        return Third(HALVES[roles["half_name"]], year), end
    nth, j = _counted(t, i)
    if nth not in HALVES:
        return None
    if "half_year" in t[j].roles:
        year, end = _year(t, j + 1)
        return Third(HALVES[nth], year), end
    if "half_of_month" in t[j].roles:
        found = year_at(t, j + 1)
        month = NamedMonth(t[j].roles["half_of_month"], found[0] if found else None)
        return Third(HALVES[nth], month), found[1] if found else j + 1
    return None


def _year(t: Tokens, j: int) -> tuple[Current | Year, int]:
    """Read the year, with small words before it; this one if none is said."""
    k = j
    while k < j + 2 and {"of", "in", "the", "slash"} & t[k].roles.keys():
        k += 1
    year = year_at(t, k)
    if year is not None:
        return Year(year[0]), year[1]
    which = t[k].roles.get("which")
    if which is not None and t[k + 1].roles.get("unit") == Unit.YEAR:
        return Current(Unit.YEAR, 1 if which == Which.COMING else which), k + 2
    return Current(Unit.YEAR, 0), j


def season_at(t: Tokens, i: int) -> tuple[Season, int] | None:
    """Read a season with what makes it one: "this summer", "im Herbst", "spring 2027"; verbs and names are alike."""
    which = t[i].roles.get("which")
    j = i if which is None else i + 1
    season = t[j].roles.get("season")
    if season is None:
        return None
    year = year_at(t, j + 2 if t[j + 1].word == "of" else j + 1)
    if year is not None:
        return Season(season, year[0]), year[1]
    introduced = i > 0 and ("in" in t[i - 1].roles or t[i - 1].word == "the" or "bound" in t[i - 1].roles)
    if which is None and not introduced:
        return None
    return Season(season, None, None if which is None else Which(which)), j + 1

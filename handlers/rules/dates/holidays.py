"""Public holidays and other days with a name: what they are called, where they are kept, and when they are.

Own figures rather than a package: what is needed are people's words for the days, which no package has, and a few
dozen rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

Roles = Mapping[str, int]
EVERYWHERE = "*"
NO_REGION = "EN"


class NamedDay(NamedTuple):
    """A day with its words, separated by bars. `kept`: regions (ISO 3166) that keep it; * is a day that all of a
    language name, EN one that is the same wherever English is spoken."""

    name: str
    rule: tuple[int, ...]
    kept: str
    german: str = ""
    english: str = ""


# A rule is (month, day), (days after Easter Sunday,), (month, n-th or -1, weekday) or, counted back, (month, day,
# weekday, 0).
DAYS = (
    NamedDay("new_year", (1, 1), "DE AT CH GB US EN", "neujahr|neujahrstag", "new year|new year's day|new years day"),
    NamedDay("epiphany", (1, 6),
    "DE-BW DE-BY DE-ST AT", "heilige drei könige|heiligen drei könige|dreikönigstag|dreikönig", "epiphany"),
    NamedDay("womens_day", (3, 8), "DE-BE DE-MV", "frauentag|internationaler frauentag", "women's day"),
    NamedDay("rose_monday", (-48,), EVERYWHERE, "rosenmontag"),
    NamedDay("shrove_tuesday", (-47,), EVERYWHERE, "faschingsdienstag|fastnacht"),
    NamedDay("ash_wednesday", (-46,), EVERYWHERE, "aschermittwoch"),
    NamedDay("palm_sunday", (-7,), EVERYWHERE, "palmsonntag"),
    NamedDay("maundy_thursday", (-3,), EVERYWHERE, "gründonnerstag"),
    NamedDay("good_friday", (-2,), "DE GB CH EN", "karfreitag", "good friday"),
    NamedDay("holy_saturday", (-1,), EVERYWHERE, "karsamstag|ostersamstag"),
    NamedDay("easter", (0,), "DE AT CH GB US IE EN", "ostern|ostersonntag", "easter|easter sunday"),
    NamedDay("easter_monday", (1,), "DE AT CH GB-ENG GB-WLS GB-NIR GB EN", "ostermontag", "easter monday"),
    NamedDay("labour_day", (5, 1),
    "DE AT", "tag der arbeit|maifeiertag|staatsfeiertag", "labour day|labor day|may day"),
    NamedDay("labor_day", (9, 1, 0), "US", "", "labor day"),
    NamedDay("ascension", (39,),
    "DE AT CH", "christi himmelfahrt|himmelfahrt|himmelfahrtstag|vatertag|auffahrt", "ascension day|ascension"),
    NamedDay("whit_sunday", (49,), "DE AT CH EN", "pfingsten|pfingstsonntag",
    "pentecost|pentecost sunday|whitsun|whit sunday"),
    NamedDay("whit_monday", (50,), "DE AT CH EN", "pfingstmontag", "whit monday|pentecost monday"),
    NamedDay("corpus_christi", (60,),
    "DE-BW DE-BY DE-HE DE-NW DE-RP DE-SL AT", "fronleichnam|fronleichnamstag", "corpus christi"),
    NamedDay("assumption", (8, 15),
    "DE-SL DE-BY AT", "mariä himmelfahrt|maria himmelfahrt", "assumption day|assumption of mary"),
    NamedDay("swiss_day", (8, 1), "CH", "bundesfeier|bundesfeiertag|nationalfeiertag", "swiss national day"),
    NamedDay("austrian_day", (10, 26), "AT", "nationalfeiertag", "austrian national day"),
    NamedDay("children", (9, 20), "DE-TH", "weltkindertag", "children's day"),
    NamedDay("unity", (10, 3),
    "DE", "tag der deutschen einheit|tag der einheit", "german unity day|day of german unity|unity day"),
    NamedDay("reformation", (10, 31),
    "DE-BB DE-HB DE-HH DE-MV DE-NI DE-SN DE-ST DE-SH DE-TH", "reformationstag", "reformation day"),
    NamedDay("all_saints", (11, 1),
    "DE-BW DE-BY DE-NW DE-RP DE-SL AT", "allerheiligen", "all saints' day|all saints day|all saints"),
    NamedDay("repentance", (11, 22, 2, 0), "DE-SN", "buß- und bettag|buß und bettag", "day of repentance"),
    NamedDay("nicholas", (12, 6), EVERYWHERE, "nikolaus|nikolaustag"),
    NamedDay("immaculate", (12, 8), "AT", "mariä empfängnis", "immaculate conception"),
    *(NamedDay(f"advent_{n}", (12, 3 + 7 * (n - 1), 6, 0), EVERYWHERE, "|".join(f"{nth} {name}"
        for nth in (f"{n}.", f"{spoken}er", f"{spoken}en") for name in ("advent", "adventssonntag")))
      for n, spoken in enumerate(("erst", "zweit", "dritt", "viert"), 1)),
    NamedDay("dead_sunday", (11, 26, 6, 0), EVERYWHERE, "totensonntag"),
    NamedDay("mourning", (11, 19, 6, 0), EVERYWHERE, "volkstrauertag"),
    NamedDay("halloween", (10, 31), EVERYWHERE, "halloween"),
    NamedDay("martin", (11, 11), EVERYWHERE, "martinstag|sankt martin"),
    NamedDay("christmas_eve", (12, 24), EVERYWHERE, "heiligabend|heilig abend|heiliger abend|weihnachtsabend"),
    NamedDay("christmas_eve", (12, 24), "DE AT CH GB US EN", "", "christmas eve"),
    NamedDay("christmas", (12, 25),
    "DE AT CH GB US EN",
    "weihnachten|weihnachtstag|1. weihnachtstag|erster weihnachtstag|ersten weihnachtstag|1. weihnachtsfeiertag"
             "|ersten weihnachtsfeiertag|erster weihnachtsfeiertag|weihnachtsfeiertag|christtag",
             "christmas|christmas day|xmas"),
    NamedDay("boxing", (12, 26),
    "DE AT CH GB", "2. weihnachtstag|zweiter weihnachtstag|zweiten weihnachtstag|2. weihnachtsfeiertag"
             "|zweiten weihnachtsfeiertag|zweiter weihnachtsfeiertag|stephanstag|stefanitag",
             "boxing day|second day of christmas|st stephen's day"),
    NamedDay("silvester", (12, 31), EVERYWHERE, "silvester|sylvester|silvesterabend"),
    NamedDay("new_years_eve", (12, 31), "DE AT CH GB US EN", "", "new year's eve|new years eve|nye"),
    NamedDay("valentine", (2, 14), EVERYWHERE, "valentinstag"),
    NamedDay("mothers_day", (5, 2, 6), EVERYWHERE, "muttertag"),
    NamedDay("mothers_day_us", (5, 2, 6), "US", "", "mother's day|mothers day"),
    NamedDay("mothering_sunday", (-21,), "GB IE", "", "mother's day|mothers day|mothering sunday"),
    NamedDay("fathers_day", (6, 3, 6), "US GB IE", "", "father's day|fathers day"),
    NamedDay("halloween_en", (10, 31), "US GB IE", "", "halloween"),
    NamedDay("guy_fawkes", (11, 5), "GB", "", "bonfire night|guy fawkes night"),
    NamedDay("valentine_en", (2, 14), "US GB IE", "", "valentine's day|valentines day"),
    NamedDay("black_friday", (11, 29, 4, 0), "US GB IE", "", "black friday"),
    NamedDay("early_may", (5, 1, 0), "GB", "", "early may bank holiday|may day"),
    NamedDay("spring_bank", (5, -1, 0), "GB", "", "spring bank holiday"),
    NamedDay("summer_bank", (8, -1, 0), "GB GB-ENG GB-WLS GB-NIR", "", "summer bank holiday|august bank holiday"),
    NamedDay("scottish_summer", (8, 1, 0), "GB-SCT", "", "summer bank holiday"),
    NamedDay("patrick", (3, 17), "GB-NIR IE", "", "st patrick's day|saint patrick's day"),
    NamedDay("andrew", (11, 30), "GB-SCT", "", "st andrew's day|saint andrew's day"),
    NamedDay("king", (1, 3, 0), "US", "", "martin luther king day|mlk day"),
    NamedDay("presidents", (2, 3, 0), "US", "", "presidents' day|presidents day|president's day"),
    NamedDay("memorial", (5, -1, 0), "US", "", "memorial day"),
    NamedDay("juneteenth", (6, 19), "US", "", "juneteenth"),
    NamedDay("independence", (7, 4), "US", "", "independence day"),
    NamedDay("columbus", (10, 2, 0), "US", "", "columbus day"),
    NamedDay("veterans", (11, 11), "US", "", "veterans day|veterans' day"),
    NamedDay("thanksgiving", (11, 4, 3), "US", "", "thanksgiving|thanksgiving day"),
)  # fmt: skip


def holiday_words(language: str, region: str | None) -> tuple[list[tuple[str, Roles]], list[tuple[str, Roles]]]:
    """Return the words and the phrases, in `de` or `en`, for the days that a region names; each gives an index into
    DAYS."""
    single: list[tuple[str, Roles]] = []
    several: list[tuple[str, Roles]] = []
    for index, day in enumerate(DAYS):
        words = day.german if language == "de" else day.english
        if words and _kept(day.kept, region):
            for word in words.split("|"):
                spaced = word.replace(".", " .").replace("-", " -").split()
                (several if len(spaced) > 1 else single).append((" ".join(spaced), {"holiday": index}))
    return single, several


def _kept(where: str, region: str | None) -> bool:
    """Tell whether a day is kept in a region; one kept in a whole country is kept in each of its parts. Without a
    region it has to be the same in all."""
    if where == EVERYWHERE:
        return True
    names = {NO_REGION} if region is None else {region, region.partition("-")[0]}
    return not names.isdisjoint(where.split())


@lru_cache(maxsize=1024)
def holiday(index: int, year: int) -> date:
    """Return when the day is in a year."""
    match DAYS[index].rule:
        case (after,):
            return easter(year) + timedelta(after)
        case (month, day):
            return date(year, month, day)
        case (month, day, weekday, 0):
            latest = date(year, month, day)
            return latest - timedelta((latest.weekday() - weekday) % 7)
        case (month, nth, weekday):
            return nth_weekday(year, month, nth, weekday)
        case rule:
            raise AssertionError(rule)


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date:
    """Return the n-th such weekday of a month, counted from its end if negative. ValueError if there is none."""
    if nth > 0:
        first = date(year, month, 1)
        found = first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))
    else:
        last = (date(year + month // 12, month % 12 + 1, 1)) - timedelta(1)
        found = last - timedelta((last.weekday() - weekday) % 7 + 7 * (-nth - 1))
    if found.month != month:
        raise ValueError(f"month {month} of {year} has no such day")
    return found


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (anonymous algorithm of 1876, as in Meeus, Astronomical
    Algorithms)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    ell = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return date(year, month, day + 1)

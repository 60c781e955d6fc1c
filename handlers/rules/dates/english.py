"""English words for time, as data: each word or phrase with its roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handlers.rules.dates.values import Bound, Edge, Part, Unit, Which

Roles = Mapping[str, int]
Entry = tuple[str, Roles]

WEEKDAYS = (
    "monday mon",
    "tuesday tues tue",
    "wednesday wed weds wensday",
    "thursday thurs thur thu",
    "friday fri",
    "saturday sat",
    "sunday sun",
)
SHORT = {"mon", "wed", "sat", "sun", "tue", "thu", "fri"}
MONTHS = {
    1: "january jan", 2: "february feb", 3: "march mar", 4: "april apr", 5: "may", 6: "june jun", 7: "july jul",
    8: "august aug",
    9: "september sept sep", 10: "october oct", 11: "november nov", 12: "december dec",
}  # fmt: skip
SHY = {"march", "may", "mar", "jan", "april", "june", "august", "dec", "sep", "jun"}
PARTS = {
    Part.MORNING: "morning mornin", Part.FORENOON: "forenoon", Part.LUNCH: "lunchtime midday",
    Part.AFTERNOON: "afternoon afternoonish",
    Part.EVENING: "evening eve", Part.NIGHT: "night nite", Part.TONIGHT: "tonight tonite tonigt",
}  # fmt: skip
UNITS = {
    Unit.SECOND: "second seconds sec secs", Unit.MINUTE: "minute minutes min mins", Unit.HOUR: "hour hours hr hrs",
    Unit.DAY: "day days",
    Unit.WEEKEND: "weekend weekends", Unit.WEEK: "week weeks wk wks", Unit.MONTH: "month months mth mths",
    Unit.QUARTER: "qtr quarters", Unit.YEAR: "year years yr yrs", Unit.WORKDAY: "workday workdays weekday weekdays",
    Unit.NIGHT: "nights",
}  # fmt: skip
WHICH = {
    Which.THIS: "this current", Which.COMING: "coming upcoming", Which.NEXT: "next following",
    Which.LAST: "last past previous",
}  # fmt: skip
DAYS = {-1: "yesterday yday", 0: "today tday", 1: "tomorrow tomorrows tmr tmrw tmw tomoz tomorow"}
ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
"thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}
ORDINALS = {
    1: "first",
    2: "second",
    3: "third",
    5: "fifth",
    8: "eighth",
    9: "ninth",
    12: "twelfth",
    20: "twentieth",
    30: "thirtieth",
}

WORDS: tuple[tuple[str, Roles], ...] = (
    ("at", {"at": 1, "prep": 1}), ("@", {"at": 1, "prep": 1}),
    *((word, {"approx": 1, "at": 1, "prep": 1}) for word in ("around", "about", "approximately", "roughly", "circa",
    "approx")),
    *((word, {"approx": 1, "prep": 1}) for word in ("ca", "exactly", "precisely", "sometime", "anytime", "just",
    "say", "like", "only", "over", "entire", "whole")),
    *((word, {"approx_tail": 1}) for word in ("approximately", "approx", "ish", "sharpish", "precisely",
    "exactly")), *((word, {"approx_tail": 1, "sharp_tail": 1}) for word in ("sharp", "prompt")),
    ("on", {"on": 1, "prep": 1}), ("the", {"on": 1, "the": 1, "prep": 1}), ("of", {"of": 1, "prep": 1}),
    ("in", {"in": 1, "of": 1, "prep": 1}), ("during", {"in": 1, "prep": 1}),
    ("from", {"bound": Bound.FROM, "prep": 1, "over": 1}), ("starting", {"bound": Bound.FROM, "prep": 1}),
    ("effective", {"bound": Bound.FROM, "prep": 1}), ("since", {"bound": Bound.FROM, "prep": 1, "since": 1}),
    ("onwards", {"suffix_bound": Bound.FROM}), ("onward", {"suffix_bound": Bound.FROM}),
    ("by", {"bound": Bound.BY, "prep": 1}), ("until", {"bound": Bound.BY, "sep": 2, "prep": 1}),
    ("till", {"bound": Bound.BY, "sep": 2, "to": 1, "prep": 1}),
    ("til", {"bound": Bound.BY, "sep": 2, "prep": 1}),
    ("before", {"bound": Bound.BEFORE, "to": 1, "prep": 1, "under": 1}),
    ("after", {"bound": Bound.AFTER, "past": 1, "prep": 1, "over": 1}), ("past", {"past": 1, "which": Which.LAST}),
    ("between", {"bound": Bound.BETWEEN, "prep": 1}), ("and", {"and": 1}), ("&", {"and": 1}), ("or", {"or": 1}),
    ("to", {"sep": 1, "to": 1}), ("through", {"sep": 1, "bound": Bound.BY, "prep": 1}),
    ("thru", {"sep": 1, "bound": Bound.BY, "prep": 1}),
    ("within", {"within": 1, "prep": 1}), ("inside", {"within": 1, "prep": 1}), ("for", {"for": 1, "prep": 1}),
    ("ago", {"past_tail": 1}), ("earlier", {"past_tail": 1}),
    ("hence", {"hence": 1}), ("later", {"hence": 1}),
    ("out", {"hence": 1}), ("every", {"every": 1}), ("each", {"every": 1}), ("other", {"other": 1}),
    *((word, {"unit_habit": unit}) for unit, words in ((Unit.DAY, "daily"), (Unit.WEEK, "weekly"),
    (Unit.MONTH, "monthly"),
                                                       (Unit.YEAR, "yearly annually"), (Unit.HOUR, "hourly"),
                                                       (Unit.QUARTER, "quarterly"))
      for word in words.split()),
    *((word, {"unit_habit": Unit.WEEK, "every_so": 2}) for word in ("fortnightly", "biweekly")),
    ("am", {"half_day": 0}), ("pm", {"half_day": 1}), ("a", {"article": 1, "number": 1, "half_letter": 0}),
    ("p", {"half_letter": 1}),
    ("an", {"article": 1, "number": 1}), ("another", {"article": 1, "number": 1}),
    ("h", {"oclock": 1, "unit": Unit.HOUR, "terse": 1}), ("hundred", {"hundred": 1}), ("but", {"but": 1}),
    ("oclock", {"oclock": 1}), ("o'clock", {"oclock": 1}), ("o’clock", {"oclock": 1}), ("o", {"oh": 1}),
    ("oh", {"oh": 1}),
    ("half", {"half": 1, "half_part": 1}), ("quarter", {"quarter": 1, "unit": Unit.QUARTER}),
    ("noon", {"named_hour": 12}), ("noonish", {"named_hour": 12}), ("midnight", {"named_hour": 0}),
    ("midnite", {"named_hour": 0}),
    ("lunch", {"part": Part.LUNCH, "shy_part": 1}), ("early", {"shade": -1}), ("late", {"shade": 1}),
    ("mid", {"edge": Edge.MIDDLE}),
    ("now", {"now": 1}), ("immediately", {"now": 1, "asap": 1}), ("asap", {"now": 1, "asap": 1}),
    ("fortnight", {"length_days": 14}), ("fortnights", {"length_days": 14}), ("couple", {"couple": 2}),
    ("few", {"few": 3}), ("several", {"few": 3}), ("pair", {"couple": 2}),
    *((word, {"edge": Edge.BEGINNING}) for word in ("beginning", "start")), ("middle", {"edge": Edge.MIDDLE}),
    ("end", {"edge": Edge.END}),
    ("last", {"which": Which.LAST, "nth": -1}), ("final", {"nth": -1}), ("midweek", {"edge_of": Edge.MIDDLE,
    "unit_of": Unit.WEEK}),
    ("week", {"week_word": 1, "unit": Unit.WEEK}), ("wk", {"week_word": 1, "unit": Unit.WEEK}),
    ("cw", {"week_word": 1}), ("kw", {"week_word": 1}),
    *((f"q{n}", {"quarter_name": n}) for n in range(1, 5)), ("h1", {"half_name": 1}), ("h2", {"half_name": 2}),
    *((word, {"season": n}) for n, words in enumerate(("spring springtime", "summer summertime", "autumn fall",
    "winter wintertime"))
      for word in words.split()), ("q", {"quarter_word": 1}),
    *((ending, {"ordinal_tail": 1}) for ending in ("st", "nd", "rd", "th")),
    ("that", {"that": 1}), ("weekdays", {"unit": Unit.WORKDAY, "unit_habit": Unit.WORKDAY}),
    *((word, {"title": 1}) for word in ("mr", "mrs", "ms", "dr", "miss")),
    *((word, {"greeting": 1}) for word in ("good", "nice", "great", "lovely", "wonderful", "happy", "pleasant",
    "merry")),
    *((word, {"quantity": 1}) for word in ("percent", "euros", "dollars", "pounds", "people", "persons", "copies",
    "pages", "times", "degrees",
                                           "kg", "km", "miles", "points", "guests", "folders", "seats", "eur", "usd",
                                           "gbp")),
)  # fmt: skip

PHRASES: tuple[tuple[str, Roles], ...] = (
    ("day after tomorrow", {"day": 2}), ("day after tmrw", {"day": 2}), ("day after tmr", {"day": 2}),
    ("day before yesterday", {"day": -2}),
    ("this day", {"day": 0}), ("next day", {"day": 1}), ("of the day", {"skip": 1}),
    ("as soon as possible", {"now": 1, "asap": 1}), ("right away", {"now": 1, "asap": 1}),
    ("straight away", {"now": 1, "asap": 1}),
    ("shortly after", {"at": 1, "approx": 1, "prep": 1}), ("shortly before", {"at": 1, "approx": 1, "prep": 1}),
    ("2 nite", {"part": Part.TONIGHT}), ("2 morrow", {"day": 1}), ("right now", {"now": 1}), ("just now", {"now": 1}),
    ("o clock", {"oclock": 1}), ("o ' clock", {"oclock": 1}), ("week - end", {"unit": Unit.WEEKEND}),
    ("week end", {"unit": Unit.WEEKEND}),
    ("from now", {"hence": 1}), ("from now on", {"now": 1, "asap": 1}), ("from here on", {"now": 1, "asap": 1}),
    ("no later than", {"bound": Bound.BY, "prep": 1, "firm": 1}),
    ("not later than", {"bound": Bound.BY, "prep": 1, "firm": 1}),
    ("not after", {"bound": Bound.BY, "prep": 1, "firm": 1}),
    *((phrase, {"bound": Bound.FROM, "prep": 1, "firm": 1}) for phrase in ("not before", "not until", "not till",
    "no sooner than")),
    ("no earlier than", {"bound": Bound.FROM, "prep": 1, "firm": 1}),
    ("not earlier than", {"bound": Bound.FROM, "prep": 1, "firm": 1}),
    ("on or before", {"bound": Bound.BY, "prep": 1, "firm": 1}),
    ("on or after", {"bound": Bound.FROM, "prep": 1, "firm": 1}),
    ("on or earlier than", {"bound": Bound.BY, "prep": 1, "firm": 1}),
    ("on or later than", {"bound": Bound.FROM, "prep": 1, "firm": 1}),
    ("earlier than", {"bound": Bound.BEFORE, "prep": 1, "firm": 1}),
    ("later than", {"bound": Bound.AFTER, "prep": 1, "firm": 1}),
    ("prior to", {"bound": Bound.BEFORE, "prep": 1}), ("ahead of", {"bound": Bound.BEFORE, "prep": 1}),
    ("sooner than", {"bound": Bound.BEFORE, "prep": 1, "firm": 1}),
    *((phrase, {"suffix_bound": bound, "bound": bound, "prep": 1, "firm": 1}) for word, bound in (("latest",
    Bound.BY), ("earliest", Bound.FROM))
      for phrase in (word, f"the {word}", f"at {word}", f"at the {word}", f"at the very {word}")),
    ("or later", {"suffix_bound": Bound.FROM}), ("or after", {"suffix_bound": Bound.FROM}),
    ("and later", {"suffix_bound": Bound.FROM}),
    ("or earlier", {"suffix_bound": Bound.BY}), ("or before", {"suffix_bound": Bound.BY}),
    ("and onwards", {"suffix_bound": Bound.FROM}),
    ("as of", {"bound": Bound.FROM, "prep": 1}), ("as from", {"bound": Bound.FROM, "prep": 1}), ("starting from",
    {"bound": Bound.FROM, "prep": 1}),
    ("starting on", {"bound": Bound.FROM, "prep": 1}), ("up to", {"bound": Bound.BY, "sep": 2, "prep": 1}),
    ("up to and including", {"bound": Bound.BY, "sep": 2, "prep": 1}),
    ("up until", {"bound": Bound.BY, "sep": 2, "prep": 1}), ("early hours of the morning",
    {"part": Part.EARLY_MORNING}), ("small hours", {"part": Part.EARLY_MORNING}),
    *((less, {"within": 1, "prep": 1}) for less in ("in less than", "in under", "in at most", "in no more than",
    "inside of")),
    *((f"{once} {per} {word}", {"unit_habit": unit}) for word, unit in (("day", Unit.DAY), ("week", Unit.WEEK),
    ("month", Unit.MONTH), ("year", Unit.YEAR)) for once in ("once", "one time") for per in ("a", "per", "every",
    "each")),
    *((f"on {word}", {"unit_habit": unit}) for word, unit in (("weekends", Unit.WEEKEND), ("weekdays", Unit.WORKDAY),
    ("workdays", Unit.WORKDAY))), ("bi - weekly", {"unit_habit": Unit.WEEK, "every_so": 2}),
    ("every weekday", {"unit_habit": Unit.WORKDAY}), ("each weekday", {"unit_habit": Unit.WORKDAY}),
    ("on the dot", {"approx_tail": 1, "sharp_tail": 1}), ("or so", {"approx_tail": 1}),
    ("or thereabouts", {"approx_tail": 1}),
    ("time :", {"at": 1, "prep": 1}), ("date :", {"prep": 1}), ("at once", {"now": 1, "asap": 1}),
    ("over lunch", {"part": Part.LUNCH, "whole_part": 1}), ("any time", {"approx": 1, "prep": 1}), ("some time",
    {"approx": 1, "prep": 1}),
    ("first thing", {"part": Part.EARLY_MORNING, "thing": 1}),
    ("this night", {"part": Part.TONIGHT, "which": Which.THIS, "whole_part": 1}),
    ("last night", {"day": -1, "part": Part.NIGHT}),
    ("mid morning", {"part": Part.FORENOON}), ("mid - morning", {"part": Part.FORENOON}),
    ("mid afternoon", {"part": Part.AFTERNOON}),
    ("mid - afternoon", {"part": Part.AFTERNOON}), ("mid - day", {"part": Part.LUNCH}),
    ("mid night", {"named_hour": 0}), ("mid - night", {"named_hour": 0}), ("lunch time", {"part": Part.LUNCH}),
    ("mid day", {"part": Part.LUNCH}),
    ("end of business", {"close": 1}), ("end of the business day", {"close": 1}), ("close of business", {"close": 1}),
    ("close of play", {"close": 1}), ("eob", {"close": 1}), ("cob", {"close": 1}),
    ("eod", {"day_end": 1}), ("end of day", {"day_end": 1}), ("end of the day", {"day_end": 1}),
    ("eom", {"edge_of": Edge.END, "unit_of": Unit.MONTH}),
    *((f"{word}{dash} end", {"edge_of": Edge.END, "unit_of": unit}) for word, unit in (("month", Unit.MONTH),
    ("quarter", Unit.QUARTER), ("year", Unit.YEAR)) for dash in ("", " -")),
    ("eow", {"edge_of": Edge.END, "unit_of": Unit.WEEK}), ("eoy", {"edge_of": Edge.END, "unit_of": Unit.YEAR}),
    ("w / c", {"week_of": 1}), ("week commencing", {"week_of": 1}), ("week beginning", {"week_of": 1}),
    ("week starting", {"week_of": 1}),
    ("couple of", {"couple": 2}), ("pair of", {"couple": 2}), ("let ' s say", {"approx": 1, "prep": 1}),
    ("half an hour", {"length": 30}), ("half hour", {"length": 30}),
    ("quarter of an hour", {"length": 15}), ("quarter hour", {"length": 15}),
    ("three quarters of an hour", {"length": 45}), ("an hour and a half", {"length": 90}),
    ("business day", {"unit": Unit.WORKDAY}), ("business days", {"unit": Unit.WORKDAY}),
    ("working days", {"unit": Unit.WORKDAY}), ("working day", {"unit": Unit.WORKDAY}),
    ("a few", {"few": 3}), ("next to last", {"nth": -2}), ("second to last", {"nth": -2}),
    ("calendar week", {"week_word": 1}),
)  # fmt: skip


def entries() -> Iterator[Entry]:
    """Return every single word with its roles; a word may come more than once."""
    for day, words in enumerate(WEEKDAYS):
        for word in words.split():
            yield word, {"weekday": day} | ({"short": 1} if word in SHORT else {})
            if len(word) > 5:
                yield word + "s", {"weekday": day, "weekday_habit": day}
    for month, words in MONTHS.items():
        yield from ((word, {"month": month} | ({"shy": 1} if word in SHY else {})) for word in words.split())
    for n in range(100):
        yield from _number(n)
    for unit, words in UNITS.items():
        yield from ((word, {"unit": unit}) for word in words.split())
    for which, words in WHICH.items():
        yield from ((word, {"which": which}) for word in words.split())
    for days, words in DAYS.items():
        yield from ((word, {"day": days}) for word in words.split())
    for part, words in PARTS.items():
        yield from ((word, {"part": part}) for word in words.split())
    for part in (Part.MORNING, Part.AFTERNOON, Part.EVENING, Part.NIGHT):
        yield part.name.lower() + "s", {"part": part, "part_habit": 1}
    yield from WORDS


def _number(n: int) -> Iterator[Entry]:
    """Return the number and ordinal of one word; those of two words are put together by the grammar."""
    if n < 20 or n % 10 == 0:
        word = ONES[n] if n < 20 else TENS[n]
        yield word, {"number": n}
        yield ORDINALS.get(n, f"{word}th"), {"ordinal": n}

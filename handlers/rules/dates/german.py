"""German words for time, as data: each word or phrase with its roles. Inflections are made from stems here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handlers.rules.dates.values import Bound, Edge, Part, Unit, Which

Roles = Mapping[str, int]
Entry = tuple[str, Roles]

WEEKDAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
ABBREVIATED = ("mo", "di", "mi", "do", "fr", "sa", "so")
MONTHS = {
    1: "januar jan jänner jänn", 2: "februar feb febr feber", 3: "märz mär mrz", 4: "april apr", 5: "mai",
    6: "juni jun juno",
    7: "juli jul", 8: "august aug", 9: "september sep sept", 10: "oktober okt october oct", 11: "november nov",
    12: "dezember dez december dec",
}  # fmt: skip
PARTS = {
    Part.MORNING: "morgens früh", Part.FORENOON: "vormittag vormittags", Part.NOON: "mittag mittags",
    Part.AFTERNOON: "nachmittag nachmittags", Part.EVENING: "abend abends", Part.NIGHT: "nacht nachts",
    Part.EARLY_MORNING: "frühmorgens", Part.LATE_AFTERNOON: "spätnachmittag spätnachmittags",
    Part.EARLY_AFTERNOON: "frühnachmittag", Part.LATE_EVENING: "spätabend spätabends",
    Part.EARLY_EVENING: "vorabend frühabends",
}  # fmt: skip
UNITS = {
    Unit.SECOND: "sekunde sekunden sek", Unit.MINUTE: "minute minuten min minütchen",
    Unit.HOUR: "stunde stunden std stündchen",
    Unit.DAY: "tag tage tagen tages tg", Unit.WEEKEND: "wochenende wochenendes wochenenden we",
    Unit.WEEK: "woche wochen", Unit.MONTH: "monat monate monaten monats",
    Unit.QUARTER: "quartal quartale quartals quartalen",
    Unit.YEAR: "jahr jahre jahren jahres",
    Unit.WORKDAY: "werktag werktage werktagen arbeitstag arbeitstage arbeitstagen",
    Unit.NIGHT: "nächte nächten",
}  # fmt: skip
WHICH = {
    Which.THIS: "dies laufend aktuell jetzig",
    Which.COMING: "kommend",
    Which.NEXT: "nächst folgend",
    Which.AFTER_NEXT: "übernächst",
    Which.LAST: "letzt vergangen vorig",
    Which.BEFORE_LAST: "vorletzt",
}
DAYS = {
    -3: "vorvorgestern", -2: "vorgestern", -1: "gestern gestrigen gestrige", 0: "heute heut heutigen heutige heutiger",
    1: "morgen morgigen morgige morgiger", 2: "übermorgen", 3: "überübermorgen",
}  # fmt: skip
ONES = ("null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
"dreizehn",
        "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn")  # fmt: skip
TENS = {
    20: "zwanzig",
    30: "dreißig",
    40: "vierzig",
    50: "fünfzig",
    60: "sechzig",
    70: "siebzig",
    80: "achtzig",
    90: "neunzig",
}
ORDINAL_STEMS = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}
ENDINGS = ("e", "en", "er", "es", "em")

WORDS: tuple[tuple[str, Roles], ...] = (
    ("um", {"at": 1, "prep": 1}), ("gegen", {"at": 1, "approx": 1, "prep": 1}), ("@", {"at": 1, "prep": 1}),
    *((word, {"approx": 1, "prep": 1}) for word in (
        "ca", "circa", "zirka", "cirka", "etwa", "ungefähr", "rund", "fast", "genau", "pünktlich", "exakt", "schon",
        "ziemlich",
        "irgendwann", "bereits", "noch", "gleich", "direkt", "sagen", "wir", "so", "eher", "möglichst", "sehr", "ganz",
        "zeitig", "knapp", "gut", "immer", "jeweils", "zu", "zur", "heuer", "gegebenenfalls")),
    *((word, {"prep": 1, "inclusive": 1}) for word in ("einschließlich", "inklusive", "inkl", "einschl")),
    *((word, {"approx_tail": 1}) for word in ("rum", "herum")), ("sharp", {"approx_tail": 1, "sharp_tail": 1}),
    ("vierteljahr", {"length_months": 3}), ("halbjahr", {"length_months": 6, "half_year": 1}),
    ("dreivierteljahr", {"length_months": 9}), ("einhalb", {"halves": 1}), ("aber", {"but": 1}),
    *((word, {"close": 1, "shy": 1}) for word in ("feierabend", "geschäftsschluss", "büroschluss", "dienstschluss",
    "dienstende", "geschäftsende")), ("cob", {"close": 1}), ("eod", {"day_end": 1}),
    *((word, {"part": Part.LUNCH, "shy_part": 1}) for word in ("mittagessen", "mittagspause")),
    *((word, {"on": 1, "prep": 1}) for word in ("am", "den", "der", "dem", "die", "das")),
    ("an", {"on": 1, "prep": 1}), ("zum", {"on": 1, "prep": 1, "sep_from": 1}), ("des", {"of": 1, "prep": 1}),
    ("im", {"in": 1, "of": 1, "prep": 1}), ("in", {"in": 1, "of": 1, "prep": 1}), ("auf", {"sep": 3, "prep": 1}),
    ("von", {"bound": Bound.FROM, "of": 1, "prep": 1, "weak_from": 1}),
    ("vom", {"bound": Bound.FROM, "of": 1, "prep": 1, "weak_from": 1}),
    ("ab", {"bound": Bound.FROM, "prep": 1}), ("seit", {"bound": Bound.FROM, "prep": 1, "since": 1}),
    ("bis", {"bound": Bound.BY, "sep": 2, "prep": 1}), ("vor", {"bound": Bound.BEFORE, "to": 1, "prep": 1, "ago": 1}),
    ("nach", {"bound": Bound.AFTER, "past": 1, "prep": 1, "over": 1}),
    ("zwischen", {"bound": Bound.BETWEEN, "prep": 1}), ("zw", {"bound": Bound.BETWEEN, "prep": 1, "approx": 1}),
    ("übers", {"on": 1, "prep": 1}),
    ("und", {"and": 1}), ("u", {"and": 1}), ("&", {"and": 1}), ("+", {"and": 1}), ("oder", {"or": 1}),
    ("spätestens", {"bound": Bound.BY, "prep": 1, "firm": 1, "suffix_bound": Bound.BY}),
    ("frühestens", {"bound": Bound.FROM, "prep": 1, "firm": 1, "suffix_bound": Bound.FROM}),
    ("binnen", {"within": 1, "prep": 1}), ("innerhalb", {"within": 1, "prep": 1}),
    ("für", {"for": 1, "prep": 1}), ("lang", {"long": 1}),
    *((word, {"every": 1}) for word in ("jeden", "jede", "jedes", "jeder", "jedem", "alle")),
    *((word, {"unit_habit": unit}) for unit, words in (
        (Unit.DAY, "täglich tägliche tägliches"), (Unit.WEEK, "wöchentlich wöchentliche"),
        (Unit.MONTH, "monatlich monatliche"),
        (Unit.YEAR, "jährlich jährliche"), (Unit.WORKDAY, "werktags werktäglich wochentags arbeitstags"),
        (Unit.WEEKEND, "wochenends"), (Unit.HOUR, "stündlich"), (Unit.QUARTER, "vierteljährlich quartalsweise"))
      for word in words.split()),
    *((word, {"unit_habit": unit, "every_so": so}) for unit, so, words in ((Unit.WEEK, 2,
    "vierzehntägig zweiwöchentlich "
    "vierzehntäglich"), (Unit.MONTH, 6, "halbjährlich"), (Unit.MONTH, 2, "zweimonatlich")) for word in words.split()),
    ("uhr", {"oclock": 1}), ("uhrr", {"oclock": 1}), ("h", {"oclock": 1, "unit": Unit.HOUR, "terse": 1}),
    ("pm", {"half_day": 1}), ("halb", {"half_to": 1}), ("viertel", {"quarter": 1}),
    ("½", {"half_to": 1}), ("¼", {"quarter": 1}), ("¾", {"three_quarter": 1}), ("/", {"fraction": 1}),
    ("dreiviertel", {"three_quarter": 1}),
    *((word, {"approx": 1, "prep": 1}) for word in ("max", "maximal", "besten", "erst")),
    ("allerspätestens", {"bound": Bound.BY, "prep": 1, "firm": 1}),
    *((word + "stunden", {"part": part}) for word, part in (("abend", Part.EVENING), ("morgen", Part.MORNING),
    ("vormittags", Part.FORENOON),
                                                            ("nachmittags", Part.AFTERNOON), ("mittags", Part.NOON))),
                                                            ("mittagszeit", {"part": Part.NOON}),
    ("kurz", {"approx": 1, "prep": 1}),
    ("mitternacht", {"named_hour": 0}), ("mitternachts", {"named_hour": 0}),
    *((word, {"shade": -1}) for word in ("frühen", "früher", "frühe")),
    *((word, {"shade": 1}) for word in ("späten", "später", "späte", "spät")),
    ("morgen", {"day": 1, "part": Part.MORNING}), ("früh", {"part": Part.MORNING, "shade": -1}),
    ("nachm", {"part": Part.AFTERNOON}), ("vorm", {"part": Part.FORENOON}), ("jetzt", {"now": 1}),
    ("sofort", {"now": 1, "asap": 1}), ("umgehend", {"now": 1, "asap": 1}),
    ("asap", {"now": 1, "asap": 1}),
    ("halbe", {"half": 1}), ("halben", {"half": 1}), ("halbes", {"half": 1}),
    ("viertelstunde", {"length": 15}), ("halbstunde", {"length": 30}), ("dreiviertelstunde", {"length": 45}),
    ("anderthalb", {"halves": 3}), ("eineinhalb", {"halves": 3}), ("einundeinhalb", {"halves": 3}),
    *((f"{ONES[n]}einhalb", {"halves": 2 * n + 1}) for n in range(2, 13)),
    *((word, {"article": 1, "number": 1}) for word in ("eine", "einer", "einem", "einen", "nen", "ner", "ne", "nem")),
    ("ein", {"article": 1, "number": 1}), ("eins", {"number": 1}), ("zwo", {"number": 2}), ("beiden", {"number": 2}),
    ("paar", {"few": 3}),
    ("dutzend", {"number": 12}), ("dreissig", {"number": 30}), ("hundert", {"number": 100}),
    *((word, {"edge": Edge.BEGINNING}) for word in ("anfang", "beginn")), ("mitte", {"edge": Edge.MIDDLE}),
    ("ende", {"edge": Edge.END}),
    ("kw", {"week_word": 1}), ("kalenderwoche", {"week_word": 1}), ("kalwoche", {"week_word": 1}),
    ("q", {"quarter_word": 1}),
    *((f"q{n}", {"quarter_name": n}) for n in range(1, 5)), ("h1", {"half_name": 1}), ("h2", {"half_name": 2}),
    *((word, {"season": n}) for n, words in enumerate(("frühling frühjahr", "sommer", "herbst", "winter"))
      for word in words.split()),
    ("hälfte", {"half_part": 1}), ("jahreshälfte", {"half_year": 1}),
    ("sonnabend", {"weekday": 5}), ("sonnabends", {"weekday_habit": 5}),
    ("ganztägig", {"allday": 1}), ("her", {"past_tail": 1}), ("später", {"hence": 1}),
    *((word, {"title": 1}) for word in ("herr", "herrn", "frau", "familie", "fam", "dr", "prof", "firma", "hr")),
    *((ending, {"ordinal_tail": 1}) for ending in ("te", "ten", "ter", "tes", "ste", "sten", "ster")),
    *((word, {"greeting": 1}) for word in ("guten", "gute", "schönen", "schönes", "schöne", "schoenes", "gutes",
    "angenehmes", "nettes", "frohe", "frohes", "fröhliche")),
    ("punkt", {"quantity": 1, "sharp": 1, "prep": 1}), ("schlag", {"sharp": 1, "prep": 1}),
    *((word, {"quantity": 1}) for word in ("prozent", "euro", "grad", "punkte", "personen", "leute",
    "stück", "mal", "cent", "kilo",
                                           "kg", "km", "meter", "seiten", "exemplare", "plätze", "teilnehmer",
                                           "mann", "gäste")),
)  # fmt: skip

PHRASES: tuple[tuple[str, Roles], ...] = (
    ("so bald wie möglich", {"now": 1, "asap": 1}), ("sobald wie möglich", {"now": 1, "asap": 1}),
    ("so schnell wie möglich", {"now": 1, "asap": 1}), ("baldmöglichst", {"now": 1, "asap": 1}),
    ("schnellstmöglich", {"now": 1, "asap": 1}),
    ("ab sofort", {"now": 1, "asap": 1}), ("so früh wie möglich", {"now": 1, "asap": 1}),
    ("in der früh", {"part": Part.MORNING, "whole_part": 1}), ("in der nacht", {"part": Part.NIGHT, "whole_part": 1}),
    *((phrase, {"part": Part.NOON, "whole_part": 1}) for phrase in ("über mittag", "zu mittag", "zur mittagszeit",
    "in der mittagspause", "um die mittagszeit")),
    *((f"im {word} {of}", {"in": 1, "prep": 1}) for word in ("lauf", "laufe") for of in ("des", "der")),
    *((f"im {word} der woche", {"current": Unit.WEEK}) for word in ("lauf", "laufe")),
    *((f"im {word} des monats", {"current": Unit.MONTH}) for word in ("lauf", "laufe")),
    *((f"im {word} des tages", {"day": 0}) for word in ("lauf", "laufe")),
    ("14 - tägig", {"unit_habit": Unit.WEEK, "every_so": 2}), ("14 tägig", {"unit_habit": Unit.WEEK, "every_so": 2}),
    ("unter der woche", {"unit_habit": Unit.WORKDAY}), ("an werktagen", {"unit_habit": Unit.WORKDAY}),
    ("an wochentagen", {"unit_habit": Unit.WORKDAY}), ("an wochenenden", {"unit_habit": Unit.WEEKEND}),
    *((f"einmal {per} {word}", {"unit_habit": unit}) for word, unit in (("tag", Unit.DAY), ("woche", Unit.WEEK),
    ("monat", Unit.MONTH), ("jahr", Unit.YEAR)) for per in ("pro", "im", "am", "die", "in der", "je")),
    ("in weniger als", {"within": 1, "prep": 1}), ("in höchstens", {"within": 1, "prep": 1}),
    *((phrase, {"at": 1, "prep": 1}) for phrase in ("um punkt", "um schlag", "uhrzeit :", "zeit :")),
    ("uhrzeit", {"at": 1, "prep": 1}), ("datum :", {"prep": 1}),
    ("möglichst bald", {"now": 1, "asap": 1}), ("möglichst schnell", {"now": 1, "asap": 1}),
    ("bis spätestens", {"bound": Bound.BY, "prep": 1, "firm": 1}),
    ("bis spät .", {"bound": Bound.BY, "prep": 1, "firm": 1}), ("nachm .", {"part": Part.AFTERNOON}),
    ("vorm .", {"part": Part.FORENOON}), ("zwischen den jahren", {"between_years": 1}),
    ("spätestens bis", {"bound": Bound.BY, "prep": 1, "firm": 1}),
    ("nicht später als", {"bound": Bound.BY, "prep": 1, "firm": 1}),
    ("nicht vor", {"bound": Bound.FROM, "prep": 1, "firm": 1}),
    ("nicht nach", {"bound": Bound.BY, "prep": 1, "firm": 1}),
    ("od .", {"or": 1}), ("u .", {"and": 1}),
    ("bis einschließlich", {"bound": Bound.BY, "sep": 2, "prep": 1}),
    ("oder später", {"suffix_bound": Bound.FROM}), ("oder früher", {"suffix_bound": Bound.BY}),
    ("und später", {"suffix_bound": Bound.FROM}),
    ("ab jetzt", {"now": 1, "asap": 1, "hence": 1}), ("von jetzt an", {"now": 1, "asap": 1, "hence": 1}),
    ("von heute an", {"hence": 1}),
    ("über nächste", {"which": Which.AFTER_NEXT}), ("über morgen", {"day": 2}),
    ("kurz nach", {"at": 1, "approx": 1, "prep": 1}), ("kurz vor", {"at": 1, "approx": 1, "prep": 1}),
    ("vor gestern", {"day": -2}),
    ("ein paar", {"few": 3}),
    ("monatsende", {"edge_of": Edge.END, "unit_of": Unit.MONTH}),
    *((f"monats{first}", {"month_day": 1}) for first in ("erster", "ersten", "erste")),
    *((f"monats{last}", {"month_day": -1}) for last in ("letzter", "letzten", "letzte")),
    ("monatsanfang", {"edge_of": Edge.BEGINNING, "unit_of": Unit.MONTH}),
    ("monatsmitte", {"edge_of": Edge.MIDDLE, "unit_of": Unit.MONTH}),
    ("jahresende", {"edge_of": Edge.END, "unit_of": Unit.YEAR}),
    ("jahresanfang", {"edge_of": Edge.BEGINNING, "unit_of": Unit.YEAR}),
    ("wochenanfang", {"edge_of": Edge.BEGINNING, "unit_of": Unit.WEEK}),
    ("wochenbeginn", {"edge_of": Edge.BEGINNING, "unit_of": Unit.WEEK}),
    ("wochenmitte", {"edge_of": Edge.MIDDLE, "unit_of": Unit.WEEK}),
    ("quartalsende", {"edge_of": Edge.END, "unit_of": Unit.QUARTER}),
    ("bis zu", {"bound": Bound.BY, "sep": 2, "prep": 1}),
)  # fmt: skip


def entries() -> Iterator[Entry]:
    """Return every single word with its roles; a word may come more than once."""
    for day, word in enumerate(WEEKDAYS):
        yield word, {"weekday": day}
        yield word + "s", {"weekday_habit": day}
        yield ABBREVIATED[day], {"weekday": day, "short": 1}
        for part, name in _parts():
            yield word + name, {"weekday": day, "part": part}
    yield from _numbers()
    for month, words in MONTHS.items():
        yield from ((word, {"month": month}) for word in words.split())
        name = words.split()[0]
        yield from ((name + "hälfte", {"half_of_month": month}), (name + "woche", {"week_of_month": month}))
    for unit, words in UNITS.items():
        yield from ((word, {"unit": unit}) for word in words.split())
    for which, stems in WHICH.items():
        yield from ((stem + ending, {"which": which}) for stem in stems.split() for ending in ENDINGS)
    yield from (("letzt" + ending, {"nth": -1}) for ending in ENDINGS)
    yield from (("vorletzt" + ending, {"nth": -2}) for ending in ENDINGS)
    for days, words in DAYS.items():
        yield from ((word, {"day": days}) for word in words.split())
    for part, name in _parts():
        yield name, {"part": part}
    yield from WORDS


def _parts() -> Iterator[tuple[Part, str]]:
    for part, words in PARTS.items():
        yield from ((part, word) for word in words.split())
    yield Part.MORNING, "morgen"


def _numbers() -> Iterator[Entry]:
    for n in range(100):
        word = _number(n)
        yield word, {"number": n}
        if n:
            stem = ORDINAL_STEMS.get(n, word + ("t" if n < 20 else "st"))
            yield from ((stem + ending, {"ordinal": n}) for ending in ENDINGS)


def _number(n: int) -> str:
    if n < 20:
        return ONES[n]
    one, ten = n % 10, TENS[n - n % 10]
    return f"{ONES[one]}und{ten}" if one else ten

"""Which period and whom somebody asks figures about, in their own words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.rules import names
from handlers.rules.kpi.periods import INSTANT, Period, days, month, week
from handlers.rules.whens import WHOLE_DAYS, When, times

THIS_WEEK, LAST_WEEK, THIS_MONTH, LAST_MONTH = "this-week", "last-week", "this-month", "last-month"
CHOICES = (THIS_WEEK, LAST_WEEK, THIS_MONTH, LAST_MONTH)
_PHRASES = {
    LAST_WEEK: ("last week", "week before", "letzte woche", "vorige woche", "vorwoche"),
    LAST_MONTH: ("last month", "letzter monat", "letzten monat", "voriger monat", "vorigen monat", "vormonat"),
    THIS_MONTH: ("this month", "month", "dieser monat", "diesen monat", "monat"),
    THIS_WEEK: ("this week", "week", "now", "diese woche", "woche", "jetzt"),
}
_CHOICE_OF = {phrase: choice for choice, phrases in _PHRASES.items() for phrase in phrases}
_BEFORE_PERIODS = frozenset({"in", "im", "for", "of", "from", "für", "vom", "von", "the", "der", "den", "die", "am"})
_BEFORE_NAMES = frozenset({"for", "of", "with", "für", "von", "mit", "bei", "team", "client", "kunde", "kunden"})
_SHORT_WEEK = re.compile(r"w ?(\d{1,2})(?:[ /](\d{4}))?", re.IGNORECASE)
"""A week as figures are labelled with it, `W53` or `w53 2026`: nobody writes so in a request, so dates elsewhere don't
know it."""
_A_YEAR = re.compile(r"20\d\d")
_AHEAD = re.compile(
    r"\b(?:next|coming|this|dies\w*|(?:über)?nächst\w*|kommend\w*|tomorrow|(?:über)?morgen|"
    r"in \w+ (?:days?|weeks?|tag\w*|woche\w*))\b",
    re.IGNORECASE,
)
"""What says that a day ahead is meant, not the last one of its name."""
_STOPS = ".,;:!?"
MOST_WORDS = 12
_YEAR, _WEEKS, _WEEK = timedelta(days=365), timedelta(days=40), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks about: a period, None if they name none, and the name of a client or team, empty for none."""

    period: Period | None
    name: str


def period_of(choice: str, day: date, zone: ZoneInfo) -> Period:
    """Return the period that one of the CHOICES means on a local date. Raises KeyError for anything else."""
    periods = {
        THIS_WEEK: lambda: week(day, zone),
        LAST_WEEK: lambda: week(day, zone).before(),
        THIS_MONTH: lambda: month(day, zone),
        LAST_MONTH: lambda: month(day, zone).before(),
    }
    return periods[choice]()


def last_months(day: date, zone: ZoneInfo) -> Period:
    """Return the three months up to a local date: from the first of the month before the last to the day itself."""
    first = day.replace(day=1)
    for _ in range(2):
        first = (first - timedelta(days=1)).replace(day=1)
    return days(first, day, zone)


def asked(words: str, now: datetime, zone: ZoneInfo, languages: Sequence[str], known: Sequence[str]) -> Asked:
    """Return what some words ask about; `known` are the names there are, the reader's languages come in order. A period
    stands alone, or before or behind a name. A word of a known name is that name, whatever else it may mean: "Sommer",
    where a client is called so."""
    said = words.split()
    whole = " ".join(said)
    if not said or len(said) > MOST_WORDS:
        return Asked(None, whole)
    here = now.astimezone(zone)
    plain = _CHOICE_OF.get(whole.casefold())
    if plain is None and _is_part_of_name(whole, known):
        return Asked(None, whole)
    period = _period(said, here, zone, languages)
    if period is not None:
        return Asked(period, "")
    if names.meant(whole, known):
        return Asked(None, whole)
    found = [Asked(period, name) for period, name in _parted(said, here, zone, languages)]
    return next((each for each in found if names.meant(each.name, known)), next(iter(found), Asked(None, whole)))


def _is_part_of_name(whole: str, known: Sequence[str]) -> bool:
    wanted = whole.casefold()
    return any(wanted == name.casefold() or wanted in name.casefold().split() for name in known)


def _parted(
    said: Sequence[str], here: datetime, zone: ZoneInfo, languages: Sequence[str]
) -> Iterator[tuple[Period, str]]:
    """Yield the ways to read words as a period and a name, those with most words in the period first."""
    for many in range(len(said) - 1, 0, -1):
        for when, whom in ((said[:many], said[many:]), (said[-many:], said[:-many])):
            period = _period(when, here, zone, languages)
            if period is not None:
                rest = whom[1:] if len(whom) > 1 and whom[0].casefold() in _BEFORE_NAMES else whom
                yield period, " ".join(rest)


def _period(said: Sequence[str], here: datetime, zone: ZoneInfo, languages: Sequence[str]) -> Period | None:
    """Return the one period that words name and nothing beside it; None for anything else."""
    least = 1 if len(said) > 1 and said[0].casefold() in _BEFORE_PERIODS else 0
    texts = (" ".join(said), " ".join(said[least:]))
    for text in dict.fromkeys((*texts, *(each.rstrip(_STOPS) for each in texts))):
        if text.casefold() in _CHOICE_OF:
            return period_of(_CHOICE_OF[text.casefold()], here.date(), zone)
        short = _SHORT_WEEK.fullmatch(text)
        plain = text if short is None else f"KW {short[1]} {short[2] or ''}".strip()
        if _A_YEAR.fullmatch(text):
            plain = f"in {text}"
        when = _when(plain, here, languages)
        if when is not None and when.start is not None and when.start > here:
            when = _last_time(plain, when, here, languages)
        if when is not None:
            return _of(when, here, zone)
    return None


def _when(text: str, here: datetime, languages: Sequence[str]) -> When | None:
    found = times(text, languages, here)
    if len(found) != 1 or found[0].span != (0, len(text)) or found[0].grain not in WHOLE_DAYS:
        return None
    one = found[0]
    if one.start is None or one.kind not in {"date", "interval", "from"}:
        return None
    return When(one.start, one.end, one.grain, one.kind)


def _last_time(text: str, ahead: When, here: datetime, languages: Sequence[str]) -> When:
    """Return when a period last was whose name ("October", "week 45", "Friday") is taken for the next one; one that is
    counted from today ("tomorrow", "next week") stays as it is."""
    week_ago = None if _AHEAD.search(text) else _when(text, here - _WEEK, languages)
    start = here if ahead.start is None else ahead.start
    if week_ago is not None and week_ago.start == start - _WEEK and week_ago.start <= here:
        return week_ago
    earlier = _when(text, here - _WEEKS, languages)
    if earlier is None or earlier.start is None or ahead.start is None:
        return ahead
    if earlier.start == ahead.start:
        return _when(text, here - _YEAR, languages) or ahead
    return earlier if earlier.start <= here and ahead.start - earlier.start > _YEAR / 2 else ahead


def _of(when: When, here: datetime, zone: ZoneInfo) -> Period | None:
    if when.start is None:
        return None
    first = when.start.date()
    last = max(here.date(), first) if when.end is None else max((when.end - INSTANT).date(), first)
    for exactly in (week(first, zone), month(first, zone)):
        if (exactly.first, exactly.last) == (first, last):
            return exactly
    return days(first, last, zone)

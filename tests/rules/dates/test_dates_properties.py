"""What holds for every text: nothing raises or takes long, expressions mean the same anywhere and under any machine's
zone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta

import dateparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.dates import Understanding, understand, understand_all
from tests.rules.dates.saying import BERLIN, WEDNESDAY
from tests.rules.dates.well_formed import not_quick, well_formed

LANGUAGES = st.sampled_from(["de", "en", "en-GB", "de-AT", "xx"])
WORDS = """
morgen Freitag nächsten um bis vor nach ab zwischen und 3 . : - / 10:30 3.4. halb viertel Uhr am in zwei Wochen Tagen
Mai KW 14 jeden alle tomorrow next at by until from to between half quarter past 5pm March the 3rd of every other week
an hour ago last end 2026 0 99 Ende Anfang letzten ersten Montag Vormittag abends für Stunden , ( ) 31.2. 2:30 24 12am
noon Q3 w/c ostern
"""
PIECES = st.sampled_from([*re.split(r"\s+", WORDS.strip()), "\n"])
MOMENTS = st.integers(-20 * 365 * 86400, 120 * 365 * 86400).map(lambda seconds: datetime.fromtimestamp(seconds, BERLIN))
DAYS = st.integers(0, 700).map(lambda ahead: date(2026, 3, 12) + timedelta(ahead))
MINUTES = st.integers(0, 24 * 60 - 1)
GERMAN_DAYS = re.split(" ", "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag")
ENGLISH_DAYS = re.split(" ", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
GERMAN_MONTHS = re.split(" ", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember")
ENGLISH_MONTHS = re.split(" ", "January February March April May June July August September October November December")
WRITTEN: list[tuple[str, Callable[[date], str]]] = [
    ("de", lambda day: f"{day.day}.{day.month}.{day.year}"),
    ("de", lambda day: f"am {day:%d.%m.%Y}"),
    ("de", lambda day: f"{day.day}. {GERMAN_MONTHS[day.month - 1]} {day.year}"),
    ("de", lambda day: f"den {day.day}.{day.month}.{day:%y}"),
    ("de", lambda day: day.isoformat()),
    ("en", lambda day: f"{ENGLISH_MONTHS[day.month - 1]} {day.day}, {day.year}"),
    ("en", lambda day: f"{day.day} {ENGLISH_MONTHS[day.month - 1][:3]} {day.year}"),
    ("en-US", lambda day: f"on {day.month}/{day.day}/{day.year}"),
    ("en-GB", lambda day: f"{day.day}/{day.month}/{day.year}"),
    ("en", lambda day: day.isoformat()),
]
CLOCKS: dict[str, Callable[[int, int], str]] = {
    "de": lambda hour, minute: f"um {hour:02}:{minute:02} Uhr",
    "en": lambda hour, minute: f"at {hour % 12 or 12}:{minute:02} {'pm' if hour >= 12 else 'am'}",
}


def _said(found: Understanding | None) -> object:
    return (
        None
        if found is None
        else (found.start, found.end, found.grain, found.kind, found.rule, found.doubt, found.past)
    )


@given(st.text(max_size=600), LANGUAGES, MOMENTS)
def test_no_text_raises(text: str, language: str, now: datetime) -> None:
    """Any text at all is read; spans lie in it, in order, and times are aware."""
    well_formed(text, language, now)


@given(st.lists(PIECES, max_size=14).map(" ".join), LANGUAGES, MOMENTS)
def test_no_heap_of_words_raises(text: str, language: str, now: datetime) -> None:
    """Words for times in any order are read, sense or no sense."""
    well_formed(text, language, now)


@given(DAYS, st.sampled_from(WRITTEN))
def test_dates_come_back(day: date, written: tuple[str, Callable[[date], str]]) -> None:
    """A date written in any usual way is read as that date."""
    language, write = written
    found = understand(write(day), language=language, now=WEDNESDAY)
    assert found is not None
    assert found.start is not None
    assert (found.start.date(), found.grain, found.kind) == (day, "day", "date")


@given(DAYS, MINUTES, st.sampled_from(WRITTEN))
def test_dates_with_times_come_back(day: date, minutes: int, written: tuple[str, Callable[[date], str]]) -> None:
    """A date and a clock time, in either order, are read as that minute, or moved with a doubt if there is none."""
    language, write = written
    clock = CLOCKS[language[:2]](*divmod(minutes, 60))
    for text in (f"{write(day)} {clock}", f"{clock} {write(day)}"):
        found = understand(text, language=language, now=WEDNESDAY)
        assert found is not None, text
        assert found.start is not None, text
        wall = datetime(day.year, day.month, day.day, *divmod(minutes, 60))  # noqa: DTZ001 - a wall time, meant without a zone
        assert found.start.replace(tzinfo=None) == wall or "gap" in found.doubt, text


SIDES: list[tuple[str, Callable[[date], str], str]] = [
    ("de", lambda day: f"bis {day:%d.%m.%Y}", "deadline"), ("de", lambda day: f"ab dem {day:%d.%m.%Y}", "from"),
    ("en", lambda day: f"until {day.isoformat()}", "deadline"), ("en", lambda day: f"from {day.isoformat()}", "from"),
]  # fmt: skip


@given(DAYS, st.sampled_from(SIDES))
def test_sides_come_back(day: date, written: tuple[str, Callable[[date], str], str]) -> None:
    """A deadline ends with its day, "from then on" begins with it."""
    language, write, kind = written
    found = understand(write(day), language=language, now=WEDNESDAY)
    assert found is not None
    assert found.kind == kind
    side = found.end - timedelta(1) if found.end is not None else found.start
    assert side is not None
    assert side.date() == day


@given(DAYS, st.integers(1, 27), st.sampled_from(["de", "en"]))
def test_ranges_of_days_come_back(day: date, more: int, language: str) -> None:
    """A range of dates has both days, and ends with the first moment after the last."""
    last = day + timedelta(more)
    texts = {"de": f"vom {day:%d.%m.%Y} bis {last:%d.%m.%Y}", "en": f"from {day.isoformat()} to {last.isoformat()}"}
    found = understand(texts[language], language=language, now=WEDNESDAY)
    assert found is not None
    assert found.start is not None
    assert found.end is not None
    assert (found.start.date(), found.end.date(), found.grain) == (day, last + timedelta(1), "day")


@given(st.integers(1, 400), st.sampled_from([("de", "in {} Tagen", 1), ("en", "in {} days", 1),
                                             ("de", "in {} Wochen", 7), ("en", "{} weeks from now", 7)]))  # fmt: skip
def test_lengths_come_back(many: int, written: tuple[str, str, int]) -> None:
    """So many days or weeks from now are that day."""
    language, text, days = written
    found = understand(text.format(many), language=language, now=WEDNESDAY)
    assert found is not None
    assert found.start is not None
    assert found.start.date() == WEDNESDAY.date() + timedelta(many * days)


@given(st.integers(0, 6), st.integers(8, 18), st.integers(1, 5))
def test_hours_of_weekdays_come_back(weekday: int, hour: int, more: int) -> None:
    """A weekday with hours from and to has them on the next such day."""
    for language, names, text in (("de", GERMAN_DAYS, "{} {}-{} Uhr"), ("en", ENGLISH_DAYS, "{} {}:00 to {}:00")):
        found = understand(text.format(names[weekday], hour, hour + more), language=language, now=WEDNESDAY)
        assert found is not None
        assert found.start is not None
        assert found.end is not None
        assert (found.start.weekday(), found.start.hour, found.end.hour) == (weekday, hour, hour + more)
        assert timedelta(0) < found.start - WEDNESDAY < timedelta(8)


@given(st.sampled_from(["nächsten Dienstag um halb zehn", "3.–5. April", "bis Freitag", "in zwei Wochen",
"am 4. Mai ab 15 Uhr"]),
       st.sampled_from(["", "Hallo, ", "Bitte Termin: ", "Meine Nummer ist 030 1234567. ", "😀 ",
       "Liebe Frau Berger,\n"]),
       st.sampled_from(["", ".", " bitte", "!\nGrüße", " – passt das?", " 👍"]))  # fmt: skip
def test_the_text_around_changes_nothing(phrase: str, before: str, behind: str) -> None:
    """An expression means the same wherever it stands, and the span is that of the expression."""
    text = before + phrase + behind
    found = understand(text, language="de", now=WEDNESDAY)
    assert _said(found) == _said(understand(phrase, language="de", now=WEDNESDAY))
    assert found is not None
    assert text[slice(*found.span)] == phrase


UNITS = (
    "1", "1:", "10:10:", "1.", "1/2/", "📅⏰", "\u202e10:30\u202c ", "\ud800morgen\udfff ", "(", "morgen und ",
    "3 bis ",
    "halb ", "jeden ", "Montag, ", "a", "Mai ", "3-", " ", "a\u0308", "3.4. ", "from 3 to ", "in zwei Wochen ", "next ",
    "vor ", "\n",
)  # fmt: skip
LONGEST = 4096


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
@pytest.mark.parametrize("language", ["de", "en"])
def test_hostile_texts(unit: str, language: str) -> None:
    """Texts made to break or slow a reader are answered within 50 ms, with no exception."""
    text = (unit * LONGEST)[:LONGEST]
    understand_all(unit, language=language, now=WEDNESDAY)
    well_formed(text, language, WEDNESDAY)
    assert not_quick(lambda: understand_all(text, language=language, now=WEDNESDAY)) is None


def test_the_machine_zone_means_nothing() -> None:
    """Under another TZ of the machine the same is understood, and dateparser is not loaded for what the grammar
    reads."""
    program = (
        "import sys; from datetime import datetime; from handlers.rules.dates import understand_all\n"
        "now = datetime.fromisoformat('2026-03-11T10:20:00+01:00')\n"
        "texts = ('morgen um 2:30', 'nächste Woche', 'in 3 Stunden')\n"
        "print([understand_all(text, language='de', now=now) for text in texts])\n"
        "assert 'dateparser' not in sys.modules"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "TZ": zone}, check=True, capture_output=True
        ).stdout
        for zone in ("UTC", "Pacific/Kiritimati", "America/Los_Angeles")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize("between", ["weird", "w" * 40, "w" * 100])
def test_what_dateparser_is_asked(monkeypatch: pytest.MonkeyPatch, between: str) -> None:
    """dateparser sees spans of at most 60 characters in one language, never a whole message."""
    asked: list[str] = []

    def parse(words: str, *, languages: list[str], settings: dict[str, object]) -> None:
        assert languages == ["de"]
        asked.append(words)

    monkeypatch.setattr(dateparser, "parse", parse)
    text = f"Vertrag 17 {between} Sep liegt bei, bitte sehen Sie ihn durch und rufen Sie mich an"
    understand_all(text, language="de", now=WEDNESDAY)
    assert asked == ([f"17 {between} Sep"] if len(between) <= 50 else [])

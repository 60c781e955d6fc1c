"""German expressions, in the ways clients type them, and what they mean on Wednesday, 11 March 2026, at 10:20."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.rules.dates import understand_all
from tests.rules.dates.saying import WEDNESDAY, meant, read

CLOCKS = {
    "um halb elf": "2026-03-11T10:30", "um viertel zwölf": "2026-03-11T11:15", "dreiviertel elf": "2026-03-11T10:45",
    "Viertel nach elf": "2026-03-11T11:15", "zehn vor halb zwölf": "2026-03-11T11:20",
    "um 11.45 Uhr": "2026-03-11T11:45",
    "gegen 17h": "2026-03-11T17:00", "um elf Uhr fünfzehn": "2026-03-11T11:15", "1645 Uhr": "2026-03-11T16:45",
    "9 Uhr": "2026-03-12T09:00", "um drei": "2026-03-11T15:00", "8 Uhr abends": "2026-03-11T20:00",
    "um Mitternacht": "2026-03-12",
    "um 24 Uhr": "2026-03-12", "12:15:30": "2026-03-11T12:15:30", "um sechs in der Früh": "2026-03-12T06:00",
}  # fmt: skip
DAYS = {
    "heute": "2026-03-11", "uebermorgen": "2026-03-13", "übermogren": "2026-03-13", "am Freitag": "2026-03-13",
    "freitag": "2026-03-13",
    "Dienstag nächster Woche": "2026-03-17", "nächste Woche Donnerstag": "2026-03-19", "kommenden Montag": "2026-03-16",
    "naechsten Montag": "2026-03-16", "Montag in acht Tagen": "2026-03-23", "Sonntag in 14 Tagen": "2026-03-29",
    "am 3.4.": "2026-04-03", "3.4.27": "2027-04-03", "den 1. Mai": "2026-05-01", "21. Juni 2027": "2027-06-21",
    "5.März": "2027-03-05",
    "am 15.": "2026-03-15", "am zwanzigsten": "2026-03-20", "am dritten Juli": "2026-07-03", "31-12-2026": "2026-12-31",
    "2026-05-04": "2026-05-04", "Do, 19.3.": "2026-03-19", "Fr. 13.03.": "2026-03-13",
    "am letzten Freitag im April": "2026-04-24",
    "zweiter Dienstag im Mai": "2026-05-12", "am 20. des nächsten Monats": "2026-04-20", "Ostermontag": "2026-04-06",
    "2. Weihnachtstag": "2026-12-26", "zwei Tage nach Ostern": "2026-04-07", "Freitag vor Pfingsten": "2026-05-22",
    "in drei Tagen": "2026-03-14", "in zwei Wochen": "2026-03-25", "in einem Monat": "2026-04-11",
    "morgen in einer Woche": "2026-03-19",
}  # fmt: skip
TIMES_OF_DAYS = {
    "morgen um 15 Uhr": "2026-03-12T15:00", "morgen 15:30": "2026-03-12T15:30", "Freitag halb neun": "2026-03-13T08:30",
    "am 21.07. 15 Uhr": "2026-07-21T15:00", "14:00 am 4. Mai": "2026-05-04T14:00",
    "heute Abend um acht": "2026-03-11T20:00",
    "Dienstag, den 17. März, um Viertel vor zwei": "2026-03-17T13:45", "montags früh um 7:30": "2026-03-16T07:30",
    "Donnerstagnachmittag 16 Uhr": "2026-03-12T16:00", "morgen früh um sieben": "2026-03-12T07:00",
    "Freitag ca. 11 Uhr": "2026-03-13T11:00",
    "in anderthalb Stunden": "2026-03-11T11:50", "in einer Dreiviertelstunde": "2026-03-11T11:05",
    "in 2,5 Stunden": "2026-03-11T12:50",
    "in einer halben Stunde": "2026-03-11T10:50", "in 90 Sekunden": "2026-03-11T10:21:30",
    "in zwei Wochen um 9:30": "2026-03-25T09:30",
    "Donnerstag in einer Woche um 14 Uhr": "2026-03-19T14:00", "am 29.3. um 4:30 Uhr": "2026-03-29T04:30",
}  # fmt: skip
RANGES = {
    "3.–5. April": "2026-04-03 > 2026-04-06", "vom 3. bis zum 5. April": "2026-04-03 > 2026-04-06",
    "30.3.-2.4.": "2026-03-30 > 2026-04-03",
    "28.12. bis 3.1.": "2026-12-28 > 2027-01-04", "Montag bis Mittwoch": "2026-03-16 > 2026-03-19",
    "zwischen Montag und Mittwoch": "2026-03-16 > 2026-03-19",
    "von Dienstag bis Donnerstag nächster Woche": "2026-03-17 > 2026-03-20",
    "Freitag 9 bis 11 Uhr": "2026-03-13T09:00 > 2026-03-13T11:00", "9 bis 11": "2026-03-12T09:00 > 2026-03-12T11:00",
    "morgen von 14 bis 15:30 Uhr": "2026-03-12T14:00 > 2026-03-12T15:30",
    "zwischen 13 und 14 Uhr": "2026-03-11T13:00 > 2026-03-11T14:00",
    "3. April 10-11:30": "2026-04-03T10:00 > 2026-04-03T11:30", "12.5. 8-10 Uhr": "2026-05-12T08:00 > 2026-05-12T10:00",
    "von 22 bis 6 Uhr": "2026-03-11T22:00 > 2026-03-12T06:00",
    "vom 4.5. 9 Uhr bis 6.5. 17 Uhr": "2026-05-04T09:00 > 2026-05-06T17:00",
    "Montag 10 Uhr, zwei Stunden": "2026-03-16T10:00 > 2026-03-16T12:00",
    "morgen um 9 für 45 Minuten": "2026-03-12T09:00 > 2026-03-12T09:45",
    "die nächsten drei Tage": "2026-03-12 > 2026-03-15", "Mai bis Juli": "2026-05-01 > 2026-08-01",
}  # fmt: skip
PERIODS = {
    "KW 14": "2026-03-30 > 2026-04-06", "in der 15. Kalenderwoche": "2026-04-06 > 2026-04-13",
    "nächste Woche": "2026-03-16 > 2026-03-23",
    "am Wochenende": "2026-03-14 > 2026-03-16", "nächsten Monat": "2026-04-01 > 2026-05-01",
    "im Mai": "2026-05-01 > 2026-06-01",
    "Oktober 2027": "2027-10-01 > 2027-11-01", "Ende April": "2026-04-21 > 2026-05-01",
    "Anfang nächster Woche": "2026-03-16 > 2026-03-19",
    "Mitte Juni": "2026-06-11 > 2026-06-21", "im zweiten Quartal": "2026-04-01 > 2026-07-01",
    "Q3 2026": "2026-07-01 > 2026-10-01",
    "nächstes Jahr": "2027-01-01 > 2028-01-01", "diesen Monat": "2026-03-01 > 2026-04-01",
}  # fmt: skip
PARTS = {
    "Montagvormittag": "2026-03-16T09:00 > 2026-03-16T12:00",
    "Dienstag Nachmittag": "2026-03-17T13:00 > 2026-03-17T17:00",
    "morgen Abend": "2026-03-12T18:00 > 2026-03-12T22:00", "übermorgen mittags": "2026-03-13T12:00 > 2026-03-13T13:00",
    "am 4.5. früh": "2026-05-04T08:00 > 2026-05-04T12:00", "am frühen Abend": "2026-03-11T17:00 > 2026-03-11T19:00",
    "heute morgen": "2026-03-11T08:00 > 2026-03-11T12:00",
}  # fmt: skip
BOUNDS = {
    "bis Freitag": " > 2026-03-14", "vor Freitag": " > 2026-03-13", "bis morgen 12 Uhr": " > 2026-03-12T12:00",
    "spätestens um 17 Uhr": " > 2026-03-11T17:00",
    "bis Ende des Monats": " > 2026-04-01", "ab 15. April": "2026-04-15 > ",
    "Freitagnachmittag ab 15 Uhr": "2026-03-13T15:00 > ",
    "nach 16 Uhr": "2026-03-11T16:00 > ", "nach dem 1. Mai": "2026-05-02 > ", "bis spätestens 31.3.": " > 2026-04-01",
    "binnen 3 Tagen": "2026-03-11T10:20 > 2026-03-14T10:20", "heute noch vor 12": " > 2026-03-11T12:00",
    "Montag frühestens 9 Uhr": "2026-03-16T09:00 > ",
}  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "wanted"), [*{**CLOCKS, **DAYS, **TIMES_OF_DAYS, **RANGES, **PERIODS, **PARTS, **BOUNDS}.items()]
)
def test_german(phrase: str, wanted: str) -> None:
    """Each phrase means what a secretary would write into the diary."""
    assert meant(phrase) == wanted


@pytest.mark.parametrize(
    ("phrase", "rule", "first"),
    [
        ("jeden Montag 9 Uhr", "FREQ=WEEKLY;BYDAY=MO", "2026-03-16T09:00"),
        ("jeden zweiten Dienstag", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-03-17"),
        ("alle zwei Wochen freitags", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-03-13"),
        ("täglich um 8", "FREQ=DAILY", "2026-03-12T08:00"),
        ("werktags um 11:30", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-03-11T11:30"),
        ("jeden ersten Montag im Monat", "FREQ=MONTHLY;BYDAY=1MO", "2026-04-06"),
        ("jeden 15. des Monats", "FREQ=MONTHLY;BYMONTHDAY=15", "2026-03-15"),
        ("montags und donnerstags um 17 Uhr", "FREQ=WEEKLY;BYDAY=MO,TH", "2026-03-12T17:00"),
        ("jährlich am 3. Mai", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3", "2026-05-03"),
        ("jeden Freitag um 9:30 bis Ende Juni", "FREQ=WEEKLY;UNTIL=20260630T215959Z;BYDAY=FR", "2026-03-13T09:30"),
    ],
)
def test_repetitions(phrase: str, rule: str, first: str) -> None:
    """What comes again and again becomes a rule with its first occurrence."""
    found = read(phrase)
    assert (found.kind, found.rule, meant(phrase)) == ("recurring", rule, first)


def test_as_soon_as_possible() -> None:
    """ "So bald wie möglich" begins now."""
    found = read("Bitte so bald wie möglich")
    assert (found.kind, found.end) == ("from", None)


@pytest.mark.parametrize(
    "phrase", ["gestern", "letzten Freitag", "vor zwei Tagen", "vorgestern um 10 Uhr", "letzte Woche", "12.3.2019"]
)
def test_the_past(phrase: str) -> None:
    """What is over is understood, and marked."""
    assert read(phrase).past


@pytest.mark.parametrize("phrase", ["heute", "morgen", "in 5 Minuten", "Freitag", "diese Woche"])
def test_not_the_past(phrase: str) -> None:
    """What is still going on or to come is not."""
    assert not read(phrase).past


def test_hours_of_several_days() -> None:
    """A weekday behind a comma with hours of its own begins a new expression."""
    text = "Mo.-Do. 9-16 Uhr, Fr. 9-13 Uhr"
    found = understand_all(text, language="de", now=WEDNESDAY)
    assert [text[slice(*one.span)] for one in found] == ["Mo.-Do.", "9-16 Uhr", "Fr. 9-13 Uhr"]


@pytest.mark.parametrize("text", ["Do od. Fr", "Do. oder Fr.", "passt Do od. Fr?"])
def test_either_of_two_short_days(text: str) -> None:
    """A short weekday behind another one is a day as well."""
    found = understand_all(text, language="de", now=WEDNESDAY)
    assert [one.start and one.start.day for one in found] == [12, 13]


def test_working_days_from_a_weekend() -> None:
    """Five working days from a Saturday are the next Friday, as from the Friday before it."""
    saturday = WEDNESDAY + timedelta(3)
    assert meant("in 5 Arbeitstagen", now=saturday) == meant("in fünf Werktagen", now=saturday) == "2026-03-20"

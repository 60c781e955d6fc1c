"""What is no time: phone numbers, prices, references, addresses, versions, results, names and greetings."""

from __future__ import annotations

import pytest

from handlers.rules.dates import understand_all, warm
from tests.rules.dates.ordinary import EACH, messages
from tests.rules.dates.saying import WEDNESDAY

FALSE_AT_MOST = 5


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Tel. 030 12 34 56 78"), ("de", "12,50 €"), ("de", "T-1042"), ("de", "A-17 bitte"), ("de",
        "Version 2.1"), ("de", "Das Spiel endete 2:1"),
        ("de", "Lindenallee 12, 10115 Berlin"), ("de", "um 15 % teurer"), ("de", "Herr Mai"), ("de",
        "Frau Sonntag"), ("de", "Schönes Wochenende!"),
        ("de", "Guten Abend"), ("de", "bis zu 10 Personen"), ("de", "Es geht um 3 Angebote"), ("de",
        "ab 5 Stück"), ("de", "im 3. Stock"), ("de", "v1.10"),
        ("de", "Straße des 17. Juni 135"), ("de", "1/2 Liter"), ("de", "zwei Tage reichen"), ("de",
        "So, das war es"), ("de", "10.000 Euro"),
        ("en", "call 020 7946 0958"), ("en", "$12.50"), ("en", "3.50 each"), ("en", "T-1042"), ("en",
        "version 2.10"), ("en", "we won 2:1"),
        ("en", "5 Main Street"), ("en", "up 4.5%"), ("en", "may I ask"), ("en", "they march on"), ("en",
        "Mr March"), ("en", "have a nice day"),
        ("en", "Good evening"), ("en", "for 4 people"), ("en", "by 5 people"), ("en", "on the 3rd floor"), ("en",
        "the second one"), ("en", "24/7"),
        ("en", "The sun is out"), ("en", "he sat there"), ("en", "one moment"), ("en", "10.12.20.1"),
        ("de", "im 3. und 4. Stock"), ("de", "die 2. und 3. Rate"), ("en", "the 2nd and 3rd floor"),
        ("en", "Call me at 555-123-4567"), ("en", "call at 555-1234"), ("en",
        "a 4:3 picture"), ("en", ""),
    ],
)  # fmt: skip
def test_nothing(language: str, text: str) -> None:
    """Numbers, names and greetings of an office stay what they are."""
    assert understand_all(text, language=language, now=WEDNESDAY) == []


def test_a_thousand_ordinary_messages() -> None:
    """Of a thousand messages without a time at most five are taken to have one."""
    all_messages = list(messages())
    false = [text for language, text in all_messages if understand_all(text, language=language, now=WEDNESDAY)]
    assert len(all_messages) == 2 * EACH
    assert len(false) <= FALSE_AT_MOST, false


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Wir sind zu dritt"), ("de", "Der Sommer kann kommen"), ("de", "Die erste Hälfte der Rechnung"),
        ("de", "ein Viertel der Kosten"), ("de", "nach dem Komma"), ("de", "über 20 Personen"),
        ("de", "einmal im Haus"), ("de", "Schönen Feierabend!"), ("de", "Die Feier war schön"),
        ("de", "bei 9 von 12 Punkten"), ("en", "Prices fall every time we ask"), ("en", "The whole team says thanks"),
        ("en", "over 50 guests"), ("en", "Half the team is ill"), ("en", "The latest version is fine"),
        ("en", "At the end of the corridor"), ("en", "It was over in no time"), ("en", "an easier way"),
    ],
)  # fmt: skip
def test_words_that_can_be_of_a_time(language: str, text: str) -> None:
    """Words that times are made of, said of something else."""
    assert understand_all(text, language=language, now=WEDNESDAY) == []


def test_warm() -> None:
    """Tables can be made beforehand, for any language and region, as often as one likes."""
    warm()
    warm([("de-AT", "AT"), ("en", "US")])

"""Texts made at random for the fuzz: real expressions, cut, joined, misspelt and mixed with what has no sense."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tests.rules.dates.saying import BERLIN

LONGEST = 4096
LANGUAGES = ("de", "en", "en-GB", "en-US", "de-AT", "xx")
REGIONS = (None, None, "DE-BY", "GB", "US", "AT")
SIGNS = " \n\t.,:;-–/()[]|'’\"!?@~+&*#%€½°\u00a0\u200b\u202e\u0308\ud800😀"
PHRASES = [
    line.split("\t")[0]
    for file in sorted((Path(__file__).parent / "phrases").glob("*.tsv"))
    for line in file.read_text(encoding="utf-8").splitlines()
]
WORDS = sorted({word for phrase in PHRASES for word in phrase.split()})


def made(chance: random.Random) -> tuple[str, str, str | None, datetime]:
    """Return a text, a language, a region and a time to read it at."""
    text = chance.choice(MAKERS)(chance)
    for _ in range(chance.choice((0, 0, 1, 1, 2, 5))):
        text = _changed(text, chance)
    now = datetime.fromtimestamp(chance.randint(-20, 120) * 31_556_952 + chance.randint(0, 31_556_952), BERLIN)
    return text[:LONGEST], chance.choice(LANGUAGES), chance.choice(REGIONS), now


def _phrase(chance: random.Random) -> str:
    return chance.choice(PHRASES)


def _phrases(chance: random.Random) -> str:
    return chance.choice((" ", ", ", " und ", " bis ", " or ", "-", "\n", "")).join(
        chance.choices(PHRASES, k=chance.randint(2, 12))
    )


def _words(chance: random.Random) -> str:
    return chance.choice((" ", " ", " ", "", ".", "-")).join(chance.choices(WORDS, k=chance.randint(1, 40)))


def _figures(chance: random.Random) -> str:
    return "".join(
        chance.choice((str(chance.randint(0, 40)), str(chance.randint(0, 9999)), chance.choice(SIGNS), " "))
        for _ in range(chance.randint(1, 60))
    )


def _again(chance: random.Random) -> str:
    one = chance.choice(
        (chance.choice(WORDS) + " ", chance.choice(PHRASES) + " ", chance.choice(SIGNS), _figures(chance))
    )
    return one * (LONGEST // len(one))


def _nonsense(chance: random.Random) -> str:
    return "".join(chr(chance.choice((chance.randint(32, 126), chance.randint(160, 0x2FFF)))) for _ in range(80))


MAKERS: tuple[Callable[[random.Random], str], ...] = (
    _phrase,
    _phrase,
    _phrases,
    _words,
    _words,
    _figures,
    _again,
    _nonsense,
)


def _changed(text: str, chance: random.Random) -> str:
    """Return the text with a letter left out, doubled, exchanged or put in, or in another case."""
    at = chance.randrange(len(text)) if text else 0
    match chance.randrange(6):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return text[:at] + text[at : at + 1] + text[at:]
        case 2:
            return text[:at] + chance.choice(SIGNS) + text[at:]
        case 3:
            return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
        case 4:
            return chance.choice((text.upper(), text.lower(), text.title()))
        case _:
            return text[:at] + chance.choice(WORDS) + text[at:]

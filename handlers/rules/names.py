"""Whether two names may mean the same: `dr weber` and `Dr. Weber GmbH`, `Mueller` and `Müller`; and which of some
names somebody means. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

ALIKE = 0.88  # of the letters in order, by which `Webber` still is like `Weber`
LONGEST = 200
LONGEST_IN_FILE = 40
BESIDES = frozenset(
    {
        "ag",
        "and",
        "co",
        "das",
        "der",
        "die",
        "dr",
        "e",
        "eg",
        "familie",
        "frau",
        "fr",
        "gbr",
        "gmbh",
        "herr",
        "hr",
        "inc",
    }
    | {
        "kg",
        "kgaa",
        "llc",
        "ltd",
        "mr",
        "mrs",
        "ms",
        "ohg",
        "plc",
        "praxis",
        "prof",
        "se",
        "the",
        "u",
        "ug",
        "und",
        "v",
    }
)
_WRITTEN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe"})


def alike(one: str, other: str) -> bool:
    """Return whether two names may mean the same: without case, accents, punctuation, titles and legal forms."""
    return any(_near(mine, theirs) for mine, theirs in zip(_plain(one), _plain(other), strict=True))


def meant(said: str, names: Sequence[str]) -> list[int]:
    """Return which of some names somebody means, by their places: those that are what they said, else those that begin
    so, else those of which a word begins so, else those that are alike."""
    wanted, small = said.casefold(), [name.casefold() for name in names]
    tests: tuple[Callable[[str], bool], ...] = (
        lambda name: name == wanted,
        lambda name: name.startswith(wanted),
        lambda name: any(name.startswith(wanted, found.start()) for found in re.finditer(r"\b\w", name)),
        lambda name: alike(name, wanted),
    )
    found = ([place for place, name in enumerate(small) if fits(name)] for fits in tests)
    return next((places for places in found if places), []) if 0 < len(wanted) <= LONGEST else []


def as_file(name: str) -> str:
    """Return a name in small ASCII letters, digits and hyphens, as part of a file's name: `Café Müller & Co.` is
    `cafe-mueller-und-co`; empty if nothing of it can be written so."""
    small = name.casefold().replace("&", " und ").translate(_WRITTEN)
    words = re.findall(r"[a-z0-9]+", _bare(small))
    return "-".join(words)[:LONGEST_IN_FILE].rstrip("-")


def _near(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def _plain(name: str) -> tuple[str, str]:
    """Return a name in small letters without what is besides the name, its umlauts as two letters, and as one."""
    small = unicodedata.normalize("NFC", name.casefold().replace("&", " und "))
    return _essential(small.translate(_WRITTEN)), _essential(
        small.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    )


def _essential(name: str) -> str:
    words = re.findall(r"[^\W_]+", _bare(name))
    return "".join([word for word in words if word not in BESIDES] or words)


def _bare(name: str) -> str:
    """Return a name without its accents."""
    return "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))

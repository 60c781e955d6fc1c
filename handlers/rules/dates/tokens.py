"""Text cut into tokens with their roles; what may stand together is not known here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from handlers.rules.dates.wordlists import MILITARY, NO, NOT_A_TIME, SHORTEST_STREET, STREETS, VERSIONED

Roles = Mapping[str, Any]  # the value: a number, or a member of an enumeration
NONE: Roles = {}

# White space before a word, a number or a sign belongs to it, so that equal pieces of texts are equal tokens.
# Letters of both languages are looked at first because a few are found more quickly than all there are.
PIECE = re.compile(
    r"[^\S\n]*+(?:[0-9]+|(?:[A-Za-zÄÖÜäöüß]++[^\W\d_]*|[^\W\d_]+)(?:\u0308[^\W\d_]*)*(?:['’][^\W\d_]+)?|\n|[^\s])"
)
# Behind each text so many empty tokens stand; who looks before its first token (t[-1]) finds them, too.
LOOKAHEAD = 12
DIGITS = frozenset("0123456789")
NUMBER: Roles = {"digits": 1}
LONGEST_NUMBER = 4

# What a token can be at a glance, as bits of `kinds`: the roles that the grammar asks for most, all at once.
LEADING, CONTENT, COUNT, CLOCKLIKE, PECULIAR, NAMED, LENGTH, ZONED, TAIL, PARTLY = (1 << bit for bit in range(10))
ADDRESS, LABEL, VERSION, RELATING, CLOCK_TAIL, REFUSAL = (1 << bit for bit in range(10, 16))
COUNTS = frozenset({
    "digits", "number", "article", "half", "half_to", "three_quarter", "halves", "couple", "few", "length",
    "length_days", "length_months",
})  # fmt: skip
KINDS: Mapping[int, frozenset[str]] = {
    LEADING: frozenset({"prep", "within", "comma", "colon", "dot"}),
    CONTENT: COUNTS | {
        "weekday", "month", "day", "holiday", "ordinal", "nth", "which", "named_hour", "quarter", "part", "shade",
        "edge", "edge_of", "unit", "week_word", "week_of", "quarter_name", "quarter_word", "every", "season",
        "half_name", "current", "unit_habit", "weekday_habit", "suffix_bound", "now", "close", "day_end", "allday",
        "skip", "half_day", "between_years", "month_day",
    },
    COUNT: COUNTS,
    CLOCKLIKE: frozenset({"digits", "number", "named_hour", "half_to", "three_quarter", "quarter", "half"}),
    PECULIAR: frozenset({"every", "unit_habit", "weekday_habit", "shade", "edge", "half_day", "nth", "ordinal"}),
    NAMED: frozenset({"weekday", "month", "part", "holiday"}),
    LENGTH: frozenset({"unit", "length", "length_days", "length_months", "weekday"}),
    ZONED: frozenset({"zone"}),
    PARTLY: frozenset({"part", "shade"}),
    TAIL: frozenset({"suffix_bound", "comma", "prep", "sep"}),
    ADDRESS: frozenset({"greeting", "title", "dot"}),
    LABEL: frozenset({"sep"}),
    RELATING: frozenset({"past", "to", "unit"}),
    CLOCK_TAIL: frozenset({"oclock", "hundred", "named_hour", "half_day", "half_letter"}),
}  # fmt: skip
WORDS_OF_KINDS: Mapping[int, frozenset[str]] = {
    LENGTH: frozenset({*"mdws", "wo"}),  # units of one letter or two
    ZONED: frozenset("(+"),  # what may stand before the name of a zone
    LABEL: NOT_A_TIME | {*".:#", "des"},
    VERSION: VERSIONED,
    CLOCK_TAIL: MILITARY | {"ish", *"-."},
    REFUSAL: NO,
}


class Token:
    """A word, a number or a sign, the same for all texts it stands in. `gap`: how much white space stands before it.
    `number`: its value, if it has at most 4 digits. `kinds`: its roles at a glance."""

    __slots__ = ("capital", "digits", "gap", "kinds", "number", "roles", "word")

    def __init__(self, word: str, roles: Roles, gap: int, *, capital: bool) -> None:
        self.word = word
        self.roles = roles
        self.gap = gap
        self.capital = capital
        self.number = int(word) if roles is NUMBER and len(word) <= LONGEST_NUMBER else None
        self.digits = len(word) if self.number is not None else 0
        self.kinds = sum(kind for kind, members in KINDS.items() if not members.isdisjoint(roles))
        for kind, words in WORDS_OF_KINDS.items():
            self.kinds |= kind if word in words else 0
        if capital and len(word) >= SHORTEST_STREET and word.endswith(STREETS):
            self.kinds |= LABEL

    def __repr__(self) -> str:
        return f"<{self.word}>"


Tokens = list[Token]
END = Token("", NONE, 1, capital=False)
BEHIND = [END] * LOOKAHEAD


def lower(text: str) -> str:
    """Return the text in small letters, with as many code points as it has."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)

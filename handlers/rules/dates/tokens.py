"""Text cut into tokens with their code-point positions and roles; what may stand together is not known here."""

from __future__ import annotations

import re

from handlers.rules.dates.lexicon import NONE, Lexicon, Roles

TOKEN = re.compile(r"[0-9]+|[^\W\d_]+(?:\u0308[^\W\d_]*)*(?:['’][^\W\d_]+)?|\n|[^\s]")
LOOKAHEAD = 12
DIGITS = frozenset("0123456789")
NUMBER: Roles = {"digits": 1}


class Token:
    """A word, a number or a sign. `gap`: white space stands before it. `number`: its value, if it has at most 4
    digits."""

    __slots__ = ("capital", "digits", "end", "gap", "number", "roles", "start", "word")

    # Made once for each word, too often for keyword arguments.
    def __init__(
        self, start: int, end: int, word: str, roles: Roles, gap: bool, number: int | None, capital: bool
    ) -> None:
        self.start = start
        self.end = end
        self.word = word
        self.roles = roles
        self.gap = gap
        self.number = number
        self.capital = capital
        self.digits = end - start if number is not None else 0

    def __repr__(self) -> str:
        return f"<{self.word}>"


Tokens = list[Token]
END = Token(-1, -1, "", NONE, True, None, False)
BEHIND = [END] * LOOKAHEAD


def lower(text: str) -> str:
    """Return the text in small letters, with as many code points as it has."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def tokens_of(text: str, small: str, lexicon: Lexicon) -> Tokens:
    """Return the tokens of a text (`small`: in small letters) and some empty ones behind them for looking ahead."""
    found: Tokens = []
    last = 0
    known, learn, pairs, seconds = lexicon.known, lexicon.roles, lexicon.pairs, lexicon.seconds
    before = ""
    phrased = False
    for word in TOKEN.findall(small):
        start = small.index(word, last)
        end = start + len(word)
        roles = known.get(word)
        if roles is None:
            roles = NUMBER if word[0] in DIGITS else learn(word)
        number = int(word) if roles is NUMBER and end - start <= 4 else None
        found.append(Token(start, end, word, roles, start > last, number, text[start] != word[0]))
        if word in seconds and (before, word) in pairs:
            phrased = True
        before = word
        last = end
    if phrased:
        found = _joined(found, lexicon)
    found += BEHIND
    return found


def _joined(tokens: Tokens, lexicon: Lexicon) -> Tokens:
    """Return the tokens with each known phrase as one."""
    joined: Tokens = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        for words, roles in lexicon.phrases.get(token.word, ()):
            behind = at + len(words)
            if [other.word for other in tokens[at:behind]] == words:
                token = Token(
                    token.start, tokens[behind - 1].end, " ".join(words), roles, token.gap, None, token.capital
                )
                at = behind - 1
                break
        joined.append(token)
        at += 1
    return joined

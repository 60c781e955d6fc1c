"""Texts cut into tokens by the words of a language, with the places where they end."""

from __future__ import annotations

from itertools import accumulate, pairwise
from operator import attrgetter

from handlers.rules.dates.lexicon import Lexicon
from handlers.rules.dates.tokens import BEHIND, PIECE, Tokens

WORD = attrgetter("word")


def tokens_of(text: str, lexicon: Lexicon) -> tuple[Tokens, list[int]]:
    """Return the tokens of a text, some empty ones behind them for looking ahead, and where in the text (in code
    points) each ends."""
    pieces = PIECE.findall(text)
    known = lexicon.tokens
    try:
        tokens = list(map(known.__getitem__, pieces))
    except KeyError:
        tokens = [known.get(piece) or lexicon.token(piece) for piece in pieces]
    ends = list(accumulate(map(len, pieces)))
    if not lexicon.telling_pieces.isdisjoint(pieces) and not lexicon.pairs.isdisjoint(pairwise(map(WORD, tokens))):
        tokens, ends = _joined(text, tokens, ends, lexicon)
    tokens += BEHIND
    return tokens, ends


def _joined(text: str, tokens: Tokens, ends: list[int], lexicon: Lexicon) -> tuple[Tokens, list[int]]:
    """Return the tokens with each known phrase as one."""
    joined: Tokens = []
    joined_ends: list[int] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        for words, roles in lexicon.phrases.get(token.word, ()):
            behind = at + len(words)
            if [other.word for other in tokens[at:behind]] == words:
                piece = text[ends[at - 1] if at else 0 : ends[behind - 1]]
                token = lexicon.tokens.get(piece) or lexicon.phrase(piece, token, words, roles)
                at = behind - 1
                break
        joined.append(token)
        joined_ends.append(ends[at])
        at += 1
    return joined, joined_ends


def begin_of(tokens: Tokens, ends: list[int], at: int) -> int:
    """Return where a token begins in its text, without the white space before it."""
    return tokens[at].gap + (ends[at - 1] if at else 0)

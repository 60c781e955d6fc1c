"""Kinds of requests the office knows, with their own questions, and which of them some words are about. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Words = Mapping[str, str]
"""The same words in several languages, by BCP 47 tag."""


@dataclass(frozen=True, slots=True)
class Question:
    """A category's own question; `kind` as in `handlers.chat.outgoing.FieldKind`, `choices` by value."""

    name: str
    label: Words
    kind: str = "line"
    required: bool = True
    help: Words | None = None
    choices: Sequence[tuple[str, Words]] = ()


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of request. `keywords` are whole words or phrases, `examples` whole sentences; both in any language.
    `confidential`: only who has such a request, team lead, managers and the contact who asked know of it."""

    name: str
    label: Words
    keywords: Sequence[str] = ()
    examples: Sequence[str] = ()
    process: Words | None = None
    questions: Sequence[Question] = ()
    confidential: bool = False


KEYWORD_WEIGHT = 3
_WORD = re.compile(r"\w+")


def guess(words: str, categories: Sequence[Category]) -> str | None:
    """Return the name of the category that `words` are most likely about, None if nothing speaks for any.

    A keyword found counts three, each word of four letters or more shared with an example one; the first of equals
    wins."""
    if not categories:
        return None
    said = _tokens(words)
    line = f" {' '.join(said)} "
    best, most = None, 0
    for category in categories:
        points = KEYWORD_WEIGHT * sum(1 for keyword in category.keywords if f" {' '.join(_tokens(keyword))} " in line)
        shared = {word for example in category.examples for word in _tokens(example) if len(word) >= 4}
        points += len(shared & set(said))
        if points > most:
            best, most = category.name, points
    return best if most > 1 else None


def _tokens(words: str) -> list[str]:
    return _WORD.findall(words.casefold())

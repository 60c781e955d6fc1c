"""Texts read for times: windows, language and region, the grammar, and what it leaves over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from handlers.rules.dates.abroad import resolve_abroad
from handlers.rules.dates.clock_fits import Effort
from handlers.rules.dates.cutting import begin_of, tokens_of
from handlers.rules.dates.fallback import left_over
from handlers.rules.dates.frame import Frame
from handlers.rules.dates.glance import may_tell_a_time
from handlers.rules.dates.lexicon import Lexicon, lexicon
from handlers.rules.dates.phrases import expressions
from handlers.rules.dates.reader import Habits, Reader
from handlers.rules.dates.resolver import resolve
from handlers.rules.dates.tokens import Tokens, lower
from handlers.rules.dates.understanding import Understanding

READ_AT_MOST = 4096
WINDOW = 500
OVERLAP = 100
# More than the longest honest text needs; what is left unread then leaves a doubt.
MOST_PIECES = 120
# Something of everything, so that reading it makes every table.
TASTE = "am 3.4. um 10:30 Uhr, tomorrow at 5"


def understand(text: str, *, language: str, now: datetime, region: str | None = None) -> Understanding | None:
    """Return the first time expression of a text, None if there is none. See `understand_all`."""
    found = _understood(text, language, now, region)
    return found[0] if found else None


def understand_all(text: str, *, language: str, now: datetime, region: str | None = None) -> list[Understanding]:
    """Return the time expressions of a text from left to right, none overlapping.

    `language`: `de` or `en`, with a region for its habits (`en-GB`, `de-AT`); others are read as English. `now` is
    aware, its zone is the reader's. `region` (ISO 3166, `DE-BY`) names the holidays; none given: those of the whole
    country for German, none for English. Reads 4,096 characters; of a longer text all that is found has the doubt
    `truncated`. ValueError for a naive `now`; no text raises.
    """
    return _understood(text, language, now, region)


def _understood(text: str, language: str, now: datetime, region: str | None) -> list[Understanding]:
    if now.utcoffset() is None:
        raise ValueError("now has no zone")
    habits = _habits(language, region)
    words = habits.words
    small = lower(text)
    short = len(text) <= WINDOW
    if short and not may_tell_a_time(text, small, words):
        return []
    reader, effort = Reader(now, habits), Effort(MOST_PIECES)
    if short:
        found = _read_window(text, 0, words, reader, effort)
        return found if effort.left > 0 else _doubted(found)
    found = _read(text[:READ_AT_MOST], words, reader, effort)
    return _doubted(found) if len(text) > READ_AT_MOST or effort.left <= 0 else found


def warm(languages: Iterable[tuple[str, str | None]] = (("de", None), ("en", None))) -> None:
    """Build what the first reading in each language, with its region, would build else: about 30 ms, in any thread."""
    at = datetime(2000, 1, 1, tzinfo=UTC)
    for language, region in languages:
        understand_all(TASTE, language=language, now=at, region=region)


_DAY_FIRST = frozenset({"GB", "UK", "IE", "AU", "NZ", "IN", "ZA", "DE", "AT", "CH"})


@lru_cache(maxsize=64)
def _habits(language: str, region: str | None) -> Habits:
    spoken, _, country = language.upper().replace("_", "-").partition("-")
    german = spoken == "DE"
    if region is None and german:
        region = country or "DE"
    words = lexicon("de" if german else "en", region.upper() if region else None)
    return Habits(words, not german and country not in _DAY_FIRST, german or bool(country))


def _doubted(found: list[Understanding]) -> list[Understanding]:
    """Return what was found in a text that was not read to its end."""
    return [one._replace(doubt=(*one.doubt, "truncated")) for one in found]


def _read(text: str, words: Lexicon, reader: Reader, effort: Effort) -> list[Understanding]:
    """Read a long text window by window; an expression belongs to the window in which it begins."""
    found: list[Understanding] = []
    begin, taken = 0, 0
    while begin < len(text) and effort.left > 0:
        end = min(begin + WINDOW, len(text))
        last = end == len(text)
        limit = end if last else end - OVERLAP
        window = text[begin:end]
        small = lower(window)
        spoken = may_tell_a_time(window, small, words)
        for one in _read_window(window, begin, words, reader, effort) if spoken else []:
            if one.span[0] >= taken and one.span[0] < limit:
                found.append(one)
                taken = one.span[1]
        if last:
            break
        begin = _word_start(text, limit)
    return found


def _word_start(text: str, at: int) -> int:
    """Return the beginning of the word at a place, not far before it."""
    for back in range(at, max(at - 40, 0), -1):
        if text[back - 1].isspace():
            return back
    return at


def _read_window(text: str, offset: int, words: Lexicon, reader: Reader, effort: Effort) -> list[Understanding]:
    tokens, ends = tokens_of(text, words)
    found, taken = [], []
    for frame in expressions(tokens, effort, words):
        begin, end = begin_of(tokens, ends, frame.start), ends[frame.end - 1]
        if text[end : end + 1] == ")" and "(" in text[begin:end]:
            end += 1
        taken.append((begin, end))
        if frame.negated:
            continue
        reader.doubts = []
        zone = frame.zone or (frame.until.zone if frame.until is not None else None)
        span = (begin + offset, end + offset)
        one = resolve(reader, frame, span) if zone is None else resolve_abroad(reader, frame, zone, span)
        if one is not None:
            between = _between(frame, tokens, ends, offset)
            found.append(one._replace(between=between) if between else one)
    if not found and any("month" in token.roles for token in tokens):
        guessed = left_over(text, (tokens, ends), taken, reader, effort)
        return [one._replace(span=(one.span[0] + offset, one.span[1] + offset)) for one in guessed]
    return found


def _between(frame: Frame, tokens: Tokens, ends: list[int], offset: int) -> tuple[tuple[int, int], ...]:
    """Return where the words inside an expression stand that say nothing about time."""
    parts = frame.between if frame.until is None else frame.between + frame.until.between
    if not parts:
        return ()
    return tuple((begin_of(tokens, ends, first) + offset, ends[behind - 1] + offset) for first, behind in parts)

"""What the grammar leaves over, asked of dateparser: short spans with a month and a number, in fixed languages, and
guarded.

dateparser reads numbers as years and hours as days; an answer counts only if every number of the span is found again
in it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from handlers.rules.dates.clock_fits import Effort
from handlers.rules.dates.cutting import begin_of
from handlers.rules.dates.leads import glued, labelled, versioned
from handlers.rules.dates.reader import Reader
from handlers.rules.dates.tokens import LOOKAHEAD, Tokens
from handlers.rules.dates.understanding import Understanding
from handlers.rules.dates.wall import instant

LONGEST_SPAN = 60
NEIGHBOURS = 2
PIECES_OF_A_QUESTION = 20  # dateparser takes as long as the grammar does for so many pieces


def left_over(
    text: str,
    cut: tuple[Tokens, list[int]],
    taken: list[tuple[int, int]],
    reader: Reader,
    effort: Effort,
) -> list[Understanding]:
    """Return what dateparser makes of the spans with a month name and a number that no expression has taken."""
    found: list[Understanding] = []
    tokens, ends = cut
    for at in range(len(tokens) - LOOKAHEAD):
        if "month" not in tokens[at].roles or any(begin < ends[at] <= end for begin, end in taken):
            continue
        span = _span(tokens, ends, at, taken)
        if span is None or (found and found[-1].span[1] > span[0]):
            continue
        effort.left -= PIECES_OF_A_QUESTION
        if effort.left < 0:
            break
        one = _asked(text[span[0] : span[1]], span, reader)
        if one is not None:
            found.append(one)
    return found


def _span(tokens: Tokens, ends: list[int], at: int, taken: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the characters from the first to the last number near a month, if they are free and few."""
    near = range(max(0, at - NEIGHBOURS), min(at + NEIGHBOURS + 1, len(tokens) - LOOKAHEAD))
    numbers = [n for n in near if tokens[n].number is not None]
    if not numbers or any(glued(tokens, n) or labelled(tokens, n) or versioned(tokens, n) for n in numbers):
        return None
    begin, end = begin_of(tokens, ends, min(at, numbers[0])), ends[max(at, numbers[-1])]
    if end - begin > LONGEST_SPAN or any(begin < last and first < end for first, last in taken):
        return None
    return begin, end


def _asked(words: str, span: tuple[int, int], reader: Reader) -> Understanding | None:
    import dateparser

    settings = {
        "RELATIVE_BASE": reader.wall,
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "MDY" if reader.habits.month_first else "DMY",
        "REQUIRE_PARTS": ["day", "month"],
    }
    answer = dateparser.parse(words, languages=["de" if reader.habits.words.german else "en"], settings=settings)
    if not isinstance(answer, datetime) or not _explained(words, answer):
        return None
    day = answer.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    (start, _), (end, _) = instant(day, reader.zone), instant(day + timedelta(1), reader.zone)
    return Understanding(start, end, "day", "date", end <= reader.now, None, span, ("guessed",))


def _explained(words: str, answer: datetime) -> bool:
    """Tell whether each number said is the day, the month or the year of the answer."""
    parts = {answer.day, answer.month, answer.year, answer.year % 100}
    said = [int(number) for number in re.findall("[0-9]+", words)]
    return answer.day in said and all(number in parts for number in said)

"""A quick look at a text that proves, for most texts without a time, that nothing in it can be one.

What it lets pass is read by the grammar; what it stops would not have been understood."""

from __future__ import annotations

import re
from functools import cache

from handlers.rules.dates.leads import NOT_PLURAL, PLURALS
from handlers.rules.dates.lexicon import Lexicon
from handlers.rules.dates.wordlists import VERSIONED, words_of

# Figures that can be a time with no word beside them.
FIGURES = (
    r"[0-9](?::[0-9]{2}"  # 10:30
    r"|\.\s?[0-9]{1,2}\."  # 3.4.
    r"|[./][0-9]{1,2}(?:[./][0-9]{2}|,?\s[0-9]|\s?[-–]\s?[0-9])"  # 3/4/26, 24.11 2026, 18.7 - 20.7
    r"|[./][0-9]{1,2}\s?(?:bis|to|till|until|und|and)\s?[0-9]"  # 18.7 bis 20.7
    r"|\.\s?(?:[-–/+&]|und|bis|u\.?|oder)\s?[0-9]{1,2}\."  # 3.-5.
    r"|-[0-9]{1,2}-[0-9]|[./-](?:19|20)[0-9]{2}\b"  # 2026-04-03, 04/2026
    r"|\s(?:sharp|prompt|on\sthe\sdot)\b"  # 8 sharp
    r"|[ap]\.?\s?m?\b|\s[ap]\.?\s?m\b|\s?h\b|h[0-9]{2}\b|\s?hrs\b"  # 5p, 5 p.m., 17h, 17h30
    r"|(?:st|nd|rd|th|ish|t[er]|ste|ten|ter)\b"  # 3rd, 5ish, 16ten
    r"|[0-9]{3}(?:\s?[./-][0-9]{1,2}\b|-?w[0-9]|\sq[1-4]|\s(?:on|or|and|to|bis|oder|und)\b))"  # 2026-04, 2026-W14
)
# Nothing but figures, signs and small words.
ALONE = r"\W*[0-9][0-9\W]*(?:(?:bis|auf|to|till?|until|und|and|or|oder|u|thru|through)[0-9\W]+)?\Z"
# Too long for an hour or a day: 020123, 101,194.
LONG_NUMBER = r"[0-9]{5}|[0-9],[0-9]{3}"
DECIMAL = r"[0-9]+(?:[.,][0-9]+)+[.,]?"
BEFORE = words_of(
    "um ab bis vor nach gegen zwischen zw von vom am im den dem des zum seit spätestens frühestens allerspätestens in "
    "at by on from until till til before after between around about during past to through thru since half quarter "
    "viertel dreiviertel latest earliest than halb @ within binnen innerhalb starting jeden jeder jede every each "
    "anfang mitte ende early late mid beginning end punkt schlag"
)
ARTICLES = words_of("the der dem den des")
INTRODUCED = ARTICLES | words_of("a an next last this")
APPROXIMATE = words_of(
    "ca ca. etwa circa cirka zirka ungefähr rund genau exakt pünktlich so punkt schlag about around approximately "
    "roughly exactly ~ precisely approx noch erst schon of"
)
GREETINGS = words_of(
    "guten gute schönen schönes schöne schoenes gutes angenehmes nettes frohe frohes fröhliche good nice great lovely "
    "wonderful happy pleasant merry"
)
GREETED = frozenset({"part", "day", "weekday", "holiday"})
WISHED = words_of("tag day woche week wochenende weekend")
MAY_OPEN = frozenset("0123456789@~([\"'„“.:,")
SUITING = words_of("passt passen passte geht ginge gehen klappt klappte wäre waere möglich moeglich recht")
SIGNS = " .,;:!?()[]\"'„“”…"


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns, compiled when they are first wanted: that takes longer than all else at import."""
    return re.compile(FIGURES), re.compile(ALONE)


def may_tell_a_time(text: str, small: str, words: Lexicon) -> bool:
    """Tell whether anything in a text (`small`: in small letters) can be the heart of a time expression."""
    chunks = small.split()
    if not words.sure.isdisjoint(chunks) and words.callings.isdisjoint(chunks) and GREETINGS.isdisjoint(chunks):
        return True
    fresh = words.unknown(chunks)
    if not fresh:
        return False
    hearts, figures = words.hearts(fresh)
    if hearts and any(chunk in hearts and _beats(chunks, at, words) for at, chunk in enumerate(chunks)):
        return True
    return figures and _figures(text, small, chunks, words)


def _beats(chunks: list[str], at: int, words: Lexicon) -> bool:
    """Tell whether the word is more than a wish ("Guten Abend") or a count ("the third floor", "one more")."""
    word = chunks[at].strip(SIGNS)
    before = chunks[at - 1].strip(SIGNS) if at else ""
    if "title" in words.roles(before):
        return False
    if before in GREETINGS:
        return (before, word) in words.pairs or not (word in WISHED or GREETED & words.roles(word).keys())
    if not words.weak(word):
        return True
    behind = chunks[at + 1].strip(SIGNS) if at + 1 < len(chunks) else ""
    if word in words.hints:
        return (before, word) in words.neighbours or (word, behind) in words.neighbours
    if behind[:1].isdigit() or words.roles(behind.replace(".", "")) or (at == 0 and not behind):
        return True
    if behind in words.hints or (word, behind) in words.pairs:
        return True
    roles, roles_before = words.roles(word), words.roles(before)
    if "month" in roles and (roles_before or before[-1:].isdigit()):
        return True
    if "unit" in roles and "number" in roles_before and "article" not in roles_before:
        return True
    if before in BEFORE and before not in ARTICLES:
        return True
    earlier = chunks[at - 2].strip(SIGNS) if at > 1 else ""
    return "-" in before or (earlier in BEFORE and (before in INTRODUCED or before in APPROXIMATE))


def _figures(text: str, small: str, chunks: list[str], words: Lexicon) -> bool:
    """Tell whether figures stand as those of times do, or behind a word that times stand behind."""
    pattern, alone = _patterns()
    found = pattern.search(small)
    if found is not None and (
        found.group()[1] != "." or VERSIONED.isdisjoint([chunk.strip(SIGNS) for chunk in chunks])
    ):
        return True
    if alone.match(small) is not None:
        return True
    for at in [at for at, chunk in enumerate(chunks) if chunk[0] in MAY_OPEN]:
        chunk = chunks[at]
        if "@" in chunk or "~" in chunk:
            return True
        before = chunks[at - 1].strip(SIGNS) if at and chunk.lstrip(SIGNS)[:1].isdigit() else ""
        introduced = before in BEFORE or _asked_for(chunks, at, before)
        introduced = introduced or (before in APPROXIMATE and at > 1 and chunks[at - 2].strip(SIGNS) in BEFORE)
        if introduced and not _another_number(chunk, chunks, at, text, words):
            return True
    return False


def _asked_for(chunks: list[str], at: int, before: str) -> bool:
    """Tell whether a day is asked for: "Passt der 19.?", "Wäre der 19. möglich?"."""
    if before != "der" or SUITING.isdisjoint([chunk.strip(SIGNS) for chunk in chunks]) or chunks[-1][-1] != "?":
        return False
    behind = chunks[at + 1].strip(SIGNS) if at + 1 < len(chunks) else ""
    return not behind or behind in SUITING


def _another_number(chunk: str, chunks: list[str], at: int, text: str, words: Lexicon) -> bool:
    """Tell whether the figures are no hour and no day: "020 7946", "101,194", "12,5%", "update to 3.2", "9 points"."""
    if chunk.isdigit():
        behind = chunks[at + 1] if at + 1 < len(chunks) else ""
        return (len(chunk) > 2 and behind.isdigit() and len(behind) > 2) or _counts(text.split(), at + 1, words)
    plain = chunk.strip(SIGNS)
    if re.search(LONG_NUMBER, plain) is not None or plain.endswith("%"):
        return True
    if not re.fullmatch(DECIMAL, chunk):
        return False
    versioned = any(word.strip(SIGNS) in VERSIONED for word in chunks[max(0, at - 3) : at])
    return versioned or _counts(text.split(), at + 1, words)


def _counts(chunks: list[str], at: int, words: Lexicon) -> bool:
    """Tell whether a number counts the thing behind it: "um 9 %", "bei 9 Punkten", "at 9 Mill Lane"."""
    thing = chunks[at] if at < len(chunks) else ""
    if thing[:1] in {"%", "€", "$", "£"} or chunks[at : at + 2] == ["out", "of"]:
        return True
    plain = thing.strip(SIGNS)
    if not plain.isalpha():
        return False
    roles = words.roles(plain.lower())
    if roles:
        return "quantity" in roles and "unit" not in roles
    if words.german:
        return plain[0].isupper() and plain.endswith(PLURALS)
    return plain[0].isupper() or (plain.endswith("s") and plain.lower() not in NOT_PLURAL)

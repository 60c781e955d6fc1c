"""The words of a language with their roles, also where they are written without umlauts or with one wrong letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from handlers.rules.dates import english, german
from handlers.rules.dates.holidays import holiday_words
from handlers.rules.dates.tokens import DIGITS, NONE, NUMBER, Roles, Token, lower
from handlers.rules.dates.wordlists import words_of
from handlers.rules.dates.zone_names import zone_words

WORDS = re.compile(r"[^\W\d_]+(?:\u0308[^\W\d_]*)*(?:['’][^\W\d_]+)?")
ANCHORS = frozenset({
    "weekday", "weekday_habit", "month", "unit", "day", "part", "now", "named_hour", "holiday", "oclock",
    "week_word", "unit_habit",
    "length", "length_days", "edge_of", "quarter_name", "quarter_word", "day_end", "close", "number", "half_to",
    "week_of", "ordinal", "season", "half_name", "half_of_month", "week_of_month", "half_year", "current",
    "length_months", "past_tail", "suffix_bound", "between_years", "month_day",
})  # fmt: skip
WEAK = frozenset({"number", "ordinal"})
UMLAUTS = {
    "ä": ("ä", "ae", "a", "a\u0308"),
    "ö": ("ö", "oe", "o", "o\u0308"),
    "ü": ("ü", "ue", "u", "u\u0308"),
    "ß": ("ß", "ss"),
}


# A mistake is looked for in longer words that begin rightly: short ones, and first letters, make other words of the
# language.
SHORTEST_MISTAKE = 5
SHORTEST_MONTH = 4  # as typed: "aprl"
PRIVATE = 0xE000  # where Unicode has no letters
LONGEST_WORD = 30
LEARNT_AT_MOST = 20_000
FORGIVEN = frozenset({"weekday", "weekday_habit", "month", "day", "part", "unit", "which", "holiday", "oclock"})
OTHER_WORDS = {
    "de": words_of(
        "nicht nichts osten oster dienen diene dieter diesel verletzte verletzten verletzter nackt nackte nackten "
        "heftigen heftige heftiger stände ständen stande monte monet diebe dieben diele dielen übernachten nichte "
        "nichten "
        "ausfahrt aufführt hefte gesten gestein geistern jaguar taugen tales tapes takes taken taxen haute "
        "auguste augusta "
        "nähte nähten letter letten freital freytag jenner nachm margen heurigen dissen morten hegte ständchen"
        "heule "
        "wichen avril nachos nikolas niklaus nicolaus "
        "montage montagen wache wachen waches nachte morden morgens stünde stünden moment monaten nachster vorigem "
        "diener "
        "nachtet nacht nächtigen mitte mitten mittig sonne sontag diese wochentlich jahrgang magen mietwoche "
        "monatlichen "
        "stunden standen studen vorletzte letztere letzterer letzten früchte frucht furcht märkte marke monate minuten "
        "feuer feier feiern fieber feder faber fever fiber ferber feger felber leber aktuell letztens minutes nocht "
        "lette "
        "janne augusto nahte moneten tauen tagten lautende lautenden diemer aktuellere dresen janker nikolaos montan "
        "augusti augusts nachf nacho heure heurige übernachte verletztes tagein sonntage samstage freitage nachmittage "
        "merz folgen folgten folgenden morgan mittags mittels abende abenden juror julia juice mogen tragen taten"
    ),
    "en": words_of(
        "launch precious tours lynch lurch marco marcy marca marche merch coding coping coking combing cooing "
        "midway marc mach monte "
        "montes monti currents currant augusta auguste augusto thugs quartet quartets moaning morin frida yearn yearns "
        "horus yeats avril nicht weeps sundry toddy nighty "
        "mourning warning horning sundae mundane marsh march's match marc nightly might monthly moths mouths mouth "
        "weaker weeds weekly dally hourly tomorrows mints minuet minutes' mines hoes hurs house hours' years' tears "
        "yeast nest text "
        "lasts lists lost paste pasta second-hand secondly reconds sunny daily monty juliet tunes augusts coning "
        "comings thin "
        "fourth's night's knight wheelend previously currently currency marches marched maybe mayor ready today's eve "
        "event even ever eastern easier eater elster eventing ester comin weems cuming sundaes mooning minuses marci "
        "marth marchi thurso curren sundar tomoe monta "
        "evening's events sever seven's weekends' noon's moon soon non noun daytime monetary"
    ),
}


class Lexicon:
    """One language's words; learns which roles, if any, a word met for the first time has."""

    def __init__(self, language: str, words: Iterable[tuple[str, Roles]], phrases: Iterable[tuple[str, Roles]]) -> None:
        self.german = language == "de"
        self._words: dict[str, Roles] = {}
        for word, roles in words:
            for spelling in _spellings(word):
                self._words[spelling] = {**self._words.get(spelling, NONE), **roles}
        self.phrases: dict[str, list[tuple[list[str], Roles]]] = {}
        self.pairs: set[tuple[str, str]] = set()
        self._phrased: list[list[str]] = []
        for phrase, roles in phrases:
            for spelling in _spellings(phrase):
                self._add_phrase(spelling.split(), roles)
        for longest in self.phrases.values():
            longest.sort(key=lambda entry: -len(entry[0]))
        # The longest word of each phrase: few texts have one.
        self.telling = {max(words, key=len) for entries in self.phrases.values() for words, _ in entries}
        # A phrase with no word of its own is known by its last word and the neighbour of that.
        told = [words for words in self._phrased if not any(self._tells(word) for word in words)]
        self.neighbours = {(words[-2] if words[-2].isalpha() else words[0], words[-1]) for words in told}
        self.hints = {max(pair, key=len) for pair in self.neighbours}
        self._other_words = OTHER_WORDS[language]
        self._mistakes: dict[str, list[str]] = {}
        for word, roles in self._words.items():
            if len(word) >= SHORTEST_MISTAKE and not FORGIVEN.isdisjoint(roles):
                for shortened in _shortened(word):
                    self._mistakes.setdefault(shortened, []).append(word)
        self.known: dict[str, Roles] = dict(self._words)
        # Pieces of texts as they were met, each its token, and those of them that may be of a phrase.
        self.tokens: dict[str, Token] = {}
        self.telling_pieces: set[str] = set()
        self._plain: set[str] = set()
        self._hearts: set[str] = set()
        # Of the hearts those that need no word beside them, unless somebody is called or greeted so.
        self.sure: set[str] = set()
        self.callings = {word for word, roles in self._words.items() if "title" in roles}

    def _tells(self, word: str) -> bool:
        roles = self._words.get(word, NONE)
        return not ANCHORS.isdisjoint(roles) and "prep" not in roles

    def _add_phrase(self, words: list[str], roles: Roles) -> None:
        if len(words) == 1:
            self._words[words[0]] = {**self._words.get(words[0], NONE), **roles}
        else:
            self.phrases.setdefault(words[0], []).append((words, roles))
            self.pairs.add((words[0], words[1]))
            if not ANCHORS.isdisjoint(roles):
                self._phrased.append(words)

    def roles(self, word: str) -> Roles:
        """Return the roles of a lower-case word; none for one that says nothing about time."""
        found = self.known.get(word)
        return self._learn(word) if found is None else found

    def token(self, piece: str) -> Token:
        """Return the token that a piece of a text is: white space, then a word, a number or a sign."""
        word = lower(piece.lstrip()) or "\n"
        gap = len(piece) - len(word)
        roles = NUMBER if word[0] in DIGITS else self.roles(word)
        if word in self.telling:
            self.telling_pieces.add(piece)
        return self._kept(piece, Token(word, roles, gap, capital=piece[gap] != word[0]))

    def phrase(self, piece: str, first: Token, words: list[str], roles: Roles) -> Token:
        """Return the token that a piece of a text is which holds a phrase, that begins with a token."""
        return self._kept(piece, Token(" ".join(words), roles, first.gap, capital=first.capital))

    def _kept(self, piece: str, token: Token) -> Token:
        if len(piece) <= LONGEST_WORD:
            if len(self.tokens) >= LEARNT_AT_MOST:
                self.tokens.clear()
            self.tokens[piece] = token
        return token

    def unknown(self, chunks: list[str]) -> set[str]:
        """Return those of the chunks between spaces that are not known to say nothing about time."""
        return set(chunks) - self._plain

    def hearts(self, chunks: set[str]) -> tuple[set[str], bool]:
        """Return the chunks with a word that can be the heart of a time expression, and whether any has figures."""
        hearts, figures = chunks & self._hearts, False
        for chunk in chunks - hearts:
            if not chunk.islower() and not DIGITS.isdisjoint(chunk):  # figures without letters
                figures = True
                continue
            words = WORDS.findall(chunk)
            heart = bool(words) and any(word in self.hints or self._heart(word) for word in words)
            plain = DIGITS.isdisjoint(chunk)
            figures = figures or not plain
            if heart:
                hearts.add(chunk)
            if len(chunk) <= LONGEST_WORD and (heart or plain):
                self._remember(chunk, self._hearts if heart else self._plain)
                if heart and plain and not any(word in self.hints or self.weak(word) for word in words):
                    self._remember(chunk, self.sure)
        return hearts, figures

    def _heart(self, word: str) -> bool:
        roles = self.roles(word)
        return not ANCHORS.isdisjoint(roles) and "article" not in roles

    def weak(self, word: str) -> bool:
        """Tell whether a word is a time only with the right word beside it: "three", "second", "may", "lunch", "so"
        for a Sunday."""
        roles = self.roles(word)
        if "shy_part" in roles or ("shy" in roles and "month" in roles) or ("unit" in roles and "ordinal" in roles):
            return True
        if "weekday" in roles:
            return "prep" in roles
        if word in self.hints and ANCHORS.isdisjoint(roles):
            return True
        return bool(roles) and ANCHORS.isdisjoint(roles.keys() - WEAK)

    def _remember(self, chunk: str, where: set[str]) -> None:
        if len(where) >= LEARNT_AT_MOST:
            where.clear()
        where.add(chunk)

    def _learn(self, word: str) -> Roles:
        if len(word) > LONGEST_WORD or not DIGITS.isdisjoint(word):
            return NONE
        if len(self.known) >= LEARNT_AT_MOST:
            self.known = dict(self._words)
        self.known[word] = found = self._meant(word)
        return found

    def _meant(self, word: str) -> Roles:
        """Return the roles of the word without its ending after an apostrophe, or of the word it is a slip of."""
        base, apostrophe, ending = word.replace("’", "'").partition("'")
        if apostrophe and ending in {"s", "ish"}:
            return self.roles(base) if base else NONE
        if len(word) < SHORTEST_MONTH or word in self._other_words:
            return NONE
        near = {right for shortened in _shortened(word) for right in self._mistakes.get(shortened, ())}
        meant = sorted(right for right in near if right[0] == word[0] and one_slip(word, right))
        roles = self._words[meant[0]] if meant else NONE
        return roles if len(word) >= SHORTEST_MISTAKE or "month" in roles else NONE


def _shortened(word: str) -> Iterator[str]:
    """Return the word and every word that results from leaving one letter out."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def one_slip(typed: str, meant: str) -> bool:
    """Tell whether one letter is missing, added, wrong, or two neighbours are exchanged."""
    begin = 0
    while begin < min(len(typed), len(meant)) and typed[begin] == meant[begin]:
        begin += 1
    rest, right = typed[begin:], meant[begin:]
    return (
        rest[1:] == right
        or rest == right[1:]
        or rest[1:] == right[1:]
        or (rest[:2] == right[1::-1] and rest[2:] == right[2:])
    )


def _spellings(word: str) -> Iterator[str]:
    """Return the word, and the ways it is typed without umlauts or with combining ones."""
    for letter, ways in UMLAUTS.items():
        if letter in word:
            for way in ways:
                yield from _spellings(word.replace(letter, way)) if way != letter else _rest(word, letter)
            return
    yield word


def _rest(word: str, letter: str) -> Iterator[str]:
    kept = chr(PRIVATE + ord(letter))
    for spelling in _spellings(word.replace(letter, kept)):
        yield spelling.replace(kept, letter)


@lru_cache(maxsize=8)
def lexicon(language: str, region: str | None) -> Lexicon:
    """Return the words of `de` or `en` with the holidays of a region."""
    source = german if language == "de" else english
    single, several = holiday_words(language, region)
    zone, zones = zone_words(language)
    return Lexicon(language, [*source.entries(), *PUNCTUATION, *single, *zone], [*source.PHRASES, *several, *zones])


PUNCTUATION: tuple[tuple[str, Roles], ...] = (
    ("-", {"sep": 1, "dash": 1}), ("–", {"sep": 1, "dash": 1}), ("—", {"sep": 1, "dash": 1}),
    ("~", {"sep": 1, "dash": 1}),
    ("/", {"sep": 3, "slash": 1}), (",", {"comma": 1}), (";", {"comma": 1}), *((mark, {"comma": 1})
    for mark in "()[]|"),
    (".", {"dot": 1}),
    (":", {"colon": 1}), ("@", {"at": 1, "prep": 1}),
)  # fmt: skip

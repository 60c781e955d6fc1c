"""Whether something that looks like a clock time is meant as one, from its neighbours."""

from __future__ import annotations

from handlers.rules.dates.clocks import clock_at
from handlers.rules.dates.days import day_at
from handlers.rules.dates.frame import Frame
from handlers.rules.dates.leads import (
    AFTER_PRICE,
    Lead,
    counts_things,
    ends_clause,
    glued,
    in_a_game,
    whole_text,
)
from handlers.rules.dates.lexicon import Lexicon
from handlers.rules.dates.parts import part_at
from handlers.rules.dates.tokens import Tokens
from handlers.rules.dates.values import (
    BARE,
    CLEAR,
    WEAK,
    Bound,
    Clock,
    DayOfMonth,
    NamedMonth,
    Part,
    RelativeDay,
)
from handlers.rules.dates.wordlists import words_of

FARTHEST_HOUR = 5  # tokens behind a number of guests in which the hour is looked for

WAKING = range(7, 21)
HOW_LONG = words_of("before early beforehand vorher davor eher")


class Effort:
    """How many more pieces may be tried: a text made to be slow is not read to its end."""

    __slots__ = ("left",)

    def __init__(self, left: int) -> None:
        self.left = left


class ClockFits:
    """Judges clock times in one text in one language."""

    def __init__(self, tokens: Tokens, effort: Effort, words: Lexicon) -> None:
        self.t = tokens
        self.effort = effort
        self.german = words.german
        self.behind_days = -1  # where a range of weekdays has ended, so that bare numbers are their hours

    def _clock_fits(self, frame: Frame, lead: Lead, left: Frame | None, clock: Clock, end: int) -> bool:
        """Tell whether something like a clock time is meant as one, from its neighbours."""
        t, i = self.t, lead.end
        if clock.strength is CLEAR:
            return lead.at or not self._another_figure(lead, clock, end)
        if counts_things(t, end, german=self.german) and not self._clock_range_ahead(end):
            return lead.at and frame.dated() and frame.end == lead.begin and self._noun(end)
        if i and "for" in t[i - 1].roles and clock.strength is BARE and self._told_later(end):
            return False
        beside = frame.part is not None or (
            left is not None and (left.now or left.clock is not None or left.part is not None)
        )
        if clock.strength is WEAK:
            said = lead.at or beside or frame.dated() or lead.bound is not None
            return said or self._weak_fits(lead, end)
        if "zone" in t[end].roles and t[end].gap:
            return True
        if beside or (lead.at and (not lead.approx or lead.end - 1 >= 0)):
            return True
        if self._part_behind(end) or self._clock_range_ahead(end):
            return True
        if "sharp_tail" in t[end].roles:
            return ends_clause(t, end + 1) or bool(t[end + 1].roles)
        if i and "sharp" in t[i - 1].roles:
            return frame.dated() or whole_text(t, lead.begin, end) or day_behind(t, end)
        if self._range_of_bare(frame, lead, end):
            return True
        if lead.bound is not None and lead.bound != Bound.BETWEEN and not self._weak_side(lead):
            return frame.dated() or ends_clause(t, end) or (self.german and not t[end].capital) or bool(t[end].roles)
        if isinstance(frame.day, RelativeDay):  # "tomorrow 10"
            return i == lead.begin and t[i].number in WAKING and ends_clause(t, end)
        return i == 0 and "day" in t[end].roles and clock.hour <= 12

    def _another_figure(self, lead: Lead, clock: Clock, end: int) -> bool:
        """Tell whether what looks most like a clock time is a score, or how long something is: "24h service"."""
        t, i = self.t, lead.end
        if t[end - 1].word == "h" and t[end].word in HOW_LONG:
            return True  # "1h before"
        if clock.hour == 24 and t[end - 1].word == "h":
            return lead.bound is None
        return t[i + 1].word == ":" and "oclock" not in t[end - 1].roles and in_a_game(t, i)

    def _weak_fits(self, lead: Lead, end: int) -> bool:
        """Tell whether "9.30" or "nine thirty" is a clock time by what stands behind it."""
        t, i = self.t, lead.end
        spoken = t[i].number is None and (lead.during or whole_text(t, i, end))
        ranged = self._clock_range_ahead(end) or self._weak_range_ahead(i, end)
        return spoken or ranged or self._part_behind(end) or day_behind(t, end)

    def _noun(self, j: int) -> bool:
        """Tell whether a word follows that says nothing but a thing: behind a day, "um 10 Blumen gießen" is at ten."""
        token = self.t[j]
        return bool(token.gap) and token.word.isalpha() and not token.roles and token.word not in AFTER_PRICE

    def _weak_side(self, lead: Lead) -> bool:
        """Tell whether the word before a number says no side of a time by itself: "from", and "by" in "two by two"."""
        t = self.t
        if t[lead.end - 1].word == "by":
            return not {"number", "digits"}.isdisjoint(t[lead.begin - 1].roles)
        return lead.bound == Bound.FROM and not lead.firm and t[lead.end - 1].word in {"von", "from", "since"}

    def _part_behind(self, end: int) -> bool:
        """Tell whether a part of day stands behind: "7 morgens", "8 tonight", "6 in the morning", "10, tonight"."""
        t = self.t
        j = end
        while j < end + 4 and not {"in", "on", "the", "at", "comma", "dash"}.isdisjoint(t[j].roles):
            j += 1
        if "which" in t[j].roles and part_at(t, j + 1):
            return True
        if "weekday" in t[j].roles and "part" in t[j + 1].roles and j > end:
            return True
        if "day" in t[j].roles and "part" in t[j + 1].roles and t[j].word != "morgen":
            return True
        found = part_at(t, j)
        return found is not None and (j > end or "day" not in t[j].roles or found[0] == Part.TONIGHT)

    def _clock_range_ahead(self, end: int) -> bool:
        """Tell whether a dash or "to" and a clear clock time follow: "3-4p", "17 bis 18 Uhr", "10-11:30"."""
        t = self.t
        if "sep" not in t[end].roles and "and" not in t[end].roles:
            return False
        right = clock_at(t, end + 1)
        if (
            right is None
            or right[0].strength is not CLEAR
            or (glued(t, end + 1) and t[end].word != "-" and t[end].word != "/")
        ):
            return False
        day = day_at(t, end + 1)
        return not (day is not None and day[1] > right[1])

    def _weak_range_ahead(self, i: int, end: int) -> bool:
        """Tell whether a time written alike follows a dash: "9.00-11.30", "0900-1130"."""
        t = self.t
        right = clock_at(t, end + 1) if "sep" in t[end].roles else None
        if right is None or t[i].number is None or right[0].strength is not WEAK or right[1] - end - 1 != end - i:
            return False
        return day_behind(t, right[1]) or whole_text(t, i, right[1])

    def _range_of_bare(self, frame: Frame, lead: Lead, end: int) -> bool:
        """Tell whether two bare hours make a range: "Monday 8 to 9", "between 3 and 5 on Friday", "9 bis 11"."""
        t = self.t
        between = lead.bound == Bound.BETWEEN
        if "slash" in t[end].roles or ("sep" not in t[end].roles and not (between and "and" in t[end].roles)):
            return False
        right = clock_at(t, end + 1)
        if (
            right is None
            or right[0].hour > 24
            or (t[end + 1].word == t[lead.end].word)
            or counts_things(t, right[1], german=self.german)
            or day_longer(t, end + 1, right[1])
        ):
            return False
        if isinstance(frame.period, NamedMonth):
            return False
        if frame.dated() or frame.part is not None or frame.repeat is not None or lead.begin == self.behind_days:
            return True
        if between or lead.bound == Bound.FROM:
            return ends_clause(t, right[1]) or bool(t[right[1]].roles) or self._lower_verb(right[1])
        return whole_text(t, lead.end, right[1]) or self._day_behind(right[1])

    def _lower_verb(self, j: int) -> bool:
        return self.german and not self.t[j].capital and self.t[j].word[:1].isalpha()

    def _day_behind(self, j: int) -> bool:
        t = self.t
        while {"on", "the"} & t[j].roles.keys():
            j += 1
        return "day" in t[j].roles or "weekday" in t[j].roles

    def _told_later(self, end: int) -> bool:
        """Tell whether the hour is said behind, so that a number before it counts guests: "for four on Friday at 8"."""
        near = range(end, end + FARTHEST_HOUR)
        return any("at" in self.t[k].roles and clock_at(self.t, k + 1) is not None for k in near)


def day_behind(t: Tokens, j: int) -> bool:
    """Tell whether a day is said behind a time."""
    while t[j].word == "," or {"on", "the"} & t[j].roles.keys():
        j += 1
    return day_at(t, j) is not None


def day_longer(t: Tokens, i: int, end: int) -> bool:
    """Tell whether a day can be read there that goes further than a clock time."""
    day = day_at(t, i)
    return day is not None and day[1] > end and not (isinstance(day[0], DayOfMonth) and day[0].weak)

"""The grammar of whole expressions: pieces one after another, and ranges of them."""

from __future__ import annotations

from handlers.rules.dates.clock_fits import Effort
from handlers.rules.dates.clocks import clock_at
from handlers.rules.dates.day_fits import PRONOUNS
from handlers.rules.dates.days import day_at
from handlers.rules.dates.frame import Frame
from handlers.rules.dates.leads import Lead, lead_at
from handlers.rules.dates.lexicon import Lexicon
from handlers.rules.dates.neighbours import MOST_BETWEEN, PLAIN, settle
from handlers.rules.dates.numerals import year_at
from handlers.rules.dates.pieces import Pieces
from handlers.rules.dates.tokens import CONTENT, COUNT, END, LOOKAHEAD, TAIL, ZONED, Tokens
from handlers.rules.dates.values import (
    AFTER,
    BARE,
    BEFORE,
    BETWEEN,
    BY,
    CLEAR,
    FROM,
    DayOfMonth,
    Length,
    MonthDay,
    Numeric,
    Part,
    Shifted,
    Weekday,
    WeekNumber,
)
from handlers.rules.dates.wordlists import ANOTHER_CLAUSE
from handlers.rules.dates.zones import zone_at

MOST_PIECES = 12
# A number or an article with nothing said behind it begins nothing; what has one of the other roles may.
ALONE = frozenset({"digits", "number", "article"})
BEHIND_NUMBERS = frozenset({
    "month", "which", "part", "day", "weekday", "unit", "every", "past", "to", "sep", "on", "in", "at", "and",
    "quarter", "suffix_bound", "holiday",
})  # fmt: skip
ARTICLES = frozenset({"on", "the"})
OPEN = frozenset({AFTER, FROM})
SHORT_YEARS = range(24, 40)  # "KW 25/26" may be one of a year
LASTING = frozenset({"weekday", "month", "day", "part", "holiday", "now", "week_word"})


class Phrases(Pieces):
    """Reads whole expressions."""

    def expression(self, i: int) -> Frame | None:
        """Read the expression that begins at a token, None if none does."""
        frame = self._frame(i, None)
        self.behind_days = -1
        if frame is None:
            return None
        if self.t[frame.end] is not END and frame.until is None:
            self._ranged(frame)
        if frame.until is None:
            if frame.bound is BETWEEN:
                if frame.clock is not None and not frame.dated():
                    return None
                frame.bound = None
            return frame
        self._leave_days(frame, frame.until)
        if isinstance(frame.until.day, Weekday) and frame.until.clock is None and frame.clock is None:
            self.behind_days = frame.end + (self.t[frame.end].word == ",")
        return frame

    def _leave_days(self, frame: Frame, right: Frame) -> None:
        """Leave a weekday that begins a range of its own to that; the hours before it are those of the first day: "9am
        to 5pm mon-fri"."""
        t, j = self.t, frame.end
        if right.clock is None or frame.dated() or not isinstance(right.day, Weekday):
            return
        first = j - 2 if t[j - 1].word == "." else j - 1
        if "sep" in t[j].roles and "weekday" in t[j + 1].roles and "weekday" in t[first].roles:
            while "prep" in t[first - 1].roles or "comma" in t[first - 1].roles:
                first -= 1
            frame.end = first

    def _frame(self, i: int, left: Frame | None) -> Frame | None:
        t, frame, j = self.t, Frame(i, i), i
        for _ in range(MOST_PIECES):
            token = t[j]
            if token is END:
                break
            if j > i and token.kinds & TAIL:
                said = token.roles
                tail = "suffix_bound" in said or "comma" in said or (frame.part is not None and "prep" in said)
                if tail and (behind := self._suffix(frame, j) or self._night_before(frame, j)):
                    j = frame.end = behind
                    continue
                if ("sep" in said or "comma" in said) and self._is_range_word(frame, j):
                    break
            lead = lead_at(t, j, i)
            if left is not None and frame.clock is not None and self._begins_days(lead):
                break
            end = self.piece(frame, lead, left) if t[lead.end].kinds & CONTENT else None
            if end is None and frame.clock is None:
                end = self._past_words(frame, lead, left)
            if end is None:
                break
            if frame.clock is None:
                frame.dated_end = end
            elif t[end].kinds & ZONED and frame.zone is None and (zone := zone_at(t, end)):
                frame.zone, end = zone
            j = frame.end = end
        return None if j == i or frame.empty() else frame

    def _begins_days(self, lead: Lead) -> bool:
        """Tell whether a range of weekdays begins: "von 9 bis 12 Uhr von Montag bis Mittwoch"."""
        t, j = self.t, lead.end
        return lead.bound == FROM and "weekday" in t[j].roles and "sep" in t[j + 1].roles

    def _suffix(self, frame: Frame, j: int) -> int | None:
        """Read the side said behind a time: "Friday at the latest", "10 Uhr oder später"."""
        k = j + 1 if self.t[j].word == "," else j
        roles = self.t[k].roles
        if "suffix_bound" not in roles or frame.empty():
            return None
        frame.bound = roles["suffix_bound"]
        return k + 1

    def _night_before(self, frame: Frame, j: int) -> int | None:
        """Read the day that a night ends on: "in der Nacht auf Samstag", "Nacht von Freitag zum Samstag"."""
        t = self.t
        if frame.part != Part.NIGHT or t[j].word not in {"auf", "zum", "zu"} or frame.clock is not None:
            return None
        k = j + 2 if "on" in t[j + 1].roles else j + 1
        found = day_at(t, k)
        if found is None:
            return None
        if frame.day is None:
            frame.day = Shifted(found[0], Length(days=1), -1)
        frame.bound = None
        return found[1]

    def _past_words(self, frame: Frame, lead: Lead, left: Frame | None) -> int | None:
        """Read a clock time behind words between it and the day, which are noted."""
        end = None if frame.day is None or self.t[lead.end].roles else self._past_a_word(frame, lead.end, left)
        if end is not None:
            frame.between = ((lead.begin, lead.end + 1),)
            return end
        said_on = left is None and not lead.comma and lead.bound is None and self._said_on(frame)
        return self._past_a_clause(frame, lead) if said_on else None

    def _past_a_word(self, frame: Frame, j: int, left: Frame | None) -> int | None:
        """Read a clock time behind one word between it and the day: "am 19.9. Abfahrt ab 16:30", "Friday dentist 4
        pm"."""
        t = self.t
        if not t[j].word[:1].isalpha() or t[j].word in ANOTHER_CLAUSE:
            return None
        lead = lead_at(t, j + 1, j + 1)
        clock = clock_at(t, lead.end) if lead.bound != BETWEEN else None
        sure = clock is not None and clock[0].strength is CLEAR
        named = lead.bound is not None or (t[j].capital if self.german else t[j].word not in PRONOUNS)
        return self.piece(frame, lead, left) if sure and named else None

    def _said_on(self, frame: Frame) -> bool:
        """Tell whether the day says when something happens, rather than which thing is meant: "on Friday", "tomorrow",
        not "for Friday", "the Friday meeting"."""
        t, first = self.t, self.t[frame.start]
        if (frame.day is None and frame.repeat is None) or frame.bound is not None or "for" in first.roles:
            return False
        begins = frame.start == 0 or not t[frame.start - 1].word[:1].isalnum()
        return self.german or begins or first.word == "on" or "day" in first.roles or frame.repeat is not None

    def _past_a_clause(self, frame: Frame, lead: Lead) -> int | None:
        """Read a clock time with a word before it that says so, behind some words of the sentence that the day is in:
        "am Freitag brauche ich um 9 Uhr ein Taxi", "tomorrow please call me at 10"."""
        t, k = self.t, lead.end
        for _ in range(MOST_BETWEEN):
            plain = t[k].word[:1].isalpha() and t[k].roles.keys() <= PLAIN and t[k].word not in ANOTHER_CLAUSE
            if not plain and not (t[k].digits and "quantity" in t[k + 1].roles):
                return None
            ahead = lead_at(t, k + 1, k + 1)
            clock = clock_at(t, ahead.end) if ahead.at or ahead.bound is not None else None
            sure = clock is not None and (clock[0].strength is CLEAR or self._clock_range_ahead(clock[1]))
            if clock is not None and (ahead.at or sure):
                timed = frame.but()
                end = self.piece(timed, ahead, None)
                if end is None or timed.clock is None:
                    return None
                timed.between = ((lead.begin, ahead.begin),)
                frame.take(timed)
                return end
            k = ahead.end
        return None

    def _is_range_word(self, frame: Frame, j: int) -> bool:
        """Tell whether a word like "bis" goes on with the other end of a range, rather than with a deadline."""
        t = self.t
        k = j + 1 if t[j].word == "," else j
        if frame.empty() or "sep" not in t[k].roles or "prep" not in t[k].roles:
            return False
        if isinstance(frame.period, WeekNumber) and t[k + 1].digits in {1, 2}:
            return True
        if "bound" not in t[k].roles:
            return True
        if frame.repeat is not None:
            clock = clock_at(t, lead_at(t, k + 1, k + 1).end) if frame.clock is not None else None
            return clock is not None and day_at(t, k + 1) is None
        if frame.clock is not None or frame.part is not None or frame.now:
            return True
        if t[k].roles["sep"] == 1 and isinstance(frame.day, (MonthDay, Numeric, DayOfMonth)):
            return True
        after = lead_at(t, k, k).end
        clock = clock_at(t, after)
        if clock is not None and clock[0].strength is BARE and isinstance(frame.day, (MonthDay, DayOfMonth)):
            return clock[0].hour > frame.day.day or not self._hour_like(clock[1])
        return clock is None or (clock[0].strength is BARE and not self._hour_like(clock[1]))

    def _hour_like(self, end: int) -> bool:
        return (
            self.t[end].word != "." and "month" not in self.t[end].roles and not self.t[end].roles.get("ordinal_tail")
        )

    def _ranged(self, frame: Frame) -> None:
        """Read the other end of a range, if there is one."""
        t = self.t
        j = frame.end + 1 if t[frame.end].word == "," else frame.end
        if not t[j].roles:
            return
        if frame.bound in OPEN and self._other_side(frame, j):
            return
        if isinstance(frame.period, WeekNumber) and self._other_week(frame, frame.period, j):
            return
        if not self._joined(frame, j):
            return
        k = j + 1
        while (
            k < j + 4
            and (not ARTICLES.isdisjoint(t[k].roles) or (t[k].word == "-" and t[j].word == ","))
            and "weekday" not in t[k].roles
        ):
            k += 1
        right = self._frame(k, frame)
        if right is None:
            return
        alone = frame.clock is None and frame.part is None
        if "dash" in t[j].roles and frame.dated() and not right.dated() and alone and right.until is None:
            frame.clock, frame.part, frame.bound, frame.end = right.clock, right.part, right.bound, right.end
            self._ranged(frame)
            return
        if frame.clock is None and right.clock is not None and right.dated() and "sep" in t[right.end].roles:
            # A window of hours on each of the days is an expression of its own: "Montag bis Freitag 9-17 Uhr".
            right.clock, right.bound, right.end = None, None, right.dated_end
        if self._makes_range(frame, right, j):
            self._close(frame, right, k)

    def _joined(self, frame: Frame, j: int) -> bool:
        """Tell whether the token joins what was said with another end."""
        roles = self.t[j].roles
        if frame.asap or frame.offset is not None or (frame.repeat is not None and frame.clock is None):
            return False
        return (
            "sep" in roles
            or ("sep_from" in roles and frame.bound == FROM)
            or ("and" in roles and frame.bound == BETWEEN)
            or (frame.clock is None and isinstance(frame.day, (DayOfMonth, MonthDay)) and self._two_days(j))
        )

    def _other_week(self, left: Frame, first: WeekNumber, j: int) -> bool:
        """Read the last of several calendar weeks: "KW 14-16", "KW 14 bis KW 16"."""
        t = self.t
        k = j + 2 if "week_word" in t[j + 1].roles else j + 1
        number = t[k].number or 0
        next_one = number == first.week + 1 and first.year is None and first.week not in SHORT_YEARS
        joined = "sep" in t[j].roles and "slash" not in t[j].roles
        joined = joined or (next_one and not {"slash", "and"}.isdisjoint(t[j].roles))
        if not joined or t[k].digits > 2 or not first.week < number <= 53:
            return False
        year = year_at(t, k + 2 if t[k + 1].word == "/" else k + 1)
        first.year = year[0] if year else first.year
        right = Frame(k, k + 1)
        right.period = WeekNumber(number, first.year)
        left.until, left.end, left.bound = right, year[1] if year else k + 1, None
        return True

    def _other_side(self, left: Frame, j: int) -> bool:
        """Read the end behind a beginning: "after 2 but before 5", "ab 9 und vor 12 Uhr"."""
        k = j + 1 if {"but", "and", "comma"} & self.t[j].roles.keys() else j
        if lead_at(self.t, k, k).bound not in {BEFORE, BY} or "sep" in self.t[k].roles:
            return False
        right = self._frame(k, left)
        if right is None or right.clock is None or left.clock is None or (right.dated() and left.dated()):
            return False
        left.until, left.end, left.bound, right.bound = right, right.end, None, None
        return True

    def _makes_range(self, left: Frame, right: Frame, j: int) -> bool:
        """Tell whether two frames can be the ends of a range joined by the token at `j`."""
        kind: int = self.t[j].roles.get("sep", 1)
        if left.repeat is not None and (right.dated() or right.clock is None):
            return False
        if right.bound is not None and right.bound not in {BY}:
            return False
        if left.now:
            return right.dated() or right.clock is not None
        if left.clock is not None and right.clock is not None:
            return kind != 3 or self.t[j].word == "/"
        if right.clock is not None:
            return (left.part is not None and not left.dated()) or (
                kind != 3 and left.dated() and right.dated() and right.until is None
            )
        if left.clock is not None:
            return right.dated() and left.dated() and kind != 3
        if kind == 3 and not (
            isinstance(left.day, (DayOfMonth, MonthDay, Numeric))
            and isinstance(right.day, (MonthDay, Numeric, DayOfMonth))
        ):
            return False
        if left.part is not None or right.part is not None:
            return kind != 3
        return left.dated() and right.dated()

    def _close(self, left: Frame, right: Frame, k: int) -> None:
        """Join both ends; a range of weekdays before a range of dates is only its decoration."""
        left.until, left.end = right, right.end
        left.bound = None
        if not isinstance(left.day, Weekday) or left.clock is not None:
            return
        dates = lead_at(self.t, right.end if right.weekday is None else k + 1, left.start).end
        inner = self._frame(dates, None)
        if inner is not None and isinstance(inner.day, (DayOfMonth, MonthDay, Numeric)):
            self._ranged(inner)
            if inner.until is not None:
                left.day, left.until, left.end = inner.day, inner.until, inner.end


def expressions(tokens: Tokens, effort: Effort, words: Lexicon) -> list[Frame]:
    """Return the expressions of a text from left to right, none overlapping."""
    reader = Phrases(tokens, effort, words)
    found: list[Frame] = []
    i, behind = 0, len(tokens) - LOOKAHEAD
    while i < behind and effort.left > 0:
        j = _content(tokens, i)
        if j is None or not tokens[j].kinds & CONTENT:
            i = i + 1 if j is None else max(j, i + 1)
            continue
        frame = reader.expression(i)
        if frame is None:
            i += 1
        else:
            found.append(frame)
            i = frame.end if frame.end > i else i + 1
    return settle(tokens, found) if found else found


def _content(tokens: Tokens, i: int) -> int | None:
    """Return the first token from here that is no small word; None if nothing can begin here, as with a bare number."""
    token = tokens[i]
    roles = token.roles
    if not roles:
        return None
    if "prep" not in roles:
        if not token.kinds & COUNT or ALONE.isdisjoint(roles) or not LASTING.isdisjoint(roles):
            return i
        behind = tokens[i + 1].roles
        if "digits" in roles and "prep" in behind and BEHIND_NUMBERS.isdisjoint(behind):
            behind = tokens[i + 2].roles
            return None if BEHIND_NUMBERS.isdisjoint(behind) else i
        return i if behind else None
    j = i
    while "prep" in tokens[j].roles and not tokens[j].kinds & CONTENT:
        abbreviated = tokens[j + 1].word == "." and {"approx", "inclusive"} & tokens[j].roles.keys()
        j += 2 if abbreviated else 1
    return j

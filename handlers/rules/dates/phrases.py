"""The grammar of whole expressions: pieces one after another, and ranges of them."""

from __future__ import annotations

from handlers.rules.dates.clocks import clock_at
from handlers.rules.dates.fits import Effort
from handlers.rules.dates.frame import Frame
from handlers.rules.dates.leads import lead_at
from handlers.rules.dates.pieces import CONTENT, Pieces
from handlers.rules.dates.tokens import END, LOOKAHEAD, Tokens
from handlers.rules.dates.values import (
    Bound,
    DayOfMonth,
    MonthDay,
    Numeric,
    Strength,
    Weekday,
)

MOST_PIECES = 12
# A number or an article with nothing said behind it begins nothing; what has one of the other roles may.
ALONE = frozenset({"digits", "number", "article"})
LASTING = frozenset({"weekday", "month", "day", "part", "holiday", "now", "week_word"})


class Phrases(Pieces):
    """Reads whole expressions."""

    def expression(self, i: int) -> Frame | None:
        """Read the expression that begins at a token, None if none does."""
        frame = self._frame(i, None)
        if frame is None or not self._ranged(frame):
            return None
        if frame.bound == Bound.BETWEEN and frame.until is None:
            if frame.clock is not None and not frame.dated():
                return None
            frame.bound = None
        return None if frame.empty() else frame

    def _frame(self, i: int, left: Frame | None) -> Frame | None:
        frame = Frame(i, i)
        j = i
        for _ in range(MOST_PIECES):
            if self.t[j] is END or (j > i and self._is_range_word(frame, j)):
                break
            lead = lead_at(self.t, j, inside=j > i)
            known = self.t[lead.end].roles
            end = self.piece(frame, lead, left) if known else self._past_a_word(frame, lead.end, left)
            if end is None:
                break
            j = frame.end = end
        return None if frame.empty() else frame

    def _past_a_word(self, frame: Frame, j: int, left: Frame | None) -> int | None:
        """Read a bound behind one word between day and clock time: "am 19.9. Abfahrt ab 16:30", "arriving before 4
        pm"."""
        t = self.t
        if frame.day is None or frame.clock is not None or not t[j].word[:1].isalpha():
            return None
        lead = lead_at(t, j + 1, inside=False)
        clock = clock_at(t, lead.end) if lead.bound is not None and lead.bound != Bound.BETWEEN else None
        return self.piece(frame, lead, left) if clock is not None and clock[0].strength == Strength.CLEAR else None

    def _is_range_word(self, frame: Frame, j: int) -> bool:
        """Tell whether a word like "bis" goes on with the other end of a range, rather than with a deadline."""
        t = self.t
        k = j + 1 if t[j].word == "," else j
        if frame.empty() or "sep" not in t[k].roles or "prep" not in t[k].roles:
            return False
        if "bound" not in t[k].roles:
            return True
        if frame.repeat is not None:
            return False
        if frame.clock is not None or frame.part is not None:
            return True
        if t[k].roles["sep"] == 1 and isinstance(frame.day, (MonthDay, Numeric, DayOfMonth)):
            return True
        after = lead_at(t, k, inside=False).end
        clock = clock_at(t, after)
        if clock is not None and clock[0].strength == Strength.BARE and isinstance(frame.day, (MonthDay, DayOfMonth)):
            return clock[0].hour > frame.day.day or not self._hour_like(clock[1])
        return clock is None or (clock[0].strength == Strength.BARE and not self._hour_like(clock[1]))

    def _hour_like(self, end: int) -> bool:
        return (
            self.t[end].word != "." and "month" not in self.t[end].roles and not self.t[end].roles.get("ordinal_tail")
        )

    def _ranged(self, frame: Frame) -> bool:
        """Read the other end of a range, if there is one."""
        t = self.t
        j = frame.end + 1 if t[frame.end].word == "," else frame.end
        roles = t[j].roles
        if not roles:
            return True
        joined = (
            "sep" in roles
            or ("sep_from" in roles and frame.bound == Bound.FROM)
            or ("and" in roles and frame.bound == Bound.BETWEEN)
            or (frame.clock is None and isinstance(frame.day, (DayOfMonth, MonthDay)) and self._two_days(j))
        )
        if not joined or frame.asap or frame.offset is not None or frame.repeat is not None:
            return True
        k = j + 1
        while (
            k < j + 4
            and ({"on", "the"} & t[k].roles.keys() or (t[k].word == "-" and t[j].word == ","))
            and "weekday" not in t[k].roles
        ):
            k += 1
        right = self._frame(k, frame)
        if right is None:
            return True
        if (
            "dash" in roles
            and frame.dated()
            and not right.dated()
            and frame.clock is None
            and frame.part is None
            and right.until is None
        ):
            frame.clock, frame.part, frame.bound, frame.end = right.clock, right.part, right.bound, right.end
            return self._ranged(frame)
        if not self._makes_range(frame, right, j):
            return True
        self._close(frame, right, k)
        return True

    def _makes_range(self, left: Frame, right: Frame, j: int) -> bool:
        """Tell whether two frames can be the ends of a range joined by the token at `j`."""
        kind = self.t[j].roles.get("sep", 1)
        if right.bound is not None and right.bound not in {Bound.BY}:
            return False
        if left.clock is not None and right.clock is not None:
            return kind != 3 or self.t[j].word == "/"
        if right.clock is not None:
            return left.part is not None and not left.dated()
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
        dates = lead_at(self.t, right.end, inside=True).end if right.weekday is None else k + 1
        inner = self._frame(dates, None)
        if inner is not None and isinstance(inner.day, (DayOfMonth, MonthDay, Numeric)):
            self._ranged(inner)
            if inner.until is not None:
                left.day, left.until, left.end = inner.day, inner.until, inner.end


def expressions(tokens: Tokens, effort: Effort, *, german: bool) -> list[Frame]:
    """Return the expressions of a text from left to right, none overlapping."""
    reader = Phrases(tokens, effort, german=german)
    found: list[Frame] = []
    i, behind = 0, len(tokens) - LOOKAHEAD
    while i < behind and effort.left > 0:
        j = _content(tokens, i)
        if j is None or CONTENT.isdisjoint(tokens[j].roles):
            i = i + 1 if j is None else max(j, i + 1)
            continue
        frame = reader.expression(i)
        if frame is None:
            i += 1
        else:
            found.append(frame)
            i = max(frame.end, i + 1)
    return found


def _content(tokens: Tokens, i: int) -> int | None:
    """Return the first token from here that is no small word; None if nothing can begin here, as with a bare number."""
    roles = tokens[i].roles
    if not roles:
        return None
    if "prep" not in roles:
        alone = not tokens[i + 1].roles and not ALONE.isdisjoint(roles) and LASTING.isdisjoint(roles)
        return None if alone else i
    j = i
    while "prep" in tokens[j].roles and CONTENT.isdisjoint(tokens[j].roles):
        j += 1
    return j

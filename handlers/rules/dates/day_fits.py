"""Whether something that looks like a day is meant as one, from its neighbours."""

from __future__ import annotations

from handlers.rules.dates.clock_fits import ClockFits
from handlers.rules.dates.clocks import clock_at
from handlers.rules.dates.days import day_at
from handlers.rules.dates.frame import Frame
from handlers.rules.dates.leads import (
    NUMBERED,
    Lead,
    counts_things,
    ends_clause,
    glued,
    is_unit,
    versioned,
    whole_text,
)
from handlers.rules.dates.values import (
    BARE,
    CLEAR,
    Bound,
    Current,
    Day,
    DayOfMonth,
    Holiday,
    MonthDay,
    NamedMonth,
    NthWeekday,
    Numeric,
    RelativeDay,
    Unit,
    Weekday,
)
from handlers.rules.dates.wordlists import SUITABLE, words_of

DATES = (MonthDay, Numeric, DayOfMonth, Holiday, NthWeekday)
PRONOUNS = words_of(
    "i we you he she it they please if is was would will can could should and or but for so that does do works with"
    " thanks"
)


class DayFits(ClockFits):
    """Judges days in one text in one language."""

    def _day_fits(self, frame: Frame, lead: Lead, left: Frame | None, day: Day, end: int) -> bool:
        """Tell whether something like a day is meant as one, from its neighbours."""
        t, i = self.t, lead.end
        if isinstance(day, Weekday):
            if t[i - 1].word == "holiday":
                return False  # "bank holiday Monday" is not any Monday
            return "short" not in t[i].roles or self._short_weekday_fits(frame, lead, left, end)
        if isinstance(day, Numeric):
            if day.dotted and versioned(t, i) and not lead.on:
                return False
            weak = day.weak or (day.dotted and day.year is not None and day.year < 100 and not self.german)
            return not weak or self._weak_date_fits(frame, lead, left, end)
        if isinstance(day, DayOfMonth):
            return self._day_number_fits(frame, lead, left, day, end)
        if isinstance(day, Holiday) and not self.german:
            return self._no_name_of_a_thing(lead, end)
        if isinstance(day, MonthDay) and "shy" in t[i].roles and t[i].number is None:
            return not counts_things(t, end, german=False) or t[i].capital or end > i + 2 or t[end].number is not None
        return True

    def _short_weekday_fits(self, frame: Frame, lead: Lead, left: Frame | None, end: int) -> bool:
        """Tell whether "Do",
        "Sat" and the like are days: by a point or comma and a date or time, a preposition, a range."""
        t, i = self.t, lead.end
        if frame.dated() or frame.clock is not None or whole_text(t, i, end):
            return True
        if (left is not None and left.day is not None) or ("which" in t[i - 1].roles and i):
            return True
        if "half_day" in t[end].roles and ends_clause(t, end + 1):
            return True
        j = end
        while t[j].word in {",", ".", ":"} or "prep" in t[j].roles:
            j += 1
        next_one = t[j]
        if next_one.number is not None and not glued(t, j):
            hours = self.german and t[i].word == "do" and (self._clear_clock(j) or self._hours_ahead(j))
            return t[i].word not in {"so", "do", "die"} or t[i].capital or j > end or hours
        timely = {
            "part",
            "month",
            "weekday",
            "named_hour",
            "half_to",
            "ordinal",
            "which",
            "number",
            "holiday",
            "week_word",
        } & next_one.roles.keys()
        if timely and (t[i].capital or not self.german):
            return True
        if {"sep", "and", "or"} & t[end].roles.keys() and "weekday" in t[end + 1].roles:
            return True
        if (i > 1 and self._weekday_before(i - 1)) or self._listed(i, end):
            return True
        if t[end].word == ":" and t[i].capital and (i == 0 or t[i - 1].word == "\n"):
            return True
        introduced = (lead.on and t[i - 1].word != "the") or lead.bound is not None
        return introduced and (t[i].capital or not self.german) and (ends_clause(t, end) or not self.german)

    def _hours_ahead(self, j: int) -> bool:
        clock = clock_at(self.t, j)
        return clock is not None and self._clock_range_ahead(clock[1])

    def _no_name_of_a_thing(self, lead: Lead, end: int) -> bool:
        """Tell whether a holiday says when: not "the Christmas party", "Easter eggs"."""
        behind = self.t[end]
        noun = behind.word[:1].isalpha() and not behind.roles and behind.word not in PRONOUNS
        said = lead.end > lead.begin and "the" not in self.t[lead.end - 1].roles
        return not noun or (said and "for" not in self.t[lead.end - 1].roles)

    def _listed(self, i: int, end: int) -> bool:
        """Tell whether weekdays are counted up with a comma: "mo, mi, fr um 8"."""
        t = self.t
        if not t[i].capital and t[i].word in {"so", "do", "die"}:
            return False
        before = i > 1 and t[i - 1].word == "," and "weekday" in t[i - 2].roles
        return before or (t[end].word == "," and "weekday" in t[end + 1].roles)

    def _weekday_before(self, j: int) -> bool:
        """Tell whether "or" or "and" joins a weekday with what follows: "Do. od. Fr"."""
        t = self.t
        before = t[j - 2] if t[j - 1].word == "." and j > 1 else t[j - 1]
        return bool({"and", "or"} & t[j].roles.keys()) and "weekday" in before.roles

    def _weak_date_fits(self, frame: Frame, lead: Lead, left: Frame | None, end: int) -> bool:
        """Tell whether "18.7" or "29/2" is a date."""
        t, i = self.t, lead.end
        if (t[i].word, t[i + 1].word, t[i + 2].word) == ("24", "/", "7") and not lead.on:
            return False  # all day, every day
        if t[i + 1].word == "-" and (self.german or left is not None) and isinstance(frame.day, Weekday) and t[i].gap:
            return False
        if t[i + 1].word == "-" and left is None and (self.german or not (lead.on or self._clear_clock(end))):
            return False
        if self.german and t[i + 1].word == "." and (t[i + 2].number or 0) > 12:
            return False
        if t[end].word in {"%", "€", "$"} or "quantity" in t[end].roles or is_unit(t, end):
            return False
        dotted = t[i + 1].word == "." and t[i + 2].digits == 2 and not self.german
        if dotted and isinstance(frame.day, RelativeDay) and clock_at(t, i):
            return False  # "tomorrow 9.30"
        unequal = max(t[i].number or 0, t[i + 2].number or 0) > 12
        if not self.german and t[i + 1].word == "/" and unequal and (lead.at or lead.inside):
            return True
        if lead.on or isinstance(frame.day, (Weekday, RelativeDay)) or (left is not None and left.dated()):
            return True
        if (lead.bound is not None and not lead.at) or whole_text(t, i, end) or self._part_behind(end):
            return True
        j = end
        while t[j].word == "," or {"at", "approx", "bound"} & t[j].roles.keys():
            j += 1
        clock = clock_at(t, j)
        if (
            clock is not None
            and not glued(t, j)
            and (clock[0].strength is not BARE or ("dash" in t[clock[1]].roles and clock_at(t, clock[1] + 1)))
        ):
            return True
        if "weekday" in t[j].roles and t[end].word == ",":
            return True
        return self._day_range_ahead(lead, end)

    def _clear_clock(self, j: int) -> bool:
        clock = clock_at(self.t, j)
        return clock is not None and clock[0].strength is CLEAR

    def _day_number_fits(self, frame: Frame, lead: Lead, left: Frame | None, day: DayOfMonth, end: int) -> bool:
        """Tell whether "3.", "the 17th" or "15" is a day of the month."""
        t, i = self.t, lead.end
        if self._clock_range_ahead(end):
            return False
        if day.months is not None or self._day_range_ahead(lead, end):
            return True
        if {"of", "every"} & t[end].roles.keys() and self._of_every_month(end):
            return True
        dotted = t[end - 1].word == "."
        bare = day.weak and not dotted
        if bare and left is not None and isinstance(frame.day, Weekday) and self._range_of_bare(frame, lead, end):
            return False  # hours of that weekday: "Mon - Thu 9-4"
        if left is not None and isinstance(left.day, (DATES, RelativeDay, Weekday)) and left.clock is None:
            return not counts_things(t, end, german=self.german) or dotted
        if isinstance(frame.period, (Current, NamedMonth)) and (
            not bare or "sep" in t[end].roles or "and" in t[end].roles
        ):
            return True
        if isinstance(frame.day, (Weekday, RelativeDay)):
            return not bare or (day.day > 12 and not counts_things(t, end, german=self.german) and not lead.at)
        if self.german:
            return self._german_day_fits(lead, day, end, dotted=dotted)
        if bare:
            return (
                lead.on
                and not lead.at
                and t[i - 1].word == "on"
                and not counts_things(t, end, german=False)
                and day.day > 0
                and self._rest(end)
            )
        if t[i].number is None and "at" in t[end].roles and "the" in t[i - 1].roles and clock_at(t, end + 1):
            return True
        if t[i].number is None and not (lead.bound is not None or "on" in {t[i - 1].word, t[i - 2].word}):
            return False
        if t[i].number is not None and (whole_text(t, i, end) or ("at" in t[end].roles and self._clear_clock(end + 1))):
            return True
        asked = "the" in t[i - 1].roles and self._suits(end)
        return asked or ((lead.on or lead.bound is not None) and self._rest(end))

    def _german_day_fits(self, lead: Lead, day: DayOfMonth, end: int, *, dotted: bool) -> bool:
        """Tell whether "am 3." or "bis zum dritten" is meant as a day, not "am 3. Tisch"."""
        t, i = self.t, lead.end
        introduced = (lead.on and t[i - 1].word in {"am", "den", "dem", "zum", "vom", "der"}) or t[i - 1].word == "des"
        introduced = introduced or (lead.bound is not None and dotted and lead.end > 0)
        noun = t[end].capital and not ends_clause(t, end) and (not t[end].roles or "quantity" in t[end].roles)
        timed = "at" in t[end].roles and clock_at(t, end + 1) is not None
        return (
            introduced
            and (dotted or not day.weak or timed)
            and not noun
            and not {"unit", "week_word"} & t[end].roles.keys()
        )

    def _suits(self, end: int) -> bool:
        """Tell whether a day is asked for: "Does the 19th work?", "Would the 19th be possible for you?"."""
        t = self.t
        j = end + 1 if t[end].word == "be" else end
        return t[j].word in SUITABLE and (ends_clause(t, j + 1) or "for" in t[j + 1].roles)

    def _of_every_month(self, end: int) -> bool:
        """Tell whether "of every month", "jeden Monats" follows."""
        j = end + 1 if "of" in self.t[end].roles else end
        return "every" in self.t[j].roles and self.t[j + 1].roles.get("unit") is Unit.MONTH

    def _rest(self, end: int) -> bool:
        """Tell whether no noun follows that ordinals could belong to: "the 17th", not "the 17th floor"."""
        token = self.t[end]
        if "and" in token.roles and "ordinal_tail" in self.t[end + 2].roles and self.t[end + 1].number is not None:
            return self._rest(end + 3)
        if token.word in NUMBERED:
            return False
        return (
            ends_clause(self.t, end)
            or bool(token.roles)
            or (token.word not in NUMBERED and not token.capital and token.word in PRONOUNS)
        )

    def _day_range_ahead(self, lead: Lead, end: int) -> bool:
        """Tell whether a range of days goes on: "3.-5. März", "12 to 15 October", "24. auf 25."."""
        t = self.t
        roles = t[end].roles
        joined = "sep" in roles or ("sep_from" in roles and lead.bound == Bound.FROM) or self._two_days(end)
        if not joined and not ("and" in roles and lead.bound == Bound.BETWEEN):
            return False
        j = end + 1
        while j < end + 4 and {"on", "the", "of"} & t[j].roles.keys():
            j += 1
        day = day_at(t, j)
        if day is None or ((clock := clock_at(t, j)) and clock[0].strength is CLEAR and clock[1] >= day[1]):
            return False
        if isinstance(day[0], DayOfMonth):
            if "and" in t[end].roles and not (self._no_noun(day[1]) if self.german else self._rest(day[1])):
                return False
            dotted = t[day[1] - 1].word == "." and t[end - 1].word == "."
            return day[0].months is not None or not day[0].weak or dotted or self._month_behind(day[1])
        return isinstance(day[0], (MonthDay, Numeric)) and "month" not in t[j].roles

    def _no_noun(self, end: int) -> bool:
        """Tell whether no German noun follows that is counted: "am 3. und 4.", not "im 3. und 4. Stock"."""
        return bool(self.t[end].roles) or not self.t[end].capital

    def _two_days(self, end: int) -> bool:
        """Tell whether "and" joins a day with the very next one: "16 and 17 March"."""
        t = self.t
        if "and" not in t[end].roles:
            return False
        k = end + 2 if {"on", "the"} & t[end + 1].roles.keys() else end + 1
        numbers = [token.number for token in t[max(0, end - 2) : end] if token.number is not None]
        return bool(numbers) and t[k].number is not None and t[k].number == numbers[-1] + 1 and t[k].digits <= 2

    def _month_behind(self, j: int) -> bool:
        return "month" in self.t[j].roles

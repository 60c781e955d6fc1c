"""The grammar of one piece of an expression: which of several readings is meant here, and how it joins what was said
before."""

from __future__ import annotations

from handlers.rules.dates.clocks import HALVES, clock_at
from handlers.rules.dates.day_fits import DATES
from handlers.rules.dates.days import SEPARATORS, day_at
from handlers.rules.dates.fits import Fits
from handlers.rules.dates.frame import Frame
from handlers.rules.dates.leads import Lead, ends_clause, glued, labelled
from handlers.rules.dates.numerals import length_at, year_at
from handlers.rules.dates.offsets import offset_at
from handlers.rules.dates.parts import part_at, with_shade
from handlers.rules.dates.periods import period_at
from handlers.rules.dates.repeats import repeat_at
from handlers.rules.dates.tokens import ADDRESS, CLOCKLIKE, COUNT, LABEL, LENGTH, NAMED, PARTLY, PECULIAR, Tokens
from handlers.rules.dates.values import (
    AFTER,
    BEFORE,
    CLEAR,
    DAY,
    FROM,
    HOUR,
    MINUTE,
    MONTH,
    NIGHT,
    WEEK,
    WEEKEND,
    YEAR,
    Clock,
    Current,
    Day,
    DayOfMonth,
    Edge,
    Length,
    MonthDay,
    NamedMonth,
    NthWeekday,
    Numeric,
    Offset,
    Part,
    Period,
    RelativeDay,
    Repeat,
    Shifted,
    Third,
    Weekday,
    WeekNumber,
    WeekOf,
    Which,
    Year,
)
from handlers.rules.dates.wordlists import words_of

HABITS = frozenset({"every", "unit_habit", "weekday_habit"})
BEHIND_AM = words_of("and or please pls if works would is suits ideally preferably only best")
GREETED = frozenset({"part", "day", "unit", "weekday", "holiday"})


class Pieces(Fits):
    """Reads pieces from one text in one language into frames."""

    def piece(self, frame: Frame, lead: Lead, left: Frame | None) -> int | None:
        """Read one piece, which has content, behind its small words into the frame; return where it ends, None if none
        fits."""
        t, i = self.t, lead.end
        token, effort = t[i], self.effort
        kinds = token.kinds
        effort.left -= 1
        if effort.left < 0 or (t[i - 1].kinds & ADDRESS and self._addressed(i)):
            return None
        peculiar = kinds & PECULIAR or (kinds & NAMED and "part_habit" in t[i + 1].roles)
        peculiar = peculiar or (token.number is not None and "and" in t[i + 2].roles and frame.empty())
        if peculiar and (end := self._peculiar(frame, lead)):
            return end
        if frame.clock is not None and token.digits == 4 and (end := self._late_year(frame, i)):
            return end
        counted = self._length_near(i) if kinds & COUNT else token.roles.get("unit") is DAY
        end = (self._offset(frame, lead) if counted else None) or self._clock_or_day(frame, lead, left)
        if end is None and kinds & PARTLY:
            end = self._part(frame, lead, left)
        end = end or self._period(frame, lead, left)
        if end is None and counted:
            end = self._length(frame, lead)
        return end or self._now(frame, lead)

    def _peculiar(self, frame: Frame, lead: Lead) -> int | None:
        """Read what is rare: repetitions, "early tomorrow morning", "end of Friday", "Tuesday PM"."""
        t, i = self.t, lead.end
        roles = t[i].roles
        if not HABITS.isdisjoint(roles) or ("weekday" in roles and "part_habit" in t[i + 1].roles):
            return self._repeat(frame, lead)
        if "shade" in roles and "day" in t[i + 1].roles and (shaded := part_at(t, i + 2)) and frame.day is None:
            frame.day, frame.part = RelativeDay(t[i + 1].roles["day"]), with_shade(shaded[0], roles["shade"])
            return self._bounded(frame, lead, shaded[1])
        if "shade" in roles and "weekday" in t[i + 1].roles and frame.day is None and (end := self._shaded(frame, i)):
            return self._bounded(frame, lead, end)
        if "nth" in roles or "ordinal" in roles or t[i].number is not None:
            return self._repeat(frame, lead) if frame.empty() else None
        if roles.get("edge") == Edge.BEGINNING and frame.bound is None and (begun := self._begun_day(i + 1)):
            frame.bound = FROM
            return begun
        if roles.get("edge") == Edge.END and frame.clock is None and (behind := self._end_of_day(i + 1)):
            frame.clock = Clock(23, 59, sure=True)
            return self._bounded(frame, lead, behind)
        half = roles.get("half_day")
        meant = t[i].capital or ends_clause(t, i + 1) or t[i + 1].word in BEHIND_AM
        if half is not None and frame.day is not None and frame.clock is None and meant:
            frame.part = Part.AFTERNOON if half else Part.MORNING
            return i + 1
        return None

    def _shaded(self, frame: Frame, i: int) -> int | None:
        """Read "early Friday morning", "späten Montagnachmittag"."""
        t = self.t
        shade, roles = t[i].roles["shade"], t[i + 1].roles
        part = roles.get("part", t[i + 2].roles.get("part"))
        if part is None:
            return None
        frame.day, frame.part = Weekday(roles["weekday"]), with_shade(part, shade)
        return i + 2 if "part" in roles else i + 3

    def _length_near(self, i: int) -> bool:
        """Tell quickly whether a unit is near enough for a length of time to begin here."""
        one, two, three, four, five, six = self.t[i : i + 6]
        return (one.kinds | two.kinds | three.kinds | four.kinds | five.kinds | six.kinds) & LENGTH != 0

    def _end_of_day(self, j: int) -> int | None:
        """Tell where the day begins of which the end is meant: "end of tomorrow", "Ende Freitag"."""
        t = self.t
        while {"of", "on", "the"} & t[j].roles.keys():
            j += 1
        return j if {"day", "weekday"} & t[j].roles.keys() else None

    def _begun_day(self, j: int) -> int | None:
        """Tell whether "beginning" or "start" goes straight before a day: "beginning Friday"."""
        t = self.t
        k = j + 1 if t[j].word == "on" else j
        return (
            j
            if {"weekday", "day"} & t[k].roles.keys() or ("month" in t[k].roles and t[k + 1].number is not None)
            else None
        )

    def _addressed(self, i: int) -> bool:
        """Tell whether somebody is greeted or called so: "Guten Morgen", "Frau Freitag", "Mr. March"."""
        t, before = self.t, self.t[i - 1]
        if "greeting" in before.roles and not GREETED.isdisjoint(t[i].roles):
            return True
        titled = "title" in before.roles or (i > 1 and before.word == "." and "title" in t[i - 2].roles)
        return titled and t[i].kinds & NAMED != 0

    def _late_year(self, frame: Frame, i: int) -> int | None:
        """Read a year behind the clock time, as in "Aug 05 12:00:00 2015"."""
        number, day = self.t[i].number, frame.day
        if not isinstance(day, MonthDay) or day.year is not None or number is None or not 1900 <= number <= 2199:
            return None
        frame.day = MonthDay(day.month, day.day, number)
        return i + 1

    def _clock_or_day(self, frame: Frame, lead: Lead, left: Frame | None) -> int | None:
        t, i = self.t, lead.end
        token = t[i]
        figures = token.number is not None
        if figures and ((not token.gap and glued(t, i)) or (t[i - 1].kinds & LABEL and labelled(t, i))):
            return None
        day = day_at(t, i) if figures and t[i + 1].word in SEPARATORS else None
        if day is not None and _only_a_date(t, i, *day) and self._day_fits(frame, lead, left, *day):
            return self._dated(frame, lead, *day)
        clock = clock_at(t, i) if frame.clock is None and token.kinds & CLOCKLIKE else None
        if clock is not None and clock[0].strength is CLEAR and (t[i + 1].word == ":" or "oclock" in t[i + 1].roles):
            # "10:30", "3 Uhr": what stands behind the number leaves no day to be read.
            return self._timed(frame, lead, left, *clock)
        day = day or (day_at(t, i) if figures else self._day_reading(frame, lead))
        if day is not None and left is not None:
            day = self._year_of_both(left, *day)
        if day is not None and lead.comma and frame.clock is not None and self._own_clock(*day):
            return None
        if day is None:
            return None if clock is None else self._timed(frame, lead, left, *clock)
        if clock is not None:
            sure = clock[0].strength is CLEAR
            end = day[1] - 1 if _dot_of_sentence(t, *day) else day[1]
            among_clocks = left is not None and left.clock is not None
            timed = (lead.at or among_clocks) and t[i - 1].word != "des"
            rather = end > clock[1] or (end == clock[1] and not sure and not timed)
            if rather and self._day_fits(frame, lead, left, *day):
                return self._dated(frame, lead, *day)
            if taken := self._timed(frame, lead, left, *clock):
                return taken
            if rather or sure or lead.at or among_clocks:
                return None
        return self._dated(frame, lead, *day) if self._day_fits(frame, lead, left, *day) else None

    def _timed(self, frame: Frame, lead: Lead, left: Frame | None, clock: Clock, end: int) -> int | None:
        """Put a clock time into the frame, if it is meant as one."""
        if not self._clock_fits(frame, lead, left, clock, end):
            return None
        frame.clock = clock
        return self._bounded(frame, lead, end + 1 if "approx_tail" in self.t[end].roles else end)

    def _dated(self, frame: Frame, lead: Lead, day: Day, end: int) -> int | None:
        """Put a day that is meant as one into the frame, if it can stand beside what was said."""
        if not self._join_day(frame, lead, day):
            return None
        roles = self.t[lead.end].roles
        if "part" in roles and "weekday" in roles and frame.part is None:
            frame.part = roles["part"]
        return self._bounded(frame, lead, end)

    def _own_clock(self, day: Day, end: int) -> bool:
        """Tell whether a weekday behind a comma begins anew with hours of its own: "9-16 Uhr, Fr. 9-13 Uhr"."""
        if not isinstance(day, Weekday):
            return False
        clock = clock_at(self.t, end)
        return clock is not None and (clock[0].strength is CLEAR or self._clock_range_ahead(clock[1]))

    def _year_of_both(self, left: Frame, day: Day, end: int) -> tuple[Day, int]:
        """Read the year behind the second day of a month: "April 4-22, 2026", "April between 4 and 22, 2026"."""
        if not isinstance(day, DayOfMonth) or day.months is not None:
            return day, end
        year = year_at(self.t, end + 1 if self.t[end].word == "," else end)
        if year is None:
            return day, end
        if isinstance(left.day, MonthDay) and left.day.year is None:
            return MonthDay(left.day.month, day.day, year[0]), year[1]
        if isinstance(left.period, NamedMonth) and left.period.year is None and isinstance(left.day, DayOfMonth):
            month, left.period = left.period.month, None
            return MonthDay(month, day.day, year[0]), year[1]
        return day, end

    def _day_reading(self, frame: Frame, lead: Lead) -> tuple[Day, int] | None:
        t, i = self.t, lead.end
        roles = t[i].roles
        if (
            "day" in roles
            and "part" in roles
            and t[i].word.startswith("m")
            and (lead.on or frame.day is not None or frame.repeat)
        ):
            return None
        if "which" in roles and part_at(t, i + 1) and "weekday" not in t[i + 1].roles:
            steps = {Which.NEXT: 1, Which.LAST: -1}.get(roles["which"], 0)
            return RelativeDay(steps), i + 1
        return day_at(t, i)

    def _join_day(self, frame: Frame, lead: Lead, day: Day) -> bool:
        """Put a day beside what was said; return whether it fits."""
        said = frame.day
        if said is None:
            if frame.offset is not None and not isinstance(day, Weekday):
                return False
            if frame.period is not None and not fits_in(day, frame.period):
                if not _dates_of_weekend(day, frame.period):
                    return False
                frame.period = None
            frame.day = day
        elif isinstance(said, Weekday) and lead.bound in {BEFORE, AFTER} and isinstance(day, DATES):
            sign = -1 if lead.bound == BEFORE else 1
            frame.day, lead.bound = Shifted(day, Length(), sign, said.weekday), None
        elif isinstance(said, Weekday) and isinstance(day, DATES) and frame.weekday is None:
            frame.weekday, frame.day = said, day
        elif isinstance(said, DATES) and isinstance(day, Weekday) and frame.weekday is None and frame.until is None:
            frame.weekday = day
        elif isinstance(said, RelativeDay) and isinstance(day, (DATES, Weekday)):
            frame.day = day
        elif not (isinstance(said, DATES) and isinstance(day, RelativeDay)):
            return False
        return True

    def _part(self, frame: Frame, lead: Lead, left: Frame | None) -> int | None:
        t, i = self.t, lead.end
        found = part_at(t, i)
        if found is None or (i and "greeting" in t[i - 1].roles):
            return None
        part, end = found
        if frame.empty() and not self._part_fits(lead, i, end, part, left):
            return None
        if frame.part is None or part in {
            Part.EARLY_MORNING,
            Part.LATE_EVENING,
            Part.LATE_AFTERNOON,
            Part.EARLY_EVENING,
            Part.LATE_NIGHT,
        }:
            frame.part = part
        return self._bounded(frame, lead, end)

    def _period(self, frame: Frame, lead: Lead, left: Frame | None) -> int | None:
        t, i = self.t, lead.end
        if "greeting" in t[i - 1].roles or (t[i].number is not None and (glued(t, i) or labelled(t, i))):
            return None
        if "between_years" in t[i].roles and frame.empty():
            frame.day, frame.until = MonthDay(12, 27), Frame(i, i + 1)
            frame.until.day = MonthDay(12, 31)
            return i + 1
        found = period_at(t, i)
        if found is None:
            return None
        period, end = found
        month = frame.period
        if isinstance(month, NamedMonth) and month.year is None and isinstance(period, Current) and period.unit == YEAR:
            frame.period = NamedMonth(month.month, None, Which(min(period.steps, 2)), of_year=True)
            return end
        if isinstance(month, Current) and month.unit == YEAR and isinstance(period, NamedMonth) and period.year is None:
            frame.period = NamedMonth(period.month, None, Which(max(-1, min(month.steps, 2))), of_year=True)
            return end
        among_months = left is not None and isinstance(left.period, NamedMonth)
        if month is not None or frame.offset is not None:
            return None
        if not among_months and not self._period_fits(frame, lead, period, end):
            return None
        if frame.day is not None and not fits_in(frame.day, period):
            return None
        frame.period = period
        return self._bounded(frame, lead, end)

    def _offset(self, frame: Frame, lead: Lead) -> int | None:
        if frame.offset is not None:
            return None
        found = offset_at(self.t, lead, german=self.german)
        if found is None:
            return None
        value, end = found
        if isinstance(value, Clock):
            if frame.clock is not None:
                return None
            frame.clock = value
            return self._bounded(frame, lead, end)
        if isinstance(value, Offset):
            if isinstance(frame.day, RelativeDay) and frame.clock is None:
                if value.length.seconds == 0 and frame.day.days:
                    frame.day = Shifted(frame.day, value.length, value.sign)
                    return end
                frame.day = None
            if frame.day is not None or frame.clock is not None or frame.period is not None:
                return None
            frame.offset = value
            lead.bound = None if (value.sign < 0 and not lead.since) or value.within else lead.bound
        elif not self._join_day(frame, lead, value):
            return None
        return self._bounded(frame, lead, end)

    def _length(self, frame: Frame, lead: Lead) -> int | None:
        """Read how long something takes: "Montag 10 Uhr, zwei Stunden", "4pm for 30 mins", "for 3 days from today"."""
        if frame.length is not None:
            return None
        found = length_at(self.t, lead.end)
        if found is None:
            return None
        length, end = found
        if "long" in self.t[end].roles:
            end += 1
        if frame.empty():
            behind = self.t[end]
            k = end + 1 if behind.word == "," else end
            starts = self.t[k].roles.get("bound") == FROM
            begun = "edge" in self.t[k].roles and self._begun_day(k + 1) is not None
            worded = self.t[k].word == "starting" or begun
            stay = starts and self.t[end - 1].roles.get("unit") is NIGHT
            if not (worded or stay or (lead.during and (starts or length.seconds)) or self._before_a_time(length, k)):
                return None
        elif frame.clock is None and not lead.during and (frame.bound != FROM or frame.since or length.seconds):
            return None
        frame.length = length
        return end

    def _before_a_time(self, length: Length, k: int) -> bool:
        """Tell whether a day or clock time follows hours or minutes: "2 hours tomorrow at 3", "30 minutes at 4pm"."""
        t = self.t
        j = k + 1 if {"on", "at"} & t[k].roles.keys() else k
        if not length.seconds or t[k - 1].roles.get("unit") not in {HOUR, MINUTE}:
            return False
        clock = clock_at(t, j)
        return bool({"day", "weekday"} & t[j].roles.keys()) or (clock is not None and clock[0].strength is CLEAR)

    def _now(self, frame: Frame, lead: Lead) -> int | None:
        roles = self.t[lead.end].roles
        if "close" in roles or "day_end" in roles:
            if frame.clock is not None or ("shy" in roles and frame.empty() and not (lead.on or lead.bound)):
                return None
            frame.clock = Clock(18 if "close" in roles else 23, 0 if "close" in roles else 59, sure=True)
        elif "now" in roles and frame.empty():
            behind = self.t[lead.end + 1]
            meant = "asap" in roles or lead.approx or lead.bound is not None or " " in self.t[lead.end].word
            if not meant and not ends_clause(self.t, lead.end + 1) and "sep" not in behind.roles:
                return None
            frame.now, frame.asap = True, "asap" in roles
        elif "allday" in roles and not frame.empty():
            pass
        elif "skip" not in roles or frame.empty():
            return None
        return self._bounded(frame, lead, lead.end + 1)

    def _repeat(self, frame: Frame, lead: Lead) -> int | None:
        roles = self.t[lead.end].roles
        if frame.repeat is not None:
            if frame.repeat.unit == WEEK and not frame.repeat.weekdays and "weekday_habit" in roles:
                frame.day = Weekday(roles["weekday_habit"])
                return lead.end + 1
            return None
        if "weekday_habit" in roles and "weekday" in roles and not lead.on and frame.dated():
            return None
        found = repeat_at(self.t, lead.end)
        if found is None:
            return None
        if isinstance(frame.day, NthWeekday) and found[0].unit == MONTH:
            found = Repeat(MONTH, 1, (frame.day.weekday,), nth=frame.day.nth), found[1], found[2]
            frame.day = None
        frame.repeat, part, end = found
        frame.part = frame.part if part is None else part
        return end

    def _bounded(self, frame: Frame, lead: Lead, end: int) -> int:
        if lead.bound is not None and not (frame.part is not None and self.t[lead.end - 1].word == "vom"):
            frame.bound = lead.bound
        if lead.since:
            frame.since = True
        return end


def _only_a_date(t: Tokens, i: int, day: Day, end: int) -> bool:
    """Tell whether figures go further than those of a clock time do: "18.10.", "24.11.2017", "3. April"."""
    longest = i + 3 if t[i + 2].number is not None else i + 2
    return end > longest and isinstance(day, (Numeric, MonthDay)) and HALVES.isdisjoint(t[end].roles)


def _dot_of_sentence(t: Tokens, day: Day, end: int) -> bool:
    """Tell whether the point behind a number may as well end the sentence."""
    return isinstance(day, DayOfMonth) and day.weak and t[end - 1].word == "."


def _dates_of_weekend(day: Day, period: Period) -> bool:
    """Tell whether a date says which weekend is meant: "am Wochenende 21./22.3."."""
    weekend = isinstance(period, Current) and period.unit == WEEKEND and not period.steps
    return weekend and isinstance(day, DATES)


def fits_in(day: Day, period: Period) -> bool:
    """Tell whether a day can be one of a period, as in "Dienstag nächster Woche"."""
    if isinstance(day, Weekday):
        if isinstance(period, Third):
            return fits_in(day, period.whole)
        return isinstance(period, (WeekNumber, WeekOf)) or (
            isinstance(period, Current) and period.unit in {WEEK, WEEKEND}
        )
    if isinstance(day, DayOfMonth):
        return isinstance(period, NamedMonth) or (isinstance(period, Current) and period.unit == MONTH)
    return (
        isinstance(day, MonthDay)
        and day.year is None
        and isinstance(period, (Year, Current))
        and not isinstance(period, Third)
    )

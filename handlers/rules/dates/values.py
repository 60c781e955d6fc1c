"""What the grammar reads before it is known when "now" is: days, clock times, periods and lengths, in no language.

Nobody changes them; they are not frozen because that makes them four times as slow to make, and a message makes dozens.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Unit(IntEnum):
    """Units of time, from short to long."""

    SECOND = 1
    MINUTE = 2
    HOUR = 3
    DAY = 4
    WEEKEND = 5
    WEEK = 6
    MONTH = 7
    QUARTER = 8
    YEAR = 9
    WORKDAY = 10
    NIGHT = 11


class Which(IntEnum):
    """Which of several like days or periods: as said by "this", "next" and so on."""

    BEFORE_LAST = -2
    LAST = -1
    THIS = 0
    NEXT = 1
    AFTER_NEXT = 2
    COMING = 3


class Part(IntEnum):
    """Parts of the day."""

    EARLY_MORNING = 0
    MORNING = 1
    FORENOON = 2
    NOON = 3
    LUNCH = 4
    EARLY_AFTERNOON = 5
    AFTERNOON = 6
    LATE_AFTERNOON = 7
    EARLY_EVENING = 8
    EVENING = 9
    LATE_EVENING = 10
    NIGHT = 11
    LATE_NIGHT = 12
    TONIGHT = 13
    LATE_MORNING = 14


class Bound(IntEnum):
    """On which side of the time named the meant time lies."""

    BY = 1
    BEFORE = 2
    FROM = 3
    AFTER = 4
    BETWEEN = 5


class Edge(IntEnum):
    """Which third or half of a period."""

    BEGINNING = 0
    MIDDLE = 1
    END = 2
    FIRST_HALF = 3
    SECOND_HALF = 4


class Strength(IntEnum):
    """How much like a clock time something looks by itself."""

    BARE = 0
    WEAK = 1
    CLEAR = 2


# What the grammar asks for most: a member is found ten times as quickly without its enumeration.
BARE, WEAK, CLEAR = Strength
BY, BEFORE, FROM, AFTER, BETWEEN = Bound
SECOND, MINUTE, HOUR, DAY, WEEKEND, WEEK, MONTH, QUARTER, YEAR, WORKDAY, NIGHT = Unit


@dataclass(slots=True, eq=False, repr=False)
class Clock:
    """A time of day as said.

    `half`: 0 before noon, 1 after noon, None unsaid. `sure`: written with 24 hours. `written`: hours and minutes in
    figures
    with "Uhr", which Germans count by 24 but clients don't always. `named`: noon or midnight.
    """

    hour: int
    minute: int = 0
    second: int | None = None
    half: int | None = None
    sure: bool = False
    strength: Strength = Strength.CLEAR
    named: bool = False
    written: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Length:
    """A length of time; `grain` is the smallest unit said."""

    months: int = 0
    days: int = 0
    seconds: int = 0
    workdays: int = 0
    grain: Unit = Unit.DAY


@dataclass(slots=True, eq=False, repr=False)
class RelativeDay:
    """So many days from today."""

    days: int


@dataclass(slots=True, eq=False, repr=False)
class Weekday:
    """A weekday (Monday 0). `weeks`: in the calendar week so many from this one. `later`: so many weeks after the
    next one."""

    weekday: int
    which: Which | None = None
    weeks: int | None = None
    later: int = 0


@dataclass(slots=True, eq=False, repr=False)
class MonthDay:
    """A day of a month. `year` has 4 digits or 2. `weak`: needs a neighbour to be believed."""

    month: int
    day: int
    year: int | None = None
    weak: bool = False

    def in_year(self, year: int) -> MonthDay:
        """Return the same day of another year."""
        return MonthDay(self.month, self.day, year, self.weak)


@dataclass(slots=True, eq=False, repr=False)
class Numeric:
    """Two numbers of which one is the day and one the month, as written; `dotted` if points stood between them."""

    first: int
    second: int
    year: int | None = None
    dotted: bool = False
    weak: bool = False

    def in_year(self, year: int) -> Numeric:
        """Return the same numbers with another year."""
        return Numeric(self.first, self.second, year, self.dotted, self.weak)


@dataclass(slots=True, eq=False, repr=False)
class DayOfMonth:
    """The n-th of this or the next month, or of the month so many months on."""

    day: int
    months: int | None = None
    weak: bool = False


@dataclass(slots=True, eq=False, repr=False)
class NthWeekday:
    """The n-th (-1: last) such weekday of a month."""

    nth: int
    weekday: int
    month: int | None = None
    year: int | None = None
    months: int | None = None


@dataclass(slots=True, eq=False, repr=False)
class Holiday:
    """A day with a name."""

    name: str
    year: int | None = None
    which: Which | None = None


@dataclass(slots=True, eq=False, repr=False)
class Shifted:
    """A day so long after (`sign` 1) or before (-1) another; `weekday`: the nearest such weekday instead."""

    base: Day
    length: Length
    sign: int = 1
    weekday: int | None = None


Day = RelativeDay | Weekday | MonthDay | Numeric | DayOfMonth | NthWeekday | Holiday | Shifted


@dataclass(slots=True, eq=False, repr=False)
class Current:
    """This, next, last … week, weekend, month, quarter, year; `steps` counts from this one."""

    unit: Unit
    steps: int
    coming: bool = False


@dataclass(slots=True, eq=False, repr=False)
class NamedMonth:
    """A month by its name or number; `which` as in "next March", or `of_year` as in "March of next year"."""

    month: int
    year: int | None = None
    which: Which | None = None
    of_year: bool = False


@dataclass(slots=True, eq=False, repr=False)
class WeekNumber:
    """An ISO 8601 week; `years` counts from this year where no year was said; None: the next one of that number."""

    week: int
    year: int | None = None
    years: int | None = None


@dataclass(slots=True, eq=False, repr=False)
class WeekOf:
    """The week, or the weekend, with a day in it, or beginning with it."""

    day: Day
    weekend: bool = False


@dataclass(slots=True, eq=False, repr=False)
class NthWeek:
    """The n-th (-1: last) week or weekend of a month; a week belongs to the month of its Thursday."""

    nth: int
    unit: Unit
    month: int | None = None
    year: int | None = None
    months: int = 0


@dataclass(slots=True, eq=False, repr=False)
class Quarter:
    """A quarter of a year."""

    quarter: int
    year: int | None = None
    years: int | None = None


@dataclass(slots=True, eq=False, repr=False)
class Year:
    """A whole year."""

    year: int


@dataclass(slots=True, eq=False, repr=False)
class Several:
    """The next (sign 1) or last (-1) so many units."""

    count: int
    unit: Unit
    sign: int


@dataclass(slots=True, eq=False, repr=False)
class Third:
    """The beginning, middle, end or a half of a period or day."""

    edge: Edge
    whole: Period


@dataclass(slots=True, eq=False, repr=False)
class Season:
    """A season of three whole months (0: March to May)."""

    season: int
    year: int | None = None
    which: Which | None = None


Period = Season | Current | NamedMonth | WeekNumber | WeekOf | NthWeek | Quarter | Year | Several | Third


@dataclass(slots=True, eq=False, repr=False)
class Offset:
    """So long from now (`sign` 1) or before now (-1); `within`: at any time until then; `most`: at most so long."""

    length: Length
    sign: int = 1
    within: bool = False
    most: Length | None = None


@dataclass(slots=True, eq=False, repr=False)
class Repeat:
    """Every so many units, and the day it falls on, if one is said."""

    unit: Unit
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    monthday: int | None = None
    nth: int | None = None
    also: tuple[int, ...] = ()  # the third as well as the first Tuesday
    month: int | None = None

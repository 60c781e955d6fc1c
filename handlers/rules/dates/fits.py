"""Whether something that looks like a part of day or a period is meant as one, from its neighbours."""

from __future__ import annotations

from handlers.rules.dates.clocks import clock_at
from handlers.rules.dates.day_fits import DayFits
from handlers.rules.dates.days import day_at
from handlers.rules.dates.frame import Frame
from handlers.rules.dates.leads import (
    Lead,
    labelled,
    whole_text,
)
from handlers.rules.dates.values import (
    BARE,
    Bound,
    Current,
    NamedMonth,
    Part,
    Period,
    Unit,
    WeekNumber,
    Year,
)


class Fits(DayFits):
    """Judges readings in one text in one language."""

    def _part_fits(self, lead: Lead, i: int, end: int, part: Part, left: Frame | None) -> bool:
        """Tell whether a part of day with no day beside it is meant as a time."""
        t = self.t
        if (
            (left is not None and left.dated())
            or part == Part.TONIGHT
            or "whole_part" in t[i].roles
            or whole_text(t, lead.begin, end)
            or "which" in t[i - 1].roles
        ):
            return True
        if "day" in t[end].roles or "weekday" in t[end].roles or ("shade" in t[i].roles and end > i + 1):
            return True
        introduced = lead.on or lead.at or lead.inside or lead.bound is not None
        if "shy_part" in t[i].roles:
            return lead.at or lead.bound is not None
        if t[i].word in {"früh", "frueh", "fruh"} or ("shade" in t[i].roles and end == i + 1):
            return introduced and self.german and lead.inside
        if self.german and t[end - 1].word.endswith("s") and "part" in t[end - 1].roles:
            return True
        if introduced:
            return True
        ahead = clock_at(t, end)
        return bool(ahead and ahead[0].strength is not BARE) or self._day_of(end)

    def _day_of(self, j: int) -> bool:
        """Tell whether "of" and a day follow: "evening of the 25th"."""
        t = self.t
        if "of" not in t[j].roles and t[j].word != "on":
            return False
        k = j + 2 if "the" in t[j + 1].roles else j + 1
        return day_at(t, k) is not None

    def _period_fits(self, frame: Frame, lead: Lead, period: Period, end: int) -> bool:
        t, i = self.t, lead.end
        introduced = lead.inside or lead.bound is not None or lead.on
        if t[end].roles.get("which") is not None and t[end + 1].roles.get("unit") == Unit.YEAR:
            return True
        if i > 1 and t[i - 1].word == "." and labelled(t, i - 2):
            return False
        if isinstance(period, NamedMonth) and period.year is None and period.which is None and end == i + 1:
            if (
                ("sep" in t[end].roles and "month" in t[end + 1].roles)
                or t[end].roles.get("bound") == Bound.BETWEEN
                or t[i - 2].roles.get("unit") == Unit.MONTH
            ):
                return True
            if "shy" in t[i].roles or (len(t[i].word) <= 3 and t[i].word != "mai"):
                return (
                    introduced and lead.end > 0 and not (lead.on and not lead.inside and lead.bound is None)
                ) or whole_text(t, i, end)
            return not (
                frame.empty() and t[end].capital and t[end].word[:1].isalpha() and not t[end].roles and not introduced
            )
        if isinstance(period, Year):
            ranged = frame.empty() and t[i - 1].roles.get("sep") is not None
            return ranged or introduced or t[i].number is None or "suffix_bound" in t[end].roles
        if isinstance(period, Current) and period.unit == Unit.WEEKEND and "which" not in t[i].roles:
            return introduced or frame.dated() or whole_text(t, i, end)
        if isinstance(period, WeekNumber) and t[i].word in {"week", "wk"}:
            return t[i + 1].number is not None
        return True

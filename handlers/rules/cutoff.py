"""The cut-off rule: what comes in by a time of day is due that day, everything else on the next working day. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from handlers.rules.business_hours import HORIZON_DAYS, BusinessHours, NoOpenTime, first_instant

ONE_DAY = timedelta(days=1)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Cutoff:
    """Filed on a working day up to and including `by`: due at `same_day`; later or on another day: at `next_day` of the
    next working day. All are wall times of the office."""

    by: time
    same_day: time
    next_day: time

    def __post_init__(self) -> None:
        """Refuse a rule under which something would be due before it may still come in."""
        if self.same_day <= self.by:
            raise ValueError(f"same_day: {self.same_day:%H:%M} is not after by, {self.by:%H:%M}")

    @classmethod
    def parse(cls, by: str, same_day: str, next_day: str) -> Cutoff:
        """Return the rule with times written `14:00`; raise ValueError naming the key that can't be read."""
        written = {"by": by, "same_day": same_day, "next_day": next_day}
        return cls(**{key: _clock(key, text) for key, text in written.items()})

    def due(self, filed: datetime, hours: BusinessHours) -> datetime:
        """Return when (UTC) something filed at an aware moment is due.

        A working day is a local date on which the office opens; on the day itself it need not be open at any of the
        three times. Raises NoOpenTime if there is none within 400 days.
        """
        day = filed.astimezone(hours.zone).date()
        if hours.opens_on(day) and filed <= _at(day, self.by, hours):
            return _at(day, self.same_day, hours)
        for number in range(1, HORIZON_DAYS + 1):
            if hours.opens_on(day + number * ONE_DAY):
                return _at(day + number * ONE_DAY, self.next_day, hours)
        raise NoOpenTime(f"no working day within {HORIZON_DAYS} days after {filed.astimezone(UTC):%Y-%m-%d}")


def _at(day: date, clock: time, hours: BusinessHours) -> datetime:
    return first_instant(datetime.combine(day, clock), hours.zone)


def _clock(key: str, text: str) -> time:
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{key}: {text!r} is not a time of day, expected for instance 14:00")
    return time(int(match[1]), int(match[2]))

"""The grammar of time zones named behind a clock time: "3pm EST", "15 Uhr MEZ", "10:00Z", "UTC+2", "9 am London
time"."""

from __future__ import annotations

from datetime import timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from handlers.rules.dates.tokens import Tokens
from handlers.rules.dates.zone_names import ZONED

FURTHEST = 14  # hours from UTC that any place keeps


class Zone(NamedTuple):
    """A zone as said: minutes from UTC for an abbreviation, and the place whose clocks are meant, by its IANA name."""

    minutes: int | None = None
    place: str | None = None

    def clocks(self) -> tzinfo:
        """Return the zone to read in: what was said literally, else the place's own."""
        if self.minutes is not None:
            return timezone(timedelta(minutes=self.minutes))
        assert self.place is not None
        return ZoneInfo(self.place)


def zone_at(t: Tokens, j: int) -> tuple[Zone, int] | None:
    """Read a zone straight behind a clock time, also in brackets."""
    if t[j].word == "(":
        inner = zone_at(t, j + 1)
        return (inner[0], inner[1] + 1) if inner is not None and t[inner[1]].word == ")" else None
    if t[j].word == "+":
        return _offset(t, j) if not t[j].gap and t[j + 1].digits > 1 else None  # "+1" is a day later
    index = t[j].roles.get("zone")
    if index is None or (t[j].word == "z" and t[j].gap):
        return None
    _, minutes, place = ZONED[index]
    if minutes == 0 and t[j + 1].word in {"+", "-"} and not t[j + 1].gap:
        return _offset(t, j + 1)
    return Zone(minutes, place), j + 1


def _offset(t: Tokens, j: int) -> tuple[Zone, int] | None:
    """Read hours, or hours and minutes, behind a sign: "+2", "+0530", "-05:00"."""
    sign = -1 if t[j].word == "-" else 1
    hours, end = t[j + 1].number, j + 2
    if hours is None or t[j + 1].gap:
        return None
    minutes = 0
    if t[j + 1].digits == 4:
        hours, minutes = divmod(hours, 100)
    elif t[end].word == ":" and t[end + 1].digits == 2 and not t[end].gap and not t[end + 1].gap:
        minutes, end = t[end + 1].number or 0, end + 2
    return (Zone(sign * (60 * hours + minutes)), end) if hours <= FURTHEST and minutes < 60 else None

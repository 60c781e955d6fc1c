"""What the buttons of booking carry: which service or appointment, with whom, how long, and what is chosen. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.rules.slots.opening import EPOCH
from storage.vocabulary import BookingId

_MINUTE = timedelta(minutes=1)
_TOKEN = 8  # a button's `about` holds 64 characters, an appointment's id is half of them
_PROPOSED = "~"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is known so far: `what` is a service's token, or the id of an appointment that is moved, or with a mark
    before it of one for which another time is proposed; `host` a host's token, empty for anybody; `minutes` how long, 0
    where that was not asked."""

    what: str
    host: str = ""
    minutes: int = 0

    @property
    def is_new(self) -> bool:
        """Whether something is booked, not moved."""
        return len(self.what) == _TOKEN

    @property
    def is_proposal(self) -> bool:
        """Whether a host proposes another time, which the client may take."""
        return self.what.startswith(_PROPOSED)

    @property
    def booking(self) -> BookingId:
        """Return the appointment that is moved."""
        return BookingId(self.what.removeprefix(_PROPOSED))

    def about(self, value: str = "") -> str:
        """Return what a button carries that chooses `value` next."""
        return f"{self.what}.{self.host}.{self.minutes}.{value}"


def proposing(booking: BookingId) -> Choice:
    """Return the choice of another time that a host proposes."""
    return Choice(f"{_PROPOSED}{booking}")


def chosen(about: str) -> tuple[Choice, str] | None:
    """Return what a button carried, None if it is none of these."""
    parts = about.split(".")
    if len(parts) != 4 or not parts[2].isdecimal():
        return None
    return Choice(parts[0], parts[1], int(parts[2])), parts[3]


def token(name: str) -> str:
    """Return a short name for a service or host of the settings."""
    return hashlib.sha256(name.encode()).hexdigest()[:_TOKEN]


def named(names: Iterable[str], sought: str) -> str | None:
    """Return the name with a token, None if the settings don't have it any more."""
    return next((name for name in names if token(name) == sought), None)


def minute(at: datetime) -> str:
    """Return a moment as buttons carry it, to the minute."""
    return str((at - EPOCH) // _MINUTE)


def at_minute(value: str) -> datetime | None:
    """Return the moment (UTC) that `minute` wrote, None for anything else."""
    return EPOCH + _MINUTE * int(value) if value.isdecimal() and len(value) < 10 else None


def on_day(value: str) -> date | None:
    """Return the date of `20261124`, None for anything else."""
    try:
        return date.fromisoformat(value) if value.isdecimal() else None
    except ValueError:
        return None

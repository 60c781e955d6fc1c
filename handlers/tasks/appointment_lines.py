"""What cards say and offer of the appointment that a request is for. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.chat.outgoing import Button, Text
from storage.bookings import Booking
from storage.vocabulary import GIVEN_UP


@dataclass(frozen=True, slots=True)
class Choice:
    """The appointment that something is for, None for none, those that it may be for instead, and a line for each that
    its words name and nobody here knows."""

    tied: Booking | None = None
    offered: Sequence[Booking] = ()
    unknown: Sequence[Text] = ()

    def lines(self) -> list[Text]:
        """Return what a card says of it."""
        return [*line(self.tied), *self.unknown]

    def buttons(self, action: str, about: str) -> list[Button]:
        """Return what chooses another one, or none; pressed, `action` gets `about=17`, or `about=`."""
        found = [
            Button(Text("for-this-appointment", ref=one.reference, at=one.starts_at), action, f"{about}={one.number}")
            for one in self.offered
        ]
        if self.tied is not None:
            found.append(Button(Text("not-for-appointment", ref=self.tied.reference), action, f"{about}="))
        return found


NO_CHOICE = Choice()


def line(booking: Booking | None) -> list[Text]:
    """Return what a card says of the appointment that something is for."""
    if booking is None:
        return []
    name = "for-appointment" if begins(booking) else "for-appointment-gone"
    return [Text(name, ref=booking.reference, at=booking.starts_at)]


def begins(booking: Booking) -> datetime | None:
    """Return when (UTC) an appointment begins, or began; None if it was given up."""
    return None if booking.state in GIVEN_UP else booking.starts_at

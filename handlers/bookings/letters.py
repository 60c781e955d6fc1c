"""What an invitation by mail says: a few plain words, and the appointment as a calendar object. It is made when it is
sent, of the appointment as it stands then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from handlers.bookings import files, ics, showing
from handlers.bookings.cards import Facts
from handlers.bookings.screens import spoken
from handlers.chat.context import Context
from handlers.chat.outgoing import Stretch, Text
from storage.bookings import Booking
from storage.invitations import Invitation
from storage.vocabulary import GIVEN_UP

Say = Callable[[Text], str]
Speaks = Callable[[str, str], Say]
"""From a language and a zone to what words a sentence in them."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail: to whom, what it is called by for ever (the same for the same SEQUENCE), its words, and the calendar
    object with its METHOD."""

    to: ics.Party
    name: str
    sequence: int
    language: str
    subject: str
    words: str
    calendar: bytes
    method: str


def letter(ctx: Context, invitation: Invitation, by: ics.Party, speaks: Speaks) -> Letter:
    """Return what an invitation says now. It draws the calendar object, which takes its time: not on the writer's
    thread."""
    booking = ctx.uow.bookings.look(invitation.booking_id)
    assert booking is not None  # it is referred to
    known = showing.facts(ctx, booking)
    say = speaks(invitation.language, booking.zone)
    over = booking.state in GIVEN_UP
    which = "over" if over else "invited" if invitation.first in {None, booking.sequence} else "changed"
    host = known.contact.name if known.contact is not None else ctx.office.name
    to = ics.Party(invitation.name, invitation.address)
    return Letter(
        to=to,
        name=f"{invitation.id}.{booking.sequence}",
        sequence=booking.sequence,
        language=invitation.language,
        subject=say(Text(f"letter-subject-{which}", what=known.label, at=booking.starts_at)),
        words=_words(booking, known, Text(f"letter-{which}", by=host), invitation, ctx.office.name, say),
        calendar=(ics.cancel if over else ics.request)(
            [booking], files.described([booking], known, say), by, [to], ctx.now
        ),
        method="CANCEL" if over else "REQUEST",
    )


def _words(booking: Booking, known: Facts, first: Text, invitation: Invitation, office: str, say: Say) -> str:
    lines = [Text("booking-when", at=Stretch(booking.starts_at, booking.ends_at))]
    lines.append(Text("letter-zone", zone=booking.zone))
    if known.hosts:
        lines.append(Text("booking-with", lines=[spoken(host.label) for host in known.hosts]))
    if known.service is not None and known.service.place:
        lines.append(Text("booking-where", place=spoken(known.service.place)))
    lines.append(Text("letter-ref", ref=booking.reference))
    parts = [
        [Text("letter-hello", name=invitation.name)],
        [first],
        [known.label, *lines],
        [Text("words", words=office)],
    ]
    return "\n\n".join("\n".join(say(line) for line in part) for part in parts) + "\n"

"""Others are invited to an appointment by mail: asked whether the address is right, then told of the appointment as it
stands and of each change that concerns them. What is to be told is noted with the change itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.bookings import cards, files, record
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Text
from handlers.events import BookingChanged
from handlers.rules.mail_address import read_address
from storage.bookings import Booking
from storage.invitations import Invitation
from storage.vocabulary import BookingState, InvitationState

OVER = frozenset({BookingState.DONE, BookingState.NO_SHOW})
FOLLOWING = frozenset({InvitationState.WAITING, InvitationState.SENDING, InvitationState.TOLD})


def address_in(words: str) -> str | None:
    """Return the address that was given, None for none. Raises Refused for words that are no address, also where the
    office sends no mail: it stands in calendar files."""
    if not words.strip():
        return None
    address = read_address(words)
    if address is None:
        raise Refused(Text("invitation-no-address"), "mail")
    return address


def ask(ctx: Context, booking: Booking, name: str, address: str) -> Invitation:
    """Ask who added somebody whether the address is right; nothing goes there before. Raises Refused if somebody is
    invited there already."""
    known = (each for each in ctx.uow.invitations.of(booking.id) if each.state is not InvitationState.ENDED)
    if any(each.address == address for each in known):
        raise Refused(Text("invitation-there-already"), "mail")
    invitation = Invitation(
        ctx.uow.new_id(), booking.id, name, address, ctx.who.language, InvitationState.ASKED, booking.sequence
    )
    ctx.uow.invitations.add(invitation)
    ctx.tell_anew(ctx.who, cards.invitation_card(booking, invitation))
    return invitation


def press_send(ctx: Context, about: str) -> None:
    """Press of Send invitation."""
    ctx.reply(cards.invitation_card(*send(ctx, about)))


def send(ctx: Context, invitation_id: str) -> tuple[Booking, Invitation]:
    """Let an invitation that was asked about go, now or once its appointment is confirmed. Raises Refused."""
    booking, invitation = _asked(ctx, invitation_id)
    waiting = followed(replace(invitation, state=InvitationState.WAITING), booking, ctx.now)
    ctx.uow.invitations.save(waiting)
    return booking, waiting


def press_leave(ctx: Context, about: str) -> None:
    """Press of Don't send."""
    ctx.reply(cards.invitation_card(*leave(ctx, about)))


def leave(ctx: Context, invitation_id: str) -> tuple[Booking, Invitation]:
    """Let nothing be sent of an invitation that was asked about. Raises Refused."""
    booking, invitation = _asked(ctx, invitation_id)
    ended = replace(invitation, state=InvitationState.ENDED)
    ctx.uow.invitations.save(ended)
    return booking, ended


def changed(ctx: Context, event: BookingChanged) -> None:
    """Let everybody who was invited hear of a change that concerns them."""
    booking, before = event.booking, event.before
    if not ctx.office.desk.mails or before is None or booking.number is None or _looks_same(booking, before):
        return
    for invitation in ctx.uow.invitations.of(booking.id):
        if invitation.state in FOLLOWING:
            ctx.uow.invitations.save(followed(invitation, booking, ctx.now))


def followed(invitation: Invitation, booking: Booking, now: datetime) -> Invitation:
    """Return an invitation that is to tell of an appointment as it stands: of one that is confirmed, and to whoever may
    know of it, that it is in doubt or over."""
    tells = booking.state is BookingState.CONFIRMED or (booking.state in files.ENDING and invitation.told is not None)
    waits = tells and invitation.state is not InvitationState.SENDING  # that one is looked at again when it has ended
    state = InvitationState.WAITING if waits else invitation.state
    return replace(
        invitation,
        state=state,
        wanted=booking.sequence if tells else invitation.wanted,
        doubts=0,
        attempts=0,
        next_at=now if waits else None,
        trouble=None,
    )


def _looks_same(booking: Booking, before: Booking) -> bool:
    """Return whether somebody invited would see no difference: who else comes is not for them to know."""
    seen = ((each.state, each.starts_at, each.ends_at, each.place) for each in (booking, before))
    return booking.state in OVER or next(seen) == next(seen)


def _asked(ctx: Context, about: str) -> tuple[Booking, Invitation]:
    """Return an invitation that somebody is asked about, and its appointment, locked before it. Raises Refused."""
    invitation = ctx.uow.invitations.look(about)
    if invitation is None:
        raise Refused(Text("booking-unknown"))
    booking = record.take(ctx, invitation.booking_id)
    taken = ctx.uow.invitations.take(about)
    if taken is None or taken.state is not InvitationState.ASKED:
        raise Refused(Text("button-gone"))
    return booking, taken

"""What becomes of an invitation on its way to the mail server. That it is handed over now is kept before it is: should
nobody see how that ends, it is handed over once more, under the same name, if it is still true then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.bookings import cards, files, showing
from handlers.chat import sight
from handlers.chat.context import Context
from handlers.chat.outgoing import Text
from storage.bookings import Booking
from storage.invitations import Invitation
from storage.people import Person
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import STAFF, InvitationState, Role

PAUSES = tuple(timedelta(seconds=each) for each in (30, 120, 600, 1800, 3600))
RESTRICTED = timedelta(hours=1)
MOST_DOUBTS = 1
TOO_LATE = "too-late"


def begun(uow: UnitOfWork, invitation_id: str, sequence: int) -> bool:
    """Note that an invitation is handed over now, telling of this SEQUENCE; return False if it should not be any more:
    another process has it in hand, or the appointment has changed; or not yet: its client's data are restricted, so
    that nothing but that the appointment is off may go."""
    invitation = uow.invitations.take(invitation_id)
    if invitation is None or invitation.state is not InvitationState.WAITING:
        return False
    booking = uow.bookings.look(invitation.booking_id)
    if booking is None or booking.sequence != sequence:
        return False
    if booking.state not in files.ENDING and sight.are_restricted(uow, booking.client_id):
        uow.invitations.save(_kept_back(invitation, booking, uow.now))
        return False
    first = sequence if invitation.first is None else invitation.first
    uow.invitations.save(
        replace(invitation, state=InvitationState.SENDING, first=first, told=sequence, next_at=None, trouble=None)
    )
    return True


def _kept_back(invitation: Invitation, booking: Booking, now: datetime) -> Invitation:
    """Return an invitation that waits until its client's data are not restricted any more; too late, it ends."""
    if booking.starts_at <= now:
        return replace(invitation, state=InvitationState.ENDED, next_at=None, trouble=TOO_LATE)
    return replace(invitation, next_at=now + RESTRICTED)


def accepted(ctx: Context, invitation_id: str) -> None:
    """Note that the mail server has taken an invitation; what changed meanwhile is told next."""
    found = _in_hand(ctx, invitation_id)
    if found is not None:
        _keep(ctx, *found, replace(found[1], state=InvitationState.TOLD, doubts=0, attempts=0))


def doubtful(ctx: Context, invitation_id: str) -> None:
    """Note that nobody knows whether the mail server took an invitation: once more, then it counts as told."""
    found = _in_hand(ctx, invitation_id)
    if found is None:
        return
    booking, invitation = found
    doubts = invitation.doubts + 1
    again = doubts <= MOST_DOUBTS
    state = InvitationState.WAITING if again else InvitationState.TOLD
    next_at = ctx.now + PAUSES[0] if again else None
    _keep(ctx, booking, invitation, replace(invitation, state=state, doubts=doubts, next_at=next_at, trouble="unknown"))


def postponed(ctx: Context, invitation_id: str, why: str) -> None:
    """Note that an invitation surely didn't go, and may later; too late for that, whoever works for it hears so."""
    found = _open(ctx, invitation_id)
    if found is None:
        return
    booking, invitation = found
    if booking.starts_at <= ctx.now:
        ended = replace(invitation, state=InvitationState.ENDED, next_at=None, trouble=TOO_LATE)
        _keep(ctx, booking, invitation, ended)
        _tell(ctx, booking, Text("invitation-too-late", **_said(booking, invitation)), ended)
        return
    pause = PAUSES[min(invitation.attempts, len(PAUSES) - 1)]
    later = replace(
        invitation,
        state=InvitationState.WAITING,
        attempts=invitation.attempts + 1,
        next_at=ctx.now + pause,
        trouble=why,
    )
    ctx.uow.invitations.save(later)


def refused(ctx: Context, invitation_id: str, why: str) -> None:
    """Note that the mail server will never take an invitation; whoever works for it hears so."""
    found = _open(ctx, invitation_id)
    if found is None:
        return
    booking, invitation = found
    ended = replace(invitation, state=InvitationState.ENDED, next_at=None, trouble=why)
    _keep(ctx, booking, invitation, ended)
    _tell(ctx, booking, Text("invitation-refused", code=why, **_said(booking, invitation)), ended)


def _in_hand(ctx: Context, invitation_id: str) -> tuple[Booking, Invitation] | None:
    found = _open(ctx, invitation_id)
    return None if found is None or found[1].state is InvitationState.WAITING else found


def _open(ctx: Context, invitation_id: str) -> tuple[Booking, Invitation] | None:
    """Return an invitation that is to be told or is being told, and its appointment."""
    invitation = ctx.uow.invitations.take(invitation_id)
    if invitation is None or invitation.state not in {InvitationState.WAITING, InvitationState.SENDING}:
        return None
    booking = ctx.uow.bookings.look(invitation.booking_id)
    assert booking is not None  # it is referred to
    return booking, invitation


def _keep(ctx: Context, booking: Booking, before: Invitation, after: Invitation) -> None:
    """Keep where an invitation stands; what is to be told by now and was not, is told at once."""
    is_newer = after.state is not InvitationState.ENDED and after.wanted > (-1 if after.told is None else after.told)
    kept = replace(after, state=InvitationState.WAITING, next_at=ctx.now, doubts=0) if is_newer else after
    ctx.uow.invitations.save(kept)
    for person in _concerned(ctx, booking):
        ctx.redraw(person, cards.invitation_card(booking, kept))


def _tell(ctx: Context, booking: Booking, text: Text, invitation: Invitation) -> None:
    staff = [person for person in _concerned(ctx, booking) if person.role in STAFF]
    for person in staff or ctx.uow.people.active(Role.MANAGER):
        ctx.tell(person, text, key=f"invitation:{invitation.id}:{invitation.trouble}")


def _concerned(ctx: Context, booking: Booking) -> list[Person]:
    return list(showing.concerned(ctx, booking, showing.facts(ctx, booking)))


def _said(booking: Booking, invitation: Invitation) -> dict[str, str]:
    return {"ref": booking.reference, "name": invitation.name, "address": invitation.address}
